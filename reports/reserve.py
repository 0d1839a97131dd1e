"""The reserve: what it held, what came in and went out by origin, and who decided so.

Of each reserve and fund from one day to another, both inclusive: opening plus in less out
is closing, always, since in and out are its account's own postings. Old money that the books
begin with and set into the reserve was there before them: it is opening, and nothing moved.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from ringfence.ledger.accounts import UNALLOCATED, Pot
from ringfence.ledger.metadata import decision_names
from ringfence.ledger.money import ZERO
from ringfence.ledger.tracks import PotTrack, Row
from ringfence.ledger.years import FinancialYear
from ringfence.reports.flows import flows_of
from ringfence.reports.pots import spoken, titles_of
from ringfence.reports.schedule import DAY

if TYPE_CHECKING:
    from beancount.core.data import Transaction

    from ringfence.ledger.book import Book


class ReserveLine(NamedTuple):
    """One reserve's money of one fund, or the totals of all."""

    pot: Pot | None
    fund: str
    title: str
    opening: Decimal
    paid_in: Decimal
    paid_out: Decimal
    closing: Decimal


class ReserveMove(NamedTuple):
    """One rise or fall of a reserve; ``other`` is where the money came from or went.

    ``other_title`` is what people call that.
    """

    day: datetime.date
    pot: Pot
    fund: str
    change: Decimal
    other: Pot | None
    other_title: str | None
    decisions: tuple[str, ...]
    text: str
    entry: Transaction


class Held(NamedTuple):
    """What the reserve held at the end of a day, by fund."""

    day: datetime.date
    by_fund: Mapping[str, Decimal]


class ReserveReport(NamedTuple):
    """The report. ``history`` has each day on which the reserve changed, from its first."""

    first: datetime.date
    last: datetime.date
    lines: tuple[ReserveLine, ...]
    totals: ReserveLine
    moves: tuple[ReserveMove, ...]
    history: tuple[Held, ...]


def reserve_report(book: Book, first: datetime.date, last: datetime.date) -> ReserveReport:
    """Report the reserve from one day to another, both inclusive."""
    tracks = sorted(
        (track for track in book.pots.values() if track.pot.is_reserve),
        key=lambda track: (track.pot, track.fund),
    )
    lines = [_line(book, track, first, last) for track in tracks]
    used = tuple(line for line in lines if any(line[3:]))
    titles = titles_of(book, FinancialYear.of_day(last), last)
    moves = [move for track in tracks for move in _moves(book, track, first, last, titles)]
    return ReserveReport(
        first=first,
        last=last,
        lines=used,
        totals=_totals(used),
        moves=tuple(sorted(moves, key=lambda move: (move.day, book.order[id(move.entry)]))),
        history=tuple(_history(tracks, last)),
    )


def entries_of(
    book: Book,
    figure: str,
    days: tuple[datetime.date, datetime.date],
    pot: Pot | None = None,
    fund: str | None = None,
) -> list[tuple[Transaction, Decimal]]:
    """Return the entries that come to a figure of the reserve, each with its amount.

    The figure is ``opening``, ``paid_in``, ``paid_out`` or ``closing``, of one reserve and fund or
    of all. The days are both inclusive.
    """
    first, last = days
    found: list[tuple[Transaction, Decimal]] = []
    for track in book.pots.values():
        if (
            not track.pot.is_reserve
            or pot not in (None, track.pot)
            or fund not in (None, track.fund)
        ):
            continue
        begun = _opening_rows(book, track, first, last)
        since = _rows(track, first, last, begun)
        rows = {
            "opening": [*track.rows(last=first - DAY), *begun],
            "paid_in": [row for row in since if row.amount < 0],
            "paid_out": [row for row in since if row.amount > 0],
            "closing": track.rows(last=last),
        }[figure]
        sign = 1 if figure == "paid_out" else -1
        found += [(row.entry, sign * row.amount) for row in rows]
    return found


def _line(book: Book, track: PotTrack, first: datetime.date, last: datetime.date) -> ReserveLine:
    begun = _opening_rows(book, track, first, last)
    changes = [-row.amount for row in _rows(track, first, last, begun)]
    return ReserveLine(
        pot=track.pot,
        fund=track.fund,
        title=book.register.funds[track.fund].at_or_first(last).title,
        opening=track.left(first - DAY) - sum((row.amount for row in begun), ZERO),
        paid_in=sum((change for change in changes if change > 0), ZERO),
        paid_out=-sum((change for change in changes if change < 0), ZERO),
        closing=track.left(last),
    )


def _totals(lines: Iterable[ReserveLine]) -> ReserveLine:
    columns = zip(*(line[3:] for line in lines), strict=True)
    sums = [sum(column, ZERO) for column in columns] or [ZERO] * 4
    return ReserveLine(None, "", "All origins", *sums)


def _moves(
    book: Book,
    track: PotTrack,
    first: datetime.date,
    last: datetime.date,
    titles: Mapping[Pot, str],
) -> list[ReserveMove]:
    return [
        ReserveMove(
            day=row.day,
            pot=track.pot,
            fund=track.fund,
            change=-row.amount,
            other=(other := _other(book, track, row.entry, rises=row.amount < 0)),
            other_title=spoken(other, titles) if other else None,
            decisions=decision_names(row.entry.meta),
            text=row.entry.narration or row.entry.payee or "",
            entry=row.entry,
        )
        for row in _rows(track, first, last, _opening_rows(book, track, first, last))
    ]


def _rows(track: PotTrack, first: datetime.date, last: datetime.date, but: list[Row]) -> list[Row]:
    """Return the rows of a reserve from one day to another, but for some."""
    left_out = {id(row.entry) for row in but}
    return [row for row in track.rows(first, last) if id(row.entry) not in left_out]


def _opening_rows(
    book: Book, track: PotTrack, first: datetime.date, last: datetime.date
) -> list[Row]:
    """Return the rows by which money that the books begin with came into a reserve.

    They take it out of Unallocated by the day on which the year's plan was adopted, and come
    to no more than the fund brought in.
    """
    flows = flows_of(book, track.fund, last)
    brought_in = sum((flow.opening for flow in flows if flow.day >= first), ZERO)
    found = []
    for row in track.rows(first, last) if brought_in else ():
        plan_day = book.movements.plan_day(str(FinancialYear.of_day(row.day)), track.fund)
        is_late = plan_day is not None and row.day > plan_day
        if row.amount >= 0 or -row.amount > brought_in or is_late:
            continue
        if _other(book, track, row.entry, rises=True) == UNALLOCATED:
            brought_in += row.amount
            found.append(row)
    return found


def _other(book: Book, track: PotTrack, entry: Transaction, *, rises: bool) -> Pot | None:
    """Name the one place on the other side; None if there are several, or none."""
    places = {
        (move.source if rises else move.to)
        for move in book.movements.of(entry)
        if move.fund == track.fund and (move.to if rises else move.source) == track.pot
    }
    return places.pop() if len(places) == 1 else None


def _history(tracks: Iterable[PotTrack], last: datetime.date) -> Iterable[Held]:
    changes: dict[datetime.date, dict[str, Decimal]] = {}
    for track in tracks:
        for day, change in track.daily().items():
            if day <= last:
                of_day = changes.setdefault(day, {})
                of_day[track.fund] = of_day.get(track.fund, ZERO) + change
    held: dict[str, Decimal] = {}
    for day in sorted(changes):
        for fund, change in changes[day].items():
            held[fund] = held.get(fund, ZERO) + change
        yield Held(day, dict(sorted(held.items())))
