"""Which entries still say something: what a name names as one, and what was taken back of it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from typing import TYPE_CHECKING

from ringfence.bookkeeping.entries import address
from ringfence.bookkeeping.entries import described
from ringfence.bookkeeping.entries import find_entries
from ringfence.bookkeeping.errors import BookkeepingError
from ringfence.ledger.metadata import text
from ringfence.ledger.settling import reversal_of
from ringfence.ledger.sums import legs_of
from ringfence.ledger.together import together

if TYPE_CHECKING:
    from beancount.core.data import Transaction

    from ringfence.ledger.loading import Books


class StandingError(BookkeepingError):
    """A name of nothing that stands, or of more than one thing."""


def standing_event(books: Books, name: str) -> list[Transaction]:
    """Return what was recorded as one and stands, by the name of all of it or of any part.

    Raises:
        StandingError: it was taken back already, or the name is that of several.
    """
    found = find_entries(books, name)
    standing = [entry for entry in found if stands(books, entry)]
    if not standing:
        raise StandingError(f"{name} was reversed already, so there is nothing to put right.")
    first, *others = {
        tuple(id(part) for part in parts): parts
        for parts in (together(books.book, entry) for entry in standing)
    }.values()
    if others:
        raise StandingError(
            f"{name} is the name of several entries; name one by its file and line:\n\n  "
            + "\n  ".join(described(books, entry) for entry in standing)
        )
    return [entry for entry in first if stands(books, entry)]


def stands(books: Books, entry: Transaction) -> bool:
    """Return whether an entry still counts: it was not taken back, and takes nothing back."""
    return not _is_taken_back(books, entry) and not is_reversal(books, entry)


def is_reversal(books: Books, entry: Transaction) -> bool:
    """Return whether an entry takes another back, and does not replace it.

    Both name it in ``corrects``; a reversal runs against the first entry of its accounts.
    """
    corrects = text(entry, "corrects").strip().removeprefix("^")
    if not corrects:
        return False
    legs = legs_of(entry)
    named = (other for other in _named(books, corrects) if other is not entry)
    first = next((other for other in map(legs_of, named) if other.keys() == legs.keys()), None)
    if first is None:
        return any(n < 0 for name, n in legs.items() if name.startswith("Expenses:"))
    return all(first[name] * n < 0 for name, n in legs.items())


def _named(books: Books, name: str) -> Sequence[Transaction]:
    """Return the entries that are found again by a name, in the books' order."""
    return [entry for entry in books.book.transactions if address(entry) == name]


def _is_taken_back(books: Books, entry: Transaction) -> bool:
    """Return whether an entry was reversed; of those alike, the first were first."""
    legs = legs_of(entry)
    if any(name.startswith("Expenses:") for name in legs):
        return reversal_of(books.book, entry) is not None
    name = address(entry)
    taken = {account: -number for account, number in legs.items()}
    corrections = [each for each in books.book.marked["corrects"] if text(each, "corrects") == name]
    reversals = [each for each in corrections if legs_of(each) == taken]
    before = takewhile(lambda each: each is not entry, books.book.transactions)
    earlier = [each for each in before if address(each) == name and legs_of(each) == legs]
    return len(reversals) > len(earlier)
