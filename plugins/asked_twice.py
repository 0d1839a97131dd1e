"""What is claimed twice from a funder with one invoice: part of the rule `duplicate`."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from beancount.core.data import Transaction

from ringfence.ledger.accounts import Kind
from ringfence.ledger.book import Book
from ringfence.ledger.findings import Finding, where
from ringfence.ledger.metadata import text
from ringfence.ledger.money import ZERO, pounds
from ringfence.ledger.sums import entries_of, sum_of
from ringfence.ledger.words import fold
from ringfence.plugins.wording import call, warn

RULE = "duplicate"


def asked_twice(book: Book) -> Iterator[Finding]:
    """Warn of a claim on an invoice of ours that a claim of the fund which still stands has.

    A claim that is reversed, or credited in full, does not stand.
    """
    for fund in book.register.funds:
        rows = (row for track in book.tracks_of(fund, Kind.RECEIVABLE) for row in track.rows())
        claimed: dict[str, tuple[Decimal, Transaction]] = {}
        for entry in entries_of(rows):
            invoice = fold(text(entry, "invoice"))
            if not invoice or sum_of(book, entry, fund, Kind.COUNCIL):
                continue
            amount = sum_of(book, entry, fund, Kind.RECEIVABLE)
            so_far, first = claimed.get(invoice, (ZERO, entry))
            if amount > 0 and so_far > 0:
                yield warn(RULE, _again(entry, fund, amount, so_far, first), entry, book)
            claimed[invoice] = (so_far + amount, first if so_far > 0 else entry)


def _again(
    entry: Transaction, fund: str, amount: Decimal, so_far: Decimal, first: Transaction
) -> str:
    invoice = text(entry, "invoice").strip()
    return (
        f"{call(entry)} claims {pounds(amount)} of {fund} on {entry.date} with the invoice "
        f"{invoice}, which claims {pounds(so_far)} of it since {first.date} ({where(first.meta)}). "
        "Unless the invoice is for both, reverse one, or give it its own reference."
    )
