"""Financial years and the periods of returns.

A financial year runs from 1 April to 31 March, both days inclusive, and is
written ``2017-18``. A period of it is a half (``2017-18-H1``), a quarter
(``2017-18-Q3``), a month counted from April (``2017-18-M07`` is October), the
whole year, or ``final``: a fund's whole life.
"""

from __future__ import annotations

import datetime
import re
from functools import cache
from typing import NamedTuple

APRIL = 4
MONTHS_IN_YEAR = 12
# Not strftime: the names of months would follow the machine's language.
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

#: Days before and after these are slips of the keyboard, as far as anybody knows: 2520 for 2025.
FIRST_LIKELY = datetime.date(1990, 1, 1)
LAST_LIKELY = datetime.date(2099, 12, 31)
#: Beyond these nothing is reckoned: terms of a thousand days or years would leave the calendar.
FIRST_USABLE = datetime.date(1000, 4, 1)
LAST_USABLE = datetime.date(8999, 3, 31)

#: How many months one return covers, by the field ``returns`` of a fund.
MONTHS_BY_CADENCE = {"monthly": 1, "quarterly": 3, "six-monthly": 6, "annual": 12}
_LETTERS = {"M": 1, "Q": 3, "H": 6}
_YEAR = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_SLASH_OR_DASH = re.compile("[/\u2010-\u2015]")
#: As some write it: with its century at both ends or at neither.
_LONG_YEAR = re.compile(r"\d{4}-\d{4}", re.ASCII)
_SHORT_YEAR = re.compile(r"\d\d-\d\d", re.ASCII)
_PERIOD = re.compile(r"(\d{4}-\d{2})(?:-([HQM])(\d{1,2}))?", re.ASCII)


def is_likely(day: datetime.date) -> bool:
    """Return whether a day may be meant: one from 1990 to 2099."""
    return FIRST_LIKELY <= day <= LAST_LIKELY


def is_usable(day: datetime.date) -> bool:
    """Return whether a day can be reckoned with: terms from it on stay within the calendar."""
    return FIRST_USABLE <= day <= LAST_USABLE


def today() -> datetime.date:
    """Return the day on the council's own clock."""
    return datetime.date.today()


def unless_today(day: datetime.date) -> datetime.date | None:
    """Return a day as a command has to say it: None for today, which is meant if none is said."""
    return None if day == today() else day


class YearError(ValueError):
    """A text that is no financial year."""

    def __init__(self, text: str) -> None:
        super().__init__(
            f"“{text}” is not a financial year: write the year it begins and the two last digits "
            "of the year it ends, such as 2017-18."
        )


class PeriodError(ValueError):
    """A text that is no period of a return."""

    def __init__(self, text: str) -> None:
        super().__init__(
            f"“{text}” is not a period: write a half (2017-18-H1), a quarter (2017-18-Q3), a month "
            "counted from April (2017-18-M07), a year (2017-18) or final."
        )


class FinancialYear(NamedTuple):
    """The year from 1 April of ``start_year`` to the next 31 March."""

    start_year: int

    @classmethod
    @cache
    def parse(cls, text: str) -> FinancialYear:
        """Read ``2017-18``; raise :class:`YearError` for anything else."""
        match = _YEAR.fullmatch(text)
        if match is None:
            raise YearError(text)
        first = int(match[1])
        if not (FIRST_USABLE.year <= first < LAST_USABLE.year) or (first + 1) % 100 != int(
            match[2]
        ):
            raise YearError(text)
        return cls(first)

    @classmethod
    def of_day(cls, day: datetime.date) -> FinancialYear:
        """Return the financial year that a day lies in."""
        return cls(day.year if day.month >= APRIL else day.year - 1)

    @property
    def start(self) -> datetime.date:
        """1 April."""
        return datetime.date(self.start_year, APRIL, 1)

    @property
    def end(self) -> datetime.date:
        """31 March, the last day of the year."""
        return datetime.date(self.start_year + 1, APRIL - 1, 31)

    @property
    def next(self) -> FinancialYear:
        """The year after."""
        return FinancialYear(self.start_year + 1)

    def __str__(self) -> str:
        return f"{self.start_year}-{(self.start_year + 1) % 100:02d}"

    @property
    def spoken(self) -> str:
        """The year as minutes write it: ``2017/18``."""
        return str(self).replace("-", "/")


class Period(NamedTuple):
    """One period of a return: ``months`` long, the ``number``-th of its year."""

    year: FinancialYear
    months: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read ``2017-18-H1`` and the like; ``final`` is not a period of a year.

        Raises:
            PeriodError: the text is no period.
        """
        match = _PERIOD.fullmatch(text)
        if match is None:
            raise PeriodError(text)
        try:
            year = FinancialYear.parse(match[1])
        except YearError:
            raise PeriodError(text) from None
        if match[2] is None:
            return cls(year, MONTHS_IN_YEAR, 1)
        months = _LETTERS[match[2]]
        number = int(match[3])
        if not 1 <= number <= MONTHS_IN_YEAR // months or text != str(cls(year, months, number)):
            raise PeriodError(text)
        return cls(year, months, number)

    @classmethod
    def of_day(cls, day: datetime.date, months: int) -> Period:
        """Return the period of that many months that a day lies in."""
        year = FinancialYear.of_day(day)
        elapsed = (day.month - APRIL) % MONTHS_IN_YEAR
        return cls(year, months, elapsed // months + 1)

    @property
    def start(self) -> datetime.date:
        """The first day."""
        return _first_of_month(self.year, (self.number - 1) * self.months)

    @property
    def end(self) -> datetime.date:
        """The last day, inclusive."""
        return _first_of_month(self.year, self.number * self.months) - datetime.timedelta(days=1)

    @property
    def previous(self) -> Period:
        """The period of the same length that ends the day before this one starts."""
        return Period.of_day(self.start - datetime.timedelta(days=1), self.months)

    @property
    def next(self) -> Period:
        """The period of the same length that starts the day after this one ends."""
        return Period.of_day(self.end + datetime.timedelta(days=1), self.months)

    def __str__(self) -> str:
        if self.months == MONTHS_IN_YEAR:
            return str(self.year)
        if self.months == 1:
            return f"{self.year}-M{self.number:02d}"
        letter = "H" if self.months == _LETTERS["H"] else "Q"
        return f"{self.year}-{letter}{self.number}"


def _first_of_month(year: FinancialYear, months_from_april: int) -> datetime.date:
    month = APRIL - 1 + months_from_april
    return datetime.date(year.start_year + month // MONTHS_IN_YEAR, month % MONTHS_IN_YEAR + 1, 1)


def read_year(text: str) -> str:
    """Return a financial year as people write it: 2017-18, 2017/18, 17/18 or 2017-2018.

    Raises:
        YearError: it is none.
    """
    typed = _SLASH_OR_DASH.sub("-", text.strip())
    if _LONG_YEAR.fullmatch(typed):
        first, last = typed.split("-")
        typed = f"{first}-{last[2:]}" if int(last) == int(first) + 1 else typed
    elif _SHORT_YEAR.fullmatch(typed):
        typed = f"20{typed}"
    try:
        return str(FinancialYear.parse(typed))
    except YearError:
        raise YearError(text) from None
