"""Money said to be held from before the books begin, later: part of the rule `stage`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ringfence.ledger.accounts import Kind
from ringfence.ledger.money import ZERO
from ringfence.ledger.money import plain
from ringfence.ledger.money import pounds
from ringfence.plugins.wording import called
from ringfence.plugins.wording import warned

if TYPE_CHECKING:
    from ringfence.ledger.book import Book
    from ringfence.ledger.findings import Finding

RULE = "stage"


def brought_in_late(book: Book, fund: str) -> Iterator[Finding]:
    """Warn of what raises a fund's opening money after the day of the books' first entry.

    What takes back a deferral or a repayment raises it no further than it was.
    """
    begins = book.transactions[0].date if book.transactions else None
    total = most = ZERO
    for row in (row for track in book.tracks_of(fund, Kind.OPENING) for row in track.rows()):
        total -= row.amount
        if total <= most:
            continue
        if begins and row.day > begins:
            message = (
                f"{called(row.entry)} brings in {pounds(total - most)} of {fund} on {row.day} as "
                f"money held when the books begin, but they begin on {begins}. If it was held "
                "then, give it that date; if it came since, it is an award or a contribution: "
                f"ringfence award {fund} {plain(total - most)} --date {row.day}"
            )
            yield warned(RULE, message, row.entry, book)
        most = total
