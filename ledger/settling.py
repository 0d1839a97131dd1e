"""What is pending, and whether it still is: an entry flagged ``!`` awaits a decision.

One that breaks a purpose, or lacks evidence, is settled once its key ``settled-by``
names a decision of the right body, or once it is reversed. Either may be of any day that has
come: what is dated after the day on which the books are asked settles nothing.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection
from typing import TYPE_CHECKING

from ringfence.ledger.accounts import Kind
from ringfence.ledger.decisions import is_of_body
from ringfence.ledger.metadata import decision_names, text

if TYPE_CHECKING:
    from beancount.core.data import Transaction

    from ringfence.ledger.book import Book


def is_settled(book: Book, entry: Transaction, bodies: Collection[str]) -> bool:
    """Return whether one of these bodies settled a pending entry, or it is reversed."""
    decided = any(
        is_of_body(book.register, decision, body, last_day_of_word(book, entry))
        for decision in decision_names(entry.meta, "settled-by")
        for body in bodies
    )
    return decided or is_reversed(book, entry)


def last_day_of_word(book: Book, entry: Transaction) -> datetime.date:
    """Return the last day of which a decision lets a fact stand: today, or its own if later."""
    return max(book.asked_on, entry.date)


def is_reversed(book: Book, entry: Transaction) -> bool:
    """Return whether what an entry spent is reversed by the day on which the books are asked."""
    return reversal_of(book, entry, book.asked_on) is not None


def reversal_of(
    book: Book, entry: Transaction, as_at: datetime.date = datetime.date.max
) -> Transaction | None:
    """Return the entry that reverses what another spent, if there is one by the end of a day.

    It reverses one entry, and does so for all days before it too, once it has come.
    """
    reversal = book.reversals.of_spending(entry)
    return reversal if reversal and reversal.date <= as_at else None


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
