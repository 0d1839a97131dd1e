"""The position as one plain table: a line for each pot and fund, of which any column adds up."""

from __future__ import annotations

from typing import NamedTuple

from ringfence.ledger.accounts import Pot
from ringfence.reports.columns import EARMARK, POSITION
from ringfence.reports.lines import Line
from ringfence.reports.position import Position
from ringfence.reports.render.table import Column, Row, Table


class Name(NamedTuple):
    """What people call a pot."""

    title: str
    provider: str | None = None


def names(report: Position) -> dict[Pot, Name]:
    """Name every action and earmark of the position."""
    named = {pot: Name(title) for pot, title in report.titles.items()}
    for action in report.actions:
        pot = Pot((str(report.year), action.action))
        named[pot] = Name(action.title)
        for earmark in action.earmarks:
            named[Pot((*pot.path, earmark.earmark))] = Name(earmark.title, earmark.provider)
    return named


def pot_lines(report: Position) -> Table:
    """Return a line for each pot and fund."""
    columns = (
        *(Column(name) for name in ("Year", "As at", "Pot", "Kind", "Title", "Provider", "Fund")),
        *(each.column() for each in (*POSITION.values(), EARMARK["left"])),
    )
    named = names(report)
    return Table("", columns, tuple(_row(report, line, named) for line in report.lines))


def _row(report: Position, line: Line, named: dict[Pot, Name]) -> Row:
    name = named.get(line.pot, Name(line.pot.address))
    figures = line.figures if line.pot.is_planned else (None,) * len(POSITION)
    about = (str(report.year), report.as_at.isoformat(), line.pot.address, _kind(line.pot))
    return Row((*about, name.title, name.provider, line.fund, *figures, line.left))


def _kind(pot: Pot) -> str:
    if pot.is_planned:
        return "earmark" if pot.earmark else "action"
    return "reserve" if pot.is_reserve else "unallocated"
