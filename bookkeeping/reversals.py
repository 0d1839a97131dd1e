"""Which entries still say something: what a name names as one, and what was taken back of it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from itertools import takewhile

from beancount.core.data import Transaction

from ringfence.bookkeeping.entries import address, describe, find_entries, place_of
from ringfence.bookkeeping.errors import BookkeepingError
from ringfence.ledger.commands import command
from ringfence.ledger.loading import Books
from ringfence.ledger.metadata import text
from ringfence.ledger.money import ZERO, pounds
from ringfence.ledger.settling import reversal_of
from ringfence.ledger.sums import legs_of
from ringfence.ledger.together import spend_of, spend_together, together
from ringfence.ledger.words import fold
from ringfence.ledger.years import unless_today


class StandingError(BookkeepingError):
    """A name of nothing that stands, or of more than one thing."""


def standing_event(
    books: Books, name: str, *, whole_on: datetime.date | None = None
) -> list[Transaction]:
    """Return what was recorded as one and stands, by the name of all of it or of any part.

    Args:
        books: The books.
        name: An invoice, a link or a place.
        whole_on: The day on which an invoice is taken back with what came back of it, if it is.

    Raises:
        StandingError: it was taken back already, or the name is that of several.
    """
    found = find_entries(books, name)
    standing = [entry for entry in found if stands(books, entry)]
    if not standing:
        raise StandingError(f"{name} was reversed already, so there is nothing to correct.")
    first, *others = {
        tuple(id(part) for part in parts): parts
        for parts in (together(books.book, entry) for entry in standing)
    }.values()
    if others and whole_on:
        events = [first, *others]
        bought = [event for event in events if spend_together(books.book, event[0]) > 0]
        back = {id(entry) for event in bought for entry in credits_of(books, event)}
        if len(bought) == 1 and all(e is bought[0] or id(e[0]) in back for e in events):
            first, others = bought[0], []
    if others:
        raise StandingError(
            f"{name} is the name of several entries; name one by its file and line:\n\n  "
            + "\n  ".join(describe(books, entry) for entry in standing)
        )
    event = [entry for entry in first if stands(books, entry)]
    return [*event, *_credits_with(books, event, whole_on)] if whole_on else event


def credits_of(books: Books, event: Sequence[Transaction]) -> list[Transaction]:
    """Return what came back of an invoice and stands, by what was bought by it; in their order."""
    return [entry for entry in _of_its_invoice(books, event) if spend_of(books.book, entry) < 0]


def _credits_with(
    books: Books, event: Sequence[Transaction], day: datetime.date
) -> list[Transaction]:
    """Return what came back of an invoice, where that goes with what is taken back of it.

    Raises:
        StandingError: other parts of the invoice stand, and less of it than came back.
    """
    if spend_together(books.book, event[0]) <= 0:
        return []
    back = credits_of(books, event)
    others = [each for each in _of_its_invoice(books, event) if spend_of(books.book, each) > 0]
    if not back or not others:
        return back
    came = -sum((spend_of(books.book, each) for each in back), ZERO)
    rest = sum((spend_of(books.book, each) for each in others), ZERO)
    if came <= rest:
        return []
    ways = "\n  ".join(
        command("correct", place_of(books, each), reverse_only=True, date=unless_today(day))
        for each in (*back, *others)
    )
    raise StandingError(
        f"Of invoice {text(event[0], 'invoice')} {pounds(came)} came back, and {pounds(rest)} of "
        "it would be left. Reverse first what came back, or else the rest of the invoice:\n\n"
        f"  {ways}\n\nNothing was saved."
    )


def _of_its_invoice(books: Books, event: Sequence[Transaction]) -> list[Transaction]:
    """Return what else was recorded of an event's invoice and stands, corrections left out."""
    invoice, payee = fold(text(event[0], "invoice")), fold(event[0].payee)
    own = {id(entry) for entry in event}
    return [
        entry
        for reference, entry in zip(books.book.references, books.book.invoiced, strict=True)
        if invoice and reference == invoice and fold(entry.payee) == payee
        if id(entry) not in own and stands(books, entry)
    ]


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
    named = (other for other in _entries_named(books, corrects) if other is not entry)
    first = next((other for other in map(legs_of, named) if other.keys() == legs.keys()), None)
    if first is None:
        return any(n < 0 for name, n in legs.items() if name.startswith("Expenses:"))
    return all(first[name] * n < 0 for name, n in legs.items())


def _entries_named(books: Books, name: str) -> Sequence[Transaction]:
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
