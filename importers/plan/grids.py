"""The sheets of a workbook as cells by row and column, each with its name."""

from __future__ import annotations

import zipfile
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple, cast

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from ringfence.importers.cells import Cell, NeverSavedError, UnreadCellError, amount_of
from ringfence.importers.plan.errors import WorkbookError

#: Beyond these nobody keeps a plan; formats may reach to the last row that there is.
_MOST_ROWS, _MOST_COLUMNS = 5000, 100


class Grid(NamedTuple):
    """A sheet: the values of its cells by row and column, and which of them are formulas."""

    title: str
    values: dict[tuple[int, int], Cell]
    formulas: frozenset[tuple[int, int]]

    @property
    def rows(self) -> list[int]:
        """The rows with something in them."""
        return sorted({row for row, _column in {*self.values, *self.formulas}})

    def text(self, row: int, column: int) -> str:
        """Return a cell as words, on one line."""
        value = self.values.get((row, column))
        return "" if value is None else " ".join(str(value).split())

    def money(self, row: int, column: int) -> Decimal:
        """Read a cell as pounds; an empty one is nothing.

        Raises:
            UnreadCellError: it is no amount.
        """
        value = self.values.get((row, column))
        if value is None and (row, column) in self.formulas:
            raise NeverSavedError
        return amount_of(value)

    def is_number(self, row: int, column: int) -> bool:
        """Return whether a cell holds an amount other than nothing."""
        try:
            return bool(self.money(row, column))
        except NeverSavedError:
            return True
        except UnreadCellError:
            return False

    def name(self, row: int, column: int) -> str:
        """Name a cell: sheet and cell."""
        return f"{self.title}, {get_column_letter(column)}{row}"


def read_grids(path: Path) -> list[Grid]:
    """Read every sheet of a workbook.

    Raises:
        WorkbookError: it is no workbook that can be read.
    """
    if path.suffix.lower() == ".xls":
        raise WorkbookError(f"{path} is of an old kind: save it in Excel as .xlsx, and try again.")
    try:
        shown, typed = load_workbook(path, data_only=True), load_workbook(path)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise WorkbookError(f"{path} can't be read: {reason}.") from error
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError) as error:
        raise WorkbookError(
            f"{path} is not an Excel workbook that can be read. If it has a password, take it off; "
            "if it is of another kind, save it in Excel as .xlsx."
        ) from error
    grids = []
    for sheet in shown.worksheets:
        last, widest = min(sheet.max_row, _MOST_ROWS), min(sheet.max_column, _MOST_COLUMNS)
        beyond = sheet.iter_rows(min_row=last + 1, max_col=widest, values_only=True)
        if sheet.max_row > last and any(value is not None for row in beyond for value in row):
            raise WorkbookError(
                f"{sheet.title} has something below row {last}, and no more is read: take out what "
                "is not part of the plan. Nothing was made."
            )
        values: dict[tuple[int, int], Cell] = {
            (cell.row, cell.column): cast("Cell", cell.value)  # data_only: no formulas
            for row in sheet.iter_rows(max_row=last, max_col=widest)
            for cell in row
            if cell.value is not None and cell.column is not None
        }
        formulas = frozenset(
            (cell.row, cell.column)
            for row in typed[sheet.title].iter_rows(max_row=last, max_col=widest)
            for cell in row
            if cell.data_type == "f" and cell.row is not None and cell.column is not None
        )
        grids.append(Grid(sheet.title, values, formulas))
    return grids
