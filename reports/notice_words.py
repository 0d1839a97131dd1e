"""What the notice of an underspend says: the sum, what is asked for it, what stands beside it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from ringfence.ledger.money import ZERO, pounds
from ringfence.reports.forecasting.unspent import Unspent
from ringfence.reports.forecasting.words import list_words
from ringfence.reports.monitoring.missing import TO_COMPLETE
from ringfence.reports.render.table import long_date

if TYPE_CHECKING:
    from ringfence.ledger.book import Book
    from ringfence.reports.forecasting.later import Later, Unbilled
    from ringfence.reports.underspend import Underspend

#: A grant paid so is claimed for what was spent alone.
_IN_ARREARS = ("arrears", "on-order")


class Part(NamedTuple):
    """What of one fund is unspent, by its last day, and how the fund is paid."""

    of: Unspent
    last_day: datetime.date
    is_over: bool
    in_arrears: bool

    @property
    def name(self) -> str:
        """What it is called among several."""
        return f"{self.of.title} ({self.of.fund})"


def parts_of(book: Book, each: Underspend) -> tuple[Part, ...]:
    """Return what the sum is of: each fund of which anything is in it."""
    found = []
    for of in each.funds:
        if of.total:
            last = min(each.year_end, of.spend_by or each.year_end)
            payment = book.register.funds[of.fund].at_or_first(each.dates.as_at).payment
            over = each.dates.as_at >= last
            found.append(Part(of, last, over, payment in _IN_ARREARS))
    return tuple(found)


def opening(each: Underspend, parts: tuple[Part, ...]) -> str:
    """Return the sum."""
    as_at, amount = long_date(each.dates.as_at), pounds(each.total)
    of = f"{amount} of {parts[0].of.title if len(parts) == 1 else 'the grants named below'}"
    days = {part.last_day for part in parts}
    by = long_date(days.pop()) if len(days) == 1 else "the last day of each"
    if all(part.is_over for part in parts):
        stand = "" if as_at == by else f", as our books stand at {as_at}"
        return f"{of} was not spent by {by}{stand}."
    if any(part.is_over for part in parts):
        return f"As at {as_at}, {of} was not spent, or is forecast not to be, by {by}."
    return f"As at {as_at} we forecast that {of} will not be spent by {by}."


def proposals(parts: tuple[Part, ...], later: Iterable[Later], funder: str) -> Iterator[str]:
    """Yield what is asked or proposed for each part of the sum that its reader decides on."""
    whole = _sum(part.of.total for part in parts)
    parts = tuple(part for part in parts if part.of.funder == funder)
    for last in sorted({part.last_day for part in parts}):
        own = [part for part in parts if part.last_day == last]
        asked = {part: part.of.by_consent for part in own if part.of.by_consent > 0}
        if asked:
            yield (
                f"We ask for your consent to spend {_amounts(asked, whole)} after "
                f"{long_date(last)}, on the partnership's Delivery Plan."
            )
        yield from _unclaimed_words({p: n for p, n in asked.items() if p.in_arrears}, whole)
    given_back = {part.of.fund for part in parts if not part.of.by_consent}
    waiting = _sum(each.amount for each in later if each.fund in given_back)
    if waiting:
        yield (
            f"Of this, {pounds(waiting)} is set aside for work that goes on after the last day, "
            "as listed below. We ask for your consent to spend it then."
        )
    yield from _repayment_words(
        parts, whole, unless=" unless you agree otherwise" if waiting else ""
    )


def _unclaimed_words(amounts: Mapping[Part, Decimal], whole: Decimal) -> Iterator[str]:
    """Yield, for grants in arrears, that what is not spent is not claimed."""
    if not amounts:
        return
    amount = _sum(amounts.values())
    end = "has not been claimed. Without your consent it will not be."
    if amount == whole:
        yield f"The grant pays for what has been spent, so this {pounds(amount)} {end}"
    else:
        pays, its = ("pays", "its") if len(amounts) == 1 else ("pay", "their")
        named = list_words(part.name for part in amounts)
        yield f"{named} {pays} for what has been spent, so {its} {pounds(amount)} {end}"


def _repayment_words(parts: tuple[Part, ...], whole: Decimal, unless: str) -> Iterator[str]:
    """Yield what is repaid, what is not claimed, and of what the terms say nothing."""
    for part in parts:
        if part.of.to_repay > 0:
            told = _amounts({part: part.of.to_repay}, whole)
            after = "" if part.is_over else f" after {long_date(part.last_day)}"
            yield (
                f"We received {told}, and the terms ask for it to be repaid. Unless you agree "
                f"otherwise we will repay it{after}."
            )
        if part.of.lapsing > 0:
            told = _amounts({part: part.of.lapsing}, whole)
            yield (
                f"We have not claimed {told}, because it is not spent, and will not{unless}."
                if part.in_arrears
                else f"We have not received {told}, and will not ask for it{unless}."
            )
    unsaid = {part: part.of.not_said for part in parts if part.of.not_said > 0}
    if unsaid:
        yield (
            f"The terms do not say what becomes of {_amounts(unsaid, whole)}. We ask how you wish "
            "it to be used."
        )


def to_settle(due: Iterable[Unbilled]) -> Iterator[str]:
    """Yield what of orders was due by a last day and is not billed: that it is not settled."""
    by_day: dict[datetime.date, Decimal] = {}
    for each in due:
        by_day[each.last_day] = by_day.get(each.last_day, ZERO) + each.amount
    for day, amount in sorted(by_day.items()):
        yield (
            f"{TO_COMPLETE} Of this, {pounds(amount)} is on order or under agreement, was to be "
            f"delivered by {long_date(day)} and is not billed. What was delivered by then counts "
            "as spent once we have accrued it, and will not be in this sum."
        )


def beside(each: Underspend, parts: tuple[Part, ...]) -> Iterator[str]:
    """Yield what of it is another funder's, and what is not in it: kept, spent later, or over."""
    for part in parts:
        if part.of.funder != each.funder:
            yield (
                f"Of this, {pounds(part.of.total)} is of {part.name}, on which {part.of.funder} "
                "decides."
            )
    for of in each.funds:
        if of.kept > 0:
            yield (
                f"Not in this sum is {pounds(of.kept)} of {of.title} ({of.fund}): its terms let us "
                "keep it."
            )
        elif of.later > 0:
            until = f"let it be spent until {long_date(of.spend_by)}" if of.spend_by else ""
            yield (
                f"Not in this sum is {pounds(of.later)} of {of.title} ({of.fund}): its terms "
                f"{until or 'set no last day'}."
            )
    if each.unspent.over:
        yield (
            f"Other actions are {'' if each.is_over else 'forecast to be '}"
            f"{pounds(each.unspent.over)} over their allocations. What they take of the grant is "
            "not in this sum."
        )


def _amounts(amounts: Mapping[Part, Decimal], whole: Decimal) -> str:
    """Name amounts: all of the sum, a part of it, or each with the grant that it is of."""
    amount = _sum(amounts.values())
    if amount == whole:
        return f"this {pounds(amount)}"
    if all(part.of.total == whole for part in amounts):
        return f"{pounds(amount)} of it"
    return list_words(f"{pounds(each)} of {part.name}" for part, each in amounts.items())


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)
