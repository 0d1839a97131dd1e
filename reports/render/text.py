"""A paper as text for a terminal of 100 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator

import tabulate

from ringfence.ledger.commands import commands_in
from ringfence.reports.render.letters import in_two_lines
from ringfence.reports.render.paragraph import WIDTH, fill
from ringfence.reports.render.table import Block, Column, Fields, Paper, Table, clean, show

_NARROWEST = 12
_GAP = 2
_INDENT = "  "

#: Writes a text as the stream that it goes to will, so that columns keep their width.
Spell = Callable[[str], str]


def text(paper: Paper, spell: Spell = str) -> str:
    """Return a paper as text, ending in a newline."""
    facts = ", ".join(f"{name.lower()} {show(value)}" for name, value in paper.facts)
    head = [clean(paper.owner), clean(f"{paper.title}, {facts}" if facts else paper.title)]
    head.append("=" * max(map(len, head)))
    blocks = [block for section in paper.sections for block in section.blocks]
    parts = ["\n".join(spell(line) for line in head if line)]
    parts.extend(_block(block, spell) for block in blocks)
    return "\n\n".join(parts) + "\n"


def table_text(table: Table, spell: Spell = str) -> str:
    """Return one table as text, its title above it."""
    rows = [row.cells for row in table.rows]
    if table.total is not None:
        rows.append(table.totals())
    shown_rows = [
        [spell(show(cell, table.columns[i])) for i, cell in enumerate(cells)] for cells in rows
    ]
    typed: list[str] = []
    shown_rows = [[_take_out(cell, typed) for cell in cells] for cells in shown_rows]
    heads = [spell(column.title) for column in table.columns]
    widths = list(_widths(table.columns, [heads, *shown_rows]))
    if sum(map(max, widths, _heading_widths(heads))) + _GAP * (len(widths) - 1) > WIDTH:
        heads = _break_headings(table.columns, heads, shown_rows)
        widths = list(_widths(table.columns, [heads, *shown_rows]))
    lines: list[list[str] | str] = [
        [_wrap(cell, width) for cell, width in zip(cells, widths, strict=True)]
        for cells in shown_rows
    ]
    if table.total is not None:
        lines.insert(-1, tabulate.SEPARATING_LINE)
    laid_out = tabulate.tabulate(
        lines,
        headers=heads,
        tablefmt="simple",
        disable_numparse=True,
        colalign=["left" if c.kind in ("text", "date") else "right" for c in table.columns],
        preserve_whitespace=True,
    )
    body = "\n".join(line.rstrip() for line in laid_out.splitlines())
    if typed:
        body = "\n".join([body, "", *(f"({n}) {line}" for n, line in enumerate(typed, start=1))])
    return f"{spell(clean(table.title))}\n\n{body}" if table.title else body


def _take_out(cell: str, typed: list[str]) -> str:
    """Put a number in the place of each command line, which a column would break."""
    for place in reversed(list(commands_in(cell))):
        line = cell[place.start : place.end]
        if line not in typed:
            typed.append(line)
        cell = f"{cell[: place.start]}({typed.index(line) + 1}){cell[place.end :]}"
    return cell


def _block(block: Block, spell: Spell) -> str:
    if isinstance(block, Table):
        return table_text(block, spell)
    if isinstance(block, Fields):
        rows = [f"  {clean(name)}: {show(value) or '_' * 30}" for name, value in block.rows]
        return spell("\n".join([clean(block.title), "", *rows]))
    return fill(spell(clean(block.text)))


def _widths(columns: tuple[Column, ...], rows: list[list[str]]) -> Iterator[int]:
    """Share the width out: figures take what they need, texts what is left, by their length."""
    longest = [max((len(row[i]) for row in rows[1:]), default=0) for i in range(len(columns))]
    longest = [*map(max, longest, _heading_widths(rows[0]))]
    texts = [i for i, column in enumerate(columns) if column.kind == "text"]
    spare = WIDTH - _GAP * (len(columns) - 1)
    spare -= sum(longest[i] for i in range(len(columns)) if i not in texts)
    # The shortest first: what they do not need is left to the longer ones.
    for place, index in enumerate(sorted(texts, key=lambda i: longest[i])):
        fair = max(spare // (len(texts) - place), _NARROWEST)
        longest[index] = min(longest[index], fair)
        spare -= longest[index]
    yield from longest


def _heading_widths(heads: list[str]) -> list[int]:
    """Return what headings take: tabulate makes a column so much wider than its heading."""
    lines = (head.splitlines() for head in heads)
    return [max(map(len, each), default=0) + tabulate.MIN_PADDING for each in lines]


def _break_headings(
    columns: tuple[Column, ...], heads: list[str], rows: list[list[str]]
) -> list[str]:
    """Break the headings of figures that are wider than those, for a table that is too wide."""
    broken = []
    for index, (column, head) in enumerate(zip(columns, heads, strict=True)):
        below = max((len(row[index]) for row in rows), default=0)
        width = max(below - tabulate.MIN_PADDING, int(in_two_lines(head, len)))
        lines = [head] if column.kind == "text" else textwrap.wrap(head, width)
        broken.append("\n".join(lines))
    return broken


def _wrap(cell: str, width: int) -> str:
    if len(cell) <= width:
        return cell
    indent = cell[: len(cell) - len(cell.lstrip())]
    lines = textwrap.wrap(
        cell.strip(),
        width,
        initial_indent=indent,
        subsequent_indent=indent + _INDENT,
        break_on_hyphens=False,
    )
    return "\n".join(lines)
