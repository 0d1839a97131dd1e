"""The funds: what each was awarded, claimed, received and spent, and its statement for a year.

A statement begins with what the fund held, and ends with what it holds and where that is.
What was awarded, lapsed, repaid and spent in between is all that changes it. Money that the
books begin with was held before them, and so is in what a statement begins with.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from ringfence.ledger.accounts import UNALLOCATED, Kind, Pot
from ringfence.ledger.book import Book, balance_of_fund
from ringfence.ledger.declarations.models import Stage
from ringfence.ledger.money import ZERO
from ringfence.ledger.risk import AT_RISK, NO_MONEY, spend_at_risk
from ringfence.reports.flows import claims_of, flows_of, life_of
from ringfence.reports.schedule import DAY

#: The heading of how far a grant has come, and what that is called.
HOW_IT_STANDS = "How it stands"
STAGES: dict[Stage, str] = {
    "bid": "bid, not yet decided",
    "indicative": "indicated, not binding",
    "refused": "refused",
    "withdrawn": "withdrawn",
    "at-risk": "approval awaited",
    "awarded": "awarded",
    "closed": "closed",
}


class Statement(NamedTuple):
    """A fund from one day to another: the first five come to ``left``, so do the last four.

    ``opening`` is what it held before, or when the books begin; ``lapsed``, ``repaid`` and
    ``spent`` go off it.
    """

    opening: Decimal
    awarded: Decimal
    lapsed: Decimal
    repaid: Decimal
    spent: Decimal
    left: Decimal
    unallocated: Decimal
    reserve: Decimal
    available: Decimal
    earmarked: Decimal


class FundSummary(NamedTuple):
    """One fund as at a day, with its statement up to then.

    ``award`` is what its terms say, ``awarded`` what the books took in: less what lapsed, was
    repaid and spent it is ``unspent``, what is left. What was received, claimed and spent of it
    before the books began is in these, and so in ``awarded``; its statement is of the books
    alone. ``at_risk`` is what was spent while the funder's approval is awaited.
    """

    fund: str
    title: str
    funder: str
    stage: Stage
    award: Decimal | None
    awarded: Decimal
    lapsed: Decimal
    repaid: Decimal
    claimed: Decimal
    received: Decimal
    spent: Decimal
    unspent: Decimal
    spend_by: datetime.date | None
    unspent_terms: str | None
    reported_in: str | None
    at_risk: Decimal
    statement: Statement

    @property
    def is_certain(self) -> bool:
        """Whether there is money in it, and not only the hope of some."""
        return self.stage not in NO_MONEY

    @property
    def stands(self) -> str:
        """How far the grant has come, in words."""
        return STAGES[self.stage]

    @property
    def is_live(self) -> bool:
        """Whether it holds or moved something, or is not closed yet."""
        return self.stage not in ("closed", "refused", "withdrawn") or any(self.statement)


class FundsReport(NamedTuple):
    """The report: every fund declared by the last day, by id."""

    first: datetime.date
    last: datetime.date
    funds: tuple[FundSummary, ...]


def funds_report(book: Book, first: datetime.date, last: datetime.date) -> FundsReport:
    """Report every fund at the end of a day, with its statement from another day on."""
    declared = (fund for fund, history in book.register.funds.items() if history.first_day <= last)
    return FundsReport(
        first, last, tuple(fund_summary(book, fund, first, last) for fund in sorted(declared))
    )


def fund_summary(book: Book, fund: str, first: datetime.date, last: datetime.date) -> FundSummary:
    """Report one fund."""
    terms = book.register.funds[fund].at_or_first(last)
    flows = list(flows_of(book, fund, last))
    asked = claims_of(book, fund, flows, last)
    life = life_of(book, fund, flows, last)
    return FundSummary(
        fund=fund,
        title=terms.title,
        funder=terms.funder,
        stage=terms.stage,
        award=terms.award,
        awarded=life.awarded,
        lapsed=life.lapsed,
        repaid=life.repaid,
        claimed=asked.claimed,
        received=asked.received,
        spent=life.spent,
        unspent=balance_of_fund(book, fund, last),
        spend_by=terms.spend_by,
        unspent_terms=terms.unspent,
        reported_in=terms.reported_in,
        at_risk=spend_at_risk(book, fund, last) if terms.stage == AT_RISK else ZERO,
        statement=statement_of(book, fund, first, last),
    )


def statement_of(book: Book, fund: str, first: datetime.date, last: datetime.date) -> Statement:
    """State what a fund held, what moved from one day to another, and where the rest is."""
    before = first - DAY
    flows = [flow for flow in flows_of(book, fund, last) if flow.day >= first]

    def left_in(wanted: Callable[[Pot], bool]) -> Decimal:
        tracks = (track for track in book.pots_of_fund(fund) if wanted(track.pot))
        return sum((track.left(last) for track in tracks), ZERO)

    return Statement(
        opening=balance_of_fund(book, fund, before) + sum((flow.opening for flow in flows), ZERO),
        awarded=sum((flow.awarded for flow in flows), ZERO),
        lapsed=sum((flow.lapsed for flow in flows), ZERO),
        repaid=sum((flow.repaid for flow in flows), ZERO),
        spent=book.total(fund, Kind.SPENT, last)
        - book.total(fund, Kind.SPENT, before)
        + sum((flow.spent_before for flow in flows), ZERO),
        left=balance_of_fund(book, fund, last),
        unallocated=left_in(lambda pot: pot == UNALLOCATED),
        reserve=left_in(lambda pot: pot.is_reserve),
        available=left_in(lambda pot: pot.is_planned and pot.earmark is None),
        earmarked=left_in(lambda pot: pot.earmark is not None),
    )
