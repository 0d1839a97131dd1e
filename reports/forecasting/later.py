"""What is set aside and not spent by a fund's last day: due after it, or before it and not billed.

The first may be asked for, so that the work can go on. The second is to be settled: what was
supplied is accrued, and so spent; what was not is released.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from ringfence.ledger.accounts import Pot
from ringfence.ledger.book import Book
from ringfence.ledger.declarations.models import Earmark
from ringfence.ledger.money import ZERO
from ringfence.reports.forecasting.action_state import Standing, standing_of
from ringfence.reports.forecasting.expectations import due_in_time
from ringfence.reports.forecasting.report import ActionForecast
from ringfence.reports.lines import Line


class Later(NamedTuple):
    """The part of an earmark, of one fund, that is delivered after that fund's last day.

    ``until`` is the last day of delivery, None where only its first is said.
    """

    pot: Pot
    fund: str
    title: str
    until: datetime.date | None
    amount: Decimal


class Unbilled(NamedTuple):
    """What of an order was due by its fund's last day, which has come, and is not billed."""

    pot: Pot
    fund: str
    title: str
    last_day: datetime.date
    amount: Decimal


def later_deliveries(
    book: Book,
    forecasts: Iterable[ActionForecast],
    as_at: datetime.date,
    most: Mapping[str, Decimal] | None = None,
) -> tuple[Later, ...]:
    """Return it by earmark and fund: never more than is forecast unspent of the action's fund.

    With ``most``, never more of a fund than that in all.
    """
    found = []
    free = dict(most) if most is not None else None
    for each in (each for forecast in forecasts for each in _of_action(book, forecast, as_at)):
        amount = each.amount if free is None else min(each.amount, free.get(each.fund, ZERO))
        if free is not None:
            free[each.fund] = free.get(each.fund, ZERO) - amount
        if amount > 0:
            found.append(each._replace(amount=amount))
    return tuple(found)


def unbilled_orders(
    book: Book, forecasts: Iterable[ActionForecast], as_at: datetime.date
) -> tuple[Unbilled, ...]:
    """Return what of orders and agreements was due by a last day that has come, and not billed."""
    return tuple(
        each
        for forecast in forecasts
        for each in unbilled_of_action(standing_of(book, (forecast.year, forecast.action), as_at))
        if each.fund in forecast.by_fund
    )


def unbilled_of_action(at: Standing) -> Iterator[Unbilled]:
    """Yield it of one action, by earmark and fund."""
    as_at = at.setting.as_at
    for pot, lines in _earmarks(at).items():
        terms = _terms(at, pot)
        if terms is None or not (terms.order or terms.agreement):
            continue
        due = due_in_time(at.setting, lines)
        for line in lines:
            last = at.setting.windows[line.fund].last
            amount = min(due[line.fund], line.left)
            if as_at >= last and amount > 0:
                yield Unbilled(pot, line.fund, terms.title, last, amount)


def later_at(at: Standing) -> Iterator[Later]:
    """Yield what of one action is delivered after a fund's last day, by earmark and fund."""
    for pot, lines in _earmarks(at).items():
        terms = _terms(at, pot)
        until = (terms.delivery_by or terms.delivery_from) if terms else None
        if terms is None or until is None:
            continue
        due = due_in_time(at.setting, lines)
        for line in lines:
            amount = line.left - due[line.fund]
            if until > at.setting.windows[line.fund].last and amount > 0:
                yield Later(pot, line.fund, terms.title, terms.delivery_by, amount)


def _of_action(book: Book, forecast: ActionForecast, as_at: datetime.date) -> Iterator[Later]:
    under = {fund: max(-part.variance, ZERO) for fund, part in forecast.by_fund.items()}
    for each in later_at(standing_of(book, (forecast.year, forecast.action), as_at)):
        amount = min(each.amount, under.get(each.fund, ZERO))
        if amount > 0:
            under[each.fund] -= amount
            yield each._replace(amount=amount)


def _earmarks(at: Standing) -> dict[Pot, list[Line]]:
    found: dict[Pot, list[Line]] = {}
    for line in at.lines:
        if line.pot.earmark:
            found.setdefault(line.pot, []).append(line)
    return found


def _terms(at: Standing, pot: Pot) -> Earmark | None:
    history = at.setting.book.register.earmarks.get(pot.path)
    return history.at(at.setting.as_at) if history else None
