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
from functools import cached_property
from typing import TYPE_CHECKING
from typing import NamedTuple
from weakref import proxy

from ringfence.ledger.accounts import PLAN_KINDS
from ringfence.ledger.accounts import UNALLOCATED
from ringfence.ledger.accounts import Kind
from ringfence.ledger.accounts import Pot
from ringfence.ledger.detours import Detours
from ringfence.ledger.money import ZERO
from ringfence.ledger.years import FinancialYear

if TYPE_CHECKING:
    from beancount.core.data import Transaction

    from ringfence.ledger.book import Book


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


def pot_changes(book: Book, entry: Transaction) -> dict[tuple[Pot, str], Decimal]:
    """Give by how much the plan postings of an entry raise each pot; no zeros."""
    changes: dict[tuple[Pot, str], Decimal] = {}
    for posting in entry.postings:
        track = book.tracks.get(posting.account)
        account = track.account if track else book.account(posting.account)
        number = None if posting.units is None else posting.units.number
        if account and account.kind in PLAN_KINDS and account.pot and number is not None:
            key = (account.pot, account.fund)
            changes[key] = changes.get(key, ZERO) - number
    return {key: amount for key, amount in changes.items() if amount}


def moves_of(book: Book, entry: Transaction) -> list[Move]:
    """Pair what an entry takes with what it gives, fund by fund.

    With one source or one destination there is one way to pair; otherwise (a
    fault that self-balancing reports) they are paired in the order of the entry.
    """
    plain = _plain_move(book, entry) if len(entry.postings) == 2 else None  # noqa: PLR2004
    if plain:
        return [plain]
    changes = pot_changes(book, entry)
    moves: list[Move] = []
    for fund in dict.fromkeys(fund for _pot, fund in changes):
        falls = {pot: -n for (pot, each), n in changes.items() if each == fund and n < 0}
        rises = {pot: n for (pot, each), n in changes.items() if each == fund and n > 0}
        moves.extend(_pair(entry, fund, falls, rises))
    return moves


def _plain_move(book: Book, entry: Transaction) -> Move | None:
    """Read an entry of two postings, as nearly all of the plan are, from one pot to another."""
    first, second = entry.postings
    one, other = book.tracks.get(first.account), book.tracks.get(second.account)
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


def _stays(book: Book, entry: Transaction) -> bool:
    """Say quickly that an entry moves money only between an action and its earmarks."""
    if len(entry.postings) != 2:  # noqa: PLR2004 - from one to another
        return False
    first, second = (book.tracks[posting.account] for posting in entry.postings)
    if first.kind is not Kind.PLAN or first.side is not second.side:
        return False
    one, other = first.account, second.account
    return bool(one and other and one.pot and other.pot and one.pot.path[:2] == other.pot.path[:2])


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


class Movements:
    """All movements of a Book, and the questions asked of them.

    ``crossing`` are those that leave an action or the reserve; nothing else is paired
    before it is asked for.
    """

    def __init__(self, book: Book) -> None:
        # A Book keeps its movements, not they it: what isn't in a ring is freed at once.
        self._book = proxy(book)
        self._of_entry: dict[int, list[Move]] = {}
        self._places = {id(entry): place for place, entry in enumerate(book.planning)}
        self.crossing = [
            move
            for entry in book.planning
            if not _stays(book, entry)
            for move in self.of(entry)
            if move.crosses
        ]
        self._plan_days: dict[tuple[str, str], datetime.date] = {}
        self._adoptions: dict[str, datetime.date] = {}
        self._first_money: dict[str, datetime.date] = {}
        self._uses: dict[str, list[Use]] = {}
        self._allocated_first()

    def of(self, entry: Transaction) -> list[Move]:
        """Give the movements of an entry of the Book."""
        moves = self._of_entry.get(id(entry))
        if moves is None:
            if id(entry) not in self._places:
                return []
            moves = self._of_entry[id(entry)] = moves_of(self._book, entry)
        return moves

    @cached_property
    def moves(self) -> list[Move]:
        """Every movement, in the books' order."""
        return [move for entry in self._book.planning for move in self.of(entry)]

    def place(self, entry: Transaction) -> int:
        """Give the place of an entry of the Book among those that move the plan."""
        return self._places[id(entry)]

    def adopted(self, year: str) -> datetime.date | None:
        """Give the day a year's plan was adopted; None if it has no plan yet.

        A year without a ``plan`` was adopted on the day of its first allocation.
        """
        plan = self._book.register.plans.get(year)
        return plan.latest.adopted if plan else self._adoptions.get(year)

    def first_adopted(self, year: str) -> datetime.date | None:
        """Give the earliest day said of a plan's adoption: no later word undoes it."""
        plan = self._book.register.plans.get(year)
        days = [version.value.adopted for version in plan.versions] if plan else []
        return min(days, default=self._adoptions.get(year))

    def plan_day(self, year: str, fund: str) -> datetime.date | None:
        """Give the day up to which a fund's allocations are original.

        The day of adoption, or of the fund's first allocation in that year's plan
        if none was made by then.
        """
        first = self._plan_days.get((year, fund))
        adopted = self.adopted(year)
        if first is None or adopted is None:
            return adopted
        return max(first, adopted)

    def changes(self, as_at: datetime.date) -> Iterator[Change]:
        """Walk every change of an action's allocation up to the end of a day."""
        for changes in self._changes.values():
            for change in changes:
                if change.day > as_at:
                    break
                yield change

    def changes_of(self, action: Pot, as_at: datetime.date) -> Iterator[Change]:
        """Walk the changes of one action's allocation up to the end of a day."""
        for change in self._changes.get(action, ()):
            if change.day > as_at:
                break
            yield change

    def between(self, first: Pot, second: Pot) -> list[Move]:
        """Give the movements between two places, either way, in the books' order."""
        return self._between.get(frozenset((first, second)), [])

    def uses(self, decision: str) -> list[Use]:
        """Give what was moved on a decision, entry by entry, with the running total."""
        if decision not in self._uses:
            self._uses[decision] = _uses(self._book, decision)
        return self._uses[decision]

    @cached_property
    def detours(self) -> Detours:
        """The moves between two actions that were made by way of Unallocated or a later year."""
        return Detours(self._book)

    def held_before(self, fund: str, day: datetime.date) -> bool:
        """Say whether a fund had money, awarded or brought in, before a day."""
        first = self._first_money.get(fund)
        return first is not None and first < day

    @cached_property
    def _changes(self) -> dict[Pot, list[Change]]:
        changes: dict[Pot, list[Change]] = {}
        for moves in self._between.values():
            for move in moves:
                for pot, amount in ((move.source, -move.amount), (move.to, move.amount)):
                    if pot.is_planned:
                        origin = self._origin(move, pot)
                        change = Change(move.day, move.fund, pot.place, amount, origin, move)
                        changes.setdefault(pot.place, []).append(change)
        for of_action in changes.values():
            of_action.sort(key=lambda change: change.day)
        return changes

    @cached_property
    def _between(self) -> dict[frozenset[Pot], list[Move]]:
        between: dict[frozenset[Pot], list[Move]] = {}
        for move in self.crossing:
            places = frozenset((move.source.place, move.to.place))
            between.setdefault(places, []).append(move)
        return between

    def _origin(self, move: Move, pot: Pot) -> Origin:
        other = move.to if pot == move.source else move.source
        year = pot.path[0]
        if other.is_planned:
            return Origin.VIREMENT if other.year == year else Origin.CARRIED_FORWARD
        plan_day = self.plan_day(year, move.fund)
        if other != UNALLOCATED or plan_day is None or move.day > plan_day:
            return Origin.VIREMENT
        return Origin.CARRIED_FORWARD if self._is_old(move, year) else Origin.ORIGINAL

    def _is_old(self, move: Move, year: str) -> bool:
        """Say whether it is a fund reported in another that held its money before the year."""
        if self._book.reported_in(move.fund, move.day) is None:
            return False
        before = self.held_before(move.fund, FinancialYear.parse(year).start)
        return before or bool(self._book.total(move.fund, Kind.OPENING, move.day))

    def _allocated_first(self) -> None:
        for move in self.crossing:
            year = move.to.year
            if year is not None and move.source == UNALLOCATED:
                self._plan_days.setdefault((year, move.fund), move.day)
                self._adoptions.setdefault(year, move.day)
        for move in self.crossing:  # a plan that gets nothing from Unallocated
            if move.to.year is not None:
                self._adoptions.setdefault(move.to.year, move.day)
        for track in self._book.tracks.values():
            if track.kind in (Kind.INCOME, Kind.OPENING) and track.account and track.days:
                fund = track.account.fund
                first = self._first_money.get(fund, track.days[0])
                self._first_money[fund] = min(first, track.days[0])


def _uses(book: Book, decision: str) -> list[Use]:
    """Reckon what each entry that cites a decision moves.

    Of a decision's amount is used the greater of the falls and the rises of
    reserve and actions in what cites it, linked entries together.
    """
    uses: list[Use] = []
    total = ZERO
    groups: dict[str, Places] = {}
    for entry in book.citing.get(decision, ()):
        places: Places = {}
        joined = {id(each): each for link in entry.links if (each := groups.get(link)) is not None}
        for each in joined.values():
            _add(places, each)
        groups |= {link: places for link, each in groups.items() if id(each) in joined}
        groups |= dict.fromkeys(entry.links, places)
        before = sum(map(_used, joined.values()), ZERO)
        for (pot, fund), amount in pot_changes(book, entry).items():
            if pot != UNALLOCATED:
                _add(places, {(pot.place, fund): amount})
        used = _used(places) - before
        total += used
        uses.append(Use(entry.date, used, total, entry))
    return uses


def _add(places: Places, more: Places) -> None:
    for key, amount in more.items():
        places[key] = places.get(key, ZERO) + amount


def _used(places: Places) -> Decimal:
    falls = -sum((n for n in places.values() if n < 0), ZERO)
    rises = sum((n for n in places.values() if n > 0), ZERO)
    return max(falls, rises)
