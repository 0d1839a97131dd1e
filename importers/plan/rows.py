"""The rows of a plan: its actions, the reserve, what is unallocated; totals are checked."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from rapidfuzz import fuzz

from ringfence.importers.cells import NeverSavedError, UnreadCellError
from ringfence.importers.plan.grids import Grid
from ringfence.importers.plan.headers import Answer, Column, Head, Settle
from ringfence.importers.plan.words import FUND, plain_words
from ringfence.ledger.money import ZERO, pounds

_NAMES = {
    "reserve": (
        *("reserve", "reserves", "reserve fund", "csp reserve", "contingency"),
        *("contingency reserve", "reserve contingency", "contingency fund"),
    ),
    "unallocated": ("unallocated", "not allocated", "not yet allocated", "to be allocated"),
    "subtotal": ("subtotal", "sub total"),
    "total": ("total", "totals", "grand total", "overall total", "all actions", "total budget"),
}
_RESERVE_WORDS = frozenset(("reserve", "reserves", "contingency"))
_ALIKE = 85
#: The meanings of columns that hold what a plan gives and uses.
AMOUNTS = ("allocated", FUND, "carried forward", "spent", "earmarked", "committed")
_OF_ACTIONS = ("spent", "earmarked", "committed")
#: Those that hold what a line is given.
GIVEN = ("allocated", FUND, "carried forward")
#: What a row may be said to be.
KINDS = ("action", "reserve", "unallocated", "subtotal", "total")
#: Fewer rows that come to another may be chance.
_SEVERAL = 2

Amounts = dict[int, Decimal]


class Line(NamedTuple):
    """A row: an action, the reserve, or what is unallocated, with its amounts by column."""

    kind: str
    name: str
    row: int
    amounts: Amounts


class Rows(NamedTuple):
    """What the rows of a plan say, what is wrong with them, and what could only be passed over."""

    head: Head
    lines: tuple[Line, ...]
    faults: tuple[str, ...]
    remarks: tuple[str, ...]

    def of(self, kind: str) -> list[Line]:
        """Return the lines of a kind."""
        return [line for line in self.lines if line.kind == kind]

    def amount(self, line: Line, meaning: str) -> Decimal:
        """Return what a line has of a meaning, in all its columns.

        What is committed and has what was spent in it is earmarked without that.
        """
        found = sum((line.amounts[c.number] for c in self.head.of(meaning)), ZERO)
        if meaning == "earmarked" and self.head.of("committed"):
            found += self.amount(line, "committed") - self.amount(line, "spent")
        return found

    def has(self, meaning: str) -> bool:
        """Return whether a column says something of a meaning."""
        also = self.head.of("committed") if meaning == "earmarked" else []
        return bool(self.head.of(meaning) or also)

    def total(self, line: Line) -> Decimal:
        """Return all that a line has been given."""
        return sum((self.amount(line, each) for each in GIVEN), ZERO)


class _Reader:
    """Reads row after row, and keeps what it met."""

    def __init__(self, head: Head, told: Mapping[int, str], settle: Settle) -> None:
        self.head, self.grid = head, head.grid
        self.lines: list[Line] = []
        self.faults: list[str] = []
        self.remarks: list[str] = []
        self._after_total = False
        self._told, self._settle = told, settle
        # The actions since the last total of a part, of which the next one may be the sum.
        self._part: list[Line] = []
        (self._named,) = head.of("action")
        self._sums: list[Column] = [c for c in head.columns if c.meaning != "action"]

    def read(self) -> Rows:
        for row in self.grid.rows:
            if row > self.head.row:
                self._row(row)
        rows = Rows(self.head, tuple(self.lines), tuple(self.faults), tuple(self.remarks))
        if not rows.of("action") and not self.faults:
            self.faults.append(f"{self.grid.title} has headings, but no action under them")
        for line in rows.lines:
            self._judge(rows, line)
        return rows._replace(faults=tuple(self.faults), remarks=tuple(self.remarks))

    def _row(self, row: int) -> None:
        name = self.grid.text(row, self._named.number)
        place = self.grid.name(row, self._named.number)
        says = any(
            (row, c.number) in self.grid.values or (row, c.number) in self.grid.formulas
            for c in self._sums
        )
        kind = self._kind(row, name, says=says)
        if kind == "total":
            self._check_total(row)
            self._after_total = True
        elif kind == "subtotal":
            wrong = "" if self._is_sum(row) else "; it is not the sum of the rows above it"
            self.remarks.append(f"{place}: “{self._label(row) or name}” was passed over{wrong}")
            self._part = []
        elif not says:
            if name:
                self.remarks.append(f"{place}: “{name}” has no amount and was passed over")
        elif not name:
            self.faults.append(f"{place}: this row has amounts, but no name")
        elif self._after_total and kind == "action":
            self.faults.append(f"{place}: “{name}” has amounts and stands under the total")
        else:
            self._line(kind, name, row)

    def _kind(self, row: int, name: str, *, says: bool) -> str:
        """Return what a row is, by its label; what its amounts alone show is asked."""
        if row in self._told:
            return self._told[row]
        kind = _kind_of(name or self._label(row))
        if kind != "action" or not says:
            return kind
        place, shown = self.grid.name(row, self._named.number), f" “{name}”" if name else ""
        if _may_be_reserve(name):
            question = f"{place}: “{name}” may be the reserve or an action. Which is it?"
            return self._ask(row, question, ("reserve", "action"))
        if self._sums_up(row):
            question = (
                f"{place}:{shown} has in every amount what the rows above it add up to. Is it a "
                "total of theirs?"
            )
            return self._ask(row, question, ("subtotal", "action") if name else ("subtotal",))
        return kind

    def _ask(self, row: int, question: str, kinds: tuple[str, ...]) -> str:
        offered = [Answer(each, _SAYS[each], "row", f"{row}={each}") for each in kinds]
        return self._settle(question, offered)

    def _label(self, row: int) -> str:
        """Return the cell of a row without a name that says that it is a total."""
        columns = {c.number for c in self._sums}
        others = [
            column for (at, column) in self.grid.values if at == row and column not in columns
        ]
        texts = (self.grid.text(row, column) for column in sorted(others))
        return next((text for text in texts if _kind_of(text) in ("subtotal", "total")), "")

    def _amounts(self, row: int) -> Amounts | None:
        """Return the amounts of a row; None if one can't be read."""
        try:
            return {
                c.number: self.grid.money(row, c.number) for c in self._sums if c.meaning in AMOUNTS
            }
        except UnreadCellError:
            return None

    def _sums_up(self, row: int) -> bool:
        """Return whether a row is in all its amounts the sum of two rows above it or more."""
        return self._is_sum(row, least=_SEVERAL)

    def _is_sum(self, row: int, *, least: int = 1) -> bool:
        amounts = self._amounts(row)
        if amounts is None or not any(amounts.values()):
            return False
        actions = [line for line in self.lines if line.kind == "action"]
        for lines in (self._part, actions):
            for count in range(least, len(lines) + 1):
                some = lines[-count:]
                if all(
                    sum((line.amounts[column] for line in some), ZERO) == amount
                    for column, amount in amounts.items()
                ):
                    return True
        return False

    def _line(self, kind: str, name: str, row: int) -> None:
        amounts: Amounts = {}
        for column in self._sums:
            if column.meaning in AMOUNTS:
                try:
                    amounts[column.number] = self.grid.money(row, column.number)
                except UnreadCellError as error:
                    self.faults.append(f"{self.grid.name(row, column.number)}: {error}")
                    amounts[column.number] = ZERO
        first = next((each for each in self.lines if each.name.casefold() == name.casefold()), None)
        if first:
            place = self.grid.name(row, self._named.number)
            self.faults.append(f"{place}: “{name}” is there already, in row {first.row}")
        line = Line(kind, name, row, amounts)
        self.lines.append(line)
        if kind == "action":
            self._part.append(line)

    def _check_total(self, row: int) -> None:
        """Compare what a row of totals says with the rows above it."""
        for column in self._sums:
            if column.meaning not in AMOUNTS:
                continue
            above = sum((line.amounts[column.number] for line in self.lines), ZERO)
            actions = (line for line in self.lines if line.kind == "action")
            of_actions = sum((line.amounts[column.number] for line in actions), ZERO)
            self._check(self.grid, row, column, (above, of_actions), "the rows above it add up to")

    def _judge(self, rows: Rows, line: Line) -> None:
        """Make sure that a line makes sense, and says what the workbook reckons of it."""
        given, spent = rows.total(line), rows.amount(line, "spent")
        earmarked = rows.amount(line, "earmarked")
        used = spent + earmarked
        if earmarked < 0:
            column = self.head.of("committed")[0]
            self.faults.append(
                f"{self.grid.name(line.row, column.number)}: "
                f"{pounds(rows.amount(line, 'committed'))} is committed, and {pounds(spent)} was "
                "spent, so what is committed does not have what was spent in it"
            )
        for meaning in _OF_ACTIONS if line.kind != "action" else ():
            for column in self.head.of(meaning):
                if line.amounts[column.number]:
                    self.faults.append(
                        f"{self.grid.name(line.row, column.number)}: nothing is {meaning} from the "
                        f"{line.kind} itself: give it an action of its own"
                    )
        if line.kind == "action" and used > given:
            column = next(c for each in _OF_ACTIONS for c in self.head.of(each))
            self.faults.append(
                f"{self.grid.name(line.row, column.number)}: {pounds(used)} spent and earmarked "
                f"is {pounds(used - given)} more than “{line.name}” has: {pounds(given)}"
            )
        for column in self.head.of("total"):
            self._check(self.grid, line.row, column, (given,), "what it was given adds up to")
        for column in self.head.of("left"):
            self._check(
                self.grid, line.row, column, (given - used, given - spent), "what is left is"
            )

    def _check(
        self, grid: Grid, row: int, column: Column, right: tuple[Decimal, ...], says: str
    ) -> None:
        if (row, column.number) not in grid.values and (row, column.number) not in grid.formulas:
            return
        place = grid.name(row, column.number)
        try:
            stated = grid.money(row, column.number)
        except NeverSavedError:
            self.remarks.append(f"{place}: a formula whose value was never saved; not checked")
        except UnreadCellError as error:
            self.faults.append(f"{place}: {error}")
        else:
            if stated not in right:
                self.faults.append(
                    f"{place}: it says {pounds(stated)}, but {says} {pounds(right[0])}"
                )


_SAYS = {
    "subtotal": "subtotal: a total of the rows above it, which is passed over",
    "action": "action: an action of the plan",
    "reserve": "reserve: the partnership's reserve",
}


def read_rows(head: Head, told: Mapping[int, str], settle: Settle) -> Rows:
    """Read the rows under the headings.

    Args:
        head: The headings.
        told: What a row is, by its number, if it was said: one of :data:`KINDS`.
        settle: Asks which of several is meant, or refuses.
    """
    return _Reader(head, told, settle).read()


def _kind_of(name: str) -> str:
    words = plain_words(name)
    for kind, aliases in _NAMES.items():
        if words and max(fuzz.ratio(words, alias) for alias in aliases) >= _ALIKE:
            return kind
    parts = words.split()
    if parts[-1:] == ["total"] or "subtotal" in parts or " sub total " in f" {words} ":
        return "subtotal"
    return "total" if parts[:1] == ["total"] else "action"


def _may_be_reserve(name: str) -> bool:
    return not _RESERVE_WORDS.isdisjoint(plain_words(name).split())
