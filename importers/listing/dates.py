"""The dates and fiscal periods of a listing, read strictly.

A column of dates is asked as a whole which of day and month comes first. A period such as
202401 may be April 2023, April 2024 or January 2024: a profile says which.
"""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Literal, NamedTuple

from ringfence.importers.cells import Cell, UnreadCellError, plain, text_of
from ringfence.ledger.years import APRIL, MONTHS, MONTHS_IN_YEAR

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ][\d:.]+Z?)?", re.ASCII)
_COMPACT = re.compile(r"(20\d{2}|19\d{2})(\d{2})(\d{2})", re.ASCII)
_NUMBERS = re.compile(
    r"(\d{1,2})\s*([/.-])\s*(\d{1,2})\s*\2\s*(\d{4}|\d{2})(?:[T ][\d:.]+)?", re.ASCII
)
_WORDS = re.compile(
    r"(?:[a-z]{3,9},?\s+)?(\d{1,2})(?:st|nd|rd|th)?[\s/.-]*([a-z]{3,9})\.?[\s,/.-]*(\d{4}|\d{2})",
    re.ASCII | re.IGNORECASE,
)
#: As Excel writes a date in full where it is set to American dates.
_AMERICAN = re.compile(
    r"(?:[a-z]{3,9},?\s+)?([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,\s*(\d{4})",
    re.ASCII | re.IGNORECASE,
)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?", re.ASCII)
_BY_NAME = {name[:size].lower(): i for i, name in enumerate(MONTHS, 1) for size in (3, len(name))}
_BY_NAME["sept"] = 9
# Excel counts days; these are in 1982 and 2064, and nobody's listing is older or younger.
_FIRST_SERIAL, _LAST_SERIAL = 30000, 60000
EPOCH = datetime.datetime(1899, 12, 30)  # noqa: DTZ001 - Excel knows no time zones
_FIRST_YEAR, _LAST_YEAR = 1980, 2099
_MOST_MONTHS = 12
#: Beyond the twelfth a finance system has some for what is put right at the year's end.
_LAST_PERIOD = 16
_PERIOD_FIGURES = re.compile(r"(\d{4})\s*[-/. ]?\s*(?:P|M)?(\d{1,2})", re.ASCII | re.IGNORECASE)
_PERIOD_TURNED = re.compile(r"(?:P|M)?(\d{1,2})\s*[-/. ]\s*(\d{4})", re.ASCII | re.IGNORECASE)
_PERIOD_NAMED = re.compile(r"([a-z]{3,9})\.?[\s/-]*(\d{4}|\d{2})", re.ASCII | re.IGNORECASE)

PeriodForm = Literal["year-end", "year-start", "month"]


class DateOrder(StrEnum):
    """Which comes first where a date is written in figures: 03/04/2022."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"


class Votes(NamedTuple):
    """What the dates of a column say of their order: examples, or None."""

    day_first: str | None
    month_first: str | None
    either: str | None


def day_of(
    value: Cell, order: DateOrder | None, epoch: datetime.datetime = EPOCH
) -> datetime.date | None:
    """Read a cell as a day; None if it is empty.

    Args:
        value: The cell: a date, a text, or the number by which Excel counts days.
        order: Which comes first in 03/04/2022; None if that is not known.
        epoch: The day from which the workbook counts.

    Raises:
        UnreadCellError: it is no date, or may be two.
    """
    if isinstance(value, datetime.datetime):
        return _within(value.date(), text_of(value))
    if isinstance(value, datetime.date):
        return _within(value, str(value))
    if value is None or (isinstance(value, str) and not text_of(value)):
        return None
    text = text_of(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _serial(float(value), text, epoch)
    if isinstance(value, str):
        found = _read_written(text, order)
        if found is not None:
            return _within(_day(text, *found), text)
        if _SERIAL.fullmatch(text):
            return _serial(float(text), text, EPOCH)
    raise UnreadCellError(f"“{text}” is not a date")


def votes(values: Iterable[Cell]) -> Votes:
    """Ask the dates of a column which comes first, the day or the month."""
    day_first = month_first = either = None
    for value in values:
        match = _NUMBERS.fullmatch(plain(value)) if isinstance(value, str) else None
        if match is None or match[1] == match[3]:
            continue
        first, second = int(match[1]), int(match[3])
        if first > _MOST_MONTHS:
            day_first = day_first or match[0]
        elif second > _MOST_MONTHS:
            month_first = month_first or match[0]
        else:
            either = either or match[0]
    return Votes(day_first, month_first, either)


class Kept(StrEnum):
    """How a date is kept, as far as it shows whether a spreadsheet took days for months."""

    EARLY_DATE = "a date up to the 12th"
    LATE_DATE = "a date after the 12th"
    EARLY_TEXT = "a text in figures, up to the 12th"
    LATE_TEXT = "a text in figures, after the 12th"
    OTHER = "something else"


def kind_of_date(value: Cell) -> Kept:
    """Return how a date is kept."""
    if isinstance(value, datetime.date):
        return Kept.EARLY_DATE if value.day <= _MOST_MONTHS else Kept.LATE_DATE
    match = _NUMBERS.fullmatch(plain(value)) if isinstance(value, str) else None
    if match is None:
        return Kept.OTHER
    return Kept.EARLY_TEXT if int(match[1]) <= _MOST_MONTHS else Kept.LATE_TEXT


def parts(text: str) -> tuple[str, str, str]:
    """Return the three figures of a date such as 03/04/2022, in the order written.

    Raises:
        UnreadCellError: it is not written so.
    """
    match = _NUMBERS.fullmatch(text)
    if match is None:
        raise UnreadCellError(f"“{text}” is not a date in figures")
    return match[1], match[3], match[4]


def _read_written(text: str, order: DateOrder | None) -> tuple[int, int, int] | None:
    match = _ISO.fullmatch(text) or _COMPACT.fullmatch(text)
    if match:
        return int(match[1]), int(match[2]), int(match[3])
    match = _NUMBERS.fullmatch(text)
    if match:
        first, second, year = int(match[1]), int(match[3]), _year(match[4])
        if order is None and first != second and max(first, second) <= _MOST_MONTHS:
            raise UnreadCellError(f"“{text}” may be two days")
        month_first = order is DateOrder.MONTH_FIRST or (order is None and second > _MOST_MONTHS)
        return (year, first, second) if month_first else (year, second, first)
    match = _WORDS.fullmatch(text)
    if match and match[2].lower() in _BY_NAME:
        return _year(match[3]), _BY_NAME[match[2].lower()], int(match[1])
    match = _AMERICAN.fullmatch(text)
    if match and match[1].lower() in _BY_NAME:
        return int(match[3]), _BY_NAME[match[1].lower()], int(match[2])
    return None


def _year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)  # noqa: PLR2004


def _day(text: str, year: int, month: int, day: int) -> datetime.date:
    if not 1 <= month <= _MOST_MONTHS:
        raise UnreadCellError(f"“{text}” is not a date: there is no month {month}")
    try:
        return datetime.date(year, month, day)
    except ValueError:
        raise UnreadCellError(
            f"“{text}” is not a date: {MONTHS[month - 1]} {year} has no day {day}"
        ) from None


def _within(day: datetime.date, text: str) -> datetime.date:
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise UnreadCellError(f"“{text}” is in the year {day.year}, which can't be meant")
    return day


def _serial(number: float, text: str, epoch: datetime.datetime) -> datetime.date:
    if not _FIRST_SERIAL <= number < _LAST_SERIAL:
        raise UnreadCellError(f"“{text}” is not a date")
    return (epoch + datetime.timedelta(days=int(number))).date()


def last_day(text: str, form: PeriodForm) -> datetime.date:
    """Return the last day of a period.

    Args:
        text: As the council writes it: 202401, 2024/01, 01/2024, or Apr-23.
        form: What its year means: the year ends in it, begins in it, or is the calendar's.

    Raises:
        UnreadCellError: it is no period.
    """
    named = _PERIOD_NAMED.fullmatch(text)
    if named and named[1].lower() in _BY_NAME:
        year = int(named[2]) if len(named[2]) == 4 else 2000 + int(named[2])  # noqa: PLR2004
        return _month_end(year, _BY_NAME[named[1].lower()])
    figures = _PERIOD_FIGURES.fullmatch(text)
    turned = _PERIOD_TURNED.fullmatch(text)
    if figures:
        year, number = int(figures[1]), int(figures[2])
    elif turned:
        year, number = int(turned[2]), int(turned[1])
    else:
        raise UnreadCellError(f"“{text}” is not a period")
    most = MONTHS_IN_YEAR if form == "month" else _LAST_PERIOD
    if not 1 <= number <= most:
        raise UnreadCellError(f"“{text}” is not a period: there is none of the number {number}")
    if form == "month":
        return _month_end(year, number)
    start = year - 1 if form == "year-end" else year
    month = min(number, MONTHS_IN_YEAR) + APRIL - 1
    later, month = divmod(month - 1, MONTHS_IN_YEAR)
    return _month_end(start + later, month + 1)


def _month_end(year: int, month: int) -> datetime.date:
    return datetime.date(year, month, calendar.monthrange(year, month)[1])
