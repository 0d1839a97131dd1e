"""What is known of the rest of an action's allocation, which is not spent by its last day.

Its officer says why, in words of her own. Where she does not yet, the days of earmarks and the
orders tell a part of it: what is delivered later, what is ordered and not billed, what was left
when all was delivered.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal

from ringfence.ledger.accounts import Pot
from ringfence.ledger.book import Book
from ringfence.ledger.money import ZERO
from ringfence.reports.forecasting.action_state import standing_of
from ringfence.reports.forecasting.expectations import AWAITED, is_over
from ringfence.reports.forecasting.later import later_at, unbilled_of_action
from ringfence.reports.forecasting.report import ActionForecast
from ringfence.reports.forecasting.words import short_date


def known_parts(book: Book, forecast: ActionForecast, as_at: datetime.date) -> dict[str, Decimal]:
    """Return what is known of the rest, in words, with how much of it that is.

    Never more than is forecast under the allocation, of whichever fund that is: which of them
    pays for what is spent tells nothing of why the rest is not.
    """
    left = forecast.under
    found: dict[str, Decimal] = {}
    if not left:
        return found
    for fund, amount, words in _known_parts(book, forecast, as_at):
        part = min(amount, left) if fund in forecast.by_fund else ZERO
        if part > 0:
            left -= part
            found[words] = found.get(words, ZERO) + part
    return found


def _known_parts(
    book: Book, forecast: ActionForecast, as_at: datetime.date
) -> Iterator[tuple[str, Decimal, str]]:
    """Yield it by fund: how much of it there is, and in what words that is told."""
    at = standing_of(book, (forecast.year, forecast.action), as_at)
    year, windows = at.setting.year, at.setting.windows
    for later in later_at(at):
        last = short_date(windows[later.fund].last, year)
        yield later.fund, later.amount, f"is delivered after {last}"
    for each in unbilled_of_action(at):
        yield each.fund, each.amount, "on order and not billed"
    expected = {(each.pot, each.fund) for each in at.expected}
    is_done = is_over(book, as_at, Pot(at.place), at.lines)
    for line in at.lines:
        if line.left <= 0 or (line.pot, line.fund) in expected:
            continue
        history = book.register.earmarks.get(line.pot.path) if line.pot.earmark else None
        terms = history.at(as_at) if history else None
        if terms and terms.delivery_by and terms.delivery_by + AWAITED < as_at:
            if not line.committed:
                day = short_date(terms.delivery_by, year)
                yield line.fund, line.left, f"left of what was delivered by {day}"
        elif is_done and not line.pot.earmark:
            yield line.fund, line.left, "left, and the action is over"
