"""A sheet as rows of cells, and how many of them are read."""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from ringfence.importers.cells import Cell
from ringfence.importers.listing.dates import EPOCH
from ringfence.importers.listing.errors import NOTHING_WRITTEN, NotAListingError, TooLargeError

#: The largest council's whole month has fewer.
MOST_ROWS = 250_000


class Row(NamedTuple):
    """A row of a sheet, by the number that Excel gives it."""

    number: int
    cells: tuple[Cell, ...]


class Merged(NamedTuple):
    """Cells of one column that a workbook merges into the first: its row and the last one's."""

    column: int
    first: int
    last: int


class Layout:
    """How a sheet of a workbook is laid out, by row from 1 and column from 0.

    Args:
        hidden: The rows that Excel does not show, by a filter or otherwise.
        merged: The cells that are merged over rows; no two overlap.
    """

    def __init__(self, hidden: Iterable[int] = (), merged: Iterable[Merged] = ()) -> None:
        self.hidden = frozenset(hidden)
        self._by_column: dict[int, list[Merged]] = {}
        for each in sorted(merged):
            self._by_column.setdefault(each.column, []).append(each)

    @property
    def columns(self) -> Iterable[int]:
        """The columns in which cells are merged."""
        return self._by_column.keys()

    def merged(self, row: int, column: int) -> Merged | None:
        """Return the merged cells that a cell belongs to; None if it stands alone."""
        there = self._by_column.get(column, ())
        place = bisect_right(there, row, key=lambda each: each.first) - 1
        return there[place] if place >= 0 and row <= there[place].last else None


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook, or all of a text file, whose title is "".

    Attributes:
        title: What it is called.
        rows: Reads its rows, from the first, whenever it is called.
        size: How many rows it says it has; 0 if that is not known.
        unsaved: Gives the cells, by row from 1 and column from 0, that are formulas whose values
            were never saved.
        layout: Gives which rows are hidden, and which cells are merged.
        epoch: The day from which its numbers count days.
    """

    title: str
    rows: Callable[[], Iterator[Row]]
    size: int = 0
    unsaved: Callable[[], frozenset[tuple[int, int]]] = frozenset
    layout: Callable[[], Layout] = Layout
    epoch: datetime.datetime = EPOCH


def refuse(path: Path, what: str) -> NotAListingError:
    """Return a message that a file is something else, and what to do."""
    return NotAListingError(f"{path} is {what}. {NOTHING_WRITTEN}")


def refuse_too_many(path: Path, rows: int) -> None:
    """Refuse a file that has more rows than are read.

    Raises:
        TooLargeError: it has more.
    """
    if rows > MOST_ROWS:
        raise TooLargeError(
            f"{path} has more than {MOST_ROWS:,} rows: ask for fewer months, or for your cost "
            f"centres alone. {NOTHING_WRITTEN}"
        )
