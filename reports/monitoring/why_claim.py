"""Why the figures of a claim are what they are: what came in, and what was asked of the funder."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from ringfence.ledger.accounts import Kind
from ringfence.ledger.brought_forward import SOURCES, Before, before_of, opens
from ringfence.ledger.money import ZERO
from ringfence.ledger.sums import sum_of
from ringfence.ledger.tracks import PotTrack
from ringfence.reports.columns import BEFORE, CLAIM, OTHER_YEARS
from ringfence.reports.flows import Flow, flow_of
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
#: What entries come to of what was claimed and of what was received, by their ``id()``.
Parts = dict[int, tuple["Transaction", Decimal, Decimal]]


def claim_figures(scope: Scope, report: Report, make: Make) -> Iterator[Figure]:
    """Yield the figures of the named fund's claim, and of what all funds covered had."""
    claim, fund = report.claim, scope.dates.fund
    if claim.award is not None:
        told = f"The award in the terms of {fund}, as at {scope.as_at}."
        yield make(CLAIM["award"].title, claim.award, [])._replace(how=told)
    before = _before(scope, fund)
    asked = list(_claims(scope, fund, before))
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
            of = [(entry, n) for entry, n, _ in _claims(scope, each, _before(scope, each)) if n]
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


def _before(scope: Scope, fund: str) -> Before | None:
    return before_of(scope.book, fund, scope.as_at)


def _claims(
    scope: Scope, fund: str, before: Before | None
) -> Iterator[tuple[Transaction, Decimal, Decimal]]:
    """Yield the entries behind what was claimed, each with its part of that and of the received.

    As :func:`ringfence.reports.flows.claims_of` has it: what came in and is not merely promised
    was claimed, and what of it is not receivable was received.
    """
    parts: Parts = {}
    for kinds, claims in (((*SOURCES, Kind.AWARDED), True), ((Kind.RECEIVABLE,), False)):
        for track in scope.tracks(fund, *kinds):
            for row in track.rows(last=scope.as_at):
                entry, claimed, received = parts.get(id(row.entry), (row.entry, ZERO, ZERO))
                claimed -= row.amount if claims else ZERO
                parts[id(row.entry)] = (entry, claimed, received - row.amount)
    if before:
        _gather(scope, fund, before, parts)
    sourced = {
        id(row.entry)
        for track in scope.tracks(fund, *SOURCES)
        for row in track.rows(last=scope.as_at)
    }
    for key, (entry, claimed, received) in parts.items():
        repaid = flow_of(scope.book, fund, entry).repaid if key in sourced else ZERO
        yield entry, claimed + repaid, received + repaid


def _gather(scope: Scope, fund: str, before: Before, parts: Parts) -> None:
    """Put what the opening entries come to, and what was spent before, with the one that says so.

    Together they are what was received before: what is held, advanced and owed is made of it.
    """
    book, claim_entry = scope.book, before.entry
    claimed = received = before.spent
    parts.setdefault(id(claim_entry), (claim_entry, ZERO, ZERO))
    for key, (entry, of_claimed, of_received) in list(parts.items()):
        is_old = entry.date <= claim_entry.date or sum_of(book, entry, fund, Kind.ACCRUALS)
        if entry is claim_entry or (is_old and opens(book, entry, fund)):
            claimed, received = claimed + of_claimed, received + of_received
            del parts[key]
    parts[id(claim_entry)] = (claim_entry, claimed, received)


def _flows(scope: Scope) -> Iterator[tuple[Transaction, Flow]]:
    """Yield what came in and went out of all funds covered since the year began."""
    for fund in scope.funds:
        seen: set[int] = set()
        for track in scope.tracks(fund, *SOURCES):
            for row in track.rows(last=scope.as_at):
                is_of_year = scope.before is None or row.day > scope.before
                if is_of_year and id(row.entry) not in seen:
                    seen.add(id(row.entry))
                    yield row.entry, flow_of(scope.book, fund, row.entry)


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
