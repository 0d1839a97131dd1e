"""What submitting a return leaves beside the books, for tests that write its directive."""

from __future__ import annotations

import datetime
from pathlib import Path

from ringfence.ledger.book import Book
from ringfence.ledger.frozen import Frozen
from ringfence.ledger.snapshots import name_of, snapshot_bytes


def keep(book: Book, folder: Path, fund: str, ref: str, as_at: datetime.date) -> str:
    """Keep the snapshot of a return as the books have it, and return its digest."""
    frozen = Frozen(book, fund, ref, as_at)
    path = folder / name_of(fund, ref)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(snapshot_bytes({"digest": frozen.digest}, frozen))
    return frozen.digest
