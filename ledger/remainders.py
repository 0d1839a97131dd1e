"""What is left at a year's end, and what each fund's terms say happens to it.

A fund whose `unspent` is `keep` keeps it. Of one whose dates run on, what is in the
year's plan moves on to the next year without anybody deciding. After its spend-by what
is to be repaid goes back: what was never received lapses, what was is repaid. What may
be carried forward needs its funder's consent first, which is an amendment of `spend-by`.
Source: the design, "Year end"; conditional grant is a creditor until earned (CIPFA Code 2.3).
"""

from __future__ import annotations

import datetime
import enum
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING
from typing import NamedTuple

from ringfence.ledger.accounts import Kind
from ringfence.ledger.accounts import Pot
from ringfence.ledger.book import held
from ringfence.ledger.money import ZERO
from ringfence.ledger.years import FinancialYear

if TYPE_CHECKING:
    from ringfence.ledger.book import Book
    from ringfence.ledger.declarations.models import Fund
    from ringfence.ledger.tracks import PotTrack

_DEFERRED = ("repay", "carry-forward")
_ONE_DAY = datetime.timedelta(days=1)


class Treatment(enum.Enum):
    """What the terms say of a remainder."""

    MOVE_ON = "moves on to the next year"
    UNDECLARED = "moves on once the next year has the action"
    CONSENT = "needs the funder's consent"
    GIVE_BACK = "goes back to the funder"
    KEEP = "is kept"
    STAY = "stays until its spend-by"
    SILENT = "the terms do not say"


#: Treatments that wait for somebody, so that the year can't be closed yet.
AWAITING = (Treatment.UNDECLARED, Treatment.CONSENT, Treatment.GIVE_BACK, Treatment.SILENT)


class Remainder(NamedTuple):
    """What is left of a fund in a pot, that no later entry uses. ``terms`` are those of the day."""

    fund: str
    pot: Pot
    amount: Decimal
    treatment: Treatment
    terms: Fund


class Deferral(NamedTuple):
    """What of a fund is not yet earned at 31 March, and how much of it is deferred already."""

    fund: str
    funder: str
    amount: Decimal
    done: Decimal
    awarded: Decimal

    @property
    def creditor(self) -> Decimal:
        """What finance reports as a creditor: deferred, less what was never received."""
        return self.amount - self.awarded


def remainders(book: Book, year: FinancialYear, day: datetime.date) -> list[Remainder]:
    """Give what is left on a day of a year's plan, and unallocated or in reserve, by fund."""
    found = [
        Remainder(fund, track.pot, amount, _treatment(book, year, track, terms, day), terms)
        for fund in book.register.funds
        if (terms := book.fund_at(fund, day)) is not None
        for track in book.pots_of_fund(fund)
        if _is_of(track.pot, year) and (amount := track.lowest_from(day)) > 0
    ]
    return sorted(found, key=lambda each: (each.fund, each.pot))


def deferrals(book: Book, year: FinancialYear) -> Iterator[Deferral]:
    """Give what must be deferred at a year's 31 March: all that is left of conditional funds."""
    for fund in book.register.funds:
        terms = book.fund_at(fund, year.end)
        if terms is None or terms.unspent not in _DEFERRED:
            continue
        left = held(book, fund, year.end)
        done = -book.total(fund, Kind.IN_ADVANCE, year.end)
        if left > 0 or done:
            awarded = book.total(fund, Kind.AWARDED, year.end)
            yield Deferral(fund, terms.funder, max(left, ZERO), done, awarded)


def _is_of(pot: Pot, year: FinancialYear) -> bool:
    return pot.year == str(year) if pot.is_planned else True


def _treatment(
    book: Book, year: FinancialYear, track: PotTrack, terms: Fund, day: datetime.date
) -> Treatment:
    if terms.unspent == "keep":
        return Treatment.KEEP
    if terms.spend_by is None or day <= terms.spend_by:
        if not track.pot.is_planned:
            return Treatment.STAY
        known = book.register.is_known("action", str(year.next), track.pot.path[1])
        return Treatment.MOVE_ON if known else Treatment.UNDECLARED
    if terms.unspent == "repay":
        return Treatment.GIVE_BACK
    return Treatment.CONSENT if terms.unspent == "carry-forward" else Treatment.SILENT


def next_pot(pot: Pot, year: FinancialYear) -> Pot:
    """Give the same action or earmark in the next year's plan."""
    return Pot((str(year.next), *pot.path[1:]))


def consents(book: Book, fund: str, day: datetime.date) -> tuple[str, ...]:
    """Name the decisions by which a fund's spend-by was last amended, up to a day."""
    history = book.register.funds[fund]
    amended = [v for v in history.amendments if "spend-by" in v.changed and v.day <= day]
    return amended[-1].value.decision if amended else ()


def to_give_back(book: Book, fund: str, amount: Decimal, day: datetime.date) -> Decimal:
    """Say how much of an amount was never received, and so lapses; the rest is repaid."""
    return min(amount, max(book.total(fund, Kind.AWARDED, day), ZERO))


def unallocated_of(found: list[Remainder]) -> dict[str, Decimal]:
    """Sum what goes back to its funder, by fund."""
    sums: dict[str, Decimal] = {}
    for each in found:
        if each.treatment is Treatment.GIVE_BACK:
            sums[each.fund] = sums.get(each.fund, ZERO) + each.amount
    return sums


def first_day(year: FinancialYear) -> datetime.date:
    """Give the first day on which a year's end can be written: 1 April."""
    return year.end + _ONE_DAY
