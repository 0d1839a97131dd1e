"""Fiscal periods as councils write them: 202401 may be April 2023, April 2024 or January 2024."""

from __future__ import annotations

import calendar
import datetime
import re
from typing import Literal

from ringfence.importers.listing.cells import UnreadCellError
from ringfence.ledger.years import APRIL
from ringfence.ledger.years import MONTHS
from ringfence.ledger.years import MONTHS_IN_YEAR

PeriodForm = Literal["year-end", "year-start", "month"]

#: Beyond the twelfth a finance system has some for what is put right at the year's end.
_LAST_PERIOD = 16
_FIGURES = re.compile(r"(\d{4})\s*[-/. ]?\s*(?:P|M)?(\d{1,2})", re.ASCII | re.IGNORECASE)
_TURNED = re.compile(r"(?:P|M)?(\d{1,2})\s*[-/. ]\s*(\d{4})", re.ASCII | re.IGNORECASE)
_NAMED = re.compile(r"([a-z]{3,9})\.?[\s/-]*(\d{4}|\d{2})", re.ASCII | re.IGNORECASE)
_BY_NAME = {name[:size].lower(): i for i, name in enumerate(MONTHS, 1) for size in (3, len(name))}


def last_day(text: str, form: PeriodForm) -> datetime.date:
    """Give the last day of a period.

    Args:
        text: As the council writes it: 202401, 2024/01, 01/2024, or Apr-23.
        form: What its year means: the year ends in it, begins in it, or is the calendar's.

    Raises:
        UnreadCellError: it is no period.
    """
    named = _NAMED.fullmatch(text)
    if named and named[1].lower() in _BY_NAME:
        year = int(named[2]) if len(named[2]) == 4 else 2000 + int(named[2])  # noqa: PLR2004
        return _month_end(year, _BY_NAME[named[1].lower()])
    figures = _FIGURES.fullmatch(text)
    turned = _TURNED.fullmatch(text)
    if figures:
        year, number = int(figures[1]), int(figures[2])
    elif turned:
        year, number = int(turned[2]), int(turned[1])
    else:
        raise UnreadCellError(f"“{text}” is no period")
    most = MONTHS_IN_YEAR if form == "month" else _LAST_PERIOD
    if not 1 <= number <= most:
        raise UnreadCellError(f"“{text}” is no period: there is none of the number {number}")
    if form == "month":
        return _month_end(year, number)
    start = year - 1 if form == "year-end" else year
    month = min(number, MONTHS_IN_YEAR) + APRIL - 1
    later, month = divmod(month - 1, MONTHS_IN_YEAR)
    return _month_end(start + later, month + 1)


def _month_end(year: int, month: int) -> datetime.date:
    return datetime.date(year, month, calendar.monthrange(year, month)[1])
