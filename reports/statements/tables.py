"""Which figure stands where in the tables of a return's paper, so that each can lead on.

A table is known by its title, a row by the action or the fund that it is of, a column by its
heading: those of ``reports/columns.py``, by which papers call them too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ringfence.reports.columns import (
    FUND_CLAIM,
    LINE,
    OF_FUND,
    STATEMENT,
    UNSPENT_STATEMENT,
    line_figures,
)
from ringfence.reports.figure import Figures
from ringfence.reports.forecasting.unspent import YearUnspent
from ringfence.reports.monitoring.financial_tables import EVIDENCE
from ringfence.reports.monitoring.paper_tables import ADJUSTMENTS
from ringfence.reports.render.table import Table
from ringfence.reports.statements.returns import PROFILED
from ringfence.reports.statements.statement import FigureName
from ringfence.reports.underspend_paper import named_parts

#: Where a figure stands: row and column, from 0; a row of -1 is the one of totals.
Cell = tuple[int, int]
_TOTALS = -1
_OF_LINES = ("Summary", "How it was allocated", "Spending against profile", "Forecast")
_OFF = ("set_off", "kept", "later")
_BY_PART = ("amount", "reserve", "unallocated", "other_years", *_OFF)


class Tables(NamedTuple):
    """What tables are of: the return, or what is unspent as at a day if there is no period.

    ``places`` are the actions as tables call them, ``first`` the first day of its statements.
    """

    fund: str
    period: str
    places: Mapping[str, str]
    funds: tuple[str, ...]
    unspent: YearUnspent | None

    def names(self, table: Table) -> dict[Cell, FigureName]:
        """Return the figures of a table by where they stand; none where it has none of ours."""
        return dict(self._names(table))

    def _names(self, table: Table) -> Iterator[tuple[Cell, FigureName]]:
        title = table.title
        if title in (EVIDENCE, ADJUSTMENTS):
            key = "amount" if title == EVIDENCE else "adjusts"
            at = len(table.columns) - 1
            yield (_TOTALS, at), FigureName("evidence", key, "", self.fund, self.period)
        elif title in _OF_LINES or title.startswith("Spent by "):
            yield from self._of_lines(table)
        elif title == "Actions by fund":
            yield from self._of_funds_lines(table)
        elif title == "By fund":
            yield from self._by_fund(table, {"unspent": UNSPENT_STATEMENT, "claim": FUND_CLAIM})
        elif title == "How the claim is worked out":
            yield from self._by_fund(table, {"claim": FUND_CLAIM})
        elif title == "Whose money it is":
            yield from self._by_fund(table, {"unspent": UNSPENT_STATEMENT})
        elif title in ("What each fund had", "Where what is left of it is"):
            yield from self._by_fund(table, {"year": STATEMENT})
        elif table.columns[0].title == "Made of":
            yield from self._made_of()

    def _of_lines(self, table: Table) -> Iterator[tuple[Cell, FigureName]]:
        keys = {figure.title: key for key, figure in LINE.items()}
        keys |= {figure.title: key for key, figure in line_figures(is_over=True).items()}
        places = [self.places.get(str(row.cells[0])) for row in table.rows]
        total = PROFILED if table.title == "Spending against profile" else ""
        for number, place in [*enumerate(places), (_TOTALS, total)]:
            for at, column in enumerate(table.columns):
                if place is not None and column.kind == "money" and column.title in keys:
                    name = FigureName("line", keys[column.title], place, self.fund, self.period)
                    yield (number, at), name

    def _of_funds_lines(self, table: Table) -> Iterator[tuple[Cell, FigureName]]:
        for number, row in enumerate(table.rows):
            place = self.places.get(str(row.cells[0]))
            for at, key in enumerate(OF_FUND, start=2):
                if place is not None:
                    name = FigureName("line", key, place, self.fund, self.period, str(row.cells[1]))
                    yield (number, at), name
        for at, key in enumerate(OF_FUND, start=2):
            yield (_TOTALS, at), FigureName("line", key, "", self.fund, self.period)

    def _by_fund(
        self, table: Table, figures: Mapping[str, Figures]
    ) -> Iterator[tuple[Cell, FigureName]]:
        keys = {"In all": ("unspent", "whole")} if "unspent" in figures else {}
        for of, known in figures.items():
            keys |= {figure.title: (of, key) for key, figure in known.items()}
        rows = [(number, self._fund(str(row.cells[0]))) for number, row in enumerate(table.rows)]
        for number, part in [*rows, (_TOTALS, "")]:
            for at, column in enumerate(table.columns):
                if column.kind == "money" and column.title in keys:
                    name = FigureName(*keys[column.title], "", self.fund, self.period, part)
                    yield (number, at), name

    def _fund(self, cell: str) -> str:
        """Return the fund of a row, which is called by its id, or by its title with that."""
        return next((each for each in self.funds if cell.endswith(f"({each})")), cell)

    def _made_of(self) -> Iterator[tuple[Cell, FigureName]]:
        if self.unspent is None:
            return
        keys = [key for key in _BY_PART if key == "amount" or getattr(self.unspent, key)]
        assert len(keys) == len(list(named_parts(self.unspent)))  # noqa: S101 - one list each
        for number, key in [*enumerate(keys), (_TOTALS, "total")]:
            figure = f"-{key}" if key in _OFF else key
            yield (number, 1), FigureName("unspent", figure, "", self.fund, self.period)
