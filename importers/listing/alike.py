"""Lines that are probably the same, though they are not called the same.

What a line is called comes of its profile and of what is read of it. Where another profile reads
the same listing, or the columns of one were changed, the same payment is called otherwise.
"""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ringfence.ledger.council.line import CouncilLine

_NOT_SAID = re.compile(r"[\W_]+")
_Key = tuple[datetime.date, Decimal]
_Test = Callable[[CouncilLine, CouncilLine], bool]


def alike(
    new: Sequence[CouncilLine], kept: Collection[CouncilLine], read: Iterable[CouncilLine]
) -> set[str]:
    """Give the references of lines that may be one that is kept, one for one.

    A line may be one of the same day and amount that has its supplier and one of its
    references; what a profile does not read at all is not asked for. Of one profile, it may
    also be one of the same document, and two with numbers of their own are never the same.

    Args:
        new: The lines that are not kept by their names.
        kept: Lines that are kept, and are not in the file.
        read: All lines of the file.
    """
    likeness = _Likeness.among((*kept, *read))
    free: dict[_Key, list[CouncilLine]] = defaultdict(list)
    for line in kept:
        free[line.day, line.amount].append(line)
    found: set[str] = set()
    # Those that say it in the same words go first, lest another takes their place.
    for test in (likeness.same, likeness.like):
        for line in new:
            there = free.get((line.day, line.amount))
            if there and line.ref not in found and _taken(line, there, test):
                found.add(line.ref)
    return found


def profile_of(line: CouncilLine) -> str:
    """Give the id of the profile by which a line was read."""
    return line.ref.partition(":")[0]


def _taken(line: CouncilLine, free: list[CouncilLine], test: _Test) -> bool:
    """Take the first that a line may be from those that are still free."""
    for place, other in enumerate(free):
        if test(line, other):
            del free[place]
            return True
    return False


@dataclass(frozen=True)
class _Likeness:
    """Says whether two lines of one day and amount may be the same.

    Attributes:
        suppliers: The profiles that read suppliers.
        references: The profiles that read a document's number or an invoice's.
    """

    suppliers: frozenset[str]
    references: frozenset[str]

    @classmethod
    def among(cls, lines: Sequence[CouncilLine]) -> _Likeness:
        """See by the lines which profile reads what."""
        return cls(
            frozenset(profile_of(line) for line in lines if line.supplier),
            frozenset(profile_of(line) for line in lines if _references(line)),
        )

    def same(self, one: CouncilLine, other: CouncilLine) -> bool:
        """Say whether they may be the same, and say the same of what it was for."""
        return _plain(one.narrative) == _plain(other.narrative) and self.like(one, other)

    def like(self, one: CouncilLine, other: CouncilLine) -> bool:
        """Say whether they may be the same."""
        if profile_of(one) == profile_of(other):
            if one.line_no and other.line_no:
                return False
            if one.doc_no and one.doc_no == other.doc_no:
                return True
        return self._suppliers(one, other) and self._references(one, other)

    def _suppliers(self, one: CouncilLine, other: CouncilLine) -> bool:
        if not all(profile_of(line) in self.suppliers for line in (one, other)):
            return True
        return _plain(one.supplier) == _plain(other.supplier)

    def _references(self, one: CouncilLine, other: CouncilLine) -> bool:
        if not all(profile_of(line) in self.references for line in (one, other)):
            return True
        ours, theirs = _references(one), _references(other)
        return bool(ours & theirs) or ours == theirs


def _references(line: CouncilLine) -> frozenset[str]:
    """Give what a line is known by elsewhere: one profile's invoice may be another's document."""
    return frozenset(filter(None, map(_plain, (line.invoice, line.doc_no))))


def _plain(text: str) -> str:
    return _NOT_SAID.sub("", text.casefold())
