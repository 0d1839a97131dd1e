"""The forecast of an action, fund by fund, as at a day.

From a fund's last day on: what was spent. Before it, first that applies: the officer's own
figure, of the fund or of the action; the profile's last figure, at most the allocation, at least
what is spent and decided; what is decided (each earmark by its own days), and what no earmark
has, which is to plan. A straight line only where an officer asks for it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from ringfence.ledger.book import Book
from ringfence.ledger.money import PENNY, ZERO
from ringfence.reports.forecasting.action_state import Standing, standing_of
from ringfence.reports.forecasting.doubts import doubts_of
from ringfence.reports.forecasting.fund_shares import fall, fall_over
from ringfence.reports.forecasting.report import (
    ActionForecast,
    FundForecast,
    Kind,
    OfficerFigure,
    Place,
    Rule,
    expected_words,
)
from ringfence.reports.forecasting.timing import timing_of
from ringfence.reports.forecasting.words import officer_words

_DAY = datetime.timedelta(days=1)


class Figure(NamedTuple):
    """A figure of an action: which rule gave it, where it was held, and what falls on each fund."""

    rule: Rule
    parts: Mapping[str, Decimal]
    held: str | None = None


def forecast_of(
    book: Book, place: Place, as_at: datetime.date, since: datetime.date | None = None
) -> ActionForecast:
    """Forecast an action of all its funds at the end of a day.

    ``since`` is the day after the previous return's as-at, from which on an officer's figure
    is fresh; None where there was no return before.
    """
    at = standing_of(book, place, as_at)
    year = at.setting.year
    figures = officer_figures(at)
    whole = figures.get(None)
    own = {fund: each for fund, each in figures.items() if fund}
    figure = _figure(at, whole)
    by_fund = {fund: _of_fund(at, fund, figure, own.get(fund)) for fund in at.figures}
    rules = {part.rule for part in by_fund.values()}
    by_officer = [each for each in (whole, *own.values()) if each and _counts(each, by_fund)]
    latest = max(by_officer or figures.values(), key=lambda each: each.day, default=None)
    if not rules or rules == {Rule.ACTUAL}:
        rule, words = Rule.ACTUAL, "spent"
    elif by_officer and latest:
        rule = _by_officer(latest)
        words = "; ".join(officer_words(each, year) for each in by_officer)
    elif figure.rule is Rule.PROFILE:
        rule, words = Rule.PROFILE, "by its profile"
    else:
        rule, words = figure.rule, expected_words(at.expected, left=at.left)
    found = ActionForecast(
        year=place[0],
        action=place[1],
        rule=rule,
        words=words,
        by_fund=dict(sorted(by_fund.items())),
        said=latest,
        held=figure.held,
        expected=at.expected if rule in (Rule.DECIDED, Rule.TO_PLAN) else (),
    )
    doubts = tuple(doubts_of(at, found, by_officer, since))
    return found._replace(timing=timing_of(at, found), doubts=doubts)


def officer_figures(at: Standing) -> dict[str | None, OfficerFigure]:
    """Return the officer's figures that hold: of the action (None) and of its funds.

    A figure of one fund is of that fund alone, and goes with the next one of the whole action.
    """
    found: dict[str | None, OfficerFigure] = {}
    since: dict[str | None, tuple[datetime.date, int]] = {}
    for fund in (None, *at.figures):
        key = at.place if fund is None else (*at.place, fund)
        history = at.setting.book.register.forecasts.get(key)
        version = history.version_at(at.setting.as_at) if history else None
        if version:
            declared = version.value
            found[fund] = OfficerFigure(
                version.day, declared.outturn, declared.reason, declared.rag, fund
            )
            since[fund] = (version.day, int(version.entry.meta.get("lineno", 0)))
    whole = since.get(None)
    return {of: each for of, each in found.items() if whole is None or since[of] >= whole}


def _figure(at: Standing, figure: OfficerFigure | None) -> Figure:
    """Return the figure of the whole action by the first rule that applies, and where it falls."""
    if figure:
        return _fallen(at, _by_officer(figure), _officer_amount(at, figure, at.figures))
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
    if amount < min(least, most):
        held = "decided"
    elif amount < at.spent:
        held = "spent"
    elif amount > most and rule is not Rule.OFFICER:
        held = "allocation"
    parts = fall(max(amount, min(least, most)), rooms, at.shares)
    still = [fund for fund in rooms if at.is_open(fund)]
    if rule is Rule.OFFICER and amount > most and still:
        for fund, over in fall_over(amount - most, still, at.shares).items():
            parts[fund] += over
    return Figure(rule, parts, held)


def _officer_amount(at: Standing, figure: OfficerFigure, funds: Iterable[str]) -> Decimal:
    """Return the officer's figure, or the straight line that she asked for."""
    if figure.outturn is not None:
        return figure.outturn
    funds = list(funds)
    spent = sum((at.figures[fund].spent for fund in funds), ZERO)
    last = max((at.setting.windows[fund].last for fund in funds), default=at.setting.year.end)
    elapsed = max((at.setting.as_at - at.setting.year.start) // _DAY + 1, 1)
    days = (last - at.setting.year.start) // _DAY + 1
    return (spent * days / elapsed).quantize(PENNY, ROUND_HALF_UP)


def _of_fund(at: Standing, fund: str, figure: Figure, own: OfficerFigure | None) -> FundForecast:
    """Return a fund's part: once it is over what was spent, else its own figure, else its share."""
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
        amount = _officer_amount(at, own, [fund])
        if own.outturn is None:
            amount = min(amount, of.allocated)
        return found._replace(rule=_by_officer(own), outturn=max(amount, of.spent))
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


def _by_officer(figure: OfficerFigure) -> Rule:
    return Rule.STRAIGHT_LINE if figure.outturn is None else Rule.OFFICER


def _counts(figure: OfficerFigure, by_fund: Mapping[str, FundForecast]) -> bool:
    """Return whether an officer's figure decides any fund's part."""
    wanted = (Rule.OFFICER, Rule.STRAIGHT_LINE)
    return any(part.rule in wanted for fund, part in by_fund.items() if figure.fund in (None, fund))
