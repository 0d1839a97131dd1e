"""overdrawn: no pot and no debt falls below zero at the end of any day.

What is left in a pot (Unallocated, the reserve, an action, an earmark) is what was
put in less what was spent, by fund; the entries of a day count together. Likewise
what was spent from a pot is never below zero, and no more is advanced to a provider
than is left in that provider's earmarks of the fund (what was advanced before the books
began needs none until it is evidenced). No debt stands on its wrong side:
no more is claimed, received, evidenced, paid, repaid or reversed than was awarded,
claimed, advanced, accrued, owed back or deferred by the end of that day. Of spending no more
goes back into an advance than was evidenced from it.

What is paid of an accrual is paid by its link, up to what was accrued on that link in the
fund; without one only while a single accrual is open. Cash that comes back of an accrual
is no more than was paid on its link, unless the entry says what it `corrects`.

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
awaiting a decision, and does not block, until the pot is back at zero or above. What comes
back of it (named in `corrects`, by link, or of its payee and invoice) lessens it as long as
it is pending, and is firm above that. A reversal that is dated later than today has not
come. A shortage does not end with the year: what an earlier year's plan is short of is not
there to be carried forward, spent or given back, and commands refuse that. What this year's
plan is short of may not lapse or be repaid either, unless `--override-overdrawn` names a
decision of finance.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from itertools import accumulate

from ringfence.ledger.accounts import Account, Kind
from ringfence.ledger.book import Book
from ringfence.ledger.brought_forward import opening_advances
from ringfence.ledger.commands import command
from ringfence.ledger.findings import Finding
from ringfence.ledger.money import ZERO, pounds
from ringfence.ledger.tracks import PotTrack, Track
from ringfence.ledger.ways_out import nearby
from ringfence.plugins import door
from ringfence.plugins.accruals import wrong_links
from ringfence.plugins.falls import Fall, Step, falls_of, steps_of
from ringfence.plugins.reversed_again import reversed_again, too_much_back
from ringfence.plugins.short_years import check_short_years
from ringfence.plugins.wording import await_decision, block, call, shared
from ringfence.plugins.wrong_side import before_it_began, too_much_evidenced_back, wrong_sides

RULE = "overdrawn"


def check(book: Book) -> Iterator[Finding]:
    """Find each day that a pot ends below zero and lower than the day before."""
    for track in book.pots.values():
        if track in book.short:
            yield from _overdrawn(book, track)
        for account in track.tracks:
            if account.kind is Kind.SPENT and account.fell and min(accumulate(account.amounts)) < 0:
                yield from _check_negative_spend(track, account, book)
    for account in list(book.tracks.values()):
        if account.kind is Kind.PREPAID:
            yield from _check_advances(book, account)
    yield from wrong_sides(book)
    yield from too_much_evidenced_back(book)
    yield from wrong_links(book)
    yield from too_much_back(book)
    yield from reversed_again(book)
    yield from before_it_began(book)
    yield from check_short_years(book)


def _overdrawn(book: Book, track: PotTrack) -> Iterator[Finding]:
    for fall in falls_of(book, [step for each in track.tracks for step in steps_of(book, each)]):
        if fall.pending:
            yield await_decision(RULE, _pending_words(book, track, fall), fall.entry, book)
        else:
            found = block(RULE, _short(book, track, fall), fall.entry, book)
            yield shared(found, fall.share, fall.parts)


def _check_negative_spend(track: PotTrack, spent_track: Track, book: Book) -> Iterator[Finding]:
    spent = ZERO
    for day, change in _daily(spent_track).items():
        spent += change
        if spent < 0 and change < 0:
            entry = next(
                r.entry for r in reversed(list(spent_track.rows(day, day))) if r.amount < 0
            )
            message = (
                f"{call(entry)} leaves {pounds(spent)} spent from {track.pot} of {track.fund} on "
                f"{day}: {pounds(-change)} came back of {pounds(spent - change)} spent. A refund "
                "goes to the pot that spent it; new money is an award."
            )
            parts = [(row.entry, -row.amount) for row in spent_track.rows(day, day)]
            yield shared(block(RULE, message, entry, book), min(-spent, -change), parts)


def _check_advances(book: Book, prepaid: Track) -> Iterator[Finding]:
    account = prepaid.account
    if account is None or _is_plainly_earmarked(book, prepaid, account):
        return
    earmarked = book.provided.get((account.party or "", account.fund), [])
    if not _ever_short([*(each for pot in earmarked for each in pot.tracks), prepaid]):
        return
    steps = [step for pot in earmarked for each in pot.tracks for step in steps_of(book, each)]
    evidencing = {id(step.entry) for step in steps if step.pending}
    before = list(opening_advances(book, account.fund, account.party or ""))
    steps += [
        Step(row.day, of_before - row.amount, row.entry, id(row.entry) in evidencing)
        for row, of_before in before
    ]
    for fall in falls_of(book, steps):
        day, short = fall.entry.date, -fall.left
        old = sum((of_before for row, of_before in before if row.day <= day), ZERO)
        advanced = prepaid.balance(day) - old
        if advanced <= 0:
            continue
        beside = f", as well as {pounds(old)} brought forward" if old else ""
        message = (
            f"{pounds(advanced)} of {account.fund} is advanced to {account.party} on {day} and "
            f"not yet evidenced{beside}, {pounds(short)} more than the {pounds(advanced - short)} "
            "left in its earmarks of that fund. Earmark more for it "
            "(`" + command("earmark") + "`), or "
            "advance less."
        )
        if fall.pending:
            yield await_decision(RULE, message, fall.entry, book)
        else:
            yield shared(block(RULE, message, fall.entry, book), fall.share, fall.parts)


def _is_plainly_earmarked(book: Book, prepaid: Track, account: Account) -> bool:
    """Return whether the provider's earmarks that it was evidenced from alone held enough.

    Quick, for they are few; what others hold is more on top, if they are never below zero.
    """
    if book.short:
        return False
    pots = _earmarks_of_evidence(book, prepaid, account)
    return not _ever_short([*(track for pot in pots for track in pot.tracks), prepaid])


def _ever_short(tracks: list[Track]) -> bool:
    """Return whether accounts come to more than nil, together, at the end of any day."""
    changes = _daily(*tracks)
    return max(accumulate(changes[day] for day in sorted(changes)), default=ZERO) > 0


def _earmarks_of_evidence(book: Book, prepaid: Track, account: Account) -> list[PotTrack]:
    """Return the provider's own earmarks that what was advanced to it was spent from."""
    names = {
        posting.account
        for amount, entry in zip(prepaid.amounts, prepaid.entries, strict=True)
        if amount < 0
        for posting in entry.postings
    }
    spent = (book.tracks[name] for name in names)
    pots = {
        track.account.pot
        for track in spent
        if track.kind is Kind.SPENT and track.account and track.account.fund == account.fund
    }
    return [
        book.pots[pot, account.fund]
        for pot in pots
        if pot and account.party in book.providers_of(pot)
    ]


def _daily(*tracks: Track) -> dict[datetime.date, Decimal]:
    changes: dict[datetime.date, Decimal] = {}
    for track in tracks:
        for day, amount in zip(track.days, track.amounts, strict=True):
            changes[day] = changes.get(day, ZERO) + amount
    return changes


def _short(book: Book, track: PotTrack, fall: Fall) -> str:
    day, before = fall.entry.date, fall.left - fall.change
    had = f"{pounds(before)} was left in it" if before >= 0 else f"it was {pounds(-before)} short"
    return (
        f"{track.pot} is overdrawn by {pounds(-fall.left)} of {track.fund} on {day}: "
        f"{pounds(-fall.change)} was taken that day, last by {call(fall.entry)}, and {had}. "
        + _ways_out(book, track, fall)
    )


def _pending_words(book: Book, track: PotTrack, fall: Fall) -> str:
    day = fall.entry.date
    return (
        f"{track.pot} is short by {pounds(-fall.left)} of {track.fund} on {day} through pending "
        f"spending, last {call(fall.entry)}: it awaits a decision. " + _ways_out(book, track, fall)
    )


def _ways_out(book: Book, track: PotTrack, fall: Fall) -> str:
    """Return what could be done; of a pot that nobody declared its name is likely wrong."""
    path = track.pot.path
    kind = "earmark" if track.pot.earmark else "action"
    if track.pot.is_planned and not book.register.is_known(kind, *path):
        return f"There is no such {kind}: correct its name."
    day, short = fall.entry.date, -fall.left
    return nearby(book, track.pot, track.fund, day, short, pending=fall.pending)


__plugins__ = ("run",)
run = door.plugin(RULE, check)
