"""What each fund of a return had in its year: brought in and awarded, and what went of it again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from ringfence.ledger.money import ZERO
from ringfence.reports.flows import Flow, flows_of

if TYPE_CHECKING:
    from ringfence.reports.monitoring.scope import Scope


class Had(NamedTuple):
    """What a fund had in a return's year: brought in and awarded, and what went of it again."""

    brought_in: Decimal
    awarded: Decimal
    lapsed: Decimal
    repaid: Decimal


def funding_by_fund(
    scope: Scope, flows: Mapping[str, Iterable[Flow]] | None = None
) -> dict[str, Had]:
    """Return what each fund had in the return's year, of its life for a final return."""
    before = scope.before
    brought_in = _openings_by_fund(scope)
    found = {}
    for fund in scope.funds:
        own = flows[fund] if flows else flows_of(scope.book, fund, scope.as_at)
        year = [flow for flow in own if before is None or flow.day > before]
        found[fund] = Had(
            brought_in=brought_in.get(fund, ZERO) + sum((flow.opening for flow in year), ZERO),
            awarded=sum((flow.awarded for flow in year), ZERO),
            lapsed=sum((flow.lapsed for flow in year), ZERO),
            repaid=sum((flow.repaid for flow in year), ZERO),
        )
    return found


def late_by_fund(scope: Scope) -> dict[str, Decimal]:
    """Return by how much what each fund spent before the books changed in the return's year."""
    found = {}
    for fund in scope.funds:
        flows = flows_of(scope.book, fund, scope.as_at)
        late = (f.spent_before for f in flows if scope.before is None or f.day > scope.before)
        found[fund] = sum(late, ZERO)
    return found


def _openings_by_fund(scope: Scope) -> dict[str, Decimal]:
    """Return what all pots held when the year began, by fund.

    What the year's own plan had spent by then counts too: it is in its lines.
    """
    before = scope.before
    held: dict[str, Decimal] = {}
    if before is None:
        return held
    for track in scope.pots:
        own = track.pot.is_planned and not scope.is_other_year(track.pot)
        amount = track.put_in(before) if own else track.left(before)
        held[track.fund] = held.get(track.fund, ZERO) + amount
    return held
