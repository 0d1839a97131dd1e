"""What a meeting is asked: proposals, and what each side would then have."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from ringfence.ledger.accounts import Pot, parse_pot
from ringfence.ledger.book import Book
from ringfence.ledger.money import ZERO
from ringfence.ledger.years import FinancialYear
from ringfence.reports.schedule import head_of


class Proposal(NamedTuple):
    """A proposal without an outcome. No amount: not yet costed; no pot: not yet settled.

    ``source_then`` and ``to_then`` are what would be left in the two pots if it were
    agreed. ``payers`` are the funds counted at the source, where those are not all that have
    money there: see :func:`payers_of`.
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
    payers: tuple[str, ...] = ()

    @property
    def of_whom(self) -> str:
        """The funds counted at the source, as they follow its name; empty if all are."""
        return of_whom(self.payers)


def open_proposals(book: Book, year: FinancialYear, as_at: datetime.date) -> tuple[Proposal, ...]:
    """Return what was sought by a day and not decided then, for this year or for no year."""
    found = []
    for name in sorted(book.register.proposals):
        declared = book.register.proposals[name].at(as_at)
        if declared is None or declared.outcome:
            continue
        source, to = _pot(declared.source), _pot(declared.to)
        years = {pot.year for pot in (source, to) if pot and pot.year}
        if years and str(year) not in years:
            continue
        payers, amount = payers_of(book, source, to, as_at), declared.amount
        there = _balance(book, source, as_at, payers or book.register.funds)
        here = _balance(book, to, as_at, book.register.funds)
        found.append(
            Proposal(
                id=name,
                title=declared.title,
                source=source,
                to=to,
                amount=amount,
                meeting=declared.meeting,
                owner=declared.owner,
                source_then=None if there is None or amount is None else there - amount,
                to_then=None if here is None or amount is None else here + amount,
                payers=payers,
            )
        )
    return tuple(found)


def of_whom(payers: tuple[str, ...]) -> str:
    """Return which funds are counted in a pot, to follow its name."""
    return f" ({', '.join(payers)})" if payers else ""


def payers_of(
    book: Book, source: Pot | None, to: Pot | None, as_at: datetime.date
) -> tuple[str, ...]:
    """Name the funds that would pay, where others have money in the source; else none.

    An action is paid by the grants that pay it already, and by what is reported with them:
    another grant's unallocated money is not there for it. An action without money may be
    paid by any, and one whose grants have nothing in the source by any that has.
    """
    if source is None or to is None or not to.is_planned:
        return ()
    heads = {
        head_of(book, track.fund, as_at) for track in book.pots_of(to.place) if track.put_in(as_at)
    }
    there = [fund for fund in sorted(book.register.funds) if book.left(source, fund, as_at)]
    payers = tuple(fund for fund in there if head_of(book, fund, as_at) in heads)
    return payers if len(payers) < len(there) else ()


def _pot(address: str | None) -> Pot | None:
    return parse_pot(address) if address else None


def _balance(
    book: Book, pot: Pot | None, as_at: datetime.date, funds: Iterable[str]
) -> Decimal | None:
    return sum((book.left(pot, fund, as_at) for fund in funds), ZERO) if pot else None
