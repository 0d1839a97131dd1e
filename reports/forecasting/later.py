"""What is set aside for work that goes on after its fund's last day: not spent by then."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING
from typing import NamedTuple

from ringfence.ledger.money import ZERO
from ringfence.reports.forecasting.standing import standing

if TYPE_CHECKING:
    from ringfence.ledger.accounts import Pot
    from ringfence.ledger.book import Book
    from ringfence.reports.forecasting.report import ActionForecast


class Later(NamedTuple):
    """The part of an earmark, of one fund, that is delivered after that fund's last day."""

    pot: Pot
    fund: str
    title: str
    until: datetime.date
    amount: Decimal


def delivered_later(
    book: Book, forecasts: Iterable[ActionForecast], as_at: datetime.date
) -> tuple[Later, ...]:
    """Return it by earmark and fund: never more than is forecast unspent of the action's fund."""
    return tuple(each for forecast in forecasts for each in _of_action(book, forecast, as_at))


def _of_action(book: Book, forecast: ActionForecast, as_at: datetime.date) -> Iterator[Later]:
    at = standing(book, (forecast.year, forecast.action), as_at)
    expected = {(each.pot, each.fund): each.amount for each in at.expected}
    under = {fund: max(-part.variance, ZERO) for fund, part in forecast.by_fund.items()}
    for line in at.lines:
        history = book.register.earmarks.get(line.pot.path) if line.pot.earmark else None
        terms = history.at(as_at) if history else None
        if terms is None or terms.delivery_by is None or line.fund not in under:
            continue
        rest = line.left - expected.get((line.pot, line.fund), ZERO)
        amount = min(rest, under[line.fund])
        if terms.delivery_by > at.setting.windows[line.fund].last and amount > 0:
            under[line.fund] -= amount
            yield Later(line.pot, line.fund, terms.title, terms.delivery_by, amount)
