"""The council's balance and ours on a day, and every line and entry that lies between them.

Our balance is the claim on the council's cash, `Assets:Council` of all funds. The
council's is what finance states; else that of the last statement signed, less what its
lines since come to. The first statement begins at our balance of the day before the first
line, without what the council booked only later: a listing says what moved, not what was
there. Money that the books began with is on both sides from its day on.

Everything is reckoned from that beginning anew, so that what stood open at the last
statement is either still open or gone. The difference is what our balance is above the
council's, its timing and its miscodings; nothing is ever put in to make it nil.
"""

from __future__ import annotations

import datetime
import enum
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from ringfence.ledger.book import Book
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.council.grouping import Group, groups
from ringfence.ledger.council.line import CouncilLine
from ringfence.ledger.council.matches import lines_cleared_by_line
from ringfence.ledger.council.ours import Ours, our_balance, ours
from ringfence.ledger.council.signings import Signed, last_signed
from ringfence.ledger.declarations.council import CouncilItem
from ringfence.ledger.errors import UnservedError
from ringfence.ledger.messages import name_field
from ringfence.ledger.money import ZERO

_DAY = datetime.timedelta(days=1)


class Standing(enum.Enum):
    """Why something lies between the two balances."""

    WAITING = "waiting"
    TIMING = "timing"
    MISCODED = "miscoded"
    AMOUNT = "amount"


class Basis(enum.Enum):
    """Where the council's balance comes from."""

    STATED = "stated"
    SIGNED = "signed"
    BEGINNING = "beginning"


class NothingKeptError(UnservedError):
    """Books that know of no line of the council's."""

    def __init__(self) -> None:
        super().__init__(
            "No listing of the council's has been imported, so there is nothing to reconcile "
            "with. Type: " + command("import", Blank.FILE)
        )


class TooEarlyError(UnservedError):
    """A day before the first line."""

    def __init__(self, day: datetime.date, first: datetime.date) -> None:
        super().__init__(
            f"The council's lines begin on {first}, and {day} is before: reconcile to that day "
            "or a later one (" + name_field("to", "DAY") + ")."
        )


@dataclass(frozen=True, eq=False, slots=True)
class Item:
    """Something that one balance has and the other has not.

    Attributes:
        standing: Why; WAITING if nobody has said.
        group: The line or entry, or the match that is of another amount or of two periods.
        amount: What it adds to the council's balance on the way to ours, in pounds.
        reason: What was said of it; "" if nothing was.
        key: What a mark calls it: the line's reference, or the entry's key.
    """

    standing: Standing
    group: Group
    amount: Decimal
    reason: str
    key: str

    @property
    def day(self) -> datetime.date:
        """The first day that it is of."""
        return min(self.group.days)


@dataclass(frozen=True)
class Start:
    """What the council's balance is reckoned from.

    Attributes:
        basis: Whether finance stated it, or it is carried from a statement or the beginning.
        day: The day of that statement, or the day before the first line.
        balance: The council's balance on that day, in pounds; None if finance stated it
            and nothing is carried.
        lines: What the lines since come to: spend is positive.
        late: The part of them dated on that day or before, and listed only since.
    """

    basis: Basis
    day: datetime.date
    balance: Decimal
    lines: Decimal
    late: Decimal


@dataclass(frozen=True)
class Reconciled:
    """The council's balance and ours on a day, and what lies between.

    Attributes:
        first: The first day of the period.
        day: Its last: the day of the balances.
        start: What the council's balance comes from.
        council_balance: In pounds; what the council holds for us is positive.
        our_balance: Likewise.
        matches: What both have, and had not before the period.
        items: What lies between, by day.
        lines: What all lines kept came to by the day.
        last_line: The day of the last line kept.
    """

    first: datetime.date
    day: datetime.date
    start: Start
    council_balance: Decimal
    our_balance: Decimal
    matches: tuple[Group, ...]
    items: tuple[Item, ...]
    lines: Decimal
    last_line: datetime.date

    def of(self, standing: Standing) -> list[Item]:
        """Return what lies between for one reason."""
        return [item for item in self.items if item.standing is standing]

    def total(self, standing: Standing) -> Decimal:
        """Add that up."""
        return sum((item.amount for item in self.of(standing)), ZERO)

    @property
    def difference(self) -> Decimal:
        """What our balance is above the council's, timing and miscodings."""
        explained = self.total(Standing.TIMING) + self.total(Standing.MISCODED)
        return self.our_balance - self.council_balance - explained

    @property
    def unexplained(self) -> Decimal:
        """What of the difference no line and no entry accounts for."""
        return self.difference - self.total(Standing.AMOUNT) - self.total(Standing.WAITING)


def reconcile(
    book: Book,
    lines: Mapping[str, CouncilLine],
    day: datetime.date,
    *,
    first: datetime.date | None = None,
    stated: Decimal | None = None,
) -> Reconciled:
    """Set the council's balance beside ours at the end of a day.

    Args:
        book: The books.
        lines: Every line of the council's that is kept, by its reference.
        day: The day of the balances.
        first: From which day on matches are shown; else since the last statement signed.
        stated: The council's balance as finance states it, in pounds.

    Raises:
        NothingKeptError: there are no lines.
        TooEarlyError: the day is before them.
    """
    if not lines:
        raise NothingKeptError
    begins = min(line.day for line in lines.values())
    if day < begins:
        raise TooEarlyError(day, begins)
    before = last_signed(book, before=day)
    marks, entries = items_by_key(book), ours(book)
    found = [
        group
        for group in groups(lines, entries, lines_cleared_by_line(book))
        if group.lines or _counts(group, begins, marks)
    ]
    start = _carry_on(before, lines, day) or _begin(
        entries, found, begins - _DAY, day, _come_to(lines.values(), day)
    )
    if stated is not None:
        start = Start(Basis.STATED, start.day, start.balance, start.lines, start.late)
    since = first or (before.on + _DAY if before else begins)
    return Reconciled(
        first=since,
        day=day,
        start=start,
        council_balance=start.balance - start.lines if stated is None else stated,
        our_balance=our_balance(book, day),
        matches=tuple(_matches(found, since, day)),
        items=tuple(sorted(_items(found, day, marks), key=lambda item: item.day)),
        lines=_come_to(lines.values(), day),
        last_line=max(line.day for line in lines.values()),
    )


def items_by_key(book: Book) -> dict[str, CouncilItem]:
    """Return what is marked as having no counterpart, by its key."""
    marks = {key: history.latest for key, history in book.register.council_items.items()}
    return {key: mark for key, mark in marks.items() if mark.state}


def mark_of(names: Iterable[str], marks: Mapping[str, CouncilItem]) -> CouncilItem | None:
    """Return the mark of what has these names."""
    return next((marks[name] for name in names if name in marks), None)


def _counts(group: Group, begins: datetime.date, marks: Mapping[str, CouncilItem]) -> bool:
    """Return whether entries without a line are ours alone, and not part of the beginning."""
    return any(
        mark_of(each.names, marks) or (each.day >= begins and not each.opening)
        for each in group.ours
    )


def _carry_on(
    before: Signed | None, lines: Mapping[str, CouncilLine], day: datetime.date
) -> Start | None:
    """Carry the council's balance on from the last statement signed, if there is one."""
    if before is None or before.declared.council_balance is None:
        return None
    then, now = (_come_to(lines.values(), each) for each in (before.on, day))
    counted = then if before.declared.lines is None else before.declared.lines
    balance = before.declared.council_balance
    return Start(Basis.SIGNED, before.on, balance, now - counted, then - counted)


def _begin(
    entries: Iterable[Ours],
    found: Iterable[Group],
    eve: datetime.date,
    day: datetime.date,
    come_to: Decimal,
) -> Start:
    """Begin at our balance the day before the first line.

    What the council booked only later was not yet in its balance then; what the books began
    with since then was.
    """
    apart = {id(each) for group in found for each in group.ours}
    balance = sum(
        (
            each.amount
            for each in entries
            if id(each) not in apart and (each.day <= eve or (each.opening and each.day <= day))
        ),
        ZERO,
    )
    return Start(Basis.BEGINNING, eve, balance, come_to, ZERO)


def _come_to(lines: Iterable[CouncilLine], day: datetime.date) -> Decimal:
    return sum((line.amount for line in lines if line.day <= day), ZERO)


def _matches(found: Iterable[Group], first: datetime.date, day: datetime.date) -> Iterator[Group]:
    """Yield what both have by a day, and had not before the period; whatever became of it later."""
    eve = first - _DAY
    for group in found:
        if not _agrees(group, day):
            continue
        if not _agrees(group, eve) or group.in_ours(eve) != group.in_ours(day):
            yield group


def _agrees(group: Group, day: datetime.date) -> bool:
    """Return whether by a day both have it alike, or lines that clear each other come to nil."""
    lines = sum(line.day <= day for line in group.lines)
    if group.is_cleared:
        return lines > 1 and not group.apart(day)
    own = any(each.day <= day for each in group.ours)
    return bool(lines) and own and not group.apart(day)


def _items(
    found: Iterable[Group], day: datetime.date, marks: Mapping[str, CouncilItem]
) -> Iterator[Item]:
    """Yield what one balance has and the other has not."""
    for group in found:
        amount = group.apart(day)
        if not amount:
            continue
        names = _names(group, day)
        mark = mark_of(names, marks)
        if group.is_matched or len(group.ours) > 1 or (group.is_cleared and not mark):
            standing = Standing.AMOUNT if group.last <= day else Standing.TIMING
            yield Item(standing, group, amount, "", names[0])
            continue
        standing = Standing(mark.state) if mark else Standing.WAITING
        yield Item(standing, group, amount, mark.reason if mark else "", names[0])


def _names(group: Group, day: datetime.date) -> list[str]:
    """Return what it may be called; of lines that clear each other, those there by the day."""
    if group.lines:
        there = [line.ref for line in group.lines if line.day <= day]
        return there if group.is_cleared else [line.ref for line in group.lines]
    return [name for each in group.ours for name in each.names]
