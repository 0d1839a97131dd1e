"""``ringfence meeting``: the days of meetings, from which papers reckon."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import click

from ringfence.cli import choices
from ringfence.cli import output
from ringfence.cli.asking import AskedArgument
from ringfence.cli.books import open_books
from ringfence.cli.options import Said
from ringfence.cli.options import declares
from ringfence.cli.typed import DAY
from ringfence.cli.typed import WORDS
from ringfence.cli.typed import TypedCommand
from ringfence.cli.writing import run
from ringfence.ledger.json_text import json_text

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books
    from ringfence.ledger.recording.drafting import EventDraft


@click.group()
def meeting() -> None:
    """Record when the partnership meets.

    A paper (`ringfence position --output paper.docx`) is for the next meeting, and tells
    what moved since the last one.

    \b
    Examples:
      ringfence meeting add 12/6/2017
      ringfence meeting list
    """


@meeting.command(cls=TypedCommand)
@click.argument("day", cls=AskedArgument, type=DAY, ask=choices.ask_words("On which day?"))
@click.argument("title", type=WORDS, required=False)
@declares(dated=False)
@click.pass_context
def add(ctx: click.Context, said: Said, day: datetime.date, title: str | None) -> None:
    """Record a meeting, held or to come.

    TITLE is what papers call it; without it, the partnership's name and the month.

    \b
    Examples:
      ringfence meeting add 12/6/2017
      ringfence meeting add 31/7/2017 "Extraordinary meeting"
    """

    def plan(books: Books) -> list[EventDraft]:
        from ringfence.ledger.recording.drafting import EventDraft
        from ringfence.reports.meetings import MEETING
        from ringfence.reports.meetings import meetings

        if day in meetings(books.book):
            raise click.ClickException(
                f"A meeting on {day} is recorded already: {meetings(books.book)[day]}. Nothing was "
                "saved."
            )
        return [EventDraft(day, MEETING, title or _title(books, day), meta=said.meta)]

    run(ctx, plan, said)


@meeting.command("list")
@click.option("--format", "format", type=click.Choice(("text", "json")), default="text")
@click.pass_context
def list_(ctx: click.Context, format: str) -> None:
    """List the meetings.

    \b
    Example:
      ringfence meeting list
    """
    from ringfence.reports.meetings import meetings
    from ringfence.reports.render.table import Column
    from ringfence.reports.render.table import Row
    from ringfence.reports.render.table import Table
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
        output.say("No meeting is recorded yet: ringfence meeting add DAY")


def _title(books: Books, day: datetime.date) -> str:
    from ringfence.ledger.years import MONTHS

    partnership = books.book.register.partnership
    name = partnership.name if partnership else "Meeting"
    return f"{name}, {MONTHS[day.month - 1]} {day.year}"
