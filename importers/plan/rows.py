"""The rows of a plan: its actions, the reserve, what is unallocated; totals are checked."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from rapidfuzz import fuzz

from ringfence.importers.cells import NeverSavedError, UnreadCellError
from ringfence.importers.plan.grids import Grid
from ringfence.importers.plan.headers import Column, Head, plain_words
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
AMOUNTS = ("allocated", "carried forward", "spent", "earmarked")
_OF_ACTIONS = ("spent", "earmarked")

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
        """Return what a line has of a meaning, in all its columns."""
        return sum((line.amounts[c.number] for c in self.head.of(meaning)), ZERO)

    def total(self, line: Line) -> Decimal:
        """Return all that a line has been given."""
        return self.amount(line, "allocated") + self.amount(line, "carried forward")


class _Reader:
    """Reads row after row, and keeps what it met."""

    def __init__(self, head: Head) -> None:
        self.head, self.grid = head, head.grid
        self.lines: list[Line] = []
        self.faults: list[str] = []
        self.remarks: list[str] = []
        self._after_total = False
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
        kind = _kind_of(name)
        if kind == "total":
            self._check_total(row)
            self._after_total = True
        elif kind == "subtotal":
            self.remarks.append(f"{place}: “{name}” was passed over")
        elif not says:
            if name:
                self.remarks.append(f"{place}: “{name}” has no amount and was passed over")
        elif not name:
            self.faults.append(f"{place}: this row has amounts, but no name")
        elif self._after_total and kind == "action":
            self.faults.append(f"{place}: “{name}” has amounts and stands under the total")
        elif kind == "action" and _may_be_reserve(name):
            self.faults.append(
                f"{place}: “{name}” may be the reserve or an action: call it “Reserve” if it is "
                "the reserve, and otherwise by another name"
            )
        else:
            self._line(kind, name, row)

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
        self.lines.append(Line(kind, name, row, amounts))

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
        used = spent + rows.amount(line, "earmarked")
        for meaning in _OF_ACTIONS if line.kind != "action" else ():
            for column in self.head.of(meaning):
                if line.amounts[column.number]:
                    self.faults.append(
                        f"{self.grid.name(line.row, column.number)}: nothing is {meaning} from the "
                        f"{line.kind} itself: give it an action of its own"
                    )
        if line.kind == "action" and used > given:
            column = (*self.head.of("spent"), *self.head.of("earmarked"))[0]
            self.faults.append(
                f"{self.grid.name(line.row, column.number)}: {pounds(used)} spent and earmarked "
                f"is {pounds(used - given)} more than “{line.name}” has: {pounds(given)}"
            )
        for column in self.head.of("total"):
            self._check(
                self.grid, line.row, column, (given,), "allocated and carried forward add up to"
            )
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


def read_rows(head: Head) -> Rows:
    """Read the rows under the headings."""
    return _Reader(head).read()


def _kind_of(name: str) -> str:
    words = plain_words(name)
    for kind, aliases in _NAMES.items():
        if words and max(fuzz.ratio(words, alias) for alias in aliases) >= _ALIKE:
            return kind
    parts = words.split()
    if parts[-1:] == ["total"]:
        return "subtotal"
    return "total" if parts[:1] == ["total"] else "action"


def _may_be_reserve(name: str) -> bool:
    return not _RESERVE_WORDS.isdisjoint(plain_words(name).split())
