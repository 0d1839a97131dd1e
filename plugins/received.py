"""What may be booked as awarded, and received: part of the rule `stage`."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING
from typing import NamedTuple

from ringfence.ledger.accounts import Kind
from ringfence.ledger.money import ZERO
from ringfence.ledger.money import plain
from ringfence.ledger.money import pounds
from ringfence.ledger.sums import entries_of
from ringfence.ledger.sums import sum_of
from ringfence.plugins.wording import blocked
from ringfence.plugins.wording import called
from ringfence.plugins.wording import clause
from ringfence.plugins.wording import overriding
from ringfence.plugins.wording import warned

if TYPE_CHECKING:
    from beancount.core.data import Transaction

    from ringfence.ledger.book import Book
    from ringfence.ledger.declarations.history import History
    from ringfence.ledger.declarations.history import Version
    from ringfence.ledger.declarations.models import Fund
    from ringfence.ledger.findings import Finding

RULE = "stage"
_CLAIMING = ("arrears", "on-order")


class _Day(NamedTuple):
    """What changed on a day, and the last entry that raised it."""

    change: Decimal
    raised_by: Transaction | None


def above_award(book: Book, fund: str, history: History[Fund]) -> Iterator[Finding]:
    """Find the days on which more is booked as awarded than the award, and what did it."""
    if all(version.value.award is None for version in history.versions):
        return
    lowered = {
        after.day: after
        for before, after in pairwise(history.versions)
        if after.value.award is not None and after.value.award != before.value.award
    }
    days = _by_day(book, fund, (Kind.INCOME, Kind.IN_ADVANCE), _awarded)
    total = ZERO
    for day in sorted({*days, *lowered}):
        change, entry = days.get(day, _Day(ZERO, None))
        total += change
        terms = history.at_or_first(day)
        if terms.award is None or total <= terms.award:
            continue
        if change > 0 and entry is not None:
            yield blocked(RULE, _above(fund, history, day, total, entry), entry, book)
        elif day in lowered:
            finding = blocked(RULE, _lowered(fund, lowered[day], total), lowered[day].entry, book)
            yield finding._replace(funds=frozenset({fund}))


def _awarded(book: Book, entry: Transaction, fund: str) -> Decimal:
    """Give what an entry adds to Income and InAdvance; old money deferred adds nothing."""
    deferred = sum_of(book, entry, fund, Kind.IN_ADVANCE)
    old = sum_of(book, entry, fund, Kind.OPENING) if deferred else ZERO
    return -(sum_of(book, entry, fund, Kind.INCOME) + deferred + old)


def _above(
    fund: str, history: History[Fund], day: datetime.date, total: Decimal, entry: Transaction
) -> str:
    terms = history.at_or_first(day)
    award = terms.award or ZERO
    return (
        f"{called(entry)} brings what is booked as awarded of {fund} to {pounds(total)} on {day}, "
        f"{pounds(total - award)} above its award of {pounds(award)}{clause(terms, 'award')}. "
        f"{_raised(fund, history, day, total)} {overriding(RULE)}"
    )


def _raised(fund: str, history: History[Fund], day: datetime.date, total: Decimal) -> str:
    """Say how so much can be booked: later, if more was awarded later, else by an amendment."""
    enough = (v.day for v in history.versions if v.day > day and (v.value.award or ZERO) >= total)
    later = next(enough, None)
    if later:
        return f"From {later} on its award is enough: date this no earlier."
    # A fund is declared or amended once a day.
    taken = {version.day for version in history.versions}
    free = day
    while free in taken:
        free += datetime.timedelta(days=1)
    redated = f", and date this {free} too" if free != day else ""
    funder = history.at_or_first(day).funder
    return (
        f"Book no more, or if {funder} awarded it: ringfence fund amend {fund} --award "
        f"{plain(total)} --date {free} --decision ID{redated}."
    )


def _lowered(fund: str, version: Version[Fund], total: Decimal) -> str:
    award = version.value.award or ZERO
    return (
        f"The award of {fund} is {pounds(award)} from {version.day} on, and {pounds(total)} is "
        f"booked as awarded, {pounds(total - award)} above it. Take that out by the same day: "
        f"ringfence award {fund} {plain(total - award)} --reduce --date {version.day}"
    )


def above_claim(book: Book, fund: str) -> Iterator[Finding]:
    """Warn of each day on which more was received than was claimed, or due, by then."""
    kinds = (Kind.RECEIVABLE, Kind.AWARDED)
    received = _by_day(book, fund, kinds, _received)
    if not received:
        return
    claimed = _by_day(book, fund, kinds, _claimed)
    total, so_far, excess = ZERO, ZERO, ZERO
    for day in sorted({*received, *claimed}):
        change, entry = received.get(day, _Day(ZERO, None))
        total += change
        so_far += claimed.get(day, _Day(ZERO, None)).change
        limit, what = _limit(book, fund, day, so_far, ever=bool(claimed))
        before, excess = excess, max(total - limit, ZERO) if limit is not None else ZERO
        if entry is not None and excess > before:
            message = (
                f"{called(entry)} brings what was received of {fund} to {pounds(total)} on {day}, "
                f"{pounds(excess)} above the {pounds(limit or ZERO)} {what} by then. "
                f"{_put_right(fund, what, excess)}"
            )
            yield warned(RULE, message, entry, book)


def _limit(
    book: Book, fund: str, day: datetime.date, claimed: Decimal, *, ever: bool
) -> tuple[Decimal | None, str]:
    history = book.register.funds[fund]
    terms = history.at_or_first(day)
    if terms.instalments and terms.payment not in _CLAIMING:
        due = sum((step.amount for step in terms.instalments if step.day <= day), ZERO)
        return due, "due"
    if ever or terms.payment in _CLAIMING:
        return claimed, "claimed"
    return None, ""


def _put_right(fund: str, what: str, excess: Decimal) -> str:
    if what == "due":
        return (
            "Ask whether it came early; if the instalments changed: "
            f"ringfence fund amend {fund} --instalments … --decision ID"
        )
    return (
        f"Record the claim it answers: ringfence claim {fund} {plain(excess)} --invoice REFERENCE"
    )


def _by_day(
    book: Book,
    fund: str,
    kinds: tuple[Kind, ...],
    change_of: Callable[[Book, Transaction, str], Decimal],
) -> dict[datetime.date, _Day]:
    days: dict[datetime.date, _Day] = {}
    rows = (row for track in book.tracks_of(fund, *kinds) for row in track.rows())
    for entry in entries_of(rows):
        change = change_of(book, entry, fund)
        if change:
            before, last = days.get(entry.date, _Day(ZERO, None))
            days[entry.date] = _Day(before + change, entry if change > 0 else last)
    return days


def _received(book: Book, entry: Transaction, fund: str) -> Decimal:
    return sum_of(book, entry, fund, Kind.COUNCIL)


def _claimed(book: Book, entry: Transaction, fund: str) -> Decimal:
    if sum_of(book, entry, fund, Kind.COUNCIL):
        return ZERO
    return sum_of(book, entry, fund, Kind.RECEIVABLE)
