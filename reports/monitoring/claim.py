"""The claim: what was awarded, received and claimed, and what there was to spend.

What the lines, the reserve, the unallocated money and other years' pots come to is what
was brought in and awarded, less what lapsed and was repaid. That holds to the penny by
construction (:mod:`ringfence.reports.flows`): nothing else changes what the pots hold.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from ringfence.ledger.accounts import Kind
from ringfence.ledger.brought_forward import before_of
from ringfence.ledger.brought_forward import is_unsaid
from ringfence.ledger.brought_forward import spent_in_all
from ringfence.ledger.money import ZERO
from ringfence.reports.flows import Flow
from ringfence.reports.flows import asked_of
from ringfence.reports.flows import awarded_of
from ringfence.reports.flows import flows_of
from ringfence.reports.monitoring.had import had_by_fund
from ringfence.reports.monitoring.report import Claim
from ringfence.reports.monitoring.report import FundClaim
from ringfence.reports.monitoring.report import OtherYears

if TYPE_CHECKING:
    from ringfence.ledger.tracks import Track
    from ringfence.reports.monitoring.scope import Scope


def claim_of(scope: Scope) -> Claim:
    """Work the claim out."""
    flows = {fund: list(flows_of(scope.book, fund, scope.as_at)) for fund in scope.funds}
    by_fund = {fund: _of_fund(scope, fund, flows[fund]) for fund in scope.funds}
    had = had_by_fund(scope, flows)
    brought_in, awarded, lapsed, repaid = (
        sum(column, ZERO) for column in zip(*had.values(), strict=True)
    )
    named = by_fund[scope.dates.fund]
    return Claim(
        award=named.award,
        received_to_date=named.received_to_date,
        claimed_to_date=named.claimed_to_date,
        this_claim=named.this_claim,
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
    """Give what other years' pots still hold, and what they spent since 1 April."""
    left = spent = ZERO
    before = scope.before
    for track in scope.pots:
        if before is not None and track.pot.is_planned and scope.is_other_year(track.pot):
            left += track.left(scope.as_at)
            spent += track.spent(scope.as_at) - track.spent(before)
    return OtherYears(left, spent)


def _of_fund(scope: Scope, fund: str, flows: list[Flow]) -> FundClaim:
    asked = asked_of(scope.book, fund, flows, scope.as_at)
    before = before_of(scope.book, fund, scope.as_at)
    return FundClaim(
        award=scope.terms_of(fund).award,
        received_to_date=asked.received,
        claimed_to_date=asked.claimed,
        this_claim=_this_claim(scope, fund, asked.claimed),
        received_before=before.received if before else None,
        claimed_before=before.claimed if before else None,
        spent_before=before.spent if before else None,
        awarded=awarded_of(flows) + (before.spent if before else ZERO),
        spent=spent_in_all(scope.book, fund, scope.as_at),
    )


def _this_claim(scope: Scope, fund: str, claimed: Decimal) -> Decimal | None:
    """Give what a return claims; None if the terms do not say how the fund is paid.

    In arrears and on order what was spent is claimed, in instalments and in advance what
    is due by the as-at; an advance without dates is due at once. What was spent, due and
    claimed before the books began counts. None too where there was something before and
    nobody said what was received of it: what is left to claim is not known then.
    """
    terms = scope.terms_of(fund)
    if terms.payment is None or is_unsaid(scope.book, fund, scope.as_at):
        return None
    if terms.payment in ("arrears", "on-order"):
        due = spent_in_all(scope.book, fund, scope.as_at)
    elif terms.payment == "advance" and not terms.instalments:
        due = terms.award or ZERO
    else:
        due = sum((step.amount for step in terms.instalments if step.day <= scope.as_at), ZERO)
    return max(due - claimed, ZERO)


def _at_risk(scope: Scope) -> Decimal:
    """Give what was spent of funds whose funder has still not approved."""
    at_risk = ZERO
    for fund in scope.funds:
        if scope.terms_of(fund).stage == "at-risk":
            at_risk += _total(scope.tracks(fund, Kind.SPENT), scope.as_at)
    return at_risk


def _total(tracks: Iterator[Track], as_at: datetime.date) -> Decimal:
    return sum((track.balance(as_at) for track in tracks), ZERO)
