"""Which way up each section of a printed paper stands, so that no page is left half empty.

A turned page begins anew, and so does the upright one after it: each turn may leave much of
the page before it white. Then what is upright there is turned too: a turned page takes any table.
Heights are worked out for Arial at the sizes that papers are set in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ringfence.reports.render import letters
from ringfence.reports.render.table import Block, Fields, Paper, Section, Sentence, Table, show


class Page(NamedTuple):
    """What a page takes between its margins, in centimetres."""

    width: float
    height: float


UPRIGHT = Page(17.8, 26.6)
TURNED = Page(26.5, 17.9)
#: A table of so many columns is set small.
MANY = 6
#: The sizes of letters in centimetres: of a table's text, of a small one's, of a sentence.
TEXT, SMALL, _BODY = (points * 2.54 / 72 for points in (9, 8, 10))
_LINE, _SMALL_LINE, _BODY_LINE = 0.365, 0.325, 0.406
_ROW, _GAP, _HEADING, _SUBHEADING, _TO_SIGN = 0.07, 0.14, 1.0, 0.8, 0.8
#: Of a cell, both sides; a hair more than it is, for programs that round.
PADDING = 0.42
#: Of text: what a column needs by how much its longest text takes, and what the only one gets.
_NEEDED = ((8.0, 4.5), (5.0, 2.6), (0.0, 1.6))
_OF_ONE = 9.0
#: No column is given more than this many ems.
_LONGEST = 55
#: By how much a column is narrowed at a time, and how many rows say what that costs.
_STEP, _ENOUGH = 0.25, 60
_NAMES = 5.0
_MANY_FIELDS = 4
_TITLE = 1.95
_TEXTS = ("text",)
#: A page that is filled no further looks half empty.
_HALF = 0.62
#: A short table stands whole on a page; one that takes more of it may go on on the next.
_WHOLE = 0.25


def turns(paper: Paper) -> list[bool]:
    """Return, for each section, whether its page is turned.

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
    """Return whether a section has a table that needs the page turned."""
    tables = (block for block in section.blocks if isinstance(block, Table))
    return any(sum(_least(table)) > UPRIGHT.width for table in tables)


def widths(table: Table, width: float) -> list[float]:
    """Share the width out: figures take theirs, texts what is left, so that rows are low."""
    found = _least(table)
    texts = [i for i, column in enumerate(table.columns) if column.kind in _TEXTS]
    least = _OF_ONE if len(texts) == 1 else 0
    wanted = [
        max(_wanted_width(table, i), least, each) if i in texts else each
        for i, each in enumerate(found)
    ]
    return _narrow(table, wanted, found, width)


def _narrow(table: Table, wanted: list[float], least: list[float], width: float) -> list[float]:
    """Narrow columns, one step after the other, until they fit: each time what costs least.

    That is the column with which the table then has the fewest lines; of several, the widest.
    """
    some = table.rows[:: len(table.rows) // _ENOUGH + 1]
    rows = [[show(v, c) for v, c in zip(row.cells, table.columns, strict=True)] for row in some]
    rows.append([column.title for column in table.columns])
    size = _size(table)
    found = list(wanted)
    while (over := sum(found) - width) > 0:
        tried = []
        for i, each in enumerate(found):
            if each > least[i]:
                narrower = [*found[:i], max(each - min(_STEP, over), least[i]), *found[i + 1 :]]
                lines = sum(_highest(texts, narrower, size) for texts in rows)
                tried.append((lines, -each, narrower))
        if not tried:
            break
        found = min(tried)[-1]
    return found


def is_small(table: Table) -> bool:
    """Return whether a table is set in small letters."""
    return len(table.columns) >= MANY


def is_two_across(fields: Fields) -> bool:
    """Return whether there are so many names with values that they stand in two columns."""
    return len(fields.rows) >= _MANY_FIELDS and not is_to_sign(fields)


def is_to_sign(fields: Fields) -> bool:
    """Return whether there is something to fill in by hand: then it is a signature's block."""
    return any(value is None for _name, value in fields.rows)


def signature_pair(block: Block, after: Block | None) -> tuple[Fields, Fields] | None:
    """Return two blocks as what two are to sign, who sign side by side; None if they are not."""
    if isinstance(block, Fields) and isinstance(after, Fields):
        return (block, after) if is_to_sign(block) and is_to_sign(after) else None
    return None


def is_whole(table: Table, page: Page) -> bool:
    """Return whether a table is so short that it stands on one page."""
    return _of_table(table, page.width) <= _WHOLE * page.height


def _is_half_empty(paper: Paper, first: int, last: int, page: Page) -> bool:
    """Return whether some sections leave nearly half of their last page white, or more."""
    height = sum(_of_section(section, page) for section in paper.sections[first:last])
    height += 0 if first else _of_head(paper, page)
    return height % page.height < _HALF * page.height


def _of_head(paper: Paper, page: Page) -> float:
    return _TITLE + _of_fields(Fields("", paper.facts), page.width)


def _of_section(section: Section, page: Page) -> float:
    heights = (_of_block(block, page.width, section.name) for block in section.blocks)
    return _HEADING + sum(heights)


def _of_block(block: Block, width: float, above: str) -> float:
    """Return the height of a block, its heading with it unless that stands above already."""
    if isinstance(block, Sentence):
        return letters.lines(block.text, width / _BODY) * _BODY_LINE + _GAP
    heading = _SUBHEADING if block.title and block.title != above else 0
    if isinstance(block, Fields):
        return heading + _of_fields(block, width)
    return heading + _of_table(block, width)


def _of_fields(fields: Fields, width: float) -> float:
    across = 2 if is_two_across(fields) else 1
    room = width / across - _NAMES
    rows = [
        _TO_SIGN if value is None else _lines(show(value), room, TEXT) * _LINE + _ROW
        for _name, value in fields.rows
    ]
    # Of two signatures side by side each counts for half of them.
    across = 2 if is_to_sign(fields) else across
    return _GAP + sum(rows) / across


def _of_table(table: Table, width: float) -> float:
    line = _SMALL_LINE if is_small(table) else _LINE
    across = widths(table, width)
    heads = [column.title for column in table.columns]
    rows = [
        heads,
        *([show(v, c) for v, c in zip(r.cells, table.columns, strict=True)] for r in table.rows),
    ]
    if table.total is not None:
        rows.append([table.total])
    return sum(_highest(texts, across, _size(table)) * line + _ROW for texts in rows) + _GAP


def _highest(texts: Iterable[str], across: Iterable[float], size: float) -> int:
    """Return how many lines a row takes; a row of totals may have fewer texts than columns."""
    return max(_lines(text, each, size) for text, each in zip(texts, across, strict=False))


def _lines(text: str, width: float, size: float) -> int:
    """Return how many lines a text takes in a cell."""
    return letters.lines(text, (width - PADDING) / size)


def _size(table: Table) -> float:
    return SMALL if is_small(table) else TEXT


def _least(table: Table) -> list[float]:
    """Return what each column must have: figures their longest, texts their longest word."""
    return [
        _word(table, index) if column.kind in _TEXTS else _figure(table, index)
        for index, column in enumerate(table.columns)
    ]


def _figure(table: Table, index: int) -> float:
    """Return what a column of figures takes: its longest one, and its heading in two lines."""
    column = table.columns[index]
    texts = [show(row.cells[index], column) for row in table.rows]
    texts += [show(table.totals()[index], column)] if table.total is not None else []
    heading = letters.in_two_lines(column.title) * letters.BOLD
    return max([heading, *map(letters.breadth, texts)]) * _size(table) + PADDING


def _word(table: Table, index: int) -> float:
    longest = _wanted_width(table, index)
    least = next(needed for above, needed in _NEEDED if longest > above)
    heading = _longest_word((table.columns[index].title,), table, letters.BOLD)
    return max(_longest_word(_texts(table, index), table), heading, least)


def _longest_word(texts: Iterable[str], table: Table, weight: float = 1) -> float:
    """Return what the longest word takes: it is not broken, nor is a reference."""
    words = (letters.breadth(word) for text in texts for word in text.split())
    return max(words, default=0) * weight * _size(table) + PADDING


def _wanted_width(table: Table, index: int) -> float:
    """Return what a column takes in which no text is broken, up to what is read with ease."""
    longest = max(map(letters.breadth, _texts(table, index)))
    return min(longest, _LONGEST) * _size(table) + PADDING


def _texts(table: Table, index: int) -> Iterator[str]:
    yield table.columns[index].title
    if table.total and not index:
        yield table.total
    yield from (show(row.cells[index]) for row in table.rows)
