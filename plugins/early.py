"""Spending from a plan that nobody made yet: part of the rule `authority`.

Money may be put into next year's plan while that is still being made, for its adoption decides
it. Nothing is spent from it by then: what is supplied before the year begins, and before its plan
is adopted, is this year's, whose plan was adopted without it. Nor is anything advanced that only
such a plan has: what is paid ahead was not supplied, whatever `supplied` says. A day of adoption
more than a year ahead of the year frees nothing before it begins.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal

from beancount.core.data import Transaction

from ringfence.ledger.accounts import Kind, Pot
from ringfence.ledger.book import Book
from ringfence.ledger.brought_forward import is_opening_advance
from ringfence.ledger.commands import command
from ringfence.ledger.decisions import CSP, is_of_body
from ringfence.ledger.findings import Finding
from ringfence.ledger.messages import name_field
from ringfence.ledger.metadata import decision_names
from ringfence.ledger.money import ZERO, pounds
from ringfence.ledger.sums import debits_by_pot, entries_of, sum_of
from ringfence.ledger.tracks import PotTrack, Track
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
            if row.amount > 0 and not _may_be(book, row.entry, fund, begins):
                amount = debits_by_pot(book, row.entry, fund).get(pot, ZERO)
                if amount > 0:
                    message = _message(row.entry, pot, fund, amount, begins)
                    yield block(RULE, message, row.entry, book)


def check_early_advances(book: Book) -> Iterator[Finding]:
    """Find what was advanced to a provider that only plans which had not begun had money for."""
    for (party, fund), pots in book.provided.items():
        track = book.tracks.get(f"{Kind.PREPAID.value}:{party}:{fund}")
        years = {pot.pot.year for pot in pots if pot.pot.year}
        if track is None or not track.entries or not years:
            continue
        last = max(_begins(book, year) for year in years)
        rows = track.rows(last=last - datetime.timedelta(days=1))
        for entry in entries_of(row for row in rows if row.amount > 0):
            if is_opening_advance(book, entry, fund) or sum_of(book, entry, fund, Kind.SPENT):
                continue
            early = _early_part(book, track, fund, pots, entry)
            if early and not _is_decided(book, entry):
                amount, year = early
                yield block(RULE, _of_advance(book, entry, fund, amount, year), entry, book)


def _early_part(
    book: Book, track: Track, fund: str, pots: list[PotTrack], entry: Transaction
) -> tuple[Decimal, str] | None:
    """Return what of an advance only plans not yet begun have money for, and the first of these."""
    day = entry.date
    begun = [each for each in pots if each.pot.year and _begins(book, each.pot.year) <= day]
    others = [each for each in pots if each not in begun and each.left(day) > 0]
    lacking = track.balance(day) - sum((each.left(day) for each in begun), ZERO)
    later = sum((each.left(day) for each in others), ZERO)
    amount = min(lacking, later, sum_of(book, entry, fund, Kind.PREPAID))
    return (amount, min(str(each.pot.year) for each in others)) if amount > 0 else None


def _begins(book: Book, year: str) -> datetime.date:
    """Return the day from which a year's plan may be spent from: 1 April, or its adoption.

    One that is said to have been adopted before the year before it began is a slip, or long ago.
    """
    start = FinancialYear.parse(year).start
    plan = book.register.plans.get(year)
    adopted = plan.latest.adopted if plan else start
    return adopted if start.replace(year=start.year - 1) <= adopted < start else start


def _may_be(book: Book, entry: Transaction, fund: str, begins: datetime.date) -> bool:
    """Return whether what was spent was supplied later, or the partnership decided it.

    What an advance bought, as its provider shows, was supplied by then.
    """
    supplied = entry.meta.get("supplied")
    was_advanced = sum_of(book, entry, fund, Kind.PREPAID) < 0
    if isinstance(supplied, datetime.date) and supplied >= begins and not was_advanced:
        return True
    return _is_decided(book, entry)


def _is_decided(book: Book, entry: Transaction) -> bool:
    """Return whether an entry cites a decision that the partnership took by then."""
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
        + way_to_override(RULE, (CSP,))
    )


def _of_advance(book: Book, entry: Transaction, fund: str, amount: Decimal, year: str) -> str:
    now = FinancialYear.of_day(entry.date)
    return (
        f"{call(entry)} advances {pounds(amount)} of {fund} on {entry.date} that only the plan "
        f"{year} has for its provider, and nothing is spent from that before "
        f"{_begins(book, year)}. Advance it from then on, or set it aside for the provider in "
        f"{now} first (`" + command("earmark") + "`). " + way_to_override(RULE, (CSP,))
    )
