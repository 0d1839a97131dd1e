"""``ringfence deadlines``: what is due, and ``ringfence`` alone: the Monday page."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ringfence.cli.books import open_books
from ringfence.cli.prompt.typed import DAY
from ringfence.cli.settings import Settings
from ringfence.cli.show import output
from ringfence.ledger import main_file
from ringfence.ledger.json_text import json_file
from ringfence.ledger.years import today
from ringfence.reports.matters import Deadline, line_of
from ringfence.reports.render.extensions import format_of

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books

FORMATS = ("text", "json", "ics")


@click.command()
@click.option("--as-at", type=DAY, metavar="DAY", help="As at this day; today if not given.")
@click.option(
    "--format",
    "format",
    type=click.Choice(FORMATS),
    help="Taken from the file's name, or text.",
)
@click.option(
    "--output",
    "path",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The file to write; if not given, it is printed.",
)
@click.pass_context
def deadlines(
    ctx: click.Context, as_at: datetime.date | None, format: str | None, path: Path | None
) -> None:
    """List what is due, awaited or at risk, soonest first.

    \b
    Examples:
      ringfence deadlines
      ringfence deadlines --as-at 12/6/2017
      ringfence deadlines --output deadlines.ics
    """
    chosen = format_of(path, format, FORMATS, "text")
    books = open_books(ctx)
    content = _MAKERS[chosen](books, as_at or today())
    if path is None:
        output.say(content.decode().replace("\r\n", "\n").rstrip("\n"))
        return
    if output.write(path, content):
        output.say(f"Written to {path}.")


def monday_page(ctx: click.Context) -> bool:
    """Print the five lines that matter today; say whether there are books to say them of."""
    given = ctx.ensure_object(Settings).books
    try:
        main_file.find_books(given)
    except main_file.BooksError:
        if given:
            raise
        return False
    # Not before: `ringfence` alone, where there are no books, is a help as well.
    from ringfence.bookkeeping import record
    from ringfence.reports.deadlines import monday

    books = open_books(ctx)
    empty = record.emptiness(books)
    page = (
        [empty]
        if empty
        else monday(books.book, today(), record.findings_of(books), _council(books))
    )
    for line in page:
        output.say(line)
    return True


def _council(books: Books) -> list[str]:
    """Return how far the council's ledger is reconciled, if lines of it wait."""
    from ringfence.ledger.council.listings import KeptListingError, kept_lines
    from ringfence.reports.reconciliation.status import status_line

    try:
        lines = kept_lines(books)
    except KeptListingError as error:
        return [str(error)]
    text = status_line(books.book, lines)
    return [text] if text else []


def _found(books: Books, day: datetime.date) -> Sequence[Deadline]:
    from ringfence.bookkeeping import record
    from ringfence.reports.deadlines import deadlines as found_of

    return found_of(books.book, day, record.findings_of(books))


def _text(books: Books, day: datetime.date) -> bytes:
    lines = [output.item(line_of(each)) for each in _found(books, day)]
    return ("\n".join(lines) or "Nothing is due, awaited or at risk.").encode()


def _json(books: Books, day: datetime.date) -> bytes:
    from ringfence.reports.deadlines import deadlines_json

    return json_file(deadlines_json(_found(books, day), _owner(books), day))


def _ics(books: Books, day: datetime.date) -> bytes:
    from ringfence.reports.render.calendar import calendar

    return calendar(_found(books, day), _owner(books), day)


def _owner(books: Books) -> str:
    partnership = books.book.register.partnership
    return partnership.name if partnership else ""


_MAKERS = {"text": _text, "json": _json, "ics": _ics}
