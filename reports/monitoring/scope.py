"""What a return is about: the funds it covers, their pots and accounts, and from which day.

The Book is asked for everything once here, so that no part of the return walks it again.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from beancount.core.data import Note

from ringfence.ledger.accounts import Kind, Pot, is_parent
from ringfence.ledger.book import Book
from ringfence.ledger.declarations.models import Action, Fund
from ringfence.ledger.moves import Change
from ringfence.ledger.slips import without_slips
from ringfence.ledger.tracks import PotTrack, Row, Track
from ringfence.reports.forecasting.report import ActionForecast
from ringfence.reports.forecasting.rules import forecast_of
from ringfence.reports.schedule import DAY, Dates, first_days

#: Shows a file's name relative to the books.
Relative = Callable[[str], str]
Place = tuple[str, str]
_PLANNED = (["Equity", "Plan"], ["Expenses", "Plan"])
_ACTION_PARTS = 4


@dataclass(frozen=True)
class Scope:
    """A return's funds and days, over a Book. ``starts`` is the first day counted, by fund."""

    book: Book
    dates: Dates
    funds: tuple[str, ...]
    starts: dict[str, datetime.date]
    relative: Relative

    @property
    def as_at(self) -> datetime.date:
        """The last day that the return counts."""
        return self.dates.as_at

    @property
    def terms(self) -> Fund:
        """The named fund's terms as at that day."""
        return self.terms_of(self.dates.fund)

    @property
    def before(self) -> datetime.date | None:
        """The day before the year begins; None for a final return, which has no year."""
        return self.dates.year.start - DAY if self.dates.year else None

    @property
    def first(self) -> datetime.date:
        """The day on which the year begins; of a final return, the fund's first."""
        return self.dates.year.start if self.dates.year else self.dates.start

    @cached_property
    def pots(self) -> list[PotTrack]:
        """The pots of the funds covered that were used by then."""
        as_at = self.as_at
        return [
            track
            for (_pot, fund), track in self.book.pots.items()
            if fund in self.starts
            and any(each.days and each.days[0] <= as_at for each in track.tracks)
        ]

    @cached_property
    def spent(self) -> list[tuple[PotTrack, Row]]:
        """What was spent in the period, pot by pot, without slips that were reversed in it."""
        return [
            (track, row) for track, rows in self._spent for row in without_slips(self.book, rows)
        ]

    @property
    def slips(self) -> int:
        """How many entries and reversals that leaves out."""
        return sum(len(rows) for _track, rows in self._spent) - len(self.spent)

    @cached_property
    def _spent(self) -> list[tuple[PotTrack, list[Row]]]:
        return [
            (track, list(track.spent_track.rows(self.starts[track.fund], self.as_at)))
            for track in self.pots
            if track.spent_track
        ]

    @cached_property
    def places(self) -> dict[Place, list[PotTrack]]:
        """The pots of the return's lines, by year and action."""
        found: dict[Place, list[PotTrack]] = {}
        for track in self.pots:
            if track.pot.is_planned and not self.is_other_year(track.pot):
                found.setdefault((track.pot.path[0], track.pot.path[1]), []).append(track)
        return dict(sorted(found.items()))

    @cached_property
    def forecasts(self) -> dict[Place, ActionForecast]:
        """What each of its actions will have spent of the funds covered, by year and action."""
        first = self.dates.first
        began = self.book.register.funds[self.dates.fund].first_day
        since = first if first > began and not self.dates.is_final else None
        return {
            place: forecast_of(self.book, place, self.as_at, since).only(self.starts)
            for place in self.places
        }

    @cached_property
    def notes(self) -> dict[Place, list[Note]]:
        """What was noted in the period on actions and their earmarks; private notes stay in."""
        found: dict[Place, list[Note]] = {}
        first, as_at = self.dates.first, self.as_at
        for note in self.book.notes:
            parts = note.account.split(":")
            if (
                first <= note.date <= as_at
                and parts[:2] in _PLANNED
                and len(parts) >= _ACTION_PARTS
                and is_parent(note.account, self.book.register.funds)
                and not note.meta.get("private")
            ):
                found.setdefault((parts[2], parts[3]), []).append(note)
        return found

    def changes(self, place: Place) -> Iterator[Change]:
        """Yield what changed an action's allocation, in the funds covered."""
        for change in self.book.movements.changes_of(Pot(place), self.as_at):
            if change.fund in self.starts:
                yield change

    @cached_property
    def _tracks(self) -> dict[tuple[str, Kind], list[Track]]:
        found: dict[tuple[str, Kind], list[Track]] = {}
        for track in self.book.tracks.values():
            if track.account and track.kind and track.account.fund in self.starts:
                found.setdefault((track.account.fund, track.kind), []).append(track)
        return found

    def tracks(self, fund: str, *kinds: Kind) -> Iterator[Track]:
        """Yield a fund's accounts of some kinds."""
        for kind in kinds:
            yield from self._tracks.get((fund, kind), ())

    def terms_of(self, fund: str) -> Fund:
        """Return a fund's terms as at that day."""
        return self.book.register.funds[fund].at_or_first(self.as_at)

    def is_other_year(self, pot: Pot) -> bool:
        """Return whether a planned pot is of another year than the return."""
        return self.dates.year is not None and pot.year != str(self.dates.year)

    def action(self, place: Place) -> Action | None:
        """Return what is declared of an action, as at the return's day."""
        history = self.book.register.actions.get(place)
        return history.at_or_first(self.as_at) if history else None

    def title(self, place: Place) -> str:
        """Return an action's title, or its id if it has none."""
        action = self.action(place)
        return action.title if action else place[1]


def scope_of(book: Book, dates: Dates, relative: Relative) -> Scope:
    """Return what a return covers: its own fund, and those reported in it on its day.

    A final return covers the named fund alone.
    """
    funds = [dates.fund] if dates.is_final else book.funds_covered_by(dates.fund, dates.as_at)
    return Scope(book, dates, tuple(sorted(funds)), first_days(book, dates, funds), relative)
