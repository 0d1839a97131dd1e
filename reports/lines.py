"""A year's pots, each with its figures as at a day: what every report is added up from."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from ringfence.ledger.accounts import Kind, Pot
from ringfence.ledger.book import Book
from ringfence.ledger.money import ZERO
from ringfence.ledger.tracks import PotTrack
from ringfence.ledger.years import FinancialYear

if TYPE_CHECKING:
    from beancount.core.data import Transaction


class Figures(NamedTuple):
    """The figures of an action, of a fund in it, or of a whole plan."""

    allocated: Decimal = ZERO
    earmarked: Decimal = ZERO
    committed: Decimal = ZERO
    spent: Decimal = ZERO
    available: Decimal = ZERO

    @property
    def spent_or_earmarked(self) -> Decimal:
        """The figure that minutes quote."""
        return self.spent + self.earmarked


class Line(NamedTuple):
    """One pot in one fund. ``put_in`` is what was put into it, net; ``left`` is the rest."""

    pot: Pot
    fund: str
    put_in: Decimal
    spent: Decimal
    left: Decimal
    committed: bool = False

    @property
    def figures(self) -> Figures:
        """What it adds to the figures of its action."""
        if self.pot.earmark is None:
            return Figures(self.put_in, ZERO, ZERO, self.spent, self.left)
        committed = self.left if self.committed else ZERO
        return Figures(self.put_in, self.left, committed, self.spent, ZERO)


def lines_of(book: Book, year: FinancialYear, as_at: datetime.date) -> tuple[Line, ...]:
    """Return each pot and fund of the year that was ever used by then; the one pass over pots."""
    wanted = (str(year), None)
    tracks = (track for track in book.pots.values() if track.pot.year in wanted)
    lines = (line_of(book, track, as_at) for track in tracks)
    return tuple(sorted((line for line in lines if line), key=lambda line: (line.pot, line.fund)))


def line_of(book: Book, track: PotTrack, as_at: datetime.date) -> Line | None:
    """Return a pot's line in a fund; None if it was never used by then."""
    if not any(each.days and each.days[0] <= as_at for each in track.tracks):
        return None
    left, spent = track.left(as_at), track.spent(as_at)
    committed = _is_committed(book, track.pot, as_at)
    return Line(track.pot, track.fund, left + spent, spent, left, committed)


def entries_of(
    book: Book, track: PotTrack, figure: str, as_at: datetime.date
) -> list[tuple[Transaction, Decimal]]:
    """Return the entries that come to a figure of a pot's line, each with its amount.

    The figure is ``put_in``, ``spent``, ``left`` or ``committed``.
    """
    if figure == "committed" and not _is_committed(book, track.pot, as_at):
        return []
    if figure == "spent":
        spent = track.spent_track
        return [(row.entry, row.amount) for row in spent.rows(last=as_at)] if spent else []
    tracks = [t for t in track.tracks if figure != "put_in" or t.kind is not Kind.SPENT]
    return [(row.entry, -row.amount) for each in tracks for row in each.rows(last=as_at)]


def _is_committed(book: Book, pot: Pot, as_at: datetime.date) -> bool:
    history = book.register.earmarks.get(pot.path) if pot.earmark else None
    earmark = history.at(as_at) if history else None
    return bool(earmark and (earmark.order or earmark.agreement))


def add(figures: Iterable[Figures]) -> Figures:
    """Add figures up."""
    return Figures(*(sum(column, ZERO) for column in zip(Figures(), *figures, strict=True)))
