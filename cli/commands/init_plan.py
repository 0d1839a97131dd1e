"""Beginning books with the Delivery Plan of a workbook: all of it, or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from ringfence.bookkeeping.folders import new_folder
from ringfence.bookkeeping.new_books import NotMadeError, Start, write_books
from ringfence.bookkeeping.record import record
from ringfence.cli.prompt import asking
from ringfence.cli.prompt.asking import Choice
from ringfence.cli.settings import Settings
from ringfence.cli.show import output
from ringfence.importers.plan.books import PlanBooks, drafts
from ringfence.importers.plan.errors import WorkbookError
from ringfence.importers.plan.headers import Answer
from ringfence.importers.plan.reading import Asked, must_agree, read_plan
from ringfence.importers.plan.rows import KINDS, Line
from ringfence.importers.plan.template import template
from ringfence.importers.plan.words import FUND, IGNORED, MEANINGS
from ringfence.ledger.commands import Blank, command, quote
from ringfence.ledger.loading import load
from ringfence.ledger.money import ZERO
from ringfence.ledger.recording import writing
from ringfence.ledger.years import FinancialYear
from ringfence.reports.render.extensions import format_of
from ringfence.reports.render.table import Column, Row, Table


def take_over(
    ctx: click.Context, folder: Path, partnership: str, source: Path, asked: Asked, *, dry_run: bool
) -> bool:
    """Make books of a workbook, once it was shown; say whether they were made."""
    plan = read_plan(source, asked, _settle)
    _show(plan)
    if dry_run:
        output.say("Nothing was made.")
        return False
    if asking.on_terminal() and not asking.confirm("Is that right?"):
        raise click.Abort
    make_of_plan(folder, partnership, plan, ctx.ensure_object(Settings).actor)
    return True


def make_of_plan(folder: Path, partnership: str, plan: PlanBooks, who: str) -> None:
    """Make books of what was understood of a workbook: all of it, or nothing.

    Raises:
        UnservedError: they can't be made so.
    """
    start = Start(partnership, plan.year, plan.fund, plan.funder, plan.award or None)
    with new_folder(folder) as made:
        write_books(made, start)
        _record(made, plan, who)


def _settle(question: str, offered: list[Answer]) -> str:
    """Ask which of several is meant; where nobody can be asked, refuse.

    Raises:
        WorkbookError: nobody can be asked.
    """
    shown = [Choice(_says(each), each.value) for each in offered]
    if asking.on_terminal():
        return asking.choose(question, shown)
    listed = "\n".join(f"  {each.title}" for each in shown)
    raise WorkbookError(f"{question}\n\n{listed}\n\nNothing was made.")


def _says(answer: Answer) -> str:
    """Return what may be meant, and what says so on the command line."""
    argument = quote(answer.argument)
    return f"{answer.says} (--{answer.option} {argument})"


def _show(plan: PlanBooks) -> None:
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
    output.say(table_text(plan_table(plan), output.spell))
    output.say("")
    for each in describe_funds(plan):
        output.say(f"  {each}")
    if plan.carried:
        output.say("  What was carried forward is spent first.")
    output.say(f"What was spent and earmarked is dated {plan.as_at}.\n")


def describe_funds(plan: PlanBooks) -> Iterator[str]:
    """Yield what the fund of each column is, so that a wrong one is seen before it is made."""
    for origin, fund in plan.carried.items():
        yield f"{fund} is {plan.funder}'s money carried forward from {origin}."
    yield f"{plan.fund} is {plan.funder}'s money of {plan.year}."
    for each in plan.others.values():
        yield f"{each.id} is {each.funder}'s money of {plan.year}, from “{each.title}”."


def plan_table(plan: PlanBooks) -> Table:
    """Return what each line of a plan comes to in the books."""
    uses = [meaning for meaning in ("spent", "earmarked") if plan.rows.has(meaning)]
    funds = (*plan.carried.values(), plan.fund, *(each.id for each in plan.others.values()))
    columns = [Column(name, "money", summed=True) for name in (*funds, *map(str.capitalize, uses))]

    def row(line: Line) -> Row:
        given = plan.given_by_fund(line)
        amounts = [given.get(fund, ZERO) for fund in funds]
        amounts += [plan.rows.amount(line, each) for each in uses]
        return Row((line.name, plan.pot(line).address, *amounts))

    rows = tuple(row(line) for line in plan.rows.lines)
    named = (Column("In the workbook"), Column("In the books"), *columns)
    return Table("", named, rows, total="In all")


def _record(folder: Path, plan: PlanBooks, who: str) -> None:
    """Record what a workbook says, and make sure that the books say the same."""
    main = folder / "main.beancount"
    try:
        record(main, lambda _books: list(drafts(plan)), who=who)
    except writing.RefusedError as error:
        reasons = "\n\n".join(dict.fromkeys(finding.message for finding in error.findings))
        raise NotMadeError(f"{reasons}\n\nNothing was made.") from error
    must_agree(load(main), plan)


def read_columns(given: tuple[str, ...]) -> dict[str, str]:
    """Read what was said of columns: ``F=spent``.

    Raises:
        click.BadParameter: it is something else.
    """
    found = {}
    for text in given:
        letter, _equals, meaning = (part.strip() for part in text.partition("="))
        meaning = " ".join(meaning.casefold().replace("-", " ").split())
        if not (letter.isascii() and letter.isalpha()) or meaning not in (*MEANINGS, FUND, IGNORED):
            raise click.BadParameter(
                f"“{text}”: write a column and what it is, such as F=spent. It can be "
                f"{', '.join((*MEANINGS, FUND))} or {IGNORED}.",
                param_hint="--column",
            )
        found[letter.upper()] = meaning
    return found


def read_kinds(given: tuple[str, ...]) -> dict[int, str]:
    """Read what was said of rows: ``14=subtotal``.

    Raises:
        click.BadParameter: it is something else.
    """
    found = {}
    for text in given:
        row, _equals, kind = (part.strip() for part in text.partition("="))
        if not (row.isascii() and row.isdigit()) or kind.casefold() not in KINDS:
            raise click.BadParameter(
                f"“{text}”: write a row and what it is, such as 14=subtotal. It can be "
                f"{', '.join(KINDS[:-1])} or {KINDS[-1]}.",
                param_hint="--row",
            )
        found[int(row)] = kind.casefold()
    return found


def write_template(path: Path, year: FinancialYear) -> None:
    """Write an empty workbook of a year's plan, over nothing that is there."""
    format_of(path, None, ("xlsx",), "xlsx")
    if path.exists():
        raise output.NotWrittenError(f"{path} is there already, and was not changed.")
    if not output.write(path, template(year)):
        return
    output.say(
        f"Written to {path}. Fill it in and save it; then:\n"
        f"  {command('init', 'books', partnership=Blank.NAME, from_=path)}"
    )
