"""What is left at a year's end, and what each fund's terms say happens to it.

A fund whose `unspent` is `keep` keeps it. Of one whose dates run on, what is in the
year's plan moves on to the next year without anybody deciding. After its spend-by what
is to be repaid goes back: what was never received lapses, what was is repaid. What may
be carried forward needs its funder's consent first, which is an amendment of `spend-by`.
A pot that is short stays short: what it lacks stays behind in the others of its fund, first
of all in what is unallocated and in reserve, last of all in earmarks.
Source: the design, "Year end"; conditional grant is a creditor until earned (CIPFA Code 2.3).
"""

from __future__ import annotations

import datetime
import enum
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from ringfence.ledger.accounts import Kind, Pot
from ringfence.ledger.book import Book, balance_of_fund
from ringfence.ledger.declarations.models import Fund
from ringfence.ledger.money import ZERO
from ringfence.ledger.room import amounts_for_advances, provider_of
from ringfence.ledger.shortages import free_to_carry
from ringfence.ledger.tracks import PotTrack
from ringfence.ledger.years import FinancialYear

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
    SHORT = "is short, so it awaits a decision"


#: Treatments that wait for somebody, so that the year can't be closed yet.
AWAITING = (
    Treatment.UNDECLARED,
    Treatment.CONSENT,
    Treatment.GIVE_BACK,
    Treatment.SILENT,
    Treatment.SHORT,
)
_NOT_MOVED = (Treatment.KEEP, Treatment.STAY, Treatment.SHORT)


class Remainder(NamedTuple):
    """What is left of a fund in a pot, that no later entry uses; below zero if it is short.

    ``terms`` are those of the day. ``free`` is what of it may be carried forward or go back:
    no shortage of the fund needs it, and no provider was advanced it.
    """

    fund: str
    pot: Pot
    amount: Decimal
    treatment: Treatment
    terms: Fund
    free: Decimal


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
    """Return what is left on a day of a year's plan, and unallocated or in reserve, by fund.

    With it is what the year's plan, or an earlier one, is short of.
    """
    found: list[Remainder] = []
    for fund in book.register.funds:
        terms = book.fund_at(fund, day)
        if terms is None:
            continue
        of_fund = []
        for track in book.pots_of_fund(fund):
            amount = track.lowest_from(day)
            if not amount or not _is_of(track.pot, year, amount):
                continue
            treatment = _treatment(book, year, track, terms, day) if amount > 0 else Treatment.SHORT
            of_fund.append(Remainder(fund, track.pot, amount, treatment, terms, amount))
        found += _free_remainders(book, year, day, of_fund)
    return sorted(found, key=lambda each: (each.fund, each.pot))


def _free_remainders(
    book: Book, year: FinancialYear, day: datetime.date, of_fund: list[Remainder]
) -> Iterator[Remainder]:
    """Yield, for each remainder of a fund, how much of it is free: of earmarks first.

    What a shortage needs is not. What a provider was advanced, and has not evidenced, stays too:
    it does not go back to the funder.
    """
    rest = free_to_carry(book, of_fund[0].fund, year.next, day) if of_fund else None
    kept = _amounts_for_advances(book, day, of_fund)
    for each in sorted(of_fund, key=lambda each: (not each.pot.earmark, each.pot)):
        free = max(each.amount, ZERO) - kept.get(each.pot, ZERO)
        if rest is not None and each.treatment not in _NOT_MOVED:
            free = min(free, rest)
            rest -= free
        yield each._replace(free=free)


def _amounts_for_advances(
    book: Book, day: datetime.date, of_fund: list[Remainder]
) -> dict[Pot, Decimal]:
    """Return how much stays in each pot of a fund for what was advanced and is not evidenced.

    It stays in the provider's own earmarks; what they have not got (before the books nobody had to
    set it aside) in actions, where it can be evidenced, then in no plan, last in other earmarks.
    """
    going = [each for each in of_fund if each.treatment is Treatment.GIVE_BACK]
    advanced = amounts_for_advances(book, going[0].fund, day) if going else {}
    kept: dict[Pot, Decimal] = {}
    elsewhere = -sum((room for room in advanced.values() if room < 0), ZERO)
    for each in going:
        provider = provider_of(book, each.pot)
        if provider in advanced:
            free = min(each.amount, max(advanced[provider], ZERO))
            advanced[provider] -= free
            kept[each.pot] = each.amount - free
    for each in sorted(going, key=lambda each: (bool(each.pot.earmark), not each.pot.year)):
        more = min(each.amount - kept.get(each.pot, ZERO), elsewhere)
        kept[each.pot] = kept.get(each.pot, ZERO) + more
        elsewhere -= more
    return kept


def deferrals(book: Book, year: FinancialYear) -> Iterator[Deferral]:
    """Yield what must be deferred at a year's 31 March: all that is left of conditional funds."""
    for fund in book.register.funds:
        terms = book.fund_at(fund, year.end)
        if terms is None or terms.unspent not in _DEFERRED:
            continue
        left = balance_of_fund(book, fund, year.end)
        done = -book.total(fund, Kind.IN_ADVANCE, year.end)
        if left > 0 or done:
            awarded = book.total(fund, Kind.AWARDED, year.end)
            yield Deferral(fund, terms.funder, max(left, ZERO), done, awarded)


def _is_of(pot: Pot, year: FinancialYear, amount: Decimal) -> bool:
    """Return whether a remainder is shown: of the year, of no plan, or an earlier shortage."""
    return pot.year in (None, str(year)) or (amount < 0 and str(pot.year) < str(year))


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
    """Return the same action or earmark in the next year's plan."""
    return Pot((str(year.next), *pot.path[1:]))


def consents(book: Book, fund: str, day: datetime.date) -> tuple[str, ...]:
    """Name the decisions by which a fund's spend-by was last amended, up to a day."""
    history = book.register.funds[fund]
    amended = [v for v in history.amendments if "spend-by" in v.changed and v.day <= day]
    return amended[-1].value.decision if amended else ()


def unallocated_by_fund(found: list[Remainder]) -> dict[str, Decimal]:
    """Sum what goes back to its funder, by fund."""
    sums: dict[str, Decimal] = {}
    for each in found:
        if each.treatment is Treatment.GIVE_BACK:
            sums[each.fund] = sums.get(each.fund, ZERO) + each.free
    return sums


def first_day(year: FinancialYear) -> datetime.date:
    """Return the first day on which a year's end can be written: 1 April."""
    return year.end + _ONE_DAY
