"""An entry of the books, read once: what it posts, its name, its funds, and whether it stands.

What puts right what a name names reads each entry here, and hands it on to what is drafted and to
what is said beside it.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from beancount.core.data import Transaction

from ringfence.bookkeeping.entries import describe, find_entries, place_of
from ringfence.ledger.adjustments import is_counted, return_that_counted
from ringfence.ledger.declarations.models import Return
from ringfence.ledger.findings import where
from ringfence.ledger.loading import Books
from ringfence.ledger.metadata import text
from ringfence.ledger.money import ZERO
from ringfence.ledger.names import names_shared
from ringfence.ledger.sums import legs_of
from ringfence.ledger.together import spend_of, together


@dataclass(frozen=True, eq=False)
class Entry:
    """An entry as it stands in the books; two are the same only if they are one.

    Attributes:
        transaction: What Beancount read.
        among: The entries of its books.
    """

    transaction: Transaction
    among: Entries

    @cached_property
    def legs(self) -> Mapping[str, Decimal]:
        """What it posts, by account, in pounds."""
        return legs_of(self.transaction)

    @cached_property
    def name(self) -> str:
        """What it alone is found again by: a link, its invoice, else file and line."""
        names = self.names_shared
        return next((each for each in names if self._is_named_alone_by(each)), self.line_named)

    @property
    def names_shared(self) -> list[str]:
        """What it may be found by together with others: its links, then its invoice."""
        return names_shared(self.transaction)

    @property
    def line_named(self) -> str:
        """Its file's name and its line, as ``corrects`` has them."""
        return where(self.transaction.meta)

    @cached_property
    def place(self) -> str:
        """Its file, relative to the books, and its line."""
        return place_of(self.among.books, self.transaction)

    @cached_property
    def line(self) -> str:
        """A line about it: its place, day, payee and words."""
        return describe(self.among.books, self.transaction)

    @cached_property
    def funds(self) -> frozenset[str]:
        """The funds that it posts to."""
        return frozenset(self.among.books.book.funds_in(self.transaction))

    @cached_property
    def spent(self) -> Decimal:
        """What it spends, in pounds; less than nothing came back."""
        return spend_of(self.among.books.book, self.transaction)

    @cached_property
    def recorded_with(self) -> tuple[Entry, ...]:
        """What was recorded as one with it, itself included."""
        return tuple(map(self.among.of, together(self.among.books.book, self.transaction)))

    @property
    def spent_together(self) -> Decimal:
        """What was spent by all that was recorded as one with it, in pounds."""
        return sum((each.spent for each in self.recorded_with), ZERO)

    @cached_property
    def is_reversal(self) -> bool:
        """Whether it reverses another, and does not replace it."""
        return self.among.books.book.reversals.is_reversal(self.transaction)

    @cached_property
    def is_reversed(self) -> bool:
        """Whether it was reversed; of those alike, the first were first."""
        return self.among.books.book.reversals.is_reversed(self.transaction)

    @property
    def stands(self) -> bool:
        """Whether it still counts: it was not reversed, and reverses nothing."""
        return not self.is_reversed and not self.is_reversal

    def text(self, key: str) -> str:
        """Return what it says under a key, or nothing."""
        return text(self.transaction, key)

    def counted_by(self, fund: str, recorded: datetime.date) -> Return | None:
        """Return the submitted return of a fund that counted it, if it is put right on a day."""
        book = self.among.books.book
        if not is_counted(book, self.transaction):
            return None
        return return_that_counted(book, fund, self.transaction.date, recorded)

    def _is_named_alone_by(self, name: str) -> bool:
        """Return whether a name is that of one recording and of its corrections, and of no other.

        An advance and all its evidence have a link in common, and so have an accrual and what
        was paid of it.
        """
        first, *others = [
            each for each in self.among.called(name) if not each.text("corrects")
        ] or [self]
        return all(each in first.recorded_with for each in others)


class Named(NamedTuple):
    """What a name names, as it is typed.

    Attributes:
        name: A link, an invoice reference, or a place.
        found: The entries of that name, in the books' order.
    """

    name: str
    found: Sequence[Entry]


class Entries:
    """The entries of books, each read once, for one run of what is drafted."""

    def __init__(self, books: Books) -> None:
        self.books = books
        self._read: dict[int, Entry] = {}

    def of(self, transaction: Transaction) -> Entry:
        """Return an entry of the books."""
        key = id(transaction)
        if key not in self._read:
            self._read[key] = Entry(transaction, self)
        return self._read[key]

    def named(self, name: str) -> Named:
        """Return the entries that a link, an invoice or a place names, in the books' order.

        Raises:
            NoEntryError: there is none.
            AmbiguousNameError: it may be an invoice reference or a link.
        """
        return Named(name, [self.of(each) for each in find_entries(self.books, name)])

    def called(self, name: str) -> list[Entry]:
        """Return the entries that are found again by a name, in the books' order."""
        return [self.of(each) for each in self.books.book.names.named(name)]
