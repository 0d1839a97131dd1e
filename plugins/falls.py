"""Days that end below zero, with and without what is pending: part of the rule `overdrawn`.

A refund of what is pending lessens that, as long as it is pending: it is no money that anything
else may be spent from. What comes back above it, or after the shortage is made good, is firm.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from beancount.core.data import Transaction

from ringfence.ledger.accounts import Kind
from ringfence.ledger.book import Book
from ringfence.ledger.money import ZERO
from ringfence.ledger.settling import refunds_of_pending, take_off, undone_pending
from ringfence.ledger.tracks import PENDING_FLAG, Track


class Step(NamedTuple):
    """One posting that moves what is left, as a change; ``pending`` if nobody decided it yet.

    ``refunds`` are the pending entries that it may give back, the surest first.
    """

    day: datetime.date
    change: Decimal
    entry: Transaction
    pending: bool
    refunds: tuple[Transaction, ...] = ()


class Fall(NamedTuple):
    """A day that ends below zero and lower than the day before, and the entry to name."""

    left: Decimal
    change: Decimal
    entry: Transaction
    pending: bool
    parts: tuple[tuple[Transaction, Decimal], ...] = ()

    @property
    def share(self) -> Decimal:
        """What of the shortage came about that day, in pounds."""
        return min(-self.left, -self.change)


def steps_of(book: Book, track: Track) -> Iterator[Step]:
    """Yield an account's postings; spending flagged `!` is pending, and left out if reversed.

    Only a spend is a fact: a movement of the plan gains nothing by the flag.
    """
    if track.kind is not Kind.SPENT:
        yield from (Step(row.day, -row.amount, row.entry, pending=False) for row in track.rows())
        return
    undone = {id(each) for pair in undone_pending(book, track) for each in pair}
    refunds = refunds_of_pending(book, track)
    for row in track.rows():
        if id(row.entry) not in undone:
            flag = row.entry.flag == PENDING_FLAG
            yield Step(row.day, -row.amount, row.entry, flag, refunds.get(id(row.entry), ()))


def falls_of(book: Book, steps: list[Step]) -> list[Fall]:
    """Judge by two balances, with and without what is pending.

    Once back at zero or above, what was pending is settled and counts as firm: it
    excuses no later shortage.
    """
    days: dict[datetime.date, list[Step]] = {}
    for step in sorted(steps, key=lambda step: step.day):
        days.setdefault(step.day, []).append(step)
    left = firm = ZERO
    found: list[Fall] = []
    awaited: list[Fall] = []
    open_: dict[int, Decimal] = {}
    for of_day in days.values():
        parts = list(_apart(of_day, open_, book.asked_on))
        awaited = [lessened for fall in awaited if (lessened := _less(fall, parts)).left < 0]
        change = sum((step.change for step in parts), ZERO)
        decided = [step for step in parts if not step.pending]
        fell = sum((step.change for step in decided), ZERO)
        left += change
        firm += fell
        if left >= 0:
            firm = left
            awaited.clear()
            open_.clear()
            continue
        blocks = firm < 0 and fell < 0
        if blocks:
            last = _last_lowering(book, decided)
            found.append(Fall(firm, fell, last, pending=False, parts=_lowered(decided)))
        if change < 0 and not blocks:
            awaited.append(Fall(left, change, _last_lowering(book, parts), pending=True))
        elif change < fell:
            undecided = [step for step in parts if step.pending]
            awaited.append(Fall(left, change, _last_lowering(book, undecided), pending=True))
    return found + awaited


def _apart(
    of_day: Iterable[Step], open_: dict[int, Decimal], asked_on: datetime.date
) -> Iterator[Step]:
    """Yield a day's steps, each refund as what of it lessens a pending entry, and the rest.

    ``open_`` is what is pending still, by the ``id()`` of its entry; it is brought up to date.
    A part that lessens what is pending bears what it lessens, the rest and all else nothing. One
    that is dated after the day on which the books are asked has not come: it is left out.
    """
    steps = list(of_day)
    for step in steps:
        if step.pending and step.change < 0:
            open_[id(step.entry)] = open_.get(id(step.entry), ZERO) - step.change
    for step in steps:
        rest = step.change
        for entry, part in take_off(open_, step.refunds, step.change):
            rest -= part
            if step.day <= asked_on:
                yield step._replace(change=part, pending=True, refunds=(entry,))
        if rest or not step.refunds:
            yield step._replace(change=rest, refunds=())


def _less(fall: Fall, parts: Iterable[Step]) -> Fall:
    """Return a shortage less what came back of what was pending by its day."""
    day = fall.entry.date
    back = (step.change for step in parts if step.refunds and step.refunds[0].date <= day)
    return fall._replace(left=fall.left + sum(back, ZERO))


def _lowered(steps: Iterable[Step]) -> tuple[tuple[Transaction, Decimal], ...]:
    """Return by how much each entry of a day lowered what is left, net."""
    net: dict[int, tuple[Transaction, Decimal]] = {}
    for step in steps:
        _entry, amount = net.get(id(step.entry), (step.entry, ZERO))
        net[id(step.entry)] = (step.entry, amount - step.change)
    return tuple(net.values())


def _last_lowering(book: Book, steps: Iterable[Step]) -> Transaction:
    """Return the last entry, of those of a day, that lowered what is left."""
    net: dict[int, Decimal] = {}
    for step in steps:
        place = book.order[id(step.entry)]
        net[place] = net.get(place, ZERO) + step.change
    last = book.entries[max(place for place, change in net.items() if change < 0)]
    assert isinstance(last, Transaction)  # noqa: S101 - only transactions move pots
    return last
