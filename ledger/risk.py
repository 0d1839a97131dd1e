"""What is spent at the council's risk: before the funder has approved the award."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from ringfence.ledger.accounts import Kind
from ringfence.ledger.money import ZERO
from ringfence.ledger.tracks import Row

if TYPE_CHECKING:
    from ringfence.ledger.book import Book

AT_RISK = "at-risk"
#: The stages at which a fund is no money yet, or no more.
NO_MONEY = ("bid", "refused", "withdrawn", "indicative")


def spend_at_risk(book: Book, fund: str, as_at: datetime.date) -> Decimal:
    """Return what was spent of a fund, up to the end of a day, on the days it was at risk."""
    return sum((row.amount for row in rows_at_risk(book, fund, as_at)), ZERO)


def rows_at_risk(book: Book, fund: str, as_at: datetime.date) -> Iterator[Row]:
    """Yield what was posted as spent of a fund, up to the end of a day, while it was at risk."""
    history = book.register.funds.get(fund)
    for span in history.spans() if history else ():
        if span.version.value.stage == AT_RISK:
            for track in book.tracks_of(fund, Kind.SPENT):
                yield from track.rows(span.first, min(span.last, as_at))


def approval_day(book: Book, fund: str, day: datetime.date) -> datetime.date | None:
    """Return the first day after one on which a fund was awarded; None if it never was."""
    history = book.register.funds.get(fund)
    if history is None:
        return None
    return next(
        (v.day for v in history.versions if v.day > day and v.value.stage == "awarded"), None
    )
