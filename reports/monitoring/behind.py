"""What is behind a figure of a return, as plain data."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from beancount.core.data import Transaction

Rows = list[tuple["Transaction", Decimal]]


class Basis(NamedTuple):
    """A decision that an entry cites."""

    id: str
    body: str
    title: str
    minute: str | None


class Behind(NamedTuple):
    """One entry behind a figure, and what it rests on; flagged if nobody had decided it.

    It may be what terms state too, such as an instalment.
    """

    date: str
    words: str
    amount: Decimal
    fund: str
    invoice: str | None
    decisions: tuple[Basis, ...]
    documents: tuple[str, ...]
    place: str
    flag: bool


class Figure(NamedTuple):
    """A figure with all that is behind it: what sums to it, and ``how`` it is worked out.

    A figure that nothing sums to has no rows and says how.
    """

    name: str
    amount: Decimal
    rows: tuple[Behind, ...]
    how: str | None = None


class Group(NamedTuple):
    """The figures of the claim, of an action, or of a pot outside the plan."""

    title: str
    figures: tuple[Figure, ...]


#: Entries with their parts of a figure; gives the figure with what is behind each of them.
Make = Callable[[str, Decimal, Rows], Figure]
