"""The sheets of an Excel workbook, row by row, with nothing unpacked that is too large."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from ringfence.importers.cells import Cell
from ringfence.importers.listing.errors import TooLargeError
from ringfence.importers.listing.rows import (
    Layout,
    Merged,
    Row,
    Sheet,
    refuse,
    refuse_too_many,
)

if TYPE_CHECKING:
    from openpyxl import Workbook

#: Bytes, unpacked: of all parts, and of those that have to be held whole.
_MOST_UNPACKED, _MOST_HELD = 400 * 1024 * 1024, 40 * 1024 * 1024
_LAST_ROW = 1_048_576
_CHUNK = 1024 * 1024
_NO_WORKBOOK = "not an Excel workbook that can be read: open it in Excel and save it as .xlsx"
_MOST_MERGED = 50_000
_ROW_OR_MERGED = re.compile(rb"<(?:\w+:)?(row|mergeCell)\b([^>]*)>")
_ATTRIBUTE = re.compile(rb'([\w:]+)\s*=\s*"([^"]*)"')
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
    layout = cache(partial(_layout, path, title))
    rows = partial(_rows, path, book, title, layout)
    return Sheet(title, rows, size, partial(_unsaved_cells, path, title), layout, book.epoch)


def _rows(path: Path, book: Workbook, title: str, layout: Callable[[], Layout]) -> Iterator[Row]:
    """Read a sheet; of rows without anything those between others are given.

    A merged cell holds for every row that it covers, as people read it.
    """
    above: dict[Merged, Cell] = {}
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
        yield Row(number, _with_merged(cells, number, layout(), above))


def _with_merged(
    cells: tuple[Cell, ...], row: int, layout: Layout, above: dict[Merged, Cell]
) -> tuple[Cell, ...]:
    """Return a row with the values of the merged cells that cover it; ``above`` keeps them."""
    for column in layout.columns:
        merged = layout.merged(row, column)
        if merged is None:
            continue
        if row == merged.first:
            above[merged] = cells[column] if column < len(cells) else None
        elif (value := above.get(merged)) is not None:
            cells += (None,) * (column + 1 - len(cells))
            cells = (*cells[:column], value, *cells[column + 1 :])
    return cells


def _layout(path: Path, title: str) -> Layout:
    """Find the hidden rows and the merged cells of a sheet, which openpyxl does not stream."""
    from openpyxl.worksheet.cell_range import CellRange

    hidden: list[int] = []
    merged: list[Merged] = []
    number = 0
    with zipfile.ZipFile(path) as archive, archive.open(_part_of(archive, title)) as part:
        for tag, attributes in _tags(part):
            if tag == b"row":
                number = int(attributes.get(b"r", number + 1))
                if attributes.get(b"hidden") in (b"1", b"true"):
                    hidden.append(number)
            elif len(merged) < _MOST_MERGED and (ref := attributes.get(b"ref")):
                cells = CellRange(ref.decode())
                if cells.max_row > cells.min_row:
                    merged.append(Merged(cells.min_col - 1, cells.min_row, cells.max_row))
    return Layout(hidden, merged)


def _tags(part: IO[bytes]) -> Iterator[tuple[bytes, dict[bytes, bytes]]]:
    """Yield the rows and merged cells of a sheet's XML, by name, with their attributes."""
    before = b""
    while chunk := part.read(_CHUNK):
        text = before + chunk
        end = text.rfind(b"<")
        for found in _ROW_OR_MERGED.finditer(text, 0, end):
            yield found[1], dict(_ATTRIBUTE.findall(found[2]))
        before = text[end:]
    for found in _ROW_OR_MERGED.finditer(before):
        yield found[1], dict(_ATTRIBUTE.findall(found[2]))


def _part_of(archive: zipfile.ZipFile, title: str) -> str:
    """Return the name of the part of a workbook that holds a sheet."""
    from openpyxl.xml.functions import fromstring

    book = fromstring(archive.read("xl/workbook.xml"))
    links = fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {each.get("Id"): each.get("Target", "") for each in links}
    for sheet in book.iter("{*}sheet"):
        if sheet.get("name") == title:
            key = next(name for name in sheet.keys() if name.endswith("}id"))  # noqa: SIM118
            target = targets[sheet.get(key)]
            return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    raise KeyError(title)


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
