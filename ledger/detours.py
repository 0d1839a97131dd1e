"""Moves between two actions in two steps: out into Unallocated, and from there into another.

By way of a later year's plan is a way too: see `Onward`.

What one decision (or one link) takes out of an action and puts into another of the same year is
a move between the two, whatever it was written by way of; and so is, whether or not anything
links it, what goes out and in on one day, by way of the reserve too (several reserves are one
way), or on decisions that one body took on one day. What was awarded, brought in, lapsed or repaid
on the day of a step is taken off first. What goes by way of a plan still being made is read as if
it had gone directly. Which of several went where follows the order of the books; what goes back
into the action that it came from has not moved.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import chain
from typing import NamedTuple

from beancount.core.data import Transaction

from ringfence.ledger.accounts import UNALLOCATED, Kind, Pot
from ringfence.ledger.chart import Chart
from ringfence.ledger.declarations.register import Register
from ringfence.ledger.metadata import decision_names
from ringfence.ledger.money import ZERO
from ringfence.ledger.moves import Move
from ringfence.ledger.onward import Adopted, Onward

#: The accounts that say what came to a fund, and what was given up of it.
_SOURCES = frozenset({Kind.INCOME, Kind.OPENING, Kind.IN_ADVANCE})
#: A fund and a day.
FundDay = tuple[str, datetime.date]


class Detours:
    """The moves made in two steps after adoption, each at the entry that completes it."""

    def __init__(self, crossing: Sequence[Move], adopted: Adopted, chart: Chart) -> None:
        """Find them.

        Args:
            crossing: The moves that leave an action or the reserve, in the books' order.
            adopted: Gives the earliest day said of a year's adoption.
            chart: The accounts and funds, whose terms may limit such moves.
        """
        self._of_entry: dict[int, list[Move]] = {}
        self._between: dict[frozenset[Pot], list[Move]] = {}
        self.onward = Onward(crossing, adopted)
        limited = _is_limited(chart.register)
        steps = _Steps(crossing, adopted, chart, self.onward).find() if limited else ()
        found = (*steps, *self.onward.by_way) if limited else ()
        for move in found:
            self._of_entry.setdefault(id(move.entry), []).append(move)
            places = frozenset((move.source.place, move.to.place))
            self._between.setdefault(places, []).append(move)

    def of(self, entry: Transaction) -> list[Move]:
        """Return the moves that an entry completes."""
        return self._of_entry.get(id(entry), [])

    def between(self, first: Pot, second: Pot) -> list[Move]:
        """Return the moves between two actions, either way, in the books' order."""
        return self._between.get(frozenset((first, second)), [])


class _Half:
    """A step that waits for its other half, and how much of it does; ``by_day`` without a key."""

    __slots__ = ("by_day", "of", "place", "rest", "step")

    def __init__(self, step: Move) -> None:
        self.step, self.rest, self.by_day = step, step.amount, step.amount
        self.place = _place(step)
        self.of = step.fund, self.place.year

    def left(self, *, by_day: bool) -> Decimal:
        """Return how much of it waits."""
        return self.by_day if by_day else self.rest

    def take(self, amount: Decimal, *, by_day: bool) -> None:
        """Take off what has found its other half."""
        self.rest -= amount
        self.by_day = min(self.by_day - (amount if by_day else ZERO), self.rest)


class _Group(NamedTuple):
    """What is joined by decisions and links, or by its day, as far as it was read."""

    out: list[_Half]
    into: list[_Half]


class _Steps:
    """The steps out of actions and into them, in the books' order."""

    def __init__(
        self, crossing: Sequence[Move], adopted: Adopted, chart: Chart, onward: Onward
    ) -> None:
        moves = [step for move in crossing for step in onward.steps(move)]
        out = {(move.fund, move.source.year) for move in moves if _is_hub(move.to)}
        self._steps = [
            move
            for move in moves
            if (move.fund, _place(move).year) in out and _is_step(adopted, move)
        ]
        self._bridged = onward.bridged | {
            (move.fund, move.day)
            for move in moves
            if _is_hub(move.source)
            and _is_hub(move.to)
            and move.source.is_reserve != move.to.is_reserve
        }
        self._register = chart.register
        self._fresh = _sums_of_days(chart, -1) if self._steps else {}
        self._gone = _sums_of_days(chart, 1) if self._steps else {}

    def find(self) -> Iterator[Move]:
        """Yield each move that two steps make, at the one that completes it."""
        groups: dict[str, _Group] = {}
        days: dict[tuple[str, ...], _Group] = {}
        meetings: dict[str, _Group] = {}
        for step in self._steps:
            half = _Half(step)
            keys = _keys(step.entry) if UNALLOCATED in (step.source, step.to) else []
            if keys:
                yield from _complete(_join(groups, keys), half)
            self._take_off(half)
            day = days.setdefault(self._day_key(step), _Group([], []))
            yield from _complete(day, half, by_day=True)
            if keys and (meeting := self._meeting_keys(step.entry)):
                yield from _complete(_join(meetings, meeting), half, by_day=True)

    def _meeting_keys(self, entry: Transaction) -> list[str]:
        """Name the days on which a body took the decisions that an entry cites."""
        found = (self._register.decisions.get(each) for each in decision_names(entry.meta))
        return [f"{each.first.body} {each.first_day}" for each in found if each]

    def _day_key(self, step: Move) -> tuple[str, ...]:
        """Return what joins steps of one day: by way of what, unless it went on from there."""
        hub = step.source if _is_hub(step.source) else step.to
        way = "" if (step.fund, step.day) in self._bridged else hub.place.address
        return step.fund, _place(step).year or "", step.day.isoformat(), way

    def _take_off(self, half: _Half) -> None:
        """Take off what was awarded or brought in that day, of what went out what was given up."""
        step = half.step
        sums = self._fresh if _is_hub(step.source) else self._gone
        taken = min(half.rest, sums.get((step.fund, step.day), ZERO))
        half.by_day = half.rest - taken
        if taken:
            sums[step.fund, step.day] -= taken


def _sums_of_days(chart: Chart, sign: int) -> dict[FundDay, Decimal]:
    """Return what of each fund came on each day (-1), or was given up (1)."""
    found: dict[FundDay, Decimal] = {}
    for track in chart.tracks.values():
        if track.kind in _SOURCES and track.account:
            for day, amount in zip(track.days, track.amounts, strict=True):
                if sign * amount > 0:
                    key = (track.account.fund, day)
                    found[key] = found.get(key, ZERO) + sign * amount
    return found


def _is_hub(pot: Pot) -> bool:
    """Return whether a pot is of no action: money goes by way of it."""
    return pot == UNALLOCATED or pot.is_reserve


def _keys(entry: Transaction) -> list[str]:
    """Name what joins an entry to others: its decisions and its links."""
    return [*decision_names(entry.meta), *(f"^{link}" for link in entry.links or ())]


def _is_limited(register: Register) -> bool:
    """Return whether any fund's terms limit moves between actions at all."""
    return any(
        version.value.virement_percent is not None
        for history in register.funds.values()
        for version in history.versions
    )


def _is_step(adopted: Adopted, move: Move) -> bool:
    """Return whether a move goes out of, or into, an action of an adopted plan by way of a hub."""
    if _is_hub(move.source) == _is_hub(move.to):
        return False
    year = move.source.year or move.to.year
    first = adopted(year) if year else None
    return first is not None and move.day > first


def _join(groups: dict[str, _Group], keys: list[str]) -> _Group:
    """Return the group of these keys, of several one; what has none stands by itself."""
    others = list({id(group): group for key in keys if (group := groups.get(key))}.values())
    whole = _Group([m for g in others for m in g.out], [m for g in others for m in g.into])
    groups |= {key: whole for key, group in groups.items() if any(group is each for each in others)}
    groups |= dict.fromkeys(keys, whole)
    return whole


def _complete(group: _Group, half: _Half, *, by_day: bool = False) -> Iterator[Move]:
    """Pair a step with those that wait for it, its own place first; what is left waits."""
    step = half.step
    is_out = not _is_hub(step.source)
    own, waiting = (group.out, group.into) if is_out else (group.into, group.out)
    at_home = (each for each in waiting if each.place == half.place and each.of == half.of)
    elsewhere = (each for each in waiting if each.place != half.place and each.of == half.of)
    for other in chain(at_home, elsewhere):
        amount = min(half.left(by_day=by_day), other.left(by_day=by_day))
        half.take(amount, by_day=by_day)
        other.take(amount, by_day=by_day)
        if amount and other.place != half.place:
            out, into = (step, other.step) if is_out else (other.step, step)
            yield out._replace(day=step.day, to=into.to, amount=amount, entry=step.entry)
        if not half.left(by_day=by_day):
            break
    waiting[:] = [each for each in waiting if each.left(by_day=by_day)]
    if half.left(by_day=by_day):
        own.append(half)


def _place(step: Move) -> Pot:
    return step.to.place if _is_hub(step.source) else step.source.place
