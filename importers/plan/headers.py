"""Which column of a sheet is which: by the likeness of its heading, never by its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from openpyxl.utils import get_column_letter
from rapidfuzz import fuzz

from ringfence.importers.plan.errors import WorkbookError
from ringfence.importers.plan.grids import Grid
from ringfence.ledger.commands import command
from ringfence.ledger.messages import name_field
from ringfence.ledger.words import plain

#: What a column can be, and what officers call it.
MEANINGS = {
    "action": (
        *("action", "actions", "delivery plan action", "project", "projects", "activity"),
        *("initiative", "scheme", "action name", "project name", "item"),
    ),
    "allocated": (
        *("allocated", "allocation", "original allocation", "budget", "original budget"),
        *("approved budget", "planned", "funding", "budget allocated", "budget allocation"),
    ),
    "carried forward": (
        *("carried forward", "carry forward", "brought forward", "carried over", "carry over"),
        *("c f", "b f", "cfwd", "bfwd", "rolled forward"),
    ),
    "spent": (
        *("spent", "spend", "spent to date", "spend to date", "actual", "actual to date"),
        *("actual spend", "actual spend to date", "expenditure", "expenditure to date"),
    ),
    "earmarked": (
        *("earmarked", "set aside", "committed", "commitment", "commitments", "on order"),
        *("earmarked not yet spent", "committed not spent"),
    ),
    "total": ("total", "total allocation", "total allocated", "total budget", "total funding"),
    "left": (
        *("left", "remaining", "balance", "available", "left to spend", "balance remaining"),
        *("remaining balance", "budget remaining", "unspent", "underspend"),
    ),
}
IGNORED = "ignore"
_NEEDED = ("action", "allocated")
_ALIKE, _MAYBE, _CLOSE = 85, 86, 5
_SEVERAL = 2
_HEAD_ROWS = 60
# 2017/18, 2017-2018 or 17/18, and no part of a date.
_YEAR = re.compile(r"(?<![\d/–-])(?:20)?(\d\d)\s?[/–-]\s?(?:20)?(\d\d)(?!\d|[/–-]\d)")
_FILLING = frozenset(("the", "of", "in", "for", "from", "as", "at", "amount", "gbp", "net", "a"))


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
    """The row of headings of a sheet, and what its columns are."""

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
    found = {grid.title: (grid, row) for grid in grids if (row := _head_row(grid))}
    if not found:
        raise WorkbookError(
            "No row of headings was found: one column has to be the action's name and one what is "
            "allocated to it, such as “Action” and “Allocated”. For a workbook that has them: "
            + command("init", template="plan.xlsx")
            + ". Nothing was made."
        )
    title = next(iter(found))
    if len(found) > 1:
        offered = [Answer(name, f"the sheet {name}", "sheet", name) for name in found]
        title = settle("Several sheets look like a Delivery Plan. Which is it?", offered)
    grid, row = found[title]
    return _understand(grid, row, told, settle)


def plain_words(text: str) -> str:
    """Return a heading or a name without years, signs and filling words, to be compared."""
    return plain(_YEAR.sub(" ", text), _FILLING)


def year_in(text: str) -> str | None:
    """Return the financial year that a text speaks of: ``2017-18``."""
    match = _YEAR.search(text)
    if match is None or (int(match[1]) + 1) % 100 != int(match[2]):
        return None
    return f"20{match[1]}-{match[2]}"


def _head_row(grid: Grid) -> int | None:
    """Return the row that has most headings, among them those that are needed."""
    best, most = None, 0
    for row in grid.rows[:_HEAD_ROWS]:
        meanings = {m for column in _columns(grid) for m in _like(grid.text(row, column))}
        if set(_NEEDED) <= meanings and len(meanings) > most:
            best, most = row, len(meanings)
    return best


def _columns(grid: Grid) -> list[int]:
    return sorted({column for _row, column in grid.values})


def _scores(heading: str) -> dict[str, float]:
    words = plain_words(heading)
    if not words:
        return {}
    return {
        meaning: max(fuzz.ratio(words, alias) for alias in aliases)
        for meaning, aliases in MEANINGS.items()
    }


def _like(heading: str) -> list[str]:
    """Return what a heading can be: the best, and what is as near."""
    scores = {meaning: score for meaning, score in _scores(heading).items() if score >= _ALIKE}
    best = max(scores.values(), default=0)
    exact = best == 100  # noqa: PLR2004 - the whole of it
    return [m for m, score in scores.items() if score >= best - (0 if exact else _CLOSE)]


def _perhaps(heading: str) -> list[str]:
    """Return what a heading has the words of, though it is not like it as a whole."""
    words = plain_words(heading)
    if not words:
        return []
    return [
        meaning
        for meaning, aliases in MEANINGS.items()
        if meaning != "action" and max(fuzz.token_set_ratio(words, a) for a in aliases) > _MAYBE
    ]


def _understand(grid: Grid, row: int, told: Mapping[str, str], settle: Settle) -> Head:
    columns, unread = [], []
    for index in _columns(grid):
        heading = grid.text(row, index)
        letter = get_column_letter(index)
        text = told.get(letter)
        meanings = [text] if text else _like(heading)
        numbers = any(grid.is_number(below, index) for below in grid.rows if below > row)
        if not meanings and numbers and heading:
            meanings = [*_perhaps(heading)]
            meanings += [IGNORED] if meanings else []
        if len(meanings) > 1:
            offered = [Answer(each, each, "column", f"{letter}={each}") for each in meanings]
            question = f"{grid.name(row, index)}: “{heading}” may be several things. Which is it?"
            meanings = [settle(question, offered)]
        if meanings and meanings[0] != IGNORED:
            columns.append(Column(meanings[0], index, heading, year_in(heading)))
        elif heading:
            unread.append(Column(IGNORED, index, heading))
    return _each_once(Head(grid, row, tuple(columns), tuple(unread)), told, settle)


def _each_once(head: Head, told: Mapping[str, str], settle: Settle) -> Head:
    """Make sure that no two columns are the same thing, unless that was said of each.

    Columns of what was carried forward may be several, if each says from which year.
    """
    kept = list(head.columns)
    unread = list(head.unread)
    for meaning in MEANINGS:
        same = [column for column in kept if column.meaning == meaning]
        origins = {column.origin for column in same}
        columns = [column for column in same if told.get(column.letter) == meaning]
        of_several_years = meaning == "carried forward" and len(origins) == len(same)
        added_up = meaning != "action" and len(columns) == len(same)
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
    missing = [name for name in _NEEDED if name not in {column.meaning for column in kept}]
    if missing:
        raise WorkbookError(
            f"No column of {head.grid.title} is {' or '.join(missing)}. Say which it is: "
            + name_field("column", value=f"C={missing[0]}")
            + ". Nothing was made."
        )
    return Head(head.grid, head.row, tuple(kept), tuple(unread))
