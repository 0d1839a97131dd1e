"""What is unspent at a year's end: one number, the sum of named parts, and what becomes of it.

Forecast under allocation, the reserve, what is not allocated and what is left in other years'
plans, less what actions spend above their allocations, for that is not left, and less what is
kept or may be spent later by right. Beside it, and not in it, stands what is
expected to be spent and nobody has looked at: earmarks without days, and what is to plan.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import NamedTuple

from ringfence.ledger.going_back import GoingBack, parts_going_back
from ringfence.ledger.money import ZERO, pounds
from ringfence.reports.forecasting.treatment import TREATMENT, LastDay, Whose
from ringfence.reports.render.table import long_date


class Unspent(NamedTuple):
    """What of one fund is unspent at the year's end, and the sums that it is worked out from.

    In the year: ``brought_in + awarded = spent + expected + remaining + lapsed + repaid``.
    ``amount`` is forecast under allocation, ``over`` what actions are forecast above theirs;
    ``set_off`` is what of that takes from the rest of the fund, so that no more is unspent than
    will be left. In returns submitted before that was done it is nil. ``never_received`` is what is
    promised or claimed and has not come. ``spend_by`` and ``unspent`` are the fund's terms as at
    the day. ``may_still`` says that they let it be spent after the year's end. ``lost`` is all
    that the fund has left once its last day has come, committed or not; None where that is not
    in the year, or it may be kept.
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
    set_off: Decimal = ZERO

    def last_day(self, year_end: datetime.date) -> datetime.date:
        """Return the day to which it is forecast: the year's end, or its own if earlier."""
        return min(self.spend_by, year_end) if self.spend_by else year_end

    @property
    def is_kept(self) -> bool:
        """Whether the terms let the partnership keep it."""
        return self.unspent == "keep"

    @property
    def gross(self) -> Decimal:
        """All that is allocated and not spent, or in no action, whatever else is overspent."""
        return self.amount + self.reserve + self.unallocated + self.other_years

    @property
    def whole(self) -> Decimal:
        """All of it that is unspent, what is kept or spent later by right included."""
        return self.gross - self.set_off

    @property
    def remaining(self) -> Decimal:
        """What will be left of the fund: below zero where it is overspent in all."""
        return self.gross - self.over

    @property
    def kept(self) -> Decimal:
        """What of it is kept: shown, and not in the number."""
        return self.whole if self.is_kept else ZERO

    @property
    def later(self) -> Decimal:
        """What of it may be spent later by right: shown, and not in the number."""
        return self.whole if self.may_still and not self.is_kept else ZERO

    @property
    def kept_or_later(self) -> Decimal:
        """What of it is kept, or may be spent later by right."""
        return self.kept + self.later

    @property
    def total(self) -> Decimal:
        """The number."""
        return self.whole - self.kept_or_later

    @property
    def by_consent(self) -> Decimal:
        """What of the number may be spent later if the funder consents."""
        return self.total if self.unspent == "carry-forward" else ZERO

    @property
    def lapsing(self) -> Decimal:
        """What of the number is to be given back and was never received, and so lapses."""
        return self._going_back.lapsing

    @property
    def to_repay(self) -> Decimal:
        """What of the number is to be given back and was received."""
        return self._going_back.repaid

    @property
    def _going_back(self) -> GoingBack:
        if self.unspent != "repay":
            return GoingBack(ZERO, ZERO)
        return parts_going_back(self.total, self.never_received)

    @property
    def not_said(self) -> Decimal:
        """What of the number the terms say nothing of."""
        return self.total if self.unspent is None else ZERO

    @property
    def not_looked_at(self) -> Decimal:
        """What is expected to be spent and nobody has looked at: beside the number."""
        return self.to_plan + self.undated

    @property
    def proposed(self) -> str:
        """What becomes of it, each part with its amount; empty where nothing is unspent."""
        until = f" until {long_date(self.spend_by)}" if self.spend_by else ""
        ways = {
            "kept and spent on the plan": self.kept,
            f"may still be spent{until}": self.later,
            "needs consent to be spent later": self.by_consent,
            "to be repaid": self.to_repay,
            "not received, to lapse": self.lapsing,
            "the terms do not say": self.not_said,
        }
        return "; ".join(f"{pounds(amount)} {way}" for way, amount in ways.items() if amount)

    @property
    def treatment(self) -> str | None:
        """What becomes of it, in the words of a return; None where nothing says."""
        if self.may_still and self.spend_by:
            return f"may still be spent, until {long_date(self.spend_by)}"
        return TREATMENT.get(self.unspent or "")


class YearUnspent(NamedTuple):
    """What is unspent at a year's end of all the funds of a return, with its parts.

    ``amount + reserve + unallocated + other_years - set_off - kept - later = total``, which is
    ``by_consent + to_repay + lapsing + not_said``.
    """

    year_end: datetime.date
    as_at: datetime.date
    funds: tuple[Unspent, ...]

    def _sum(self, name: str) -> Decimal:
        return sum((getattr(each, name) for each in self.funds), ZERO)

    @property
    def day(self) -> datetime.date:
        """The day that the number is of: the last of the last days of the funds that it is of."""
        own = [each.last_day(self.year_end) for each in self.funds if each.total]
        return max(own, default=self.last_day)

    @property
    def last_day(self) -> datetime.date:
        """The day to which anything is forecast: the year's end, or an earlier last day of all."""
        return max((each.last_day(self.year_end) for each in self.funds), default=self.year_end)

    @property
    def is_over(self) -> bool:
        """Whether that day has come, so that nothing is forecast any more."""
        return self.as_at >= self.day

    @property
    def total(self) -> Decimal:
        """The number."""
        return self._sum("total")

    @property
    def amount(self) -> Decimal:
        """Forecast under allocation."""
        return self._sum("amount")

    @property
    def gross(self) -> Decimal:
        """All that is allocated and not spent, or in no action, whatever else is overspent."""
        return self._sum("gross")

    @property
    def whole(self) -> Decimal:
        """All that is unspent, what is kept or spent later by right included."""
        return self._sum("whole")

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
        """What actions are forecast above their allocations."""
        return self._sum("over")

    @property
    def set_off(self) -> Decimal:
        """What of that is taken off the rest of the fund that it is of."""
        return self._sum("set_off")

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

    @property
    def whose(self) -> tuple[Whose, ...]:
        """Whose money it is that is forecast under allocation, by fund."""
        return tuple(
            Whose(each.fund, each.title, each.amount, each.spend_by, each.treatment)
            for each in self.funds
            if each.amount
        )

    @property
    def last_days(self) -> tuple[LastDay, ...]:
        """What is left of each fund whose last day has come."""
        return tuple(
            LastDay(each.fund, each.spend_by, each.lost, each.unspent)
            for each in self.funds
            if each.lost and each.spend_by
        )
