"""What is unspent at a year's end: one number, the sum of named parts, and what becomes of it.

Forecast under allocation, the reserve, what is not allocated and what is left in other years'
plans, less what is kept or may be spent later by right. Beside it, and not in it, stands what is
expected to be spent and nobody has looked at: earmarks without days, and what is to plan.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING
from typing import NamedTuple

from ringfence.ledger.accounts import UNALLOCATED
from ringfence.ledger.accounts import Kind
from ringfence.ledger.book import held
from ringfence.ledger.money import ZERO
from ringfence.reports.monitoring.had import had_by_fund
from ringfence.reports.render.table import long_date

if TYPE_CHECKING:
    from ringfence.ledger.tracks import PotTrack
    from ringfence.reports.forecasting.report import ActionForecast
    from ringfence.reports.monitoring.scope import Scope

#: What becomes of money that is not spent by its last day, by what the terms ask.
TREATMENT = {
    "repay": "returned",
    "carry-forward": "consent sought to carry it forward",
    "keep": "kept and spent on the plan",
}


class Unspent(NamedTuple):
    """What of one fund is unspent at the year's end, and the sums that it is worked out from.

    In the year: ``brought_in + awarded = spent + expected + remaining + lapsed + repaid``.
    ``amount`` is forecast under allocation, ``over`` what actions are forecast above theirs,
    which is not set off. ``never_received`` is what is promised or claimed and has not come.
    ``spend_by`` and ``unspent`` are the fund's terms as at the day. ``may_still`` says that they
    let it be spent after the year's end. ``lost`` is all that the fund has left once its last
    day has come, committed or not; None where that is not in the year, or it may be kept.
    """

    fund: str
    title: str
    funder: str
    spend_by: datetime.date | None
    unspent: str | None
    may_still: bool
    amount: Decimal
    over: Decimal
    reserve: Decimal
    unallocated: Decimal
    other_years: Decimal
    brought_in: Decimal
    awarded: Decimal
    lapsed: Decimal
    repaid: Decimal
    spent: Decimal
    expected: Decimal
    committed: Decimal
    to_plan: Decimal
    undated: Decimal
    never_received: Decimal
    lost: Decimal | None

    @property
    def is_kept(self) -> bool:
        """Whether the terms let the partnership keep it."""
        return self.unspent == "keep"

    @property
    def whole(self) -> Decimal:
        """All of it that is unspent, what is kept or spent later by right included."""
        return self.amount + self.reserve + self.unallocated + self.other_years

    @property
    def remaining(self) -> Decimal:
        """All that is unspent less what actions are over: below nothing where overspent."""
        return self.whole - self.over

    @property
    def kept(self) -> Decimal:
        """What of it is kept: shown, and not in the number."""
        return self.whole if self.is_kept else ZERO

    @property
    def later(self) -> Decimal:
        """What of it may be spent later by right: shown, and not in the number."""
        return self.whole if self.may_still and not self.is_kept else ZERO

    @property
    def total(self) -> Decimal:
        """The number."""
        return self.whole - self.kept - self.later

    @property
    def by_consent(self) -> Decimal:
        """What of the number may be spent later if the funder consents."""
        return self.total if self.unspent == "carry-forward" else ZERO

    @property
    def lapsing(self) -> Decimal:
        """What of the number is to be given back and was never received, and so lapses."""
        if self.unspent != "repay":
            return ZERO
        return max(min(self.total, self.never_received), ZERO)

    @property
    def to_repay(self) -> Decimal:
        """What of the number is to be given back and was received."""
        return self.total - self.lapsing if self.unspent == "repay" else ZERO

    @property
    def not_said(self) -> Decimal:
        """What of the number the terms say nothing of."""
        return self.total if self.unspent is None else ZERO

    @property
    def not_looked_at(self) -> Decimal:
        """What is expected to be spent and nobody has looked at: beside the number."""
        return self.to_plan + self.undated

    @property
    def treatment(self) -> str | None:
        """What becomes of it, in the words of a return; None where nothing says."""
        if self.may_still and self.spend_by:
            return f"may still be spent, until {long_date(self.spend_by)}"
        if self.may_still and not self.is_kept:
            return "may still be spent"
        return TREATMENT.get(self.unspent or "")


class YearUnspent(NamedTuple):
    """What is unspent at a year's end of all the funds of a return, with its parts.

    ``amount + reserve + unallocated + other_years - kept - later = total``, which is
    ``by_consent + to_repay + lapsing + not_said``.
    """

    year_end: datetime.date
    as_at: datetime.date
    funds: tuple[Unspent, ...]

    def _sum(self, name: str) -> Decimal:
        return sum((getattr(each, name) for each in self.funds), ZERO)

    @property
    def is_over(self) -> bool:
        """Whether the year is over, so that nothing of it is forecast any more."""
        return self.as_at >= self.year_end

    @property
    def total(self) -> Decimal:
        """The number."""
        return self._sum("total")

    @property
    def amount(self) -> Decimal:
        """Forecast under allocation."""
        return self._sum("amount")

    @property
    def reserve(self) -> Decimal:
        """In the reserve."""
        return self._sum("reserve")

    @property
    def unallocated(self) -> Decimal:
        """Not allocated."""
        return self._sum("unallocated")

    @property
    def other_years(self) -> Decimal:
        """Left in the plans of other years."""
        return self._sum("other_years")

    @property
    def kept(self) -> Decimal:
        """Kept by the terms, and so not in the number."""
        return self._sum("kept")

    @property
    def later(self) -> Decimal:
        """Spent later by right, and so not in the number."""
        return self._sum("later")

    @property
    def over(self) -> Decimal:
        """What actions are forecast above their allocations: apart, and not set off."""
        return self._sum("over")

    @property
    def by_consent(self) -> Decimal:
        """What of the number may be spent later if funders consent."""
        return self._sum("by_consent")

    @property
    def to_repay(self) -> Decimal:
        """What of the number was received and is to be repaid."""
        return self._sum("to_repay")

    @property
    def lapsing(self) -> Decimal:
        """What of the number was never received, and lapses."""
        return self._sum("lapsing")

    @property
    def not_said(self) -> Decimal:
        """What of the number the terms say nothing of."""
        return self._sum("not_said")

    @property
    def to_plan(self) -> Decimal:
        """Beside the number: what no earmark has, not yet forecast by an officer."""
        return self._sum("to_plan")

    @property
    def undated(self) -> Decimal:
        """Beside the number: what is in earmarks without days."""
        return self._sum("undated")

    @property
    def not_looked_at(self) -> Decimal:
        """Beside the number: what is expected to be spent and nobody has looked at."""
        return self._sum("not_looked_at")

    @property
    def committed(self) -> Decimal:
        """On order or agreed, and not spent."""
        return self._sum("committed")


def year_unspent(scope: Scope, forecasts: Iterable[ActionForecast]) -> YearUnspent:
    """Give what is unspent at the year's end of the funds that a return covers, by fund.

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
    left = _left(scope)
    had = had_by_fund(scope)
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
                may_still=_may_still(scope, terms.spend_by),
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
                never_received=_never_received(scope, fund),
                lost=_lost(scope, fund),
            )
        )
    return YearUnspent(_year_end(scope), scope.as_at, tuple(funds))


_NOTHING = (ZERO,) * 7


class _Left(NamedTuple):
    """What a fund has left outside the year's plan, and spent on other years' since 1 April."""

    reserve: Decimal = ZERO
    unallocated: Decimal = ZERO
    other_years: Decimal = ZERO
    other_years_spent: Decimal = ZERO


def _left(scope: Scope) -> dict[str, _Left]:
    found: dict[str, _Left] = {}
    for track in scope.pots:
        before = found.get(track.fund, _Left())
        found[track.fund] = _Left(
            *(n + more for n, more in zip(before, _left_in(scope, track), strict=True))
        )
    return found


def _left_in(scope: Scope, track: PotTrack) -> _Left:
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


def _may_still(scope: Scope, last: datetime.date | None) -> bool:
    """Say whether a fund may be spent after the year's end: without a last day it may for ever."""
    return last is None or last > _year_end(scope)


def _never_received(scope: Scope, fund: str) -> Decimal:
    """Give what was awarded or claimed, and has not come."""
    kinds = (Kind.AWARDED, Kind.RECEIVABLE)
    return sum((scope.book.total(fund, kind, scope.as_at) for kind in kinds), ZERO)


def _lost(scope: Scope, fund: str) -> Decimal | None:
    terms = scope.terms_of(fund)
    last, left = terms.spend_by, held(scope.book, fund, scope.as_at)
    first = scope.dates.year.start if scope.dates.year else scope.dates.start
    is_over = last is not None and first <= last <= scope.as_at and terms.unspent != "keep"
    return left if is_over and left > 0 else None
