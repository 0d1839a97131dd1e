"""Underspends forecast: named from the first day, while the money can still be used."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from typing import NamedTuple

from ringfence.ledger.money import ZERO
from ringfence.ledger.years import FinancialYear
from ringfence.ledger.years import PeriodError
from ringfence.reports.monitoring.build import header_of
from ringfence.reports.monitoring.build import left_in
from ringfence.reports.monitoring.lines import lines_of
from ringfence.reports.monitoring.scope import scope_of
from ringfence.reports.monitoring.unspent import listed
from ringfence.reports.monitoring.unspent import unspent_of
from ringfence.reports.return_errors import ReturnError
from ringfence.reports.schedule import dates_of
from ringfence.reports.schedule import head_of
from ringfence.reports.schedule import notice_from
from ringfence.reports.schedule import periods

if TYPE_CHECKING:
    from ringfence.ledger.book import Book
    from ringfence.reports.monitoring.report import Header
    from ringfence.reports.monitoring.report import ReturnLine
    from ringfence.reports.monitoring.unspent import Unspent
    from ringfence.reports.schedule import Dates


class Underspend(NamedTuple):
    """What is forecast not to be spent of what a return covers, and on which actions.

    ``notice_from`` is the day from which its funder is told. ``free`` is what is not allocated
    to any action, and so has no forecast. ``funds`` says whose money it is, and whose last day
    has come with what is left of it.
    """

    fund: str
    ref: str
    funder: str
    title: str
    year_end: datetime.date
    notice_from: datetime.date
    amount: Decimal
    free: Decimal
    lines: tuple[ReturnLine, ...]
    funds: tuple[Unspent, ...]
    header: Header
    dates: Dates

    @property
    def whose(self) -> str:
        """Name the funds that the amount is of, by id."""
        return listed([each.fund for each in self.funds if each.amount] or [self.fund])

    @property
    def is_over(self) -> bool:
        """Whether the year is over, so that nothing is forecast any more."""
        return self.dates.as_at >= self.year_end


def underspends(book: Book, as_at: datetime.date) -> tuple[Underspend, ...]:
    """Give the underspends forecast at the end of a day, a return each."""
    year = str(FinancialYear.containing(as_at))
    with_left = {
        fund
        for (pot, fund), track in book.pots.items()
        if pot.year == year and pot.is_planned and track.left(as_at) > 0
    }
    heads = sorted({head_of(book, fund, as_at) for fund in with_left})
    found = (underspend_of(book, fund, as_at) for fund in heads)
    return tuple(each for each in found if each and each.amount > 0)


def underspend_of(book: Book, fund: str, as_at: datetime.date) -> Underspend | None:
    """Forecast what is not spent of a fund's return at the year's end; None without a return."""
    for period in periods(book, fund):
        if period.start > as_at:
            return None
        if period.end < as_at:
            continue
        try:
            dates = dates_of(book, fund, str(period), as_at)
        except (ReturnError, PeriodError):
            return None
        scope = scope_of(book, dates, str)
        header = header_of(scope)
        lines = tuple(line for line in lines_of(scope) if line.forecast_variance < 0)
        free = left_in(scope, lambda pot: not pot.is_planned)
        return Underspend(
            fund=fund,
            ref=str(period),
            funder=header.funder,
            title=header.title,
            year_end=period.year.end,
            notice_from=notice_from(scope.terms, period.year),
            amount=-sum((line.forecast_variance for line in lines), ZERO),
            free=sum(free.values(), ZERO),
            lines=lines,
            funds=unspent_of(scope, lines),
            header=header,
            dates=dates,
        )
    return None
