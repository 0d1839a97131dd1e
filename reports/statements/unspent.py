"""Statements of what is unspent at a year's end: of all funds by fund, of one by its parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from ringfence.ledger.accounts import UNALLOCATED, Pot
from ringfence.ledger.money import ZERO
from ringfence.reports.columns import UNSPENT, UNSPENT_OF_FUND, UNSPENT_STATEMENT
from ringfence.reports.forecasting.unspent import Unspent
from ringfence.reports.lines import entries_of
from ringfence.reports.statements.returns import Source
from ringfence.reports.statements.statement import (
    FigureName,
    Part,
    Rows,
    Statement,
    UnknownFigureError,
    state,
)


def unspent_statement(source: Source, name: FigureName) -> Statement:
    """State a figure of what is unspent: of one fund by its parts, of all by their funds.

    Raises:
        UnknownFigureError: nothing is told of what is unspent, or there is no such figure.
    """
    sign, key = (-1, name.figure[1:]) if name.figure[:1] == "-" else (1, name.figure)
    if source.unspent is None or key not in _UNSPENT:
        raise UnknownFigureError(name)
    book, title = source.scope.book, _UNSPENT[key]
    if name.part:
        of = next((each for each in source.unspent.funds if each.fund == name.part), None)
        if of is None:
            raise UnknownFigureError(name)
        if sign < 0:
            part = Part(title, -getattr(of, key), name._replace(figure=key))
            return state(book, f"Less: {title}", name.part, parts=[part])
        rows, parts = _unspent_parts(source, of, name, key)
        return state(book, title, name.part, rows, parts=parts)
    parts = [
        Part(
            f"{each.title} ({each.fund})", sign * getattr(each, key), name._replace(part=each.fund)
        )
        for each in source.unspent.funds
        if getattr(each, key)
    ]
    return state(book, title, "All funds covered", parts=parts)


_UNSPENT = {
    **{
        key.rpartition(".")[2]: figure.title
        for figures in (UNSPENT_STATEMENT, UNSPENT, UNSPENT_OF_FUND)
        for key, figure in figures.items()
        if figure.kind == "money"
    },
    "amount": UNSPENT["parts.under_allocation"].title,
    "whole": "In all",
    "kept": UNSPENT["parts.kept"].title,
    "later": UNSPENT["parts.spent_later"].title,
    "total": UNSPENT["total"].title,
}
_ADDED = ("amount", "reserve", "unallocated", "other_years")


def _unspent_parts(
    source: Source, of: Unspent, name: FigureName, key: str
) -> tuple[Rows, list[Part]]:
    scope = source.scope
    pots: dict[str, Callable[[Pot], bool]] = {
        "reserve": lambda pot: pot.is_reserve,
        "unallocated": lambda pot: pot == UNALLOCATED,
        "other_years": lambda pot: pot.is_planned and scope.is_other_year(pot),
    }
    if key in pots:
        tracks = [t for t in scope.pots if t.fund == of.fund and pots[key](t.pot)]
        return [row for t in tracks for row in entries_of(scope.book, t, "left", scope.as_at)], []
    if key in ("whole", "total"):
        keys = [*((each, 1) for each in _ADDED), ("set_off", -1)]
        keys += [("kept", -1), ("later", -1)] if key == "total" else []
        return [], list(_named(of, name, keys))
    if key == "kept_or_later":
        return [], list(_named(of, name, [("kept", 1), ("later", 1)]))
    if key in ("amount", "over"):
        return [], list(_by_action(source, of, key))
    return [], [Part(_UNSPENT[key], getattr(of, key))]


def _named(of: Unspent, name: FigureName, keys: Sequence[tuple[str, int]]) -> Iterator[Part]:
    for key, sign in keys:
        amount: Decimal = getattr(of, key)
        if amount:
            yield Part(_UNSPENT[key], sign * amount, name._replace(figure=key))


def _by_action(source: Source, of: Unspent, key: str) -> Iterator[Part]:
    """Yield what of it is each action's: its forecast of the fund, less what is allocated."""
    for place, forecast in source.scope.forecasts.items():
        part = forecast.by_fund.get(of.fund)
        off = part.variance if part else ZERO
        if (off < 0) if key == "amount" else (off > 0):
            yield Part(source.scope.title(place), abs(off))
