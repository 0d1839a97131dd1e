"""Our side of a reconciliation: the payments and receipts on the council's cash.

What several funds bore of one invoice is one payment, for the council paid it once.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from ringfence.ledger.accounts import Kind
from ringfence.ledger.council.likeness import plain_reference
from ringfence.ledger.metadata import text
from ringfence.ledger.money import ZERO
from ringfence.ledger.settling import folded

if TYPE_CHECKING:
    from beancount.core.data import Transaction

    from ringfence.ledger.book import Book


@dataclass(frozen=True, eq=False)
class Payment:
    """One payment out of the council's cash, or receipt into it.

    Attributes:
        entries: The transactions that record it, one for each fund, in the books' order.
        day: The date of them all.
        amount: In pounds, over all of them; what was paid is positive, receipts negative.
        payee: Who was paid, as recorded; "" if nobody is named.
        invoice: The reference on the invoice; "" if there is none.
    """

    entries: tuple[Transaction, ...]
    day: datetime.date
    amount: Decimal
    payee: str
    invoice: str

    @cached_property
    def references(self) -> frozenset[str]:
        """What it can be known by: the invoice, and what `council-ref` says, made plain."""
        said = [self.invoice]
        for entry in self.entries:
            said += text(entry, "council-ref").split(",")
        return frozenset(filter(None, map(plain_reference, said)))

    @property
    def words(self) -> str:
        """What it was for, in the officer's words."""
        return self.entries[0].narration or ""


def payments(book: Book) -> list[Payment]:
    """Give every payment and receipt on the council's cash, by day.

    Money brought forward when the books begin is neither.
    """
    moved: dict[int, Decimal] = {}
    entries: dict[int, Transaction] = {}
    for track in book.tracks.values():
        if track.kind is Kind.COUNCIL:
            for row in track.rows():
                key = id(row.entry)
                moved[key] = moved.get(key, ZERO) - row.amount
                entries[key] = row.entry
    together: dict[object, list[Transaction]] = {}
    for key in sorted(entries, key=book.order.__getitem__):
        if moved[key] and not _brings_forward(book, entries[key]):
            together.setdefault(_shared(entries[key], moved[key]), []).append(entries[key])
    return [_payment(found, moved) for found in together.values()]


def _payment(entries: Iterable[Transaction], moved: dict[int, Decimal]) -> Payment:
    found = tuple(entries)
    first = found[0]
    amount = sum((moved[id(entry)] for entry in found), ZERO)
    return Payment(found, first.date, amount, first.payee or "", text(first, "invoice").strip())


def _shared(entry: Transaction, moved: Decimal) -> object:
    """Give what the entries of one payment have in common: day, payee, invoice, a link."""
    invoice = folded(text(entry, "invoice"))
    links = tuple(sorted(entry.links or ()))
    if not links:  # what is split over funds is linked
        return id(entry)
    return entry.date, folded(entry.payee), invoice, links, moved > 0, text(entry, "corrects")


def _brings_forward(book: Book, entry: Transaction) -> bool:
    accounts = (book.account(posting.account) for posting in entry.postings)
    return any(account is not None and account.kind is Kind.OPENING for account in accounts)
