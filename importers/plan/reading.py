"""A Delivery Plan's workbook read as a whole: understood, or refused cell by cell."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from ringfence.importers.plan.books import PlanBooks, plan_books
from ringfence.importers.plan.errors import WorkbookError
from ringfence.importers.plan.grids import Grid, read_grids
from ringfence.importers.plan.headers import Head, Settle, find_head
from ringfence.importers.plan.rows import read_rows
from ringfence.importers.plan.words import FUND, year_in
from ringfence.ledger.loading import Books
from ringfence.ledger.messages import name_field
from ringfence.ledger.money import ZERO
from ringfence.ledger.years import FinancialYear
from ringfence.reports.position import position


class Asked(NamedTuple):
    """What was said beside the workbook."""

    sheet: str | None
    columns: Mapping[str, str]
    rows: Mapping[int, str]
    year: FinancialYear | None
    funder: str
    fund: str | None
    award: Decimal | None
    as_at: datetime.date | None


def read_plan(path: Path, asked: Asked, settle: Settle) -> PlanBooks:
    """Read a workbook.

    Args:
        path: The workbook.
        asked: What was said beside it.
        settle: Asks which of several is meant, or refuses.

    Raises:
        WorkbookError: it can't be read, or not be understood, with every reason.
    """
    head = find_head(read_grids(path), asked.sheet, asked.columns, settle)
    rows = read_rows(head, asked.rows, settle)
    if rows.faults:
        listed = "\n".join(f"  {fault}." for fault in rows.faults)
        raise WorkbookError(
            f"{path} can't be taken over as it is:\n\n{listed}\n\nNothing was made."
        )
    year = asked.year or _year_of(head)
    year = year or FinancialYear.of_day(asked.as_at or datetime.date.today())
    as_at = asked.as_at or min(datetime.date.today(), year.end)
    if not year.start <= as_at <= year.end:
        raise WorkbookError(
            f"{as_at} is not in {year.spoken}, the year of the plan: say as at which day it is "
            "("
            + name_field("as-at")
            + "), or which year ("
            + name_field("year")
            + "). Nothing was made."
        )
    return plan_books(
        rows, year, funder=asked.funder, fund=asked.fund, award=asked.award, as_at=as_at
    )


def must_agree(books: Books, plan: PlanBooks) -> None:
    """Make sure that the books reproduce the workbook, line by line.

    Raises:
        WorkbookError: they do not.
    """
    made = position(books.book, plan.year, plan.year.end, findings={})
    actions = {(str(plan.year), each.action): each.figures for each in made.actions}
    for line in plan.rows.lines:
        amounts = [plan.rows.total(line)]
        if line.kind == "action":
            figures = actions[plan.pot(line).path]  # type: ignore[index] # an action has two parts
            amounts += [plan.rows.amount(line, each) for each in ("spent", "earmarked")]
            found = [figures.allocated, figures.spent, figures.earmarked]
        else:
            pool = made.reserve if line.kind == "reserve" else made.unallocated
            found = [sum(pool.values(), ZERO)]
            if line.kind == "unallocated":
                found = [min(found[0], amounts[0])]
        if found != amounts:
            place = plan.rows.head.grid.name(line.row, plan.rows.head.columns[0].number)
            raise WorkbookError(
                f"{place}: the books would not agree on “{line.name}”. Nothing was made."
            )


def _year_of(head: Head) -> FinancialYear | None:
    """Find the one year that the sheet's title, or what stands above its headings, speaks of."""
    grid: Grid = head.grid
    above = [str(value) for (row, _column), value in grid.values.items() if row < head.row]
    own = [c.heading for c in head.columns if c.meaning in ("allocated", FUND)]
    found = {year for text in (grid.title, *above, *own) if (year := year_in(text))}
    return FinancialYear.parse(found.pop()) if len(found) == 1 else None
