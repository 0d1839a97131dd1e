"""What is at risk: spent before the funder approved, awaiting a decision, soon to be spent.

The first two are facts that somebody has still to answer for; the third is money that its
terms will take away, or that needs consent to be kept.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING
from typing import NamedTuple

from beancount.core.data import Transaction

from ringfence.ledger.accounts import Kind
from ringfence.ledger.book import held
from ringfence.ledger.findings import Finding
from ringfence.ledger.findings import Severity
from ringfence.ledger.money import ZERO
from ringfence.ledger.sums import sum_of

if TYPE_CHECKING:
    from ringfence.ledger.accounts import Pot
    from ringfence.ledger.book import Book

#: How long before its last day a fund's money is called at risk: about two meetings.
REACH = datetime.timedelta(days=122)
_WITHOUT_MONEY = ("bid", "refused", "withdrawn", "indicative", "closed")


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


class Ending(NamedTuple):
    """A fund with money left whose last day is near, or past.

    ``left`` is what is in all its pots, of every year; ``unspent`` what its terms ask for.
    """

    fund: str
    title: str
    spend_by: datetime.date
    left: Decimal
    unspent: str | None
    is_past: bool


class AtRisk(NamedTuple):
    """The report."""

    awaiting: tuple[Awaiting, ...]
    ending: tuple[Ending, ...]


def at_risk(book: Book, as_at: datetime.date, findings: Iterable[Finding]) -> AtRisk:
    """Report what is at risk at the end of a day, as known now."""
    return AtRisk(tuple(_awaiting(book, as_at, findings)), tuple(_ending(book, as_at)))


def _awaiting(book: Book, as_at: datetime.date, findings: Iterable[Finding]) -> Iterator[Awaiting]:
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
            amount=sum((_paid(book, entry, fund) for fund in funds), ZERO),
            reasons=tuple(reasons),
            entry=entry,
        )


def _paid(book: Book, entry: Transaction, fund: str) -> Decimal:
    """Give what an entry spends; where it pays what was spent before, what it pays."""
    spent = sum_of(book, entry, fund, Kind.SPENT)
    return spent or -sum_of(book, entry, fund, Kind.COUNCIL)


def _ending(book: Book, as_at: datetime.date) -> Iterator[Ending]:
    found = []
    for fund, history in book.register.funds.items():
        terms = history.at(as_at)
        if terms is None or terms.spend_by is None or terms.stage in _WITHOUT_MONEY:
            continue
        left = held(book, fund, as_at)
        if left > 0 and terms.spend_by - REACH <= as_at:
            is_past = terms.spend_by < as_at
            found.append(Ending(fund, terms.title, terms.spend_by, left, terms.unspent, is_past))
    yield from sorted(found, key=lambda each: (each.spend_by, each.fund))
