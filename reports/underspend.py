"""What is unspent at a year's end: named from the first day, while the money can still be used."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import NamedTuple

from ringfence.ledger.book import Book, balance_of_fund
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.errors import UnservedError
from ringfence.ledger.money import pounds
from ringfence.ledger.years import FinancialYear, PeriodError
from ringfence.reports.forecasting.report import ActionForecast
from ringfence.reports.forecasting.sums import year_unspent
from ringfence.reports.forecasting.unspent import Unspent, YearUnspent
from ringfence.reports.forecasting.words import list_words
from ringfence.reports.monitoring.build import header_of
from ringfence.reports.monitoring.lines import lines_of
from ringfence.reports.monitoring.report import Header, ReturnLine
from ringfence.reports.monitoring.scope import scope_of
from ringfence.reports.return_errors import NothingToReportError, ReturnError
from ringfence.reports.schedule import Dates, dates_of, head_of, notice_from, periods


class Underspend(NamedTuple):
    """What is unspent at the year's end of what a return covers, and on which actions.

    ``notice_from`` is the day from which its funder is told. ``lines`` are all its actions',
    ``forecasts`` what each of them rests on; ``unspent`` is the number with its parts, whose
    money it is, and whose last day has come.
    """

    fund: str
    ref: str
    funder: str
    title: str
    year_end: datetime.date
    notice_from: datetime.date
    lines: tuple[ReturnLine, ...]
    forecasts: tuple[ActionForecast, ...]
    unspent: YearUnspent
    header: Header
    dates: Dates

    @property
    def amount(self) -> Decimal:
        """What is forecast under allocation."""
        return self.unspent.amount

    @property
    def total(self) -> Decimal:
        """What is unspent at the year's end: the number that every paper gives."""
        return self.unspent.total

    @property
    def free(self) -> Decimal:
        """What is in the reserve or not allocated."""
        return self.unspent.reserve + self.unspent.unallocated

    @property
    def funds(self) -> tuple[Unspent, ...]:
        """What of each fund is unspent."""
        return self.unspent.funds

    @property
    def under(self) -> tuple[ReturnLine, ...]:
        """The actions that are forecast under their allocation."""
        return tuple(line for line in self.lines if line.forecast_under)

    @property
    def whose(self) -> str:
        """Name the funds that the number is of, by id."""
        return list_words([each.fund for each in self.funds if each.total] or [self.fund])

    @property
    def is_over(self) -> bool:
        """Whether the day that the number is of has come, so that nothing is forecast any more."""
        return self.unspent.is_over

    @property
    def day(self) -> datetime.date:
        """The day that the number is of."""
        return self.unspent.day

    @property
    def says_something(self) -> bool:
        """Whether there is anything to tell: unspent, over, not looked at, or doubtful."""
        found = self.unspent
        told = any(each.doubts or each.timing for each in self.forecasts)
        return bool(found.total or found.amount or found.over or found.not_looked_at or told)


def underspends(book: Book, as_at: datetime.date) -> tuple[Underspend, ...]:
    """Return what is unspent at the end of a day's year, a return each, where there is any."""
    with_left = {
        fund
        for fund in book.register.funds
        if book.fund_at(fund, as_at) and balance_of_fund(book, fund, as_at)
    }
    heads = sorted({head_of(book, fund, as_at) for fund in with_left})
    found = (underspend_of(book, fund, as_at) for fund in heads)
    return tuple(each for each in found if each and each.says_something)


def underspend_of(book: Book, fund: str, as_at: datetime.date) -> Underspend | None:
    """Return what of a fund's return is unspent at the year's end; None without a return."""
    year = FinancialYear.of_day(as_at)
    dates = _dates(book, fund, year, as_at)
    if dates is None:
        return None
    scope = scope_of(book, dates, str)
    header = header_of(scope)
    unspent = year_unspent(scope, scope.forecasts.values())
    of_day = FinancialYear.of_day(unspent.day)
    return Underspend(
        fund=fund,
        ref=dates.ref,
        funder=header.funder,
        title=header.title,
        year_end=year.end,
        notice_from=notice_from(scope.terms, min(year, of_day)),
        lines=lines_of(scope),
        forecasts=tuple(scope.forecasts.values()),
        unspent=unspent,
        header=header,
        dates=dates,
    )


def _dates(book: Book, fund: str, year: FinancialYear, as_at: datetime.date) -> Dates | None:
    """Return the days of the return that a day falls in; None where there is none.

    Where the return before speaks of a later day, the day is of neither; the year's are given.
    """
    for period in periods(book, fund, since=as_at):
        if period.start > as_at:
            return None
        if period.end < as_at:
            continue
        try:
            return dates_of(book, fund, str(period), as_at)
        except NothingToReportError:
            first = max(year.start, book.register.funds[fund].first_day)
            if first > as_at:
                return None
            return Dates(fund, str(period), year, period.start, period.end, first, as_at, None)
        except (ReturnError, PeriodError):
            return None
    return None


class NoUnderspendError(UnservedError):
    """A fund of which no underspend is forecast; the message says how to ask of another day.

    A day after the grant's years mostly is today's, where no day was given.
    """

    def __init__(self, fund: str, head: str, day: datetime.date, found: Underspend | None) -> None:
        texts = [f"No underspend of {fund} is forecast as at {day}."]
        if head != fund:
            texts.append(f"By then it is reported in {head}.")
        if found and found.unspent.later:
            texts.append(f"{pounds(found.unspent.later)} may be spent later by its terms.")
        if found and found.unspent.kept:
            texts.append(f"{pounds(found.unspent.kept)} is kept, as its terms let you.")
        if found and found.unspent.not_looked_at:
            texts.append(
                f"{pounds(found.unspent.not_looked_at)} is expected to be spent, and nobody has "
                f"looked at it yet ({command('position', as_at=day)})."
            )
        another = command("return notice", fund, as_at=Blank.DAY)
        texts.append(f"For another day, type: {another}")
        super().__init__(" ".join(texts))
