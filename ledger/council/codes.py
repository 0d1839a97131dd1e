"""The council's codes: which lines of a listing are the partnership's, and whose they are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ringfence.ledger.council.line import CouncilLine

if TYPE_CHECKING:
    from ringfence.ledger.book import Book


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


def split_by_codes(
    lines: Iterable[CouncilLine], codes: frozenset[str]
) -> tuple[list[CouncilLine], list[CouncilLine]]:
    """Part lines into the partnership's and others'.

    Without codes, or of a line without any, it can't be told: those are the partnership's.
    """
    ours: list[CouncilLine] = []
    others: list[CouncilLine] = []
    for line in lines:
        names = _codes_of(line)
        mine = not codes or not names or not names.isdisjoint(codes)
        (ours if mine else others).append(line)
    return ours, others


def _codes_of(line: CouncilLine) -> set[str]:
    return {code.casefold() for code in (line.cost_centre, line.project) if code}


def _plain(codes: str | None) -> set[str]:
    return {code.strip().casefold() for code in (codes or "").split(",") if code.strip()}
