"""What came into a fund and went out of it again, and what was asked of its funder.

Every entry that moves Income, Opening or InAdvance is put under one of four heads by what
stands against it; what an entry brings forward was not awarded in these books, whichever of
the three it moves. So what a fund held, plus opening money and awards, less what lapsed, was
repaid and was spent, is what it holds: to the penny, by construction.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from ringfence.ledger.accounts import Kind
from ringfence.ledger.brought_forward import (
    SOURCES,
    Before,
    before_of,
    late_spent_before,
    opens,
    spend_of_whole_life,
)
from ringfence.ledger.metadata import is_brought_forward
from ringfence.ledger.money import CURRENCY, ZERO
from ringfence.ledger.sums import sum_of

if TYPE_CHECKING:
    from beancount.core.data import Transaction

    from ringfence.ledger.book import Book


class Flow(NamedTuple):
    """What one entry brought into a fund, and took out of it again.

    ``spent_before`` is what it changes of what was spent before the books, once that was said in
    a return: it goes off as spending does, and below nothing it comes back.
    """

    day: datetime.date
    opening: Decimal = ZERO
    awarded: Decimal = ZERO
    lapsed: Decimal = ZERO
    repaid: Decimal = ZERO
    spent_before: Decimal = ZERO


class Asked(NamedTuple):
    """What was claimed of a fund's funder, and what of it was received."""

    claimed: Decimal
    received: Decimal


class Claiming(NamedTuple):
    """An entry, and what it adds to what was claimed of a funder and to what was received."""

    entry: Transaction
    claimed: Decimal
    received: Decimal


class Due(NamedTuple):
    """What may be claimed of a fund in all by a day, and what its terms state by itself.

    ``stated`` is more than ``amount`` where a fund is over and less of it was spent.
    """

    amount: Decimal
    stated: Decimal


class Life(NamedTuple):
    """What a fund was awarded in all, or held when the books begin, and what became of it.

    What was spent before the books began is in ``awarded`` and in ``spent``. Less ``lapsed``,
    ``repaid`` and ``spent``, ``awarded`` is what it holds.
    """

    awarded: Decimal
    lapsed: Decimal
    repaid: Decimal
    spent: Decimal


def flows_of(book: Book, fund: str, as_at: datetime.date) -> Iterator[Flow]:
    """Yield what came into a fund and went out again, each entry once, up to the end of a day."""
    for _entry, flow in flowing(book, fund, datetime.date.min, as_at):
        yield flow


def flowing(
    book: Book, fund: str, first: datetime.date, as_at: datetime.date
) -> Iterator[tuple[Transaction, Flow]]:
    """Yield each entry with what it brought into a fund or took out, from a day to another."""
    seen: set[int] = set()
    for track in book.tracks_of(fund, *SOURCES):
        for row in track.rows(first, as_at):
            if id(row.entry) not in seen:
                seen.add(id(row.entry))
                yield row.entry, flow_of(book, fund, row.entry)


def claims_of(book: Book, fund: str, flows: Iterable[Flow], as_at: datetime.date) -> Asked:
    """Return what was asked of a fund's funder: what came in and is not merely promised.

    Old money that the books began with was claimed before they did, and so was what was
    spent before: of it the books hold nothing.
    """
    came_in = -sum((book.total(fund, kind, as_at) for kind in SOURCES), ZERO)
    promised = book.total(fund, Kind.AWARDED, as_at)
    before = before_of(book, fund, as_at)
    spent = before.spent if before else ZERO
    claimed = spent + came_in + sum((flow.repaid for flow in flows), ZERO) - promised
    return Asked(claimed, claimed - book.total(fund, Kind.RECEIVABLE, as_at))


def claiming(book: Book, fund: str, as_at: datetime.date) -> Iterator[Claiming]:
    """Yield the entries behind what was claimed, each with its part of that and of the received.

    They come to :func:`claims_of`: what came in and is not merely promised was claimed, and what
    of it is not receivable was received. The entry that says what was before the books has all
    that opening entries come to.
    """
    parts: dict[int, Claiming] = {}
    for kinds, claims in (((*SOURCES, Kind.AWARDED), True), ((Kind.RECEIVABLE,), False)):
        for track in book.tracks_of(fund, *kinds):
            for row in track.rows(last=as_at):
                entry, claimed, received = parts.get(id(row.entry), (row.entry, ZERO, ZERO))
                claimed -= row.amount if claims else ZERO
                parts[id(row.entry)] = Claiming(entry, claimed, received - row.amount)
    before = before_of(book, fund, as_at)
    if before:
        _gather(book, fund, before, parts)
    sourced = {
        id(row.entry) for track in book.tracks_of(fund, *SOURCES) for row in track.rows(last=as_at)
    }
    for key, (entry, claimed, received) in parts.items():
        repaid = flow_of(book, fund, entry).repaid if key in sourced else ZERO
        yield Claiming(entry, claimed + repaid, received + repaid)


def _gather(book: Book, fund: str, before: Before, parts: dict[int, Claiming]) -> None:
    """Put what the opening entries come to, and what was spent before, with the one that says so.

    Together they are what was received before: what is held, advanced and owed is made of it.
    """
    claim_entry = before.entry
    claimed = received = before.spent
    parts.setdefault(id(claim_entry), Claiming(claim_entry, ZERO, ZERO))
    for key, (entry, of_claimed, of_received) in list(parts.items()):
        is_old = entry.date <= claim_entry.date or sum_of(book, entry, fund, Kind.ACCRUALS)
        if entry is claim_entry or (is_old and opens(book, entry, fund)):
            claimed, received = claimed + of_claimed, received + of_received
            del parts[key]
    parts[id(claim_entry)] = Claiming(claim_entry, claimed, received)


def life_of(book: Book, fund: str, flows: Iterable[Flow], as_at: datetime.date) -> Life:
    """Return what a fund was awarded in all, what went of it again, and what it spent."""
    flows = list(flows)
    before = before_of(book, fund, as_at)
    came = sum((flow.awarded + flow.opening for flow in flows), ZERO)
    return Life(
        awarded=came + (before.said_spent if before else ZERO),
        lapsed=sum((flow.lapsed for flow in flows), ZERO),
        repaid=sum((flow.repaid for flow in flows), ZERO),
        spent=spend_of_whole_life(book, fund, as_at),
    )


def due_of(book: Book, fund: str, as_at: datetime.date, *, is_final: bool = False) -> Due | None:
    """Return what a fund's terms let be claimed in all by the end of a day; None if none say how.

    In arrears and on order that is what was spent, in instalments and in advance what is due by
    then; an advance without dates is due at once. What was spent and due before the books began
    counts. From a fund's last day on, and in its final return, it is never more than was spent:
    what was not spent by then is not asked for any more.
    """
    terms = book.register.funds[fund].at_or_first(as_at)
    if terms.payment is None:
        return None
    spent = spend_of_whole_life(book, fund, as_at)
    if terms.payment in ("arrears", "on-order"):
        return Due(spent, spent)
    if terms.payment == "advance" and not terms.instalments:
        stated = terms.award or ZERO
    else:
        stated = sum((step.amount for step in terms.instalments if step.day <= as_at), ZERO)
    is_over = is_final or (terms.spend_by is not None and terms.spend_by <= as_at)
    return Due(min(stated, spent) if is_over else stated, stated)


def flow_of(book: Book, fund: str, entry: Transaction) -> Flow:
    """Return what one entry brought into a fund, or took out of it."""
    late = late_spent_before(book, entry, fund)
    if late:
        return Flow(entry.date, spent_before=late)
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
