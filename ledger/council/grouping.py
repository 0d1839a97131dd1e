"""What belongs together: the council's lines with the entries of ours that name them.

Lines of the council's that clear each other stand together without an entry of ours.
An entry that was reversed by `ringfence correct` stands with its reversal, and with what
replaced it: they are one event, whichever of them names the line.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from ringfence.ledger.council.line import CouncilLine
from ringfence.ledger.council.matches import refs_of
from ringfence.ledger.council.ours import Ours
from ringfence.ledger.findings import where
from ringfence.ledger.metadata import text
from ringfence.ledger.money import ZERO


@dataclass(frozen=True, eq=False, slots=True)
class Group:
    """Lines of the council's and entries of ours that are the same; either may be missing."""

    lines: tuple[CouncilLine, ...]
    ours: tuple[Ours, ...]

    @property
    def is_matched(self) -> bool:
        """Whether both have it."""
        return bool(self.lines and self.ours)

    @property
    def is_cleared(self) -> bool:
        """Whether it is lines of the council's that reverse each other."""
        return len(self.lines) > 1 and not self.ours

    @property
    def last(self) -> datetime.date:
        """The day from which both have all of it."""
        return max(self.days)

    @property
    def days(self) -> list[datetime.date]:
        """The day of each line and each entry."""
        return [line.day for line in self.lines] + [each.day for each in self.ours]

    def in_ours(self, day: datetime.date) -> Decimal:
        """Return by how much ours had moved our balance at the end of a day."""
        return sum((each.amount for each in self.ours if each.day <= day), ZERO)

    def in_councils(self, day: datetime.date) -> Decimal:
        """Return by how much the council's had moved its balance at the end of a day."""
        return -sum((line.amount for line in self.lines if line.day <= day), ZERO)

    def apart(self, day: datetime.date) -> Decimal:
        """Return what our balance has of it and the council's has not, at the end of a day."""
        return self.in_ours(day) - self.in_councils(day)


def groups(
    lines: Mapping[str, CouncilLine],
    entries: Sequence[Ours],
    clears: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> list[Group]:
    """Group the council's lines and our entries, in the order of our entries, then of the lines.

    What names no line that is kept is matched with nothing. ``clears`` names the lines that
    a line reverses.
    """
    ties = _Ties(len(entries) + len(lines))
    places = {ref: len(entries) + place for place, ref in enumerate(lines)}
    for place, each in enumerate(entries):
        for ref in refs_of(each.entry):
            if ref in places:
                ties.join(place, places[ref])
    for one, other in _corrections(entries):
        ties.join(one, other)
    for ref, others in clears.items():
        for back in others:
            if ref in places and back in places:
                ties.join(places[ref], places[back])
    kept = list(lines.values())
    together: dict[int, tuple[list[CouncilLine], list[Ours]]] = {}
    for place in range(len(entries) + len(kept)):
        theirs, own = together.setdefault(ties.of(place), ([], []))
        if place < len(entries):
            own.append(entries[place])
        else:
            theirs.append(kept[place - len(entries)])
    return [
        group for theirs, own in together.values() for group in _split(tuple(theirs), tuple(own))
    ]


def _split(lines: tuple[CouncilLine, ...], entries: tuple[Ours, ...]) -> Iterator[Group]:
    """Take entries that no line is of apart again, but for those that reverse each other."""
    if lines or len(entries) == 1:
        yield Group(lines, entries)
        return
    rest = list(entries)
    while rest:
        first = rest.pop(0)
        back = next((each for each in rest if each.amount == -first.amount), None)
        if back is None:
            yield Group((), (first,))
        else:
            rest.remove(back)
            yield Group((), (first, back))


def _corrections(entries: Sequence[Ours]) -> Iterator[tuple[int, int]]:
    """Join each reversal to what it reverses, and what replaces that to the reversal."""
    correcting = [
        (place, name)
        for place, each in enumerate(entries)
        if (name := text(each.entry, "corrects").strip().removeprefix("^"))
    ]
    named: dict[str, list[int]] = {name: [] for _place, name in correcting}
    if not named:
        return
    for place, each in enumerate(entries):
        for name in {each.invoice, where(each.entry.meta), *(each.entry.links or ())}:
            if name in named:
                named[name].append(place)
    taken: set[int] = set()
    reversals: dict[tuple[str, datetime.date], int] = {}
    for place, name in correcting:
        each = entries[place]
        for other in named[name]:
            if other < place and other not in taken and entries[other].amount == -each.amount:
                taken.update((place, other))
                reversals[name, each.day] = place
                yield place, other
                break
        else:
            if (name, each.day) in reversals:
                yield place, reversals[name, each.day]


class _Ties:
    """Which of so many things are tied together, directly or by others."""

    def __init__(self, count: int) -> None:
        self._above = list(range(count))

    def of(self, place: int) -> int:
        """Return the one that stands for all that a thing is tied to."""
        while self._above[place] != place:
            self._above[place] = self._above[self._above[place]]
            place = self._above[place]
        return place

    def join(self, one: int, other: int) -> None:
        """Tie two together; the earlier stands for both."""
        first, second = sorted((self.of(one), self.of(other)))
        self._above[second] = first
