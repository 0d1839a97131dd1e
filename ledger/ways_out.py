"""What could be done about a pot that is short: what is free near by, and how to move it."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from ringfence.ledger.accounts import RESERVE
from ringfence.ledger.accounts import UNALLOCATED
from ringfence.ledger.accounts import Pot
from ringfence.ledger.book import reserves
from ringfence.ledger.carried import carried_to
from ringfence.ledger.commands import Blank
from ringfence.ledger.commands import command
from ringfence.ledger.money import ZERO
from ringfence.ledger.money import pounds
from ringfence.ledger.risk import NO_MONEY

if TYPE_CHECKING:
    from ringfence.ledger.book import Book


def nearby(  # noqa: PLR0913 - a shortage has that many sides
    book: Book, pot: Pot, fund: str, day: datetime.date, short: Decimal, *, pending: bool = False
) -> str:
    """Return what is free near by in the same fund, and the command that would move it.

    What is pending is decided afterwards, so its command is not dated back to the spend.
    """
    said, near = [], []
    if pot.earmark:
        said.append(f"its action holds {pounds(book.left(pot.place, fund, day))}")
        near.append(pot.place)
    if not pot.is_reserve:
        reserved = list(book.pots_of(RESERVE))
        here = sum((each.left(day) for each in reserved if each.fund == fund), ZERO)
        in_all = sum((each.left(day) for each in reserved), ZERO)
        said.append(f"the reserve holds {pounds(here)} (of all funds {pounds(in_all)})")
        near.extend(reserves(book))
    if pot != UNALLOCATED:
        said.append(f"Unallocated holds {pounds(book.left(UNALLOCATED, fund, day))}")
        near.append(UNALLOCATED)
    for later in carried_to(book, pot):
        held = book.left(later, fund, day)
        if held > 0:
            said.append(f"{later}, to which its rest was carried, holds {pounds(held)}")
            near.append(later)
    source = _enough(book, near, fund, day, short)
    if source is None and pot == UNALLOCATED:
        remedy = _awarding(book, fund, day, short)
    else:
        remedy = _remedy(pot, fund, None if pending else day, short, source)
    return f"In {fund} {'; '.join(said)}. {remedy}"


def has_way_out(book: Book, pot: Pot, fund: str, day: datetime.date, short: Decimal) -> bool:
    """Return whether a single movement in the same fund would make up for a shortage."""
    near = [pot.place, *reserves(book), UNALLOCATED, *carried_to(book, pot)]
    return _enough(book, [each for each in near if each != pot], fund, day, short) is not None


def _enough(
    book: Book, near: list[Pot], fund: str, day: datetime.date, short: Decimal
) -> Pot | None:
    tracks = (book.pots.get((each, fund)) for each in near)
    return next((each.pot for each in tracks if each and each.lowest_from(day) >= short), None)


def _awarding(book: Book, fund: str, day: datetime.date, short: Decimal) -> str:
    terms = book.fund_at(fund, day)
    if terms is not None and terms.stage in NO_MONEY:
        return "Take less: nothing more can be awarded of it as it stands."
    return (
        "Take less, or record first what else was awarded or brought forward: "
        f"{command('award', fund, short, date=day)}"
    )


def _remedy(
    pot: Pot, fund: str, day: datetime.date | None, short: Decimal, source: Pot | None
) -> str:
    if source is None:
        return "None of them is enough: take less, or let the meeting decide where more comes from."
    if source == UNALLOCATED:
        told = command("allocate", pot, short, fund=fund, date=day, decision=Blank.ID)
        return f"Type: {told}"
    if source == pot.place:
        return f"Type: {command('earmark', pot, short, fund=fund, date=day)}"
    told = command("vire", source, pot, short, fund=fund, date=day, decision=Blank.ID)
    return f"Type: {told}"
