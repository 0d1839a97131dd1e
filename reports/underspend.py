"""Underspends forecast: named from the first day, while the money can still be used."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from typing import NamedTuple

from ringfence.ledger.money import ZERO
from ringfence.ledger.years import PeriodError
from ringfence.reports.monitoring.build import prepare
from ringfence.reports.return_errors import ReturnError
from ringfence.reports.schedule import head_of
from ringfence.reports.schedule import periods

if TYPE_CHECKING:
    from ringfence.ledger.book import Book
    from ringfence.reports.monitoring.report import Report
    from ringfence.reports.monitoring.report import ReturnLine


class Underspend(NamedTuple):
    """What is forecast not to be spent of what a return covers, and on which actions.

    ``free`` is what is not allocated to any action, and so has no forecast.
    """

    fund: str
    ref: str
    funder: str
    title: str
    year_end: datetime.date
    amount: Decimal
    free: Decimal
    lines: tuple[ReturnLine, ...]
    report: Report


def underspends(book: Book, as_at: datetime.date) -> tuple[Underspend, ...]:
    """Give the underspends forecast at the end of a day, a return each."""
    found = []
    for fund in sorted(book.register.funds):
        if head_of(book, fund, as_at) == fund:
            each = underspend_of(book, fund, as_at)
            if each and each.amount > 0:
                found.append(each)
    return tuple(found)


def underspend_of(book: Book, fund: str, as_at: datetime.date) -> Underspend | None:
    """Forecast what is not spent of a fund's return at the year's end; None without a return."""
    for period in periods(book, fund):
        if period.start > as_at:
            return None
        if period.end < as_at:
            continue
        try:
            report = prepare(book, fund, str(period), as_at=as_at)
        except (ReturnError, PeriodError):
            return None
        lines = tuple(line for line in report.lines if line.forecast_variance < 0)
        free = sum((*report.reserve.values(), *report.unallocated.values()), ZERO)
        return Underspend(
            fund=fund,
            ref=str(period),
            funder=report.header.funder,
            title=report.header.title,
            year_end=period.year.end,
            amount=-sum((line.forecast_variance for line in lines), ZERO),
            free=free,
            lines=lines,
            report=report,
        )
    return None
