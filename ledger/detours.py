"""Moves between two actions in two steps: out into Unallocated, and from there into another.

By way of a later year's plan is a way too: see `Onward`.

What one decision (or one link) takes out of an action and puts into another of the same year is
a move between the two, whatever it was written by way of. Which of several went where follows the
order of the books; what goes back into the action that it came from has not moved.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from beancount.core.data import Transaction

from ringfence.ledger.accounts import UNALLOCATED, Pot
from ringfence.ledger.declarations.register import Register
from ringfence.ledger.metadata import decision_names
from ringfence.ledger.moves import Move
from ringfence.ledger.onward import Onward

#: Steps that wait for their other half.
Waiting = list[Move]
#: Gives the earliest day said of a year's adoption; None if its plan was never adopted.
Adopted = Callable[[str], "datetime.date | None"]


class Detours:
    """The moves made in two steps after adoption, each at the entry that completes it."""

    def __init__(self, crossing: Sequence[Move], adopted: Adopted, register: Register) -> None:
        """Find them.

        Args:
            crossing: The moves that leave an action or the reserve, in the books' order.
            adopted: Gives the earliest day said of a year's adoption.
            register: The funds, whose terms may limit such moves.
        """
        self._of_entry: dict[int, list[Move]] = {}
        self._between: dict[frozenset[Pot], list[Move]] = {}
        self.onward = Onward(crossing)
        limited = _is_limited(register)
        found = (*_find_detours(crossing, adopted), *self.onward.by_way) if limited else ()
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


class _Group(NamedTuple):
    """What is joined by decisions and links, as far as it was read."""

    out: Waiting
    into: Waiting


def _find_detours(crossing: Sequence[Move], adopted: Adopted) -> Iterator[Move]:
    # Little goes back into Unallocated by a decision, and what only comes out of it moves nothing.
    returned = {
        (move.fund, move.source.year)
        for move in crossing
        if move.to == UNALLOCATED and _keys(move.entry)
    }
    groups: dict[str, _Group] = {}
    for step in crossing if returned else ():
        place = step.to if step.source == UNALLOCATED else step.source
        if (step.fund, place.year) in returned and _is_step(adopted, step):
            yield from _complete(_join(groups, _keys(step.entry)), step)


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
    """Return whether a move goes between Unallocated and an action of an adopted plan."""
    if UNALLOCATED not in (move.source, move.to):
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


def _complete(group: _Group, step: Move) -> Iterator[Move]:
    """Pair a step with those that wait for it, its own place first; what is left waits."""
    is_out = step.source != UNALLOCATED
    own, waiting = (group.out, group.into) if is_out else (group.into, group.out)
    rest = step.amount
    for other in sorted(waiting, key=lambda each: _place(each) != _place(step)):
        if not _is_other_half(other, step):
            continue
        amount = min(rest, other.amount)
        rest -= amount
        _use(waiting, other, amount)
        if _place(other) != _place(step):
            out, into = (step, other) if is_out else (other, step)
            yield _move(out, into, amount, step.entry)
        if not rest:
            return
    own.append(step._replace(amount=rest))


def _is_other_half(one: Move, other: Move) -> bool:
    return one.fund == other.fund and _place(one).year == _place(other).year


def _use(waiting: Waiting, one: Move, amount: Decimal) -> None:
    """Take an amount off what waits, and the step with its last penny."""
    index = next(number for number, each in enumerate(waiting) if each is one)
    waiting[index : index + 1] = (
        [one._replace(amount=one.amount - amount)] if amount < one.amount else []
    )


def _place(step: Move) -> Pot:
    return step.to.place if step.source == UNALLOCATED else step.source.place


def _move(out: Move, into: Move, amount: Decimal, entry: Transaction) -> Move:
    return out._replace(day=entry.date, to=into.to, amount=amount, entry=entry)
