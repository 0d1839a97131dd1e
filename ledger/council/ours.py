"""Our side: every entry that moves the claim on the council's cash, and what it is called."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from ringfence.ledger.accounts import Kind
from ringfence.ledger.metadata import text
from ringfence.ledger.money import ZERO, plain

if TYPE_CHECKING:
    from beancount.core.data import Transaction

    from ringfence.ledger.book import Book


@dataclass(frozen=True, eq=False, slots=True)
class Ours:
    """One entry, and what it moves the claim on the council's cash by.

    Attributes:
        entry: The transaction.
        amount: In pounds, as in our balance: what was paid is negative, receipts are positive.
        opening: Whether it is money that the books began with, which no listing has.
    """

    entry: Transaction
    amount: Decimal
    opening: bool

    @property
    def day(self) -> datetime.date:
        """Its date."""
        return self.entry.date

    @property
    def who(self) -> str:
        """Who was paid or paid, else its words."""
        return " ".join((self.entry.payee or self.entry.narration or "").split())

    @property
    def invoice(self) -> str:
        """The reference on its invoice; "" if there is none."""
        return text(self.entry, "invoice").strip()

    @property
    def key(self) -> str:
        """What a mark calls it, wherever it stands: its day, invoice or payee, and amount."""
        return f"{self.day} {self.invoice or self.who} {plain(self.amount)}"

    @property
    def names(self) -> Iterator[str]:
        """All that it may be called: its key, its links, its invoice."""
        yield self.key
        yield from sorted(self.entry.links or ())
        if self.invoice:
            yield self.invoice


def ours(book: Book) -> list[Ours]:
    """Return every entry that moves the claim on the council's cash, in the books' order."""
    moved: dict[int, tuple[Transaction, Decimal]] = {}
    for track in book.tracks.values():
        if track.kind is Kind.COUNCIL:
            for entry, amount in zip(track.entries, track.amounts, strict=True):
                before = moved.get(id(entry))
                moved[id(entry)] = (entry, before[1] + amount if before else amount)
    found = sorted(moved.items(), key=lambda each: book.order[each[0]])
    return [
        Ours(entry, amount, _is_opening(book, entry)) for _key, (entry, amount) in found if amount
    ]


def our_balance(book: Book, day: datetime.date) -> Decimal:
    """Return the claim on the council's cash at the end of a day, over all funds."""
    tracks = (track for track in book.tracks.values() if track.kind is Kind.COUNCIL)
    return sum((track.balance(day) for track in tracks), ZERO)


def _is_opening(book: Book, entry: Transaction) -> bool:
    tracks = (book.tracks[posting.account] for posting in entry.postings)
    return any(track.kind is Kind.OPENING for track in tracks)
