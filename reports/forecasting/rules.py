"""The forecast of an action, fund by fund, as at a day.

From a fund's last day on: what was spent. Before it, first that applies: the officer's own
figure, of the fund or of the action; the profile's last figure, at most the allocation, at least
what is spent and decided; what is decided (each earmark by its own days), and what no earmark
has, which is to plan. A straight line only where an officer asks for it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from collections.abc import Mapping
from decimal import ROUND_HALF_UP
from decimal import Decimal
from typing import TYPE_CHECKING
from typing import NamedTuple

from ringfence.ledger.accounts import Pot
from ringfence.ledger.money import PENNY
from ringfence.ledger.money import ZERO
from ringfence.ledger.paying import shares_of
from ringfence.ledger.paying import spending_order
from ringfence.ledger.years import FinancialYear
from ringfence.reports.forecasting.expecting import Setting
from ringfence.reports.forecasting.expecting import Window
from ringfence.reports.forecasting.expecting import expected_of_action
from ringfence.reports.forecasting.expecting import expected_of_earmark
from ringfence.reports.forecasting.expecting import is_over
from ringfence.reports.forecasting.falling import Room
from ringfence.reports.forecasting.falling import fall
from ringfence.reports.forecasting.falling import fall_over
from ringfence.reports.forecasting.report import ActionForecast
from ringfence.reports.forecasting.report import Expected
from ringfence.reports.forecasting.report import FundForecast
from ringfence.reports.forecasting.report import Kind
from ringfence.reports.forecasting.report import Place
from ringfence.reports.forecasting.report import Rule
from ringfence.reports.forecasting.report import Said
from ringfence.reports.forecasting.words import expected_words
from ringfence.reports.forecasting.words import officer_words
from ringfence.reports.lines import Figures
from ringfence.reports.lines import Line
from ringfence.reports.lines import add
from ringfence.reports.lines import line_of

if TYPE_CHECKING:
    from ringfence.ledger.book import Book

_DAY = datetime.timedelta(days=1)


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

    def rooms(self) -> dict[str, Room]:
        """Give the least and the most that each fund may come to: one figure, once it is over."""
        return {
            fund: Room(of.spent, max(of.allocated, of.spent) if self.is_open(fund) else of.spent)
            for fund, of in self.figures.items()
        }

    def is_open(self, fund: str) -> bool:
        """Whether a fund may still be spent on it."""
        return self.setting.windows[fund].is_open


class Figure(NamedTuple):
    """A figure of an action: which rule gave it, where it was held, and what falls on each fund."""

    rule: Rule
    parts: Mapping[str, Decimal]
    held: str | None = None


def forecast_of(book: Book, place: Place, as_at: datetime.date) -> ActionForecast:
    """Forecast an action of all its funds at the end of a day."""
    at = standing(book, place, as_at)
    year = at.setting.year
    said = said_of(at)
    whole = said.get(None)
    own = {fund: each for fund, each in said.items() if fund}
    figure = _figure(at, whole)
    by_fund = {fund: _of_fund(at, fund, figure, own.get(fund)) for fund in at.figures}
    rules = {part.rule for part in by_fund.values()}
    by_officer = [each for each in (whole, *own.values()) if each and _counts(each, by_fund)]
    if not rules or rules == {Rule.ACTUAL}:
        rule, words = Rule.ACTUAL, "spent"
    elif by_officer:
        latest = max(by_officer, key=lambda each: each.day)
        rule = Rule.STRAIGHT_LINE if latest.outturn is None else Rule.OFFICER
        words = "; ".join(officer_words(each, year) for each in by_officer)
    elif figure.rule is Rule.PROFILE:
        rule, words = Rule.PROFILE, "profile"
    else:
        rule, words = figure.rule, expected_words(at.expected)
    return ActionForecast(
        year=place[0],
        action=place[1],
        rule=rule,
        words=words,
        by_fund=dict(sorted(by_fund.items())),
        said=by_officer[-1] if by_officer else None,
        held=figure.held,
        expected=at.expected if rule in (Rule.DECIDED, Rule.TO_PLAN) else (),
    )


def standing(book: Book, place: Place, as_at: datetime.date) -> Standing:
    """Say how an action stands at the end of a day."""
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
    expected = [each for its in earmarks.values() for each in expected_of_earmark(setting, its)]
    if not is_over(book, as_at, pot, lines):
        expected += expected_of_action(setting, (line for line in lines if not line.pot.earmark))
    return Standing(
        place=place,
        setting=setting,
        lines=lines,
        figures={f: add(line.figures for line in lines if line.fund == f) for f in funds},
        shares={each.fund: each.part for each in shares_of(book, pot, as_at)},
        expected=tuple(expected),
    )


def said_of(at: Standing) -> dict[str | None, Said]:
    """Give the officer's figures that hold: of the action (None) and of its funds.

    A figure of one fund is of that fund alone, and goes with the next one of the whole action.
    """
    found: dict[str | None, Said] = {}
    since: dict[str | None, tuple[datetime.date, int]] = {}
    for fund in (None, *at.figures):
        key = at.place if fund is None else (*at.place, fund)
        history = at.setting.book.register.forecasts.get(key)
        version = history.version_at(at.setting.as_at) if history else None
        if version:
            said = version.value
            found[fund] = Said(version.day, said.outturn, said.reason, said.rag, fund)
            since[fund] = (version.day, int(version.entry.meta.get("lineno", 0)))
    whole = since.get(None)
    return {of: each for of, each in found.items() if whole is None or since[of] >= whole}


def last_day(book: Book, fund: str, year: FinancialYear, as_at: datetime.date) -> datetime.date:
    """Give the last day for which a fund is forecast: the year's, or its own if that is earlier."""
    ends = book.register.funds[fund].at_or_first(as_at).spend_by
    return min(year.end, ends) if ends else year.end


def _window(book: Book, fund: str, year: FinancialYear, as_at: datetime.date) -> Window:
    last = last_day(book, fund, year, as_at)
    begins = book.register.funds[fund].at_or_first(as_at).spend_from
    return Window(last, as_at < last and not (begins and begins > last))


def _figure(at: Standing, said: Said | None) -> Figure:
    """Give the figure of the whole action by the first rule that applies, and where it falls."""
    if said:
        rule = Rule.OFFICER if said.outturn is not None else Rule.STRAIGHT_LINE
        return _fallen(at, rule, _said_amount(at, said, at.figures))
    expected: dict[str, Decimal] = {}
    for each in at.expected:
        expected[each.fund] = expected.get(each.fund, ZERO) + each.amount
    action = at.setting.book.register.actions.get(at.place)
    profile = action.at_or_first(at.setting.as_at).profile if action else ()
    if profile:
        decided = at.spent + sum(
            (each.amount for each in at.expected if each.kind is not Kind.TO_PLAN), ZERO
        )
        return _fallen(at, Rule.PROFILE, profile[-1].amount, least=decided)
    parts = {fund: of.spent + expected.get(fund, ZERO) for fund, of in at.figures.items()}
    kinds = {each.kind for each in at.expected}
    return Figure(Rule.TO_PLAN if kinds == {Kind.TO_PLAN} else Rule.DECIDED, parts)


def _fallen(at: Standing, rule: Rule, amount: Decimal, least: Decimal = ZERO) -> Figure:
    """Let a figure fall on the funds, what an officer says above the allocation included."""
    rooms = at.rooms()
    most = sum((room.most for room in rooms.values()), ZERO)
    held = None
    if amount < at.spent:
        held = "spent"
    elif amount > most and rule is not Rule.OFFICER:
        held = "allocation"
    parts = fall(max(amount, min(least, most)), rooms, at.shares)
    still = [fund for fund in rooms if at.is_open(fund)]
    if rule is Rule.OFFICER and amount > most and still:
        for fund, over in fall_over(amount - most, still, at.shares).items():
            parts[fund] += over
    return Figure(rule, parts, held)


def _said_amount(at: Standing, said: Said, funds: Iterable[str]) -> Decimal:
    """Give the officer's figure, or the straight line that she asked for."""
    if said.outturn is not None:
        return said.outturn
    funds = list(funds)
    spent = sum((at.figures[fund].spent for fund in funds), ZERO)
    last = max((at.setting.windows[fund].last for fund in funds), default=at.setting.year.end)
    elapsed = max((at.setting.as_at - at.setting.year.start) // _DAY + 1, 1)
    days = (last - at.setting.year.start) // _DAY + 1
    return (spent * days / elapsed).quantize(PENNY, ROUND_HALF_UP)


def _of_fund(at: Standing, fund: str, figure: Figure, own: Said | None) -> FundForecast:
    """Give a fund's part: once it is over what was spent, else its own figure, else its share."""
    of, window = at.figures[fund], at.setting.windows[fund]
    found = FundForecast(
        fund=fund,
        last_day=window.last,
        rule=Rule.ACTUAL,
        allocated=of.allocated,
        spent=of.spent,
        outturn=of.spent,
        committed=of.committed,
    )
    if not window.is_open:
        return found
    if own:
        amount = _said_amount(at, own, [fund])
        if own.outturn is None:
            amount = min(amount, of.allocated)
        rule = Rule.OFFICER if own.outturn is not None else Rule.STRAIGHT_LINE
        return found._replace(rule=rule, outturn=max(amount, of.spent))
    found = found._replace(rule=figure.rule, outturn=figure.parts[fund])
    if figure.rule not in (Rule.DECIDED, Rule.TO_PLAN):
        return found
    parts = dict.fromkeys(Kind, ZERO)
    for each in at.expected:
        if each.fund == fund:
            parts[each.kind] += each.amount
    return found._replace(
        to_plan=parts[Kind.TO_PLAN], undated=parts[Kind.UNDATED], bills=parts[Kind.BILLS]
    )


def _counts(said: Said, by_fund: Mapping[str, FundForecast]) -> bool:
    """Say whether an officer's figure decides any fund's part."""
    wanted = (Rule.OFFICER, Rule.STRAIGHT_LINE)
    return any(part.rule in wanted for fund, part in by_fund.items() if said.fund in (None, fund))
