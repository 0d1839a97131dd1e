"""What goes back to a funder of what is not spent: what of it lapses, and what is repaid.

What was promised, or claimed, and never came lapses first: nobody can give back what they never
had. Only the rest was received, and is repaid. Every paper, the year's end and `repay` ask here,
so that all of them name the same two sums. To let a claim lapse it is credited first: what it asks
beyond what was spent is promised again, and lapses.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from ringfence.ledger.accounts import Kind
from ringfence.ledger.brought_forward import SOURCES
from ringfence.ledger.metadata import text
from ringfence.ledger.money import ZERO
from ringfence.ledger.outstanding import Outstanding, open_items
from ringfence.ledger.room import least_held, lowest_over

if TYPE_CHECKING:
    from ringfence.ledger.book import Book

#: What was promised, or claimed, and has not come.
_NOT_COME = (Kind.AWARDED, Kind.RECEIVABLE)


class GoingBack(NamedTuple):
    """An amount that goes back to a funder: what of it was never received, and what was."""

    lapsing: Decimal
    repaid: Decimal


class Credit(NamedTuple):
    """By how much an open claim is credited; no link or invoice where it has none."""

    link: str | None
    invoice: str | None
    amount: Decimal


def parts_going_back(amount: Decimal, not_received: Decimal) -> GoingBack:
    """Return what goes back in its two parts, given what of the fund was never received."""
    lapsing = max(min(amount, not_received), ZERO)
    return GoingBack(lapsing, amount - lapsing)


def never_received(book: Book, fund: str, as_at: datetime.date) -> Decimal:
    """Return what is promised or claimed of a fund and has not come by the end of a day."""
    return sum((book.total(fund, kind, as_at) for kind in _NOT_COME), ZERO)


def parts_going_back_on(book: Book, fund: str, amount: Decimal, day: datetime.date) -> GoingBack:
    """Return both parts of what goes back on a day; later entries may use what has not come.

    The two may come to less than the amount: then the rest is neither, for it comes later.
    """
    split = parts_going_back(
        amount, sum((least_held(book, kind, fund, day) for kind in _NOT_COME), ZERO)
    )
    return split._replace(repaid=min(split.repaid, unspent_of_received(book, fund, day)))


def unspent_of_received(book: Book, fund: str, day: datetime.date) -> Decimal:
    """Return what was received of a fund and is neither spent nor given back; not below zero.

    That is so on a day and every later one. What is accrued is spent; what is advanced is not.
    """
    kinds = (*SOURCES, *_NOT_COME, Kind.SPENT)
    rows = (
        (row.day, -row.amount) for track in book.tracks_of(fund, *kinds) for row in track.rows()
    )
    return max(lowest_over(rows, day), ZERO)


def claims_credited(book: Book, fund: str, lapsing: Decimal, day: datetime.date) -> list[Credit]:
    """Return which open claims are credited so that an amount can lapse: the newest first.

    What is promised and not claimed lapses before any claim is touched.
    """
    rest = lapsing - least_held(book, Kind.AWARDED, fund, day)
    found: list[Credit] = []
    open_ = open_items(book, Kind.RECEIVABLE)
    rows = [row for track in book.tracks_of(fund, Kind.RECEIVABLE) for row in track.rows(last=day)]
    for row in sorted(rows, key=lambda row: book.order[id(row.entry)], reverse=True):
        if rest <= 0:
            break
        link = next((each for each in sorted(row.entry.links or ()) if each in open_), None)
        left = _of_fund(open_.pop(link), fund) if link else row.amount
        if left > 0 and (link or not row.entry.links):
            invoice = text(row.entry, "invoice") or None
            found.append(Credit(link, invoice, min(rest, left)))
            rest -= found[-1].amount
    return [*found, Credit(None, None, rest)] if rest > 0 else found


def _of_fund(open_: Outstanding, fund: str) -> Decimal:
    return sum((n for name, n in open_.by_account.items() if name.endswith(f":{fund}")), ZERO)
