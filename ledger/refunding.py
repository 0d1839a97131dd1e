"""Which fund gets a refund: those that paid the invoice, as they paid it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from beancount.core.data import Transaction

from ringfence.ledger.accounts import Kind, Pot
from ringfence.ledger.book import Book
from ringfence.ledger.metadata import text
from ringfence.ledger.money import ZERO
from ringfence.ledger.parts import Part
from ringfence.ledger.paying import to_the_penny
from ringfence.ledger.paying_errors import NothingPaidError, RefundTooLargeError
from ringfence.ledger.sums import spend_by_pot
from ringfence.ledger.words import fold


def who_is_refunded(book: Book, pot: Pot, amount: Decimal, payee: str, invoice: str) -> list[Part]:
    """Split a refund over the funds that paid an invoice, in what proportion they paid it.

    No fund gets more than it paid, less what it got back already.

    Raises:
        NothingPaidError: nothing was paid from the pot on that invoice.
        RefundTooLargeError: less was paid.
    """
    paid = payments_by_fund(book, pot, payee, invoice)
    if not paid:
        raise NothingPaidError(pot, payee, invoice, _elsewhere(book, pot, payee, invoice))
    if amount > sum(paid.values(), ZERO):
        elsewhere = _elsewhere(book, pot, payee, invoice)
        raise RefundTooLargeError(pot, amount, invoice, paid, elsewhere)
    split = capped_split(amount, paid)
    return [Part(fund, part) for fund, part in split.items() if part]


def payments_by_fund(book: Book, pot: Pot, payee: str, invoice: str) -> dict[str, Decimal]:
    """Return what each fund paid from a pot on an invoice, net of what came back."""
    paid: dict[str, Decimal] = {}
    for entry in entries_of_invoice(book, payee, invoice):
        for fund in book.funds_in(entry):
            spent = spend_by_pot(book, entry, fund).get(pot, ZERO)
            paid[fund] = paid.get(fund, ZERO) + spent
    return {fund: amount for fund, amount in paid.items() if amount > 0}


def entries_of_invoice(book: Book, payee: str | None, invoice: str) -> list[Transaction]:
    """Return the entries of an invoice that spend or pay, and the accruals that it paid for."""
    named = book.names.called(("invoice", fold(payee), fold(invoice)))
    named = [entry for entry in named if _spends_or_owes(book, entry)]
    known = {id(entry) for entry in named}
    links = {link for entry in named if _pays_accrual(book, entry) for link in entry.links or ()}
    accrued = {
        id(entry): entry
        for link in sorted(links)
        for entry in book.linked[link]
        if id(entry) not in known
        and not text(entry, "invoice").strip()
        and _spends_or_owes(book, entry)
    }
    return [*named, *accrued.values()]


def _pays_accrual(book: Book, entry: Transaction) -> bool:
    kinds = {account.kind for each in entry.postings if (account := book.account(each.account))}
    return Kind.ACCRUALS in kinds and Kind.COUNCIL in kinds


def _spends_or_owes(book: Book, entry: Transaction) -> bool:
    accounts = (book.account(posting.account) for posting in entry.postings)
    return any(each and each.kind in {Kind.SPENT, Kind.ACCRUALS} for each in accounts)


def _elsewhere(book: Book, pot: Pot, payee: str, invoice: str) -> dict[str, Decimal]:
    """Return what was paid on an invoice from other pots, net of what came back."""
    found: dict[str, Decimal] = {}
    for entry in entries_of_invoice(book, payee, invoice):
        for fund in book.funds_in(entry):
            for other, spent in spend_by_pot(book, entry, fund).items():
                if other != pot:
                    found[other.address] = found.get(other.address, ZERO) + spent
    return {name: amount for name, amount in found.items() if amount > 0}


def capped_split(amount: Decimal, most: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Split an amount in proportion to what each may get at most, and give none more."""
    split = to_the_penny(amount, most)
    over = ZERO
    for name, part in split.items():
        excess = max(part - most[name], ZERO)
        split[name] -= excess
        over += excess
    for name, part in split.items():
        room = min(over, most[name] - part)
        split[name] += room
        over -= room
    return split
