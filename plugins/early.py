"""Spending from a plan that nobody made yet: part of the rule `authority`.

Money may be put into next year's plan while that is still being made, for its adoption decides
it. Nothing is spent from it by then: what is supplied before the year begins, and before its plan
is adopted, is this year's, whose plan was adopted without it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal

from beancount.core.data import Transaction

from ringfence.ledger.accounts import Pot
from ringfence.ledger.book import Book
from ringfence.ledger.decisions import CSP, is_of_body
from ringfence.ledger.findings import Finding
from ringfence.ledger.messages import name_field
from ringfence.ledger.metadata import decision_names
from ringfence.ledger.money import ZERO, pounds
from ringfence.ledger.sums import debits_by_pot
from ringfence.ledger.years import FinancialYear
from ringfence.plugins.wording import block, call, way_to_override

RULE = "authority"


def check_early_spends(book: Book) -> Iterator[Finding]:
    """Find what was spent from a year's plan before the year began and its plan was adopted."""
    for (pot, fund), held in book.pots.items():
        spent = held.spent_track
        if pot.year is None or spent is None or not spent.entries:
            continue
        begins = _begins(book, pot.year)
        if spent.entries[0].date >= begins:
            continue
        for row in spent.rows(last=begins - datetime.timedelta(days=1)):
            if row.amount > 0 and not _may_be(book, row.entry, begins):
                amount = debits_by_pot(book, row.entry, fund).get(pot, ZERO)
                if amount > 0:
                    message = _message(row.entry, pot, fund, amount, begins)
                    yield block(RULE, message, row.entry, book)


def _begins(book: Book, year: str) -> datetime.date:
    """Return the day from which a year's plan may be spent from: 1 April, or its adoption."""
    start = FinancialYear.parse(year).start
    plan = book.register.plans.get(year)
    return min(start, plan.latest.adopted) if plan else start


def _may_be(book: Book, entry: Transaction, begins: datetime.date) -> bool:
    """Return whether what was spent was supplied later, or the partnership decided it."""
    supplied = entry.meta.get("supplied")
    if isinstance(supplied, datetime.date) and supplied >= begins:
        return True
    return any(
        is_of_body(book.register, each, CSP, entry.date) for each in decision_names(entry.meta)
    )


def _message(
    entry: Transaction, pot: Pot, fund: str, amount: Decimal, begins: datetime.date
) -> str:
    now = FinancialYear.of_day(entry.date)
    return (
        f"{call(entry)} spends {pounds(amount)} of {fund} from {pot.address} on {entry.date}, "
        f"and nothing is spent from the plan {pot.year} before {begins}. Charge it to {now}; if it "
        "was supplied later, say when ("
        + name_field("supplied", "DAY")
        + "). "
        + way_to_override(RULE)
    )
