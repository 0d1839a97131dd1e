"""Dates as people type them in Britain, read strictly: day first, and never guessed.

Libraries that read dates guess where nothing fits: 6/13/2017 becomes 13 June, and some
read 2017-06-12 as 6 December. So this is a grammar: 2017-06-12, 12/6/2017 or 12/6/17 (or
with dots or hyphens), 12 June 2017, each with its weekday or without, and a day without a
year. A year of two digits is of this century. What may mean more than one day is
ambiguous, and says which days.
"""

from __future__ import annotations

import datetime
import re

from ringfence.ledger.years import MONTHS, FinancialYear, is_usable

#: Days. A 29 February may be the only one there is, and yet too far to be meant.
HALF_A_YEAR = 183
_WEEK = 7
_CENTURY = 2000
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_BY_NAME = {name[:size].lower(): i for i, name in enumerate(MONTHS, 1) for size in (3, len(name))}
_BY_NAME["sept"] = 9
_DAYS_BY_NAME = {
    name[:size].lower(): i for i, name in enumerate(_WEEKDAYS) for size in (3, 4, 5, len(name))
}
_FLAGS = re.ASCII | re.IGNORECASE
_YEAR = r"(\d{4}|\d{2})"
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_ISO = re.compile(r"(\d{4})([/.-])(\d{1,2})\2(\d{1,2})", _FLAGS)
_NUMBERS = re.compile(rf"(\d{{1,2}})\s*([/.-])\s*(\d{{1,2}})\s*(?:\2\s*{_YEAR})?", _FLAGS)
_SHORT = re.compile(r"\d\d-\d\d-\d\d", _FLAGS)
_WORDS = re.compile(
    r"(?:the )?(\d{1,2})(?:st|nd|rd|th)?(?:\s+of\b)?[\s.-]*([a-z]+)\.?"
    rf"(?:[\s,-]*{_YEAR})?",
    _FLAGS,
)
_MONTH_FIRST = re.compile(rf"([a-z]+)\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+{_YEAR})?", _FLAGS)
_WITH_WEEKDAY = re.compile(r"([a-z]+)\.?,?\s+(.*\d.*)", _FLAGS)
_A_WEEKDAY = re.compile(r"(?:(next|last|this|on|coming|past) )?([a-z]+)\.?", _FLAGS)
_MONTH_ALONE = re.compile(rf"([a-z]+)\.?\s*{_YEAR}?|\d{{1,2}}[/.-]\d{{4}}", _FLAGS)
_RELATIVE = {"today": 0, "yesterday": -1, "tomorrow": 1}
_FORMS = 'type it as 12/6/2017, "12 June 2017" or 2017-06-12'


class NotADateError(ValueError):
    """A text that is no date."""


class AmbiguousDateError(ValueError):
    """A text that may mean more than one day; ``days`` are the likely ones."""

    def __init__(self, text: str, reason: str, days: tuple[datetime.date, ...]) -> None:
        example = " or ".join(map(spoken, days)) or "12 June 2017"
        such_as = "" if days else "such as "
        super().__init__(f"“{text}” {reason}: type all of it, {such_as}{example}.")
        self.days = days


def read_date(text: str, today: datetime.date) -> datetime.date:
    """Read a date.

    A day without a year is the one of the current financial year, if no other of that
    name is nearer to today.

    Raises:
        NotADateError: it is none.
        AmbiguousDateError: it may mean several days.
    """
    typed = " ".join(_DASHES.sub("-", text).split())
    if typed.lower() in _RELATIVE:
        return today + datetime.timedelta(days=_RELATIVE[typed.lower()])
    _refuse_weekday(text, typed, today)
    weekday, rest = _weekday_of(typed)
    day = _read(text, rest, today)
    if weekday is not None and day.weekday() != weekday:
        raise NotADateError(
            f"“{text}” is not a date: {spoken(day)} is a {_WEEKDAYS[day.weekday()]}. Type the date "
            "you mean, without its weekday."
        )
    return day


def spoken(day: datetime.date) -> str:
    """Write a date as people do: 12 June 2017."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _read(text: str, typed: str, today: datetime.date) -> datetime.date:
    iso = _ISO.fullmatch(typed)
    if iso:
        return _day(text, int(iso[1]), int(iso[3]), int(iso[4]))
    day, month, year = _parts(text, typed)
    if _SHORT.fullmatch(typed):
        _refuse_either_end(text, day, month, int(year or 0))
    if year is None:
        return _without_year(text, day, month, today)
    return _day(text, int(year) + (_CENTURY if len(year) == 2 else 0), month, day)  # noqa: PLR2004


def _refuse_either_end(text: str, first: int, month: int, last: int) -> None:
    """Refuse 17-06-12: the books themselves write dates with the year first, and hyphens.

    Raises:
        AmbiguousDateError: both ends of it may be its year.
    """
    days = (_maybe(_CENTURY + last, month, first), _maybe(_CENTURY + first, month, last))
    if days[0] and days[1] and days[0] != days[1]:
        raise AmbiguousDateError(text, "may be day first or year first", (days[0], days[1]))


def _refuse_weekday(text: str, typed: str, today: datetime.date) -> None:
    """Refuse a weekday alone: people differ in which of two “next Friday” is.

    Raises:
        AmbiguousDateError: it is one.
    """
    found = _A_WEEKDAY.fullmatch(typed)
    weekday = _DAYS_BY_NAME.get(found[2].lower()) if found else None
    if found is None or weekday is None:
        return
    ahead = (weekday - today.weekday()) % _WEEK or _WEEK
    coming = today + datetime.timedelta(days=ahead)
    week = datetime.timedelta(days=_WEEK)
    match (found[1] or "").lower():
        case "next" | "coming":
            days = (coming, coming + week)
        case "last" | "past":
            days = (coming - week, coming - 2 * week)
        case _:
            days = (coming - week, coming)
    raise AmbiguousDateError(text, "may mean more than one day", days)


def _weekday_of(typed: str) -> tuple[int | None, str]:
    """Take a weekday off a date: Friday 12 June 2017."""
    found = _WITH_WEEKDAY.fullmatch(typed)
    weekday = _DAYS_BY_NAME.get(found[1].lower()) if found else None
    return (weekday, found[2]) if found and weekday is not None else (None, typed)


def _parts(text: str, typed: str) -> tuple[int, int, str | None]:
    numbers = _NUMBERS.fullmatch(typed)
    if numbers and (numbers[4] or numbers[2] == "/"):
        return int(numbers[1]), int(numbers[3]), numbers[4]
    words = _WORDS.fullmatch(typed)
    if words and words[2].lower() in _BY_NAME:
        return int(words[1]), _BY_NAME[words[2].lower()], words[3]
    words = _MONTH_FIRST.fullmatch(typed)
    if words and words[1].lower() in _BY_NAME:
        return int(words[2]), _BY_NAME[words[1].lower()], words[3]
    alone = _MONTH_ALONE.fullmatch(typed)
    if alone and (alone[1] is None or alone[1].lower() in _BY_NAME):
        raise NotADateError(f"“{text}” is not a date: it has no day; {_FORMS}.")
    raise NotADateError(f"“{text}” is not a date; {_FORMS}.")


def _day(text: str, year: int, month: int, day: int, *, of_year: bool = True) -> datetime.date:
    try:
        found = datetime.date(year, month, day)
    except ValueError:
        reason = _reason(year, month, day, of_year=of_year)
        raise NotADateError(f"“{text}” is not a date: {reason}.") from None
    if not is_usable(found):
        raise NotADateError(
            f"“{text}” is too far away to be reckoned with. Type the year that you mean."
        )
    return found


def _reason(year: int, month: int, day: int, *, of_year: bool) -> str:
    if not 1 <= month <= len(MONTHS):
        right = f"{month}/{day}/{year}" if of_year else f"{month}/{day}"
        hint = f"; dates are read day first, so type {right}"
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
        _day(text, _CENTURY, month, day, of_year=False)
        raise AmbiguousDateError(text, "has no year", ())
    nearest = min(near, key=lambda each: abs((each - today).days))
    this_year = FinancialYear.of_day(today)
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
