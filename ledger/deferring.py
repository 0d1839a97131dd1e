"""Entries that only defer what is left of a grant at 31 March, and bring it back on 1 April.

They move money between Income, Opening and InAdvance of one fund, which together are one
pot, so no figure of a return rests on them. A return may be sent in April and the accounts
be closed in May: what is deferred by then does not change what the return said, as long as
no more is deferred than it said was left, and all of it comes back to where it was.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from ringfence.ledger.accounts import Kind
from ringfence.ledger.counted_rows import DEFERS, only_defers
from ringfence.ledger.metadata import text
from ringfence.ledger.money import ZERO
from ringfence.ledger.years import FinancialYear

if TYPE_CHECKING:
    from beancount.core.data import Transaction

    from ringfence.ledger.book import Book

_SOURCES = (Kind.INCOME, Kind.OPENING)
_DAY = datetime.timedelta(days=1)


class Beyond(NamedTuple):
    """What was deferred and is not what was left. ``entry`` is the last that did so.

    ``deferred`` is all that is deferred of the fund at the year's end, ``left`` what its pots
    held then. Where no more was deferred than that, it does not come back as it was.
    """

    entry: Transaction
    fund: str
    year: FinancialYear
    deferred: Decimal
    left: Decimal


def deferring_entries(
    book: Book, funds: Collection[str], as_at: datetime.date
) -> list[Transaction]:
    """Return the entries of some funds up to a day that only defer, or bring back, in books' order.

    They are dated 31 March or 1 April and adjust no return.
    """
    found = {
        id(row.entry): row.entry
        for fund in funds
        for track in book.tracks_of(fund, Kind.IN_ADVANCE)
        for row in track.rows(last=as_at)
        if only_defers(book.tracks, row.entry, fund)
    }
    return sorted(found.values(), key=lambda entry: book.order[id(entry)])


def beyond(book: Book, entries: Sequence[Transaction], as_at: datetime.date) -> Iterator[Beyond]:
    """Find what these entries, which only defer, do that is more than deferring what was left.

    At each 31 March no more may be deferred of a fund than its pots hold, nor more of its
    income, or of its opening money, than there is; and on 1 April (if the day asked about is
    no earlier) each account has back what it gave.
    """
    turns: dict[tuple[str, FinancialYear], list[Transaction]] = {}
    for entry in entries:
        (fund,) = book.funds_in(entry)
        turns.setdefault((fund, _year(entry.date)), []).append(entry)
    for (fund, year), of_turn in turns.items():
        at_end = [entry for entry in of_turn if entry.date == year.end]
        deferred = -book.total(fund, Kind.IN_ADVANCE, year.end)
        left = max(book.left_of_fund(fund, year.end), ZERO)
        raised = _by_kind(book, at_end)
        too_much = raised[Kind.IN_ADVANCE] < 0 and deferred > left
        drained = any(raised[k] > 0 and book.total(fund, k, year.end) > 0 for k in _SOURCES)
        stays = as_at > year.end and any(_by_account(of_turn).values())
        if too_much or drained or stays:
            yield Beyond((at_end or of_turn)[-1], fund, year, deferred, left)


def latest_of(entries: Sequence[Transaction]) -> Iterator[list[Transaction]]:
    """Yield what may have been recorded last of entries that only defer, fewest first.

    What is deferred is recorded together with what brings it back. ``recorded-at`` says when;
    what does not say stood there before all others, or came last.
    """
    dated = [(_recorded_at(pair[0]), pair) for pair in _pairs(entries)]
    when = [(moment, place) for place, (moment, _pair) in enumerate(dated) if moment]
    candidates = [dated[place][1] for _moment, place in sorted(when)]
    unsaid = [pair for moment, pair in dated if not moment]
    for pairs in ([*unsaid, *candidates], [*candidates, *unsaid] if candidates and unsaid else []):
        for first in range(len(pairs) - 1, -1, -1):
            yield [entry for pair in pairs[first:] for entry in pair]


def _pairs(entries: Sequence[Transaction]) -> list[list[Transaction]]:
    """Put what defers and what brings exactly that back together."""
    pairs: list[list[Transaction]] = []
    for entry in entries:
        fits = (
            pair
            for pair in pairs
            if len(pair) == 1
            and pair[0].date + _DAY == entry.date
            and _recorded_at(pair[0]) == _recorded_at(entry)
            and not any(_by_account([*pair, entry]).values())
        )
        pair = next(fits, None)
        if pair:
            pair.append(entry)
        else:
            pairs.append([entry])
    return pairs


def _recorded_at(entry: Transaction) -> datetime.datetime | None:
    """Read when an entry was recorded; None if it does not say, or nothing that can be read."""
    try:
        return datetime.datetime.fromisoformat(text(entry, "recorded-at")).astimezone()
    except ValueError:
        return None


def _year(day: datetime.date) -> FinancialYear:
    """Return the year whose end it is: 1 April is the end of the year before."""
    return FinancialYear.of_day(day - _DAY)


def _by_account(entries: Sequence[Transaction]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for entry in entries:
        for posting in entry.postings:
            number = None if posting.units is None else posting.units.number
            sums[posting.account] = sums.get(posting.account, ZERO) + (number or ZERO)
    return sums


def _by_kind(book: Book, entries: Sequence[Transaction]) -> dict[Kind, Decimal]:
    sums = dict.fromkeys(DEFERS, ZERO)
    for name, amount in _by_account(entries).items():
        account = book.account(name)
        if account:
            sums[account.kind] += amount
    return sums
