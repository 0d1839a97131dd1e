"""Which way up each section of a printed paper stands, so that no page is left half empty.

A turned page begins anew, and so does the upright one after it: each turn may leave much of
the page before it white. Then what is upright there is turned too: a turned page takes any table.
Heights are estimates, of Arial at the sizes that papers are set in.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from collections.abc import Iterator
from typing import TYPE_CHECKING
from typing import NamedTuple

from ringfence.reports.render.table import Fields
from ringfence.reports.render.table import Sentence
from ringfence.reports.render.table import Table
from ringfence.reports.render.table import shown

if TYPE_CHECKING:
    from ringfence.reports.render.table import Block
    from ringfence.reports.render.table import Paper
    from ringfence.reports.render.table import Section


class Page(NamedTuple):
    """What a page takes between its margins, in centimetres."""

    width: float
    height: float


UPRIGHT = Page(17.4, 26.2)
TURNED = Page(26.1, 17.5)
#: A table of so many columns is set small.
MANY = 7
#: What a letter takes: of a table's text, of a small one's, of a sentence.
LETTER, SMALL_LETTER, _BODY_LETTER = 0.165, 0.147, 0.178
#: Headings and totals are in bold, whose letters are wider.
BOLD = 1.2
#: References are capitals and figures, which are wider too.
_CAPITALS = 1.05
#: Of a text most letters are small; the end of a line stays white.
_SMALL_ONES, _RAGGED = 0.86, 1.06
_LINE, _SMALL_LINE, _BODY_LINE = 0.365, 0.325, 0.466
_ROW, _GAP, _HEADING, _SUBHEADING, _TO_SIGN = 0.09, 0.14, 1.15, 0.88, 0.85
_PADDING = 0.4
#: Of text: what a column needs by how much its longest text takes, and what the only one gets.
_NEEDED = ((12.0, 4.5), (6.0, 2.6), (0.0, 1.6))
_OF_ONE = 9.0
#: No column is given more than this many letters ask for.
_LONGEST = 120
_NAMES = 5.0
_MANY_FIELDS = 4
_TITLE = 1.95
_TEXTS = ("text",)
_HALF = 0.5
#: A short table stands whole on a page; one that takes more of it may go on on the next.
_WHOLE = 0.36


def turned(paper: Paper) -> list[bool]:
    """Say of each section whether its page is turned.

    Nobody turns a paper to and fro: all between the first and the last that need it are turned.
    """
    wide = [number for number, section in enumerate(paper.sections) if is_wide(section)]
    if not wide:
        return [False] * len(paper.sections)
    first, last = wide[0], wide[-1] + 1
    if first and _is_half_empty(paper, 0, first, UPRIGHT):
        first = 0
    while last < len(paper.sections) and _is_half_empty(paper, first, last, TURNED):
        last += 1
    return [first <= number < last for number in range(len(paper.sections))]


def is_wide(section: Section) -> bool:
    """Say whether a section has a table that needs the page turned."""
    tables = (block for block in section.blocks if isinstance(block, Table))
    return any(sum(_least(table)) > UPRIGHT.width for table in tables)


def widths(table: Table, width: float) -> list[float]:
    """Share the width out: figures take theirs, texts what is left, by their length."""
    found = _least(table)
    texts = [i for i, column in enumerate(table.columns) if column.kind in _TEXTS]
    spare = width - sum(found)
    least = _OF_ONE if len(texts) == 1 else 0
    wanted = {i: max(_wanted(table, i) - found[i], least - found[i], 0) for i in texts}
    total = sum(wanted.values())
    if total and spare > 0:
        for i in texts:
            found[i] += min(wanted[i], spare * wanted[i] / total)
    return found


def is_small(table: Table) -> bool:
    """Say whether a table is set in small letters."""
    return len(table.columns) >= MANY


def is_two_across(fields: Fields) -> bool:
    """Say whether there are so many names with values that they stand in two columns."""
    return len(fields.rows) >= _MANY_FIELDS and not is_to_sign(fields)


def is_to_sign(fields: Fields) -> bool:
    """Say whether there is something to fill in by hand: then it is a signature's block."""
    return any(value is None for _name, value in fields.rows)


def is_whole(table: Table, page: Page) -> bool:
    """Say whether a table is so short that it stands on one page."""
    return _of_table(table, page.width) <= _WHOLE * page.height


def _is_half_empty(paper: Paper, first: int, last: int, page: Page) -> bool:
    """Say whether some sections leave more than half of their last page white."""
    height = sum(_of_section(section, page) for section in paper.sections[first:last])
    height += 0 if first else _of_head(paper, page)
    return height % page.height < _HALF * page.height


def _of_head(paper: Paper, page: Page) -> float:
    return _TITLE + _of_fields(Fields("", paper.facts), page.width)


def _of_section(section: Section, page: Page) -> float:
    heights = (_of_block(block, page.width, section.name) for block in section.blocks)
    return _HEADING + sum(heights)


def _of_block(block: Block, width: float, above: str) -> float:
    """Give the height of a block, its heading with it unless that stands above already."""
    if isinstance(block, Sentence):
        return _lines(block.text, width, _BODY_LETTER) * _BODY_LINE + _GAP
    heading = _SUBHEADING if block.title and block.title != above else 0
    if isinstance(block, Fields):
        return heading + _of_fields(block, width)
    return heading + _of_table(block, width)


def _of_fields(fields: Fields, width: float) -> float:
    across = 2 if is_two_across(fields) else 1
    room = width / across - _NAMES
    rows = [
        _TO_SIGN if value is None else _lines(shown(value), room, LETTER) * _LINE + _ROW
        for _name, value in fields.rows
    ]
    # Of two signatures side by side each counts for half of them.
    across = 2 if is_to_sign(fields) else across
    return _GAP + sum(rows) / across


def _of_table(table: Table, width: float) -> float:
    small = is_small(table)
    letter, line = (SMALL_LETTER, _SMALL_LINE) if small else (LETTER, _LINE)
    across = widths(table, width)
    heads = [column.title for column in table.columns]
    rows = [
        heads,
        *([shown(v, c) for v, c in zip(r.cells, table.columns, strict=True)] for r in table.rows),
    ]
    if table.total is not None:
        rows.append([table.total])
    heights = (
        max(_lines(text, each, letter) for text, each in zip(texts, across, strict=False)) * line
        + _ROW
        for texts in rows
    )
    return sum(heights) + _GAP


def _lines(text: str, width: float, letter: float) -> int:
    """Say how many lines a text takes: words do not fill a line to its end."""
    taken = len(text) * letter * _SMALL_ONES
    room = width - _PADDING
    return 1 if taken <= room else math.ceil(taken * _RAGGED / room)


def _least(table: Table) -> list[float]:
    """Give what each column must have: figures their longest, texts their longest word."""
    letter = SMALL_LETTER if is_small(table) else LETTER
    return [
        _word(table, index, letter) if column.kind in _TEXTS else _figure(table, index, letter)
        for index, column in enumerate(table.columns)
    ]


def _figure(table: Table, index: int, letter: float) -> float:
    """Give what a column of figures takes: its longest one, and its heading in two lines."""
    column = table.columns[index]
    texts = [shown(row.cells[index], column) for row in table.rows]
    texts += [shown(table.totals()[index], column)] if table.total is not None else []
    longest = max(map(len, texts), default=0) * letter + _PADDING
    heading = BOLD * letter * math.ceil(len(column.title) / 2) + _PADDING
    return max(longest, heading, _word_of((column.title,), letter * BOLD))


def _word(table: Table, index: int, letter: float) -> float:
    longest = _wanted(table, index)
    least = next(needed for above, needed in _NEEDED if longest > above)
    heading = _word_of((table.columns[index].title,), letter * BOLD)
    return max(_word_of(_texts(table, index), letter), heading, least)


def _word_of(texts: Iterable[str], letter: float) -> float:
    words = (word for text in texts for word in text.split())
    return _CAPITALS * letter * max(map(len, words), default=0) + _PADDING


def _wanted(table: Table, index: int) -> float:
    letter = SMALL_LETTER if is_small(table) else LETTER
    longest = max(map(len, _texts(table, index)))
    return letter * min(longest, _LONGEST) + _PADDING


def _texts(table: Table, index: int) -> Iterator[str]:
    yield table.columns[index].title
    if table.total and not index:
        yield table.total
    yield from (shown(row.cells[index]) for row in table.rows)
