"""Statements of the funds: what each was awarded, claimed, received and spent, and what it has."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from ringfence.ledger.accounts import UNALLOCATED, Kind, Pot
from ringfence.ledger.book import Book
from ringfence.ledger.brought_forward import before_of
from ringfence.ledger.money import ZERO
from ringfence.ledger.risk import rows_at_risk
from ringfence.reports.columns import FUND, STATEMENT
from ringfence.reports.flows import claiming, flowing
from ringfence.reports.lines import entries_of
from ringfence.reports.schedule import DAY
from ringfence.reports.statements.statement import (
    FigureName,
    Part,
    Rows,
    Statement,
    UnknownFigureError,
    state,
)

_BEGINNING = datetime.date.min
_IN_POTS: dict[str, Callable[[Pot], bool]] = {
    "left": lambda _pot: True,
    "unallocated": lambda pot: pot == UNALLOCATED,
    "reserve": lambda pot: pot.is_reserve,
    "available": lambda pot: pot.is_planned and pot.earmark is None,
    "earmarked": lambda pot: pot.earmark is not None,
}


def fund_statement(
    book: Book, name: FigureName, as_at: datetime.date, funds: tuple[str, ...] = ()
) -> Statement:
    """State a figure of a fund at the end of a day; of ``funds``, where it is of several."""
    wanted = (name.fund,) if name.fund else funds
    if name.figure == "award":
        parts = [part for fund in wanted for part in _award(book, fund, as_at)]
        return state(book, "Award", name.fund, parts=parts)
    if name.figure == "receivable" and set(wanted) <= set(book.register.funds):
        owed = [
            (row.entry, row.amount)
            for fund in wanted
            for track in book.tracks_of(fund, Kind.RECEIVABLE)
            for row in track.rows(last=as_at)
        ]
        return state(book, "Claimed and not paid", name.fund or "All funds", owed)
    if name.figure not in FUND or not set(wanted) <= set(book.register.funds):
        raise UnknownFigureError(name)
    rows = [row for fund in wanted for row in fund_rows(book, fund, name.figure, as_at)]
    return state(book, FUND[name.figure].title, name.fund or "All funds", rows)


def fund_rows(book: Book, fund: str, figure: str, as_at: datetime.date) -> Rows:
    """Return the entries that come to a figure of a fund since its first day."""
    if figure in ("claimed", "received"):
        found = claiming(book, fund, as_at)
        return [(each.entry, getattr(each, figure)) for each in found]
    if figure == "unspent":
        return _left(book, fund, "left", as_at)
    if figure == "at_risk":
        return [(row.entry, row.amount) for row in rows_at_risk(book, fund, as_at)]
    before = before_of(book, fund, as_at)
    if figure == "spent":
        said: Rows = [(before.entry, before.spent)] if before else []
        return said + _spent(book, fund, _BEGINNING, as_at)
    flows = list(flowing(book, fund, _BEGINNING, as_at))
    if figure == "awarded":
        said = [(before.entry, before.said_spent)] if before else []
        return said + [(entry, flow.awarded + flow.opening) for entry, flow in flows]
    return [(entry, getattr(flow, figure)) for entry, flow in flows]


def period_statement(
    book: Book,
    name: FigureName,
    first: datetime.date,
    last: datetime.date,
    funds: tuple[str, ...] = (),
) -> Statement:
    """State a figure of a fund's statement from one day to another, both inclusive.

    A figure that begins with ``-`` is one that the statement takes off.
    """
    wanted = (name.fund,) if name.fund else funds
    key, sign = name.figure.removeprefix("-"), -1 if name.figure.startswith("-") else 1
    if key not in STATEMENT or not set(wanted) <= set(book.register.funds):
        raise UnknownFigureError(name)
    rows = [
        (entry, sign * amount)
        for fund in wanted
        for entry, amount in period_rows(book, fund, key, first, last)
    ]
    return state(book, STATEMENT[key].title, name.fund or "All funds", rows)


def period_rows(
    book: Book, fund: str, figure: str, first: datetime.date, last: datetime.date
) -> Rows:
    """Return the entries that come to a figure of a fund's statement."""
    if figure in _IN_POTS:
        return _left(book, fund, figure, last)
    flows = list(flowing(book, fund, first, last))
    if figure == "opening":
        opened: Rows = [(entry, flow.opening) for entry, flow in flows]
        return _left(book, fund, "left", first - DAY) + opened
    if figure == "spent":
        late: Rows = [(entry, flow.spent_before) for entry, flow in flows]
        return late + _spent(book, fund, first, last)
    return [(entry, getattr(flow, figure)) for entry, flow in flows]


def _left(book: Book, fund: str, where: str, as_at: datetime.date) -> Rows:
    tracks = (track for track in book.pots_of_fund(fund) if _IN_POTS[where](track.pot))
    return [row for track in tracks for row in entries_of(book, track, "left", as_at)]


def _spent(book: Book, fund: str, first: datetime.date, last: datetime.date) -> Rows:
    return [
        (row.entry, row.amount)
        for track in book.tracks_of(fund, Kind.SPENT)
        for row in track.rows(first, last)
    ]


def _award(book: Book, fund: str, as_at: datetime.date) -> list[Part]:
    """Return what a fund's terms say that it is awarded, with where they say it."""
    history = book.register.funds.get(fund)
    if history is None:
        return []
    said = [v for v in history.versions if v.day <= as_at and "award" in v.changed]
    version = said[-1] if said else history.versions[0]
    terms = history.at_or_first(as_at)
    return [Part(f"Award in the terms of {terms.title}", terms.award or ZERO, None, version.entry)]
