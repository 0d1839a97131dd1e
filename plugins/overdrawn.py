"""overdrawn: no pot falls below zero at the end of any day.

What is left in a pot (Unallocated, the reserve, an action, an earmark) is what was
put in less what was spent, by fund; the entries of a day count together. Likewise
what was spent from a pot is never below zero, and no more is advanced to a provider
than is left in that provider's earmarks of the fund.

    plugin "ringfence.plugins.overdrawn"

Refused: the action has 4,000.50 left, and 5,000.00 is set aside.

    2017-06-12 * "Something to DO!"
      Equity:Plan:2017-18:Diversionary:PLF-2017-18             5000.00 GBP
      Equity:Plan:2017-18:Diversionary:Activities:PLF-2017-18 -5000.00 GBP

Accepted on the same day, before or after it, with the partnership's decision:

    2017-06-12 * "Contingency to Diversionary Activities"
      decision: "CSP-2017-06-12-03"
      Equity:Reserve:PLF-2017-18                      999.50 GBP
      Equity:Plan:2017-18:Diversionary:PLF-2017-18   -999.50 GBP

A spend is a fact. Flagged `!` it is pending: the shortage it brings is shown as
awaiting a decision, and does not block, until the pot is back at zero or above.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from ringfence.ledger.accounts import RESERVE
from ringfence.ledger.accounts import UNALLOCATED
from ringfence.ledger.accounts import Kind
from ringfence.ledger.accounts import Pot
from ringfence.ledger.money import ZERO
from ringfence.ledger.money import plain
from ringfence.ledger.money import pounds
from ringfence.ledger.tracks import PENDING_FLAG
from ringfence.ledger.tracks import PotTrack
from ringfence.ledger.tracks import Row
from ringfence.ledger.tracks import Track
from ringfence.plugins import door
from ringfence.plugins.wording import awaiting
from ringfence.plugins.wording import blocked
from ringfence.plugins.wording import called

if TYPE_CHECKING:
    from beancount.core.data import Transaction

    from ringfence.ledger.book import Book
    from ringfence.ledger.findings import Finding

RULE = "overdrawn"


def check(book: Book) -> Iterator[Finding]:
    """Find each day that a pot ends below zero and lower than the day before."""
    pending = {
        (account.pot, account.fund)
        for entry in book.pending
        for account in (book.account(posting.account) for posting in entry.postings)
        if account and account.pot
    }
    for key, track in book.pots.items():
        if key in pending:
            yield from _pending_pot(book, track)
        elif not track.never_below_zero:
            yield from _firm_pot(book, track)
        yield from _spent_below_zero(book, track)
    for account in list(book.tracks.values()):
        if account.kind is Kind.PREPAID:
            yield from _advanced(book, account)


def _firm_pot(book: Book, track: PotTrack) -> Iterator[Finding]:
    left = ZERO
    for day, change in track.daily().items():
        left += change
        if left < 0 and change < 0:
            entry = _lowered_by(book, track, day)
            message = _short(book, track, entry, left, change)
            yield blocked(RULE, message, entry, book)


def _pending_pot(book: Book, track: PotTrack) -> Iterator[Finding]:
    """Judge by two balances, with and without what is flagged `!`.

    Once the pot is back at zero or above, what was pending is settled and counts as
    firm: it excuses no later shortage.
    """
    without: dict[datetime.date, Decimal] = {}
    for row in track.rows():
        if row.entry.flag != PENDING_FLAG:
            without[row.day] = without.get(row.day, ZERO) - row.amount
    left = firm = ZERO
    shown: list[Finding] = []
    for day, change in track.daily().items():
        left += change
        firm += without.get(day, ZERO)
        if left >= 0:
            firm = left
            shown.clear()
        elif firm < 0 and without.get(day, ZERO) < 0:
            entry = _lowered_by(book, track, day, pending=False)
            message = _short(book, track, entry, firm, without[day])
            yield blocked(RULE, message, entry, book)
        elif change < 0:
            entry = _lowered_by(book, track, day)
            message = _awaited(book, track, entry, left)
            shown.append(awaiting(RULE, message, entry, book))
    yield from shown


def _spent_below_zero(book: Book, track: PotTrack) -> Iterator[Finding]:
    spent_track = track.spent_track
    if spent_track is None or not any(amount < 0 for amount in spent_track.amounts):
        return
    spent = ZERO
    for day, change in _daily(spent_track).items():
        spent += change
        if spent < 0 and change < 0:
            entry = next(
                r.entry for r in reversed(list(spent_track.rows(day, day))) if r.amount < 0
            )
            message = (
                f"{called(entry)} leaves {pounds(spent)} spent from {track.pot} of {track.fund} on "
                f"{day}: {pounds(-change)} came back of {pounds(spent - change)} spent. "
                "A refund goes to the pot that spent it; money that is new is an award."
            )
            yield blocked(RULE, message, entry, book)


def _advanced(book: Book, prepaid: Track) -> Iterator[Finding]:
    account = prepaid.account
    if account is None:
        return
    earmarked = book.provided.get((account.party or "", account.fund), [])
    changes = {day: -amount for day, amount in _daily(prepaid).items()}
    for track in earmarked:
        for day, change in track.daily().items():
            changes[day] = changes.get(day, ZERO) + change
    room = ZERO
    for day, change in sorted(changes.items()):
        room += change
        if room < 0 and change < 0:
            advanced = prepaid.balance(day)
            rows = list(prepaid.rows(day, day)) or [r for t in earmarked for r in t.rows(day, day)]
            entry = rows[-1].entry
            message = (
                f"{pounds(advanced)} of {account.fund} is advanced to {account.party} on {day} and "
                f"not yet evidenced, {pounds(-room)} more than the {pounds(advanced + room)} left "
                "in its earmarks of that fund. Earmark more for it (`ringfence earmark`), or "
                "advance less."
            )
            yield blocked(RULE, message, entry, book)


def _daily(track: Track) -> dict[datetime.date, Decimal]:
    changes: dict[datetime.date, Decimal] = {}
    for day, amount in zip(track.days, track.amounts, strict=True):
        changes[day] = changes.get(day, ZERO) + amount
    return changes


def _lowered_by(
    book: Book, track: PotTrack, day: datetime.date, *, pending: bool = True
) -> Transaction:
    """Give the last entry of a day that lowered a pot, pending ones among them or not."""
    net: dict[int, Decimal] = {}
    entries: dict[int, Row] = {}
    for row in track.rows(day, day):
        order = book.order[id(row.entry)]
        net[order] = net.get(order, ZERO) - row.amount
        entries[order] = row
    lowered = [
        order
        for order, change in net.items()
        if change < 0 and (pending or entries[order].entry.flag != PENDING_FLAG)
    ]
    return entries[max(lowered)].entry


def _short(book: Book, track: PotTrack, entry: Transaction, left: Decimal, change: Decimal) -> str:
    day, before = entry.date, left - change
    had = f"{pounds(before)} was left in it" if before >= 0 else f"it was {pounds(-before)} short"
    return (
        f"{track.pot} is overdrawn by {pounds(-left)} of {track.fund} on {day}: that day takes "
        f"{pounds(-change)}, last {called(entry)}, and {had}. {_nearby(book, track, day, -left)}"
    )


def _awaited(book: Book, track: PotTrack, entry: Transaction, left: Decimal) -> str:
    day = entry.date
    return (
        f"{track.pot} is short by {pounds(-left)} of {track.fund} on {day} through pending "
        f"spending, last {called(entry)}: it awaits a decision. {_nearby(book, track, day, -left)}"
    )


def _nearby(book: Book, track: PotTrack, day: datetime.date, short: Decimal) -> str:
    """Say what is free near by in the same fund, and the command that would move it."""
    fund = track.fund
    places: list[tuple[str, Pot]] = []
    if track.pot.earmark:
        places.append(("its action", track.pot.place))
    if not track.pot.is_reserve:
        places.append(("the reserve", RESERVE))
    if track.pot != UNALLOCATED:
        places.append(("Unallocated", UNALLOCATED))
    said = []
    enough: Pot | None = None
    for name, pot in places:
        near = book.pots.get((pot, fund))
        free = near.left(day) if near else ZERO
        also = f" (of all funds {pounds(_in_all(book, day))})" if pot == RESERVE else ""
        said.append(f"{name} holds {pounds(free)}{also}")
        if enough is None and near and min(free, near.lowest_from(day)) >= short:
            enough = pot
    held = "; ".join(said)
    return f"In {fund} {held}. {_remedy(track, day, short, enough)}"


def _in_all(book: Book, day: datetime.date) -> Decimal:
    return sum((track.left(day) for track in book.pots_of(RESERVE)), ZERO)


def _remedy(track: PotTrack, day: datetime.date, short: Decimal, source: Pot | None) -> str:
    options = f"--fund {track.fund} --date {day}"
    if source is None:
        return "None of them is enough: take less, or let the meeting decide where more comes from."
    if source == UNALLOCATED:
        return f"Type: ringfence allocate {track.pot} {plain(short)} {options} --decision ID"
    if source == track.pot.place:
        return f"Type: ringfence earmark {track.pot} {plain(short)} {options}"
    return f"Type: ringfence vire {source} {track.pot} {plain(short)} {options} --decision ID"


__plugins__ = ("run",)
run = door.plugin(RULE, check)
