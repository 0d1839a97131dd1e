"""A pot as something to take from: what is free in it, of which funds, and the way out if not."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from ringfence.ledger import messages
from ringfence.ledger.accounts import Pot
from ringfence.ledger.advances import advance_of
from ringfence.ledger.book import Book
from ringfence.ledger.declarations.models import Fund
from ringfence.ledger.money import ZERO
from ringfence.ledger.parts import Part
from ringfence.ledger.paying_errors import (
    PENDING_HINT,
    EmptyPotError,
    NotEnoughError,
    OutsideDatesError,
    PendingTooEarlyError,
    pending_after,
)
from ringfence.ledger.room import last_day_of_need, room_in
from ringfence.ledger.shortages import free_to_carry, free_to_spend, shortage_words
from ringfence.ledger.ways_out import has_way_out, nearby
from ringfence.ledger.years import FinancialYear


@dataclass(frozen=True)
class Purse:
    """A pot as something to take from on a day.

    Attributes:
        book: The books as they stand.
        pot: Where the money is.
        day: When it is taken.
        within: The day that a fund's dates must cover; None if they don't matter.
        spending: Whether it is spent; else it only moves to another pot.
        advancing: The provider to whom it is advanced, as accounts name it.
        returning: What comes back to it on that day by the same request, by fund.
        allocating: Whether what it is for is decided by this, so that nobody but the officer
            tells funds apart that are alike in their dates.
        into: The year of whose plan it is put into a pot, where that is another year.
    """

    book: Book
    pot: Pot
    day: datetime.date
    within: datetime.date | None = None
    spending: bool = False
    advancing: str | None = None
    returning: Mapping[str, Decimal] = field(default_factory=dict)
    allocating: bool = False
    into: FinancialYear | None = None

    def free(self, fund: str) -> Decimal:
        """Return what can be taken of a fund such that neither it nor the pot falls below zero."""
        room = room_in(self.book, self.pot, fund, self.day, advancing=self.advancing)
        of_fund = self._free_of_fund(fund)
        room = room if of_fund is None else min(room, of_fund)
        return room + self.returning.get(fund, ZERO)

    def _free_of_fund(self, fund: str) -> Decimal | None:
        """Return what is left of a fund, where an earlier year's plan is short of it."""
        if self.spending:
            return free_to_spend(self.book, fund, self.day)
        if self.into is not None and (self.pot.year or "") < str(self.into):
            return free_to_carry(self.book, fund, self.into, self.day)
        return None

    def funds(self) -> list[str]:
        """Name the funds that ever put money here, the one to be spent first before others."""
        held = [
            fund
            for (pot, fund), track in self.book.pots.items()
            if pot == self.pot and any(n < 0 for each in track.tracks for n in each.amounts)
        ]
        return sorted(held, key=lambda fund: spending_order(self.book, fund, self.day))

    def payers(self) -> list[str]:
        """Name those of them whose dates cover the day.

        Raises:
            EmptyPotError: no fund ever put money here.
            OutsideDatesError: no fund's dates cover the day.
        """
        held = self.funds()
        if not held:
            raise EmptyPotError(self.pot)
        within = self.within
        covering = [fund for fund in held if within is None or covers(self.terms(fund), within)]
        if not covering and within is not None:
            dates = [f"{fund} {_dates(self.terms(fund))}" for fund in held]
            raise OutsideDatesError(self.pot, within, dates, spending=self.spending)
        return covering

    def terms(self, fund: str) -> Fund | None:
        """Return a fund's terms on the day."""
        return self.book.fund_at(fund, self.day)

    def short(self, amount: Decimal, free: Mapping[str, Decimal]) -> NotEnoughError:
        """Make the refusal of an amount that is more than these funds have free."""
        lacking = amount - sum(free.values(), ZERO)
        return NotEnoughError(self.pot, amount, self.day, free, self.ways_out(list(free), lacking))

    def ways_out(self, funds: Sequence[str], lacking: Decimal) -> str:
        """Return what could be done, in the fund where it can be, else in the last."""
        fund = self.fund_to_help(funds, lacking)
        text = self._short_of(funds)
        if self.advancing:
            return text or (nearby(self.book, self.pot, fund, self.day, lacking) if fund else "")
        found = (advance_of(self.book, self.pot, each, self.day) for each in funds)
        advanced = next(filter(None, found), None)
        told = [advanced.told] if advanced else []
        if text:
            told.append(text)
        elif fund and (self.spending or not advanced or advanced.amount < lacking):
            told.append(nearby(self.book, self.pot, fund, self.day, lacking))
        if self.spending:
            told.insert(0, self._pending_hint(fund, lacking))
        return messages.join(" ", told)

    def _pending_hint(self, fund: str | None, lacking: Decimal) -> str:
        """Return how to record what there is not: after what needs the money, if that is later."""
        part = lacking + (self.free(fund) if fund else ZERO)
        last = last_day_of_need(self.book, self.pot, fund, self.day, part) if fund else None
        return PENDING_HINT if last is None else pending_after(self.within or self.day, last)

    def refuse_too_early(self, parts: Iterable[Part]) -> None:
        """Make sure that decided entries of later days leave room for what is pending.

        Raises:
            PendingTooEarlyError: they don't; it can only be recorded after them.
        """
        for part in parts:
            taken = part.amount - self.returning.get(part.fund, ZERO)
            last = last_day_of_need(self.book, self.pot, part.fund, self.day, taken)
            if part.pending and last:
                raise PendingTooEarlyError(self.pot, part, self.day, self.within, last)

    def fund_to_help(self, funds: Sequence[str], lacking: Decimal) -> str | None:
        """Name the first fund of which another pot could make up for a shortage, else the last."""
        able = (fund for fund in funds if has_way_out(self.book, self.pot, fund, self.day, lacking))
        return next(able, funds[-1] if funds else None)

    def _short_of(self, funds: Sequence[str]) -> str:
        """Return where an earlier year's plan is short, if that and not the pot is the limit."""
        for fund in funds:
            of_fund = self._free_of_fund(fund)
            if of_fund is None:
                continue
            if room_in(self.book, self.pot, fund, self.day, advancing=self.advancing) > of_fund:
                last = self.book.last_day or self.day
                told = (self._shortage_words(fund, day) for day in (self.day, last))
                return next(filter(None, told), "")
        return ""

    def _shortage_words(self, fund: str, day: datetime.date) -> str:
        return shortage_words(self.book, fund, self.into or FinancialYear.of_day(day), day)


def spending_order(
    book: Book, fund: str, day: datetime.date
) -> tuple[datetime.date, datetime.date, str]:
    """Order funds by which must be spent first: spend-by (none last), spend-from, id."""
    terms = book.fund_at(fund, day)
    spend_by = terms.spend_by if terms else None
    spend_from = terms.spend_from if terms else None
    return (spend_by or datetime.date.max, spend_from or datetime.date.min, fund)


def covers(terms: Fund | None, day: datetime.date) -> bool:
    """Return whether a day lies within a fund's dates; a fund not yet there has none."""
    if terms is None or (terms.spend_from and day < terms.spend_from):
        return False
    return terms.spend_by is None or day <= terms.spend_by


def _dates(terms: Fund | None) -> str:
    if terms is None:
        return "is not yet declared then"
    first = f"from {terms.spend_from}" if terms.spend_from else ""
    last = f"until {terms.spend_by}" if terms.spend_by else ""
    return f"{first} {last}".strip()
