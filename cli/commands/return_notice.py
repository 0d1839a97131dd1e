"""``ringfence return notice``: the notice of a forecast underspend, ready to send."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ringfence.cli.books import open_books
from ringfence.cli.prompt import choices
from ringfence.cli.prompt.typed import DAY
from ringfence.cli.show import output
from ringfence.ledger.commands import command
from ringfence.ledger.years import today
from ringfence.reports.render.extensions import format_of
from ringfence.reports.render.files import paper_bytes
from ringfence.reports.render.formats import file_name
from ringfence.reports.schedule import head_of

if TYPE_CHECKING:
    pass

#: A letter: what it says is no table for a workbook.
FORMATS = ("docx", "md", "html")


@click.command()
@click.argument("fund", type=choices.FUND)
@click.option("--as-at", type=DAY, metavar="DAY", help="As at this day; today if not given.")
@click.option(
    "--date",
    "dated",
    type=DAY,
    metavar="DAY",
    help="The letter's date; else the day that it is as at.",
)
@click.option(
    "--format",
    "format",
    type=click.Choice(FORMATS),
    help="Taken from the file's name, or docx.",
)
@click.option(
    "--output",
    "path",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Else it is named after the fund.",
)
@click.pass_context
def notice(
    ctx: click.Context,
    fund: str,
    as_at: datetime.date | None,
    dated: datetime.date | None,
    format: str | None,
    path: Path | None,
) -> None:
    """Write the letter to a funder that its money will not all be spent by the year's end.

    It says how much, on which actions and why, and asks for consent to what needs it, from the
    forecasts as they are. Read it over, and complete what is marked, before it is sent.

    \b
    Examples:
      ringfence return notice PLF-2017-18 --as-at 31/8/2017
      ringfence return notice PLF-2017-18 --as-at 31/8/2017 --output notice.docx
    """
    from ringfence.bookkeeping import find, record
    from ringfence.reports.notice import notice as notice_of
    from ringfence.reports.notice import to_complete
    from ringfence.reports.underspend import NoUnderspendError, underspend_of

    kind = format_of(path, format, FORMATS, "docx")
    books, day = open_books(ctx), as_at or today()
    asked = find.find_fund(books.book, fund)
    name = head_of(books.book, asked, day)
    found = underspend_of(books.book, name, day)
    if found is None or found.total <= 0:
        raise NoUnderspendError(asked, name, day, found)
    target = path or file_name(name, "notice", str(day), format=kind)
    paper = notice_of(books.book, found, dated or day)
    if not output.write(target, paper_bytes(paper, kind)):
        return
    reported = f", on {name}, in which {asked} is reported" if name != asked else ""
    output.say(f"Written to {target}{reported}.")
    faults = record.count(record.findings_of(books))["block"]
    if faults:
        what = "a fault" if faults == 1 else f"{faults} faults"
        output.say(f"The books have {what} to correct before it is sent: {command('check')}")
    missing = to_complete(books.book, found)
    if missing:
        output.say("\nTo complete before it is sent:")
    for each in missing:
        output.say(output.item(str(each)))
