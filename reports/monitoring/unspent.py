"""What is forecast not to be spent, by fund: whose money it is, and what becomes of it.

A forecast is of an action, which several funds may pay. Its underspend is ascribed as the
money is spent: by the action's declared shares, else the fund that must be spent first is
spent first, so what is left over is of the one that may be spent longest.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING
from typing import NamedTuple

from ringfence.ledger.accounts import Pot
from ringfence.ledger.book import held
from ringfence.ledger.money import ZERO
from ringfence.ledger.money import pounds
from ringfence.ledger.paying import shares_of
from ringfence.ledger.paying import spending_order
from ringfence.ledger.paying import to_the_penny
from ringfence.reports.lines import line_of
from ringfence.reports.render.table import long_date

if TYPE_CHECKING:
    from ringfence.reports.monitoring.report import ReturnLine
    from ringfence.reports.monitoring.scope import Scope

#: What becomes of money that is not spent by its last day, by what the terms ask.
TREATMENT = {
    "repay": "returned",
    "carry-forward": "consent sought to carry it forward",
    "keep": "kept and spent on the plan",
}
_LOST = {
    "repay": "It is to be returned, and lapses where it was never received.",
    "carry-forward": "It may be spent later only with the funder's consent.",
    None: "The terms do not say what becomes of it.",
}


class Unspent(NamedTuple):
    """What is forecast not to be spent of one fund.

    ``spend_by`` and ``unspent`` are the fund's terms as at the return's day. ``may_still`` says
    that they let it be spent after the days that the forecast is for: then nothing is to be
    returned and no consent is sought. ``lost`` is all that the fund has left once its last day
    has come, committed or not; None where that is not in the return's year, or it may be kept.
    """

    fund: str
    title: str
    amount: Decimal
    spend_by: datetime.date | None
    unspent: str | None
    may_still: bool
    lost: Decimal | None

    @property
    def treatment(self) -> str | None:
        """What becomes of it, in the words of a return; None where nothing says."""
        if self.may_still and self.spend_by:
            return f"may still be spent, until {long_date(self.spend_by)}"
        return TREATMENT.get(self.unspent or "")


def unspent_of(scope: Scope, lines: Iterable[ReturnLine]) -> tuple[Unspent, ...]:
    """Give what is forecast under allocation, or is left on its last day, by fund."""
    under: dict[str, Decimal] = {}
    for line in lines:
        for fund, amount in _by_fund(scope, line):
            under[fund] = under.get(fund, ZERO) + amount
    found = (_of_fund(scope, fund, under.get(fund, ZERO)) for fund in scope.funds)
    return tuple(each for each in found if each.amount or each.lost)


def treatment_of(found: Iterable[Unspent]) -> str | None:
    """Say what becomes of all of it, fund by fund where they differ; None where nothing says."""
    by_treatment: dict[str | None, list[str]] = {}
    for each in found:
        if each.amount:
            by_treatment.setdefault(each.treatment, []).append(
                f"{pounds(each.amount)} of {each.fund}"
            )
    if len(by_treatment) < 2:  # noqa: PLR2004 - one way for all
        return next(iter(by_treatment), None)
    told = (
        f"{listed(amounts)} {treatment or 'not said'}"
        for treatment, amounts in by_treatment.items()
    )
    return "; ".join(told)


def lost_of(found: Iterable[Unspent], as_at: datetime.date) -> Iterator[str]:
    """Say of each fund whose last day has come what is left of it."""
    for each in found:
        if each.lost and each.spend_by:
            day = "is" if each.spend_by == as_at else "was"
            yield (
                f"The last day of {each.fund} {day} {long_date(each.spend_by)}: "
                f"{pounds(each.lost)} of it is not spent, committed or not. {_LOST[each.unspent]}"
            )


def listed(words: Iterable[str]) -> str:
    """List words as people do: ``A, B and C``."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def _by_fund(scope: Scope, line: ReturnLine) -> Iterator[tuple[str, Decimal]]:
    """Ascribe a line's underspend, to no fund more than it has left and not committed."""
    under = -line.forecast_variance
    if under <= 0:
        return
    room = _room(scope, line)
    shares = {each.fund: each.part for each in shares_of(scope.book, _pot(line), scope.as_at)}
    if len(shares) > 1:
        parts = to_the_penny(under, shares)
        if all(part <= room.get(fund, ZERO) for fund, part in parts.items()):
            yield from parts.items()
            return
    last_first = sorted(room, key=lambda fund: _order(scope, fund), reverse=True)
    for fund in last_first:
        part = min(under, room[fund])
        under -= part
        yield fund, part


def _room(scope: Scope, line: ReturnLine) -> dict[str, Decimal]:
    """Give what each fund has in an action that is neither spent nor committed."""
    room: dict[str, Decimal] = {}
    for track in scope.places[line.year, line.action]:
        own = line_of(scope.book, track, scope.as_at)
        if own is not None:
            left = own.left - own.figures.committed
            room[track.fund] = room.get(track.fund, ZERO) + left
    return {fund: left for fund, left in room.items() if left > 0}


def _of_fund(scope: Scope, fund: str, amount: Decimal) -> Unspent:
    terms, year = scope.terms_of(fund), scope.dates.year
    last = terms.spend_by
    left = held(scope.book, fund, scope.as_at)
    first = year.start if year else scope.dates.start
    is_over = last is not None and first <= last <= scope.as_at and terms.unspent != "keep"
    return Unspent(
        fund=fund,
        title=terms.title,
        amount=amount,
        spend_by=last,
        unspent=terms.unspent,
        may_still=last is not None and last > (year.end if year else scope.dates.end),
        lost=left if is_over and left > 0 else None,
    )


def _order(scope: Scope, fund: str) -> tuple[datetime.date, datetime.date, str]:
    return spending_order(scope.book, fund, scope.as_at)


def _pot(line: ReturnLine) -> Pot:
    return Pot((line.year, line.action))
