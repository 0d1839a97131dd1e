"""``ringfence meeting``: the days of meetings, from which papers reckon."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ringfence.bookkeeping.meeting_add import MeetingAdd
from ringfence.bookkeeping.meeting_amend import MeetingAmend
from ringfence.bookkeeping.meeting_cancel import MeetingCancel
from ringfence.cli.books import open_books
from ringfence.cli.events import command_of
from ringfence.cli.show import output
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.json_text import json_text
from ringfence.reports.meetings import meetings
from ringfence.reports.render.table import Column, Row, Table

if TYPE_CHECKING:
    pass


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


for _event in (MeetingAdd, MeetingAmend, MeetingCancel):
    meeting.add_command(command_of(_event))


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
