"""What came into a fund and went out of it again, and what was asked of its funder.

Every entry that moves Income, Opening or InAdvance is put under one of four heads by what
stands against it; what an entry brings forward was not awarded in these books, whichever of
the three it moves. So what a fund held, plus opening money and awards, less what lapsed, was
repaid and was spent, is what it holds: to the penny, by construction.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING
from typing import NamedTuple

from ringfence.ledger.accounts import Kind
from ringfence.ledger.brought_forward import SOURCES
from ringfence.ledger.brought_forward import before_of
from ringfence.ledger.metadata import is_brought_forward
from ringfence.ledger.money import CURRENCY
from ringfence.ledger.money import ZERO

if TYPE_CHECKING:
    from beancount.core.data import Transaction

    from ringfence.ledger.book import Book


class Flow(NamedTuple):
    """What one entry brought into a fund, and took out of it again."""

    day: datetime.date
    opening: Decimal = ZERO
    awarded: Decimal = ZERO
    lapsed: Decimal = ZERO
    repaid: Decimal = ZERO


class Asked(NamedTuple):
    """What was claimed of a fund's funder, and what of it was received."""

    claimed: Decimal
    received: Decimal


def flows_of(book: Book, fund: str, as_at: datetime.date) -> Iterator[Flow]:
    """Walk what came into a fund and went out again, each entry once, up to the end of a day."""
    seen: set[int] = set()
    for track in book.tracks_of(fund, *SOURCES):
        for row in track.rows(last=as_at):
            if id(row.entry) not in seen:
                seen.add(id(row.entry))
                yield flow_of(book, fund, row.entry)


def asked_of(book: Book, fund: str, flows: Iterable[Flow], as_at: datetime.date) -> Asked:
    """Give what was asked of a fund's funder: what came in and is not merely promised.

    Old money that the books began with was claimed before they did, and so was what was
    spent before: of it the books hold nothing.
    """
    came_in = -sum((book.total(fund, kind, as_at) for kind in SOURCES), ZERO)
    promised = book.total(fund, Kind.AWARDED, as_at)
    before = before_of(book, fund, as_at)
    spent = before.spent if before else ZERO
    claimed = spent + came_in + sum((flow.repaid for flow in flows), ZERO) - promised
    return Asked(claimed, claimed - book.total(fund, Kind.RECEIVABLE, as_at))


def awarded_of(flows: Iterable[Flow]) -> Decimal:
    """Give what was awarded, or there when the books begin, less what lapsed."""
    return sum((flow.awarded + flow.opening - flow.lapsed for flow in flows), ZERO)


def flow_of(book: Book, fund: str, entry: Transaction) -> Flow:
    """Say what one entry brought into a fund, or took out of it."""
    net = repaid = ZERO
    only_opening = True
    for posting in entry.postings:
        account = book.account(posting.account)
        units = posting.units
        if account is None or account.fund != fund or units is None or units.currency != CURRENCY:
            continue
        number = units.number or ZERO
        if account.kind in SOURCES:
            net -= number
            only_opening = only_opening and account.kind is Kind.OPENING
        elif account.kind is Kind.REPAYABLE:
            repaid -= number
    # What is neither owed back nor (nil in the sum) deferred came in or lapsed.
    rest = net + repaid
    if is_brought_forward(entry):
        return Flow(entry.date, opening=rest, repaid=repaid)
    if only_opening:
        if rest > 0:
            return Flow(entry.date, opening=net)
        return Flow(entry.date, opening=rest, repaid=repaid)
    if rest >= 0:
        return Flow(entry.date, awarded=rest, repaid=repaid)
    return Flow(entry.date, lapsed=-rest, repaid=repaid)
