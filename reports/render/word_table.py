"""Tables of a Word document: header rows that repeat, money to the right, widths that fit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm
from docx.shared import Emu
from docx.shared import Pt
from docx.shared import RGBColor

from ringfence.reports.render.table import Section
from ringfence.reports.render.table import Table
from ringfence.reports.render.table import clean
from ringfence.reports.render.table import shown

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table as WordTable
    from docx.table import _Cell
    from docx.table import _Row

    from ringfence.reports.render.table import Cell
    from ringfence.reports.render.table import Column

#: What a page takes between its margins.
PORTRAIT = Cm(17)
LANDSCAPE = Cm(25.7)
_WIDTHS = {"money": Cm(2.3), "percent": Cm(1.7), "number": Cm(1.7), "date": Cm(2.9)}
#: Of text: what a letter takes, what a column needs with short texts and with long ones,
#: and what the only one of a table gets.
_A_LETTER, _PADDING, _A_LINE = Cm(0.18), Cm(0.4), Cm(6)
_SHORT, _LONG, _OF_ONE = Cm(1.6), Cm(3.4), Cm(9)
_NAMES = Cm(5)
_MANY = 8
#: The paragraphs in tables, by size: those of a wide table are small.
STYLES = {"Table text": Pt(9), "Table text small": Pt(8)}
_PLAIN, _SMALL = STYLES
_GAP = Pt(4)
_LONGEST = 120
_HEAD = "1F3864"
_WHITE = RGBColor(0xFF, 0xFF, 0xFF)
_DETAIL = RGBColor(0x59, 0x59, 0x59)
_SIGNED = Cm(1)


def is_wide(section: Section) -> bool:
    """Say whether a section has a table that needs the page turned."""
    tables = (block for block in section.blocks if isinstance(block, Table))
    return any(sum(_least(table)) > PORTRAIT for table in tables)


def table(word: Document, table: Table, width: int) -> None:
    """Add a table, with a row of totals if it has one."""
    columns = table.columns
    grid = _grid(word, _shared(table, width))
    style = _SMALL if len(columns) >= _MANY else _PLAIN
    head = grid.add_row()
    _mark(head, "w:tblHeader")
    for cell, column in zip(head.cells, columns, strict=True):
        _shade(cell)
        _write(cell, column.title, column, style)
        run = cell.paragraphs[0].runs[0]
        run.bold, run.font.color.rgb = True, _WHITE
    for row in table.rows:
        cells = _row(grid, row.cells, columns, style)
        if row.level:
            cells[0].paragraphs[0].paragraph_format.left_indent = Cm(0.5) * row.level
            for run in (run for cell in cells for run in cell.paragraphs[0].runs):
                run.font.color.rgb = _DETAIL
    if table.total is not None:
        # The total does not stand alone at the top of the next page.
        for cell in grid.rows[-1].cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True
        for cell in _row(grid, table.totals(), columns, style):
            for run in cell.paragraphs[0].runs:
                run.bold = True
    _gap(word)


def fields(word: Document, rows: Iterable[tuple[str, Cell]], width: int) -> None:
    """Add names with their values; one without a value is a line to fill in."""
    grid = _grid(word, [Emu(_NAMES), Emu(width - _NAMES)])
    for name, value in rows:
        row = grid.add_row()
        _mark(row, "w:cantSplit")
        _write(row.cells[0], name, None, _PLAIN)
        row.cells[0].paragraphs[0].runs[0].bold = True
        _write(row.cells[1], shown(value), None, _PLAIN)
        if value is None:
            row.height = _SIGNED
    _gap(word)


def _row(
    grid: WordTable, values: Iterable[Cell], columns: tuple[Column, ...], style: str
) -> tuple[_Cell, ...]:
    row = grid.add_row()
    _mark(row, "w:cantSplit")
    for cell, column, value in zip(row.cells, columns, values, strict=True):
        _write(cell, shown(value, column), column, style)
    cells: tuple[_Cell, ...] = row.cells
    return cells


def _grid(word: Document, widths: list[Emu]) -> WordTable:
    grid: WordTable = word.add_table(rows=0, cols=len(widths), style="Table Grid")
    grid.autofit = False
    grid.alignment = WD_TABLE_ALIGNMENT.LEFT
    # Word hangs a table out by the padding of its cells; this puts its edge on the margin.
    indent = OxmlElement("w:tblInd")
    indent.set(qn("w:w"), "108")
    indent.set(qn("w:type"), "dxa")
    grid._tbl.tblPr.append(indent)  # noqa: SLF001 - python-docx knows no indents
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    return grid


def _write(cell: _Cell, text: str, column: Column | None, style: str) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.style = style
    paragraph.add_run(clean(text))
    if column and column.kind in ("money", "number", "percent"):
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _gap(word: Document) -> None:
    """Put a little room under a table; Word wants a paragraph between two."""
    paragraph = word.add_paragraph(style=_SMALL)
    paragraph.paragraph_format.line_spacing = _GAP


def _mark(row: _Row, name: str) -> None:
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx knows no such marks
    properties.append(OxmlElement(name))


def _shade(cell: _Cell) -> None:
    shading = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", _HEAD)):
        shading.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shading)  # noqa: SLF001 - nor of shading


def _least(table: Table) -> list[int]:
    """Give what each column must have: figures their width, texts that of their longest word."""
    return [
        _WIDTHS.get(column.kind) or _word(table, index)
        for index, column in enumerate(table.columns)
    ]


def _word(table: Table, index: int) -> int:
    words = [word for text in _texts(table, index) for word in text.split()]
    longest = _A_LETTER * max(map(len, words), default=0) + _PADDING
    return int(max(longest, _LONG if _wanted(table, index) > _A_LINE else _SHORT))


def _shared(table: Table, width: int) -> list[Emu]:
    """Share the width out: figures take theirs, texts what is left, by their length."""
    widths = _least(table)
    texts = [i for i, column in enumerate(table.columns) if column.kind == "text"]
    spare = width - sum(widths)
    least = _OF_ONE if len(texts) == 1 else 0
    wanted = {i: max(_wanted(table, i) - widths[i], least - widths[i], 0) for i in texts}
    total = sum(wanted.values())
    if total and spare > 0:
        for i in texts:
            widths[i] += min(wanted[i], spare * wanted[i] // total)
    return [Emu(each) for each in widths]


def _wanted(table: Table, index: int) -> int:
    longest = max(map(len, _texts(table, index)))
    return int(_A_LETTER * min(longest, _LONGEST) + _PADDING)


def _texts(table: Table, index: int) -> list[str]:
    return [table.columns[index].title, *(shown(row.cells[index]) for row in table.rows)]
