"""What one recording put down as one: the funds' parts of it, and all that one invoice is over.

Nothing says so of an entry by itself. Parts have a link in common, are of one day, payee and
invoice, and were recorded at one time. They move money between the same places of different
funds; or, over several actions, they say the same `invoice-total`.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from ringfence.ledger.accounts import Kind
from ringfence.ledger.metadata import CREDIT_NOTE, text
from ringfence.ledger.money import ZERO
from ringfence.ledger.sums import sum_of
from ringfence.ledger.words import fold

if TYPE_CHECKING:
    from beancount.core.data import Transaction

    from ringfence.ledger.book import Book

#: Between which accounts of whatever fund, and which way.
Place = tuple[tuple[str, bool], ...]


def together(book: Book, entry: Transaction) -> list[Transaction]:
    """Return what was recorded with an entry as one, itself included, in the books' order."""
    linked = {id(each): each for link in entry.links or () for each in book.linked[link]}
    alike = [each for each in linked.values() if _is_of_one(each, entry)]
    alike.sort(key=lambda each: book.order[id(each)])
    group: list[Transaction] = []
    seen: set[tuple[str, Place]] = set()
    for each in alike:
        here = (_fund(each), place_of(each))
        if here in seen:  # the same once more is another recording, of the same second
            if any(other is entry for other in group):
                break
            group, seen = [], set()
        group.append(each)
        seen.add(here)
    return group or [entry]


def place_of(entry: Transaction) -> Place:
    """Return between which accounts an entry moves money, whatever the fund and the amount."""
    return tuple(
        sorted(
            (posting.account.rpartition(":")[0], posting.units.number > 0)
            for posting in entry.postings
            if posting.units is not None and posting.units.number is not None
        )
    )


def spend_together(book: Book, entry: Transaction) -> Decimal:
    """Return what was spent by all that was recorded with an entry, in pounds."""
    return sum((spend_of(book, each) for each in together(book, entry)), ZERO)


def spend_of(book: Book, entry: Transaction) -> Decimal:
    """Return what an entry alone spent, of all funds, in pounds; below zero if it came back."""
    return sum((sum_of(book, entry, fund, Kind.SPENT) for fund in book.funds_in(entry)), ZERO)


def _is_of_one(other: Transaction, entry: Transaction) -> bool:
    if other is entry:
        return True
    if (other.date, fold(other.payee)) != (entry.date, fold(entry.payee)):
        return False
    if any(text(other, key) != text(entry, key) for key in ("recorded-at", "corrects")):
        return False
    if fold(text(other, "invoice")) != fold(text(entry, "invoice")):
        return False
    totals = {text(each, "invoice-total") for each in (other, entry)}
    if place_of(other) == place_of(entry):
        return len(totals) == 1
    notes = {text(each, CREDIT_NOTE) for each in (other, entry)}
    return any(len(whole) == 1 and "" not in whole for whole in (totals, notes))


def _fund(entry: Transaction) -> str:
    return entry.postings[0].account.rpartition(":")[2] if entry.postings else ""
