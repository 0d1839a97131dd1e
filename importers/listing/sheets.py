"""The sheets of an Excel workbook, row by row, with nothing unpacked that is too large."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from ringfence.importers.cells import Cell
from ringfence.importers.listing.errors import TooLargeError
from ringfence.importers.listing.rows import Row, Sheet, refuse, refuse_too_many

if TYPE_CHECKING:
    from openpyxl import Workbook

#: Bytes, unpacked: of all parts, and of those that have to be held whole.
_MOST_UNPACKED, _MOST_HELD = 400 * 1024 * 1024, 40 * 1024 * 1024
_LAST_ROW = 1_048_576
_CHUNK = 1024 * 1024
_NO_WORKBOOK = "not an Excel workbook that can be read: open it in Excel and save it as .xlsx"
_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
#: What the readers of zip and XML raise where a file is not what they hold it for.
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, TypeError),
    *(SyntaxError, AttributeError, IndexError),
)


@contextmanager
def open_workbook(path: Path) -> Iterator[tuple[Sheet, ...]]:
    """Open a workbook, and give its sheets.

    Raises:
        NotAListingError: it is no workbook.
        TooLargeError: it is too large unpacked.
    """
    _must_be_sound(path)
    with warnings.catch_warnings():
        # Of styles and validations, which matter to nobody here. A date beyond all dates is one
        # of them too, but its cell is then a broken one, and so a fault.
        warnings.filterwarnings("ignore", module="openpyxl")
        book = _load(path, values=True)
        try:
            yield tuple(_sheet(path, book, title) for title in _titles(book))
        finally:
            book.close()


def _load(path: Path, *, values: bool) -> Workbook:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        # From memory: a path is judged by its name, and held open.
        return load_workbook(io.BytesIO(path.read_bytes()), read_only=True, data_only=values)
    except (*_BROKEN, InvalidFileException) as error:
        raise refuse(path, _NO_WORKBOOK) from error


def _titles(book: Workbook) -> list[str]:
    return [sheet.title for sheet in book.worksheets]


def _sheet(path: Path, book: Workbook, title: str) -> Sheet:
    sheet = book[title]
    size = sheet.max_row or 0
    sheet.reset_dimensions()  # what a workbook says of them may be wrong, and cut rows off
    rows, unsaved = partial(_rows, path, book, title), partial(_unsaved_cells, path, title)
    return Sheet(title, rows, size, unsaved, book.epoch)


def _rows(path: Path, book: Workbook, title: str) -> Iterator[Row]:
    """Read a sheet; of rows without anything those between others are given."""
    blank, filled = 0, 0
    rows = book[title].iter_rows(values_only=True)
    number = 0
    while True:
        try:
            cells = cast("tuple[Cell, ...]", next(rows))  # data_only: no formulas
        except StopIteration:
            return
        except _BROKEN as error:
            raise refuse(path, f"damaged: sheet {title} breaks off after row {number}") from error
        number += 1
        if all(cell is None for cell in cells):
            blank += 1
            if number > _LAST_ROW:
                raise refuse(path, _NO_WORKBOOK)
            continue
        for before in range(number - blank, number):
            yield Row(before, ())
        blank, filled = 0, filled + 1
        refuse_too_many(path, filled)
        yield Row(number, cells)


def _unsaved_cells(path: Path, title: str) -> frozenset[tuple[int, int]]:
    """Return the cells of a sheet that hold a formula and no value."""
    if not _has_formulas(path):
        return frozenset()
    shown, typed = _load(path, values=True), _load(path, values=False)
    found = set()
    try:
        for book in (shown, typed):
            book[title].reset_dimensions()
        both = zip(shown[title].iter_rows(values_only=True), typed[title].iter_rows(), strict=False)
        for number, (values, cells) in enumerate(both, start=1):
            for column, cell in enumerate(cells):
                none = column >= len(values) or values[column] is None
                if none and cell.data_type == "f":
                    found.add((number, column))
    finally:
        shown.close()
        typed.close()
    return frozenset(found)


def _has_formulas(path: Path) -> bool:
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if not name.startswith("xl/worksheets/") or not name.endswith(".xml"):
                continue
            with archive.open(name) as part:
                before = b""
                while chunk := part.read(_CHUNK):
                    if _FORMULA.search(before + chunk):
                        return True
                    before = chunk[-32:]
    return False


def _must_be_sound(path: Path) -> None:
    """Refuse what is no workbook, what would unpack too large, what has entities of its own."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
                raise refuse(path, _NO_WORKBOOK)
            held = max((p.file_size for p in parts if not _is_sheet(p.filename)), default=0)
            if sum(part.file_size for part in parts) > _MOST_UNPACKED or held > _MOST_HELD:
                raise TooLargeError(
                    f"{path} unpacks to more than a listing has: copy the rows that you need into "
                    "a new workbook. Nothing was written."
                )
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    with archive.open(part) as content:
                        if b"<!" in content.read(4096).replace(b"<!--", b""):
                            raise refuse(path, _NO_WORKBOOK)
    except (*_BROKEN, RuntimeError, NotImplementedError) as error:
        raise refuse(path, _NO_WORKBOOK) from error


def _is_sheet(name: str) -> bool:
    return name.startswith("xl/worksheets/")
