"""Bars and lines as figures that a template draws: whole numbers, in parts of the picture."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from ringfence.ledger.money import ZERO, pounds
from ringfence.ledger.years import FinancialYear
from ringfence.reports.lines import Figures
from ringfence.reports.render.table import long_date
from ringfence.reports.reserve import Held

WIDTH = 1000
#: How many bands the style sheet can tell apart.
COLOURS = 8
_TICKS = 5
_MOST_YEARS = 10
_MOST_MONTHS = 8
_FEW_YEARS = datetime.timedelta(days=3 * 366)


class Part(NamedTuple):
    """A stretch of a bar: where it begins and how long it is, in thousandths of the longest."""

    kind: str
    start: int
    length: int


def bar(figures: Figures, longest: Decimal) -> tuple[Part, ...]:
    """Lay an action's money end to end: spent, committed, earmarked besides, available."""
    stretches = (
        ("spent", figures.spent),
        ("committed", figures.committed),
        ("earmarked", figures.earmarked - figures.committed),
        ("available", figures.available),
    )
    parts, end = [], ZERO
    for kind, amount in stretches:
        start, end = end, end + max(amount, ZERO)
        first, last = (share(n, longest, WIDTH) for n in (start, end))
        if last > first:
            parts.append(Part(kind, first, last - first))
    return tuple(parts)


class Band(NamedTuple):
    """One fund's part of the chart, as the points of a polygon."""

    name: str
    number: int
    points: str


class Tick(NamedTuple):
    """A mark on an axis."""

    at: int
    text: str


class Chart(NamedTuple):
    """What the reserve held over time, the funds on top of one another."""

    bands: tuple[Band, ...]
    levels: tuple[Tick, ...]
    days: tuple[Tick, ...]
    said: str


def chart(history: Sequence[Held], last: datetime.date, height: int = 200) -> Chart | None:
    """Draw what was held day by day up to a day; None if nothing ever was."""
    if not history:
        return None
    totals = [sum(held.by_fund.values(), ZERO) for held in history]
    top, levels = levels_of(max(*totals, ZERO), height)
    first = history[0].day
    span = max((last - first).days, 1)

    def across(day: datetime.date) -> int:
        return (day - first).days * WIDTH // span

    def down(amount: Decimal) -> int:
        return height - share(max(amount, ZERO), top, height)

    days = [across(held.day) for held in history] + [WIDTH]
    bands = []
    floor = [ZERO] * len(history)
    for number, (name, amounts) in enumerate(_series(history)):
        ceiling = [below + amount for below, amount in zip(floor, amounts, strict=True)]
        edge = _steps(days, [down(n) for n in ceiling])
        base = _steps(days, [down(n) for n in floor])
        bands.append(Band(name, number, " ".join(f"{x},{y}" for x, y in edge + base[::-1])))
        floor = ceiling
    text = (
        f"The reserve from {pounds(totals[0])} on {long_date(first)} to {pounds(totals[-1])} on "
        f"{long_date(last)}, "
        f"at most {pounds(max(totals))}."
    )
    return Chart(tuple(bands), levels, tuple(_days(first, last, across)), text)


def levels_of(highest: Decimal, height: int) -> tuple[Decimal, tuple[Tick, ...]]:
    """Return how many pounds a chart reaches up to, and the marks on its axis."""
    step = _step(highest)
    ticks = max(-(-int(highest * 100) // int(step * 100)), 1)
    top = step * ticks
    marks = (
        Tick(height - share(step * i, top, height), pounds(step * i).removesuffix(".00"))
        for i in range(ticks + 1)
    )
    return top, tuple(marks)


def _series(history: Sequence[Held]) -> list[tuple[str, list[Decimal]]]:
    """Return what each fund held, day by day; where colours run out, the smaller ones together."""
    held = {
        fund: [max(each.by_fund.get(fund, ZERO), ZERO) for each in history]
        for fund in sorted({fund for each in history for fund in each.by_fund})
    }
    if len(held) <= COLOURS:
        return list(held.items())
    largest = sorted(held, key=lambda fund: max(held[fund]), reverse=True)[: COLOURS - 1]
    others = [amounts for fund, amounts in held.items() if fund not in largest]
    together = [sum(day, ZERO) for day in zip(*others, strict=True)]
    return [*((fund, held[fund]) for fund in sorted(largest)), ("Others", together)]


def _steps(days: Sequence[int], heights: Sequence[int]) -> list[tuple[int, int]]:
    """Return the corners of a line that changes only on the days of a change."""
    points = []
    for index, height in enumerate(heights):
        points += [(days[index], height), (days[index + 1], height)]
    return points


def months_of(
    first: datetime.date, last: datetime.date, across: Callable[[datetime.date], int], most: int
) -> list[Tick]:
    """Return a mark for months between two days, evenly apart and no more than so many."""
    months, day = [], first.replace(day=1)
    while day <= last:
        months.append(day)
        day = (day + datetime.timedelta(days=32)).replace(day=1)
    every = -(-len(months) // most)
    return [Tick(across(max(each, first)), f"{each:%b %Y}") for each in months[::every]]


def _days(
    first: datetime.date, last: datetime.date, across: Callable[[datetime.date], int]
) -> Iterable[Tick]:
    """Mark months where the days are of few years, and else financial years."""
    if last - first <= _FEW_YEARS:
        return months_of(first, last, across, _MOST_MONTHS)
    return _years(first, last, across)


def _years(
    first: datetime.date, last: datetime.date, across: Callable[[datetime.date], int]
) -> Iterable[Tick]:
    year = FinancialYear.of_day(first)
    starts = []
    while year.start <= last:
        starts.append(max(year.start, first))
        year = year.next
    every = -(-len(starts) // _MOST_YEARS)
    for start in starts[::every]:
        yield Tick(across(start), FinancialYear.of_day(start).spoken)


def _step(highest: Decimal) -> Decimal:
    """Return a round amount of which few reach so high."""
    step = Decimal(1)
    while True:
        for factor in (Decimal(1), Decimal(2), Decimal(5)):
            if step * factor * _TICKS >= highest:
                return step * factor
        step *= 10


def share(part: Decimal, whole: Decimal, of: int) -> int:
    """Return the part of a picture's length that a part of an amount is."""
    return int(part * of / whole) if whole > 0 else 0
