"""What may be booked as awarded, and received: part of the rule `stage`."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from beancount.core.data import Transaction

from ringfence.ledger.accounts import Kind
from ringfence.ledger.book import Book
from ringfence.ledger.brought_forward import SOURCES, Before, before_of
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.declarations.history import History, Version
from ringfence.ledger.declarations.models import Fund
from ringfence.ledger.findings import Finding, where
from ringfence.ledger.money import ZERO, pounds
from ringfence.ledger.sums import entries_of, sum_of
from ringfence.plugins.wording import (
    amend_command,
    block,
    call,
    clause,
    shared,
    warn,
    way_to_override,
)

RULE = "stage"
_CLAIMING = ("arrears", "on-order")


class _Day(NamedTuple):
    """What the entries of a day changed, each by how much, in the books' order."""

    changes: tuple[tuple[Transaction, Decimal], ...] = ()

    @property
    def change(self) -> Decimal:
        """What they changed together."""
        return sum((amount for _entry, amount in self.changes), ZERO)

    def beyond(self, before: Decimal, limit: Decimal) -> Transaction | None:
        """Return the entry that took a sum beyond a limit, else the last one that raised it."""
        total, last = before, None
        for entry, amount in self.changes:
            total += amount
            if amount > 0:
                last = entry
                if total > limit:
                    break
        return last


def above_award(book: Book, fund: str, history: History[Fund]) -> Iterator[Finding]:
    """Find the days on which more is booked as awarded than the award, and what did it."""
    if all(version.value.award is None for version in history.versions):
        return
    before = before_of(book, fund)
    lowered = {
        after.day: after
        for before, after in pairwise(history.versions)
        if after.value.award is not None and after.value.award != before.value.award
    }
    days = _by_day(book, fund, tuple(Kind) if before else SOURCES, _award_counter(before))
    total = ZERO
    for day in sorted({*days, *lowered}):
        of_day = days.get(day, _Day())
        change, before_day = of_day.change, total
        total += change
        terms = history.at_or_first(day)
        if terms.award is None or total <= terms.award:
            continue
        entry = of_day.beyond(before_day, terms.award)
        if change > 0 and entry is not None:
            beside = _beside(book, fund, day, before)
            found = block(RULE, _above(history, day, total, entry, beside), entry, book)
            yield shared(found, min(total - terms.award, change), of_day.changes)
        elif day in lowered:
            beside = _beside(book, fund, day, before)
            message = _why_lowered(fund, lowered[day], total, beside)
            finding = block(RULE, message, lowered[day].entry, book)
            yield finding._replace(funds=frozenset({fund}))


def _award_counter(before: Before | None) -> Callable[[Book, Transaction, str], Decimal]:
    """Return how to reckon what an entry adds to what is awarded: booked, or received before.

    Where nobody said what was received before, it is what was brought in as opening money.
    Where somebody did, opening money that turns up after that day adds to it. Old money that is
    deferred, or is to be repaid, adds nothing.
    """

    def change_of(book: Book, entry: Transaction, fund: str) -> Decimal:
        if before is None:
            return -sum_of(book, entry, fund, *SOURCES)
        deferred = sum_of(book, entry, fund, Kind.IN_ADVANCE)
        adds = deferred or _is_late_opening(book, entry, fund, before)
        old = sum_of(book, entry, fund, Kind.OPENING) if adds else ZERO
        received = before.received if entry is before.entry else ZERO
        return received - (sum_of(book, entry, fund, Kind.INCOME) + deferred + old)

    return change_of


def _is_late_opening(book: Book, entry: Transaction, fund: str, before: Before) -> bool:
    """Return whether an entry brings in opening money after what was received was said.

    What was owed before, and what is to be repaid, was received before and is counted there.
    """
    if entry.date <= before.entry.date:
        return False
    return not any(sum_of(book, entry, fund, kind) for kind in (Kind.ACCRUALS, Kind.REPAYABLE))


def _beside(book: Book, fund: str, day: datetime.date, before: Before | None) -> str:
    """Return what of the sum is of before the books, if anything is."""
    if before is not None and before.entry.date <= day:
        rows = (row for track in book.tracks_of(fund, Kind.OPENING) for row in track.rows(last=day))
        late = -sum(
            (
                sum_of(book, entry, fund, Kind.OPENING)
                for entry in entries_of(rows)
                if _is_late_opening(book, entry, fund, before)
                and not sum_of(book, entry, fund, Kind.IN_ADVANCE)
            ),
            ZERO,
        )
        since = f" and {pounds(late)} brought in since" if late > 0 else ""
        return f", with {pounds(before.received)} received before these books{since},"
    old = -book.total(fund, Kind.OPENING, day)
    return f", with {pounds(old)} brought forward," if old > 0 else ""


def _above(
    history: History[Fund], day: datetime.date, total: Decimal, entry: Transaction, beside: str
) -> str:
    fund, terms = history.key[0], history.at_or_first(day)
    award = terms.award or ZERO
    return (
        f"{call(entry)} brings the amount booked as awarded for {fund}{beside} to "
        f"{pounds(total)} on {day}, {pounds(total - award)} above its award of "
        f"{pounds(award)}{clause(terms, 'award')}. "
        + _way_to_raise(fund, history, day, total)
        + " "
        + way_to_override(RULE, (terms.funder,))
    )


def _way_to_raise(fund: str, history: History[Fund], day: datetime.date, total: Decimal) -> str:
    """Return how so much can be booked: later, if more was awarded later, else by an amendment."""
    enough = (v.day for v in history.versions if v.day > day and (v.value.award or ZERO) >= total)
    later = next(enough, None)
    if later:
        return f"Its award is high enough from {later}: date this no earlier."
    funder = history.at_or_first(day).funder
    raising = amend_command(history, "fund", fund, day, award=total)
    return f"Book no more, or if {funder} awarded it: " + raising + "."


def _why_lowered(fund: str, version: Version[Fund], total: Decimal, beside: str) -> str:
    award = version.value.award or ZERO
    return (
        f"The award of {fund} is {pounds(award)} from {version.day}, and {pounds(total)} is booked "
        f"as awarded,{beside.removeprefix(',')} {pounds(total - award)} above it. Take that out by "
        "the same day: " + command("award", fund, total - award, reduce=True, date=version.day)
    )


def above_claim(book: Book, fund: str) -> Iterator[Finding]:
    """Warn of each day on which more was received than was claimed, or due, by then."""
    kinds = (Kind.RECEIVABLE, Kind.AWARDED)
    received = _by_day(book, fund, kinds, _receipt_of)
    if not received:
        return
    claimed = _by_day(book, fund, kinds, _claim_of)
    opened = before_of(book, fund)
    total = so_far = opened.received if opened else ZERO
    excess = _excess(book, fund, opened, ever=bool(claimed)) if opened else ZERO
    for day in sorted({*received, *claimed}):
        of_day, before_day = received.get(day, _Day()), total
        total += of_day.change
        so_far += claimed.get(day, _Day()).change
        limit, what = _limit(book, fund, day, so_far, ever=bool(claimed))
        before, excess = excess, max(total - limit, ZERO) if limit is not None else ZERO
        entry = of_day.beyond(before_day, limit or ZERO)
        if entry is not None and excess > before:
            message = (
                f"{call(entry)} brings the amount received for {fund} to {pounds(total)} on "
                f"{day}, {pounds(excess)} above the {pounds(limit or ZERO)} {what} by then. "
                + _put_right(book, book.register.funds[fund], what, excess - before, entry)
            )
            yield warn(RULE, message, entry, book)


def _excess(book: Book, fund: str, opened: Before, *, ever: bool) -> Decimal:
    """Return what was received before these books above what was due by then: that is not new."""
    limit, _what = _limit(book, fund, opened.entry.date, opened.received, ever=ever)
    return ZERO if limit is None else max(opened.received - limit, ZERO)


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


def _put_right(
    book: Book, history: History[Fund], what: str, excess: Decimal, entry: Transaction
) -> str:
    """Return what to type. What came in pays a claim only if it is received after it.

    A claim recorded beside it would be asked for twice: what came without one counts as claimed.
    """
    fund, day = history.key[0], entry.date
    if what == "due":
        step = f"{Blank.DAY} {Blank.AMOUNT}"
        changed = amend_command(history, "fund", fund, day, instalments=step)
        return "Ask whether it came early; if the instalments changed: " + changed
    back = command("correct", where(entry.meta), reverse_only=True, date=day)
    claim = command("claim", fund, excess, invoice=Blank.REFERENCE, date=day)
    again = command("receive", fund, _receipt_of(book, entry, fund), date=day)
    return (
        f"If a claim of {pounds(excess)} was sent, reverse this, and record the claim, then what "
        "came: " + back + "; " + claim + "; " + again
    )


def _by_day(
    book: Book,
    fund: str,
    kinds: tuple[Kind, ...],
    change_of: Callable[[Book, Transaction, str], Decimal],
) -> dict[datetime.date, _Day]:
    days: dict[datetime.date, list[tuple[Transaction, Decimal]]] = {}
    rows = (row for track in book.tracks_of(fund, *kinds) for row in track.rows())
    for entry in sorted(entries_of(rows), key=lambda entry: book.order[id(entry)]):
        change = change_of(book, entry, fund)
        if change:
            days.setdefault(entry.date, []).append((entry, change))
    return {day: _Day(tuple(changes)) for day, changes in days.items()}


def _receipt_of(book: Book, entry: Transaction, fund: str) -> Decimal:
    return sum_of(book, entry, fund, Kind.COUNCIL)


def _claim_of(book: Book, entry: Transaction, fund: str) -> Decimal:
    if sum_of(book, entry, fund, Kind.COUNCIL):
        return ZERO
    return sum_of(book, entry, fund, Kind.RECEIVABLE)
