"""Figures of a workbook that are worked out from another of its tables, and show how.

A linked column holds formulas over the table that it is the sum of: what was spent on an
action is the sum of its rows in the evidence, and stays so if the evidence is sorted.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.worksheet import Worksheet

from ringfence.ledger.money import ZERO
from ringfence.reports.render.table import Link, Row, Table, show


class Placed(NamedTuple):
    """A table, the sheet and the row where its rows begin, and what the sheet's formulas give."""

    sheet: Worksheet
    table: Table
    first: int
    values: dict[str, Decimal]

    def column(self, title: str) -> int:
        """Return the place of a column, from 0."""
        return [column.title for column in self.table.columns].index(title)

    def cells(self, title: str) -> str:
        """Name a column's cells, as a formula on any sheet does."""
        letter = get_column_letter(self.column(title) + 1)
        last = self.first + len(self.table.rows) - 1
        return f"{quote_sheetname(self.sheet.title)}!${letter}${self.first}:${letter}${last}"


def join(tables: Iterable[Placed]) -> None:
    """Turn the figures of linked columns into formulas over the tables they come from.

    One that would not come to its figure stays the figure that it is.
    """
    by_title = {placed.table.title: placed for placed in tables if placed.table.rows}
    for placed in by_title.values():
        for index, column in enumerate(placed.table.columns):
            source = by_title.get(column.link.table) if column.link else None
            if column.link and source:
                _link(placed, index, column.link, source)


def _link(placed: Placed, index: int, link: Link, source: Placed) -> None:
    sums = _sums(source, link)
    for number, row in enumerate(placed.table.rows):
        value = row.cells[index]
        key = _key(placed, row, link)
        if not isinstance(value, Decimal) or sums.get(key, ZERO) != value:
            continue
        line = placed.first + number
        alike = "*".join(
            f"({source.cells(title)}=${get_column_letter(placed.column(title) + 1)}{line})"
            for title in link.alike
        )
        cell = placed.sheet[f"{get_column_letter(index + 1)}{line}"]
        cell.value = f"=SUMPRODUCT({alike}*{source.cells(link.amount)})"
        placed.values[cell.coordinate] = value


def _sums(source: Placed, link: Link) -> dict[tuple[str, ...], Decimal]:
    """Add the amounts up as the formulas will: Excel compares texts without their case."""
    found: dict[tuple[str, ...], Decimal] = {}
    amount = source.column(link.amount)
    for row in source.table.rows:
        key = _key(source, row, link)
        value = row.cells[amount]
        found[key] = found.get(key, ZERO) + (value if isinstance(value, Decimal) else ZERO)
    return found


def _key(placed: Placed, row: Row, link: Link) -> tuple[str, ...]:
    return tuple(show(row.cells[placed.column(title)]).casefold() for title in link.alike)
