"""A paper as Markdown. People's text stays text: nothing in it becomes a table or a link."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ringfence.reports.render.table import (
    Block,
    Cell,
    Fields,
    Paper,
    Sentence,
    Table,
    clean,
    long_date,
    show,
)

_ACTIVE = re.compile(r"([\\`*_{}\[\]<>#|~$^])")
# At the start of a line these begin a list, a heading's underline or a number.
_LEADING = re.compile(r"^([-+=](?=[-+=\s]|$)|\d+(?=[.)](?:\s|$)))")


def markdown(paper: Paper) -> str:
    """Return a paper as Markdown, ending in a newline."""
    facts = [f"{escape(name)}: {escape(show(value))}" for name, value in paper.facts]
    head = paper.letter
    if head:
        parts = [_lines(head.sender), long_date(paper.day), _lines(head.addressee), *facts]
        parts += [f"{escape(head.greeting)},", f"# {escape(paper.title)}"]
    else:
        parts = [f"# {escape(paper.title)}"]
        if paper.owner:
            parts.append(f"**{escape(paper.owner)}**")
        parts += facts
    parts.extend(_block(block) for section in paper.sections for block in section.blocks)
    if head:
        parts += [f"{escape(head.closing)},", _fields(head.signed)]
    return "\n\n".join(parts) + "\n"


def escape(text: str) -> str:
    """Take the meaning out of every character that has one in Markdown."""
    escaped = _ACTIVE.sub(r"\\\1", clean(text)).replace("&", "&amp;")
    return _LEADING.sub(lambda match: _lead(match[1]), escaped)


def _lead(start: str) -> str:
    # A number is followed by the full stop or bracket that would make a list of it.
    return f"{start}\\" if start.isdigit() else f"\\{start}"


def _block(block: Block) -> str:
    if isinstance(block, Table):
        return _table(block)
    if isinstance(block, Fields):
        return f"## {escape(block.title)}\n\n{_fields(block.rows)}"
    return _sentence(block)


def _fields(rows: Iterable[tuple[str, Cell]]) -> str:
    return "\n".join(f"- {escape(name)}: {escape(show(value))}".rstrip() for name, value in rows)


def _lines(lines: Iterable[str]) -> str:
    """Put lines below each other in one paragraph."""
    return "\\\n".join(escape(line) for line in lines)


def _sentence(sentence: Sentence) -> str:
    text = escape(show(sentence.text))
    return text if sentence.style in ("plain", "item") else f"**{text}**"


def _table(table: Table) -> str:
    rules = ("---" if column.kind in ("text", "date") else "---:" for column in table.columns)
    lines = [_line(escape(column.title) for column in table.columns), _line(rules)]
    for row in table.rows:
        cells = [
            escape(show(cell, column))
            for cell, column in zip(row.cells, table.columns, strict=True)
        ]
        lines.append(_line(cells))
    if table.total is not None:
        totals = zip(table.totals(), table.columns, strict=True)
        texts = [escape(show(cell, column)) for cell, column in totals]
        lines.append(_line(f"**{cell}**" if cell else "" for cell in texts))
    body = "\n".join(lines)
    return f"## {escape(table.title)}\n\n{body}" if table.title else body


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
