"""What earlier years' plans are short of is not spent again: part of the rule `overdrawn`.

A pot that is short through a pending spend stays so over the year's turn. What is spent, lapses
or goes back of its fund afterwards, beyond what is left less that shortage, is not there. The
pending spend may have been found late, so this awaits the same decision and does not block.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal

from beancount.core.data import Transaction

from ringfence.ledger.book import Book
from ringfence.ledger.findings import Finding
from ringfence.ledger.money import ZERO, pounds
from ringfence.ledger.shortages import short_before, shortage_words, there_is
from ringfence.ledger.years import FinancialYear
from ringfence.plugins.wording import await_decision, call

RULE = "overdrawn"
_DAY = datetime.timedelta(days=1)


def check_short_years(book: Book) -> Iterator[Finding]:
    """Find the days on which more of a fund is spent than is left beside earlier shortages."""
    for fund in sorted({track.fund for track in book.short if track.pot.is_planned}):
        tracks = [each for pot in book.pots_of_fund(fund) for each in pot.tracks]
        for day in sorted({day for track in tracks for day in track.days}):
            year = FinancialYear.of_day(day)
            if not short_before(book, fund, year, day):
                continue
            left = there_is(book, fund, year, day)
            if left >= 0 or left >= there_is(book, fund, year, day - _DAY):
                continue
            taken = _last_taking(book, fund, day)
            if taken:
                entry, amount = taken
                message = (
                    f"{call(entry)} takes {pounds(amount)} of {fund} on {day}, and "
                    f"{pounds(min(-left, amount))} of it is not there. "
                    + shortage_words(book, fund, year, day)
                )
                yield await_decision(RULE, message, entry, book)


def _last_taking(book: Book, fund: str, day: datetime.date) -> tuple[Transaction, Decimal] | None:
    """Return the last entry of a day that takes money out of pots that are not short, and how much.

    What takes it out of one that is short is told of that pot.
    """
    net: dict[int, Decimal] = {}
    entries: dict[int, Transaction] = {}
    for pot in book.pots_of_fund(fund):
        if pot.left(day) >= 0:
            for row in pot.rows(day, day):
                place = book.order[id(row.entry)]
                entries[place] = row.entry
                net[place] = net.get(place, ZERO) + row.amount
    last = max((place for place, amount in net.items() if amount > 0), default=None)
    return None if last is None else (entries[last], net[last])
