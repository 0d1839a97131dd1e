"""On which funds a figure of several falls: by declared shares, else as ``spend`` would pay.

No fund below what it spent or above what it may spend; the rest is spread over the others.
Without shares the fund that must be spent first is spent first, so what is left falls on the
fund that may be spent longest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from ringfence.ledger.money import ZERO
from ringfence.ledger.paying import to_the_penny


class Room(NamedTuple):
    """The least and the most that falls on a fund: what it spent, and all that it may spend."""

    least: Decimal
    most: Decimal


def fall(
    amount: Decimal, rooms: Mapping[str, Room], shares: Mapping[str, Decimal]
) -> dict[str, Decimal]:
    """Spread an amount over funds, given in the order in which they are spent.

    It comes to the amount as far as that is within what all of them must and may bear.
    """
    parts = {fund: room.least for fund, room in rooms.items()}
    rest = amount - sum(parts.values(), ZERO)
    if len(shares) > 1:
        rest = _by_shares(amount, parts, rooms, shares)
    for fund, room in rooms.items():
        if rest <= 0:
            break
        more = min(rest, room.most - parts[fund])
        parts[fund] += more
        rest -= more
    return parts


def fall_over(
    amount: Decimal, funds: Sequence[str], shares: Mapping[str, Decimal]
) -> dict[str, Decimal]:
    """Spread what is over all that funds may bear: by shares, else on the last of them."""
    weights = {fund: shares[fund] for fund in funds if fund in shares}
    if len(weights) > 1:
        return to_the_penny(amount, weights)
    return {funds[-1]: amount}


def _by_shares(
    amount: Decimal,
    parts: dict[str, Decimal],
    rooms: Mapping[str, Room],
    shares: Mapping[str, Decimal],
) -> Decimal:
    """Bring each fund to its share, as far as it may go; give what is then not yet spread.

    A fund that is past its share already, or can't bear it, leaves the others to share the
    rest of the whole in the same proportions.
    """
    free = {fund for fund in rooms if fund in shares}
    fixed = {fund: parts[fund] for fund in rooms if fund not in free}
    while free:
        left = amount - sum(fixed.values(), ZERO)
        weights = {fund: shares[fund] for fund in rooms if fund in free}
        wanted = to_the_penny(max(left, ZERO), weights)
        stuck = {
            fund: bound
            for fund in free
            if (bound := min(max(wanted[fund], rooms[fund].least), rooms[fund].most))
            != wanted[fund]
        }
        if not stuck:
            parts.update(wanted)
            break
        short = sum((bound - wanted[fund] for fund, bound in stuck.items()), ZERO)
        # Those held up by what they spent first, or those held down by what they may, whichever
        # weighs more: holding both at once could leave the others too much or too little.
        held = (
            {f: b for f, b in stuck.items() if (b > wanted[f]) == (short > 0)} if short else stuck
        )
        fixed.update(held)
        parts.update(held)
        free -= set(held)
    return amount - sum(parts.values(), ZERO)
