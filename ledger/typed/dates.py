"""Dates as people type them in Britain, read strictly: day first, and never guessed.

Libraries that read dates guess where nothing fits: 6/13/2017 becomes 13 June, and some
read 2017-06-12 as 6 December. So this is a grammar of four forms: 2017-06-12, 12/6/2017
(or with dots or hyphens), 12 June 2017, and a day without a year. What may mean more
than one day is ambiguous, and says which days.
"""

from __future__ import annotations

import datetime
import re

from ringfence.ledger.years import MONTHS
from ringfence.ledger.years import FinancialYear

#: Days. A 29 February may be the only one there is, and yet too far to be meant.
HALF_A_YEAR = 183
_BY_NAME = {name[:size].lower(): i for i, name in enumerate(MONTHS, 1) for size in (3, len(name))}
_BY_NAME["sept"] = 9
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_NUMBERS = re.compile(r"(\d{1,2})\s*([/.-])\s*(\d{1,2})\s*(?:\2\s*(\d{4}|\d{2}))?", re.ASCII)
_WORDS = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?[\s-]+([a-z]+)\.?(?:[\s,-]+(\d{4}|\d{2}))?", re.ASCII | re.IGNORECASE
)
_RELATIVE = {"today": 0, "yesterday": -1, "tomorrow": 1}
_FORMS = "write it as 12/6/2017, 12 June 2017 or 2017-06-12"


class NotADateError(ValueError):
    """A text that is no date."""


class AmbiguousDateError(ValueError):
    """A text that may mean more than one day; ``days`` are the likely ones."""

    def __init__(self, text: str, reason: str, days: tuple[datetime.date, ...]) -> None:
        example = spoken(days[0]) if days else "12 June 2017"
        super().__init__(f"“{text}” {reason}; write all of it, such as {example}.")
        self.days = days


def read_date(text: str, today: datetime.date) -> datetime.date:
    """Read a date.

    A day without a year is the one of the current financial year, if no other of that
    name is nearer to today.

    Raises:
        NotADateError: it is none.
        AmbiguousDateError: it may mean several days.
    """
    typed = " ".join(text.split())
    if typed.lower() in _RELATIVE:
        return today + datetime.timedelta(days=_RELATIVE[typed.lower()])
    iso = _ISO.fullmatch(typed)
    if iso:
        return _day(text, int(iso[1]), int(iso[2]), int(iso[3]))
    day, month, year = _parts(text, typed)
    if year is None:
        return _without_year(text, day, month, today)
    if len(year) == 2:  # noqa: PLR2004
        meant = _day(text, 2000 + int(year), month, day)
        raise AmbiguousDateError(text, f"has only half a year, {year}", (meant,))
    return _day(text, int(year), month, day)


def spoken(day: datetime.date) -> str:
    """Write a date as people do: 12 June 2017."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _parts(text: str, typed: str) -> tuple[int, int, str | None]:
    numbers = _NUMBERS.fullmatch(typed)
    if numbers and (numbers[4] or numbers[2] == "/"):
        return int(numbers[1]), int(numbers[3]), numbers[4]
    words = _WORDS.fullmatch(typed)
    month = _BY_NAME.get(words[2].lower()) if words else None
    if words is None or month is None:
        raise NotADateError(f"“{text}” is no date; {_FORMS}.")
    return int(words[1]), month, words[3]


def _day(text: str, year: int, month: int, day: int, *, of_year: bool = True) -> datetime.date:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        reason = _reason(year, month, day, of_year=of_year)
        raise NotADateError(f"“{text}” is no date: {reason}.") from None


def _reason(year: int, month: int, day: int, *, of_year: bool) -> str:
    if not 1 <= month <= len(MONTHS):
        right = f"{month}/{day}/{year}" if of_year else f"{month}/{day}"
        hint = f"; dates are read day first, so write {right}"
        fits = 1 <= day <= len(MONTHS) and month <= 31  # noqa: PLR2004
        return f"there is no month {month}{hint if fits else ''}"
    if year < 1:
        return f"there is no year {year}"
    return f"{MONTHS[month - 1]}{f' {year}' if of_year else ''} has no day {day}"


def _without_year(text: str, day: int, month: int, today: datetime.date) -> datetime.date:
    near = [
        each for year in (-1, 0, 1) if (each := _maybe(today.year + year, month, day)) is not None
    ]
    if not near:
        # Raises, unless it is a 29 February.
        _day(text, 2000, month, day, of_year=False)
        raise AmbiguousDateError(text, "has no year", ())
    nearest = min(near, key=lambda each: abs((each - today).days))
    this_year = FinancialYear.containing(today)
    current = [each for each in near if this_year.start <= each <= this_year.end]
    if current == [nearest] and abs((nearest - today).days) <= HALF_A_YEAR:
        return nearest
    likely = sorted({nearest, *current}, key=lambda each: abs((each - today).days))
    raise AmbiguousDateError(text, "has no year, and more than one may be meant", tuple(likely))


def _maybe(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None
