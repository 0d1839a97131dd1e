"""``ringfence meeting``: the days of meetings, from which papers reckon."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from ringfence.bookkeeping import offers
from ringfence.bookkeeping.meeting_add import MeetingAdd
from ringfence.bookkeeping.request import Request
from ringfence.cli.books import open_books
from ringfence.cli.events import command_of
from ringfence.cli.prompt import choices
from ringfence.cli.prompt.asking import AskedArgument
from ringfence.cli.prompt.options import declares
from ringfence.cli.prompt.typed import DAY, WORDS, TypedCommand
from ringfence.cli.show import output
from ringfence.cli.writing import run
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.json_text import json_text
from ringfence.reports.meetings import meetings
from ringfence.reports.render.table import Column, Row, Table

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books
    from ringfence.ledger.recording.drafting import Wanted
    from ringfence.ledger.recording.writing import Recording


_known = click.argument(
    "day", cls=AskedArgument, type=DAY, ask=choices.ask_one("Which meeting?", offers.meetings)
)


@click.group()
def meeting() -> None:
    """Record the partnership's meetings.

    A paper (`ringfence position --output paper.docx`) is for the next meeting, and tells
    what moved since the last one.

    \b
    Examples:
      ringfence meeting add 12/6/2017
      ringfence meeting amend 12/6/2017 --to 19/6/2017
      ringfence meeting list
    """


meeting.add_command(command_of(MeetingAdd))


@meeting.command(cls=TypedCommand)
@_known
@click.option("--to", type=DAY, metavar="DAY", help="The day on which it is, in fact.")
@click.option("--title", type=WORDS, metavar="TEXT", help="What papers call it.")
@declares(dated=False)
@click.pass_context
def amend(
    ctx: click.Context,
    request: Request,
    day: datetime.date,
    to: datetime.date | None,
    title: str | None,
) -> None:
    """Put a meeting on another day, or call it otherwise.

    What it was to decide is asked of it on its new day. What was recorded stays in the file as
    a comment.

    \b
    Examples:
      ringfence meeting amend 12/6/2017 --to 19/6/2017
      ringfence meeting amend 31/7/2017 --title "Extraordinary meeting"
    """
    if to is None and title is None:
        raise click.UsageError("Give what is right: --to DAY or --title TEXT.", ctx)

    def plan(books: Books) -> Sequence[Wanted]:
        from ringfence.bookkeeping.meetings import draft_meeting_change

        return draft_meeting_change(books, request, day, to or day, title)

    def remarks(recording: Recording) -> Iterator[str]:
        from ringfence.bookkeeping.meetings import remarks_on_change

        return remarks_on_change(recording, day, to or day)

    run(ctx, plan, request, remarks=remarks)


@meeting.command(cls=TypedCommand)
@_known
@declares(dated=False)
@click.pass_context
def cancel(ctx: click.Context, request: Request, day: datetime.date) -> None:
    """Take a meeting back: it is not held, or was recorded by mistake.

    What it was to decide stays open, and is asked of no meeting until it is said of which.

    \b
    Example:
      ringfence meeting cancel 12/6/2017
    """

    def plan(books: Books) -> Sequence[Wanted]:
        from ringfence.bookkeeping.meetings import draft_cancellation

        return draft_cancellation(books, request, day)

    def remarks(recording: Recording) -> Iterator[str]:
        from ringfence.bookkeeping.meetings import remarks_on_cancellation

        return remarks_on_cancellation(recording, day)

    run(ctx, plan, request, remarks=remarks)


@meeting.command("list")
@click.option("--format", "format", type=click.Choice(("text", "json")), default="text")
@click.pass_context
def list_(ctx: click.Context, format: str) -> None:
    """List the meetings.

    \b
    Example:
      ringfence meeting list
    """
    from ringfence.reports.render.text import table_text

    found = meetings(open_books(ctx).book)
    if format == "json":
        shown = [{"date": day.isoformat(), "title": title} for day, title in found.items()]
        output.say(json_text(shown))
    elif found:
        columns = (Column("Date", "date"), Column("Meeting"))
        rows = tuple(Row((day, title)) for day, title in found.items())
        output.say(table_text(Table("", columns, rows), output.spell))
    else:
        output.say(f"No meeting is recorded yet: {command('meeting add', Blank.DAY)}")
