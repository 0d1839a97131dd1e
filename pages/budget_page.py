"""*Budget*: budget, actual and forecast by action or fund; the months; each fund's burn."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from fava.ext import extension_endpoint
from flask import Response, request

from ringfence.ledger.money import ZERO, pounds
from ringfence.pages import documents, page
from ringfence.pages.bars import WIDTH, Tick, levels_of, months_of, share
from ringfence.reports.budget import BUDGET, MONTH, BudgetLine, Burn, Month, budget_of
from ringfence.reports.budget import Budget as Report
from ringfence.reports.columns import FUND
from ringfence.reports.render.csv_ import csv_file
from ringfence.reports.render.table import Column, Row, Table, long_date

if TYPE_CHECKING:
    from ringfence.pages.loaded_books import Loaded
    from ringfence.pages.time_filter import Asked

#: How high a chart is, in the parts of its picture.
HEIGHT = 200
_MONTHS = 12


class Bar(NamedTuple):
    """A month in the chart: where its bar stands, how high, and what it is called."""

    x: int
    y: int
    height: int
    name: str
    said: str


class MonthChart(NamedTuple):
    """What each month spent as bars, what was to be spent by then and what was as lines."""

    bars: tuple[Bar, ...]
    spent: str
    profile: str
    levels: tuple[Tick, ...]
    said: str


class BurnChart(NamedTuple):
    """A fund's spending as a line, beside the straight one to its last day."""

    burn: Burn
    spent: str
    straight: str
    today: int
    months: tuple[Tick, ...]
    said: str


class Content(NamedTuple):
    """What the page shows; ``by`` is how the plan is cut."""

    report: Report
    by: str
    lines: tuple[BudgetLine, ...]
    left_out: int
    chart: MonthChart | None
    burns: tuple[BurnChart, ...]
    budget: dict[str, object]
    months: dict[str, object]
    of_fund: dict[str, object]
    has_profile: bool


class Budget(page.Page):
    """The page."""

    report_title = "Budget"
    offers = ("csv",)

    def content(self, books: Loaded, wanted: Asked) -> Content:
        """Return the budget of the year, cut as the address says."""
        report = _budget(books, wanted)
        by = "fund" if request.args.get("by") == "fund" else "action"
        lines = report.funds if by == "fund" else report.actions
        return Content(
            report,
            by,
            lines[: page.MOST_ROWS],
            max(len(lines) - page.MOST_ROWS, 0),
            month_chart(report.months),
            tuple(burn_chart(burn, wanted.as_at) for burn in report.burns[: page.MOST_ROWS]),
            dict(BUDGET),
            dict(MONTH),
            dict(FUND),
            any(month.profile is not None for month in report.months),
        )

    def reckon_ahead(self, books: Loaded, wanted: Asked) -> None:
        """Reckon the budget: it has the forecast of every action, and each fund's every day."""
        _budget(books, wanted)

    @extension_endpoint
    def download(self) -> Response:
        """Return the budget by action as a file."""
        books, wanted = self.books_and_days()
        report = _budget(books, wanted)
        by = "fund" if request.args.get("by") == "fund" else "action"
        table = _table(report.funds if by == "fund" else report.actions)
        name = f"budget-by-{by}-{report.year}-as-at-{report.as_at}"
        return documents.respond(name, {"csv": lambda: csv_file(table)})


def _budget(books: Loaded, wanted: Asked) -> Report:
    return books.once(
        "budget",
        lambda: budget_of(books.book, wanted.year, wanted.as_at),
        of=(wanted.year, wanted.as_at),
    )


def _table(lines: Sequence[BudgetLine]) -> Table:
    heads = (Column("Id"), Column("Title"), *(each.column() for each in BUDGET.values()))
    rows = (Row((e.key, e.title, *(getattr(e, key) for key in BUDGET))) for e in lines)
    return Table("", heads, tuple(rows))


def month_chart(months: Sequence[Month]) -> MonthChart | None:
    """Draw a year's months; None where nothing was spent and nothing was to be."""
    highest = max(
        (max(month.spent, month.to_date, month.profile or ZERO) for month in months), default=ZERO
    )
    if highest <= 0:
        return None
    top, levels = levels_of(highest, HEIGHT)
    wide = WIDTH // _MONTHS
    bars, spent, profile = [], [f"0,{HEIGHT}"], [f"0,{HEIGHT}"]
    for number, month in enumerate(months):
        tall = share(max(month.spent, ZERO), top, HEIGHT)
        said = f"{long_date(month.first)} to {long_date(month.last)}: {pounds(month.spent)}"
        bars.append(Bar(number * wide + wide // 5, HEIGHT - tall, tall, month.name, said))
        x = (number + 1) * wide
        spent.append(f"{x},{HEIGHT - share(max(month.to_date, ZERO), top, HEIGHT)}")
        if month.profile is not None:
            profile.append(f"{x},{HEIGHT - share(max(month.profile, ZERO), top, HEIGHT)}")
    last = months[-1]
    told = f"{pounds(last.to_date)} was spent by {long_date(last.last)}."
    if last.profile is not None:
        told += f" The actions with a profile were to spend {pounds(last.profile)} of it by then."
    return MonthChart(
        tuple(bars), " ".join(spent), " ".join(profile) if profile[1:] else "", levels, told
    )


def burn_chart(burn: Burn, as_at: datetime.date, height: int = 200) -> BurnChart:
    """Draw a fund's burn: up to what it was awarded, from its first day to its last."""
    end = max(burn.spend_by, as_at)
    span = max((end - burn.first).days, 1)
    top = max(burn.awarded, burn.spent, Decimal(1))

    def across(day: datetime.date) -> int:
        return min(max((day - burn.first).days, 0) * WIDTH // span, WIDTH)

    def down(amount: Decimal) -> int:
        return height - share(max(amount, ZERO), top, height)

    points, level = [(0, height)], height
    for day, amount in burn.steps:
        points += [(across(day), level), (across(day), down(amount))]
        level = down(amount)
    points.append((across(as_at), level))
    straight = f"0,{height} {across(burn.spend_by)},{down(burn.awarded)}"
    said = (
        f"{pounds(burn.spent)} of {pounds(burn.awarded)} was spent by {long_date(as_at)}; the rest "
        f"is to be spent by {long_date(burn.spend_by)}."
    )
    spent = " ".join(f"{x},{y}" for x, y in points)
    months = tuple(months_of(burn.first, end, across, 4))
    return BurnChart(burn, spent, straight, across(as_at), months, said)
