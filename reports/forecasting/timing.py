"""Whether an action is behind its profile: a matter of timing, never by itself an underspend.

Alerts read the profile by days between its points, so that they don't jump at each of them.
Source: the profile itself says by when how much is to be spent, and not in what steps.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from ringfence.ledger.money import PENNY, ZERO
from ringfence.reports.forecasting.report import ActionForecast, Rule, Timing

if TYPE_CHECKING:
    from ringfence.ledger.declarations.fields import Dated
    from ringfence.reports.forecasting.action_state import Standing

#: Less than this part behind is not told: bills come in arrears.
_TOLD = Decimal("0.1")
_DAY = datetime.timedelta(days=1)
_DAYS_A_MONTH = Decimal(365) / 12


def timing_of(at: Standing, found: ActionForecast) -> Timing | None:
    """Return how far an action is behind its profile; None if it is not, or not forecast by it."""
    action = at.setting.book.register.actions.get(at.place)
    profile = action.at_or_first(at.setting.as_at).profile if action else ()
    if found.rule is not Rule.PROFILE or not profile:
        return None
    as_at, start = at.setting.as_at, at.setting.year.start
    by_now = min(by_days(profile, start, as_at), max(found.allocated, found.spent))
    behind = by_now - found.spent
    if behind <= by_now * _TOLD or behind <= 0:
        return None
    last = max(part.last_day for part in found.by_fund.values())
    days = max((last - as_at) // _DAY, 1)
    left = found.outturn - found.spent
    needed = min(left, (left * _DAYS_A_MONTH / days).quantize(PENNY, ROUND_CEILING))
    return Timing(by_now, found.spent, needed, _fastest(at, start))


def by_days(profile: Sequence[Dated], start: datetime.date, as_at: datetime.date) -> Decimal:
    """Read a profile by days between its points; nothing before the year begins."""
    day, amount = start - _DAY, ZERO
    for step in profile:
        if as_at < step.day:
            share = Decimal(max((as_at - day) // _DAY, 0)) / ((step.day - day) // _DAY)
            return (amount + (step.amount - amount) * share).quantize(PENNY, ROUND_HALF_UP)
        day, amount = step.day, step.amount
    return amount


def _fastest(at: Standing, start: datetime.date) -> Decimal:
    """Return the most that was spent in a calendar month so far."""
    months: dict[tuple[int, int], Decimal] = {}
    for line in at.lines:
        track = at.setting.book.pots[line.pot, line.fund].spent_track
        for row in track.rows(start, at.setting.as_at) if track else ():
            month = (row.day.year, row.day.month)
            months[month] = months.get(month, ZERO) + row.amount
    return max(months.values(), default=ZERO)
