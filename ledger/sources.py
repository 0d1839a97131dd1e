"""Of which money something goes back, lapses or is deferred: what was brought in, or awarded.

Income moves against Awarded, Repayable and InAdvance alone, so a fund that has opening money
beside its award needs an entry against each. What goes back to the funder, and what is not yet
earned, is the opening money first, up to its balance: it was received. What lapses was never
received, and so is of the award; only where that has not enough was something promised booked
as opening money.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from ringfence.ledger.accounts import Kind
from ringfence.ledger.money import ZERO
from ringfence.ledger.room import least_held
from ringfence.ledger.sums import entries_of, sum_of

if TYPE_CHECKING:
    from ringfence.ledger.book import Book


class Sourced(NamedTuple):
    """A part of an amount, by what it is taken from: opening money or Income."""

    kind: Kind
    amount: Decimal


def split_repayment(book: Book, fund: str, amount: Decimal, day: datetime.date) -> list[Sourced]:
    """Split what is owed back to a funder: opening money first, up to its balance."""
    return _parts(min(amount, least_held(book, Kind.OPENING, fund, day)), amount)


def split_lapse(book: Book, fund: str, amount: Decimal, day: datetime.date) -> list[Sourced]:
    """Split what lapses: of the award, and of opening money only what that has not got."""
    awarded = -sum((book.total(fund, k, day) for k in (Kind.INCOME, Kind.IN_ADVANCE)), ZERO)
    old = min(max(amount - max(awarded, ZERO), ZERO), least_held(book, Kind.OPENING, fund, day))
    return _parts(old, amount)


def split_deferral(book: Book, fund: str, amount: Decimal, day: datetime.date) -> list[Sourced]:
    """Return what is still to be deferred so that it comes to an amount; below zero, reversed.

    Of it the opening money is deferred first, up to what there was of it.
    """
    rows = (row for track in book.tracks_of(fund, Kind.IN_ADVANCE) for row in track.rows(last=day))
    done, done_of_old = -book.total(fund, Kind.IN_ADVANCE, day), ZERO
    for entry in entries_of(rows):
        done_of_old += sum_of(book, entry, fund, Kind.OPENING)
    there = max(done_of_old - book.total(fund, Kind.OPENING, day), ZERO)
    old = min(amount, there) - done_of_old
    return _parts(old, amount - done)


def _parts(old: Decimal, amount: Decimal) -> list[Sourced]:
    parts = (Sourced(Kind.OPENING, old), Sourced(Kind.INCOME, amount - old))
    return [part for part in parts if part.amount]
