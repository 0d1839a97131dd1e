"""Statements of the plan, of what is in no action, and of the reserve."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable

from ringfence.ledger.accounts import RESERVE, UNALLOCATED, Pot
from ringfence.ledger.book import Book
from ringfence.ledger.shortages import shortage_before
from ringfence.ledger.tracks import PotTrack
from ringfence.ledger.years import FinancialYear
from ringfence.reports import reserve
from ringfence.reports.columns import EARMARK, POOLS, POSITION, UNSPENT_STATEMENT
from ringfence.reports.columns import RESERVE as RESERVE_FIGURES
from ringfence.reports.lines import entries_of
from ringfence.reports.pots import spoken, titles_of
from ringfence.reports.proposals import open_proposals
from ringfence.reports.statements.statement import (
    FigureName,
    Part,
    Rows,
    Statement,
    UnknownFigureError,
    state,
)

#: What a pot's line calls each figure of an action; of ``earmarked`` only earmarks have any.
_KEYS = {
    "allocated": "put_in",
    "set_aside": "put_in",
    "spent": "spent",
    "earmarked": "left",
    "committed": "committed",
    "available": "left",
    "left": "left",
}


def plan_statement(book: Book, name: FigureName, as_at: datetime.date) -> Statement:
    """State a figure of an action, an earmark or a whole plan; ``earmarks`` has those alone."""
    figures = EARMARK if name.of == "earmarks" else POSITION
    if name.figure not in figures or not name.place:
        raise UnknownFigureError(name)
    pot = Pot(tuple(name.place.split("/")))
    rows: Rows = []
    for track in _tracks(book, pot, name.fund):
        is_earmark = track.pot.earmark is not None
        only = name.of == "earmarks" or name.figure in ("earmarked", "committed")
        if (only and not is_earmark) or (name.figure == "available" and is_earmark):
            continue
        rows += entries_of(book, track, _KEYS[name.figure], as_at)
    year = FinancialYear.parse(pot.path[0])
    of = spoken(pot, titles_of(book, year, as_at)) if pot.path[1:] else "All actions"
    if name.of == "earmarks" and not pot.path[1:]:
        of = "All that is set aside"
    return state(book, figures[name.figure].title, f"{of}, {year.spoken}{_of_fund(name)}", rows)


def pool_statement(
    book: Book, name: FigureName, as_at: datetime.date, year: FinancialYear
) -> Statement:
    """State what a fund has in a reserve, unallocated, in other years' plans, or in all of them."""
    own = (str(year), None)
    pools: dict[str, Callable[[Pot], bool]] = {
        "reserve": lambda pot: pot.is_reserve,
        "unallocated": lambda pot: pot == UNALLOCATED,
        "other_years": lambda pot: pot.year not in own,
        "left_in_all": lambda _pot: True,
    }
    wanted = pools.get(name.figure)
    if wanted is None:
        raise UnknownFigureError(name)
    titles = {**POOLS, "other_years": UNSPENT_STATEMENT["other_years"]}
    title = titles[name.figure].title if name.figure in titles else "Left in all"
    tracks = [t for t in _of_funds(book, name.fund) if wanted(t.pot)]
    rows = [row for track in tracks for row in entries_of(book, track, "left", as_at)]
    parts = []
    if name.figure == "other_years":
        for fund in (name.fund,) if name.fund else sorted({track.fund for track in tracks}):
            short = shortage_before(book, fund, year, as_at)
            if short:
                told = "What earlier years’ plans are short of it, which is taken off what is left"
                parts.append(Part(told, short))
    return state(book, title, name.fund or "All funds", rows, parts=parts)


def reserve_statement(
    book: Book, name: FigureName, first: datetime.date, last: datetime.date
) -> Statement:
    """State a figure of the reserve from one day to another, both inclusive."""
    if name.figure not in RESERVE_FIGURES:
        raise UnknownFigureError(name)
    pot = Pot(tuple(name.place.split("/"))) if name.place else None
    rows = reserve.entries_of(book, name.figure, (first, last), pot, name.fund or None)
    of = spoken(pot or RESERVE, {})
    return state(book, RESERVE_FIGURES[name.figure].title, f"{of}{_of_fund(name)}", rows)


def proposal_statement(
    book: Book, name: FigureName, as_at: datetime.date, year: FinancialYear
) -> Statement:
    """State what a meeting is asked for, or what would be in a pot if it agreed."""
    found = next((p for p in open_proposals(book, year, as_at) if p.id == name.place), None)
    history = book.register.proposals.get(name.place)
    if found is None or history is None or name.figure not in _SOUGHT:
        raise UnknownFigureError(name)
    entry = history.version_at(as_at)
    declared = entry.entry if entry else None
    amount = found.amount
    if amount is None:
        raise UnknownFigureError(name)
    if name.figure == "amount":
        return state(book, "Sought", found.title, parts=[Part(found.title, amount, None, declared)])
    pot, sign = (found.source, -1) if name.figure == "source_then" else (found.to, 1)
    if pot is None:
        raise UnknownFigureError(name)
    funds = found.payers if name.figure == "source_then" and found.payers else book.register.funds
    tracks = [track for fund in funds if (track := book.pots.get((pot, fund)))]
    rows = [row for track in tracks for row in entries_of(book, track, "left", as_at)]
    sought = FigureName("proposal", "amount", name.place)
    parts = [Part(f"Sought: {found.title}", sign * amount, sought)]
    of = f"{spoken(pot, titles_of(book, year, as_at))}: {found.title}"
    return state(book, _SOUGHT[name.figure], of, rows, parts=parts)


_SOUGHT = {"amount": "Sought", "source_then": "From, if agreed", "to_then": "To, if agreed"}


def _tracks(book: Book, pot: Pot, fund: str) -> Iterable[PotTrack]:
    return (track for track in book.pots_of(pot) if fund in ("", track.fund))


def _of_funds(book: Book, fund: str) -> Iterable[PotTrack]:
    return book.pots_of_fund(fund) if fund else book.pots.values()


def _of_fund(name: FigureName) -> str:
    return f", {name.fund}" if name.fund else ""
