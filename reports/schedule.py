"""When returns are due, and from which day to which each of them counts.

Cadence, period, as-at and due date are four things: Oadby & Wigston's first return
was due the day *before* its half-year ended. A fund's cadence is its field ``returns``,
amended from the next period on. No day falls between two returns: each begins on the
day after the previous one's as-at, and a fund that moves from one return to another
begins in the new one where the old one left off.
"""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple
from weakref import WeakKeyDictionary

from ringfence.ledger.accounts import Kind
from ringfence.ledger.risk import NO_MONEY
from ringfence.ledger.years import (
    APRIL,
    FIRST_LIKELY,
    LAST_LIKELY,
    MONTHS_BY_CADENCE,
    FinancialYear,
    Period,
    is_likely,
)
from ringfence.reports.return_errors import (
    NothingToReportError,
    NotItsPeriodError,
    ReportedElsewhereError,
    ReturnError,
    UnknownFundError,
)

if TYPE_CHECKING:
    from ringfence.ledger.book import Book
    from ringfence.ledger.declarations.models import Fund, Return

FINAL = "final"
DAY = datetime.timedelta(days=1)
#: A fund of such a stage has no money yet, and so nothing to return.
#: Each return of a book asks for the same, so it is listed once for each day.
_kept_as_ats: WeakKeyDictionary[Book, dict[datetime.date, list[tuple[datetime.date, str]]]]
_kept_as_ats = WeakKeyDictionary()
_LETTERS = {"H": "half-year", "Q": "quarter", "M": "month"}


class Dates(NamedTuple):
    """A return's days. ``year`` is None for a final return, ``due`` if nothing says when."""

    fund: str
    ref: str
    year: FinancialYear | None
    start: datetime.date
    end: datetime.date
    first: datetime.date
    as_at: datetime.date
    due: datetime.date | None

    @property
    def is_final(self) -> bool:
        """Whether it is over the fund's whole life."""
        return self.year is None


def dates_of(book: Book, fund: str, ref: str, as_at: datetime.date | None = None) -> Dates:
    """Return the days of a return, with another as-at than the declared one if asked.

    Raises:
        ReturnError: there is no such return, or it is made in another's.
        PeriodError: the text is no period.
    """
    history = book.register.funds.get(fund)
    if history is None:
        raise UnknownFundError(fund, book.register.funds)
    if ref == FINAL:
        return _final(book, fund, as_at)
    period = Period.parse(ref)
    day = as_at or _as_at(book, fund, period)
    head = head_of(book, fund, day)
    if head != fund:
        raise ReportedElsewhereError(fund, head, ref, day)
    previous = _previous(book, fund, period)
    first = _as_at(book, fund, previous) + DAY if previous else history.first_day
    if day < first:
        raise NothingToReportError(fund, ref, first, day)
    return Dates(
        fund, ref, period.year, period.start, period.end, first, day, _due(book, fund, ref, period)
    )


def return_title(ref: str) -> str:
    """Call a return as people do: ``Monitoring return 2017/18, half-year 1``."""
    if ref == FINAL:
        return "Final monitoring return"
    year = Period.parse(ref).year
    part = ref[len(str(year)) + 1 :]
    period = f", {_LETTERS[part[0]]} {int(part[1:])}" if part else ""
    return f"Monitoring return {year.spoken}{period}"


def notice_from(terms: Fund, year: FinancialYear) -> datetime.date:
    """Return the day of a year from which a fund's funder is told what will not be spent.

    The day that the terms name is so in every year; without one it is 1 January. It is no
    later than the fund's own last day, if that is in the year.
    """
    named = terms.notice_from or datetime.date(year.end.year, 1, 1)
    day = _in_year(named, year)
    last = terms.spend_by
    return last if last and year.start <= last < day else day


def declared_return(book: Book, fund: str, ref: str) -> Return | None:
    """Return what the books declare of a return, as last declared."""
    history = book.register.returns.get((fund, ref))
    return history.latest if history else None


def head_of(book: Book, fund: str, day: datetime.date) -> str:
    """Name the fund in whose return this one was reported on a day, followed to its end."""
    seen = {fund}
    while (above := book.reporting_fund(fund, day)) is not None and above not in seen:
        seen.add(above)
        fund = above
    return fund


def periods(book: Book, fund: str, since: datetime.date = datetime.date.min) -> Iterator[Period]:
    """Yield the periods of a fund's returns, by its cadence, until the calendar's last likely day.

    A cadence that is amended within a period holds from the next one on. The first
    period is the one in which the fund is declared, or may first be spent if later; where that
    day is unlikely, the one of the books' first entry. Asked for
    since a day, most of those that end before it are passed over: never the last one before an
    amendment, nor the one before that day.
    """
    history = book.register.funds[fund]
    day = max(history.first_day, history.latest.spend_from or history.first_day)
    if day < FIRST_LIKELY:
        day = book.likely_days[0] if book.likely_days else FIRST_LIKELY
    last = max(day, LAST_LIKELY)
    while day <= last:
        months = MONTHS_BY_CADENCE.get(history.at_or_first(day).returns)
        changed = next((each.day for each in history.amendments if each.day > day), None)
        if months is None:
            if changed is None:
                return
            day = changed
            continue
        goal = min(since, changed or since, last)
        period = Period.of_day(day, months)
        if period.end < goal:
            # All from here to there are as long, so the day's own is met by walking too.
            period = max(period, Period.of_day(goal, months).previous)
        yield period
        day = period.end + DAY


def first_days(book: Book, dates: Dates, funds: Iterable[str]) -> dict[str, datetime.date]:
    """Return the first day that a return counts of each fund it covers.

    That is the return's own first day, unless the fund was last reported in another's
    return, or in none: then the day after that, or the fund's own first day.
    """
    first_days = {fund: book.register.funds[fund].first_day for fund in funds}
    if dates.is_final:
        return first_days
    earlier = _as_ats(book, dates.as_at)
    starts = {dates.fund: dates.first}
    for fund, first_day in first_days.items():
        if fund != dates.fund:
            reported = (day for day, head in earlier if head_of(book, fund, day) == head)
            last = next((day for day in reported if day >= first_day), None)
            starts[fund] = last + DAY if last else first_day
    return starts


def all_dates(book: Book) -> list[Dates]:
    """Return every return that the books ask for, by fund and period.

    Those are the periods by cadence until a fund may no longer be spent, and on while it
    is; and whatever else is declared. A fund that was then reported in another makes none.
    """
    found: dict[tuple[str, str], Dates] = {}
    spent = _last_spent(book)
    for fund in sorted(book.register.funds):
        last = _last_day(book, fund, spent.get(fund))
        refs = [str(p) for p in _until(book, fund, last)]
        refs += sorted(ref for each, ref in book.register.returns if each == fund)
        for ref in refs:
            try:
                dates = dates_of(book, fund, ref)
            except (ReturnError, ValueError):
                continue
            if ref == FINAL or _stage(book, dates) not in NO_MONEY:
                found.setdefault((fund, ref), dates)
    return sorted(found.values(), key=lambda d: (d.fund, d.is_final, d.start, d.end))


def _in_year(day: datetime.date, year: FinancialYear) -> datetime.date:
    """Return the same day of another financial year; of 29 February, the 28th if it has none."""
    calendar = year.start_year if day.month >= APRIL else year.start_year + 1
    try:
        return day.replace(year=calendar)
    except ValueError:
        return day.replace(year=calendar, day=28)


def _final(book: Book, fund: str, as_at: datetime.date | None) -> Dates:
    history = book.register.funds[fund]
    spent_by = history.latest.spend_by
    end = spent_by or FinancialYear.of_day(_last_day(book, fund, _last_spent(book).get(fund))).end
    declaration = declared_return(book, fund, FINAL)
    day = as_at or (declaration.as_at if declaration else None) or end
    first = history.first_day
    if day < first:
        raise NothingToReportError(fund, FINAL, first, day)
    due = (
        declaration.due
        if declaration and declaration.due
        else _after(end, history.at_or_first(end))
    )
    return Dates(fund, FINAL, None, first, end, first, day, due)


def _as_at(book: Book, fund: str, period: Period) -> datetime.date:
    declaration = declared_return(book, fund, str(period))
    return declaration.as_at if declaration and declaration.as_at else period.end


def _due(book: Book, fund: str, ref: str, period: Period) -> datetime.date | None:
    declaration = declared_return(book, fund, ref)
    if declaration and declaration.due:
        return declaration.due
    return _after(period.end, book.register.funds[fund].at_or_first(period.end))


def _after(end: datetime.date, terms: Fund) -> datetime.date | None:
    return None if terms.due_days is None else end + terms.due_days * DAY


def _previous(book: Book, fund: str, period: Period) -> Period | None:
    """Return the period before one, by the fund's cadence.

    Raises:
        NotItsPeriodError: the fund makes no return for this period.
    """
    before = None
    for each in periods(book, fund, since=period.start):
        if each == period:
            return before
        if each.start > period.end:
            break
        before = each
    raise NotItsPeriodError(fund, period, _around(book, fund, period))


def _around(book: Book, fund: str, period: Period) -> list[Period]:
    """Name a fund's periods in the year of one, else the first after it.

    After the last that it has, they are those of the year that the books have come to, else its
    first: such a year is a slip of the keyboard.
    """
    first = book.register.funds[fund].first_day
    last = book.likely_days[1] if book.likely_days else first
    years = (period.year, FinancialYear.of_day(last), FinancialYear.of_day(first))
    return next(filter(None, (_from_year(book, fund, year) for year in years)), [])


def _from_year(book: Book, fund: str, year: FinancialYear) -> list[Period]:
    """Return a fund's periods in a year, else the first after it."""
    found: list[Period] = []
    for each in periods(book, fund, since=year.start):
        if each.year > year and found:
            break
        if each.year >= year:
            found.append(each)
            if each.year > year:
                break
    return found


def _as_ats(book: Book, before: datetime.date) -> list[tuple[datetime.date, str]]:
    """List the as-ats of all returns before a day with their funds, latest first."""
    kept = _kept_as_ats.setdefault(book, {})
    if before not in kept:
        kept[before] = _list_as_ats(book, before)
    return kept[before]


def _list_as_ats(book: Book, before: datetime.date) -> list[tuple[datetime.date, str]]:
    found = [
        (day, fund)
        for fund in book.register.funds
        for period in _until(book, fund, before)
        if (day := _as_at(book, fund, period)) < before and head_of(book, fund, day) == fund
    ]
    return sorted(found, reverse=True)


def _until(book: Book, fund: str, last: datetime.date) -> Iterator[Period]:
    for period in periods(book, fund):
        if period.start > last:
            return
        yield period


def _last_day(book: Book, fund: str, spent: datetime.date | None) -> datetime.date:
    """Return the last day on which a fund may be spent, or was, if that is likely at all."""
    history = book.register.funds[fund]
    days = [history.first_day, spent or history.first_day]
    if history.latest.spend_by:
        days.append(history.latest.spend_by)
    elif book.likely_days:
        days.append(book.likely_days[1])
    return max([history.first_day, *(day for day in days if is_likely(day))])


def _last_spent(book: Book) -> dict[str, datetime.date]:
    """Return the last likely day on which each fund was spent."""
    found: dict[str, datetime.date] = {}
    for track in book.tracks.values():
        if track.kind is Kind.SPENT and track.account:
            fund, count = track.account.fund, bisect_right(track.days, LAST_LIKELY)
            if count:
                last = track.days[count - 1]
                found[fund] = max(last, found.get(fund, last))
    return found


def _stage(book: Book, dates: Dates) -> str:
    return book.register.funds[dates.fund].at_or_first(dates.as_at).stage
