"""Statements of the budget's figures: of the forecast, its variance, and what some days spent."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal

from ringfence.ledger.book import Book
from ringfence.ledger.money import ZERO
from ringfence.ledger.years import FinancialYear
from ringfence.reports.budget import (
    BUDGET,
    MONTH,
    forecasts_of,
    profiles_of,
    spent_between,
)
from ringfence.reports.forecasting.report import ActionForecast
from ringfence.reports.forecasting.timing import by_days
from ringfence.reports.render.table import long_date
from ringfence.reports.statements.statement import (
    FigureName,
    Part,
    Statement,
    UnknownFigureError,
    state,
)


def budget_statement(book: Book, name: FigureName, as_at: datetime.date) -> Statement:
    """State a forecast or its variance: of an action, of a fund in all actions, or of all.

    Raises:
        UnknownFigureError: there is no such figure, or no such action of that year.
    """
    year_name, _slash, action = name.place.partition("/")
    if name.figure not in ("forecast", "variance"):
        raise UnknownFigureError(name)
    year = FinancialYear.parse(year_name)
    forecasts = forecasts_of(book, year, as_at)
    title = BUDGET[name.figure].title
    if name.figure == "variance":
        parts = [
            Part(
                "Forecast", _amount(forecasts, action, name.fund), name._replace(figure="forecast")
            ),
            Part(
                BUDGET["budget"].title,
                -_amount(forecasts, action, name.fund, "allocated"),
                FigureName("plan", "allocated", name.place, name.fund),
            ),
        ]
        return state(book, title, _of(book, name, year, action), parts=parts)
    if action:
        forecast = forecasts.get(action)
        if forecast is None:
            return state(book, title, _of(book, name, year, action))
        spent = _amount(forecasts, action, name.fund, "spent")
        expected = _amount(forecasts, action, name.fund) - spent
        parts = [Part("Spent", spent, FigureName("plan", "spent", name.place, name.fund))]
        parts += [Part(f"Expected to be spent yet: {forecast.words}", expected)] if expected else []
        return state(book, title, _of(book, name, year, action), parts=parts)
    parts = [
        Part(_title(book, year, each), amount, name._replace(place=f"{year}/{each}"))
        for each in forecasts
        if (amount := _amount(forecasts, each, name.fund))
    ]
    return state(book, title, _of(book, name, year, action), parts=parts)


def span_statement(book: Book, name: FigureName, as_at: datetime.date) -> Statement:
    """State what some days spent, or what was to be spent by the last of them.

    The period is two days, ``2017-06-01..2017-06-30``; the place a year's plan, or none of any.

    Raises:
        UnknownFigureError: there is no such figure.
    """
    first, _dots, last = name.period.partition("..")
    start, end = datetime.date.fromisoformat(first), datetime.date.fromisoformat(last)
    of = f"{long_date(start)} to {long_date(end)}{f', {name.fund}' if name.fund else ''}"
    if name.figure == "spent":
        rows = spent_between(book, name.place, start, end, name.fund)
        return state(book, MONTH["spent"].title, of, rows)
    profiles = profiles_of(book, FinancialYear.parse(name.place), as_at)
    if name.figure == "profiled":
        rows = spent_between(book, name.place, start, end, name.fund, profiles)
        return state(book, MONTH["profiled"].title, of, rows)
    if name.figure == "profile":
        parts = [
            Part(
                version.value.title, by_days(version.value.profile, start, end), None, version.entry
            )
            for version in profiles.values()
        ]
        told = "A profile is read by days between its points."
        return state(book, MONTH["profile"].title, of, parts=parts, how=told)
    if name.figure != "off":
        raise UnknownFigureError(name)
    parts = []
    for key, sign in (("profiled", 1), ("profile", -1)):
        each = name._replace(figure=key)
        parts.append(Part(MONTH[key].title, sign * span_statement(book, each, as_at).total, each))
    return state(book, MONTH["off"].title, of, parts=parts)


def _amount(
    forecasts: Mapping[str, ActionForecast], action: str, fund: str, key: str = "outturn"
) -> Decimal:
    """Add up a figure of an action's forecast, or of all; of one fund, where one is named."""
    found = [forecasts[action]] if action in forecasts else []
    wanted = found if action else list(forecasts.values())
    return sum(
        (
            getattr(part, key)
            for forecast in wanted
            for of, part in forecast.by_fund.items()
            if fund in ("", of)
        ),
        ZERO,
    )


def _of(book: Book, name: FigureName, year: FinancialYear, action: str) -> str:
    called = _title(book, year, action) if action else "All actions"
    return f"{called}, {year.spoken}{f', {name.fund}' if name.fund else ''}"


def _title(book: Book, year: FinancialYear, action: str) -> str:
    history = book.register.actions.get((str(year), action))
    return history.latest.title if history else action
