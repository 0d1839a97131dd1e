"""What was of a grant before these books began: received, claimed and spent.

Books often begin in the middle of a grant's life. What the books then take over are entries
with `brought-forward: TRUE`, all of the fund's first day, and one of them says what was
`received-before`, `claimed-before` and `spent-before`. What is said so counts towards the
award and the claim, and is in no pot: the pots hold the award less what was spent before.

What `received-before` leaves unsaid follows from it: what is brought in as opening money was
received and not spent, and what is receivable then was claimed and not received.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from ringfence.ledger.accounts import Kind
from ringfence.ledger.metadata import (
    BROUGHT_FORWARD,
    CLAIMED_BEFORE,
    RECEIVED_BEFORE,
    SPENT_BEFORE,
    is_brought_forward,
    text,
)
from ringfence.ledger.money import ZERO
from ringfence.ledger.sums import legs_of, sum_of
from ringfence.ledger.tracks import Row

if TYPE_CHECKING:
    from beancount.core.data import Transaction

    from ringfence.ledger.book import Book

#: What stands for money that came in.
SOURCES = (Kind.INCOME, Kind.OPENING, Kind.IN_ADVANCE)
_AGAINST = (Kind.COUNCIL, Kind.PREPAID, Kind.ACCRUALS)
SUMS = (RECEIVED_BEFORE, CLAIMED_BEFORE, SPENT_BEFORE)


class Before(NamedTuple):
    """What was received, claimed and spent of a fund before, and the entry that says so.

    ``spent`` is less what was given back since. ``said_spent`` is what returns go on saying: what
    changes it once a return has said it is an adjustment of the next one.
    """

    entry: Transaction
    received: Decimal
    claimed: Decimal
    spent: Decimal
    said_spent: Decimal


def before_of(book: Book, fund: str, as_at: datetime.date = datetime.date.max) -> Before | None:
    """Return what was of a fund before, by what is said up to a day; None where nobody said it."""
    saying = [entry for entry in entries_of_before(book, fund) if entry.date <= as_at]
    if not saying:
        return None
    entry = saying[-1]
    received = _stated_sum(entry, RECEIVED_BEFORE)
    if received is None:
        return None
    claimed, spent = _stated_sum(entry, CLAIMED_BEFORE), _stated_sum(entry, SPENT_BEFORE)
    if claimed is None:
        claimed = received + invoiced_before(book, fund, entry)
    if spent is None:
        spent = received - opening_money_after(book, fund, entry)
    since = list(_since(book, fund, entry, as_at))
    late = sum((late_spent_before(book, row.entry, fund) for row in since), ZERO)
    spent += sum((row.amount for row in since), ZERO)
    return Before(entry, received, claimed, spent, spent - late)


def spend_of_whole_life(book: Book, fund: str, as_at: datetime.date) -> Decimal:
    """Return what was spent of a fund up to the end of a day, before these books too."""
    before = before_of(book, fund, as_at)
    return book.total(fund, Kind.SPENT, as_at) + (before.spent if before else ZERO)


def entries_of_before(book: Book, fund: str) -> list[Transaction]:
    """Return the entries of a fund that say any of the three sums, but for those reversed.

    One that moves nothing says nothing.
    """
    found = [entry for key in SUMS for entry in book.marked[key]]
    return [entry for entry in _not_reversed(book, fund, found) if any(legs_of(entry).values())]


def standing_entries(book: Book, fund: str) -> list[Transaction]:
    """Return what was brought forward of a fund and not reversed, in the books' order.

    That is what says so, and opening money that is neither deferred nor given back.
    """
    opening = (
        entry
        for track in book.tracks_of(fund, Kind.OPENING)
        for entry in track.entries
        if opens(book, entry, fund)
    )
    return _not_reversed(book, fund, [*book.marked[BROUGHT_FORWARD], *opening])


def opens(book: Book, entry: Transaction, fund: str) -> bool:
    """Return whether an entry brings opening money in, or out again: held, advanced or owed."""
    return bool(sum_of(book, entry, fund, Kind.OPENING) and sum_of(book, entry, fund, *_AGAINST))


def opening_money_after(book: Book, fund: str, entry: Transaction) -> Decimal:
    """Return the opening money of a fund at the end of the day on which it is said."""
    return -book.total(fund, Kind.OPENING, entry.date)


def invoiced_before(book: Book, fund: str, entry: Transaction) -> Decimal:
    """Return what the funder was invoiced for before, by the entries that bring it forward.

    Where none says that it does, it is all that is claimed on that day.
    """
    of_day = [
        row.entry
        for track in book.tracks_of(fund, Kind.RECEIVABLE)
        for row in track.rows(entry.date, entry.date)
    ]
    marked = any(book.marked[BROUGHT_FORWARD])
    found = {id(each): each for each in of_day if not marked or is_brought_forward(each)}
    return sum(
        (
            sum_of(book, each, fund, Kind.RECEIVABLE)
            for each in found.values()
            if not sum_of(book, each, fund, Kind.COUNCIL)
        ),
        ZERO,
    )


def is_unsaid(book: Book, fund: str, as_at: datetime.date) -> bool:
    """Return whether a fund has opening money and an award, and nobody said what was received."""
    opening = any(
        track.days and track.days[0] <= as_at for track in book.tracks_of(fund, Kind.OPENING)
    )
    if not opening or before_of(book, fund, as_at) is not None:
        return False
    terms = book.register.funds[fund].at_or_first(as_at)
    return terms.award is not None or bool(book.total(fund, Kind.INCOME, as_at))


def is_opening_advance(book: Book, entry: Transaction, fund: str) -> bool:
    """Return whether an entry takes over what a provider was advanced before the books."""
    return bool(sum_of(book, entry, fund, Kind.PREPAID) and sum_of(book, entry, fund, Kind.OPENING))


def late_spent_before(book: Book, entry: Transaction, fund: str) -> Decimal:
    """Return by how much an entry changes what was spent before, once a return has said that.

    It reverses what was owed before, or owes it again, and says which return it adjusts.
    """
    if not text(entry, "adjusts") or is_brought_forward(entry):
        return ZERO
    return sum_of(book, entry, fund, Kind.OPENING) if gives_back_owed(book, entry, fund) else ZERO


def gives_back_owed(book: Book, entry: Transaction, fund: str) -> bool:
    """Return whether an entry says that what was owed before is not needed, or is after all."""
    return not is_brought_forward(entry) and bool(
        sum_of(book, entry, fund, Kind.ACCRUALS) and sum_of(book, entry, fund, Kind.OPENING)
    )


def _since(book: Book, fund: str, entry: Transaction, as_at: datetime.date) -> Iterator[Row]:
    """Yield what moved the opening money for what was owed before, after the day it was said."""
    for track in book.tracks_of(fund, Kind.OPENING):
        for row in track.rows(entry.date + datetime.timedelta(days=1), as_at):
            if sum_of(book, row.entry, fund, Kind.ACCRUALS):
                yield row


def opening_advances(book: Book, fund: str, party: str) -> Iterator[tuple[Row, Decimal]]:
    """Yield the postings of a provider's advances, with what of each is of before the books.

    What is brought forward raises that, and what shows it lowers it again: it is known by the
    link that the two share.
    """
    track = book.tracks.get(f"{Kind.PREPAID.value}:{party}:{fund}")
    rows = list(track.rows()) if track else []
    opened = [row.entry for row in rows if is_opening_advance(book, row.entry, fund)]
    links = {link for entry in opened for link in entry.links or ()}
    own = {id(entry) for entry in opened}
    left = most = ZERO
    for row in rows:
        change = ZERO
        if id(row.entry) in own:
            change = row.amount
            most += change
        elif links & (row.entry.links or frozenset()):
            change = max(min(row.amount, most - left), -left)
        left += change
        yield row, change


def _not_reversed(book: Book, fund: str, candidates: Collection[Transaction]) -> list[Transaction]:
    """Leave out what a correction moves back whole, and the correction: each takes one back.

    Which one it says by its place, and lines move; that it is the first so far that it would
    bring to nothing holds all the same.
    """
    wanted = {id(entry) for entry in candidates}
    if not wanted:
        return []
    in_question = {id(entry): entry for entry in (*candidates, *book.marked["corrects"])}
    found: list[Transaction] = []
    for entry in sorted(in_question.values(), key=lambda each: book.order[id(each)]):
        if book.funds_in(entry) != [fund]:
            continue
        back = {name: -amount for name, amount in legs_of(entry).items()}
        undone = (each for each in found if text(entry, "corrects") and legs_of(each) == back)
        first = next(undone, None)
        if first is not None:
            found = [each for each in found if each is not first]
        elif id(entry) in wanted:
            found.append(entry)
    return found


def _stated_sum(entry: Transaction, key: str) -> Decimal | None:
    value = entry.meta.get(key)
    number = getattr(value, "number", value)
    return number if isinstance(number, Decimal) else None
