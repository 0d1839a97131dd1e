"""Working days in England: Monday to Friday, but for the bank holidays.

Which days are bank holidays is what the installed release of the library `holidays` knows. One
that is proclaimed later, such as for a coronation, is known to a later release.
"""

from __future__ import annotations

import datetime
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holidays import HolidayBase

    from ringfence.ledger.declarations.models import Fund


def finance_by(due: datetime.date, terms: Fund) -> datetime.date | None:
    """Return the day by which finance needs a return due on a day; None where no term says.

    That is so many working days before, or days of the calendar where only those are named.
    """
    if terms.working_days is not None:
        return working_days_before(due, terms.working_days)
    return due - datetime.timedelta(days=terms.lead_days) if terms.lead_days else None


def working_days_before(day: datetime.date, count: int) -> datetime.date:
    """Return the working day that is so many working days before a day.

    The day itself does not count; none before it is the day itself, or the last working day
    before it where it is none.
    """
    england = _england()
    if count == 0 and england.is_working_day(day):
        return day
    return england.get_nth_working_day(day, -max(count, 1))


@cache
def _england() -> HolidayBase:
    from holidays import country_holidays

    return country_holidays("GB", subdiv="ENG")
