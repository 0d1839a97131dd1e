"""Funds that are closed have nothing left: part of the rule `stage`."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from beancount.core.data import Transaction

from ringfence.ledger.accounts import Kind
from ringfence.ledger.book import Book
from ringfence.ledger.declarations.history import History, Span, Version
from ringfence.ledger.declarations.models import Fund
from ringfence.ledger.findings import Finding
from ringfence.ledger.messages import name_field
from ringfence.ledger.money import ZERO, pounds
from ringfence.ledger.tracks import Track
from ringfence.plugins.wording import (
    amend_command,
    block,
    call,
    list_words,
    shared,
    way_to_override,
)

RULE = "stage"
_CLOSED = "closed"
_BALANCES = {
    Kind.AWARDED: "awarded and not claimed",
    Kind.RECEIVABLE: "claimed and not received",
    Kind.COUNCIL: "held by the council",
    Kind.PREPAID: "advanced and not evidenced",
    Kind.ACCRUALS: "accrued and not paid",
    Kind.REPAYABLE: "owed back and not repaid",
    Kind.IN_ADVANCE: "deferred as not yet earned",
}
_LIABILITIES = frozenset({Kind.ACCRUALS, Kind.REPAYABLE, Kind.IN_ADVANCE})


class _Balance(NamedTuple):
    """What must be nil: a pot, an asset or a liability, by the accounts that make it up."""

    pot: str
    kind: Kind | None
    tracks: tuple[Track, ...]

    def at(self, day: datetime.date) -> Decimal:
        """Return it at the end of a day, in pounds."""
        total = sum((_balance(track, day) for track in self.tracks), ZERO)
        return -total if self.kind is None or self.kind in _LIABILITIES else total

    def days_from(self, first: datetime.date, last: datetime.date) -> list[datetime.date]:
        """Return the days with a posting from one day to another, both inclusive."""
        return sorted({row.day for track in self.tracks for row in track.rows(first, last)})

    def last_entry(self, day: datetime.date) -> Transaction:
        """Return the last transaction of a day that moved it."""
        rows = (row for track in self.tracks for row in track.rows(day, day))
        return [row.entry for row in rows if row.amount][-1]

    def moved_by(self, day: datetime.date, sign: int) -> list[tuple[Transaction, Decimal]]:
        """Return what each entry of a day added to it, as if ``sign`` were up."""
        turned = -sign if self.kind is None or self.kind in _LIABILITIES else sign
        rows = (row for track in self.tracks for row in track.rows(day, day))
        return [(row.entry, turned * row.amount) for row in rows]

    def words(self, amount: Decimal) -> str:
        """Return how much of what it is."""
        if self.kind is None:
            return f"{pounds(amount)} left in {self.pot}"
        if self.kind is Kind.COUNCIL and amount < 0:
            return f"{pounds(-amount)} owed to the council"
        return f"{pounds(amount)} {_BALANCES[self.kind]}"


def _balance(track: Track, day: datetime.date) -> Decimal:
    """Return a balance; most accounts of a closed fund are at rest, and need no history."""
    return track.total if _rests_after(track, day) else track.balance(day)


def _rests_after(track: Track, day: datetime.date) -> bool:
    return track.last_day <= day


def not_nil(book: Book, fund: str, history: History[Fund]) -> Iterator[Finding]:
    """Find what is not nil on the day a fund is closed, and what is left in it later."""
    closed: Version[Fund] | None = None
    balances: list[_Balance] = []
    for span in history.spans():
        if span.version.value.stage != _CLOSED:
            closed = None
            continue
        if closed is None and _is_at_rest(book, fund, span.version.day):
            return
        if closed is None:
            closed = span.version
            balances = balances or _balances(book, fund)
            yield from _at_closing(book, fund, closed, balances)
        yield from _after(book, history, closed, span, balances)


def _is_at_rest(book: Book, fund: str, day: datetime.date) -> bool:
    """Return quickly whether nothing is left and nothing follows, as in most closed funds."""
    tracks = list(book.tracks_of(fund, *Kind))
    if not all(_rests_after(track, day) for track in tracks):
        return False
    if any(track.total for track in tracks if track.kind in _BALANCES):
        return False
    pots = book.pots_of_fund(fund)
    return not any(sum((track.total for track in pot.tracks), ZERO) for pot in pots)


def _balances(book: Book, fund: str) -> list[_Balance]:
    pots: dict[str, list[Track]] = {}
    others: list[_Balance] = []
    for track in book.tracks_of(fund, *Kind):
        if track.account and track.account.pot:
            pots.setdefault(track.account.pot.address, []).append(track)
        if track.kind in _BALANCES:
            others.append(_Balance("", track.kind, (track,)))
    return [_Balance(pot, None, tuple(tracks)) for pot, tracks in pots.items()] + others


def _at_closing(
    book: Book, fund: str, version: Version[Fund], balances: list[_Balance]
) -> Iterator[Finding]:
    left = [(balance, balance.at(version.day)) for balance in balances]
    texts = [balance.words(amount) for balance, amount in left if amount]
    if texts:
        message = (
            f"{fund} is closed on {version.day} with {list_words(texts)}. Bring every balance to "
            "zero "
            "by that day (release, repay, lapse, receive, evidence or pay), or close the fund on a "
            "later day (" + name_field("date", "DAY") + ")."
        )
        finding = block(RULE, message, version.entry, book)
        yield finding._replace(funds=frozenset({fund}))


def _after(
    book: Book,
    history: History[Fund],
    closed: Version[Fund],
    span: Span[Fund],
    balances: list[_Balance],
) -> Iterator[Finding]:
    """Find the entries after which something is not nil, and no nearer to it than before."""
    fund = history.key[0]
    first = max(span.first, closed.day + datetime.timedelta(days=1))
    values: dict[int, list[str]] = {}
    shares: dict[int, list[tuple[Decimal, list[tuple[Transaction, Decimal]]]]] = {}
    entries: dict[int, Transaction] = {}
    for balance in balances:
        if all(_rests_after(track, closed.day) for track in balance.tracks):
            continue
        for day in balance.days_from(first, span.last):
            now, before = balance.at(day), balance.at(day - datetime.timedelta(days=1))
            if not now or (abs(now) <= abs(before) and now * before > 0):
                continue
            entry = balance.last_entry(day)
            entries[id(entry)] = entry
            values.setdefault(id(entry), []).append(balance.words(now))
            parts = balance.moved_by(day, 1 if now > 0 else -1)
            share = min(abs(now), abs(now - before)), parts
            shares.setdefault(id(entry), []).append(share)
    for key, entry in entries.items():
        message = (
            f"{call(entry)} leaves {list_words(values[key])} in {fund} on {entry.date}, which was "
            f"closed on {closed.day}. Bring every balance to zero on the same day, or open the "
            "fund again: "
            + amend_command(history, "fund", fund, entry.date, stage="awarded")
            + ". "
            + way_to_override(RULE, (history.at_or_first(entry.date).funder,))
        )
        found = block(RULE, message, entry, book)
        for amount, parts in shares[key]:
            found = shared(found, amount, parts)
        yield found
