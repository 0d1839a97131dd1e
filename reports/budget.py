"""A year's plan as a budget: by action and by fund, month by month, and each fund's burn.

Budget is what is allocated and actual what is spent, of the year's plan alone; the forecast is
that of ``forecasting/rules.py``. A profile is read by days between its points, as alerts read it,
so that a month between two points is compared with something.
"""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from typing import NamedTuple

from beancount.core.data import Transaction

from ringfence.ledger.accounts import Kind, Pot
from ringfence.ledger.book import Book, balance_of_fund
from ringfence.ledger.declarations.history import Version
from ringfence.ledger.declarations.models import Action
from ringfence.ledger.money import PENNY, ZERO
from ringfence.ledger.risk import NO_MONEY
from ringfence.ledger.years import FinancialYear
from ringfence.reports.columns import LINE
from ringfence.reports.figure import by_key
from ringfence.reports.flows import flows_of, life_of
from ringfence.reports.forecasting.report import ActionForecast
from ringfence.reports.forecasting.rules import forecast_of
from ringfence.reports.forecasting.timing import by_days
from ringfence.reports.lines import Figures, Line, add, lines_of
from ringfence.reports.monitoring.lines import percent
from ringfence.reports.schedule import DAY

#: What a line of the budget has, by its key; the order is that of its columns.
BUDGET = by_key(
    ("budget", "Budget", "money", "Allocated of the year's plan"),
    ("actual", "Actual", "money", "Spent of it to date"),
    ("used", "Used", "percent", "Actual as a percentage of the budget"),
    ("committed", "Committed", "money", "On order or agreed, and not spent"),
    ("forecast", "Forecast", "money", "What will have been spent by the year's end"),
    ("variance", "Variance", "money", "Forecast less budget; over is positive"),
)
#: The same of a month of the year.
MONTH = by_key(
    ("spent", "Spent", "money", "Spent in the month"),
    ("to_date", LINE["actual_to_date"].title, "money", "Spent since 1 April"),
    ("profiled", "Of it with a profile", "money", "The part on actions that have a profile"),
    ("profile", LINE["profile_to_date"].title, "money", "What these were to spend by then"),
    ("off", "Variance", "money", "Spent with a profile, less profile; over is positive"),
)
#: The pace of a fund is that of so many days.
LATELY = datetime.timedelta(days=91)
_DAYS_A_MONTH = Decimal(365) / 12


class BudgetLine(NamedTuple):
    """An action or a fund of a year's plan, or all; ``key`` is its id, empty of all."""

    key: str
    title: str
    budget: Decimal
    actual: Decimal
    committed: Decimal
    forecast: Decimal
    words: str = ""

    @property
    def variance(self) -> Decimal:
        """Forecast less budget; over is positive."""
        return self.forecast - self.budget

    @property
    def used(self) -> Decimal | None:
        """Actual as a percentage of the budget; None of nothing."""
        return percent(self.actual, self.budget)


class Month(NamedTuple):
    """A month of the year, whole or up to the day. ``profile`` is None where no action has one."""

    first: datetime.date
    last: datetime.date
    spent: Decimal
    to_date: Decimal
    profiled: Decimal
    profile: Decimal | None

    @property
    def name(self) -> str:
        """Return what it is called in short."""
        return calendar.month_abbr[self.first.month]

    @property
    def off(self) -> Decimal | None:
        """What is spent with a profile, less that; over is positive."""
        return None if self.profile is None else self.profiled - self.profile


class Burn(NamedTuple):
    """A fund that is to be spent by a day: what it had, what is spent, and at what pace.

    ``steps`` are what was spent by the end of each day on which that changed. ``lately`` is what
    was spent in the last 91 days, ``needed`` what must be spent a month from now on.
    """

    fund: str
    title: str
    first: datetime.date
    spend_by: datetime.date
    awarded: Decimal
    spent: Decimal
    left: Decimal
    lately: Decimal
    since: datetime.date
    needed: Decimal | None
    lasts_until: datetime.date | None
    steps: tuple[tuple[datetime.date, Decimal], ...]

    @property
    def is_slow(self) -> bool:
        """Whether at its pace something would be left on its last day."""
        return self.left > 0 and (self.lasts_until is None or self.lasts_until > self.spend_by)


class Budget(NamedTuple):
    """The report: both ways of cutting the plan come to the same totals."""

    year: FinancialYear
    as_at: datetime.date
    actions: tuple[BudgetLine, ...]
    funds: tuple[BudgetLine, ...]
    total: BudgetLine
    months: tuple[Month, ...]
    burns: tuple[Burn, ...]


def budget_of(book: Book, year: FinancialYear, as_at: datetime.date) -> Budget:
    """Report a year's plan as a budget at the end of a day."""
    lines = [line for line in lines_of(book, year, as_at) if line.pot.action]
    forecasts = forecasts_of(book, year, as_at)
    actions = tuple(_by_action(book, year, as_at, lines, forecasts))
    return Budget(
        year=year,
        as_at=as_at,
        actions=actions,
        funds=tuple(_by_fund(book, as_at, lines, forecasts)),
        total=_total(actions),
        months=tuple(_months(book, year, as_at)),
        burns=tuple(_burns(book, as_at)),
    )


def forecasts_of(
    book: Book, year: FinancialYear, as_at: datetime.date
) -> dict[str, ActionForecast]:
    """Return the forecast of each action of a year that had money by a day, by its id."""
    used = {line.pot.action for line in lines_of(book, year, as_at) if line.pot.action}
    return {
        action: forecast_of(book, (str(year), action), as_at)
        for action in sorted(filter(None, used))
    }


def profiles_of(
    book: Book, year: FinancialYear, as_at: datetime.date
) -> dict[str, Version[Action]]:
    """Return the actions of a year that have a profile as at a day, by their ids."""
    found = {}
    for key, history in sorted(book.register.actions.items()):
        version = history.version_at(as_at) or history.versions[0]
        if key[0] == str(year) and version.value.profile:
            found[key[1]] = version
    return found


def spent_between(  # noqa: PLR0913, PLR0917 - days and what of them
    book: Book,
    year: str,
    first: datetime.date,
    last: datetime.date,
    fund: str = "",
    actions: Container[str | None] | None = None,
) -> list[tuple[Transaction, Decimal]]:
    """Return the entries that spent of a year's plan in some days, both inclusive.

    Without a year it is of any plan; without a fund of any fund, and without actions of all.
    """
    tracks = book.tracks_of(fund, Kind.SPENT) if fund else book.tracks.values()
    return [
        (row.entry, row.amount)
        for track in tracks
        if track.kind is Kind.SPENT and track.account and track.account.pot
        if (not year or track.account.pot.year == year)
        if actions is None or track.account.pot.action in actions
        for row in track.rows(first, last)
    ]


def _by_action(
    book: Book,
    year: FinancialYear,
    as_at: datetime.date,
    lines: Sequence[Line],
    forecasts: Mapping[str, ActionForecast],
) -> Iterator[BudgetLine]:
    figures = _grouped((line.pot.action or "", line.figures) for line in lines)
    declared = {
        key[1]
        for key, history in book.register.actions.items()
        if key[0] == str(year) and history.first_day <= as_at
    }
    for action in sorted({*figures, *declared}):
        history = book.register.actions.get((str(year), action))
        title = history.at_or_first(as_at).title if history else action
        forecast = forecasts.get(action)
        outturn, words = (forecast.outturn, forecast.words) if forecast else (ZERO, "")
        yield _line(action, title, figures.get(action, Figures()), outturn, words)


def _by_fund(
    book: Book, as_at: datetime.date, lines: Sequence[Line], forecasts: Mapping[str, ActionForecast]
) -> Iterator[BudgetLine]:
    outturns: dict[str, Decimal] = {}
    for forecast in forecasts.values():
        for fund, part in forecast.by_fund.items():
            outturns[fund] = outturns.get(fund, ZERO) + part.outturn
    for fund, figures in sorted(_grouped((line.fund, line.figures) for line in lines).items()):
        title = book.register.funds[fund].at_or_first(as_at).title
        yield _line(fund, title, figures, outturns.get(fund, ZERO))


def _line(key: str, title: str, of: Figures, forecast: Decimal, words: str = "") -> BudgetLine:
    return BudgetLine(key, title, of.allocated, of.spent, of.committed, forecast, words)


def _grouped(found: Iterable[tuple[str, Figures]]) -> dict[str, Figures]:
    groups: dict[str, list[Figures]] = {}
    for key, figures in found:
        groups.setdefault(key, []).append(figures)
    return {key: add(each) for key, each in groups.items()}


def _total(lines: Iterable[BudgetLine]) -> BudgetLine:
    sums = [sum(column, ZERO) for column in zip(*(line[2:6] for line in lines), strict=True)]
    budget, actual, committed, forecast = sums or [ZERO] * 4
    return BudgetLine("", "All actions", budget, actual, committed, forecast)


def _months(book: Book, year: FinancialYear, as_at: datetime.date) -> Iterator[Month]:
    """Yield the months of a year up to a day; what was spent before or after it is in neither."""
    tracks = [track for track in book.pots_of(Pot((str(year),))) if track.spent_track]
    profiles = profiles_of(book, year, as_at)
    first = year.start
    while first <= min(as_at, year.end):
        days = calendar.monthrange(first.year, first.month)[1]
        last = min(first.replace(day=days), as_at)
        spent = to_date = profiled = ZERO
        for track in tracks:
            account = track.spent_track
            if account is None:
                continue
            so_far = account.change(year.start, last)
            spent += account.change(first, last)
            to_date += so_far
            profiled += so_far if track.pot.action in profiles else ZERO
        profile = sum(
            (by_days(each.value.profile, year.start, last) for each in profiles.values()), ZERO
        )
        yield Month(first, last, spent, to_date, profiled, profile if profiles else None)
        first = last + DAY


def _burns(book: Book, as_at: datetime.date) -> Iterator[Burn]:
    """Yield the funds with a last day that had money by a day and were not spent long before."""
    for fund, history in sorted(book.register.funds.items()):
        terms = history.at_or_first(as_at)
        if terms.spend_by is None or history.first_day > as_at or terms.stage in NO_MONEY:
            continue
        left = balance_of_fund(book, fund, as_at)
        if terms.stage == "closed" and not left:
            continue
        yield _burn(book, fund, as_at, terms.spend_by, left)


def _burn(
    book: Book, fund: str, as_at: datetime.date, spend_by: datetime.date, left: Decimal
) -> Burn:
    history = book.register.funds[fund]
    terms = history.at_or_first(as_at)
    life = life_of(book, fund, flows_of(book, fund, as_at), as_at)
    since = as_at - LATELY + DAY
    tracks = book.tracks_of(fund, Kind.SPENT)
    lately = sum((track.change(since, as_at) for track in tracks), ZERO)
    days = (spend_by - as_at) // DAY
    needed = None
    if days > 0 and left > 0:
        needed = min(left, (left * _DAYS_A_MONTH / days).quantize(PENNY, ROUND_CEILING))
    return Burn(
        fund=fund,
        title=terms.title,
        first=max(history.first_day, terms.spend_from or history.first_day),
        spend_by=spend_by,
        awarded=life.awarded - life.lapsed - life.repaid,
        spent=life.spent,
        left=left,
        lately=lately,
        since=since,
        needed=needed,
        lasts_until=_lasts_until(as_at, left, lately),
        steps=tuple(_steps(book, fund, as_at, life.spent)),
    )


def _lasts_until(as_at: datetime.date, left: Decimal, lately: Decimal) -> datetime.date | None:
    """Return until when what is left lasts at the latest pace; None where it has none."""
    if left <= 0 or lately <= 0:
        return None
    days = int((left * LATELY.days / lately).to_integral_value(ROUND_HALF_UP))
    return as_at + datetime.timedelta(days=min(days, 36_500))


def _steps(
    book: Book, fund: str, as_at: datetime.date, spent: Decimal
) -> Iterator[tuple[datetime.date, Decimal]]:
    """Yield what was spent by each day on which that changed, spending before the books first."""
    days: dict[datetime.date, Decimal] = {}
    for track in book.tracks_of(fund, Kind.SPENT):
        for day, amount in zip(track.days, track.amounts, strict=True):
            if day > as_at:
                break
            days[day] = days.get(day, ZERO) + amount
    total = spent - sum(days.values(), ZERO)
    for day in sorted(days):
        total += days[day]
        yield day, total
