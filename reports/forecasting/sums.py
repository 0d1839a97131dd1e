"""What is unspent at a year's end, summed from the forecasts of a return's actions and its pots."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from ringfence.ledger.accounts import UNALLOCATED
from ringfence.ledger.book import balance_of_fund
from ringfence.ledger.declarations.models import Fund
from ringfence.ledger.going_back import never_received
from ringfence.ledger.money import ZERO
from ringfence.ledger.tracks import PotTrack
from ringfence.reports.forecasting.report import ActionForecast
from ringfence.reports.forecasting.unspent import Unspent, YearUnspent
from ringfence.reports.monitoring.funding import funding_by_fund, late_by_fund
from ringfence.reports.monitoring.scope import Scope


def year_unspent(scope: Scope, forecasts: Iterable[ActionForecast]) -> YearUnspent:
    """Return what is unspent at the year's end of the funds that a return covers, by fund.

    The forecasts are of the return's actions, each over the funds covered alone.
    """
    parts: dict[str, list[tuple[Decimal, ...]]] = {}
    for each in forecasts:
        for fund, of in each.by_fund.items():
            amounts = (
                max(-of.variance, ZERO),
                max(of.variance, ZERO),
                of.spent,
                of.expected,
                of.committed,
                of.to_plan,
                of.undated,
            )
            parts.setdefault(fund, []).append(amounts)
    left = _left_by_fund(scope)
    had = funding_by_fund(scope)
    funds = []
    for fund in scope.funds:
        sums = [sum(column, ZERO) for column in zip(_NOTHING, *parts.get(fund, ()), strict=True)]
        under, over, spent, expected, committed, to_plan, undated = sums
        of_pots = left.get(fund, _Left())
        brought_in, awarded, lapsed, repaid = had[fund]
        terms = scope.terms_of(fund)
        funds.append(
            Unspent(
                fund=fund,
                title=terms.title,
                funder=terms.funder,
                spend_by=terms.spend_by,
                unspent=terms.unspent,
                may_still=_may_still(scope, terms),
                amount=under,
                over=over,
                reserve=of_pots.reserve,
                unallocated=of_pots.unallocated,
                other_years=of_pots.other_years,
                brought_in=brought_in,
                awarded=awarded,
                lapsed=lapsed,
                repaid=repaid,
                spent=spent + of_pots.other_years_spent,
                expected=expected,
                committed=committed,
                to_plan=to_plan,
                undated=undated,
                never_received=never_received(scope.book, fund, scope.as_at),
                lost=_loss_of(scope, fund),
            )
        )
    funds = [each._replace(set_off=min(each.over, max(each.gross, ZERO))) for each in funds]
    return YearUnspent(_year_end(scope), scope.as_at, tuple(funds))


_NOTHING = (ZERO,) * 7


class _Left(NamedTuple):
    """What a fund has left outside the year's plan, and spent on other years' since 1 April."""

    reserve: Decimal = ZERO
    unallocated: Decimal = ZERO
    other_years: Decimal = ZERO
    other_years_spent: Decimal = ZERO


def _left_by_fund(scope: Scope) -> dict[str, _Left]:
    found = {fund: _Left(other_years_spent=late) for fund, late in late_by_fund(scope).items()}
    for track in scope.pots:
        before = found.get(track.fund, _Left())
        found[track.fund] = _Left(
            *(n + more for n, more in zip(before, _left_of(scope, track), strict=True))
        )
    return found


def _left_of(scope: Scope, track: PotTrack) -> _Left:
    pot, left = track.pot, track.left(scope.as_at)
    if pot.is_reserve:
        return _Left(reserve=left)
    if pot == UNALLOCATED:
        return _Left(unallocated=left)
    if not scope.is_other_year(pot) or scope.before is None:
        return _Left()
    spent = track.spent(scope.as_at) - track.spent(scope.before)
    return _Left(other_years=left, other_years_spent=spent)


def _year_end(scope: Scope) -> datetime.date:
    return scope.dates.year.end if scope.dates.year else scope.dates.end


def _may_still(scope: Scope, terms: Fund) -> bool:
    """Return whether a fund may be spent after the year's end.

    Without a last day it may for ever, unless its terms ask for what is unspent all the same:
    then the year's end is the only day that there is.
    """
    if terms.spend_by is None:
        return terms.unspent not in ("repay", "carry-forward")
    return terms.spend_by > _year_end(scope)


def _loss_of(scope: Scope, fund: str) -> Decimal | None:
    terms = scope.terms_of(fund)
    last, left = terms.spend_by, balance_of_fund(scope.book, fund, scope.as_at)
    first = scope.dates.year.start if scope.dates.year else scope.dates.start
    is_over = last is not None and first <= last <= scope.as_at and terms.unspent != "keep"
    return left if is_over and left > 0 else None
