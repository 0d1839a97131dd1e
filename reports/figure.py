"""A figure that is shown: its heading, what it is and what it means; columns are made of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

from ringfence.reports.render.table import Column, Link

#: What a figure is. ``flag``, ``notes`` and ``words`` are of forms alone.
Kind = Literal["text", "money", "number", "percent", "date", "flag", "notes", "words"]
_CELLS: dict[Kind, Literal["text", "money", "number", "percent", "date"]] = {
    "money": "money",
    "number": "number",
    "percent": "percent",
    "date": "date",
}
#: Money is added up; a percentage of parts is none of the whole.
_SUMMED = ("money",)


class Figure(NamedTuple):
    """A figure: its key, its heading, what it is, and what it means.

    ``is_optional`` is of one that many a sound report has no value for.
    """

    key: str
    title: str
    kind: Kind
    says: str
    is_optional: bool = False

    def column(self, link: Link | None = None) -> Column:
        """Return the column that shows it; money is summed."""
        kind = _CELLS.get(self.kind, "text")
        return Column(self.title, kind, summed=kind in _SUMMED, link=link)


Figures = dict[str, Figure]


def by_key(*figures: tuple[str, str, Kind, str] | Figure) -> Figures:
    """Return figures by their keys, in the order given."""
    made = (each if isinstance(each, Figure) else Figure(*each) for each in figures)
    return {figure.key: figure for figure in made}


def later_figure(key: str, title: str, kind: Kind, says: str) -> Figure:
    """Return a figure that returns submitted before it was told lack."""
    return Figure(key, title, kind, says, is_optional=True)


def columns(figures: Figures, keys: Iterable[str]) -> tuple[Column, ...]:
    """Return the columns of some figures, in the order asked for."""
    return tuple(figures[key].column() for key in keys)


def outflow_columns(funds: Iterable[object]) -> tuple[str, ...]:
    """Return which columns of money that left the funds are shown: those with an amount."""
    each = list(funds)
    return tuple(key for key in ("lapsed", "repaid") if any(getattr(of, key) for of in each))
