"""What could be done about a pot that is short: what is free near by, and how to move it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal

from ringfence.ledger.accounts import RESERVE, UNALLOCATED, Pot
from ringfence.ledger.book import Book, reserves
from ringfence.ledger.carry_forward import later_pots
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.money import ZERO, pounds
from ringfence.ledger.risk import NO_MONEY


def nearby(  # noqa: PLR0913 - a shortage has that many sides
    book: Book, pot: Pot, fund: str, day: datetime.date, short: Decimal, *, pending: bool = False
) -> str:
    """Return what is free near by in the same fund, and the command that would move it.

    What is pending is decided afterwards: so it is said of the last day of the books, and its
    command is not dated back to the spend.
    """
    since = max(book.last_day or day, day) if pending else day
    now = max(-book.left(pot, fund, since), ZERO) if pending else ZERO
    told = f"In {fund} "
    if since != day:
        told = f"On {since} it is short by {pounds(now)}. " if now and now != short else ""
        told += f"In {fund} on that day " if told else f"In {fund} on {since} "
    short = now or short
    texts = []
    if pot.earmark:
        texts.append(f"its action {_holds(book, [pot.place], fund, since)}")
    if not pot.is_reserve:
        everywhere = sum((t.left(since) for t in book.pots_of(RESERVE)), ZERO)
        held = _holds(book, reserves(book), fund, since)
        texts.append(f"the reserve {held} (of all funds {pounds(everywhere)})")
    if pot != UNALLOCATED:
        texts.append(f"Unallocated {_holds(book, [UNALLOCATED], fund, since)}")
    for later in later_pots(book, pot):
        if book.left(later, fund, since) > 0:
            held = _holds(book, [later], fund, since)
            texts.append(f"{later}, to which its rest was carried, {held}")
    source = _enough(book, _near(book, pot), fund, since, short)
    if source is None and pot == UNALLOCATED:
        remedy = _award_command(book, fund, day, short)
    else:
        remedy = _remedy(pot, fund, None if pending else day, short, source)
    return f"{told}{'; '.join(texts)}. " + remedy


def _holds(book: Book, pots: Iterable[Pot], fund: str, day: datetime.date) -> str:
    """Return what pots hold of a fund on a day, and what of it no later day needs."""
    tracks = [track for each in pots if (track := book.pots.get((each, fund)))]
    held = sum((track.left(day) for track in tracks), ZERO)
    free = sum((max(track.lowest_from(day), ZERO) for track in tracks), ZERO)
    kept = f", of which {pounds(free)} is free on every later day" if free < held else ""
    return f"holds {pounds(held)}{kept}"


def has_way_out(book: Book, pot: Pot, fund: str, day: datetime.date, short: Decimal) -> bool:
    """Return whether a single movement in the same fund would make up for a shortage."""
    return _enough(book, _near(book, pot), fund, day, short) is not None


def _near(book: Book, pot: Pot) -> list[Pot]:
    """Return where money for a pot is looked for first, in that order; in no other earmark."""
    reserved = () if pot.is_reserve else reserves(book)
    near = [pot.place, *reserved, UNALLOCATED, *later_pots(book, pot)]
    return [each for each in near if each != pot]


def _enough(
    book: Book, near: list[Pot], fund: str, day: datetime.date, short: Decimal
) -> Pot | None:
    tracks = (book.pots.get((each, fund)) for each in near)
    return next((each.pot for each in tracks if each and each.lowest_from(day) >= short), None)


def _award_command(book: Book, fund: str, day: datetime.date, short: Decimal) -> str:
    terms = book.fund_at(fund, day)
    if terms is not None and terms.stage in NO_MONEY:
        return "Take less: no more of it can be awarded as its terms stand."
    return "Take less, or record first what else was awarded or brought forward: " + command(
        "award", fund, short, date=day
    )


def _remedy(
    pot: Pot, fund: str, day: datetime.date | None, short: Decimal, source: Pot | None
) -> str:
    if source is None:
        return (
            "None of them has enough: take less, or ask the meeting to decide where more comes "
            "from."
        )
    if source == UNALLOCATED:
        told = command("allocate", pot, short, fund=fund, date=day, decision=Blank.ID)
        return "Type: " + told
    if source == pot.place:
        return "Type: " + command("earmark", pot, short, fund=fund, date=day)
    told = command("vire", source, pot, short, fund=fund, date=day, decision=Blank.ID)
    return "Type: " + told
