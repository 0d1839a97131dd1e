"""A sheet as rows of cells, and how many of them are read."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
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


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook, or all of a text file, whose title is "".

    Attributes:
        title: What it is called.
        rows: Reads its rows, from the first, whenever it is called.
        size: How many rows it says it has; 0 if that is not known.
        unsaved: Gives the cells, by row from 1 and column from 0, that are formulas whose values
            were never saved.
        epoch: The day from which its numbers count days.
    """

    title: str
    rows: Callable[[], Iterator[Row]]
    size: int = 0
    unsaved: Callable[[], frozenset[tuple[int, int]]] = frozenset
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
