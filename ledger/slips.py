"""Slips: what was recorded wrongly and reversed, so that the two come to nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ringfence.ledger.metadata import text
from ringfence.ledger.settling import reversal_of
from ringfence.ledger.tracks import Row

if TYPE_CHECKING:
    from ringfence.ledger.book import Book


def without_slips(book: Book, rows: Sequence[Row]) -> list[Row]:
    """Return what was spent on one account, without slips whose reversals are there too.

    A reversal says what it `corrects`, and reverses an entry to the penny. A refund is
    none: that money was paid, and came back.
    """
    reversals = {id(row.entry): row for row in rows if text(row.entry, "corrects").strip()}
    taken = {-row.amount for row in reversals.values()}
    gone: set[int] = set()
    for row in rows:
        reversal = reversal_of(book, row.entry) if row.amount in taken else None
        if reversal is not None and id(reversal) in reversals:
            gone |= {id(row.entry), id(reversal)}
    return [row for row in rows if id(row.entry) not in gone]
