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
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.money import pounds
from ringfence.ledger.years import today
from ringfence.reports.render.extensions import format_of
from ringfence.reports.render.files import paper_bytes
from ringfence.reports.render.formats import file_name
from ringfence.reports.schedule import head_of

if TYPE_CHECKING:
    from ringfence.reports.underspend import Underspend

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
    from ringfence.reports.underspend import underspend_of

    kind = format_of(path, format, FORMATS, "docx")
    books, day = open_books(ctx), as_at or today()
    asked = find.find_fund(books.book, fund)
    name = head_of(books.book, asked, day)
    found = underspend_of(books.book, name, day)
    if found is None or found.total <= 0:
        raise click.ClickException(_none(asked, name, day, found))
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


def _none(fund: str, head: str, day: datetime.date, found: Underspend | None) -> str:
    """Return a message that there is none of that fund, and how to ask of another day.

    A day after the grant's years mostly is today's, where no day was given.
    """
    texts = [f"No underspend of {fund} is forecast as at {day}."]
    if head != fund:
        texts.append(f"By then it is reported in {head}.")
    if found and found.unspent.later:
        texts.append(f"{pounds(found.unspent.later)} may be spent later by its terms.")
    if found and found.unspent.kept:
        texts.append(f"{pounds(found.unspent.kept)} is kept, as its terms let you.")
    if found and found.unspent.not_looked_at:
        texts.append(
            f"{pounds(found.unspent.not_looked_at)} is expected to be spent, and nobody has "
            f"looked at it yet ({command('position', as_at=day)})."
        )
    another = command("return notice", fund, as_at=Blank.DAY)
    texts.append(f"For another day, type: {another}")
    return " ".join(texts)
