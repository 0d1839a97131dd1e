"""What makes a forecast doubtful, each in a sentence with the figures and what to type."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from decimal import Decimal

from ringfence.ledger.accounts import Pot
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.declarations.models import Earmark
from ringfence.ledger.money import ZERO, pounds
from ringfence.reports.forecasting.action_state import Standing
from ringfence.reports.forecasting.expectations import deliverable
from ringfence.reports.forecasting.later import unbilled_of_action
from ringfence.reports.forecasting.report import ActionForecast, Doubt, Kind, OfficerFigure, Rule
from ringfence.reports.forecasting.words import short_date
from ringfence.reports.render.table import long_date

#: The kind of doubt that says what is still to plan.
TO_PLAN = "to plan"
#: The kinds that an officer's figure has from the day on which it is given.
OF_OFFICER = frozenset({"under spent", "above allocation", "above delivery"})


def doubts_of(
    at: Standing,
    found: ActionForecast,
    faults: Iterable[OfficerFigure],
    since: datetime.date | None,
) -> Iterator[Doubt]:
    """Yield what is doubtful of a forecast.

    ``said`` are the officer's figures that decide it; ``since`` is the day after the previous
    return's as-at, None where there was none.
    """
    history = at.setting.book.register.actions.get(at.place)
    title = history.at_or_first(at.setting.as_at).title if history else at.place[1]
    for each in faults:
        yield from _of_officer(at, title, each, since)
    if found.rule is Rule.PROFILE and found.held == "decided":
        step = f"{Blank.DAY} {Blank.AMOUNT}"
        yield Doubt(
            "profile",
            f"{title}: the profile ends at less than what is decided, {pounds(found.outturn)}.",
            "Type: "
            + command(
                "action amend",
                _address(at),
                profile=step,
                decision=Blank.ID,
                date=at.setting.as_at,
            ),
        )
    if found.to_plan and at.setting.as_at >= warning_day(at.setting.year.end):
        yield Doubt(
            TO_PLAN,
            f"{title}: {pounds(found.to_plan)} is still to plan, not yet forecast by an officer.",
            _forecast(at),
        )
    yield from _of_earmarks(at, title)


def warning_day(year_end: datetime.date) -> datetime.date:
    """Return the day from which on a paper warns of what is still to plan: 1 January."""
    return datetime.date(year_end.year, 1, 1)


def _of_officer(
    at: Standing, title: str, figure: OfficerFigure, since: datetime.date | None
) -> Iterator[Doubt]:
    """Warn of a figure as old as the last return, above what there is, or under what is spent."""
    figures = [of for fund, of in at.figures.items() if figure.fund in (None, fund)]
    day = short_date(figure.day, at.setting.year)
    if since and figure.day < since:
        last = long_date(since - datetime.timedelta(days=1))
        yield Doubt(
            "stale",
            f"{title}: the officer's figure is of {day}, and so as old as the last return, as at "
            f"{last}.",
            "Check that it is still right. " + _forecast(at, figure),
        )
    if figure.outturn is None:
        return
    allocated = sum((of.allocated for of in figures), ZERO)
    spent = sum((of.spent for of in figures), ZERO)
    most = deliverable(at.setting, (line for line in at.lines if figure.fund in (None, line.fund)))
    what = f"{title}: the officer's figure of {pounds(figure.outturn)}, {day}, is"
    if figure.outturn < spent:
        told = f"{what} under what is spent already, {pounds(spent)}."
        yield Doubt("under spent", told, _forecast(at, figure, spent))
    elif figure.outturn > allocated:
        told = f"{what} above what is allocated, {pounds(allocated)}."
        yield Doubt("above allocation", told, _forecast(at, figure))
    elif figure.outturn > most:
        told = f"{what} more than can be delivered by the last day, {pounds(most)}."
        yield Doubt("above delivery", told, _forecast(at, figure))


def _of_earmarks(at: Standing, title: str) -> Iterator[Doubt]:
    """Warn of days that are past, or lacking, and of orders open on the last day."""
    not_billed = tuple(unbilled_of_action(at))
    earmarks: dict[Pot, list[str]] = {}
    left: dict[Pot, Decimal] = {}
    for line in at.lines:
        if line.pot.earmark and line.left > 0:
            earmarks.setdefault(line.pot, []).append(line.fund)
            left[line.pot] = left.get(line.pot, ZERO) + line.left
    for pot, funds in earmarks.items():
        history = at.setting.book.register.earmarks.get(pot.path)
        terms = history.at(at.setting.as_at) if history else None
        if terms is None:
            continue
        name = f"{title}, {terms.title}"
        closed = [fund for fund in funds if at.setting.as_at >= at.setting.windows[fund].last]
        due = [each for each in not_billed if each.pot == pot]
        if due:
            last = max(each.last_day for each in due)
            payee = terms.provider or Blank.NAME
            amount = sum((each.amount for each in due), ZERO)
            accrue = command("accrue", pot, Blank.AMOUNT, payee=payee, date=last)
            yield Doubt(
                "accrual",
                f"{name}: {pounds(amount)} is on order or agreed, "
                f"was to be delivered by {short_date(last, at.setting.year)} and is not billed. "
                "What was supplied by then is to be accrued, and the rest released.",
                "Type: " + accrue,
            )
        elif len(closed) < len(funds):
            yield from _of_days(at, name, pot, terms, left[pot])


def _of_days(at: Standing, name: str, pot: Pot, terms: Earmark, left: Decimal) -> Iterator[Doubt]:
    as_at, end = at.setting.as_at, at.setting.year.end
    expected = [each for each in at.expected if each.pot == pot]
    if terms.pay_by and terms.pay_by < as_at:
        told = f"{name}: {pounds(left)} was to be paid by {long_date(terms.pay_by)}, and is not."
        paid = command(
            "spend",
            pot,
            Blank.AMOUNT,
            payee=terms.provider or Blank.NAME,
            invoice=Blank.REFERENCE,
            date=Blank.DAY,
        )
        yield Doubt("late", told, "Record what was paid: " + paid)
    elif terms.pay_by and terms.pay_by > end and not (terms.delivery_by or terms.delivery_from):
        yield Doubt(
            "no days",
            f"{name}: {pounds(left)} is to be paid by {long_date(terms.pay_by)}, after the year; "
            "it needs days of delivery, by which to forecast it.",
            "Type: "
            + command(
                "earmarks amend",
                pot,
                delivery_from=Blank.DAY,
                delivery_by=Blank.DAY,
                date=as_at,
            ),
        )
    if any(each.kind is Kind.BILLS and not each.words.startswith("bills") for each in expected):
        yield Doubt(
            "not released",
            f"{name}: delivery is over, and {pounds(left)} is on order or agreed and not billed.",
            "If no bill is to come, type: " + command("release", pot, date=as_at),
        )


def _address(at: Standing) -> str:
    return "/".join(at.place)


def _forecast(
    at: Standing, figures: OfficerFigure | None = None, amount: Decimal | None = None
) -> str:
    figure = Blank.AMOUNT if amount is None else amount
    fund = figures.fund if figures else None
    # As at a day that is past, a figure dated today would not count.
    typed = command(
        "forecast", _address(at), figure, fund=fund, reason=Blank.TEXT, date=at.setting.as_at
    )
    return "Type: " + typed
