"""Shortages of earlier years: what a plan spent beyond what it had, and nobody decided yet.

A pot that is short at 31 March, through a spend that awaits a decision, stays short until
somebody finds the money. The year's turn does not make it good: as long as it is short, so
much less of its fund may be carried forward or spent. What may lapse or be repaid is less by
what this year's plan is short of too.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from ringfence.ledger.accounts import UNALLOCATED, Pot
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.money import ZERO, pounds
from ringfence.ledger.tracks import PotTrack
from ringfence.ledger.years import FinancialYear

if TYPE_CHECKING:
    from ringfence.ledger.book import Book


def short_before(
    book: Book, fund: str, year: FinancialYear, day: datetime.date
) -> dict[Pot, Decimal]:
    """Return the pots of plans before a year that are short of a fund on a day, and by how much."""
    return {
        track.pot: -track.left(day)
        for track in _ever_short(book, fund)
        if _is_before(track.pot, year) and track.left(day) < 0
    }


def shortage_before(book: Book, fund: str, year: FinancialYear, day: datetime.date) -> Decimal:
    """Return by how much the plans before a year are short of a fund on a day, all together.

    What other pots of theirs still hold covers it: it stays there until it is decided.
    """
    if not short_before(book, fund, year, day):
        return ZERO
    left = (t.left(day) for t in book.pots_of_fund(fund) if _is_before(t.pot, year))
    return max(-sum(left, ZERO), ZERO)


def free_to_carry(book: Book, fund: str, year: FinancialYear, day: datetime.date) -> Decimal | None:
    """Return what of a fund may be put into a year's plan from a day on; not below 0.

    That is all that is left in the plans before it, in reserve and unallocated, shortages
    taken off. None where no plan before it is short, so that each pot's own left is the limit.
    """
    return _lowest(
        sum((t.left(each) for t in book.pots_of_fund(fund) if _may_enter(t.pot, year)), ZERO)
        for each in _days_from(book, fund, day)
        if short_before(book, fund, year, each)
    )


def free_to_spend(book: Book, fund: str, day: datetime.date) -> Decimal | None:
    """Return what of a fund may be spent from a day on; not below 0.

    That is all that is left in its pots, less what the plans of earlier years are short of.
    None where none is, so that each pot's own left is the limit.
    """
    return _lowest(
        there_is(book, fund, FinancialYear.of_day(each), each)
        for each in _days_from(book, fund, day)
        if short_before(book, fund, FinancialYear.of_day(each), each)
    )


def free_to_give_up(book: Book, fund: str, day: datetime.date) -> Decimal | None:
    """Return what of a fund may lapse or be repaid from a day on; not below 0.

    That is what is in no plan, less all that any of its pots is short of: of this year too, for
    what has left the fund no meeting can move. None where no pot of it is short.
    """
    pots = list(book.pots_of_fund(fund))
    return _lowest(
        sum((n for t in pots if (n := t.left(each)) < 0 or not t.pot.is_planned), ZERO)
        for each in _days_from(book, fund, day)
        if any(t.left(each) < 0 for t in pots)
    )


def there_is(book: Book, fund: str, year: FinancialYear, day: datetime.date) -> Decimal:
    """Return what is left of a fund on a day, less what plans before a year are short of.

    What a plan of that year or a later one is short of is still its own to settle.
    """
    left = ((t.pot, t.left(day)) for t in book.pots_of_fund(fund))
    return sum((n for pot, n in left if n > 0 or _may_enter(pot, year)), ZERO)


def shortage_words(book: Book, fund: str, year: FinancialYear, day: datetime.date) -> str:
    """Return which plans before a year are short of a fund, how much, and what would settle it."""
    return _shortage_words(book, fund, short_before(book, fund, year, day), day)


def all_shortages_words(book: Book, fund: str, day: datetime.date) -> str:
    """Return which pots are short of a fund from a day on, how much, and what would settle it."""
    lowest = {track.pot: track.lowest_from(day) for track in _ever_short(book, fund)}
    return _shortage_words(
        book, fund, {pot: -least for pot, least in lowest.items() if least < 0}, day
    )


def _shortage_words(book: Book, fund: str, short: dict[Pot, Decimal], day: datetime.date) -> str:
    if not short:
        return ""
    parts = (f"{pot} is short by {pounds(amount)}" for pot, amount in sorted(short.items()))
    (first, amount), *_others = sorted(short.items())
    return (
        f"Of {fund}, {', '.join(parts)} because of spending that awaits a decision, so that much "
        "can't be used. " + way_to_settle(book, first, fund, day, amount)
    )


def way_to_settle(book: Book, pot: Pot, fund: str, day: datetime.date, short: Decimal) -> str:
    """Return what would make a shortage good: the command, if one pot of the fund has enough."""
    tracks = sorted(book.pots_of_fund(fund), key=lambda track: _nearness(track.pot, pot))
    able = (t.pot for t in tracks if t.pot != pot and t.lowest_from(day) >= short)
    source = next((each for each in able if not book.providers_of(each)), None)
    if source is None:
        return "Ask the meeting to decide where it comes from, or record what else was awarded."
    if source == UNALLOCATED:
        return (
            "Once decided: " + command("allocate", pot, short, fund=fund, decision=Blank.ID) + "."
        )
    return (
        "Once decided: " + command("vire", source, pot, short, fund=fund, decision=Blank.ID) + "."
    )


def _nearness(source: Pot, pot: Pot) -> tuple[int, Pot]:
    """Order pots by how near they are: of the same action, in no plan, of the same year, others.

    What is set aside for somebody is not offered, and other earmarks come last.
    """
    if source == pot.place:
        return 0, source
    if not source.is_planned:
        return (2 if source == UNALLOCATED else 1), source
    apart = 2 if source.earmark else 0
    return (3 if source.year == pot.year else 4) + apart, source


def _ever_short(book: Book, fund: str) -> Iterator[PotTrack]:
    return (track for track in book.short if track.fund == fund and track.pot.is_planned)


def _days_from(book: Book, fund: str, day: datetime.date) -> list[datetime.date]:
    """Return a day and each later one on which a pot of the fund moves; none if none was short."""
    if not any(_ever_short(book, fund)):
        return []
    tracks = (each for pot in book.pots_of_fund(fund) for each in pot.tracks)
    return sorted({day, *(each for track in tracks for each in track.days if each > day)})


def _lowest(amounts: Iterator[Decimal]) -> Decimal | None:
    lowest = min(amounts, default=None)
    return None if lowest is None else max(lowest, ZERO)


def _is_before(pot: Pot, year: FinancialYear) -> bool:
    return pot.year is not None and pot.year < str(year)


def _may_enter(pot: Pot, year: FinancialYear) -> bool:
    """Return whether money in a pot can still go into a year's plan: it is of no later one."""
    return pot.year is None or pot.year < str(year)
