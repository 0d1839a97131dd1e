"""Running balances of accounts and pots, answered as at any day."""

from __future__ import annotations

import datetime
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from ringfence.ledger.accounts import Account, Kind, Layer, Pot
from ringfence.ledger.money import ZERO

if TYPE_CHECKING:
    from beancount.core.data import Transaction


PENDING_FLAG = "!"
_LOWEST = Decimal("-Infinity")


class Row(NamedTuple):
    """One posting: its day, its amount in Beancount's sign, its transaction."""

    day: datetime.date
    amount: Decimal
    entry: Transaction


class Side(NamedTuple):
    """One layer of one fund: what must come to nil in every transaction."""

    fund: str
    layer: Layer


class Track:
    """The postings of one account, in the order of the books.

    ``account`` is None for a name that has no place in the model: its postings
    are kept, so that the rules can name them, and counted nowhere. It is complete
    before it is asked anything.

    ``total`` is what all its postings come to, ``highest`` the most that they came to after
    any of them, in Beancount's sign; of what is spent it is at least nil. It ``fell`` if
    any posting left it no higher than it had been. ``last_day`` is the day of the last,
    earlier than any where there is none.
    """

    def __init__(self, name: str, account: Account | None, side: Side | None, order: int) -> None:
        self.name = name
        #: Its place among the accounts, by first posting.
        self.order = order
        self.account = account
        self.side = side
        self.kind = kind = account.kind if account else None
        self.amounts: list[Decimal] = []
        self.entries: list[Transaction] = []
        self.total = ZERO
        self.highest = ZERO if kind is Kind.SPENT else _LOWEST
        self.fell = False
        self.last_day = datetime.date.min

    @cached_property
    def days(self) -> list[datetime.date]:
        """The day of each posting, in order."""
        return [entry.date for entry in self.entries]

    @cached_property
    def _totals(self) -> list[Decimal]:
        return list(accumulate(self.amounts))

    def balance(self, as_at: datetime.date) -> Decimal:
        """Return the balance at the end of a day, in Beancount's sign."""
        index = bisect_right(self.days, as_at)
        return self._totals[index - 1] if index else ZERO

    def change(self, first: datetime.date, last: datetime.date) -> Decimal:
        """Return what was posted from one day to another, both inclusive."""
        return self.balance(last) - self.balance(first - datetime.timedelta(days=1))

    def rows(
        self, first: datetime.date = datetime.date.min, last: datetime.date = datetime.date.max
    ) -> Iterator[Row]:
        """Yield the postings from one day to another, both inclusive."""
        start, end = bisect_left(self.days, first), bisect_right(self.days, last)
        for index in range(start, end):
            yield Row(self.days[index], self.amounts[index], self.entries[index])


class PotTrack:
    """One pot in one fund: the accounts that move what is left in it."""

    __slots__ = ("fund", "pot", "tracks")

    def __init__(self, pot: Pot, fund: str) -> None:
        self.pot = pot
        self.fund = fund
        self.tracks: list[Track] = []

    @property
    def never_below_zero(self) -> bool:
        """Whether no day ends with less than zero in it."""
        return self._is_plainly_filled or min(accumulate(self.daily().values())) >= 0

    @property
    def _is_plainly_filled(self) -> bool:
        """Whether all that was ever taken out is less than what was put in first and stayed.

        Quick, for its accounts are not brought into one order, and true of most pots.
        """
        filling, *others = self.tracks
        left = -filling.highest
        for track in others:
            if track.highest > 0:
                left -= track.highest
        return left >= 0

    @property
    def spent_track(self) -> Track | None:
        """The account that spending from it is booked to, if anything was spent."""
        return next((track for track in self.tracks if track.kind is Kind.SPENT), None)

    def left(self, as_at: datetime.date) -> Decimal:
        """Return what is left in it at the end of a day, in pounds."""
        return -sum((track.balance(as_at) for track in self.tracks), ZERO)

    def spent(self, as_at: datetime.date) -> Decimal:
        """Return what was spent from it up to the end of a day."""
        track = self.spent_track
        return track.balance(as_at) if track else ZERO

    def put_in(self, as_at: datetime.date) -> Decimal:
        """Return what was put into it, net, up to the end of a day: left plus spent."""
        return self.left(as_at) + self.spent(as_at)

    def lowest_from(self, day: datetime.date) -> Decimal:
        """Return the least that is left at the end of a day or of any later one."""
        left = lowest = self.left(day)
        for each, change in self.daily().items():
            if each > day:
                left += change
                lowest = min(lowest, left)
        return lowest

    def daily(self) -> dict[datetime.date, Decimal]:
        """Return by how much it rose or fell on each day with a posting, in order."""
        changes: dict[datetime.date, Decimal] = {}
        for track in self.tracks:
            for day, amount in zip(track.days, track.amounts, strict=True):
                changes[day] = changes.get(day, ZERO) - amount
        if len(self.tracks) > 1:
            return dict(sorted(changes.items()))
        return changes

    def rows(
        self, first: datetime.date = datetime.date.min, last: datetime.date = datetime.date.max
    ) -> list[Row]:
        """Return its postings by day; within a day, account by account."""
        rows = [row for track in self.tracks for row in track.rows(first, last)]
        rows.sort(key=lambda row: row.day)
        return rows
