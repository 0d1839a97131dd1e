"""Which columns are what a plan gives, shown by their sums where no word says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from itertools import combinations
from typing import NamedTuple

from openpyxl.utils import column_index_from_string

from ringfence.importers.cells import UnreadCellError
from ringfence.importers.plan.grids import Grid
from ringfence.importers.plan.words import FUND, meanings_in, meanings_like
from ringfence.ledger.money import ZERO

#: Of columns that may be what a plan gives, so many are tried at most.
_MOST_TRIED = 8
_SEVERAL = 2


class Headings(NamedTuple):
    """The headings of a sheet by column, in one row or two: the lower one's number, 0 if none."""

    grid: Grid
    row: int
    names: dict[int, str]

    def numbers(self, column: int) -> dict[int, Decimal]:
        """Return the amounts that stand under a heading, by row; what is none is left out."""
        found = {}
        for row in self.grid.rows:
            if row > self.row:
                with suppress(UnreadCellError):
                    found[row] = self.grid.money(row, column)
        return found

    def has_numbers(self, column: int) -> bool:
        """Return whether an amount other than nothing stands under a heading."""
        return any(self.grid.is_number(row, column) for row in self.grid.rows if row > self.row)


def given_by_sums(head: Headings, told: Mapping[str, str]) -> dict[int, list[str]]:
    """Find by their sums the columns that are what a plan gives, though no word says so.

    They are those that in every row come, with what is allocated and carried forward, to the
    total; or, without a total, two or more that come to what is allocated. So funds that have a
    column each are found: "OPCC 25/26" and "OPCC 24/25 c/fwd".

    Returns:
        By column, what it is; where sums don't show it, nothing.
    """
    said = {column_index_from_string(letter): meaning for letter, meaning in told.items()}
    like = {c: [said[c]] if c in said else meanings_like(name) for c, name in head.names.items()}
    known = [c for c, m in like.items() if m in (["allocated"], ["carried forward"], [FUND])]
    unknown = [
        column
        for column, meanings in like.items()
        if column not in known and column not in said and head.has_numbers(column)
        if not meanings or "carried forward" in meanings
    ]
    totals = [column for column, meanings in like.items() if meanings == ["total"]]
    if not totals and len(known) == 1 and like[known[0]] == ["allocated"]:
        totals, known = known, []
    if len(totals) != 1 or not unknown:
        return {}
    least = _SEVERAL if like[totals[0]] == ["allocated"] else 1
    fitting = _come_to(head, totals[0], known, unknown[:_MOST_TRIED], least)
    if len(fitting) != 1:
        return {}
    found = {column: [_kind_of_given(head.names[column])] for column in fitting[0]}
    if not known and totals[0] not in found and like[totals[0]] == ["allocated"]:
        found[totals[0]] = ["total"]
    return found


def _come_to(
    head: Headings, total: int, known: Sequence[int], unknown: Sequence[int], least: int
) -> list[tuple[int, ...]]:
    """Return which of some columns come to the total in every row, together with known ones."""
    amounts = {column: head.numbers(column) for column in (total, *known, *unknown)}
    rows = [row for row, amount in amounts[total].items() if amount]
    if len(rows) < _SEVERAL:
        return []
    fitting = []
    for size in range(len(unknown), least - 1, -1):
        for some in combinations(unknown, size):
            columns = (*known, *some)
            if all(
                sum((amounts[c].get(row, ZERO) for c in columns), ZERO) == amounts[total][row]
                for row in rows
            ):
                fitting.append(some)
    return fitting


def _kind_of_given(heading: str) -> str:
    carried = "carried forward" in (*meanings_like(heading), *meanings_in(heading))
    return "carried forward" if carried else FUND
