"""What is pending, and whether it still is: an entry flagged ``!`` awaits a decision.

One that breaks a purpose, or lacks evidence, is settled once its key ``settled-by``
names a decision of the right body, or once it is reversed or all of it came back. Each may be of
any day that has come: what is dated after the day on which the books are asked settles nothing.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING

from ringfence.ledger.accounts import Kind
from ringfence.ledger.decisions import is_of_body
from ringfence.ledger.metadata import decision_names, text
from ringfence.ledger.money import ZERO
from ringfence.ledger.names import refers
from ringfence.ledger.sums import sum_of
from ringfence.ledger.tracks import PENDING_FLAG, Track

if TYPE_CHECKING:
    from beancount.core.data import Transaction

    from ringfence.ledger.book import Book


def is_settled(book: Book, entry: Transaction, bodies: Collection[str]) -> bool:
    """Return whether one of these bodies settled a pending entry, or all of it came back."""
    decided = any(
        is_of_body(book.register, decision, body, last_day_of_word(book, entry))
        for decision in decision_names(entry.meta, "settled-by")
        for body in bodies
    )
    return decided or is_reversed(book, entry) or _came_back_whole(book, entry)


def last_day_of_word(book: Book, entry: Transaction) -> datetime.date:
    """Return the last day of which a decision lets a fact stand: today, or its own if later."""
    return max(book.asked_on, entry.date)


def is_reversed(book: Book, entry: Transaction) -> bool:
    """Return whether what an entry spent is reversed by the day on which the books are asked."""
    return reversal_of(book, entry, book.asked_on) is not None


def refunded(book: Book, entry: Transaction, as_at: datetime.date = datetime.date.max) -> Decimal:
    """Return what came back of a pending spend by the end of a day, its whole reversal apart.

    That is what refers to it, by `corrects`, link, or payee and invoice, up to what is pending.
    """
    back = ZERO
    for account in dict.fromkeys(_names(entry)):
        track, open_ = book.tracks[account], dict[int, Decimal]()
        if track.kind is not Kind.SPENT:
            continue
        refunds = refunds_of_pending(book, track)
        for day, rows in groupby(track.rows(), key=lambda row: row.day):
            of_day = list(rows)
            for row in of_day:
                open_[id(row.entry)] = open_.get(id(row.entry), ZERO) + max(row.amount, ZERO)
            for row in of_day:
                meant = refunds.get(id(row.entry), ())
                parts = take_off(open_, meant, -row.amount) if day <= as_at else ()
                back += sum((part for each, part in parts if each is entry), ZERO)
    return back


def refunds_of_pending(book: Book, track: Track) -> dict[int, tuple[Transaction, ...]]:
    """Return which pending spends each refund of an account may be of, the surest first.

    They are found by the ``id()`` of the refund. What is reversed whole, and its reversal, is
    not among them.
    """
    flagged = {id(row.entry): row.entry for row in track.rows() if row.entry.flag == PENDING_FLAG}
    undone = {id(each) for pair in undone_pending(book, track) for each in pair}
    pending = [row for row in track.rows() if id(row.entry) in flagged.keys() - undone]
    found: dict[int, tuple[Transaction, ...]] = {}
    for row in track.rows() if pending else ():
        if row.amount >= 0 or id(row.entry) in flagged or id(row.entry) in undone:
            continue
        meant = [
            (sure, each.entry)
            for each in pending
            if each.amount > 0
            and each.day <= row.day
            and (sure := refers(row.entry, each.entry)) is not None
        ]
        if meant:
            ranked = sorted(meant, key=lambda each: each[0])
            found[id(row.entry)] = tuple(entry for _sure, entry in ranked)
    return found


def undone_pending(book: Book, track: Track) -> list[tuple[Transaction, Transaction]]:
    """Return the pending entries of an account that are reversed, each with its reversal."""
    flagged = (row.entry for row in track.rows() if row.entry.flag == PENDING_FLAG)
    found = ((each, reversal_of(book, each, book.asked_on)) for each in flagged)
    return [(each, reversal) for each, reversal in found if reversal is not None]


def take_off(
    open_: dict[int, Decimal], refunded_: Iterable[Transaction], amount: Decimal
) -> list[tuple[Transaction, Decimal]]:
    """Take a refund off what is open of the entries that it may be of; return the parts.

    ``open_`` is what is open, by the ``id()`` of its entry; it is brought up to date.
    """
    parts: list[tuple[Transaction, Decimal]] = []
    for entry in refunded_:
        part = min(amount, open_.get(id(entry), ZERO))
        if part > 0:
            open_[id(entry)] -= part
            amount -= part
            parts.append((entry, part))
    return parts


def _came_back_whole(book: Book, entry: Transaction) -> bool:
    spent = sum((sum_of(book, entry, fund, Kind.SPENT) for fund in book.funds_in(entry)), ZERO)
    return spent > 0 and refunded(book, entry, book.asked_on) >= spent


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
