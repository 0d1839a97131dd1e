"""The rows of a listing that are no lines: totals, balances, remarks. Each is said, with why."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from ringfence.importers import cells
from ringfence.importers.listing.errors import FaultyRowError
from ringfence.importers.listing.lines import POUNDS, RowReader
from ringfence.importers.listing.rows import Row
from ringfence.ledger.money import pounds
from ringfence.ledger.years import MONTHS

BANNER, HEADINGS, BLANK = "above the headings", "the headings", "blank"
HEADINGS_AGAIN, REMARK = "the headings again", "a remark"
#: A cell that says no more than this is in a row of a total, whatever else stands in it.
_EXACTLY = re.compile(
    r"(grand|sub|report|page|overall|period|running|monthly)?[\s-]*totals?\s*:?", re.IGNORECASE
)
_MONTHS = "|".join(f"{name[:3]}({name[3:]})?" for name in MONTHS)
_WHEN = (
    rf"({_MONTHS}|sept)\b[\s\d/'-]*\)?|q(uarter)?\s*\d[\s\d/-]*"
    r"|(period|month|week|year|p|m|w)\s*\d[\s\d/-]*|\d[\d/.\s-]*"
)
#: Where a row has no date, these are totals too; after the bare word no more than a time may
#: stand, for a supplier may be called Total.
_TOTAL = re.compile(
    rf"{_EXACTLY.pattern}\s*(£|(for|of|to|at)\b.*|[-–(]?\s*({_WHEN}))?"
    r"|.*\S\s+(sub)?-?totals?\s*:?|(sub|grand)[\s-]*totals?\b.*",
    re.IGNORECASE,
)
#: These are only where they are the sum.
_BEGINS = re.compile(r"totals?\b.*", re.IGNORECASE)
_BALANCE = re.compile(
    r"(balance\s+)?[bc]/?f(wd)?|(balance\s+)?(carried|brought)\s+forward.*"
    r"|(opening|closing) balance.*",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{2,}")
_FEW, _LONGEST_REMARK = 2, 60


class Skipped(NamedTuple):
    """A row that is no line, and why; the amount that stands in it, of a total."""

    row: int
    reason: str
    sheet: str = ""
    amount: Decimal | None = None


def pass_over(
    reader: RowReader, row: Row, *, dated: bool, sums: tuple[Decimal, ...]
) -> Skipped | None:
    """Return why a row is no line; None if it is one, or should be.

    Args:
        reader: Reads the rows of its sheet.
        row: The row.
        dated: Whether it has a date that can be read.
        sums: What the lines above come to, in all and since the last total.

    Raises:
        FaultyRowError: it says that it is a total, and has a date, and is not the sum.
    """
    document = cells.text_of(reader.cell(row, "doc_no"))
    if dated and document and not _EXACTLY.fullmatch(document):
        return None  # as nearly all rows are
    filled = [text for cell in row.cells if (text := cells.text_of(cell))]
    if not dated and (not reader.has_amount(row) or _is_sentence(filled)):
        return _remark(reader, row, filled)
    label = _label(filled, dated=dated)
    if label is None and not dated and reader.amount(row) in sums:
        label = next(filter(_BEGINS.fullmatch, filled), None)
    sentences = (
        cells.text_of(reader.cell(row, name)) for name in ("doc_no", "invoice", "supplier")
    )
    if (dated and label is None) or any(text not in ("", label) for text in sentences):
        return None
    return _total(reader, row, label, dated=dated, sums=sums, alone=_is_alone(reader, row, filled))


def says_total(value: cells.Cell) -> bool:
    """Return whether a cell says no more than that its row is a total."""
    return isinstance(value, str) and bool(_TOTAL.fullmatch(cells.plain(value)))


def _is_sentence(filled: list[str]) -> bool:
    """Return whether nothing stands in a row but one text of words, such as a copyright notice."""
    return len(filled) == 1 and len(_WORD.findall(filled[0])) > 1


def _remark(reader: RowReader, row: Row, filled: list[str]) -> Skipped | None:
    """Pass over a row of one or two cells, neither of them a document's number."""
    if len(filled) > _FEW or any(cells.text_of(reader.cell(row, n)) for n in ("doc_no", "invoice")):
        return None
    shown = ", ".join(filled)[:_LONGEST_REMARK]
    return Skipped(row.number, f"{REMARK}: {shown}", reader.head.sheet.title)


def _total(  # noqa: PLR0913 - each is one fact of the row
    reader: RowReader,
    row: Row,
    label: str | None,
    *,
    dated: bool,
    sums: tuple[Decimal, ...],
    alone: bool,
) -> Skipped | None:
    """Pass over a total, or a balance; an amount that stands alone is one if it is the sum."""
    amount = reader.amount(row)
    if label is None and alone and amount in sums:
        label = "the sum of the rows above"
    if label is None or amount is None:
        return None
    title, reason = reader.head.sheet.title, f"{label}: {pounds(amount)}"
    if _BALANCE.fullmatch(label):
        return Skipped(row.number, reason, title)
    if dated and amount not in sums:
        why = (
            f"it says “{label}” and has a date, but it is not the total of the rows above, "
            f"{pounds(sums[0])}: take it out if it is a total, otherwise give it another text"
        )
        raise FaultyRowError([reader.fault(row, "amount", why)])
    return Skipped(row.number, reason, title, amount)


def _is_alone(reader: RowReader, row: Row, filled: list[str]) -> bool:
    """Return whether nothing but pounds stands in a row."""
    there = (cells.text_of(reader.cell(row, name)) for name in POUNDS)
    return len(filled) == sum(map(bool, there))


def _label(filled: list[str], *, dated: bool) -> str | None:
    """Return the cell that says that a row is a total or a balance."""
    total = _EXACTLY if dated else _TOTAL
    return next((t for t in filled if total.fullmatch(t) or _BALANCE.fullmatch(t)), None)
