"""The lists of cells that allow nothing else: what Excel calls data validation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from openpyxl.utils.cell import range_boundaries

from ringfence.reports.funder_form.archive import Element
from ringfence.reports.funder_form.excel_book import SheetPart, Workbook, column_of
from ringfence.reports.funder_form.runs import whole

_NEWER = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}"
_FORMULA = "{http://schemas.microsoft.com/office/excel/2006/main}"
_RANGE = re.compile(
    r"(?:'?(?P<sheet>[^'!]+)'?!)?(?P<cells>\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)"
)
_MOST = 2000


class Lists:
    """The lists of one sheet's cells."""

    def __init__(self, workbook: Workbook, sheet: SheetPart) -> None:
        self._workbook, self._sheet, self._x = workbook, sheet, workbook.x
        # At once, for rows are put in later, and cells are asked for as the form has them.
        self._found = list(self._read())

    def of(self, cell: str) -> tuple[str, ...] | None:
        """Return what a cell such as ``B2`` allows; None if anything, or if that can't be read."""
        column, row = column_of(cell), int(cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
        for (left, top, right, bottom), words in self._found:
            if left <= column <= right and top <= row <= bottom:
                return words
        return None

    def _read(self) -> Iterator[tuple[tuple[int, int, int, int], tuple[str, ...]]]:
        for ranges, formula in self._rules():
            words = self._words(formula)
            for each in ranges.split() if words else ():
                left, top, right, bottom = (int(bound or 0) for bound in range_boundaries(each))
                yield (left, top, right or 16384, bottom or 1_048_576), words

    def _rules(self) -> Iterator[tuple[str, str]]:
        root = self._workbook.parts.tree(self._sheet.part)
        for rule in root.iter(f"{self._x}dataValidation"):
            if rule.get("type") == "list":
                yield rule.get("sqref", ""), rule.findtext(f"{self._x}formula1", "")
        for rule in root.iter(f"{_NEWER}dataValidation"):
            if rule.get("type") == "list":
                formula = rule.findtext(f"{_NEWER}formula1/{_FORMULA}f", "")
                yield rule.findtext(f"{_FORMULA}sqref", ""), formula

    def _words(self, formula: str) -> tuple[str, ...]:
        """Return the words of a list: typed in the rule, or standing in cells."""
        text = formula.strip()
        if text.startswith('"') and text.endswith('"'):
            typed = text[1:-1].replace('""', '"').split(",")
            return tuple(word.strip() for word in typed if word.strip())
        named = self._names.get(text.casefold(), text)
        match = _RANGE.fullmatch(named)
        return tuple(self._in_cells(match["sheet"], match["cells"])) if match else ()

    @cached_property
    def _names(self) -> dict[str, str]:
        every = self._workbook.root.iter(f"{self._x}definedName")
        return {each.get("name", "").casefold(): each.text or "" for each in every}

    def _in_cells(self, sheet: str | None, cells: str) -> Iterator[str]:
        title = (sheet or self._sheet.name).casefold()
        sheets = {each.name.casefold(): each for each in self._workbook.sheets}
        there = sheets.get(title)
        bounds = range_boundaries(cells.replace("$", ""))
        if there is None or None in bounds:
            return
        left, top, right, bottom = (int(each or 0) for each in bounds)
        count = 0
        for row, cell in self._workbook.cells(there):
            column = column_of(cell.get("r", "A1"))
            if top <= int(row.get("r", 0)) <= bottom and left <= column <= right:
                text = self._text(cell)
                count += 1
                if text and count <= _MOST:
                    yield text

    def _text(self, cell: Element) -> str:
        holder = self._workbook.text(cell)
        if holder is not None:
            return whole(self._workbook.pieces(holder)).strip()
        value = cell.find(f"{self._x}v")
        return "" if value is None else (value.text or "").strip()
