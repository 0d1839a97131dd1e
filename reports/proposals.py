"""What a meeting is asked: proposals, and what each side would then have."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import NamedTuple

from ringfence.ledger.accounts import Pot
from ringfence.ledger.accounts import parse_pot
from ringfence.ledger.book import Book
from ringfence.ledger.money import ZERO
from ringfence.ledger.years import FinancialYear


class Proposal(NamedTuple):
    """A proposal without an outcome. No amount: not yet costed; no pot: not yet settled.

    ``source_then`` and ``to_then`` are what would be left in the two pots if it were
    agreed, over all funds.
    """

    id: str
    title: str
    source: Pot | None
    to: Pot | None
    amount: Decimal | None
    meeting: datetime.date | None
    owner: str | None
    source_then: Decimal | None
    to_then: Decimal | None


def open_proposals(book: Book, year: FinancialYear, as_at: datetime.date) -> tuple[Proposal, ...]:
    """Give what was sought by a day and not decided then, for this year or for no year."""
    found = []
    for name in sorted(book.register.proposals):
        declared = book.register.proposals[name].at(as_at)
        if declared is None or declared.outcome:
            continue
        source, to = _pot(declared.source), _pot(declared.to)
        years = {pot.year for pot in (source, to) if pot and pot.year}
        if years and str(year) not in years:
            continue
        found.append(
            Proposal(
                id=name,
                title=declared.title,
                source=source,
                to=to,
                amount=declared.amount,
                meeting=declared.meeting,
                owner=declared.owner,
                source_then=_then(book, source, declared.amount, as_at, -1),
                to_then=_then(book, to, declared.amount, as_at, 1),
            )
        )
    return tuple(found)


def _pot(address: str | None) -> Pot | None:
    return parse_pot(address) if address else None


def _then(
    book: Book, pot: Pot | None, amount: Decimal | None, as_at: datetime.date, sign: int
) -> Decimal | None:
    if pot is None or amount is None:
        return None
    left = (book.left(pot, fund, as_at) for fund in book.register.funds)
    return sum(left, ZERO) + sign * amount
