"""What is pending, and whether it still is: an entry flagged ``!`` awaits a decision.

One that breaks a purpose, or lacks evidence, is settled once its key ``settled-by``
names a decision of the right body, of any date, or once it is reversed.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection
from typing import TYPE_CHECKING

from ringfence.ledger.accounts import Kind
from ringfence.ledger.decisions import is_of_body
from ringfence.ledger.findings import where
from ringfence.ledger.metadata import decision_names, text
from ringfence.ledger.sums import spend_by_pot
from ringfence.ledger.words import fold

if TYPE_CHECKING:
    from beancount.core.data import Transaction

    from ringfence.ledger.book import Book


def is_settled(book: Book, entry: Transaction, bodies: Collection[str]) -> bool:
    """Return whether one of these bodies settled a pending entry, or it is reversed."""
    decided = any(
        is_of_body(book.register, decision, body, datetime.date.max)
        for decision in decision_names(entry.meta, "settled-by")
        for body in bodies
    )
    return decided or is_reversed(book, entry)


def is_reversed(book: Book, entry: Transaction) -> bool:
    """Return whether what an entry spent was taken back by another that refers to it."""
    return reversal_of(book, entry) is not None


def reversal_of(book: Book, entry: Transaction) -> Transaction | None:
    """Return the entry that took back what another spent, if there is one.

    One that shares a link, is of the same payee and invoice, or names it in
    ``corrects``, and takes the same from the same pots. A reversal takes back one
    entry that was there before it: the one that it names, else of two alike the first.
    """
    standing: list[Transaction] = []
    for other, takes_back in _of_its_amount(book, entry):
        if not takes_back:
            standing.append(other)
            continue
        meant = [each for each in standing if names_in_corrects(other, each)] or standing
        if meant and meant[0] is entry:
            return other
        standing = [each for each in standing if each is not next(iter(meant), None)]
    return None


def _of_its_amount(book: Book, entry: Transaction) -> list[tuple[Transaction, bool]]:
    """Return the entries of the same amount as one, itself too, and those that may take it back.

    They come in the order in which they count: of one day what is spent goes before what comes
    back, and last what says in ``corrects`` that it takes the entry back.
    """
    found: list[tuple[tuple[object, ...], Transaction, bool]] = []
    for fund in book.funds_in(entry):
        spent = spend_by_pot(book, entry, fund)
        taken = {pot: -amount for pot, amount in spent.items()}
        for pot, amount in spent.items():
            for row in book.tracks[pot.spent_account(fund)].rows():
                other, takes_back = row.entry, row.amount == -amount
                if abs(row.amount) != abs(amount):
                    continue
                if other is not entry and not _refers(other, entry):
                    continue
                if spend_by_pot(book, other, fund) != (taken if takes_back else spent):
                    continue
                says_so = takes_back and names_in_corrects(other, entry)
                key = (row.day, says_so, row.amount < 0, book.order[id(other)])
                found.append((key, other, takes_back))
            break
    found.sort(key=lambda each: each[0])
    return [(other, takes_back) for _key, other, takes_back in found]


def correction_day(book: Book, entry: Transaction) -> datetime.date:
    """Return the day from which an entry says nothing any more, because it was wrong.

    The last of days if it stands.
    """
    reversal = reversal_of(book, entry)
    if reversal is None or not text(reversal, "corrects").strip():
        return datetime.date.max
    return reversal.date


def is_spending(book: Book, entry: Transaction) -> bool:
    """Return whether an entry records spending or a payment: a fact that may be pending."""
    kinds = {account.kind for account in map(book.account, _names(entry)) if account}
    return not kinds.isdisjoint({Kind.SPENT, Kind.COUNCIL})


def _names(entry: Transaction) -> list[str]:
    return [posting.account for posting in entry.postings]


def _refers(other: Transaction, entry: Transaction) -> bool:
    if entry.links and other.links and entry.links & other.links:
        return True
    invoice = fold(text(entry, "invoice"))
    if invoice and fold(text(other, "invoice")) == invoice:
        return fold(other.payee) == fold(entry.payee)
    return names_in_corrects(other, entry)


def names_in_corrects(other: Transaction, entry: Transaction) -> bool:
    """Return whether one entry names another in ``corrects``: by invoice, link or place."""
    corrected = text(other, "corrects").strip().removeprefix("^")
    if not corrected:
        return False
    places = {text(entry, "invoice"), where(entry.meta), *(entry.links or ())}
    return corrected in places or corrected.endswith("/" + where(entry.meta))
