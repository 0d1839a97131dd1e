"""Which column of a sheet is which: by the likeness of its heading, never by its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from itertools import combinations
from typing import NamedTuple

from openpyxl.utils import column_index_from_string, get_column_letter
from rapidfuzz import fuzz

from ringfence.importers.cells import UnreadCellError
from ringfence.importers.plan.errors import WorkbookError
from ringfence.importers.plan.grids import Grid
from ringfence.ledger.commands import command
from ringfence.ledger.messages import name_field
from ringfence.ledger.money import ZERO
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
        *("c f", "b f", "c fwd", "b fwd", "cfwd", "bfwd", "rolled forward", "fwd"),
    ),
    "spent": (
        *("spent", "spend", "spent to date", "spend to date", "actual", "actual to date"),
        *("actual spend", "actual spend to date", "expenditure", "expenditure to date"),
    ),
    "earmarked": (
        *("earmarked", "set aside", "on order", "earmarked not yet spent", "committed not spent"),
        *("committed not yet spent", "still committed"),
    ),
    # Some mean by it what is not yet spent, some what is spent too: it is always asked.
    "committed": ("committed", "commitment", "commitments", "total committed"),
    "total": ("total", "total allocation", "total allocated", "total budget", "total funding"),
    "left": (
        *("left", "remaining", "balance", "available", "left to spend", "balance remaining"),
        *("remaining balance", "budget remaining", "unspent", "underspend"),
    ),
}
#: What one fund gives, where each fund has a column: its heading is the fund's title.
FUND = "fund"
IGNORED = "ignore"
#: Of columns that may be what a plan gives, so many are tried at most.
_MOST_TRIED = 8
#: What a heading "Committed" may mean.
_COMMITTED = {
    "earmarked": "earmarked: not yet spent, beside what was spent",
    "committed": "committed: what was spent and what is still to come, together",
    IGNORED: "ignore: not read",
}
_ALIKE, _MAYBE, _CLOSE = 85, 86, 5
_SEVERAL = 2
_HEAD_ROWS = 60
#: 2017/18, 2017-2018 or 17/18, and no part of a date.
YEARS = re.compile(r"(?<![\d/–-])(?:20)?(\d\d)\s?[/–-]\s?(?:20)?(\d\d)(?!\d|[/–-]\d)")
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


class _Names(NamedTuple):
    """The headings of a sheet by column, in one row or two: the lower one's number, 0 if none."""

    grid: Grid
    row: int
    names: dict[int, str]

    def numbers(self, column: int) -> dict[int, Decimal]:
        """Return the amounts that stand under a heading, by row; what is none is left out."""
        found = {}
        for row in self.grid.rows:
            if row > self.row:
                with suppress(UnreadCellError):
                    found[row] = self.grid.money(row, column)
        return found

    def has_numbers(self, column: int) -> bool:
        """Return whether an amount other than nothing stands under a heading."""
        return any(self.grid.is_number(row, column) for row in self.grid.rows if row > self.row)


def plain_words(text: str) -> str:
    """Return a heading or a name without years, signs and filling words, to be compared."""
    return plain(YEARS.sub(" ", text), _FILLING)


def year_in(text: str) -> str | None:
    """Return the financial year that a text speaks of: ``2017-18``."""
    match = YEARS.search(text)
    if match is None or (int(match[1]) + 1) % 100 != int(match[2]):
        return None
    return f"20{match[1]}-{match[2]}"


def _headings(grid: Grid, told: Mapping[str, str]) -> _Names | None:
    """Return the headings of a sheet: those that most columns can be understood by.

    They stand in one row, or in two of which the upper's say what stands beneath. Where it was
    said what each column is, none is needed.
    """
    said = {column_index_from_string(letter): meaning for letter, meaning in told.items()}
    best, most = None, 0
    for names in _may_be_headings(grid):
        meanings = {m for heading in names.names.values() for m in _like(heading)}
        if not any(grid.is_number(names.row, column) for column in said):
            meanings |= {meaning for column, meaning in said.items() if column in names.names}
        money = meanings & {"allocated", "total", "left", "spent", "committed", FUND}
        if "action" in meanings and money and len(meanings) > most:
            best, most = names, len(meanings)
    if best is None and "action" in said.values() and {"allocated", FUND} & set(said.values()):
        amounts = [column for column, meaning in said.items() if meaning not in ("action", IGNORED)]
        first = (row for row in grid.rows if any(grid.is_number(row, c) for c in amounts))
        row = next(first, 1) - 1
        best = _Names(grid, row, {c: grid.text(row, c) for c in _columns(grid)})
    return best


def _may_be_headings(grid: Grid) -> Iterator[_Names]:
    rows = grid.rows[:_HEAD_ROWS]
    columns = _columns(grid)
    for above, row in zip([0, *rows], rows, strict=False):
        own = {column: text for column in columns if (text := grid.text(row, column))}
        yield _Names(grid, row, own)
        upper = {column: text for column in columns if (text := grid.text(above, column))}
        words = not any(grid.is_number(row, column) for column in own)
        if len(own) > 1 and len(upper) > 1 and words:
            yield _Names(grid, row, {**upper, **own})


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


def _understand(head: _Names, told: Mapping[str, str], settle: Settle) -> Head:
    grid, row = head.grid, head.row
    given = _given_by_sums(head, told)
    columns, unread = [], []
    for index in _columns(grid):
        heading = head.names.get(index, "")
        letter = get_column_letter(index)
        text = told.get(letter)
        meanings = [text] if text else given.get(index) or _like(heading)
        if not meanings and heading and head.has_numbers(index):
            meanings = [*_perhaps(heading)]
            meanings += [IGNORED] if meanings else []
        offered = [Answer(each, each, "column", f"{letter}={each}") for each in meanings]
        if meanings == ["committed"] and not text:
            offered = [
                Answer(each, says, "column", f"{letter}={each}")
                for each, says in _COMMITTED.items()
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


def _given_by_sums(head: _Names, told: Mapping[str, str]) -> dict[int, list[str]]:
    """Find by their sums the columns that are what a plan gives, though no word says so.

    They are those that in every row come, with what is allocated and carried forward, to the
    total; or, without a total, two or more that come to what is allocated. So funds that have a
    column each are found: "OPCC 25/26" and "OPCC 24/25 c/fwd".

    Returns:
        By column, what it is; where sums don't show it, nothing.
    """
    said = {column_index_from_string(letter): meaning for letter, meaning in told.items()}
    like = {c: [said[c]] if c in said else _like(name) for c, name in head.names.items()}
    known = [c for c, m in like.items() if m in (["allocated"], ["carried forward"], [FUND])]
    unknown = [
        column
        for column, meanings in like.items()
        if column not in known and column not in said and head.has_numbers(column)
        if not meanings or "carried forward" in meanings
    ]
    totals = [column for column, meanings in like.items() if meanings == ["total"]]
    if not totals and len(known) == 1 and like[known[0]] == ["allocated"]:
        totals, known = known, []
    if len(totals) != 1 or not unknown:
        return {}
    least = _SEVERAL if like[totals[0]] == ["allocated"] else 1
    fitting = _come_to(head, totals[0], known, unknown[:_MOST_TRIED], least)
    if len(fitting) != 1:
        return {}
    found = {column: [_kind_of_given(head.names[column])] for column in fitting[0]}
    if not known and totals[0] not in found and like[totals[0]] == ["allocated"]:
        found[totals[0]] = ["total"]
    return found


def _come_to(
    head: _Names, total: int, known: Sequence[int], unknown: Sequence[int], least: int
) -> list[tuple[int, ...]]:
    """Return which of some columns come to the total in every row, together with known ones."""
    amounts = {column: head.numbers(column) for column in (total, *known, *unknown)}
    rows = [row for row, amount in amounts[total].items() if amount]
    if len(rows) < _SEVERAL:
        return []
    fitting = []
    for size in range(len(unknown), least - 1, -1):
        for some in combinations(unknown, size):
            columns = (*known, *some)
            if all(
                sum((amounts[c].get(row, ZERO) for c in columns), ZERO) == amounts[total][row]
                for row in rows
            ):
                fitting.append(some)
    return fitting


def _kind_of_given(heading: str) -> str:
    carried = "carried forward" in (*_like(heading), *_perhaps(heading))
    return "carried forward" if carried else FUND


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
