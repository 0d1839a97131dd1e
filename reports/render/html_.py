"""A paper as one HTML file that reads well on a screen and prints well on A4.

It loads nothing from elsewhere and runs nothing: its style stands in it, and a policy in
its head forbids the rest. Tables have a row of headers and a header to each row, so that
they can be listened to. People's text stays text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from ringfence.reports.render import pages
from ringfence.reports.render.table import (
    Block,
    Cell,
    Column,
    Fields,
    Paper,
    Section,
    Sentence,
    Table,
    clean,
    long_date,
    show,
)

_TEMPLATES = Path(__file__).parent / "templates"
_FIGURES = ("money", "percent", "number")
#: An id or a reference is not broken at its hyphens.
_REFERENCE = re.compile(r"[\w./-]{1,20}")
#: One of so few columns, with texts no longer than this, is no wider than it must be.
_FEW, _SHORT = 3, 60


def html(paper: Paper) -> bytes:
    """Return a paper as the bytes of an HTML file, always the same for the same paper."""
    page = _template().render(paper=_paper(paper), style=_style())
    return page.encode()


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("paper.html")


@cache
def _style() -> Markup:
    """Return our own style sheet, which alone is put in as it stands."""
    text = (_TEMPLATES / "paper.css").read_text(encoding="utf-8")
    return Markup(text.rstrip("\n"))  # noqa: S704 - ours, not people's


def _paper(paper: Paper) -> dict[str, Any]:
    return {
        "title": clean(paper.title),
        "owner": clean(paper.owner),
        "facts": [(clean(name), show(value)) for name, value in paper.facts],
        "letter": _letter(paper) if paper.letter else None,
        "sections": [
            _section(section, wide=wide)
            for section, wide in zip(paper.sections, pages.turns(paper), strict=True)
        ],
    }


def _letter(paper: Paper) -> dict[str, Any]:
    head = paper.letter
    assert head is not None  # noqa: S101 - asked for of letters alone
    return {
        "sender": [clean(line) for line in head.sender],
        "date": long_date(paper.day),
        "addressee": [clean(line) for line in head.addressee],
        "greeting": clean(head.greeting),
        "closing": clean(head.closing),
        "signed": [(clean(name), show(value)) for name, value in head.signed],
    }


def _section(section: Section, *, wide: bool) -> dict[str, Any]:
    page = pages.TURNED if wide else pages.UPRIGHT
    return {
        "name": clean(section.name),
        "wide": wide,
        "blocks": list(_blocks(section, page)),
    }


def _blocks(section: Section, page: pages.Page) -> Iterator[dict[str, Any]]:
    """Yield the blocks in order; what two are to sign stands side by side."""
    blocks = list(section.blocks)
    while blocks:
        block, after = blocks.pop(0), blocks[0] if blocks else None
        if both := pages.signature_pair(block, after):
            blocks.pop(0)
            signed = [_block(each, None, section.name, page) for each in both]
            yield {"kind": "signatures", "both": signed}
        else:
            yield _block(block, after, section.name, page)


def _block(block: Block, after: Block | None, above: str, page: pages.Page) -> dict[str, Any]:
    if isinstance(block, Sentence):
        is_item = isinstance(after, Sentence) and after.style == "item" != block.style
        leads = is_item or not isinstance(after, Sentence | None)
        classes: list[str] = [block.style] if block.style != "plain" else []
        classes += ["leads"] if leads else []
        return {"kind": "sentence", "text": clean(block.text), "classes": " ".join(classes)}
    title = "" if block.title == above else clean(block.title)
    if isinstance(block, Fields):
        rows = [(clean(name), show(value)) for name, value in block.rows]
        return {
            "kind": "fields",
            "title": title,
            "rows": rows,
            "two": pages.is_two_across(block),
        }
    totals = () if block.total is None else block.totals()
    return {
        "kind": "table",
        "title": title,
        "classes": " ".join(_looks(block, page)),
        "columns": [
            {"title": clean(column.title), "figure": column.kind in _FIGURES}
            for column in block.columns
        ],
        "rows": [_cells(row.cells, block.columns) for row in block.rows],
        "totals": _cells(totals, block.columns) if totals else [],
    }


def _looks(table: Table, page: pages.Page) -> Iterator[str]:
    if _is_narrow(table):
        yield "narrow"
    if pages.is_small(table):
        yield "small"
    if pages.is_whole(table, page):
        yield "whole"


def _is_narrow(table: Table) -> bool:
    """Return whether a table is so slim that its figures would stand far from their names."""
    texts = (show(cell) for row in table.rows for cell in row.cells)
    return len(table.columns) <= _FEW and max(map(len, texts), default=0) <= _SHORT


def _cells(cells: tuple[Cell, ...], columns: tuple[Column, ...]) -> list[dict[str, str]]:
    return [
        {"text": show(cell, column), "classes": " ".join(_classes(cell, column))}
        for cell, column in zip(cells, columns, strict=True)
    ]


def _classes(cell: Cell, column: Column) -> list[str]:
    classes = []
    if column.kind in _FIGURES:
        classes.append("figure")
    elif column.kind == "date":
        classes.append("date")
    elif isinstance(cell, str) and _REFERENCE.fullmatch(cell):
        classes.append("reference")
    if isinstance(cell, Decimal) and cell < 0:
        classes.append("below")
    return classes
