"""Tables of a Word document: header rows that repeat, money to the right, widths that fit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape

from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Emu, Length, Pt
from docx.table import Table as WordTable
from docx.table import _Cell, _Row

from ringfence.reports.render import pages
from ringfence.reports.render.pages import Page
from ringfence.reports.render.table import Cell, Column, Fields, Table, clean, show

_NAMES, _NAMES_ACROSS = Cm(5), Cm(3.4)
#: The paragraphs in tables, by size: those of a wide table are small.
STYLES = {"Table text": Pt(9), "Table text small": Pt(8)}
_PLAIN, _SMALL = STYLES
_GAP = Pt(4)
_HEAD = "1F3864"
_WHITE = "FFFFFF"
_TO_THE_RIGHT = ("money", "number", "percent")
_SIGNED = Cm(0.8)


class _Slot(NamedTuple):
    """A column as it stands on the page: what it is, how wide, and the style of its text."""

    column: Column
    width: Length
    style: str


def table(word: Document, table: Table, page: Page) -> None:
    """Add a table, with a row of totals if it has one."""
    widths = [Cm(each) for each in pages.widths(table, page.width)]
    style = word.styles[_SMALL if pages.is_small(table) else _PLAIN].style_id
    slots = [_Slot(c, w, str(style)) for c, w in zip(table.columns, widths, strict=True)]
    heads = (
        _cell(slot.column.title, slot, colour=_WHITE, bold=True, shade=_HEAD, keep=True)
        for slot in slots
    )
    rows = [_tr(heads, "<w:tblHeader/>")]
    kept = _rows_kept_together(table, page)
    for number, row in enumerate(table.rows):
        cells = zip(row.cells, slots, strict=True)
        rows.append(_tr(_cell(show(v, s.column), s, keep=number in kept) for v, s in cells))
    if table.total is not None:
        totals = zip(table.totals(), slots, strict=True)
        rows.append(_tr(_cell(show(v, s.column), s, bold=True) for v, s in totals))
    body = _grid(word, widths)._tbl  # noqa: SLF001 - rows go in as XML
    body.extend(parse_xml(f"<w:tbl {nsdecls('w')}>{''.join(rows)}</w:tbl>"))
    _gap(word)


def _rows_kept_together(table: Table, page: Page) -> set[int]:
    """Number the rows that stand on one page with the next: all of a short table's.

    Of a long one no row, nor the total, stands alone at the foot of a page or at its head.
    """
    count = len(table.rows) + (table.total is not None)
    if pages.is_whole(table, page):
        return set(range(count - 1))
    return {0, count - 2}


def fields(word: Document, rows: Iterable[tuple[str, Cell]], page: Page) -> None:
    """Add names with their values; one without a value is a line to fill in.

    All of them stand on one page: what is signed is not parted from what it is signed for.
    """
    given = list(rows)
    grid = _grid(word, [_NAMES, Cm(page.width) - _NAMES])
    for number, (name, value) in enumerate(given, start=1):
        row = grid.add_row()
        _mark(row, "w:cantSplit")
        _write(row.cells[0], name, bold=True, keep=number < len(given))
        _write(row.cells[1], show(value), keep=number < len(given))
        if value is None:
            row.height = _SIGNED
    _gap(word)


def two_across(word: Document, rows: Iterable[tuple[str, Cell]], page: Page) -> None:
    """Add names with their values, two of them in a row, read down the left and then the right."""
    given = [(name, show(value)) for name, value in rows]
    half = (len(given) + 1) // 2
    _side_by_side(word, (given[:half], given[half:]), page)


def signatures(word: Document, both: Sequence[Fields], page: Page) -> None:
    """Add what two are to sign, side by side, each under whose it is; all on one page."""
    given = [[(fields.title, ""), *_fill(fields.rows)] for fields in both]
    _side_by_side(word, given, page, height=_SIGNED)


def _fill(rows: Iterable[tuple[str, Cell]]) -> list[tuple[str, str]]:
    return [(name, show(value)) for name, value in rows]


def _side_by_side(
    word: Document,
    sides: Sequence[Sequence[tuple[str, str]]],
    page: Page,
    height: Length | None = None,
) -> None:
    """Add names with values in two columns; with a height the first row are headings."""
    value = (Cm(page.width) - 2 * _NAMES_ACROSS) // 2
    grid = _grid(word, [_NAMES_ACROSS, value] * 2)
    count = max(map(len, sides))
    for index in range(count):
        row = grid.add_row()
        _mark(row, "w:cantSplit")
        is_head = height is not None and index == 0
        if height is not None and not is_head:
            row.height = height
        for place, side in enumerate(sides):
            name, text = side[index] if index < len(side) else ("", "")
            cell = row.cells[2 * place]
            if is_head:
                cell = cell.merge(row.cells[2 * place + 1])
            _write(cell, name, bold=True, keep=index + 1 < count)
            if not is_head:
                _write(row.cells[2 * place + 1], text, keep=index + 1 < count)
    _gap(word)


def _tr(cells: Iterable[str], marks: str = "") -> str:
    """Write a row in WordprocessingML.

    python-docx finds a cell by walking the table, which for a thousand rows takes a minute.
    """
    return f"<w:tr><w:trPr><w:cantSplit/>{marks}</w:trPr>{''.join(cells)}</w:tr>"


def _cell(  # noqa: PLR0913 - a cell has that many looks
    text: str,
    slot: _Slot,
    *,
    colour: str | None = None,
    bold: bool = False,
    shade: str | None = None,
    keep: bool = False,
) -> str:
    look = f'<w:tcW w:w="{slot.width.twips}" w:type="dxa"/>'
    look += f'<w:shd w:val="clear" w:color="auto" w:fill="{shade}"/>' if shade else ""
    paragraph = f'<w:pStyle w:val="{slot.style}"/>'
    paragraph += "<w:keepNext/>" if keep else ""
    paragraph += '<w:jc w:val="right"/>' if slot.column.kind in _TO_THE_RIGHT else ""
    run = ("<w:b/>" if bold else "") + (f'<w:color w:val="{colour}"/>' if colour else "")
    return (
        f"<w:tc><w:tcPr>{look}</w:tcPr><w:p><w:pPr>{paragraph}</w:pPr>"
        f"<w:r><w:rPr>{run}</w:rPr><w:t>{escape(clean(text))}</w:t></w:r></w:p></w:tc>"
    )


def _grid(word: Document, widths: Sequence[int]) -> WordTable:
    grid: WordTable = word.add_table(rows=0, cols=len(widths), style="Table Grid")
    grid.autofit = False
    grid.alignment = WD_TABLE_ALIGNMENT.LEFT
    # Word hangs a table out by the padding of its cells; this puts its edge on the margin.
    indent = OxmlElement("w:tblInd")
    indent.set(qn("w:w"), "108")
    indent.set(qn("w:type"), "dxa")
    grid._tbl.tblPr.append(indent)  # noqa: SLF001 - python-docx knows no indents
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = Emu(width)
    return grid


def _write(cell: _Cell, text: str, *, bold: bool = False, keep: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.style = _PLAIN
    paragraph.paragraph_format.keep_with_next = keep or None
    paragraph.add_run(clean(text)).bold = bold or None


def _gap(word: Document) -> None:
    """Put a little room under a table; Word wants a paragraph between two."""
    paragraph = word.add_paragraph(style=_SMALL)
    paragraph.paragraph_format.line_spacing = _GAP


def _mark(row: _Row, name: str) -> None:
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx knows no such marks
    properties.append(OxmlElement(name))
