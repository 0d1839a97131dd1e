"""A paper as an Excel workbook: a sheet for each section, totals that are formulas.

Text is never a formula, whatever it begins with. openpyxl writes formulas without their
values, which previews and Excel's Protected View would show as empty, so the values are
put in afterwards.
"""

from __future__ import annotations

import datetime
import io
import re
from decimal import Decimal
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.styles import Border
from openpyxl.styles import Font
from openpyxl.styles import PatternFill
from openpyxl.styles import Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.header_footer import _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties

from ringfence.reports.render.formulas import finish
from ringfence.reports.render.formulas import ranges
from ringfence.reports.render.formulas import sum_formula
from ringfence.reports.render.stable import fixed_zip
from ringfence.reports.render.stable import midnight
from ringfence.reports.render.table import Cell
from ringfence.reports.render.table import Column
from ringfence.reports.render.table import Fields
from ringfence.reports.render.table import Paper
from ringfence.reports.render.table import Section
from ringfence.reports.render.table import Sentence
from ringfence.reports.render.table import Table
from ringfence.reports.render.table import clean

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell as ExcelCell
    from openpyxl.worksheet.worksheet import Worksheet

_FORMATS = {
    "money": "£#,##0.00;[Red]-£#,##0.00",
    "date": "d mmm yyyy",
    "number": "#,##0",
    "percent": '0.0"%"',
}
_WIDTHS = {"money": 14, "date": 13, "number": 10, "percent": 10}
_TEXT_WIDTHS = (12, 46)
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_HEAD = PatternFill("solid", fgColor="1F3864")
_WARNING = Font(bold=True, color="C00000")
_LINE = Side(style="thin", color="A6A6A6")


def workbook(paper: Paper) -> bytes:
    """Give a paper as the bytes of a workbook, always the same for the same paper."""
    book = Workbook()
    book.remove(book.worksheets[0])
    values: dict[str, dict[str, Decimal]] = {}
    for number, section in enumerate(paper.sections, start=1):
        sheet = book.create_sheet(_tab(section.name))
        writer = _Writer(sheet, _columns(section))
        writer.head(paper)
        writer.write(section)
        writer.set_page(paper)
        values[f"xl/worksheets/sheet{number}.xml"] = writer.values
    made = midnight(paper.day)
    properties = book.properties
    properties.title, properties.creator = clean(paper.title), clean(paper.owner)
    properties.created = properties.modified = made
    content = io.BytesIO()
    book.save(content)
    return fixed_zip(content.getvalue(), lambda name, data: finish(data, name, values, made))


class _Writer:
    """One sheet, filled from the top, a row at a time."""

    def __init__(self, sheet: Worksheet, columns: int) -> None:
        self.sheet = sheet
        self.columns = columns
        self.row = 0
        self.heads: list[int] = []
        self.values: dict[str, Decimal] = {}
        self._widths: dict[int, int] = {}

    def head(self, paper: Paper) -> None:
        """Write what stands at the top of every sheet."""
        self._line(paper.title).font = Font(bold=True, size=15)
        self._line(paper.owner).font = Font(size=12)
        for name, value in paper.facts:
            self.row += 1
            self._put(1, name).font = Font(bold=True)
            cell = self._put(2, value)
            cell.alignment = Alignment(horizontal="left")
        self.row += 1

    def write(self, section: Section) -> None:
        """Write a section's blocks, a row apart."""
        for block in section.blocks:
            if isinstance(block, Sentence):
                self._sentence(block)
            elif isinstance(block, Fields):
                self._fields(block)
            else:
                self._table(block)
            self.row += 1

    def set_page(self, paper: Paper) -> None:
        """Make it print landscape, as wide as the page, with its head and page numbers."""
        sheet = self.sheet
        for index in range(1, self.columns + 1):
            letter = get_column_letter(index)
            sheet.column_dimensions[letter].width = self._widths.get(index, _TEXT_WIDTHS[0])
        sheet.sheet_view.showGridLines = False
        if len(self.heads) == 1:
            sheet.freeze_panes = f"A{self.heads[0] + 1}"
            sheet.print_title_rows = f"{self.heads[0]}:{self.heads[0]}"
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        # In a footer an ampersand begins a code.
        owner = f"{paper.owner} – {paper.title}".replace("&", "&&")
        sheet.HeaderFooter.oddFooter = HeaderFooterItem(
            left=_HeaderFooterPart(clean(owner)), right=_HeaderFooterPart("Page &P of &N")
        )

    def _sentence(self, sentence: Sentence) -> None:
        cell = self._line(sentence.text)
        cell.font = {
            "plain": Font(),
            "strong": Font(bold=True, size=12),
            "warning": _WARNING,
        }[sentence.style]
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        wide = sum(self._widths.get(index, 14) for index in range(1, self.columns + 1))
        lines = len(sentence.text) // max(wide, 60) + 1
        self.sheet.row_dimensions[self.row].height = 16 * lines

    def _fields(self, fields: Fields) -> None:
        self._line(fields.title).font = Font(bold=True, size=12)
        for name, value in fields.rows:
            self.row += 1
            self._put(1, name)
            cell = self._put(2, value)
            cell.alignment = Alignment(horizontal="left", wrap_text=True, vertical="top")
            cell.border = Border(bottom=_LINE)
            self.sheet.merge_cells(
                start_row=self.row, end_row=self.row, start_column=2, end_column=self.columns
            )
            if value is None:
                self.sheet.row_dimensions[self.row].height = 26
        self.row += 1

    def _table(self, table: Table) -> None:
        if table.title:
            self._line(table.title).font = Font(bold=True, size=12)
        self.row += 1
        self.heads.append(self.row)
        for index, column in enumerate(table.columns, start=1):
            cell = self._put(index, column.title)
            cell.font, cell.fill = Font(bold=True, color="FFFFFF"), _HEAD
            side = "left" if column.kind in ("text", "date") else "right"
            cell.alignment = Alignment(horizontal=side, vertical="center", wrap_text=True)
        first = self.row + 1
        for row in table.rows:
            self.row += 1
            for index, (column, value) in enumerate(
                zip(table.columns, row.cells, strict=True), start=1
            ):
                cell = self._put(index, value)
                _dress(cell, column, row.level if index == 1 else 0)
                cell.border = Border(bottom=_LINE)
                if row.level:
                    cell.font = Font(color="595959")
                self._widen(index, column, value)
        if table.total is not None:
            self._totals(table, first)
        self.row += 1

    def _totals(self, table: Table, first: int) -> None:
        self.row += 1
        summed = list(ranges(first + i for i, row in enumerate(table.rows) if not row.level))
        for index, (column, value) in enumerate(
            zip(table.columns, table.totals(), strict=True), start=1
        ):
            letter = get_column_letter(index)
            if column.summed and index > 1:
                cell = self.sheet[f"{letter}{self.row}"]
                cell.value = sum_formula(letter, summed)
                self.values[cell.coordinate] = Decimal(str(value))
            else:
                cell = self._put(index, value)
            _dress(cell, column, 0)
            cell.font = Font(bold=True)
            cell.border = Border(top=Side(style="thin"), bottom=Side(style="double"))

    def _line(self, text: str) -> ExcelCell:
        """Write a line across all columns of the sheet."""
        self.row += 1
        cell = self._put(1, text)
        self.sheet.merge_cells(
            start_row=self.row, end_row=self.row, start_column=1, end_column=self.columns
        )
        return cell

    def _put(self, index: int, value: Cell) -> ExcelCell:
        cell: ExcelCell = self.sheet.cell(self.row, index)  # type: ignore[assignment]
        if isinstance(value, str):
            text = clean(value)
            cell.value = text
            cell.data_type = "s"
            if text.startswith(_FORMULA_STARTS):
                cell.quotePrefix = True
        elif value is not None:
            cell.value = value
            if isinstance(value, datetime.date):
                cell.number_format = _FORMATS["date"]
        return cell

    def _widen(self, index: int, column: Column, value: Cell) -> None:
        if column.kind == "text":
            least, most = _TEXT_WIDTHS
            width = min(max(len(str(value or "")) + 2, least, len(column.title) + 2), most)
        else:
            width = _WIDTHS[column.kind]
        self._widths[index] = max(width, self._widths.get(index, 0))


def _dress(cell: ExcelCell, column: Column, indent: int) -> None:
    if column.kind == "text":
        cell.alignment = Alignment(wrap_text=True, vertical="top", indent=indent * 2)
    else:
        side = "left" if column.kind == "date" else "right"
        cell.alignment = Alignment(horizontal=side, vertical="top")
        cell.number_format = _FORMATS[column.kind]


def _columns(section: Section) -> int:
    tables = [len(block.columns) for block in section.blocks if isinstance(block, Table)]
    return max([2, *tables])


def _tab(name: str) -> str:
    """Name a sheet: Excel takes 31 characters and none of these."""
    return re.sub(r"[\[\]:*?/\\]", " ", clean(name))[:31]
