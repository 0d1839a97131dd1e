"""Books with returns that were sent: each is compared with what it said, at every load."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from beancount.core.data import Custom, new_metadata
from beancount.core.data import sorted as in_order
from beancount.parser.grammar import ValueType

from ringfence.ledger.book import Book
from ringfence.ledger.frozen import Frozen
from ringfence.ledger.snapshots import FOLDER, name_of, snapshot_bytes
from ringfence.reports.schedule import all_dates

if TYPE_CHECKING:
    from pathlib import Path

    from beancount.core.data import Directives

#: How many returns a partnership sends in some years.
SENT = 20


def with_sent(entries: Directives, book: Book, folder: Path, number: int = SENT) -> Book:
    """Return the books with their last returns submitted, as `ringfence return submit` has it.

    Args:
        entries: What Beancount loaded.
        book: The Book of it.
        folder: Where the snapshots are kept.
        number: How many returns, at most.
    """
    last = book.last_day or datetime.date.max
    dated = [each for each in all_dates(book) if each.as_at <= last and each.year]
    dated.sort(key=lambda each: (each.as_at, each.fund))
    sent = []
    (folder / FOLDER).mkdir(exist_ok=True)
    for line, each in enumerate(dated[-number:], start=1):
        frozen = Frozen(book, each.fund, each.ref, each.as_at)
        kept = snapshot_bytes({"digest": frozen.digest}, frozen)
        (folder / name_of(each.fund, each.ref)).write_bytes(kept)
        fields = {"status": "submitted", "as-at": each.as_at, "digest": frozen.digest}
        meta = new_metadata(str(folder / "sent.beancount"), line, fields)
        values = [ValueType(each.fund, str), ValueType(each.ref, str)]
        sent.append(Custom(meta, each.as_at, "return", values))
    return Book(in_order([*entries, *sent]))
