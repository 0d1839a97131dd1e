"""Money that a later year's plan had from an earlier one's, and that comes back out of it.

Moving on to a later year needs no decision, so going there and back again must not be a way
round one. What comes back into the action that it came from has not moved at all; what comes back
into another action was moved between the two.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from ringfence.ledger.accounts import Pot
from ringfence.ledger.money import ZERO
from ringfence.ledger.moves import Move


class Onward:
    """What went to a later year's plan and came back, in the books' order.

    ``by_way`` are the moves between two actions of a year that were made by way of a later
    one's, each at the entry that brings the money back.
    """

    def __init__(self, crossing: Iterable[Move]) -> None:
        self.by_way: list[Move] = []
        self._undone: set[int] = set()
        there: dict[tuple[str, str, str, str], Decimal] = defaultdict(lambda: ZERO)
        for move in crossing:
            (source, action), (to, other) = _year_and_action(move.source), _year_and_action(move.to)
            if not source or not to or source == to:
                continue
            if source < to:
                if action == other:
                    there[move.fund, action, source, to] += move.amount
                continue
            amount = min(move.amount, there[move.fund, action, to, source])
            there[move.fund, action, to, source] -= amount
            if action == other and amount == move.amount:
                self._undone.add(id(move))
            elif action != other and amount:
                self.by_way.append(move._replace(source=Pot((to, action)), amount=amount))

    def is_undone(self, move: Move) -> bool:
        """Return whether a movement only brings back into an action what was moved on from it."""
        return id(move) in self._undone


def _year_and_action(pot: Pot) -> tuple[str, str]:
    """Return a planned pot's year and action; empty for any other."""
    return pot.year or "", pot.action or ""
