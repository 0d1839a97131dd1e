"""Accruals by their links: part of the rule `overdrawn`.

What is paid is paid of the accrual of its link, which may cover several pots of one invoice. No
more is paid, or given back, than was accrued on it by the end of the day. A payment without such a
link is of the one accrual that is open; while several are, nobody can tell of which. Cash comes
back only up to what was paid on the link.
"""

from __future__ import annotations

import datetime
from collections.abc import Hashable, Iterator
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from beancount.core.data import Transaction

from ringfence.ledger.accounts import Kind
from ringfence.ledger.book import Book
from ringfence.ledger.commands import command
from ringfence.ledger.findings import Finding
from ringfence.ledger.metadata import text
from ringfence.ledger.money import ZERO, pounds
from ringfence.ledger.names import refers
from ringfence.ledger.tracks import Row, Track
from ringfence.plugins.link_starts import first_day, on_links, paid_of
from ringfence.plugins.wording import beyond_accrued, block, call, list_words

RULE = "overdrawn"


class _Posted(NamedTuple):
    """What an entry changes of what is owed, and what of that is cash; the links of accruals."""

    entry: Transaction
    owed: Decimal
    paid: Decimal
    links: tuple[str, ...]


def wrong_links(book: Book) -> Iterator[Finding]:
    """Find what is paid beyond the accrual of its link, of several, or comes back unpaid."""
    tracks = [track for track in book.tracks.values() if track.kind is Kind.ACCRUALS]
    starts = {
        link: first_day(book, of_link) for link, of_link in on_links(book, Kind.ACCRUALS).items()
    }
    began = {link: day for link, day in starts.items() if day is not None}
    for track in tracks:
        if any(amount > 0 for amount in track.amounts) or _comes_back(book, track):
            yield from _of_fund(book, track, began)


def _comes_back(book: Book, track: Track) -> bool:
    """Return quickly whether any cash is credited to it, without anything paid of it."""
    return any(row.amount < 0 and paid_of(book, track, row) < 0 for row in track.rows())


def _of_fund(book: Book, track: Track, began: dict[str, datetime.date]) -> Iterator[Finding]:
    accrued = {
        link
        for row in track.rows()
        if row.amount < 0 and not paid_of(book, track, row)
        for link in row.entry.links or ()
    }
    owed: dict[Hashable, Decimal] = {}
    paid: dict[str, Decimal] = {}
    begun: dict[Hashable, Transaction] = {}
    total = ZERO
    for _day, rows in groupby(track.rows(), key=lambda row: row.day):
        of_day = [_posted(book, track, row, accrued) for row in rows]
        total += sum((each.owed for each in of_day), ZERO)
        raising = [each for each in of_day if each.owed > 0]
        lowering = [each for each in of_day if each.owed < 0]
        before = {link: owed.get(link, ZERO) for each in lowering for link in each.links}
        for each in (*raising, *lowering):
            if each.links or each.owed > 0:
                _post(each, owed, begun)
        for each in lowering:
            if not each.links:
                yield from _without_link(book, each, owed, begun)
        if total >= 0:
            yield from _beyond(book, track, lowering, owed, before, began)
        yield from _back(book, of_day, paid)
        _forget_what_is_done(of_day, owed)


def _post(
    posted: _Posted, owed: dict[Hashable, Decimal], begun: dict[Hashable, Transaction]
) -> None:
    """Bring what is owed on each link of an entry up to date; one without is an accrual alone."""
    for key in posted.links or (id(posted.entry),):
        owed[key] = owed.get(key, ZERO) + posted.owed
        begun.setdefault(key, posted.entry)


def _forget_what_is_done(of_day: list[_Posted], owed: dict[Hashable, Decimal]) -> None:
    for each in of_day:
        for key in each.links or (id(each.entry),):
            if not owed.get(key, ZERO):
                owed.pop(key, None)


def _posted(book: Book, track: Track, row: Row, accrued: set[str]) -> _Posted:
    links = tuple(sorted(accrued & (row.entry.links or frozenset())))
    return _Posted(row.entry, -row.amount, paid_of(book, track, row), links)


def _without_link(
    book: Book,
    lowering: _Posted,
    owed: dict[Hashable, Decimal],
    begun: dict[Hashable, Transaction],
) -> Iterator[Finding]:
    """Take what is paid without a link off the one accrual that is open; find it if several are.

    What is not needed is no payment: it goes off the accrual that it refers to, else the first.
    """
    open_ = [key for key, amount in owed.items() if amount > 0]
    entries = {id(begun[key]): begun[key] for key in open_}
    if lowering.paid and len(entries) > 1:
        days = list_words(f"“{each.narration}” of {each.date}" for each in entries.values())
        message = (
            f"{call(lowering.entry)} pays {pounds(-lowering.owed)} on {lowering.entry.date} of "
            f"what is accrued, and has no link of an accrual, while {len(entries)} are open: "
            f"{days}. Give it the link of the accrual that it pays, as `"
            + command("pay")
            + "` does."
        )
        yield block(RULE, message, lowering.entry, book)
    meant = [key for key in open_ if refers(lowering.entry, begun[key]) is not None]
    for key in (meant or open_)[:1]:
        owed[key] += lowering.owed


def _beyond(  # noqa: PLR0913, PLR0917 - what is owed, before and since
    book: Book,
    track: Track,
    lowering: list[_Posted],
    owed: dict[Hashable, Decimal],
    before: dict[str, Decimal],
    began: dict[str, datetime.date],
) -> Iterator[Finding]:
    """Find each link of which a day leaves less than nothing, and less than the day before.

    What is paid before anything was accrued on the link is told as that.
    """
    last = {link: each.entry for each in lowering for link in each.links}
    for link, entry in last.items():
        left, was = owed[link], before[link]
        if left >= 0 or left >= was or entry.date < began.get(link, entry.date):
            continue
        day, short = entry.date, min(-left, was - left)
        had = sum((each.owed for each in lowering if link in each.links), ZERO)
        open_ = left - had  # what was accrued on that day among it
        message = (
            f"{call(entry)} takes what is accrued on ^{link} in {track.name} {pounds(-left)} below "
            f"zero on {day}: {pounds(-had)} was taken that day, and "
            f"{pounds(open_) if open_ > 0 else 'nothing'} was accrued on it and not yet paid. "
            "Another accrual is paid by its own link. If it is this one, "
            + beyond_accrued("record", short, link, day)
        )
        yield block(RULE, message, entry, book)


def _back(book: Book, of_day: list[_Posted], paid: dict[str, Decimal]) -> Iterator[Finding]:
    """Find cash that comes back above what was paid on its link, and corrects nothing."""
    last: dict[str, Transaction] = {}
    for each in of_day:
        for link in each.links or ("",):
            paid[link] = paid.get(link, ZERO) + each.paid
            if each.paid < 0 and not text(each.entry, "corrects").strip():
                last[link] = each.entry
    for link, entry in last.items():
        if paid[link] < 0:
            on = f"on ^{link}" if link else "without a link"
            message = (
                f"{call(entry)} brings back {pounds(-paid[link])} more on {entry.date} than was "
                f"paid of what is accrued {on}. Money that comes back of a payment goes by the "
                "link of that payment; if this reverses one, name it in `corrects:`; a refund "
                "goes to the pot that spent it (`" + command("refund") + "`)."
            )
            yield block(RULE, message, entry, book)
