"""What the columns of an unknown listing probably are, by their headings and what is in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice, pairwise
from typing import NamedTuple

from rapidfuzz import fuzz

from ringfence.importers import cells
from ringfence.importers.cells import Cell
from ringfence.importers.listing.columns import (
    CHECKS,
    WORDS,
    has_digit,
    hints_at_suppliers,
    is_day,
    is_invoice,
    is_kind,
    is_money,
    is_organisation,
    is_words,
    known_words,
    may_head_suppliers,
    plain_words,
)
from ringfence.importers.listing.errors import NOTHING_WRITTEN, UnknownProfileError
from ringfence.importers.listing.headers import (
    HEAD_ROWS,
    Head,
    column_names,
    usual_width,
    with_pairs,
)
from ringfence.importers.listing.rows import Row, Sheet
from ringfence.importers.listing.skipped_rows import says_total
from ringfence.importers.listing.sources import Source
from ringfence.ledger.messages import name_field

_ALIKE, _SAME = 84, 99
#: So many rows beneath the headings are looked at.
MOST_ROWS = 2000
#: How many of a column's values must be what it would hold: below the rest are totals and notes.
_MOSTLY = 0.8
_SHOWN = 3
_FEWEST_HEADINGS, _LONGEST_HEADING = 2, 70
#: In so many rows a column of suppliers has more than a few different ones.
_ENOUGH_ROWS = 20
#: Of the values of a column without any such heading, so many are organisations by their names.
_MANY_ORGANISATIONS = 0.3
#: A heading that has words of the council's own beside known ones is a little less sure.
_OWN_WORDS = 0.9
#: The fields in whose headings councils put words of their own.
_TEXTS = ("supplier", "supplier_id", "doc_no", "invoice")
_CODED = ("cost_centre", "account", "doc_no", "supplier_id", "invoice", "project", "order")


@dataclass(frozen=True)
class Column:
    """A column of an unknown listing.

    Attributes:
        number: Which it is, from 0.
        name: Its heading.
        cells: What stands in it, row by row.
        values: The same without what is blank, or says that its row is a total.
    """

    number: int
    name: str
    cells: tuple[Cell, ...]
    values: tuple[Cell, ...]

    @property
    def samples(self) -> list[str]:
        """Return the first few different values."""
        seen = dict.fromkeys(text for value in self.values if (text := cells.text_of(value)))
        return list(islice(seen, _SHOWN))


class Guess(NamedTuple):
    """The headings of an unknown listing, its columns, and which of them each field may be."""

    head: Head
    columns: tuple[Column, ...]


def guess(source: Source, head_row: int | None = None) -> Guess:
    """Find the headings of a file that no profile knows, and guess its columns.

    Args:
        source: The file.
        head_row: The row of the headings, if it was said.

    Raises:
        UnknownProfileError: no row looks like headings, or nothing stands beneath them.
    """
    best: tuple[float, Sheet, Row, int] | None = None
    for sheet in source.sheets:
        sample = list(islice(sheet.rows(), HEAD_ROWS))
        beneath = {row.number: after for row, after in pairwise(sample)}
        for row in with_pairs(sample):
            alike = _headings(row, beneath.get(row.number, Row(0, ())))
            if head_row:
                alike = alike + 1 if row.number == head_row else 0
            if alike and (best is None or alike > best[0]):
                best = (alike, sheet, row, usual_width(sample))
    if best is None:
        raise UnknownProfileError(
            f"{source.path}: no row looks like headings; there must be one, such as Date, Supplier "
            "and Amount, each above its column. If there is one, give its row: "
            + name_field("head-row")
            + " 4. "
            "Nothing was written."
        )
    _alike, sheet, row, width = best
    names = column_names(row.cells, width)
    columns = _columns(sheet, row.number, names)
    if not any(column.values for column in columns):
        raise UnknownProfileError(
            f"{source.path}: the headings stand in row {row.number}, and nothing beneath them. "
            "What columns hold can't be seen of headings alone: give a listing that has lines. "
            f"{NOTHING_WRITTEN}"
        )
    return Guess(Head(sheet, row.number, names, _assign(columns)), columns)


def _headings(row: Row, beneath: Row) -> float:
    """Return how like headings a row is: how many of its cells are what columns are called.

    Where fewer than two are, it counts a little if it has only words, and figures stand beneath.
    """
    words = {plain_words(cells.text_of(cell)) for cell in row.cells if isinstance(cell, str)}
    words = {each for each in words if each and len(each) <= _LONGEST_HEADING}
    alike = sum(any(_likeness(each, field) >= _ALIKE for each in words) for field in WORDS)
    if alike >= _FEWEST_HEADINGS:
        return alike
    filled = [cell for cell in row.cells if not cells.is_blank(cell)]
    only_words = len(filled) > 1 and all(map(is_words, filled)) and not any(map(is_day, filled))
    figures = any(is_day(cell) or is_money(cell) for cell in beneath.cells if cell)
    return len(filled) / 1000 if only_words and figures else 0


def _columns(sheet: Sheet, head: int, names: Sequence[str]) -> tuple[Column, ...]:
    beneath = (row.cells for row in sheet.rows() if row.number > head)
    rows = [row for row in islice(beneath, MOST_ROWS) if row]
    found = []
    for number, name in enumerate(names):
        there = tuple(row[number] if number < len(row) else None for row in rows)
        values = tuple(c for c in there if not cells.is_blank(c) and not says_total(c))
        found.append(Column(number, name, there, values))
    return tuple(found)


def _assign(columns: Sequence[Column]) -> dict[str, int]:
    """Return each field the column that is most like it, and each column to one field."""
    scored = sorted(_scores(columns), key=lambda each: (-each[0], each[2]))
    found: dict[str, int] = {}
    taken: set[int] = set()
    for _score, field, number in scored:
        if field not in found and number not in taken:
            found[field] = number
            taken.add(number)
    if _has_sides(columns, found):
        found.pop("amount", None)
        found.pop("side", None)
    else:
        for lonely in ("debit", "credit"):
            found.pop(lonely, None)
    _add_supplier(columns, found, taken)
    _add_unnamed(columns, found, taken)
    if "line_no" in found and not _numbers_lines(columns, found):
        del found["line_no"]
    return found


def _has_sides(columns: Sequence[Column], found: dict[str, int]) -> bool:
    """Return whether debits and credits have columns of their own; one may be empty in a file."""
    filled = [bool(columns[found[side]].values) for side in ("debit", "credit") if side in found]
    return len(filled) > 1 and (all(filled) or (any(filled) and "amount" not in found))


def _add_supplier(columns: Sequence[Column], found: dict[str, int], taken: set[int]) -> None:
    """Take for who was paid, where no heading says it, the column that holds such names.

    A heading alone is not enough: "Name" may be a cost centre's. Nor are names alone, where the
    council's own stands in every row.
    """
    if "supplier" in found:
        return
    ranked = sorted(
        (score, -column.number, column)
        for column in columns
        if column.number not in taken and (score := _names_suppliers(column)) > 0
    )
    if ranked:
        _add(found, taken, "supplier", [ranked[-1][2]])


def likely_suppliers(guess: Guess) -> list[Column]:
    """Return the columns of words that are not read yet, the likeliest to name suppliers first."""
    taken = set(guess.head.columns.values())
    words = [
        column
        for column in guess.columns
        if column.number not in taken and column.values and _share(column, is_words) >= _MOSTLY
    ]
    return sorted(words, key=lambda column: -_names_suppliers(column))


def _names_suppliers(column: Column) -> float:
    """Return how likely a column says who was paid, from 0 on."""
    words = plain_words(column.name)
    different = {cells.text_of(value) for value in column.values}
    few = len(column.values) >= _ENOUGH_ROWS and len(different) * _ENOUGH_ROWS <= len(column.values)
    if not may_head_suppliers(words) or few or _share(column, is_words) < _MOSTLY:
        return 0
    organisations = _share(column, is_organisation)
    hinted = hints_at_suppliers(words)
    if not hinted and organisations < _MANY_ORGANISATIONS:
        return 0
    # The council's own name is the same in every row.
    return organisations + hinted + len(different) / len(column.values) / 2


def _add_unnamed(columns: Sequence[Column], found: dict[str, int], taken: set[int]) -> None:
    """Take for what is needed still the one column that holds it, else the one called so.

    What is called so and holds something else is taken all the same: reading it says what is
    wrong with which row.
    """
    if "doc_type" not in found:
        _add(found, taken, "doc_type", [column for column in columns if _holds_kinds(column)])
    for field in ("day", "amount"):
        instead = {"day": "period", "amount": "debit"}[field]
        if field in found or instead in found:
            continue
        left = [column for column in columns if column.number not in taken]
        _add(found, taken, field, [column for column in left if _holds(field, column)])
        named = [c for c in left if c.values and _likeness(plain_words(c.name), field) >= _SAME]
        _add(found, taken, field, named[:1])


def _add(found: dict[str, int], taken: set[int], field: str, columns: Sequence[Column]) -> None:
    """Set the column of a field that has none, if only one fits and no other field has it."""
    if field not in found and len(columns) == 1 and columns[0].number not in taken:
        found[field] = columns[0].number
        taken.add(columns[0].number)


def _scores(columns: Sequence[Column]) -> Iterator[tuple[float, str, int]]:
    for column in columns:
        words = plain_words(column.name)
        for field in WORDS:
            score = _likeness(words, field)
            if not column.values:  # nothing came back: the side is there all the same
                if field in ("debit", "credit") and score >= _SAME:
                    yield score, field, column.number
            elif score >= _ALIKE and _may_hold(field, column, _MOSTLY if score < _SAME else 1 / 2):
                yield score, field, column.number


@cache
def _likeness(words: str, field: str) -> float:
    """Return how like a heading is to what a field is called, from 0 to 100.

    Words that no column is called by may be the council's own: ``HBC ref no``, ``Supplier final``.
    """
    if not words:
        return 0
    if field == "supplier" and words not in WORDS[field] and not may_head_suppliers(words):
        return 0  # "Supplier type" is near to "supplier", and is none
    bare = known_words(words) if field in _TEXTS else words
    own = 0.0 if bare in ("", words) else _OWN_WORDS * _ratio(bare, field)
    return max(_ratio(words, field), own)


def _ratio(words: str, field: str) -> float:
    return max(
        max(fuzz.ratio(words, each), 0.97 * fuzz.token_sort_ratio(words, each)) - place / 50
        for place, each in enumerate(WORDS[field])
    )


def _may_hold(field: str, column: Column, least: float) -> bool:
    """Return whether what is in a column may be a field's: at least that share of it is."""
    if field in _CODED:
        return _share(column, has_digit) >= 1 / 2
    check = CHECKS.get(field)
    return check is None or _share(column, check) >= least


def _holds(field: str, column: Column) -> bool:
    """Return whether a column is a field's by what is in it alone."""
    if not column.values or _share(column, CHECKS[field]) < _MOSTLY:
        return False
    return field != "amount" or any("." in str(value) for value in column.values)


def _holds_kinds(column: Column) -> bool:
    """Return whether a column has the kinds of documents, INV and CRN, whatever it is called."""
    invoices = any(is_invoice(cells.text_of(value)) for value in column.values)
    return invoices and _share(column, is_kind) >= _MOSTLY


def _share(column: Column, check: Callable[[Cell], bool]) -> float:
    return sum(map(check, column.values)) / max(len(column.values), 1)


def _numbers_lines(columns: Sequence[Column], found: dict[str, int]) -> bool:
    """Return whether document and line number together are never twice the same."""
    if "doc_no" not in found:
        return False
    documents, numbers = columns[found["doc_no"]].cells, columns[found["line_no"]].cells
    pairs = [pair for pair in zip(documents, numbers, strict=True) if all(pair)]
    return len(set(pairs)) == len(pairs)
