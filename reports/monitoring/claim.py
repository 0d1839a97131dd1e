"""The claim: what was awarded, received and claimed, and what there was to spend.

What the lines, the reserve, the unallocated money and other years' pots come to is what
was brought in and awarded, less what lapsed and was repaid. That holds to the penny by
construction (:mod:`ringfence.reports.flows`): nothing else changes what the pots hold.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from decimal import Decimal

from ringfence.ledger.accounts import Kind
from ringfence.ledger.brought_forward import before_of, is_unsaid
from ringfence.ledger.money import ZERO, pounds
from ringfence.ledger.tracks import Track
from ringfence.reports.flows import Due, Flow, claims_of, due_of, flows_of, life_of
from ringfence.reports.monitoring.funding import funding_by_fund, late_by_fund
from ringfence.reports.monitoring.report import Claim, FundClaim, OtherYears
from ringfence.reports.monitoring.scope import Scope

#: How a fund is paid, and what of it may be claimed by that.
_PAID = {
    "arrears": "in arrears: what was spent to date",
    "on-order": "on order: what was spent to date",
    "advance": "in advance: what is due by then",
    "instalments": "in instalments: those due by then",
}


def claim_of(scope: Scope) -> Claim:
    """Work the claim out."""
    flows = {fund: list(flows_of(scope.book, fund, scope.as_at)) for fund in scope.funds}
    by_fund = {fund: _of_fund(scope, fund, flows[fund]) for fund in scope.funds}
    had = funding_by_fund(scope, flows)
    brought_in, awarded, lapsed, repaid = (
        sum(column, ZERO) for column in zip(*had.values(), strict=True)
    )
    named = by_fund[scope.dates.fund]
    return Claim(
        award=named.award,
        received_to_date=named.received_to_date,
        claimed_to_date=named.claimed_to_date,
        this_claim=named.this_claim,
        this_claim_in_all=_in_all(by_fund),
        received_before=named.received_before,
        claimed_before=named.claimed_before,
        spent_before=named.spent_before,
        brought_in=brought_in,
        awarded_in_year=awarded,
        lapsed=lapsed,
        repaid=repaid,
        spent_at_risk=_at_risk(scope),
        by_fund=by_fund,
    )


def other_years(scope: Scope) -> OtherYears:
    """Return what other years' pots still hold, and what they spent since 1 April.

    What was spent before the books is of other years too, where it changed since.
    """
    before = scope.before
    left, spent = ZERO, sum(late_by_fund(scope).values(), ZERO)
    for track in scope.pots:
        if before is not None and track.pot.is_planned and scope.is_other_year(track.pot):
            left += track.left(scope.as_at)
            spent += track.spent(scope.as_at) - track.spent(before)
    return OtherYears(left, spent)


def _of_fund(scope: Scope, fund: str, flows: list[Flow]) -> FundClaim:
    book, as_at = scope.book, scope.as_at
    asked, life = claims_of(book, fund, flows, as_at), life_of(book, fund, flows, as_at)
    before = before_of(book, fund, as_at)
    # Where nobody said what was received before the books began, nobody knows what is left.
    known = not is_unsaid(book, fund, as_at)
    due = due_of(book, fund, as_at, is_final=scope.dates.is_final) if known else None
    return FundClaim(
        award=scope.terms_of(fund).award,
        received_to_date=asked.received,
        claimed_to_date=asked.claimed,
        this_claim=None if due is None else max(due.amount - asked.claimed, ZERO),
        received_before=before.received if before else None,
        claimed_before=before.claimed if before else None,
        spent_before=before.said_spent if before else None,
        awarded=life.awarded,
        spent=life.spent,
        lapsed=life.lapsed,
        repaid=life.repaid,
        due=None if due is None else due.amount,
        basis=None if due is None else _basis(scope.terms_of(fund).payment or "", due),
    )


def _basis(payment: str, due: Due) -> str:
    """Return how a fund is paid, and what may be claimed by that."""
    if due.amount == due.stated:
        return _PAID[payment]
    return f"{_PAID[payment]}, {pounds(due.stated)}, but no more than was spent"


def _in_all(by_fund: Mapping[str, FundClaim]) -> Decimal | None:
    """Return what a return claims of all funds that it covers; None if of none it is known."""
    known = [each.this_claim for each in by_fund.values() if each.this_claim is not None]
    return sum(known, ZERO) if known else None


def _at_risk(scope: Scope) -> Decimal:
    """Return what was spent of funds whose funder has still not approved."""
    at_risk = ZERO
    for fund in scope.funds:
        if scope.terms_of(fund).stage == "at-risk":
            at_risk += _total(scope.tracks(fund, Kind.SPENT), scope.as_at)
    return at_risk


def _total(tracks: Iterator[Track], as_at: datetime.date) -> Decimal:
    return sum((track.balance(as_at) for track in tracks), ZERO)
