"""What of the council's lines is not settled: neither matched, nor filed, nor marked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ringfence.ledger.council.line import CouncilLine
from ringfence.ledger.council.matches import clearing_lines, entries_by_line
from ringfence.ledger.council.matching import Grade, Match, match
from ringfence.ledger.council.payments import payments

if TYPE_CHECKING:
    from ringfence.ledger.book import Book


@dataclass(frozen=True)
class Waiting:
    """The unsettled lines of the council's.

    Attributes:
        certain: Matches that agree in reference, amount and name.
        matches: Matches for a person to confirm.
        lines: Lines with no counterpart, by day.
    """

    certain: tuple[Match, ...]
    matches: tuple[Match, ...]
    lines: tuple[CouncilLine, ...]

    @property
    def count(self) -> int:
        """How many lines wait for a person."""
        return sum(len(each.lines) for each in self.matches) + len(self.lines)


def unsettled_lines(book: Book, lines: Iterable[CouncilLine]) -> Waiting:
    """Return which of the council's lines are settled by nothing, and what they may be.

    Args:
        book: The books as they stand.
        lines: Every line that the books know of.
    """
    known = list(lines)
    refs = {line.ref for line in known}
    # An officer's own reference, of no line that is kept, settles nothing.
    settled = {ref: entries for ref, entries in entries_by_line(book).items() if ref in refs}
    marked = {key for key, history in book.register.council_items.items() if history.latest.state}
    marked |= clearing_lines(book)
    open_lines = [line for line in known if line.ref not in settled and line.ref not in marked]
    taken = {id(entry) for entries in settled.values() for entry in entries}
    ours = [each for each in payments(book) if taken.isdisjoint(map(id, each.entries))]
    found = match(open_lines, ours)
    paired = {line.ref for each in found for line in each.lines}
    left = sorted(
        (line for line in open_lines if line.ref not in paired), key=lambda line: line.day
    )
    certain = tuple(each for each in found if each.grade is Grade.CERTAIN)
    others = tuple(each for each in found if each.grade is not Grade.CERTAIN)
    return Waiting(certain, others, tuple(left))
