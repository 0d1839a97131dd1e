"""The council's codes: which lines of a listing are the partnership's, and whose they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from ringfence.ledger.council.line import CouncilLine

if TYPE_CHECKING:
    from ringfence.ledger.book import Book


class ByCode(NamedTuple):
    """The lines of a listing: the partnership's, those without a code, and others'."""

    ours: list[CouncilLine]
    uncoded: list[CouncilLine]
    others: list[CouncilLine]


def is_of_code(line: CouncilLine, codes: str | None) -> bool:
    """Return whether a line has one of these codes: a cost centre or a project, in any case.

    ``codes`` is as declared: one, or several separated by commas.
    """
    return not _plain(codes).isdisjoint(_codes_of(line))


def codes_in(book: Book) -> frozenset[str]:
    """Name every code that the partnership, a fund or an action ever had."""
    register = book.register
    found: set[str] = set()
    histories = (
        *register.of_kind("partnership").values(),
        *register.funds.values(),
        *register.actions.values(),
    )
    for history in histories:
        for version in history.versions:
            found |= _plain(version.value.council_code)
    return frozenset(found)


def split_by_codes(lines: Sequence[CouncilLine], codes: frozenset[str]) -> ByCode:
    """Part the lines of one listing by whose codes they have.

    Where nobody said which codes are the partnership's, or no line of the listing has any, all of
    it is the partnership's: the council listed it for her. Where some lines have codes, nothing
    tells whose the others are.

    Args:
        lines: The lines of one listing.
        codes: The partnership's codes, as :func:`codes_in` gives them.
    """
    names = [_codes_of(line) for line in lines]
    if not codes or not any(names):
        return ByCode(list(lines), [], [])
    found = ByCode([], [], [])
    for line, each in zip(lines, names, strict=True):
        if not each:
            found.uncoded.append(line)
        else:
            (found.others if each.isdisjoint(codes) else found.ours).append(line)
    return found


def _codes_of(line: CouncilLine) -> set[str]:
    return {code.casefold() for code in (line.cost_centre, line.project) if code}


def _plain(codes: str | None) -> set[str]:
    return {code.strip().casefold() for code in (codes or "").split(",") if code.strip()}
