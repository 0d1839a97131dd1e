"""In what words a forecast is told: its days, and what it rests on."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from ringfence.ledger.money import pounds
from ringfence.ledger.years import MONTHS, FinancialYear
from ringfence.reports.forecasting.report import OfficerFigure, Timing


def short_date(day: datetime.date, year: FinancialYear) -> str:
    """Write a day as people do, ``12 October``, with its year where that is not the one at hand."""
    text = f"{day.day} {MONTHS[day.month - 1]}"
    return text if year.start <= day <= year.end else f"{text} {day.year}"


def officer_words(figure: OfficerFigure, year: FinancialYear) -> str:
    """Return a message that a figure is the officer's, and since when."""
    of = f", of {figure.fund} alone" if figure.fund else ""
    how = ", straight line" if figure.outturn is None else ""
    return f"officer, {short_date(figure.day, year)}{how}{of}"


def timing_words(timing: Timing) -> str:
    """Return a message that an action is behind its profile, and what would mend that."""
    return (
        f"{pounds(timing.behind)} behind its profile by now, which is timing: "
        f"{pounds(timing.needed)} a month would be needed; the fastest month so far was "
        f"{pounds(timing.fastest)}"
    )


def list_words(words: Iterable[str]) -> str:
    """List words as people do: ``A, B and C``."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
