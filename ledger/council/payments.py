"""Our side of a reconciliation: the payments and receipts on the council's cash.

What several funds bore of one invoice is one payment, for the council paid it once.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from ringfence.ledger.council.grouping import Group, groups
from ringfence.ledger.council.ours import Ours, ours
from ringfence.ledger.metadata import text
from ringfence.ledger.money import ZERO
from ringfence.ledger.words import fold, plain_reference

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
        texts = [self.invoice]
        for entry in self.entries:
            texts += text(entry, "council-ref").split(",")
        return frozenset(filter(None, map(plain_reference, texts)))

    @property
    def words(self) -> str:
        """What it was for, in the officer's words."""
        return self.entries[0].narration or ""


def payments(book: Book) -> list[Payment]:
    """Return every payment and receipt on the council's cash, by day.

    Money brought forward when the books begin is neither. What was corrected counts as it
    is right, under the entry that replaced it; what was reversed whole is nothing.
    """
    standing = [each for each in map(_standing_part, groups({}, ours(book))) if each]
    standing.sort(key=lambda each: book.order[id(each.entry)])
    together: dict[object, list[Ours]] = {}
    for each in standing:
        together.setdefault(_payment_key(each), []).append(each)
    return [_payment(found) for found in together.values()]


def _standing_part(group: Group) -> Ours | None:
    """Return what stands of an entry, its reversal and what replaced it; None if nothing does."""
    amount = sum((each.amount for each in group.ours), ZERO)
    last = group.ours[-1]
    return None if last.opening or not amount else Ours(last.entry, amount, opening=False)


def _payment(found: Sequence[Ours]) -> Payment:
    entries = tuple(each.entry for each in found)
    first = found[0]
    amount = -sum((each.amount for each in found), ZERO)
    return Payment(entries, first.day, amount, first.entry.payee or "", first.invoice)


def _payment_key(each: Ours) -> object:
    """Return what the entries of one payment have in common: day, payee, invoice, a link."""
    links = tuple(sorted(each.entry.links or ()))
    if not links:  # what is split over funds is linked
        return id(each.entry)
    return each.day, fold(each.entry.payee), fold(each.invoice), links, each.amount > 0
