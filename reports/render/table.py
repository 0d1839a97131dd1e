"""A paper as plain data: sections of tables and sentences, which every renderer takes.

A report says what is on the page; a renderer how it looks as text, Markdown, a workbook
and so on. Cells are values, not their looks: a Decimal is pounds and is aligned as such.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from decimal import Decimal
from typing import Literal, NamedTuple

from ringfence.ledger.money import ZERO, pounds
from ringfence.ledger.years import MONTHS

#: A percentage is a Decimal in hundredths: 12.5 is shown as 12.5%.
Kind = Literal["text", "money", "number", "percent", "date"]
Cell = str | Decimal | int | datetime.date | None


#: A day by itself, not one within an id such as CSP-2017-06-12-01.
_ISO_DAY = re.compile(r"(?<![\w:-])\d{4}-\d{2}-\d{2}(?![\w-]|:\d)")


class Link(NamedTuple):
    """What a figure is the sum of: the amounts of another table where some columns are alike."""

    table: str
    alike: tuple[str, ...]
    amount: str


class Column(NamedTuple):
    """A column: its heading and what its cells are. ``summed`` ones have a total.

    In a workbook the cells of a linked column are formulas over the table linked to.
    """

    title: str
    kind: Kind = "text"
    summed: bool = False
    link: Link | None = None


class Row(NamedTuple):
    """A row. All rows of a table are of one kind, so that whoever adds a column up is right."""

    cells: tuple[Cell, ...]


class Table(NamedTuple):
    """A table. ``total`` is what its last row is called, if it has a row of totals."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    total: str | None = None

    def totals(self) -> tuple[Cell, ...]:
        """Return the last row: the name, and the sum of each summed column."""
        sums = (self.sum_of(i) if c.summed else None for i, c in enumerate(self.columns))
        return (self.total, *tuple(sums)[1:])

    def sum_of(self, index: int) -> Decimal:
        """Add a column up."""
        cells = (row.cells[index] for row in self.rows)
        return sum((Decimal(cell) for cell in cells if isinstance(cell, Decimal | int)), ZERO)


class Sentence(NamedTuple):
    """A paragraph. A strong one is what the paper says first; a warning is why not to send it.

    An item is one of a list, whose lines stand close together.
    """

    text: str
    style: Literal["plain", "strong", "warning", "item"] = "plain"


class Fields(NamedTuple):
    """Names with a value each, such as a declaration to be signed; None is a line to fill in."""

    title: str
    rows: tuple[tuple[str, Cell], ...]


Block = Table | Sentence | Fields


class Section(NamedTuple):
    """A part of a paper; a sheet of a workbook. ``name`` is short."""

    name: str
    blocks: tuple[Block, ...]


class Letterhead(NamedTuple):
    """What makes a paper a letter: from whom, to whom, how it greets, closes and is signed.

    ``sender`` and ``addressee`` are lines. A value of ``signed`` that is None is a line to sign on.
    """

    sender: tuple[str, ...]
    addressee: tuple[str, ...]
    greeting: str
    closing: str
    signed: tuple[tuple[str, Cell], ...]


class Paper(NamedTuple):
    """A paper: its title, whose it is, its dates and the like, and its sections.

    ``day`` is the day that it speaks of, which the properties of a file repeat, so that
    the same books give the same bytes. Of a letter it is the date, the facts are its references,
    and the title is its subject.
    """

    title: str
    owner: str
    facts: tuple[tuple[str, Cell], ...]
    sections: tuple[Section, ...]
    day: datetime.date
    letter: Letterhead | None = None


def clean(text: str) -> str:
    """Put people's text on one line, without characters that would move the cursor.

    Control characters and those that turn the direction of writing become spaces.
    """
    plain = (" " if _moves(character) else character for character in text)
    return " ".join("".join(plain).split())


def long_date(day: datetime.date) -> str:
    """Write a date as minutes do: ``12 June 2017``."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def days_in_words(text: str) -> str:
    """Write the days within a text as minutes do; what only looks like one stays."""
    return _ISO_DAY.sub(_write_out, text)


def _write_out(found: re.Match[str]) -> str:
    try:
        return long_date(datetime.date.fromisoformat(found[0]))
    except ValueError:
        return found[0]


def show(cell: Cell, column: Column | None = None) -> str:
    """Show a value as people read it."""
    if cell is None:
        return ""
    if isinstance(cell, datetime.date):
        return long_date(cell)
    if column and column.kind == "percent":
        return f"{cell}%"
    if isinstance(cell, Decimal):
        return f"{cell:,}" if column and column.kind == "number" else pounds(cell)
    return f"{cell:,}" if isinstance(cell, int) else clean(cell)


def _moves(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") or character in _BARRED


# They turn the direction of writing, or are no characters at all and bar a file's XML.
_BARRED = frozenset(
    "\ufffe\uffff\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
