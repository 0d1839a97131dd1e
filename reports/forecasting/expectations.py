"""What is decided of an action's money, and what is to plan: rules 3 and 4 of the forecast.

Each earmark by its own days. With days of delivery, what is delivered by a fund's last day is
what is set aside in proportion to the days; work is billed in arrears, so what is not billed of
it stays expected. Delivery over, what is left is expected for another 30 days, and then no
more, unless it is on order or agreed: that stays until an officer releases it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from ringfence.ledger.accounts import Pot
from ringfence.ledger.book import Book
from ringfence.ledger.declarations.models import Earmark
from ringfence.ledger.money import PENNY, ZERO
from ringfence.ledger.paying import shares_of
from ringfence.ledger.years import FinancialYear
from ringfence.reports.forecasting.fund_shares import Room, fall
from ringfence.reports.forecasting.report import Expected, Kind
from ringfence.reports.forecasting.words import short_date
from ringfence.reports.lines import Line

#: How long bills are awaited once delivery is over.
AWAITED = datetime.timedelta(days=30)
_DAY = datetime.timedelta(days=1)


class Window(NamedTuple):
    """A fund's last day for an action, and whether it may still be spent for it."""

    last: datetime.date
    is_open: bool


class Setting(NamedTuple):
    """The books on a day, and the windows of an action's funds in the order they are spent."""

    book: Book
    year: FinancialYear
    as_at: datetime.date
    windows: Mapping[str, Window]

    def day_words(self, day: datetime.date) -> str:
        """Write a day, with its year where that is not the action's."""
        return short_date(day, self.year)


def expect_of_earmark(setting: Setting, lines: Iterable[Line]) -> Iterator[Expected]:
    """Yield what an earmark is expected to spend yet, fund by fund."""
    own = {line.fund: line for line in lines}
    pot = next(iter(own.values())).pot
    history = setting.book.register.earmarks.get(pot.path)
    terms = history.at(setting.as_at) if history else None
    committed = any(line.committed for line in own.values())
    kind, words = _kind(setting, terms, committed=committed)
    if kind is None:
        return
    late = bool(terms and _is_late(terms, setting.as_at))
    for fund, amount in _amounts(setting, pot, own, terms).items():
        if amount > 0:
            yield Expected(pot, fund, kind, amount, words, late)


def expect_of_action(setting: Setting, own: Iterable[Line]) -> Iterator[Expected]:
    """Yield what of an action no earmark has, and is expected to be spent: what is to plan."""
    for line in own:
        if line.left > 0 and setting.windows[line.fund].is_open:
            yield Expected(line.pot, line.fund, Kind.TO_PLAN, line.left, "to plan")


def is_over(book: Book, as_at: datetime.date, place: Pot, lines: Iterable[Line]) -> bool:
    """Return whether an action is declared over, or the one event that it was for is.

    It is where all its earmarks have a last day of delivery, 30 days ago or more, and nothing
    of them is on order.
    """
    action = book.register.actions.get(place.path)
    until = action.at_or_first(as_at).until if action else None
    if until:
        return until < as_at
    earmarks = [line for line in lines if line.pot.earmark]
    return bool(earmarks) and all(
        not (line.committed and line.left > 0) and _has_ended(book, as_at, line.pot)
        for line in earmarks
    )


def deliverable(setting: Setting, lines: Iterable[Line]) -> Decimal:
    """Return the most that can be delivered of an action by its funds' last days."""
    earmarks: dict[Pot, list[Line]] = {}
    most = ZERO
    for line in lines:
        most += line.spent
        if line.pot.earmark:
            earmarks.setdefault(line.pot, []).append(line)
        elif setting.windows[line.fund].is_open:
            most += max(line.left, ZERO)
    for pot, its in earmarks.items():
        history = setting.book.register.earmarks.get(pot.path)
        terms = history.at(setting.as_at) if history else None
        own = {line.fund: line for line in its}
        most += sum((n for n in _amounts(setting, pot, own, terms).values() if n > 0), ZERO)
    return most


def due_in_time(setting: Setting, lines: Iterable[Line]) -> dict[str, Decimal]:
    """Return what of an earmark was to be delivered by each fund's last day, and is not spent.

    Of a fund whose last day has come that is what bills may still come for; what is delivered
    after it is not in it.
    """
    own = {line.fund: line for line in lines}
    pot = next(iter(own.values())).pot
    history = setting.book.register.earmarks.get(pot.path)
    terms = history.at(setting.as_at) if history else None
    opened = {
        fund: each._replace(is_open=each.is_open or setting.as_at >= each.last)
        for fund, each in setting.windows.items()
    }
    found = _amounts(setting._replace(windows=opened), pot, own, terms)
    return {fund: max(amount, ZERO) for fund, amount in found.items()}


def _has_ended(book: Book, as_at: datetime.date, pot: Pot) -> bool:
    history = book.register.earmarks.get(pot.path)
    terms = history.at(as_at) if history else None
    return bool(terms and terms.delivery_by and terms.delivery_by + AWAITED < as_at)


def _kind(setting: Setting, terms: Earmark | None, *, committed: bool) -> tuple[Kind | None, str]:
    """Return what kind of expectation an earmark is, and in what words; None if of none."""
    what = "earmarked"
    if committed and terms:
        what = "on order" if terms.order else "agreed"
    if terms is None or not (terms.delivery_from or terms.delivery_by or terms.pay_by):
        return Kind.UNDATED, f"{what}, without days"
    by, words_of = terms.delivery_by, setting.day_words
    if by and by < setting.as_at:
        if setting.as_at <= by + AWAITED:
            return Kind.BILLS, f"bills awaited, delivery to {words_of(by)}"
        words = f"{what}, delivery to {words_of(by)}, not billed"
        return (Kind.BILLS, words) if committed else (None, "")
    if by:
        first = f"{words_of(terms.delivery_from)} to " if terms.delivery_from else ""
        return Kind.DATED, f"{what}, delivery {first}{words_of(by)}"
    if terms.delivery_from:
        return Kind.DATED, f"{what}, delivery from {words_of(terms.delivery_from)}"
    due = terms.pay_by or setting.as_at
    was = "overdue since" if due < setting.as_at else "due"
    return Kind.DATED, f"{what}, {was} {words_of(due)}"


def _is_late(terms: Earmark, as_at: datetime.date) -> bool:
    return terms.pay_by is not None and terms.pay_by < as_at


def _amounts(
    setting: Setting, pot: Pot, own: Mapping[str, Line], terms: Earmark | None
) -> dict[str, Decimal]:
    """Return what each fund is expected to spend yet of an earmark, by its last day."""
    whole = sum((line.put_in for line in own.values()), ZERO)
    order = [fund for fund in setting.windows if fund in own]
    rooms: dict[str, Room] = {}
    for fund in order:
        line, window = own[fund], setting.windows[fund]
        most = max(line.put_in, line.spent) if window.is_open else line.spent
        rooms[fund] = Room(line.spent, most)
    shares = {each.fund: each.part for each in shares_of(setting.book, pot, setting.as_at)}
    parts = {fund: room.least for fund, room in rooms.items()}
    for last in sorted({setting.windows[fund].last for fund in order}):
        # Delivered by this day is paid by the funds that end on it, after what others bear.
        ending = {f: rooms[f] for f in order if setting.windows[f].last == last}
        others = sum((parts[fund] for fund in order if fund not in ending), ZERO)
        due = _delivery_by(terms, whole, setting.year.start, last) - others
        parts |= fall(due, ending, {f: n for f, n in shares.items() if f in ending})
    return {fund: parts[fund] - own[fund].spent for fund in order}


def _delivery_by(
    terms: Earmark | None, whole: Decimal, start: datetime.date, last: datetime.date
) -> Decimal:
    """Return what of an earmark is delivered by the end of a day.

    What is set aside in a year's plan is for days from its 1 April on: what was delivered
    before is of the plan before.
    """
    first = terms.delivery_from if terms else None
    by = terms.delivery_by if terms else None
    if by and first and first <= by:
        first = max(first, min(start, by))
        days = (by - first) // _DAY + 1
        until = min(max((last - first) // _DAY + 1, 0), days)
        return (whole * until / days).quantize(PENNY, ROUND_HALF_UP)
    begins = by or first
    return ZERO if begins and begins > last else whole
