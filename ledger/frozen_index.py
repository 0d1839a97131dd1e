"""What lines of the first version have in common, by fund: reckoned once for all returns.

Two returns of a fund say mostly the same: a year's spending is in each return of it and of the
year after. Lines of a fund begin with their day, so that those of some days are found by search.
"""

from __future__ import annotations

import datetime
from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

from ringfence.ledger.accounts import Kind, Pot
from ringfence.ledger.counted_rows import MONEY, PLANNED
from ringfence.ledger.money import ZERO, plain
from ringfence.ledger.tracks import PENDING_FLAG, Track

if TYPE_CHECKING:
    from ringfence.ledger.book import Book

_DAY = datetime.timedelta(days=1)


class _Used(NamedTuple):
    """A pot of a plan, and the first day on which anything was posted to it."""

    first: datetime.date
    pot: Pot


class Index:
    """The lines of the funds of a Book, made when they are first asked for."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self._spent: dict[str, list[str]] = {}
        self._money: dict[str, list[str]] = {}
        self._holding: dict[str, list[Track]] = {}
        self._left: dict[tuple[str, datetime.date], list[str]] = {}
        self._in_the_end: dict[str, str] = {}
        self._used: dict[str, list[_Used]] = {}
        self._committed: dict[Pot, list[tuple[datetime.date, bool]]] = {}

    def spent(self, fund: str, first: datetime.date, last: datetime.date) -> list[str]:
        """Return what was spent of a fund from one day to another, both inclusive, by day."""
        lines = self._spent.get(fund)
        if lines is None:
            tracks = self.book.tracks_of(fund, Kind.SPENT)
            lines = self._spent[fund] = sorted(each for track in tracks for each in _spent(track))
        return _of_days(lines, "spent", first, last)

    def money(self, fund: str, last: datetime.date) -> list[str]:
        """Return what came in of a fund, was claimed, or goes back, up to a day, by day."""
        lines = self._money.get(fund)
        if lines is None:
            lines = self._money[fund] = sorted(
                f"money {entry.date} {track.name} {plain(amount)}"
                for track in self.book.tracks_of(fund, *MONEY)
                for entry, amount in zip(track.entries, track.amounts, strict=True)
            )
        return _of_days(lines, "money", datetime.date.min, last)

    def left(self, fund: str, day: datetime.date) -> list[str]:
        """Return what the accounts of a fund's pots had in them at the end of a day."""
        lines = self._left.get((fund, day))
        if lines is None:
            held = self._holding.get(fund)
            if held is None:
                held = list(self.book.tracks_of(fund, Kind.SPENT, *PLANNED))
                self._holding[fund] = held
            heads = (self._balance(track, day) for track in held)
            lines = self._left[fund, day] = [f"{head} on {day}" for head in heads if head]
        return lines

    def _balance(self, track: Track, day: datetime.date) -> str:
        """Return an account's balance as a line begins with it; empty where it is nil."""
        if track.last_day > day:
            balance = track.balance(day)
            return f"left {track.name} {plain(balance)}" if balance else ""
        name = track.name
        head = self._in_the_end.get(name)
        if head is None:
            # Nothing was posted later: no search is needed, however many days it has.
            head = f"left {name} {plain(track.total)}" if track.total else ""
            self._in_the_end[name] = head
        return head

    def pots(self, fund: str, last: datetime.date) -> list[Pot]:
        """Return the pots of plans that a fund was ever in, up to a day."""
        used = self._used.get(fund)
        if used is None:
            used = self._used[fund] = [
                _Used(
                    min(track.entries[0].date for track in each.tracks if track.entries), each.pot
                )
                for each in self.book.pots_of_fund(fund)
                if each.pot.is_planned and any(track.entries for track in each.tracks)
            ]
        return [pot for first, pot in used if first <= last]

    def is_committed(self, earmark: Pot, day: datetime.date) -> bool:
        """Return whether an earmark had an order or an agreement on a day."""
        steps = self._committed.get(earmark)
        if steps is None:
            history = self.book.register.earmarks.get(earmark.path)
            versions = history.versions if history else ()
            steps = self._committed[earmark] = [
                (each.day, bool(each.value.order or each.value.agreement)) for each in versions
            ]
        held = [is_held for since, is_held in steps if since <= day]
        return bool(held) and held[-1]


def _spent(track: Track) -> list[str]:
    """Return a line for each posting to an account of what is spent.

    It is made for every entry of the books that a return may count, so a call for each is left out.
    """
    lines, name = [], track.name
    for entry, amount in zip(track.entries, track.amounts, strict=True):
        meta, day, flag, payee, narration, _tags, _links, _postings = entry
        adjusts, invoice = meta.get("adjusts"), meta.get("invoice")
        marks = (
            (None, None)
            if meta.get("private")
            else (payee or narration or "", (invoice and str(invoice)) or None)
        )
        marks = (*marks, "" if adjusts is None else str(adjusts), flag == PENDING_FLAG)
        lines.append(f"spent {day} {name} {amount + ZERO:.2f} {marks!a}")
    return lines


def _of_days(lines: list[str], head: str, first: datetime.date, last: datetime.date) -> list[str]:
    """Return the lines from one day to another, both inclusive."""
    start = bisect_left(lines, f"{head} {first}")
    if last == datetime.date.max:
        return lines[start:]
    return lines[start : bisect_left(lines, f"{head} {last + _DAY}")]
