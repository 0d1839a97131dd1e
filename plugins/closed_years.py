"""Closed years stay as they were: part of the rule `window`."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from beancount.core.data import Transaction

from ringfence.ledger.accounts import UNALLOCATED
from ringfence.ledger.book import Book
from ringfence.ledger.closed_years import (
    CLOSED,
    Closing,
    broken_digest,
    closings,
    sealing,
)
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.decisions import FINANCE
from ringfence.ledger.declarations.history import History, Version
from ringfence.ledger.declarations.models import Year
from ringfence.ledger.digests import covers_pots
from ringfence.ledger.findings import Finding
from ringfence.ledger.messages import join, name_field
from ringfence.ledger.metadata import text
from ringfence.ledger.money import ZERO, pounds
from ringfence.ledger.tracks import PotTrack, Track
from ringfence.plugins.wording import block, call, list_words, shared, warn, way_to_override

RULE = "window"
_ONE_DAY = datetime.timedelta(days=1)
_ONLY_CREDITS = (
    "Its pots may only be credited with what was spent, and the credit moved on the same day."
)


class _Touch(NamedTuple):
    """What a closed year does not take, and what to do instead."""

    what: str
    way_out: str
    amount: Decimal
    parts: tuple[tuple[Transaction, Decimal], ...]


def check_closed_years(book: Book) -> Iterator[Finding]:
    """Find what changed in a year since it was closed, and what touches its pots."""
    found = {year: closings(history) for year, history in book.register.years.items()}
    pots = _pots_with_late_postings(
        book, {year: each[0].day for year, each in found.items() if each}
    )
    for year, history in book.register.years.items():
        yield from _check_directives(book, history)
        yield from _check_changes(book, history)
        for closing in found[year]:
            yield from _check_touches(book, closing, pots.get(year, []))


def _pots_with_late_postings(
    book: Book, closed: dict[str, datetime.date]
) -> dict[str, list[PotTrack]]:
    """Return the pots of each year that have postings dated after it was first closed."""
    if not closed:
        return {}
    pots: dict[str, list[PotTrack]] = {}
    for (pot, _fund), track in book.pots.items():
        day = closed.get(pot.path[0])
        if day is not None and any(each.last_day > day for each in track.tracks):
            pots.setdefault(pot.path[0], []).append(track)
    return pots


def _check_directives(book: Book, history: History[Year]) -> Iterator[Finding]:
    """Find a year opened again without a word, and one closed that nothing holds to what it was."""
    year, was_closed = history.key[0], False
    for version in history.versions:
        is_closed = version.value.status == CLOSED
        if was_closed and not is_closed:
            lacking = list(_unsaid(version))
            if lacking:
                message = (
                    f"{year} was closed and is opened again on {version.day}, and nothing says "
                    f"{list_words(lacking, 'or')}. Say so here, or take this out: the year is then "
                    "closed as it was."
                )
                yield block(RULE, message, version.entry, book)
        was_closed = is_closed
    last = history.versions[-1]
    if last.value.status == CLOSED and sealing(history) is None:
        closing = closings(history)[-1].version
        message = (
            f"{year} is closed since {closing.day}, and no `digest:` holds it to what it was then. "
            "If one stood here, put it back. " + _reopen_command(year)
        )
        # Whoever closes a year by a command is named together with the digest.
        named = any(
            "closed-by" in each.changed or text(each.entry, "recorded-by")
            for each in history.versions
            if each.value.status == CLOSED and each.day >= closing.day
        )
        yield (block if named else warn)(RULE, message, closing.entry, book)


def _unsaid(version: Version[Year]) -> Iterator[str]:
    """Yield what a directive that opens a year again does not say: by whom, and why."""
    if "closed-by" not in version.changed and not text(version.entry, "recorded-by"):
        yield "by whom (`closed-by:`)"
    if "reason" not in version.changed:
        yield "why (`reason:`)"


def _check_changes(book: Book, history: History[Year]) -> Iterator[Finding]:
    broken = broken_digest(book, history)
    if broken:
        year = broken.value.year
        what = f"What is dated in {year}"
        if covers_pots(broken.value.digest or ""):
            what += f", or was posted to its plan by {broken.day},"
        message = (
            f"{what} has changed since the year was closed on {broken.day}: an "
            "entry, or the terms of a fund or an action, was added, changed, re-dated or removed. "
            "Put it back as it was. What comes late is dated "
            f"{broken.day + _ONE_DAY} or later, and spent from an open year's plan ("
            + _spend_words(Blank.POT, Blank.AMOUNT)
            + ") or reversed (`"
            + command("refund")
            + "`, "
            "`" + command("correct") + "`). " + _reopen_command(year)
        )
        yield block(RULE, message, broken.entry, book)


def _check_touches(book: Book, closing: Closing, pots: list[PotTrack]) -> Iterator[Finding]:
    first = closing.day + _ONE_DAY
    touches: dict[int, list[_Touch]] = {}
    entries: dict[int, Transaction] = {}
    for track in pots:
        for day in sorted({row.day for row in track.rows(first, closing.last)}):
            touch = _touch(track, day)
            if touch:
                entry = [row.entry for row in track.rows(day, day) if row.amount][-1]
                entries[id(entry)] = entry
                touches.setdefault(id(entry), []).append(touch)
    for key, entry in entries.items():
        ways_out = dict.fromkeys(touch.way_out for touch in touches[key])
        message = (
            f"{call(entry)} {list_words(touch.what for touch in touches[key])} on {entry.date}, "
            f"and {closing.year} was closed on {closing.day}. "
            + join(" ", ways_out)
            + " "
            + _reopen_command(closing.year, entry.date)
            + " "
            + way_to_override(RULE, (FINANCE,))
        )
        found = block(RULE, message, entry, book)._replace(asks=((FINANCE,),))
        for touch in touches[key]:
            found = shared(found, touch.amount, touch.parts)
        yield found


def _touch(track: PotTrack, day: datetime.date) -> _Touch | None:
    """Return what a day does to a pot of a closed year that it may not; None if it may."""
    spent_track = track.spent_track
    spent = sum((row.amount for row in spent_track.rows(day, day)), ZERO) if spent_track else ZERO
    hidden = _hidden(spent_track, day) if spent_track else ZERO
    spent = max(spent, hidden) if hidden else spent
    left: Decimal = -sum((row.amount for row in track.rows(day, day)), ZERO)
    place = f"{track.pot} of {track.fund}"
    lowered = tuple((row.entry, row.amount) for row in track.rows(day, day) if row.amount > 0)
    raised = tuple((row.entry, -row.amount) for row in track.rows(day, day) if row.amount < 0)
    if spent > 0:
        way_out = (
            "What is spent now belongs in the plan of an open year, with the day of supply: "
            + _spend_words(Blank.POT, Blank.AMOUNT)
            + "."
        )
        return _Touch(f"spends {pounds(spent)} from {place}", way_out, spent, lowered)
    if left > 0 and spent < 0:
        # What fills a shortage is no credit to move on: there is nothing in the pot.
        left = min(left, track.left(day))
        if left <= 0:
            return None
        moving = command("vire", track.pot, UNALLOCATED, left, fund=track.fund, date=day)
        way_out = "Move the credit on the same day: " + moving + "."
        return _Touch(f"leaves {pounds(left)} credited to {place}", way_out, left, raised)
    if left > 0:
        return _Touch(f"leaves {pounds(left)} put into {place}", _ONLY_CREDITS, left, raised)
    if left < 0:
        what = f"takes {pounds(-left)} out of {place}, more than was credited to it that day"
        return _Touch(what, _ONLY_CREDITS, -left, lowered)
    return None


def _hidden(spent_track: Track, day: datetime.date) -> Decimal:
    """Return what of a day's spending credits in the same entries would hide."""
    sides: dict[int, tuple[Decimal, Decimal]] = {}
    for row in spent_track.rows(day, day):
        debit, credit = sides.get(id(row.entry), (ZERO, ZERO))
        sides[id(row.entry)] = debit + max(row.amount, ZERO), credit - min(row.amount, ZERO)
    return sum((min(both) for both in sides.values()), ZERO)


def _reopen_command(year: str, day: datetime.date | None = None) -> str:
    reopening = command("year-end", year, reopen=True, note=Blank.TEXT, date=day)
    return (
        "To change the year itself, open it again ("
        + reopening
        + ") and close it again ("
        + name_field("close")
        + ")."
    )


def _spend_words(pot: str, amount: str) -> str:
    return command(
        "spend",
        pot,
        amount,
        payee=Blank.NAME,
        invoice=Blank.REFERENCE,
        supplied=Blank.DAY,
    )
