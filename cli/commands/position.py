"""``ringfence position``: what is allocated, earmarked, spent and left."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ringfence.cli.books import open_books
from ringfence.cli.prompt.typed import DAY, YEAR
from ringfence.cli.show import output
from ringfence.ledger.commands import command
from ringfence.ledger.years import FinancialYear
from ringfence.reports.reliance import FaultyBooksError, findings_line
from ringfence.reports.render import formats
from ringfence.reports.render.extensions import format_of

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books
    from ringfence.reports.position import Position

FORMATS = formats.of_papers("csv", "json")


@click.command()
@click.option("--year", type=YEAR, help="The Delivery Plan's year; the latest with entries.")
@click.option("--as-at", type=DAY, help="The end of this day; today, or a past year's 31 March.")
@click.option(
    "--since",
    type=DAY,
    help="Show too what moved after this day; a paper does from the last meeting on.",
)
@click.option(
    "--format",
    "format",
    type=click.Choice(FORMATS),
    help="Taken from the file's name, or text.",
)
@click.option("--output", "path", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--draft", is_flag=True, help="Use the figures even if the books have faults.")
@click.pass_context
def position(
    ctx: click.Context,
    year: str | None,
    as_at: datetime.date | None,
    since: datetime.date | None,
    format: str | None,
    path: Path | None,
    draft: bool,
) -> None:
    """Show what is allocated, earmarked, spent and left.

    As docx or html it is the Financial Position paper of the next meeting, with the
    decisions sought, what moved since the last one, and what is at risk.

    \b
    Examples:
      ringfence position
      ringfence position --year 2017-18 --as-at 2017-06-12
      ringfence position --since 2017-06-12 --output position.xlsx
      ringfence position --as-at 2017-06-05 --output paper.docx
    """
    from ringfence.bookkeeping import record
    from ringfence.reports.position_files import position_files

    chosen = _format(format, path)
    books = open_books(ctx)
    report = make_report(books, year, as_at, since)
    files = position_files(books.book, report, record.findings_of(books))
    if path:
        if output.write(path, files[chosen]()):
            output.say(f"Written to {path}.")
    else:
        output.say(as_text(report) if chosen == "text" else _for_terminal(files[chosen]()))
        if chosen == "text":
            click.echo(f"\n{_print_reliance(report)}", err=True)
    blocks = report.findings["block"]
    if blocks and not draft:
        raise FaultyBooksError(blocks, "their figures are a draft", "this counts as done")


def make_report(
    books: Books,
    year: str | None,
    as_at: datetime.date | None,
    since: datetime.date | None = None,
) -> Position:
    """Report the position, of the year and day asked for or of the latest."""
    from ringfence.bookkeeping import record
    from ringfence.reports.position import default_day, default_year
    from ringfence.reports.position import position as report

    today = datetime.date.today()
    of_year = FinancialYear.parse(year) if year else default_year(books.book, as_at or today)
    day = as_at or default_day(of_year, today)
    return report(
        books.book, of_year, day, findings=record.count(record.findings_of(books)), since=since
    )


def as_text(report: Position) -> str:
    """Return the position as text for this terminal."""
    from ringfence.reports.position_paper import position_paper
    from ringfence.reports.render.text import text

    return text(position_paper(report, for_officer=True), output.spell).rstrip("\n")


def _print_reliance(report: Position) -> str:
    """Print how far the figures can be relied on: for the officer, not for the paper."""
    line = f"Checks: {findings_line(report.findings)}."
    if not any(report.findings.values()):
        return line
    return f"{line} To see each, type: {command('check')}"


def _for_terminal(content: bytes) -> str:
    """Return a file as a terminal shows it."""
    return content.decode("utf-8-sig").replace("\r\n", "\n").rstrip("\n")


def _format(format: str | None, path: Path | None) -> str:
    chosen = format_of(path, format, FORMATS, "text")
    if path is None and not formats.FORMATS[chosen].on_terminal:
        raise click.UsageError(
            f"This is {formats.what_is(chosen)}, so a file: name it, as in --output "
            f"position.{chosen}."
        )
    return chosen
