"""All movements of the plan of a set of books, and the questions asked of them."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property

from beancount.core.data import Transaction

from ringfence.ledger.accounts import UNALLOCATED, Kind, Pot
from ringfence.ledger.chart import Chart
from ringfence.ledger.detours import Detours
from ringfence.ledger.metadata import is_brought_forward
from ringfence.ledger.money import ZERO
from ringfence.ledger.moves import Change, Move, Origin, Places, Use, moves_of, pot_changes
from ringfence.ledger.tracks import Track
from ringfence.ledger.years import FinancialYear

_DAY = datetime.timedelta(days=1)


class Movements:
    """All movements of a Book, and the questions asked of them.

    ``crossing`` are those that leave an action or the reserve; nothing else is paired
    before it is asked for.
    """

    def __init__(
        self,
        chart: Chart,
        planning: Sequence[Transaction],
        citing: Mapping[str, Sequence[Transaction]],
    ) -> None:
        """Read what moves the plan.

        Args:
            chart: The accounts. A Book keeps its movements, and they do not keep the Book: what is
                in no ring is freed at once.
            planning: The transactions that move the plan, in the books' order.
            citing: Those that name a decision, by its id.
        """
        self._chart, self._planning, self._citing = chart, planning, citing
        self._of_entry: dict[int, list[Move]] = {}
        self._places = {id(entry): place for place, entry in enumerate(planning)}
        self.crossing = [
            move
            for entry in planning
            if not _stays(chart.tracks, entry)
            for move in self.of(entry)
            if move.crosses
        ]
        self._plan_days: dict[tuple[str, str], datetime.date] = {}
        self._adoptions: dict[str, datetime.date] = {}
        self._first_money: dict[str, datetime.date] = {}
        self._opening: dict[str, list[Track]] = {}
        self._uses: dict[str, list[Use]] = {}
        self._put_allocations_first()

    def of(self, entry: Transaction) -> list[Move]:
        """Return the movements of an entry of the Book."""
        moves = self._of_entry.get(id(entry))
        if moves is None:
            if id(entry) not in self._places:
                return []
            moves = self._of_entry[id(entry)] = moves_of(self._chart, entry)
        return moves

    @cached_property
    def moves(self) -> list[Move]:
        """Every movement, in the books' order."""
        return [move for entry in self._planning for move in self.of(entry)]

    def place(self, entry: Transaction) -> int:
        """Return the place of an entry of the Book among those that move the plan."""
        return self._places[id(entry)]

    def adoption_day(self, year: str) -> datetime.date | None:
        """Return the day a year's plan was adopted; None if it has no plan yet.

        A year without a ``plan`` was adopted on the day of its first allocation.
        """
        plan = self._chart.register.plans.get(year)
        return plan.latest.adopted if plan else self._adoptions.get(year)

    def first_adopted(self, year: str) -> datetime.date | None:
        """Return the day from which a plan is held to be adopted: no later word undoes it.

        The earliest day said of it; of a plan of which nobody said any, the day on which money
        was first put into it, or its year's last day if that was earlier: by then it was made.
        """
        first = self._said_or_begun(year)
        if first is None or year in self._chart.register.plans:
            return first
        return min(first, FinancialYear.parse(year).end)

    @cached_property
    def first_plan(self) -> tuple[datetime.date, str] | None:
        """The day on which the first plan of all was adopted, and its year.

        That is as far as anybody said, or as money was put into one.
        """
        years = {*self._chart.register.plans, *self._adoptions}
        days = [(day, year) for year in years if (day := self._said_or_begun(year)) is not None]
        return min(days, default=None)

    def is_taken_over(self, move: Move) -> bool:
        """Return whether the books only put what they take over of a past year where it was.

        That is so on the first day on which a fund has money in these books, out of Unallocated,
        up to its opening money and what is brought forward of its award; and for a plan of which
        no day of adoption is said.
        """
        return id(move) in self._taken_over

    def plan_day(self, year: str, fund: str) -> datetime.date | None:
        """Return the day up to which a fund's allocations are original.

        The day of adoption, or of the fund's first allocation in that year's plan
        if none was made by then.
        """
        first = self._plan_days.get((year, fund))
        adopted = self.adoption_day(year)
        if first is None or adopted is None:
            return adopted
        return max(first, adopted)

    def changes(self, as_at: datetime.date) -> Iterator[Change]:
        """Yield every change of an action's allocation up to the end of a day."""
        for changes in self._changes.values():
            for change in changes:
                if change.day > as_at:
                    break
                yield change

    def changes_of(self, action: Pot, as_at: datetime.date) -> Iterator[Change]:
        """Yield the changes of one action's allocation up to the end of a day."""
        for change in self._changes.get(action, ()):
            if change.day > as_at:
                break
            yield change

    def between(self, first: Pot, second: Pot) -> list[Move]:
        """Return the movements between two places, either way, in the books' order."""
        return self._between.get(frozenset((first, second)), [])

    def uses(self, decision: str) -> list[Use]:
        """Return what was moved on a decision, entry by entry, with the running total."""
        if decision not in self._uses:
            self._uses[decision] = self.uses_in(self._citing.get(decision, ()))
        return self._uses[decision]

    def uses_in(self, entries: Sequence[Transaction]) -> list[Use]:
        """Return what was moved in some entries, one by one, with the running total."""
        return _uses(self._chart, entries)

    @cached_property
    def detours(self) -> Detours:
        """The moves between two actions by way of Unallocated, the reserve or a later year."""
        return Detours(self.crossing, self.first_adopted, self._chart)

    def had_money_before(self, fund: str, day: datetime.date) -> bool:
        """Return whether a fund had money, awarded or brought in, before a day."""
        first = self._first_money.get(fund)
        return first is not None and first < day

    def _said_or_begun(self, year: str) -> datetime.date | None:
        """Return the earliest day said of a plan's adoption, else that of its first money."""
        plan = self._chart.register.plans.get(year)
        days = [version.value.adopted for version in plan.versions] if plan else []
        return min(days, default=self._adoptions.get(year))

    @cached_property
    def _taken_over(self) -> set[int]:
        found: set[int] = set()
        rest = self._opened()
        for move in self.crossing:
            year, key = move.to.year, (move.fund, move.day)
            if move.source != UNALLOCATED or year is None or year in self._chart.register.plans:
                continue
            if FinancialYear.parse(year).end < move.day and move.amount <= rest.get(key, ZERO):
                rest[key] -= move.amount
                found.add(id(move))
        return found

    def _opened(self) -> dict[tuple[str, datetime.date], Decimal]:
        """Return what the books took over of each fund, on its first day with money in them."""
        sources = [
            track
            for track in self._chart.tracks.values()
            if track.kind in (Kind.INCOME, Kind.OPENING) and track.account and track.days
        ]
        first: dict[str, datetime.date] = {}
        for track in sources:
            if track.account:
                fund = track.account.fund
                first[fund] = min(first.get(fund, track.days[0]), track.days[0])
        found: dict[tuple[str, datetime.date], Decimal] = {}
        for track in sources:
            if track.account:
                fund = track.account.fund
                key = fund, first[fund]
                for row in track.rows(first[fund], first[fund]):
                    if track.kind is Kind.OPENING or is_brought_forward(row.entry):
                        found[key] = found.get(key, ZERO) - row.amount
        return found

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
        """Return whether it is a fund reported in another that held its money before the year."""
        terms = self._chart.register.fund_at(move.fund, move.day)
        if terms is None or terms.reported_in is None:
            return False
        before = self.had_money_before(move.fund, FinancialYear.parse(year).start)
        opening = (track.balance(move.day) for track in self._opening.get(move.fund, ()))
        return before or bool(sum(opening, ZERO))

    def _put_allocations_first(self) -> None:
        for move in self.crossing:
            year = move.to.year
            if year is not None and move.source == UNALLOCATED:
                self._plan_days.setdefault((year, move.fund), move.day)
                self._adoptions.setdefault(year, move.day)
        for move in self.crossing:  # a plan that gets nothing from Unallocated
            if move.to.year is not None:
                self._adoptions.setdefault(move.to.year, move.day)
        for track in self._chart.tracks.values():
            if track.kind in (Kind.INCOME, Kind.OPENING) and track.account and track.days:
                fund = track.account.fund
                if track.kind is Kind.OPENING:
                    self._opening.setdefault(fund, []).append(track)
                day = track.days[0]
                if is_brought_forward(track.entries[0]):
                    day -= _DAY  # it was awarded before the books' first day
                self._first_money[fund] = min(self._first_money.get(fund, day), day)


def _stays(tracks: Mapping[str, Track], entry: Transaction) -> bool:
    """Return quickly whether an entry moves money only between an action and its earmarks."""
    if len(entry.postings) != 2:  # noqa: PLR2004 - from one to another
        return False
    first, second = (tracks[posting.account] for posting in entry.postings)
    if first.kind is not Kind.PLAN or first.side is not second.side:
        return False
    one, other = first.account, second.account
    return bool(one and other and one.pot and other.pot and one.pot.path[:2] == other.pot.path[:2])


def _uses(chart: Chart, citing: Sequence[Transaction]) -> list[Use]:
    """Reckon what each of the entries that cite a decision moves.

    Of a decision's amount is used the greater of the falls and the rises of
    reserve and actions in what cites it, linked entries together.
    """
    uses: list[Use] = []
    total = ZERO
    groups: dict[str, Places] = {}
    for entry in citing:
        places: Places = {}
        joined = {id(each): each for link in entry.links if (each := groups.get(link)) is not None}
        for each in joined.values():
            _add(places, each)
        groups |= {link: places for link, each in groups.items() if id(each) in joined}
        groups |= dict.fromkeys(entry.links, places)
        before = sum(map(_sum_of_use, joined.values()), ZERO)
        for (pot, fund), amount in pot_changes(chart, entry).items():
            if pot != UNALLOCATED:
                _add(places, {(pot.place, fund): amount})
        used = _sum_of_use(places) - before
        total += used
        uses.append(Use(entry.date, used, total, entry))
    return uses


def _add(places: Places, more: Places) -> None:
    for key, amount in more.items():
        places[key] = places.get(key, ZERO) + amount


def _sum_of_use(places: Places) -> Decimal:
    falls = -sum((n for n in places.values() if n < 0), ZERO)
    rises = sum((n for n in places.values() if n > 0), ZERO)
    return max(falls, rises)
