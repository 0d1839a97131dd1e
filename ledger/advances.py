"""What is left in an earmark but not free, because its provider was advanced it."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from ringfence.ledger.accounts import Kind, Pot
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.money import ZERO, pounds
from ringfence.ledger.outstanding import open_items
from ringfence.ledger.room import room_to_advance

if TYPE_CHECKING:
    from ringfence.ledger.book import Book


class Advanced(NamedTuple):
    """What of a pot is left but not free, for its provider was advanced it; and what to do."""

    amount: Decimal
    told: str


def advance_of(book: Book, pot: Pot, fund: str, day: datetime.date) -> Advanced | None:
    """Return what of an earmark its provider was advanced and has not evidenced, if anything."""
    track, provided = book.pots.get((pot, fund)), room_to_advance(book, pot, fund, day)
    if track is None or provided is None:
        return None
    left = track.lowest_from(day)
    amount = left - max(provided.amount, ZERO)
    if amount <= 0:
        return None
    account = f"{Kind.PREPAID.value}:{provided.provider}:{fund}"
    found = open_items(book, Kind.PREPAID)
    links = [each.link for each in found.values() if account in each.by_account]
    link = links[0] if len(links) == 1 else Blank.ENTRY
    name = book.register.earmarks[pot.path].latest.provider
    evidence = command("evidence", link, Blank.AMOUNT, invoice=Blank.REFERENCE)
    return Advanced(
        amount,
        f"{pounds(left)} of {fund} is left in it, but {pounds(amount)} of that is advanced to "
        f"{name} and not yet evidenced. What that bought is recorded once it is shown "
        "(`" + evidence + "`).",
    )
