"""One sheet of a workbook, filled from the top, a row at a time."""

from __future__ import annotations

import datetime
import math
from copy import copy
from decimal import Decimal

from openpyxl.cell.cell import Cell as ExcelCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from ringfence.reports.render.figures import Placed
from ringfence.reports.render.table import (
    Block,
    Cell,
    Column,
    Fields,
    Paper,
    Row,
    Section,
    Sentence,
    Table,
    clean,
    show,
)

_FORMATS = {
    "money": "£#,##0.00;[Red]-£#,##0.00",
    "date": "d mmm yyyy",
    "number": "#,##0",
    "percent": '0.0"%"',
}
_WIDTHS = {"money": 15, "date": 14, "number": 10, "percent": 10}
_LEAST_TEXT, _MOST_TEXT = 12, 54
#: What the names of a signature, or of what a paper is of, need.
_NAMES = 20
# A table of many texts would be shrunk to fit its page.
_FEW_TEXTS, _MOST_OF_MANY = 2, 34
#: A sheet has room for sentences beside its tables: so many columns, as wide as a page.
_FEWEST, _UPRIGHT = 4, 96
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_LINE_HEIGHT = 15
#: How wide a character of a column is, in points.
_POINTS = 5.25
# A style that is copied takes a tenth of the time of one made anew for every cell.
_STYLE = "_style"
_TO_FILL_IN = 26
_HEAD = PatternFill("solid", fgColor="1F3864")
_HAIR = Border(bottom=Side(style="thin", color="A6A6A6"))
_SUM = Border(top=Side(style="thin"), bottom=Side(style="double"))


def _font(*, size: int = 11, bold: bool = False, color: str = "000000") -> Font:
    return Font(name="Calibri", size=size, bold=bold, color=color)


_SENTENCES = {
    "plain": _font(),
    "item": _font(),
    "strong": _font(size=12, bold=True),
    "warning": _font(bold=True, color="C00000"),
}


class Sheet:
    """A sheet, and what the workbook must know of it.

    ``heads`` are the header rows of its tables, ``tables`` where each of them stands;
    ``values`` is what its formulas come to.
    """

    def __init__(self, worksheet: Worksheet, section: Section) -> None:
        self.worksheet = worksheet
        self.heads: list[int] = []
        self.values: dict[str, Decimal] = {}
        self.tables: list[Placed] = []
        self._section = section
        self._looks: dict[tuple[str, bool], StyleArray] = {}
        self._row = 0
        self._all = tables = [block for block in section.blocks if isinstance(block, Table)]
        self._columns = max([_FEWEST, *(len(table.columns) for table in tables)])
        has_names = any(isinstance(block, Fields) for block in section.blocks)
        least = _NAMES if has_names else _LEAST_TEXT
        self._widths = _widths(tables, self._columns, least)
        self._columns = len(self._widths)
        for index, width in self._widths.items():
            worksheet.column_dimensions[get_column_letter(index)].width = width

    @property
    def size(self) -> tuple[float, float]:
        """What it takes on paper at full size: its width and its height, in points."""
        heights = (
            self.worksheet.row_dimensions[row].height or _LINE_HEIGHT
            for row in range(1, self._row + 1)
        )
        return sum(self._widths.values()) * _POINTS, sum(heights)

    @property
    def repeated(self) -> int | None:
        """The header row to repeat on every page: of the one table of the sheet, if it ends it."""
        rest = [block for block in self._section.blocks if not isinstance(block, Sentence)]
        return self.heads[0] if len(rest) == 1 and self.heads else None

    def fill(self, paper: Paper, *, is_first: bool) -> None:
        """Write the head of the paper and the section's blocks, a row apart.

        What the paper is of stands on its first sheet; the others say which part they are.
        """
        title = paper.title if is_first else f"{paper.title}: {self._section.name}"
        self._line(title).font = _font(size=15, bold=True)
        self._line(paper.owner).font = _font(size=12)
        for name, value in paper.facts if is_first else ():
            self._line(f"{name}: {show(value)}").font = _font()
        before: Block | None = None
        for block in self._section.blocks:
            follows_on = isinstance(block, Sentence) and isinstance(before, Sentence)
            self._row += not follows_on
            self._block(block)
            before = block

    def _block(self, block: Block) -> None:
        if isinstance(block, Sentence):
            self._sentence(block)
        elif isinstance(block, Fields):
            self._fields(block)
        else:
            self._table(block)

    def _sentence(self, sentence: Sentence) -> None:
        cell = self._line(sentence.text)
        cell.font = _SENTENCES[sentence.style]
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        self._fit(_lines(sentence.text, sum(self._widths.values())))

    def _fields(self, fields: Fields) -> None:
        self._line(fields.title).font = _font(size=12, bold=True)
        wide = sum(self._widths.values()) - self._widths[1]
        for name, value in fields.rows:
            self._row += 1
            label, cell = self._put(1, name), self._put(2, value)
            label.alignment = Alignment(wrap_text=True, vertical="top")
            cell.alignment = Alignment(horizontal="left", wrap_text=True, vertical="top")
            self._merge(2)
            for index in range(2, self._columns + 1):
                self.worksheet.cell(self._row, index).border = _HAIR
            if value is None:
                self.worksheet.row_dimensions[self._row].height = _TO_FILL_IN
            else:
                self._fit(max(_lines(name, self._widths[1]), _lines(show(value), wide)))

    def _table(self, table: Table) -> None:
        if table.title:
            self._line(table.title).font = _font(size=12, bold=True)
        self._row += 1
        self.heads.append(self._row)
        for index, column in enumerate(table.columns, start=1):
            cell = self._put(index, column.title)
            cell.font, cell.fill = _font(bold=True, color="FFFFFF"), _HEAD
            cell.alignment = Alignment(
                horizontal=_side(column),
                vertical="center",
                wrap_text=True,
                indent=_indent(column, index),
            )
        self._spread(table)
        self._fit(max(_lines(c.title, self._widths[i]) for i, c in enumerate(table.columns, 1)))
        first = self._row + 1
        self.tables.append(Placed(self.worksheet, table, first, self.values))
        for row in table.rows:
            self._table_row(table, row)
        if table.total is not None:
            self._totals(table, first)

    def _table_row(self, table: Table, row: Row) -> None:
        self._row += 1
        lines = 1
        pairs = zip(table.columns, row.cells, strict=True)
        for index, (column, value) in enumerate(pairs, start=1):
            look = (column.kind, index > 1)
            cell: ExcelCell = self.worksheet.cell(self._row, index)  # type: ignore[assignment]
            if look not in self._looks:
                _dress(cell, column, index)
                cell.border = _HAIR
                cell.font = _font()
                self._looks[look] = copy(getattr(cell, _STYLE))
            setattr(cell, _STYLE, copy(self._looks[look]))
            _fill_in(cell, value)
            if column.kind == "text":
                lines = max(lines, _lines(show(value), self._across(table, index)))
        self._spread(table)
        self._fit(lines)

    def _totals(self, table: Table, first: int) -> None:
        last = self._row
        self._row += 1
        pairs = zip(table.columns, table.totals(), strict=True)
        for index, (column, value) in enumerate(pairs, start=1):
            letter = get_column_letter(index)
            if column.summed and isinstance(value, Decimal):
                cell = self.worksheet[f"{letter}{self._row}"]
                cell.value = f"=SUM({letter}{first}:{letter}{last})" if table.rows else "=0"
                self.values[cell.coordinate] = value
            else:
                cell = self._put(index, value)
            _dress(cell, column, index)
            cell.font = _font(bold=True)
            cell.border = _SUM
        self._spread(table)

    def _spread(self, table: Table) -> None:
        """Let a row's last text go on to the end of the sheet."""
        if _is_spread(table, self._all) and len(table.columns) < self._columns:
            self._merge(len(table.columns))

    def _across(self, table: Table, index: int) -> int:
        """Return how wide a cell of a table is."""
        if _is_spread(table, self._all) and index == len(table.columns):
            return sum(width for each, width in self._widths.items() if each >= index)
        return self._widths[index]

    def _line(self, text: str) -> ExcelCell:
        """Write a line across all columns of the sheet."""
        self._row += 1
        cell = self._put(1, text)
        self._merge(1)
        return cell

    def _merge(self, first: int) -> None:
        self.worksheet.merge_cells(
            start_row=self._row, end_row=self._row, start_column=first, end_column=self._columns
        )

    def _fit(self, lines: int) -> None:
        """Make a row high enough: LibreOffice leaves merged and wrapped ones at one line."""
        if lines > 1:
            self.worksheet.row_dimensions[self._row].height = _LINE_HEIGHT * lines

    def _put(self, index: int, value: Cell) -> ExcelCell:
        cell: ExcelCell = self.worksheet.cell(self._row, index)  # type: ignore[assignment]
        cell.font = _font()
        if isinstance(value, datetime.date | Decimal):
            cell.number_format = _FORMATS["money" if isinstance(value, Decimal) else "date"]
        _fill_in(cell, value)
        return cell


def _fill_in(cell: ExcelCell, value: Cell) -> None:
    """Write a cell's value. Text is text, whatever it begins with."""
    if isinstance(value, str):
        text = clean(value)
        cell.value = text
        cell.data_type = "s"
        if text.startswith(_FORMULA_STARTS):
            cell.quotePrefix = True
    elif value is not None:
        number_format = cell.number_format
        cell.value = value
        cell.number_format = number_format


def _dress(cell: ExcelCell, column: Column, index: int) -> None:
    wrapped = column.kind == "text"
    cell.alignment = Alignment(
        horizontal=_side(column), vertical="top", wrap_text=wrapped, indent=_indent(column, index)
    )
    if not wrapped:
        cell.number_format = _FORMATS[column.kind]


def _side(column: Column) -> str:
    return "left" if column.kind in ("text", "date") else "right"


def _indent(column: Column, index: int) -> int:
    """Keep a text or a date off the figure before it."""
    return 1 if index > 1 and _side(column) == "left" else 0


def _widths(tables: list[Table], columns: int, first: int) -> dict[int, int]:
    """Return a width for each column that suits all tables of the sheet.

    What is left of the page is for a last text, else a column of its own: figures stay together.
    """
    widths = {**dict.fromkeys(range(1, columns + 1), _LEAST_TEXT), 1: first}
    spread: list[tuple[int, int]] = []
    for table in tables:
        for index, wanted in enumerate(_wanted_widths(table), start=1):
            if _is_spread(table, tables) and index == len(table.columns):
                spread.append((index, wanted))
            else:
                widths[index] = max(widths[index], wanted)
    taken = sum(widths.values())
    before = {index: sum(widths[each] for each in range(1, index)) for index, _wanted in spread}
    left = max([_UPRIGHT, *(before[index] + wanted for index, wanted in spread)]) - taken
    if left > 0:
        whole = not spread and all(table.columns[-1].kind == "text" for table in tables)
        last = columns if whole else columns + 1
        widths[last] = widths.get(last, 0) + left
    return widths


def _is_spread(table: Table, tables: list[Table]) -> bool:
    """Return whether a table's last text goes on to the sheet's end."""
    return len(tables) > 1 and len(table.columns) > 1 and table.columns[-1].kind == "text"


def _wanted_widths(table: Table) -> list[int]:
    """Return how wide a table's columns are to be."""
    texts = {
        index: max(len(show(row.cells[index])) for row in (*table.rows, _heads(table)))
        for index, column in enumerate(table.columns)
        if column.kind == "text"
    }
    many = sum(longest > _LEAST_TEXT for longest in texts.values()) > _FEW_TEXTS
    most = _MOST_OF_MANY if many else _MOST_TEXT
    return [
        min(texts[index] + 2, most) if index in texts else _WIDTHS[column.kind]
        for index, column in enumerate(table.columns)
    ]


def _heads(table: Table) -> Row:
    return Row(tuple(column.title for column in table.columns))


def _lines(text: str, width: int) -> int:
    """Estimate how many lines a text takes: words do not fill a line to its end."""
    return 1 if len(text) < width else math.ceil(len(text) * 1.1 / width)
