"""What a page is asked for: the days that Fava's time filter names, or the latest year."""

from __future__ import annotations

import datetime
import re
from typing import NamedTuple

from fava.util.date import FiscalYearEnd, parse_date

from ringfence.ledger.book import Book
from ringfence.ledger.years import FinancialYear, YearError
from ringfence.reports.position import default_day, default_year
from ringfence.reports.schedule import DAY

#: Financial years run from April, whatever the books tell Fava.
YEAR_END = FiscalYearEnd(3, 31)
_YEAR = re.compile(r"(\d{4})\s*[/-]\s*(?:\d{2})?(\d{2})")
#: Days outside these years are slips of the keyboard.
_YEARS = range(1900, 9000)


class BadTimeError(Exception):
    """A time filter that names no days."""

    def __init__(self, text: str) -> None:
        super().__init__(
            f"“{text}” is not a period. In the filter box write a financial year (2017/18, or "
            "fy2018), a month (2017-06), a day (2017-06-12) or a range (2017-04 - 2017-09)."
        )


class Asked(NamedTuple):
    """The days of a page, both inclusive; the year is the one that the last lies in."""

    first: datetime.date
    as_at: datetime.date
    by_filter: bool

    @property
    def year(self) -> FinancialYear:
        """The financial year of the page."""
        return FinancialYear.of_day(self.as_at)


def read_days(book: Book, time: str, today: datetime.date) -> Asked:
    """Read a time filter; without one, give the latest year with entries up to today.

    Raises:
        BadTimeError: it names no time.
    """
    if not time.strip():
        return days_of_year(default_year(book, today), today)
    year = _year_in(time)
    if year is not None:
        return Asked(year.start, year.end, by_filter=True)
    try:
        first, end = parse_date(time, YEAR_END)
    except (ValueError, OverflowError):
        raise BadTimeError(time) from None
    if first is None or end is None or end <= first:
        raise BadTimeError(time)
    if first.year not in _YEARS or end.year not in _YEARS:
        raise BadTimeError(time)
    return Asked(first, end - DAY, by_filter=True)


def _year_in(time: str) -> FinancialYear | None:
    """Read a financial year as people write it: ``2017/18``, ``2017-18`` or ``2017/2018``."""
    found = _YEAR.fullmatch(time.strip())
    if found is None:
        return None
    try:
        return FinancialYear.parse(f"{found[1]}-{found[2]}")
    except YearError:
        return None


def days_of_year(year: FinancialYear, today: datetime.date) -> Asked:
    """Return the days of a year up to today, as they are without a filter."""
    return Asked(year.start, default_day(year, today), by_filter=False)


def filter_of(year: FinancialYear) -> str:
    """Return the filter that shows a year: Fava names it by the year it ends in."""
    return f"fy{year.next.start_year}"
