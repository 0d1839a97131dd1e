"""From when on something is open on a link: part of the rule `overdrawn`.

What reverses something begins nothing: it leaves the link as it was before, and so does cash
that comes back of what was accrued. What was reversed is no longer of the link.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from ringfence.ledger.accounts import Kind
from ringfence.ledger.book import Book
from ringfence.ledger.metadata import text
from ringfence.ledger.money import ZERO
from ringfence.ledger.names import refers
from ringfence.ledger.sums import sum_of
from ringfence.ledger.tracks import Row, Track

_CASH = (Kind.COUNCIL, Kind.PREPAID, Kind.AWARDED)


class OnLink(NamedTuple):
    """A posting of an account to a link, and whether it raises what is owed."""

    track: Track
    row: Row
    raises: bool


def on_links(book: Book, kind: Kind) -> dict[str, list[OnLink]]:
    """Return what is posted on each link to accounts of a kind."""
    of_link: dict[str, list[OnLink]] = {}
    sign = -1 if kind is Kind.ACCRUALS else 1
    for track in book.tracks.values():
        if track.kind is kind:
            for row in track.rows():
                for link in row.entry.links or ():
                    of_link.setdefault(link, []).append(OnLink(track, row, sign * row.amount > 0))
    return of_link


def first_day(book: Book, of_link: Sequence[OnLink]) -> datetime.date | None:
    """Return the day from which something was open on a link; None if nothing ever was."""
    reversing = {id(each.row.entry) for _before, each in _reversed(of_link)}
    return min(
        (
            each.row.day
            for each in of_link
            if each.raises
            and id(each.row.entry) not in reversing
            and not paid_of(book, each.track, each.row)
        ),
        default=None,
    )


def before(book: Book, of_link: Sequence[OnLink]) -> tuple[datetime.date | None, list[Row]]:
    """Return from when on something was open on a link, and what was taken of it before.

    What was reversed on its own day is not among it, nor what was before anything was open.
    """
    began = first_day(book, of_link)
    if began is None:
        return None, []
    undone = {
        id(taken.row)
        for taken, back in _reversed(of_link)
        if back.row.day == taken.row.day or back.row.day <= began
    }
    rows = (each.row for each in of_link if not each.raises and each.row.amount)
    return began, [row for row in rows if row.day < began and id(row) not in undone]


def paid_of(book: Book, track: Track, row: Row) -> Decimal:
    """Return what a posting is of cash paid: of an accrual, below zero if it comes back."""
    if track.kind is not Kind.ACCRUALS or track.account is None:
        return ZERO
    cash = -sum_of(book, row.entry, track.account.fund, *_CASH)
    if row.amount > 0:
        return max(min(row.amount, cash), ZERO)
    return min(max(row.amount, cash), ZERO)


def _reversed(of_link: Sequence[OnLink]) -> list[tuple[OnLink, OnLink]]:
    """Pair what was taken of a link with what says in `corrects` that it reverses that."""
    pairs: list[tuple[OnLink, OnLink]] = []
    standing = [each for each in of_link if not each.raises]
    for back in of_link:
        if not back.raises or not text(back.row.entry, "corrects").strip():
            continue
        for taken in standing:
            alike = taken.track is back.track and taken.row.amount == -back.row.amount
            if alike and taken.row.day <= back.row.day and _refers(back, taken):
                standing.remove(taken)
                pairs.append((taken, back))
                break
    return pairs


def _refers(back: OnLink, taken: OnLink) -> bool:
    return refers(back.row.entry, taken.row.entry) is not None
