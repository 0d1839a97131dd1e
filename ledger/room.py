"""How much can be taken from a pot such that it never falls below zero, now or later."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from ringfence.ledger.accounts import Kind, Pot, party_in_account
from ringfence.ledger.brought_forward import opening_advances
from ringfence.ledger.money import ZERO
from ringfence.ledger.tracks import PENDING_FLAG

if TYPE_CHECKING:
    from ringfence.ledger.book import Book

Changes = dict[datetime.date, Decimal]


def room_in(
    book: Book, pot: Pot, fund: str, day: datetime.date, *, advancing: str | None = None
) -> Decimal:
    """Return what can be taken from a pot of a fund on a day; never below zero.

    Money advanced to a provider and not yet evidenced stays in its pot but is not free:
    no more may be advanced than is left in that provider's earmarks. What was advanced before
    the books began needs no earmark until it is evidenced.
    """
    track = book.pots.get((pot, fund))
    if track is None:
        return ZERO
    room = track.lowest_from(day)
    if advancing:
        room = min(room, _least_unadvanced(book, advancing, fund, day))
    elif (provided := room_to_advance(book, pot, fund, day)) is not None:
        room = min(room, provided.amount)
    return max(room, ZERO)


def last_day_of_need(
    book: Book, pot: Pot, fund: str, day: datetime.date, amount: Decimal
) -> datetime.date | None:
    """Return the last day on which a pot moves, if what is there on a day is needed after it.

    That is so where an amount could be taken then, and decided entries of later days would
    leave the pot below zero for it: no pending spend of that day can stand.
    """
    track = book.pots.get((pot, fund))
    if track is None or amount > track.left(day):
        return None
    changes: Changes = {day: track.left(day) - amount}
    for each in track.tracks:
        rows = (row for row in each.rows() if row.day > day and row.entry.flag != PENDING_FLAG)
        _add(changes, ((row.day, -row.amount) for row in rows))
    last = max(each.days[-1] for each in track.tracks if each.days)
    return last if lowest_from(changes, day) < 0 else None


class Unadvanced(NamedTuple):
    """What a provider's earmarks of a fund hold above what is advanced to it."""

    provider: str
    amount: Decimal


def room_to_advance(book: Book, pot: Pot, fund: str, day: datetime.date) -> Unadvanced | None:
    """Return what an earmark's provider was not advanced, from a day on; None if nothing was."""
    provider = provider_of(book, pot)
    if provider is None or f"{Kind.PREPAID.value}:{provider}:{fund}" not in book.tracks:
        return None
    return Unadvanced(provider, _least_unadvanced(book, provider, fund, day))


def amounts_for_advances(book: Book, fund: str, day: datetime.date) -> dict[str, Decimal]:
    """Give, by provider, what its earmarks of a fund hold above all that it was advanced.

    What was advanced before the books counts too. It is below zero where its earmarks hold
    less: the fund has to keep so much elsewhere until the advance is evidenced, or comes back.
    """
    parties = (track.account.party for track in book.tracks_of(fund, Kind.PREPAID) if track.account)
    return {
        party: _least_unadvanced(book, party, fund, day, opening=True)
        for party in sorted({party for party in parties if party})
    }


def provider_of(book: Book, pot: Pot) -> str | None:
    """Name the provider of an earmark, as accounts do; None of other pots, or if it has none."""
    history = book.register.earmarks.get(pot.path) if pot.earmark else None
    name = history.latest.provider if history else None
    return party_in_account(name) if name else None


def balances_by_pot(book: Book, as_at: datetime.date) -> dict[Pot, Decimal]:
    """Return what is left in every pot that was ever used at the end of a day, over all funds."""
    left: dict[Pot, Decimal] = {}
    for (pot, _fund), track in book.pots.items():
        left[pot] = left.get(pot, ZERO) + track.left(as_at)
    return left


def _least_unadvanced(
    book: Book, provider: str, fund: str, day: datetime.date, *, opening: bool = False
) -> Decimal:
    """Return the least that a provider's earmarks hold above what is advanced, from a day on.

    What was advanced before the books, and is not evidenced, is counted only where that is asked.
    """
    changes: Changes = {}
    for pot in book.provided.get((provider, fund), ()):
        _add(changes, pot.daily().items())
    for row, of_before in opening_advances(book, fund, provider):
        _add(changes, [(row.day, (ZERO if opening else of_before) - row.amount)])
    return lowest_from(changes, day)


def lowest_from(changes: Changes, day: datetime.date) -> Decimal:
    """Return the least that a running total comes to at the end of a day or of a later one."""
    left = sum((change for each, change in changes.items() if each <= day), ZERO)
    lowest = left
    for each in sorted(each for each in changes if each > day):
        left += changes[each]
        lowest = min(lowest, left)
    return lowest


def _add(changes: Changes, more: Iterable[tuple[datetime.date, Decimal]]) -> None:
    for day, change in more:
        changes[day] = changes.get(day, ZERO) + change


def least_held(book: Book, kind: Kind, fund: str, day: datetime.date) -> Decimal:
    """Return what a fund's accounts of a kind hold on a day and every later one, as a plus.

    That is what can be claimed, received, paid or let lapse of it.
    """
    sign = -1 if kind.value.startswith(("Liabilities", "Income", "Equity")) else 1
    rows = (
        (row.day, sign * row.amount) for track in book.tracks_of(fund, kind) for row in track.rows()
    )
    return max(lowest_over(rows, day), ZERO)


def lowest_over(rows: Iterable[tuple[datetime.date, Decimal]], day: datetime.date) -> Decimal:
    """Return the least that amounts, each of its day, come to on a day or a later one."""
    changes: Changes = {}
    _add(changes, rows)
    return lowest_from(changes, day)
