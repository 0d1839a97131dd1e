"""What submitting a return leaves beside the books, for tests that write its directive."""

from __future__ import annotations

import datetime
import json
import re
from pathlib import Path

from ringfence.ledger.book import Book
from ringfence.ledger.frozen import Frozen
from ringfence.ledger.json_text import json_file
from ringfence.ledger.snapshots import name_of, snapshot_bytes


def keep(book: Book, folder: Path, fund: str, ref: str, as_at: datetime.date) -> str:
    """Keep the snapshot of a return as before there were seals, and return its digest."""
    frozen = Frozen(book, fund, ref, as_at)
    path = folder / name_of(fund, ref)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(_unsealed(snapshot_bytes({"digest": frozen.digest}, frozen)))
    return frozen.digest


def before_seals(folder: Path, name: str) -> None:
    """Make books whose returns were sent of such as they were before there were seals.

    Args:
        folder: The folder of the books.
        name: The snapshot of the return, by its path from there.
    """
    for path in folder.glob("*.beancount"):
        text = path.read_text(encoding="utf-8")
        path.write_text(
            re.sub(r"(?m)^  (seal|previous|snapshot|question-seal):.*\n", "", text), "utf-8"
        )
    (folder / name).write_bytes(_unsealed((folder / name).read_bytes()))


def _unsealed(snapshot: bytes) -> bytes:
    whole = json.loads(snapshot)
    for key in ("snapshot_version", "documents"):
        whole.pop(key, None)
    return json_file(whole)
