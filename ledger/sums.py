"""What one transaction moves in a fund, summed by what its accounts are."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from ringfence.ledger.accounts import Account, Kind, Pot
from ringfence.ledger.chart import Accounts
from ringfence.ledger.money import CURRENCY, ZERO
from ringfence.ledger.tracks import Row

if TYPE_CHECKING:
    from beancount.core.data import Transaction


def sum_of(book: Accounts, entry: Transaction, fund: str, *kinds: Kind) -> Decimal:
    """Sum what an entry posts to a fund's accounts of some kinds, in Beancount's sign."""
    return sum((amount for _account, amount in _postings_of(book, entry, fund, kinds)), ZERO)


def spend_by_pot(book: Accounts, entry: Transaction, fund: str) -> dict[Pot, Decimal]:
    """Return what an entry spends from each pot of a fund, net; no zeros."""
    spent: dict[Pot, Decimal] = {}
    for account, amount in _postings_of(book, entry, fund, (Kind.SPENT,)):
        if account.pot:
            spent[account.pot] = spent.get(account.pot, ZERO) + amount
    return {pot: amount for pot, amount in spent.items() if amount}


def debits_by_pot(book: Accounts, entry: Transaction, fund: str) -> dict[Pot, Decimal]:
    """Return what an entry charges to each pot of a fund: no credit in it lessens that."""
    charged: dict[Pot, Decimal] = {}
    for account, amount in _postings_of(book, entry, fund, (Kind.SPENT,)):
        if account.pot and amount > 0:
            charged[account.pot] = charged.get(account.pot, ZERO) + amount
    return charged


def _postings_of(
    book: Accounts, entry: Transaction, fund: str, kinds: Collection[Kind]
) -> Iterator[tuple[Account, Decimal]]:
    """Yield what an entry posts in pounds to a fund's accounts of some kinds."""
    for posting in entry.postings:
        account, units = book.account(posting.account), posting.units
        if account is None or account.fund != fund or account.kind not in kinds:
            continue
        if units is not None and units.number is not None and units.currency == CURRENCY:
            yield account, units.number


def legs_of(entry: Transaction) -> dict[str, Decimal]:
    """Return what an entry posts, by account."""
    return {
        posting.account: posting.units.number
        for posting in entry.postings
        if posting.units is not None and posting.units.number is not None
    }


def entries_of(rows: Iterable[Row]) -> list[Transaction]:
    """Name the transactions of some postings, each once, by day."""
    found = {id(row.entry): row.entry for row in rows}
    return sorted(found.values(), key=lambda entry: entry.date)
