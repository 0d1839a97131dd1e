"""Which fund pays: a pure function over the Book.

As told; else by the ``shares`` declared on the earmark or its action; else from the fund
that must be spent first, whose dates cover the day and whose pot stays at or above zero
on every later day too, then from the next, to the penny. What a pending spend lacks is
put on the fund that has it elsewhere, so that moving it settles that; if none has, on the last
in that order. Where money is allocated, funds that are alike in their
dates are not told apart by their ids: that is refused, and the officer names one. A refund
goes to the funds that paid the invoice (:mod:`ringfence.ledger.refunding`).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from decimal import ROUND_HALF_UP
from decimal import Decimal
from typing import TYPE_CHECKING

from ringfence.ledger.money import PENNY
from ringfence.ledger.money import ZERO
from ringfence.ledger.parts import Part
from ringfence.ledger.parts import Told
from ringfence.ledger.paying_errors import AlikeFundsError
from ringfence.ledger.paying_errors import EmptyPotError
from ringfence.ledger.paying_errors import FundTwiceError
from ringfence.ledger.paying_errors import NotEnoughError
from ringfence.ledger.paying_errors import NothingForFundError
from ringfence.ledger.paying_errors import OutsideDatesError
from ringfence.ledger.paying_errors import ShareShortError
from ringfence.ledger.paying_errors import UndeclaredFundError
from ringfence.ledger.paying_errors import WrongSumError
from ringfence.ledger.room import room_in
from ringfence.ledger.shortages import free_to_carry
from ringfence.ledger.shortages import free_to_spend
from ringfence.ledger.shortages import told_short
from ringfence.ledger.ways_out import has_way_out
from ringfence.ledger.ways_out import nearby
from ringfence.ledger.years import FinancialYear

if TYPE_CHECKING:
    from ringfence.ledger.accounts import Pot
    from ringfence.ledger.book import Book
    from ringfence.ledger.declarations.fields import Share
    from ringfence.ledger.declarations.models import Fund

PENDING_HINT = "If it is spent all the same, record it as awaiting a decision (--pending)."


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
        """Say what could be done, in the fund where it can be, else in the last."""
        fund = self.helped(funds, lacking)
        said = self._short_of(funds)
        if fund and not said:
            said = nearby(self.book, self.pot, fund, self.day, lacking)
        return f"{PENDING_HINT} {said}" if self.spending and not self.advancing else said

    def helped(self, funds: Sequence[str], lacking: Decimal) -> str | None:
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
                told = (self._told_short(fund, day) for day in (self.day, last))
                return next(filter(None, told), "")
        return ""

    def _told_short(self, fund: str, day: datetime.date) -> str:
        return told_short(self.book, fund, self.into or FinancialYear.containing(day), day)


def who_pays(
    purse: Purse,
    amount: Decimal,
    *,
    told: Sequence[Told] = (),
    shares: Sequence[Share] = (),
    pending: bool = False,
) -> list[Part]:
    """Split an amount over the funds of a pot; the parts come to it, to the penny.

    Args:
        purse: The pot and the day.
        amount: What is to be paid or moved; above nothing.
        told: The funds named by the officer, with or without their parts.
        shares: In what proportion funds bear it, where that was declared.
        pending: Whether it is recorded though there is not enough.

    Raises:
        PayingError: there is not enough, or the request makes no sense.
    """
    if told:
        parts = as_told(purse, amount, told)
    elif shares:
        weights = {share.fund: share.part for share in shares}
        split = to_the_penny(amount, weights)
        parts = [Part(fund, split[fund]) for fund in weights if split[fund]]
    else:
        return _in_order(purse, amount, purse.payers(), pending=pending)
    lacking = {part.fund: part.amount - purse.free(part.fund) for part in parts}
    if not pending:
        _refuse_lack(purse, parts, by_share=not told)
        return parts
    anything = any(lack > 0 for lack in lacking.values())
    return [part._replace(pending=lacking[part.fund] > 0 or not anything) for part in parts]


def shares_of(book: Book, pot: Pot, day: datetime.date) -> tuple[Share, ...]:
    """Return the shares that an earmark declares, else those of its action."""
    earmark = book.register.earmarks.get(pot.path) if pot.earmark else None
    if earmark and earmark.at_or_first(day).shares:
        return earmark.at_or_first(day).shares
    action = book.register.actions.get(pot.place.path) if pot.is_planned else None
    return action.at_or_first(day).shares if action else ()


def to_the_penny(amount: Decimal, weights: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Split an amount in proportion: the nearest penny to each share, half up.

    What that is over or short of the amount is the largest share's, of equals the first's:
    of 7,499.97 by 60 to 40 it is 4,499.98 and 2,999.99. No part is of another sign than the
    amount: where a few pence are split over many, the next largest bears what is over.
    """
    total, whole = sum(weights.values(), ZERO), abs(amount)
    parts = {
        name: (whole * weight / total).quantize(PENNY, ROUND_HALF_UP)
        for name, weight in weights.items()
    }
    rest = whole - sum(parts.values(), ZERO)
    for name in sorted(weights, key=lambda name: -weights[name]):
        borne = max(rest, -parts[name])
        parts[name] += borne
        rest -= borne
    return parts if amount >= 0 else {name: ZERO - part for name, part in parts.items()}


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


def _in_order(purse: Purse, amount: Decimal, funds: Sequence[str], *, pending: bool) -> list[Part]:
    """Take from each fund in turn; what is lacking is refused, or pending.

    It is then of the fund that the refusal names: there, moving the money settles it.
    """
    taken: dict[str, Decimal] = {}
    rest = amount
    for fund in funds:
        taken[fund] = min(rest, purse.free(fund))
        rest -= taken[fund]
    if rest and not pending:
        raise purse.short(amount, taken)
    if purse.allocating:
        _refuse_chance(purse, amount, taken)
    short = purse.helped(funds, rest) if rest else None
    if short:
        taken[short] += rest
    return [
        Part(fund, part, pending and (not rest or fund == short))
        for fund, part in taken.items()
        if part
    ]


def _refuse_chance(purse: Purse, amount: Decimal, taken: Mapping[str, Decimal]) -> None:
    """Raise where only the order of their ids says which of several funds gives an amount."""
    alike: dict[tuple[datetime.date, datetime.date], dict[str, Decimal]] = {}
    for fund in taken:
        free = purse.free(fund)
        if free:
            alike.setdefault(spending_order(purse.book, fund, purse.day)[:2], {})[fund] = free
    for free_of in alike.values():
        of_these = sum((taken[fund] for fund in free_of), ZERO)
        if len(free_of) > 1 and ZERO < of_these < sum(free_of.values(), ZERO):
            before = {fund: part for fund, part in taken.items() if part and fund not in free_of}
            raise AlikeFundsError(purse.pot, amount, before, free_of)


def as_told(purse: Purse, amount: Decimal, told: Sequence[Told]) -> list[Part]:
    """Split as the officer says; funds named without a part share the rest, in her order."""
    names = [each.fund for each in told]
    for name in names:
        if name not in purse.book.register.funds:
            raise UndeclaredFundError(name, purse.book.register.funds)
        if names.count(name) > 1:
            raise FundTwiceError(name)
    fixed = {each.fund: each.amount for each in told if each.amount is not None}
    rest = amount - sum(fixed.values(), ZERO)
    free = [name for name in names if name not in fixed]
    if rest < 0 or (rest and not free):
        raise WrongSumError(amount - rest, amount)
    if free and not rest:
        raise NothingForFundError(free[0], amount)
    for name in free:
        is_last = name == free[-1]
        fixed[name] = rest if is_last else min(rest, purse.free(name))
        rest -= fixed[name]
    return [Part(name, fixed[name]) for name in names if fixed[name]]


def _refuse_lack(purse: Purse, parts: Iterable[Part], *, by_share: bool) -> None:
    """Raise for the first part that a fund has not enough for."""
    for part in parts:
        free = purse.free(part.fund)
        lacking = part.amount - free
        if lacking <= 0:
            continue
        if by_share:
            ways_out = purse.ways_out([part.fund], lacking)
            raise ShareShortError(purse.pot, part, free, purse.day, ways_out)
        raise purse.short(part.amount, {part.fund: free})


def _dates(terms: Fund | None) -> str:
    if terms is None:
        return "is not yet declared then"
    first = f"from {terms.spend_from}" if terms.spend_from else ""
    last = f"until {terms.spend_by}" if terms.spend_by else ""
    return f"{first} {last}".strip()
