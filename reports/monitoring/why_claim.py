"""Why the figures of a claim are what they are: what came in, and what was asked of the funder."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ringfence.ledger.accounts import Kind
from ringfence.ledger.brought_forward import before_of
from ringfence.ledger.tracks import PotTrack
from ringfence.reports.columns import BEFORE, CLAIM, OTHER_YEARS
from ringfence.reports.flows import Flow, claiming, flowing
from ringfence.reports.monitoring.behind import Figure, Make, Rows
from ringfence.reports.monitoring.why_due import work_out_claim
from ringfence.reports.schedule import DAY

if TYPE_CHECKING:
    from beancount.core.data import Transaction

    from ringfence.reports.monitoring.report import Report
    from ringfence.reports.monitoring.scope import Scope

#: Each part of what came in and went out, by what the claim calls it.
_SAID = {"received_before": "received", "claimed_before": "claimed", "spent_before": "said_spent"}
_FLOWS = {"awarded_in_year": "awarded", "lapsed": "lapsed", "repaid": "repaid"}


def claim_figures(scope: Scope, report: Report, make: Make) -> Iterator[Figure]:
    """Yield the figures of the named fund's claim, and of what all funds covered had."""
    claim, fund = report.claim, scope.dates.fund
    if claim.award is not None:
        told = f"The award in the terms of {fund}, as at {scope.as_at}."
        yield make(CLAIM["award"].title, claim.award, [])._replace(how=told)
    before = before_of(scope.book, fund, scope.as_at)
    asked = list(claiming(scope.book, fund, scope.as_at))
    received = [(entry, part) for entry, _claimed, part in asked if part]
    yield make(CLAIM["received_to_date"].title, claim.received_to_date, received)
    claimed = [(entry, part) for entry, part, _received in asked if part]
    yield make(CLAIM["claimed_to_date"].title, claim.claimed_to_date, claimed)
    if before:
        for key in BEFORE:
            amount = getattr(before, _SAID[key])
            yield make(CLAIM[key].title, amount, [(before.entry, amount)])
    for each, part in claim.by_fund.items():
        if each == fund or part.this_claim:
            of = [(entry, n) for entry, n, _ in claiming(scope.book, each, scope.as_at) if n]
            yield from work_out_claim(scope, each, part, of, make)
    if claim.this_claim_in_all is not None:
        told = f"{CLAIM['this_claim'].title} of each fund covered, added up."
        yield make(CLAIM["this_claim_in_all"].title, claim.this_claim_in_all, [])._replace(how=told)
    flows = list(_flows(scope))
    opening = [(entry, flow.opening) for entry, flow in flows if flow.opening]
    yield make(CLAIM["brought_in"].title, claim.brought_in, [*_opening_rows(scope), *opening])
    for key, name in _FLOWS.items():
        rows = [(entry, part) for entry, flow in flows if (part := getattr(flow, name))]
        yield make(CLAIM[key].title, getattr(claim, key), rows)
    left, spent = _other_years(scope)
    spent += [(entry, flow.spent_before) for entry, flow in flows if flow.spent_before]
    yield make(OTHER_YEARS["left"].title, report.other_years.left, left)
    yield make(OTHER_YEARS["spent"].title, report.other_years.spent, spent)


def _flows(scope: Scope) -> Iterator[tuple[Transaction, Flow]]:
    """Yield what came in and went out of all funds covered since the year began."""
    first = scope.before + DAY if scope.before else datetime.date.min
    for fund in scope.funds:
        yield from flowing(scope.book, fund, first, scope.as_at)


def _opening_rows(scope: Scope) -> Rows:
    """Return what made up what all pots held when the year began."""
    if scope.before is None:
        return []
    return [
        (row.entry, -row.amount)
        for track in scope.pots
        for each in track.tracks
        for row in each.rows(last=scope.before)
        if each.kind is not Kind.SPENT or not _is_own(scope, track)
    ]


def _other_years(scope: Scope) -> tuple[Rows, Rows]:
    """Return what is left in other years' pots, and what was spent of them since 1 April."""
    left: Rows = []
    spent: Rows = []
    for track in scope.pots:
        if scope.before is None or not track.pot.is_planned or _is_own(scope, track):
            continue
        left += [(row.entry, -row.amount) for row in track.rows(last=scope.as_at)]
        if track.spent_track:
            rows = track.spent_track.rows(scope.before + DAY, scope.as_at)
            spent += [(row.entry, row.amount) for row in rows]
    return left, spent


def _is_own(scope: Scope, track: PotTrack) -> bool:
    return track.pot.is_planned and not scope.is_other_year(track.pot)
