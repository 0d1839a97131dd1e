"""The reconciliation statement, as plain data: the two balances and what lies between.

Amounts are in pounds. A balance is what the council holds for the partnership; what lies
between adds to the council's balance on the way to ours, so a payment that only we have is
negative.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

#: Why something lies between, in the order of the statement.
Why = Literal["timing", "miscoded", "amount", "waiting"]
Side = Literal["council", "ours", "both"]
Status = Literal["draft", "signed", "reopened"]


class Start(NamedTuple):
    """What the council's balance is reckoned from.

    ``basis`` is ``stated`` by finance, carried from the last one ``signed``, or from the
    ``beginning``. ``balance`` was the council's on ``day``; ``lines`` is what its lines since
    come to, spend positive, and ``late`` the part of them dated on that day or before.
    """

    basis: Literal["stated", "signed", "beginning"]
    day: datetime.date
    balance: Decimal
    lines: Decimal
    late: Decimal


class Between(NamedTuple):
    """One thing that one balance has and the other has not.

    ``called`` is what `ringfence reconcile` calls it: a line's reference, or an entry's key.
    """

    why: Why
    side: Side
    called: str
    day: datetime.date
    who: str
    reference: str
    amount: Decimal
    reason: str


class Matched(NamedTuple):
    """One thing that both have; ``amount`` is what it moved both balances by.

    Without ``our_day`` it is lines of the council's that clear each other.
    """

    council_day: datetime.date
    our_day: datetime.date | None
    who: str
    reference: str
    refs: tuple[str, ...]
    funds: tuple[str, ...]
    amount: Decimal


@dataclass(frozen=True)
class Report:
    """A statement.

    Attributes:
        partnership: Whose it is.
        host: The council; None if it is not declared.
        first: The first day of the period.
        day: Its last day, that of the balances.
        status: Whether it is signed.
        start: What the council's balance comes from.
        council_balance: The council's.
        our_balance: Ours, over all funds.
        by_fund: Ours, of each fund that is not nil.
        between: What lies between, by day.
        matched: What both have, and had not before the period.
        lines: What all lines of the council's come to by the day, spend positive.
        last_line: The day of the last line that was imported.
        signed_by: Who signed it; None if nobody has.
        signer: They by name and role.
        signed_on: When.
        reason: Why it is signed with a difference; None without one.
        recorded_by: Who imported, marked and recorded what it rests on.
        seal: That of the directive that signed it; None of before seals, and by hand.
        login: By which login it was; None where the person declares none.
        recorded: When that was recorded, if more than seven days after `signed_on`.
    """

    partnership: str
    host: str | None
    first: datetime.date
    day: datetime.date
    status: Status
    start: Start
    council_balance: Decimal
    our_balance: Decimal
    by_fund: tuple[tuple[str, Decimal], ...]
    between: tuple[Between, ...]
    matched: tuple[Matched, ...]
    lines: Decimal
    last_line: datetime.date
    timing: Decimal
    miscoded: Decimal
    difference: Decimal
    unexplained: Decimal
    signed_by: str | None = None
    signer: str | None = None
    signed_on: datetime.date | None = None
    reason: str | None = None
    recorded_by: tuple[str, ...] = ()
    seal: str | None = None
    login: str | None = None
    recorded: datetime.date | None = None

    def of(self, *whys: Why) -> list[Between]:
        """Return what lies between for some reasons."""
        return [each for each in self.between if each.why in whys]
