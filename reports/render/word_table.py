"""Tables of a Word document: header rows that repeat, money to the right, widths that fit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from typing import NamedTuple
from xml.sax.saxutils import escape

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.oxml.ns import qn
from docx.shared import Cm
from docx.shared import Emu
from docx.shared import Pt

from ringfence.reports.render.table import Column
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

#: What a page takes between its margins.
PORTRAIT = Cm(17)
LANDSCAPE = Cm(25.7)
_WIDTHS = {"money": Cm(2.3), "percent": Cm(2), "number": Cm(1.7), "date": Cm(3.2)}
#: Of text: what a letter takes, what a column needs with short texts and with long ones,
#: and what the only one of a table gets.
_A_LETTER, _PADDING, _A_LINE = Cm(0.18), Cm(0.4), Cm(6)
#: Headings and totals are in bold, whose letters are wider.
_BOLD = 1.15
_SHORT, _LONG, _OF_ONE = Cm(1.6), Cm(3.4), Cm(9)
_NAMES = Cm(5)
_SHORT_TABLE = 8
_MANY = 8
#: The paragraphs in tables, by size: those of a wide table are small.
STYLES = {"Table text": Pt(9), "Table text small": Pt(8)}
_PLAIN, _SMALL = STYLES
_GAP = Pt(4)
_LONGEST = 120
_HEAD = "1F3864"
_WHITE = "FFFFFF"
_TO_THE_RIGHT = ("money", "number", "percent")
_SIGNED = Cm(1)


class _Slot(NamedTuple):
    """A column as it stands on the page: what it is, how wide, and the style of its text."""

    column: Column
    width: Emu
    style: str


def is_wide(section: Section) -> bool:
    """Say whether a section has a table that needs the page turned."""
    tables = (block for block in section.blocks if isinstance(block, Table))
    return any(sum(_least(table)) > PORTRAIT for table in tables)


def table(word: Document, table: Table, width: int) -> None:
    """Add a table, with a row of totals if it has one."""
    widths = _shared(table, width)
    style = word.styles[_SMALL if len(widths) >= _MANY else _PLAIN].style_id
    slots = [_Slot(c, w, str(style)) for c, w in zip(table.columns, widths, strict=True)]
    heads = (
        _cell(slot.column.title, slot, colour=_WHITE, bold=True, shade=_HEAD, keep=True)
        for slot in slots
    )
    rows = [_tr(heads, "<w:tblHeader/>")]
    kept = _kept(table)
    for number, row in enumerate(table.rows):
        cells = zip(row.cells, slots, strict=True)
        rows.append(_tr(_cell(shown(v, s.column), s, keep=number in kept) for v, s in cells))
    if table.total is not None:
        totals = zip(table.totals(), slots, strict=True)
        rows.append(_tr(_cell(shown(v, s.column), s, bold=True) for v, s in totals))
    body = _grid(word, widths)._tbl  # noqa: SLF001 - rows go in as XML
    body.extend(parse_xml(f"<w:tbl {nsdecls('w')}>{''.join(rows)}</w:tbl>"))
    _gap(word)


def _kept(table: Table) -> set[int]:
    """Number the rows that stand on one page with the next: all of a short table's.

    Of a long one no row, nor the total, stands alone at the foot of a page or at its head.
    """
    count = len(table.rows) + (table.total is not None)
    if count <= _SHORT_TABLE:
        return set(range(count - 1))
    return {0, count - 2}


def fields(word: Document, rows: Iterable[tuple[str, Cell]], width: int) -> None:
    """Add names with their values; one without a value is a line to fill in."""
    grid = _grid(word, [Emu(_NAMES), Emu(width - _NAMES)])
    for name, value in rows:
        row = grid.add_row()
        _mark(row, "w:cantSplit")
        _write(row.cells[0], name)
        row.cells[0].paragraphs[0].runs[0].bold = True
        _write(row.cells[1], shown(value))
        if value is None:
            row.height = _SIGNED
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


def _write(cell: _Cell, text: str) -> None:
    cell.paragraphs[0].style = _PLAIN
    cell.paragraphs[0].add_run(clean(text))


def _gap(word: Document) -> None:
    """Put a little room under a table; Word wants a paragraph between two."""
    paragraph = word.add_paragraph(style=_SMALL)
    paragraph.paragraph_format.line_spacing = _GAP


def _mark(row: _Row, name: str) -> None:
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx knows no such marks
    properties.append(OxmlElement(name))


def _least(table: Table) -> list[int]:
    """Give what each column must have: figures their width, texts that of their longest word."""
    return [
        _WIDTHS.get(column.kind) or _word(table, index)
        for index, column in enumerate(table.columns)
    ]


def _word(table: Table, index: int) -> int:
    words = [word for text in _texts(table, index) for word in text.split()]
    longest = _BOLD * _A_LETTER * max(map(len, words), default=0) + _PADDING
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
    total = [table.total] if table.total and not index else []
    title = table.columns[index].title
    return [title, *total, *(shown(row.cells[index]) for row in table.rows)]
