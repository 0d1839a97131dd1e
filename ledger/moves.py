"""Movements of the plan: from which pot to which, and what to call them.

An entry of the plan has one source or one destination, so each movement in it
has both. Where an action's money came from follows from the movement alone and
needs no tags: *original* is what was allocated from Unallocated by the plan day,
*carried forward* what came from (or went to) another year, all else *virement*.
"""

from __future__ import annotations

import datetime
import enum
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from beancount.core.data import Transaction

from ringfence.ledger.accounts import PLAN_KINDS, Pot
from ringfence.ledger.chart import Accounts
from ringfence.ledger.money import ZERO


class Move(NamedTuple):
    """So many pounds of one fund from a pot to another on a day; never negative."""

    day: datetime.date
    fund: str
    source: Pot
    to: Pot
    amount: Decimal
    entry: Transaction

    @property
    def crosses(self) -> bool:
        """Whether it leaves an action or the reserve, not only an earmark for its action."""
        return self.source.path[:2] != self.to.path[:2]


class Origin(enum.Enum):
    """What a change of an action's allocation is called."""

    ORIGINAL = "original"
    CARRIED_FORWARD = "carried forward"
    VIREMENT = "virement"


class Change(NamedTuple):
    """By how much a movement changed what a fund has allocated to an action."""

    day: datetime.date
    fund: str
    action: Pot
    amount: Decimal
    origin: Origin
    move: Move


#: By how much places rise, each in one fund.
Places = dict[tuple[Pot, str], Decimal]


class Use(NamedTuple):
    """One entry (or linked entries together) that uses a decision's amount."""

    day: datetime.date
    amount: Decimal
    total: Decimal
    entry: Transaction


def pot_changes(accounts: Accounts, entry: Transaction) -> dict[tuple[Pot, str], Decimal]:
    """Return by how much the plan postings of an entry raise each pot; no zeros."""
    changes: dict[tuple[Pot, str], Decimal] = {}
    for posting in entry.postings:
        track = accounts.tracks.get(posting.account)
        account = track.account if track else accounts.account(posting.account)
        number = None if posting.units is None else posting.units.number
        if account and account.kind in PLAN_KINDS and account.pot and number is not None:
            key = (account.pot, account.fund)
            changes[key] = changes.get(key, ZERO) - number
    return {key: amount for key, amount in changes.items() if amount}


def moves_of(accounts: Accounts, entry: Transaction) -> list[Move]:
    """Pair what an entry takes with what it gives, fund by fund.

    With one source or one destination there is one way to pair; otherwise (a
    fault that self-balancing reports) they are paired in the order of the entry.
    """
    plain = _plain_move(accounts, entry) if len(entry.postings) == 2 else None  # noqa: PLR2004
    if plain:
        return [plain]
    changes = pot_changes(accounts, entry)
    moves: list[Move] = []
    for fund in dict.fromkeys(fund for _pot, fund in changes):
        falls = {pot: -n for (pot, each), n in changes.items() if each == fund and n < 0}
        rises = {pot: n for (pot, each), n in changes.items() if each == fund and n > 0}
        moves.extend(_pair(entry, fund, falls, rises))
    return moves


def _plain_move(accounts: Accounts, entry: Transaction) -> Move | None:
    """Read an entry of two postings, as nearly all of the plan are, from one pot to another."""
    first, second = entry.postings
    one, other = accounts.tracks.get(first.account), accounts.tracks.get(second.account)
    if one is None or other is None or one.side is not other.side:
        return None
    if one.kind not in PLAN_KINDS or one.account is None or other.account is None:
        return None
    pot, second_pot = one.account.pot, other.account.pot
    amount = None if first.units is None else first.units.number
    opposite = None if second.units is None else second.units.number
    if pot is None or second_pot is None or amount is None or opposite is None:
        return None
    if pot == second_pot or not amount or amount + opposite:
        return None
    if amount > 0:
        return Move(entry.date, one.account.fund, pot, second_pot, amount, entry)
    return Move(entry.date, one.account.fund, second_pot, pot, opposite, entry)


def _pair(
    entry: Transaction, fund: str, falls: dict[Pot, Decimal], rises: dict[Pot, Decimal]
) -> Iterator[Move]:
    while falls and rises:
        source, to = next(iter(falls)), next(iter(rises))
        amount = min(falls[source], rises[to])
        yield Move(entry.date, fund, source, to, amount, entry)
        for side, pot in ((falls, source), (rises, to)):
            side[pot] -= amount
            if not side[pot]:
                del side[pot]
