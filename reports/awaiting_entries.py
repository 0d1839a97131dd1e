"""What awaits a decision: pending entries that nobody has answered for yet."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from beancount.core.data import Transaction

from ringfence.ledger.accounts import Kind, Pot
from ringfence.ledger.book import Book
from ringfence.ledger.findings import Finding, Severity
from ringfence.ledger.money import ZERO
from ringfence.ledger.sums import sum_of


class Awaiting(NamedTuple):
    """A pending entry that is not settled, and what is said of it."""

    day: datetime.date
    payee: str
    text: str
    pots: tuple[Pot, ...]
    funds: tuple[str, ...]
    amount: Decimal
    reasons: tuple[str, ...]
    entry: Transaction


def awaiting_entries(
    book: Book, as_at: datetime.date, findings: Iterable[Finding]
) -> Iterator[Awaiting]:
    """Yield the pending entries up to the end of a day that are not settled, as known now."""
    found: dict[int, tuple[Transaction, list[str]]] = {}
    for finding in findings:
        entry = finding.entry
        if finding.severity is not Severity.PENDING or not isinstance(entry, Transaction):
            continue
        if entry.date <= as_at:
            found.setdefault(id(entry), (entry, []))[1].append(finding.message)
    for entry, reasons in sorted(found.values(), key=lambda each: book.order[id(each[0])]):
        funds = tuple(book.funds_in(entry))
        accounts = (book.account(posting.account) for posting in entry.postings)
        yield Awaiting(
            day=entry.date,
            payee=entry.payee or "",
            text=entry.narration or "",
            pots=tuple(dict.fromkeys(each.pot for each in accounts if each and each.pot)),
            funds=funds,
            amount=sum((_amount_of(book, entry, fund) for fund in funds), ZERO),
            reasons=tuple(reasons),
            entry=entry,
        )


def _amount_of(book: Book, entry: Transaction, fund: str) -> Decimal:
    """Return what an entry spends; where it pays what was spent before, what it pays."""
    spent = sum_of(book, entry, fund, Kind.SPENT)
    return spent or -sum_of(book, entry, fund, Kind.COUNCIL)
