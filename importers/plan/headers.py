"""Which column of a sheet is which: by the likeness of its heading, never by its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from openpyxl.utils import column_index_from_string, get_column_letter

from ringfence.importers.plan.errors import WorkbookError
from ringfence.importers.plan.grids import Grid
from ringfence.importers.plan.sums import Headings, given_by_sums
from ringfence.importers.plan.words import (
    COMMITTED,
    FUND,
    IGNORED,
    MEANINGS,
    meanings_in,
    meanings_like,
    year_in,
)
from ringfence.ledger.commands import command
from ringfence.ledger.messages import name_field

_HEAD_ROWS = 60
_SEVERAL = 2


class Answer(NamedTuple):
    """One of several things that may be meant.

    Attributes:
        value: What is meant by it.
        says: The same in words.
        option: What it can be said by beforehand: ``sheet`` or ``column``.
        argument: What is said so.
    """

    value: str
    says: str
    option: str
    argument: str


#: Asks which of several is meant, or refuses.
Settle = Callable[[str, list[Answer]], str]


class Column(NamedTuple):
    """A column that was understood; ``origin`` is the year that its money comes from, if said."""

    meaning: str
    number: int
    heading: str
    origin: str | None = None

    @property
    def letter(self) -> str:
        """The column as Excel names it."""
        return get_column_letter(self.number)


class Head(NamedTuple):
    """The row of headings of a sheet, and what its columns are.

    Where headings stand over two rows ``row`` is the lower; 0 if there are none.
    """

    grid: Grid
    row: int
    columns: tuple[Column, ...]
    unread: tuple[Column, ...]

    def of(self, meaning: str) -> list[Column]:
        """Return the columns of a meaning."""
        return [column for column in self.columns if column.meaning == meaning]


def find_head(
    grids: list[Grid], sheet: str | None, told: Mapping[str, str], settle: Settle
) -> Head:
    """Find the sheet and the row of headings, and what each column is.

    Args:
        grids: The sheets.
        sheet: The sheet to read, if it was said.
        told: What a column is, by its letter, if it was said.
        settle: Asks which of several is meant, or refuses.

    Raises:
        WorkbookError: there is none, or it is not clear.
    """
    if sheet is not None:
        named = [grid for grid in grids if grid.title.casefold() == sheet.strip().casefold()]
        if not named:
            listed = ", ".join(grid.title for grid in grids)
            raise WorkbookError(f"There is no sheet {sheet}: there is {listed}. Nothing was made.")
        grids = named
    found = {grid.title: names for grid in grids if (names := _headings(grid, told))}
    if not found:
        raise WorkbookError(
            "No row of headings was found: one column has to be the action's name and one what is "
            "allocated to it, such as “Action” and “Allocated”. Say which they are by their "
            "letters: "
            + name_field("column", value="B=action")
            + " and "
            + name_field("column", value="C=allocated")
            + ". For a workbook that has headings: "
            + command("init", template="plan.xlsx")
            + ". Nothing was made."
        )
    title = next(iter(found))
    if len(found) > 1:
        offered = [Answer(name, f"the sheet {name}", "sheet", name) for name in found]
        title = settle("Several sheets look like a Delivery Plan. Which is it?", offered)
    return _understand(found[title], told, settle)


def _headings(grid: Grid, told: Mapping[str, str]) -> Headings | None:
    """Return the headings of a sheet: those that most columns can be understood by.

    They stand in one row, or in two of which the upper's say what stands beneath. Where it was
    said what each column is, none is needed.
    """
    said = {column_index_from_string(letter): meaning for letter, meaning in told.items()}
    best, most = None, 0
    for names in _may_be_headings(grid):
        meanings = {m for heading in names.names.values() for m in meanings_like(heading)}
        if not any(grid.is_number(names.row, column) for column in said):
            meanings |= {meaning for column, meaning in said.items() if column in names.names}
        money = meanings & {"allocated", "total", "left", "spent", "committed", FUND}
        if "action" in meanings and money and len(meanings) > most:
            best, most = names, len(meanings)
    if best is None and "action" in said.values() and {"allocated", FUND} & set(said.values()):
        amounts = [column for column, meaning in said.items() if meaning not in ("action", IGNORED)]
        first = (row for row in grid.rows if any(grid.is_number(row, c) for c in amounts))
        row = next(first, 1) - 1
        best = Headings(grid, row, {c: grid.text(row, c) for c in _columns(grid)})
    return best


def _columns(grid: Grid) -> list[int]:
    return sorted({column for _row, column in grid.values})


def _may_be_headings(grid: Grid) -> Iterator[Headings]:
    rows = grid.rows[:_HEAD_ROWS]
    columns = _columns(grid)
    for above, row in zip([0, *rows], rows, strict=False):
        own = {column: text for column in columns if (text := grid.text(row, column))}
        yield Headings(grid, row, own)
        upper = {column: text for column in columns if (text := grid.text(above, column))}
        words = not any(grid.is_number(row, column) for column in own)
        if len(own) > 1 and len(upper) > 1 and words:
            yield Headings(grid, row, {**upper, **own})


def _understand(head: Headings, told: Mapping[str, str], settle: Settle) -> Head:
    grid, row = head.grid, head.row
    given = given_by_sums(head, told)
    columns, unread = [], []
    for index in _columns(grid):
        heading = head.names.get(index, "")
        letter = get_column_letter(index)
        text = told.get(letter)
        meanings = [text] if text else given.get(index) or meanings_like(heading)
        if not meanings and heading and head.has_numbers(index):
            meanings = [*meanings_in(heading)]
            meanings += [IGNORED] if meanings else []
        offered = [Answer(each, each, "column", f"{letter}={each}") for each in meanings]
        if meanings == ["committed"] and not text:
            offered = [
                Answer(each, says, "column", f"{letter}={each}") for each, says in COMMITTED.items()
            ]
        if len(offered) > 1:
            question = f"{grid.name(row, index)}: “{heading}” may be several things. Which is it?"
            meanings = [settle(question, offered)]
        if meanings and meanings[0] != IGNORED:
            named = heading or f"column {letter}"
            columns.append(Column(meanings[0], index, named, year_in(heading)))
        elif heading:
            unread.append(Column(IGNORED, index, heading))
    return _each_once(Head(grid, row, tuple(columns), tuple(unread)), told, settle)


def _each_once(head: Head, told: Mapping[str, str], settle: Settle) -> Head:
    """Make sure that no two columns are the same thing, unless that was said of each.

    Columns of what was carried forward may be several, if each says from which year.
    """
    kept = list(head.columns)
    unread = list(head.unread)
    for meaning in (*MEANINGS, FUND):
        same = [column for column in kept if column.meaning == meaning]
        origins = {column.origin for column in same}
        columns = [column for column in same if told.get(column.letter) == meaning]
        of_several_years = meaning == "carried forward" and len(origins) == len(same)
        added_up = meaning != "action" and (len(columns) == len(same) or meaning == FUND)
        if len(same) < _SEVERAL or of_several_years or added_up:
            continue
        if len(columns) == 1:
            chosen = columns[0].letter
        else:
            names = " and ".join(
                f"{head.grid.name(head.row, column.number)} “{column.heading}”" for column in same
            )
            offered = [
                Answer(c.letter, f"column {c.letter}", "column", f"{c.letter}={meaning}")
                for c in same
            ]
            chosen = settle(f"{names} may both be what is {meaning}. Which is it?", offered)
        dropped = [column for column in same if column.letter != chosen]
        kept = [column for column in kept if column not in dropped]
        unread += dropped
    there = {column.meaning for column in kept}
    missing = [] if "action" in there else ["action"]
    missing += [] if {"allocated", FUND} & there else ["allocated"]
    if missing:
        each = (
            "; where each fund has a column, say so of each: "
            + name_field("column", value=f"C={FUND}")
            if "allocated" in missing
            else ""
        )
        raise WorkbookError(
            f"No column of {head.grid.title} is {' or '.join(missing)}. Say which it is: "
            + name_field("column", value=f"C={missing[0]}")
            + each
            + ". Nothing was made."
        )
    return Head(head.grid, head.row, tuple(kept), tuple(unread))
