"""What moved since a meeting: the plan's movements, and what was spent."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import NamedTuple

from ringfence.ledger.accounts import Kind, Pot
from ringfence.ledger.book import Book
from ringfence.ledger.metadata import decision_names
from ringfence.ledger.money import ZERO
from ringfence.ledger.moves import Move
from ringfence.ledger.years import FinancialYear


class Moved(NamedTuple):
    """A movement of the plan, linked entries of several funds together."""

    day: datetime.date
    source: Pot
    to: Pot
    amount: Decimal
    funds: tuple[str, ...]
    decisions: tuple[str, ...]
    text: str


class Since(NamedTuple):
    """What happened after a day: movements, and what each action spent."""

    day: datetime.date
    moved: tuple[Moved, ...]
    spent: tuple[tuple[str, Decimal], ...]


def since(book: Book, year: FinancialYear, day: datetime.date, as_at: datetime.date) -> Since:
    """Return what happened to a year's plan, the reserve and the unallocated money after a day."""
    wanted = (str(year), None)
    moves = [
        move
        for move in book.movements.moves
        if day < move.day <= as_at and (move.source.year in wanted or move.to.year in wanted)
    ]
    return Since(day, tuple(_join(moves)), tuple(_spends(book, year, day, as_at)))


def _join(moves: list[Move]) -> list[Moved]:
    """Make one of what is one to a reader: the same day, pots and link, several funds."""
    groups: dict[object, list[Move]] = {}
    for number, move in enumerate(moves):
        links = move.entry.links
        key = (move.day, move.source, move.to, links) if links else number
        groups.setdefault(key, []).append(move)
    return [
        Moved(
            day=group[0].day,
            source=group[0].source,
            to=group[0].to,
            amount=sum((move.amount for move in group), ZERO),
            funds=tuple(sorted({move.fund for move in group})),
            decisions=tuple(
                sorted({id_ for move in group for id_ in decision_names(move.entry.meta)})
            ),
            text=group[0].entry.narration or group[0].entry.payee or "",
        )
        for group in groups.values()
    ]


def _spends(
    book: Book, year: FinancialYear, day: datetime.date, as_at: datetime.date
) -> list[tuple[str, Decimal]]:
    spent: dict[str, Decimal] = {}
    for track in book.tracks.values():
        pot = track.account.pot if track.account else None
        if track.kind is Kind.SPENT and pot and pot.year == str(year) and pot.action:
            amount = track.balance(as_at) - track.balance(day)
            spent[pot.action] = spent.get(pot.action, ZERO) + amount
    return sorted((action, amount) for action, amount in spent.items() if amount)
