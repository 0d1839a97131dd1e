"""What one transaction moves in a fund, summed by what its accounts are."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from ringfence.ledger.accounts import Kind
from ringfence.ledger.accounts import Pot
from ringfence.ledger.money import CURRENCY
from ringfence.ledger.money import ZERO
from ringfence.ledger.tracks import Row

if TYPE_CHECKING:
    from beancount.core.data import Transaction

    from ringfence.ledger.book import Book


def sum_of(book: Book, entry: Transaction, fund: str, *kinds: Kind) -> Decimal:
    """Sum what an entry posts to a fund's accounts of some kinds, in Beancount's sign."""
    total = ZERO
    for posting in entry.postings:
        account = book.account(posting.account)
        units = posting.units
        if account is None or account.fund != fund or account.kind not in kinds:
            continue
        if units is not None and units.number is not None and units.currency == CURRENCY:
            total += units.number
    return total


def spent_from(book: Book, entry: Transaction, fund: str) -> dict[Pot, Decimal]:
    """Give what an entry spends from each pot of a fund, net; no zeros."""
    spent: dict[Pot, Decimal] = {}
    for posting in entry.postings:
        account = book.account(posting.account)
        units = posting.units
        if account is None or account.fund != fund or account.kind is not Kind.SPENT:
            continue
        if account.pot and units is not None and units.number is not None:
            spent[account.pot] = spent.get(account.pot, ZERO) + units.number
    return {pot: amount for pot, amount in spent.items() if amount}


def entries_of(rows: Iterable[Row]) -> list[Transaction]:
    """Name the transactions of some postings, each once, by day."""
    found = {id(row.entry): row.entry for row in rows}
    return sorted(found.values(), key=lambda entry: entry.date)
