"""Money that goes through the plan of a year still being made: where it was before, and went.

Moving on to a later year needs no decision, and a plan that is not adopted yet is made up freely.
So neither may be a way round a decision. What comes back into the action that it came from has not
moved at all; what comes back into another action was moved between the two; and what leaves such a
plan for Unallocated or the reserve was cut where it came from. What was put into it otherwise
leaves it first.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from ringfence.ledger.accounts import UNALLOCATED, Pot
from ringfence.ledger.money import ZERO
from ringfence.ledger.moves import Move

#: Gives the earliest day said of a year's adoption; None if its plan was never adopted.
Adopted = Callable[[str], "datetime.date | None"]


class _Stop(NamedTuple):
    """An action that money was moved on from, and whether its plan was adopted by then."""

    action: Pot
    was_adopted: bool


class _Way(NamedTuple):
    """Where money came from at first, and the actions that it was moved on from since."""

    hub: Pot
    stops: tuple[_Stop, ...] = ()


class Onward:
    """What went to a later year's plan, and what came of it, in the books' order.

    Attributes:
        by_way: The moves between two actions of a year that were made by way of a later
            one's, each at the entry that brings the money back.
        bridged: The funds and days on which money went from Unallocated to the reserve, or back,
            by way of a plan still being made.
    """

    def __init__(self, crossing: Iterable[Move], adopted: Adopted) -> None:
        self.by_way: list[Move] = []
        self.bridged: set[tuple[str, datetime.date]] = set()
        self._adopted = adopted
        self._undone: set[int] = set()
        self._cuts: dict[int, list[Move]] = {}
        self._put_in: dict[int, list[Move]] = {}
        self._held: dict[tuple[str, Pot], dict[_Way, Decimal]] = defaultdict(dict)
        for move in crossing:
            if move.source.is_planned or move.to.is_planned:
                self._follow(move)

    def is_undone(self, move: Move) -> bool:
        """Return whether a movement only brings back into an action what was moved on from it."""
        return id(move) in self._undone

    def cuts(self, move: Move) -> list[Move]:
        """Return what a movement out of a plan still being made takes from adopted actions."""
        return self._cuts.get(id(move), [])

    def steps(self, move: Move) -> list[Move]:
        """Return a movement as steps between actions and what is of none, as if made directly."""
        return [move, *self.cuts(move), *self._put_in.get(id(move), ())]

    def _follow(self, move: Move) -> None:
        home, year = ZERO, move.to.year
        for way, amount in self._take(move):
            if year is None:
                self._leave(move, way, amount)
                continue
            stops = way.stops
            if move.source.year is not None and move.source.year < year:
                stops = (*stops, _Stop(move.source.place, self._is_adopted(move.source, move.day)))
            at = next((stop for stop in stops if stop.action.year == year), None)
            if at is not None and at.action == move.to.place:
                home += amount
            elif at is not None:
                self.by_way.append(move._replace(source=at.action, amount=amount))
            elif _is_back(move) and not stops and not self._is_adopted(move.source, move.day):
                step = move._replace(source=way.hub, amount=amount)
                self._put_in.setdefault(id(move), []).append(step)
            before = _Way(way.hub, tuple(stop for stop in stops if str(stop.action.year) < year))
            held = self._held[move.fund, move.to.place]
            held[before] = held.get(before, ZERO) + amount
        if home == move.amount:
            self._undone.add(id(move))

    def _take(self, move: Move) -> Iterator[tuple[_Way, Decimal]]:
        """Take a movement out of where it was, by ways: what may leave without a word first."""
        if not move.source.is_planned:
            yield _Way(move.source), move.amount
            return
        held, rest = self._held[move.fund, move.source.place], move.amount
        for way in sorted(held, key=lambda each: _order(each, move)):
            amount = min(rest, held[way])
            if not amount:
                break
            rest -= amount
            held[way] -= amount
            if not held[way]:
                del held[way]
            yield way, amount
        if rest:  # a credit, or more than there is, which another rule says
            yield _Way(UNALLOCATED), rest

    def _leave(self, move: Move, way: _Way, amount: Decimal) -> None:
        """Note what goes out of a plan still being made, to Unallocated or the reserve."""
        if self._is_adopted(move.source, move.day):
            return
        from_adopted = [stop.action for stop in way.stops if stop.was_adopted]
        if from_adopted:
            cut = move._replace(source=from_adopted[-1], amount=amount)
            self._cuts.setdefault(id(move), []).append(cut)
        elif way.hub.is_reserve != move.to.is_reserve:
            self.bridged.add((move.fund, move.day))

    def _is_adopted(self, pot: Pot, day: datetime.date) -> bool:
        first = self._adopted(pot.year or "")
        return first is not None and day > first


def _is_back(move: Move) -> bool:
    """Return whether a movement goes to an earlier year's plan."""
    later, earlier = move.source.year, move.to.year
    return later is not None and earlier is not None and later > earlier


def _order(way: _Way, move: Move) -> int:
    """Order ways by which leaves first: back to an earlier year what is of it, its own first."""
    places = {stop.action for stop in way.stops}
    if not _is_back(move):
        return len(places)
    if move.to.place in places:
        return 0
    return 1 if move.to.year in {place.year for place in places} else 2
