"""A Delivery Plan's workbook read as a whole: understood and shown, or refused cell by cell."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING
from typing import NamedTuple

import click

from ringfence.cli import asking
from ringfence.cli import output
from ringfence.cli.asking import Choice
from ringfence.cli.workbooks.books import PlanBooks
from ringfence.cli.workbooks.books import plan_books
from ringfence.cli.workbooks.cells import Grid
from ringfence.cli.workbooks.cells import WorkbookError
from ringfence.cli.workbooks.cells import read_grids
from ringfence.cli.workbooks.headers import IGNORED
from ringfence.cli.workbooks.headers import MEANINGS
from ringfence.cli.workbooks.headers import Head
from ringfence.cli.workbooks.headers import find_head
from ringfence.cli.workbooks.headers import year_in
from ringfence.cli.workbooks.rows import Line
from ringfence.cli.workbooks.rows import read_rows
from ringfence.ledger.money import ZERO
from ringfence.ledger.years import FinancialYear

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books
    from ringfence.reports.render.table import Table

_AMOUNTS = ("allocated", "carried forward", "spent", "earmarked")


class Asked(NamedTuple):
    """What was said beside the workbook."""

    sheet: str | None
    columns: Mapping[str, str]
    year: FinancialYear | None
    funder: str
    fund: str | None
    award: Decimal | None
    as_at: datetime.date | None


def read_plan(path: Path, asked: Asked) -> PlanBooks:
    """Read a workbook.

    Raises:
        WorkbookError: it can't be read, or not be understood, with every reason.
    """
    head = find_head(read_grids(path), asked.sheet, asked.columns, settle)
    rows = read_rows(head)
    if rows.faults:
        listed = "\n".join(f"  {fault}." for fault in rows.faults)
        raise WorkbookError(
            f"{path} can't be taken over as it is:\n\n{listed}\n\nNothing was made."
        )
    year = asked.year or _year_of(head) or FinancialYear.containing(datetime.date.today())
    as_at = asked.as_at or min(datetime.date.today(), year.end)
    if not year.start <= as_at <= year.end:
        raise WorkbookError(
            f"{as_at} is not in {year.spoken}, the year of the plan: say as at which day it is "
            "(--as-at), or which year (--year). Nothing was made."
        )
    return plan_books(
        rows, year, funder=asked.funder, fund=asked.fund, award=asked.award, as_at=as_at
    )


def read_columns(given: tuple[str, ...]) -> dict[str, str]:
    """Read what was said of columns: ``F=spent``.

    Raises:
        click.BadParameter: it is something else.
    """
    found = {}
    for text in given:
        letter, _equals, meaning = (part.strip() for part in text.partition("="))
        if not (letter.isascii() and letter.isalpha()) or meaning not in (*MEANINGS, IGNORED):
            raise click.BadParameter(
                f"“{text}”: write a column and what it is, such as F=spent. It can be "
                f"{', '.join(MEANINGS)} or {IGNORED}.",
                param_hint="--column",
            )
        found[letter.upper()] = meaning
    return found


def settle(question: str, offered: list[tuple[str, str]]) -> str:
    """Ask which of several is meant; where nobody can be asked, refuse.

    Raises:
        WorkbookError: nobody can be asked.
    """
    if asking.on_terminal():
        return asking.choose(question, [Choice(says, value) for value, says in offered])
    listed = "\n".join(f"  {says}" for _value, says in offered)
    raise WorkbookError(f"{question}\n\n{listed}\n\nNothing was made.")


def show(plan: PlanBooks) -> None:
    """Print what was understood, and what was passed over."""
    from ringfence.reports.render.text import table_text

    head = plan.rows.head
    output.say(f"The plan of {plan.year.spoken}, from the sheet {head.grid.title}:\n")
    for column in head.columns:
        output.say(f"  Column {column.letter} “{column.heading}” is {column.meaning}.")
    for column in head.unread:
        output.say(f"  Column {column.letter} “{column.heading}” is not read.")
    for remark in plan.rows.remarks:
        output.say(f"  {remark}.")
    output.say("")
    output.say(table_text(_table(plan), output.spell))
    funds = ", ".join((*plan.carried.values(), plan.fund))
    output.say(f"\nFunds: {funds}; what was carried forward is spent first.")
    output.say(f"What was spent and earmarked is dated {plan.as_at}.\n")


def _table(plan: PlanBooks) -> Table:
    from ringfence.reports.render.table import Column
    from ringfence.reports.render.table import Row
    from ringfence.reports.render.table import Table

    heads = [meaning for meaning in _AMOUNTS if plan.rows.head.of(meaning)]
    columns = [Column(meaning.capitalize(), "money", summed=True) for meaning in heads]

    def row(line: Line) -> Row:
        called = plan.pot(line).address
        return Row((line.name, called, *(plan.rows.amount(line, each) for each in heads)))

    rows = tuple(row(line) for line in plan.rows.lines)
    named = (Column("In the workbook"), Column("In the books"), *columns)
    return Table("", named, rows, total="In all")


def must_agree(books: Books, plan: PlanBooks) -> None:
    """Make sure that the books reproduce the workbook, line by line.

    Raises:
        WorkbookError: they do not.
    """
    from ringfence.reports.position import position

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
                f"{place}: the books would say otherwise of “{line.name}”. Nothing was made."
            )


def _year_of(head: Head) -> FinancialYear | None:
    """Find the one year that the sheet's title, or what stands above its headings, speaks of."""
    grid: Grid = head.grid
    above = [str(value) for (row, _column), value in grid.values.items() if row < head.row]
    own = [c.heading for c in head.columns if c.meaning == "allocated"]
    found = {year for text in (grid.title, *above, *own) if (year := year_in(text))}
    return FinancialYear.parse(found.pop()) if len(found) == 1 else None
