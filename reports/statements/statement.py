"""What a statement is: a figure by its name, and the lines that come to it.

A line is an entry of the books, a declaration, or another figure with a statement of its own.
The total is what the lines come to, and nothing else: a test sets it beside the figure that
is shown, for each figure of each page.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import accumulate
from typing import NamedTuple, overload

from beancount.core.data import Custom, Transaction

from ringfence.ledger.book import Book
from ringfence.ledger.metadata import CREDIT_NOTE, text
from ringfence.ledger.money import ZERO
from ringfence.ledger.tracks import PENDING_FLAG

#: Entries with their parts of a figure, in pounds.
Rows = list[tuple[Transaction, Decimal]]


class FigureName(NamedTuple):
    """A figure by its name: what it is of, which one, and of which place, fund, return and part.

    Attributes:
        of: ``plan``, ``earmarks``, ``pool``, ``reserve``, ``fund``, ``funds``, ``statement``,
            ``line``, ``claim``, ``unspent`` or ``proposal``.
        figure: Its key in ``reports/columns.py``.
        place: A pot's address, or a year's for all of its plan; empty for all.
        fund: The fund; empty for all. Of a return, the one that it is named after.
        period: The return's period.
        part: Of a return, the one fund of those that it covers.
    """

    of: str
    figure: str
    place: str = ""
    fund: str = ""
    period: str = ""
    part: str = ""


class UnknownFigureError(LookupError):
    """A name that no figure has."""

    def __init__(self, name: FigureName) -> None:
        told = ", ".join(each for each in name if each)
        super().__init__(f"No figure is called {told or 'nothing'}: follow a figure from its page.")


class Line(NamedTuple):
    """One line; ``total`` is what it and those above it come to, in pounds.

    ``entry`` is the entry or declaration that it is, ``figure`` the figure that it is, if any.
    """

    day: datetime.date | None
    payee: str
    words: str
    reference: str
    amount: Decimal
    total: Decimal
    entry: Transaction | Custom | None = None
    figure: FigureName | None = None
    is_pending: bool = False
    is_private: bool = False


class Part(NamedTuple):
    """A part of a figure that no entry is: what it is called, and its own name or declaration."""

    words: str
    amount: Decimal
    figure: FigureName | None = None
    entry: Custom | None = None


class Lines(Sequence[Line]):
    """The lines of a statement, each made when it is asked for: few of thousands are shown."""

    def __init__(self, parts: Sequence[Part], rows: Rows) -> None:
        """Keep what they are made of, and what they come to up to each."""
        self._parts, self._rows = parts, rows
        amounts = (*(part.amount for part in parts), *(amount for _entry, amount in rows))
        self._totals = list(accumulate(amounts))

    @property
    def total(self) -> Decimal:
        """What they come to, in pounds."""
        return self._totals[-1] if self._totals else ZERO

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._totals)

    @overload
    def __getitem__(self, place: int) -> Line: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Line]: ...

    def __getitem__(self, place: int | slice) -> Line | Sequence[Line]:
        """Return one of them, or some."""
        if isinstance(place, slice):
            return [self._line(each) for each in range(*place.indices(len(self)))]
        return self._line(range(len(self))[place])

    def _line(self, place: int) -> Line:
        total = self._totals[place]
        if place >= len(self._parts):
            return line_of(*self._rows[place - len(self._parts)], total)
        part = self._parts[place]
        day = part.entry.date if part.entry else None
        return Line(day, "", part.words, "", part.amount, total, part.entry, part.figure)


class Statement(NamedTuple):
    """A figure with its lines. ``how`` says how it is worked out, where that is not plain."""

    title: str
    of: str
    lines: Lines
    how: str = ""

    @property
    def total(self) -> Decimal:
        """What its lines come to, in pounds."""
        return self.lines.total


def reference_of(entry: Transaction) -> str:
    """Return an entry's reference: its credit note's own, else its invoice's; empty if none."""
    return text(entry, CREDIT_NOTE) or text(entry, "invoice") or ""


def state(  # noqa: PLR0913 - a statement has so many parts
    book: Book,
    title: str,
    of: str,
    rows: Iterable[tuple[Transaction, Decimal]] = (),
    *,
    parts: Sequence[Part] = (),
    how: str = "",
) -> Statement:
    """State a figure: the parts that no entry is first, then each entry once, in order.

    What an entry moves out and in again comes to nothing, and is left out.
    """
    amounts: dict[int, Decimal] = {}
    entries: dict[int, Transaction] = {}
    for entry, amount in rows:
        entries[id(entry)] = entry
        amounts[id(entry)] = amounts.get(id(entry), ZERO) + amount
    order = book.order
    keys = sorted((key for key, amount in amounts.items() if amount), key=order.__getitem__)
    return Statement(title, of, Lines(parts, [(entries[key], amounts[key]) for key in keys]), how)


def line_of(entry: Transaction, amount: Decimal, total: Decimal) -> Line:
    """Return the line of an entry."""
    return Line(
        day=entry.date,
        payee=entry.payee or "",
        words=entry.narration or "",
        reference=reference_of(entry),
        amount=amount,
        total=total,
        entry=entry,
        is_pending=entry.flag == PENDING_FLAG,
        is_private=bool(entry.meta.get("private")),
    )
