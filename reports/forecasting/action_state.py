"""How an action stands on a day: its pots, funds and their windows, and what is expected of it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from ringfence.ledger.accounts import Pot
from ringfence.ledger.book import Book
from ringfence.ledger.money import ZERO
from ringfence.ledger.paying import shares_of
from ringfence.ledger.purse import spending_order
from ringfence.ledger.years import FinancialYear
from ringfence.reports.forecasting.expectations import (
    Setting,
    Window,
    expect_of_action,
    expect_of_earmark,
    is_over,
)
from ringfence.reports.forecasting.fund_shares import Room
from ringfence.reports.forecasting.report import Expected, Place
from ringfence.reports.lines import Figures, Line, add, line_of


class Standing(NamedTuple):
    """An action on a day: its pots and funds, and what is expected of it by rules 3 and 4.

    ``figures`` are by fund, in the order in which ``spend`` would pay from them.
    """

    place: Place
    setting: Setting
    lines: tuple[Line, ...]
    figures: Mapping[str, Figures]
    shares: Mapping[str, Decimal]
    expected: tuple[Expected, ...]

    @property
    def spent(self) -> Decimal:
        """What it has spent."""
        return sum((each.spent for each in self.figures.values()), ZERO)

    @property
    def left(self) -> Decimal:
        """What it has left."""
        return sum((each.allocated for each in self.figures.values()), ZERO) - self.spent

    def rooms(self) -> dict[str, Room]:
        """Return the least and the most that each fund may come to: one figure, once it is over."""
        return {
            fund: Room(of.spent, max(of.allocated, of.spent) if self.is_open(fund) else of.spent)
            for fund, of in self.figures.items()
        }

    def is_open(self, fund: str) -> bool:
        """Whether a fund may still be spent on it."""
        return self.setting.windows[fund].is_open


def standing_of(book: Book, place: Place, as_at: datetime.date) -> Standing:
    """Return how an action stands at the end of a day."""
    year, pot = FinancialYear.parse(place[0]), Pot(place)
    found = (line_of(book, track, as_at) for track in book.pots_of(pot))
    lines = tuple(sorted((line for line in found if line), key=lambda each: (each.pot, each.fund)))
    funds = sorted(
        {line.fund for line in lines}, key=lambda fund: spending_order(book, fund, as_at)
    )
    windows = {fund: _window(book, fund, year, as_at) for fund in funds}
    setting = Setting(book, year, as_at, windows)
    earmarks: dict[Pot, list[Line]] = {}
    for line in lines:
        if line.pot.earmark:
            earmarks.setdefault(line.pot, []).append(line)
    expected = [each for its in earmarks.values() for each in expect_of_earmark(setting, its)]
    if not is_over(book, as_at, pot, lines):
        expected += expect_of_action(setting, (line for line in lines if not line.pot.earmark))
    return Standing(
        place=place,
        setting=setting,
        lines=lines,
        figures={f: add(line.figures for line in lines if line.fund == f) for f in funds},
        shares={each.fund: each.part for each in shares_of(book, pot, as_at)},
        expected=tuple(expected),
    )


def last_day(book: Book, fund: str, year: FinancialYear, as_at: datetime.date) -> datetime.date:
    """Return the last day for which a fund is forecast: the year's or, if earlier, its own."""
    ends = book.register.funds[fund].at_or_first(as_at).spend_by
    return min(year.end, ends) if ends else year.end


def _window(book: Book, fund: str, year: FinancialYear, as_at: datetime.date) -> Window:
    last = last_day(book, fund, year, as_at)
    begins = book.register.funds[fund].at_or_first(as_at).spend_from
    return Window(last, as_at < last and not (begins and begins > last))
