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
from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from ringfence.ledger.accounts import Pot
from ringfence.ledger.book import Book
from ringfence.ledger.declarations.fields import Share
from ringfence.ledger.money import PENNY, ZERO
from ringfence.ledger.parts import Part, Told
from ringfence.ledger.paying_errors import (
    AlikeFundsError,
    FundTwiceError,
    NothingForFundError,
    ShareShortError,
    UndeclaredFundError,
    WrongSumError,
)
from ringfence.ledger.purse import Purse, spending_order


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
    parts = [part._replace(pending=lacking[part.fund] > 0 or not anything) for part in parts]
    purse.refuse_too_early(parts)
    return parts


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
    short = purse.fund_to_help(funds, rest) if rest else None
    if short:
        taken[short] += rest
    parts = [
        Part(fund, part, pending and (not rest or fund == short))
        for fund, part in taken.items()
        if part
    ]
    purse.refuse_too_early(parts)
    return parts


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
