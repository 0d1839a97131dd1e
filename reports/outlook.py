"""What the terms of funds ask for next: what must be spent, paid, received, matched, shown.

All of it is known at the end of a day from the books alone, of every fund and year: what is
owed or at risk does not wait for a year's plan.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import ROUND_CEILING, Decimal
from typing import NamedTuple

from ringfence.ledger.accounts import Kind
from ringfence.ledger.book import Book, balance_of_fund
from ringfence.ledger.declarations.models import Fund, Stage
from ringfence.ledger.going_back import never_received, parts_going_back
from ringfence.ledger.money import PENNY, ZERO
from ringfence.ledger.risk import NO_MONEY
from ringfence.ledger.years import FinancialYear
from ringfence.reports.flows import claims_of, due_of, flows_of, life_of
from ringfence.reports.obligations import (
    Advance,
    Match,
    Payment,
    Scheme,
    advances,
    matches,
    payments,
    schemes,
)

#: A fund of such a stage has no money, and may never have.
_LOST = ("refused", "withdrawn")
_DAYS_A_WEEK = 7
_MONTHS_A_YEAR = 12
_DAYS_A_YEAR = 365


class SpendBy(NamedTuple):
    """A fund's last day, and the money at risk: awarded less lapsed, repaid and spent.

    ``to_lapse`` is what of ``left`` lapses if it is not spent, for it goes back and never came.
    ``days`` are those left after this one; the rates are what must be spent each week or
    month until then, rounded up, and None once the day has come. ``unspent`` is what the
    terms ask for what is left then.
    """

    fund: str
    title: str
    spend_by: datetime.date
    awarded: Decimal
    lapsed: Decimal
    repaid: Decimal
    spent: Decimal
    left: Decimal
    days: int
    per_week: Decimal | None
    per_month: Decimal | None
    unspent: str | None
    to_lapse: Decimal


class Repayable(NamedTuple):
    """What a funder is owed back: booked as owed, and received but unspent after its last day.

    ``lapses`` is what was never received, and so is not repaid.
    """

    fund: str
    title: str
    funder: str
    spend_by: datetime.date | None
    booked: Decimal
    to_book: Decimal
    lapses: Decimal

    @property
    def total(self) -> Decimal:
        """All that is owed."""
        return self.booked + self.to_book


class Prospect(NamedTuple):
    """A fund that is no money: a bid, an indication, or what was refused or withdrawn."""

    fund: str
    title: str
    funder: str
    stage: Stage
    since: datetime.date
    amount: Decimal | None


class Instalments(NamedTuple):
    """What a funder should have paid by now, what it paid, and what it pays next."""

    fund: str
    title: str
    due: Decimal
    received: Decimal
    overdue: Decimal
    overdue_since: datetime.date | None
    next_day: datetime.date | None
    next_amount: Decimal | None


class Conditions(NamedTuple):
    """What must be met before a fund's money comes, and how much is still to come."""

    fund: str
    title: str
    conditions: str
    awaited: Decimal


class Outlook(NamedTuple):
    """The report, each part by day or by fund."""

    spend_by: tuple[SpendBy, ...]
    repayable: tuple[Repayable, ...]
    prospects: tuple[Prospect, ...]
    instalments: tuple[Instalments, ...]
    conditions: tuple[Conditions, ...]
    payments: tuple[Payment, ...]
    schemes: tuple[Scheme, ...]
    matches: tuple[Match, ...]
    advances: tuple[Advance, ...]


def outlook(book: Book, as_at: datetime.date) -> Outlook:
    """Report what the terms ask for at the end of a day."""
    funds = [
        (fund, terms)
        for fund, history in sorted(book.register.funds.items())
        if (terms := history.at(as_at))
    ]
    money = [(fund, terms) for fund, terms in funds if terms.stage not in NO_MONEY]
    spend_by = [each for fund, terms in money if (each := _spend_by(book, fund, terms, as_at))]
    return Outlook(
        spend_by=tuple(sorted(spend_by, key=lambda each: (each.spend_by, each.fund))),
        repayable=tuple(_all_repayable(book, money, as_at)),
        prospects=tuple(_prospects(book, funds, as_at)),
        instalments=tuple(
            _instalments(book, fund, terms, as_at) for fund, terms in money if terms.instalments
        ),
        conditions=tuple(_conditions(book, funds, as_at)),
        payments=payments(book, as_at),
        schemes=schemes(book, as_at),
        matches=matches(book, as_at),
        advances=advances(book, as_at),
    )


def _spend_by(book: Book, fund: str, terms: Fund, as_at: datetime.date) -> SpendBy | None:
    left = balance_of_fund(book, fund, as_at)
    if terms.spend_by is None or left <= 0:
        return None
    life = life_of(book, fund, flows_of(book, fund, as_at), as_at)
    days = (terms.spend_by - as_at).days
    return SpendBy(
        fund=fund,
        title=terms.title,
        spend_by=terms.spend_by,
        awarded=life.awarded,
        lapsed=life.lapsed,
        repaid=life.repaid,
        spent=life.spent,
        left=left,
        days=days,
        per_week=_rate(left, Decimal(_DAYS_A_WEEK), days),
        per_month=_rate(left, Decimal(_DAYS_A_YEAR) / _MONTHS_A_YEAR, days),
        unspent=terms.unspent,
        to_lapse=parts_going_back(left, never_received(book, fund, as_at)).lapsing
        if terms.unspent == "repay"
        else ZERO,
    )


def _rate(left: Decimal, span: Decimal, days: int) -> Decimal | None:
    """Return what must be spent in each span of days; all of it where less than that is left."""
    if days <= 0:
        return None
    return min(left, (left * span / days).quantize(PENNY, ROUND_CEILING))


def _all_repayable(
    book: Book, funds: list[tuple[str, Fund]], as_at: datetime.date
) -> Iterator[Repayable]:
    for fund, terms in funds:
        owed = _repayable(book, fund, terms, as_at)
        if owed:
            yield owed


def _repayable(book: Book, fund: str, terms: Fund, as_at: datetime.date) -> Repayable | None:
    booked = -book.total(fund, Kind.REPAYABLE, as_at)
    to_book = lapses = ZERO
    if terms.unspent == "repay" and terms.spend_by and terms.spend_by < as_at:
        left = max(balance_of_fund(book, fund, as_at), ZERO)
        lapses, to_book = parts_going_back(left, never_received(book, fund, as_at))
    if not (booked or to_book or lapses):
        return None
    return Repayable(fund, terms.title, terms.funder, terms.spend_by, booked, to_book, lapses)


def _prospects(
    book: Book, funds: list[tuple[str, Fund]], as_at: datetime.date
) -> Iterator[Prospect]:
    """Yield the funds that are no money; what was lost in an earlier year is left out."""
    year = FinancialYear.of_day(as_at)
    for fund, terms in funds:
        if terms.stage not in NO_MONEY:
            continue
        versions = [v for v in book.register.funds[fund].versions if v.day <= as_at]
        since = versions[-1].day
        for version in reversed(versions):
            if version.value.stage != terms.stage:
                break
            since = version.day
        if terms.stage not in _LOST or since >= year.start:
            yield Prospect(fund, terms.title, terms.funder, terms.stage, since, terms.award)


def _instalments(book: Book, fund: str, terms: Fund, as_at: datetime.date) -> Instalments:
    received = claims_of(book, fund, flows_of(book, fund, as_at), as_at).received
    stated, overdue_since = ZERO, None
    may = due_of(book, fund, as_at)
    for step in terms.instalments:
        if step.day <= as_at:
            stated += step.amount
            if overdue_since is None and stated > received:
                overdue_since = step.day
    # Once the fund is over, no more is awaited than was spent.
    due = may.amount if may and terms.payment in ("advance", "instalments") else stated
    coming = next((step for step in terms.instalments if step.day > as_at), None)
    return Instalments(
        fund=fund,
        title=terms.title,
        due=due,
        received=received,
        overdue=max(due - received, ZERO),
        overdue_since=overdue_since if due > received else None,
        next_day=coming.day if coming else None,
        next_amount=coming.amount if coming else None,
    )


def _conditions(
    book: Book, funds: list[tuple[str, Fund]], as_at: datetime.date
) -> Iterator[Conditions]:
    for fund, terms in funds:
        awaited = never_received(book, fund, as_at)
        if terms.conditions and awaited > 0:
            yield Conditions(fund, terms.title, terms.conditions, awaited)
