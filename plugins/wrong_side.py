"""Debts that stand on their wrong side: part of the rule `overdrawn`.

What a funder owes is never less than nothing, nor is what a provider was advanced, nor what is
owed to suppliers or to a funder. Council alone may be below zero: the council is owed then.
A fund's accounts of a kind count together, for a funder's name may change, and what was awarded
under one be received under the other; what was advanced is each provider's own.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from itertools import accumulate, groupby
from typing import NamedTuple

from beancount.core.data import Transaction

from ringfence.ledger.accounts import Kind
from ringfence.ledger.book import Book
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.findings import Finding, where
from ringfence.ledger.money import ZERO, pounds
from ringfence.ledger.risk import NO_MONEY
from ringfence.ledger.sums import sum_of
from ringfence.ledger.tracks import Row, Track
from ringfence.plugins.link_starts import before, on_links
from ringfence.plugins.wording import beyond_accrued, block, call, shared, warn

RULE = "overdrawn"
_ASSETS = (Kind.AWARDED, Kind.RECEIVABLE, Kind.PREPAID)
_LIABILITIES = (Kind.ACCRUALS, Kind.REPAYABLE, Kind.IN_ADVANCE)
_ON_LINKS = (Kind.ACCRUALS, Kind.PREPAID, Kind.RECEIVABLE)
_IS_IN_IT = {
    Kind.AWARDED: "awarded and not yet claimed or received",
    Kind.RECEIVABLE: "claimed and not yet received",
    Kind.PREPAID: "advanced and not yet evidenced",
    Kind.ACCRUALS: "accrued and not yet paid",
    Kind.REPAYABLE: "owed back and not yet repaid",
    Kind.IN_ADVANCE: "deferred and not yet reversed",
}


class _Change(NamedTuple):
    """By how much a day raised or lowered what is owed, and the last entry that lowered it."""

    amount: Decimal
    lowered_by: Transaction | None
    parts: list[tuple[Transaction, Decimal]]


def wrong_sides(book: Book) -> Iterator[Finding]:
    """Find each day that ends with less than nothing owed, and less than the day before."""
    for fund in book.tracks_by_kind:
        for kind in (*_ASSETS, *_LIABILITIES):
            tracks = list(book.tracks_of(fund, kind))
            apart = [[each] for each in tracks] if kind is Kind.PREPAID else [tracks]
            for together in apart:
                if any(_is_ever_wrong(track, kind) for track in together):
                    yield from _below_nothing(book, fund, kind, together)


def before_it_began(book: Book) -> Iterator[Finding]:
    """Find what is paid, evidenced or received on a link before anything was open on it.

    Others of the fund may be open then, so that no account stands on its wrong side. What is paid
    of an accrual is of its link alone; of what else is open a link is only a hint.
    What reverses something begins nothing.
    """
    for kind in _ON_LINKS:
        for link, of_link in on_links(book, kind).items():
            began, rows = before(book, of_link)
            for row in rows:
                message = (
                    f"{call(row.entry)} is {pounds(abs(row.amount))} on {row.day} of what is "
                    f"{_IS_IN_IT[kind]} on ^{link} only from {began} on. Correct the day that is "
                    "wrong: reverse that entry on its own day, and record it with the right one: "
                    + command("correct", where(row.entry.meta), reverse_only=True, date=row.day)
                )
                weigh = block if kind is Kind.ACCRUALS else warn
                yield weigh(RULE, message, row.entry, book)


def too_much_evidenced_back(book: Book) -> Iterator[Finding]:
    """Find what of spending goes back into an advance, beyond what was evidenced from that.

    It would make an advance of what the council paid itself, for which no money was paid ahead.
    """
    for fund in book.tracks_by_kind:
        for track in book.tracks_of(fund, Kind.PREPAID):
            evidenced = ZERO
            for _day, rows in groupby(track.rows(), key=lambda row: row.day):
                of_day = [(row.entry, _evidenced(book, row, fund)) for row in rows]
                before, evidenced = evidenced, evidenced + sum((n for _e, n in of_day), ZERO)
                if evidenced < 0 and evidenced < before:
                    last = next(entry for entry, amount in reversed(of_day) if amount < 0)
                    short = min(-evidenced, before - evidenced)
                    parts = [(entry, -amount) for entry, amount in of_day]
                    message = _back_into_advance(track, last, -evidenced)
                    yield shared(block(RULE, message, last, book), short, parts)


def _evidenced(book: Book, row: Row, fund: str) -> Decimal:
    """Return what a posting of an advance shows of it; below zero if that goes back into it."""
    spent = sum_of(book, row.entry, fund, Kind.SPENT)
    if row.amount > 0:
        return max(-row.amount, min(spent, ZERO))
    return min(-row.amount, max(spent + sum_of(book, row.entry, fund, Kind.ACCRUALS), ZERO))


def _back_into_advance(track: Track, entry: Transaction, beyond: Decimal) -> str:
    return (
        f"{call(entry)} puts spending back into {track.name} on {entry.date}: by then that is "
        f"{pounds(beyond)} more than was evidenced from it, and nothing was advanced for that. If "
        "it was paid ahead, reverse the spending (`"
        + command("correct")
        + "`), and record the advance (`"
        + command("advance")
        + "`)."
    )


def _is_ever_wrong(track: Track, kind: Kind) -> bool:
    """Return quickly whether any posting left an account on its wrong side, as nearly none does."""
    if kind in _LIABILITIES:
        return track.highest > 0
    return min(accumulate(track.amounts), default=ZERO) < 0


def _below_nothing(book: Book, fund: str, kind: Kind, tracks: list[Track]) -> Iterator[Finding]:
    owed = ZERO
    for _day, (change, entry, parts) in sorted(_by_day(kind, tracks).items()):
        before, owed = owed, owed + change
        if owed < 0 and change < 0 and entry is not None:
            what = f"{call(entry)} takes {tracks[0].name}"
            message = f"{what} {_falls_short(kind, entry.date, before, change)}"
            way_out = _way_out(book, kind, fund, min(-owed, -change), entry)
            found = block(RULE, f"{message} " + way_out, entry, book)
            yield shared(found, min(-owed, -change), parts)


def _way_out(  # noqa: PLR0911 - one a kind
    book: Book, kind: Kind, fund: str, short: Decimal, entry: Transaction
) -> str:
    day = entry.date
    match kind:
        case Kind.AWARDED if book.register.funds[fund].at_or_first(day).stage in NO_MONEY:
            return "Take it out: no more of it can be awarded as its terms stand."
        case Kind.AWARDED:
            more = command("award", fund, short, date=day)
            return (
                "If more was awarded, record that first: " + more + ". Money that was received is "
                "repaid, not given up (`" + command("repay") + "`)."
            )
        case Kind.RECEIVABLE:
            claim = command("claim", fund, short, invoice=Blank.REFERENCE, date=day)
            return (
                "Money received without a claim is booked against the award (Assets:Awarded), as "
                "`" + command("receive") + "` does. If it was claimed, record that first: " + claim
            )
        case Kind.PREPAID:
            advance = command("advance", Blank.POT, short, payee=Blank.NAME, date=day)
            return (
                "Record the excess as paid by the council (`"
                + command("spend")
                + "`), or the advance "
                "first: " + advance
            )
        case Kind.ACCRUALS:
            link = min(entry.links, default=None) if entry.links else None
            return beyond_accrued("Record", short, link, day)
        case Kind.REPAYABLE:
            repay = command("repay", fund, short, date=day, decision=Blank.ID)
            return "Record first that it is owed back: " + repay
    return (
        "Only what was deferred on 31 March is reversed: reverse less, or let "
        "`" + command("year-end") + "` write both."
    )


def _by_day(kind: Kind, tracks: list[Track]) -> dict[datetime.date, _Change]:
    sign = -1 if kind in _LIABILITIES else 1
    days: dict[datetime.date, _Change] = {}
    for track in tracks:
        for row in track.rows():
            amount, last, parts = days.get(row.day) or _Change(ZERO, None, [])
            change = sign * row.amount
            lowered_by = row.entry if change < 0 else last
            parts.append((row.entry, -change))
            days[row.day] = _Change(amount + change, lowered_by, parts)
    return days


def _falls_short(kind: Kind, day: datetime.date, before: Decimal, change: Decimal) -> str:
    had = (
        f"{pounds(before) if before else 'nothing'} was {_IS_IN_IT[kind]}"
        if before >= 0
        else f"it was {pounds(-before)} below zero already"
    )
    return (
        f"{pounds(-before - change)} below zero on {day}: {pounds(-change)} was taken that day, "
        f"and {had}."
    )
