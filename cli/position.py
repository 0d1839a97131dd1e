"""``ringfence position``: what is allocated, earmarked, spent and left."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ringfence.cli import output
from ringfence.cli.books import count
from ringfence.cli.books import judged
from ringfence.cli.books import open_books
from ringfence.cli.typed import DAY
from ringfence.cli.typed import YEAR

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books
    from ringfence.reports.position import Position

FORMATS = ("text", "md", "csv", "xlsx", "docx", "html", "json")
#: What can't be printed on a terminal.
_FILES = {"xlsx": "workbook", "docx": "Word document"}
#: The paper of a meeting, which tells too what moved since the last one.
_PAPERS = ("docx", "html")


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
    help="By the name of the file, else text.",
)
@click.option("--output", "path", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--draft", is_flag=True, help="Take figures of books that have faults.")
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
    chosen = _format(format, path)
    books = open_books(ctx)
    report = make_report(books, year, as_at, since)
    content: str | bytes
    if chosen in _PAPERS:
        content = _paper(books, report, chosen)
    else:
        content = _RENDERERS[chosen](report, path is not None)
    if path:
        output.write(path, content if isinstance(content, bytes) else content.encode())
        click.echo(f"Written to {path}.")
    else:
        output.say(content if isinstance(content, str) else content.decode())
    blocks = report.findings["block"]
    if blocks and not draft:
        faults = "a fault" if blocks == 1 else f"{blocks} faults"
        raise click.ClickException(
            f"These books have {faults} to put right, so their figures are a draft: see "
            "`ringfence check`. With --draft this counts as done."
        )


def make_report(
    books: Books,
    year: str | None,
    as_at: datetime.date | None,
    since: datetime.date | None = None,
) -> Position:
    """Report the position, of the year and day asked for or of the latest."""
    from ringfence.ledger.years import FinancialYear
    from ringfence.reports.position import default_day
    from ringfence.reports.position import default_year
    from ringfence.reports.position import position as report

    today = datetime.date.today()
    of_year = FinancialYear.parse(year) if year else default_year(books.book, as_at or today)
    day = as_at or default_day(of_year, today)
    return report(books.book, of_year, day, findings=count(judged(books)), since=since)


def as_text(report: Position) -> str:
    """Give the position as text for this terminal."""
    from ringfence.reports.position_paper import position_paper
    from ringfence.reports.render.text import text

    return text(position_paper(report), output.spell).rstrip("\n")


def _paper(books: Books, report: Position, chosen: str) -> bytes:
    """Give the paper of the next meeting."""
    from ringfence.reports.meeting import meeting
    from ringfence.reports.meeting_paper import meeting_paper

    paper = meeting_paper(meeting(books.book, report, judged(books)))
    if chosen == "html":
        from ringfence.reports.render.html_ import html

        return html(paper)
    from ringfence.reports.render.docx_ import document

    return document(paper)


def _as_text(report: Position, to_file: bool) -> str:
    if not to_file:
        return as_text(report)
    from ringfence.reports.position_paper import position_paper
    from ringfence.reports.render.text import text

    return text(position_paper(report))


def _as_markdown(report: Position, to_file: bool) -> str:
    from ringfence.reports.position_paper import position_paper
    from ringfence.reports.render.markdown import markdown

    content = markdown(position_paper(report))
    return content if to_file else content.rstrip("\n")


def _as_csv(report: Position, to_file: bool) -> str | bytes:
    from ringfence.reports.position_rows import pot_lines
    from ringfence.reports.render.csv_ import csv_file
    from ringfence.reports.render.csv_ import csv_text

    table = pot_lines(report)
    return csv_file(table) if to_file else csv_text(table).rstrip("\n")


def _as_xlsx(report: Position, to_file: bool) -> bytes:  # noqa: ARG001 - as the others
    from ringfence.reports.position_paper import position_paper
    from ringfence.reports.render.xlsx import workbook

    return workbook(position_paper(report, apart=True))


def _as_json(report: Position, to_file: bool) -> str:
    from ringfence.reports.position_json import position_json

    content = json.dumps(position_json(report), indent=2, ensure_ascii=True)
    return content + "\n" if to_file else content


_RENDERERS: dict[str, Callable[[Position, bool], str | bytes]] = {
    "text": _as_text,
    "md": _as_markdown,
    "csv": _as_csv,
    "xlsx": _as_xlsx,
    "json": _as_json,
}


def _format(format: str | None, path: Path | None) -> str:
    """Give the format asked for, else the one that the file's name ends in."""
    ending = path.suffix.removeprefix(".").lower() if path else ""
    chosen = format or (ending if ending in FORMATS else "text")
    if chosen in _FILES and path is None:
        raise click.UsageError(
            f"A {_FILES[chosen]} is a file: name it, as in --output position.{chosen}."
        )
    return chosen
