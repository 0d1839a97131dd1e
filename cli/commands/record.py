"""``ringfence record``: many events, a line of JSON each, all of them or none."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import click

from ringfence.bookkeeping import lines as lines_
from ringfence.bookkeeping.event import Event
from ringfence.cli.main import COMMANDS, where_events_are
from ringfence.cli.settings import Settings
from ringfence.cli.show import output
from ringfence.ledger.main_file import find_books
from ringfence.ledger.recording.errors import RecordingError


@click.command
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option("--dry-run", is_flag=True, help="Show what would be saved; save nothing.")
@click.pass_context
def record(ctx: click.Context, file: str, dry_run: bool) -> None:
    """Record events from a file, a line of JSON for each, all or none.

    Each line names a command and its fields, such as {"event": "spend", "pot":
    "2017-18/BigLunch", "amount": "384.00", "payee": "Printer", "invoice": "PR-0588"}. Fields
    are called as options are; those in capitals in a command's help are in small letters. An
    amount is a text, so that no penny is lost, a day 2017-06-12 or as you type it elsewhere.
    What the lines before it record is in place for each line; all are judged together.
    Nothing is asked. With - the lines are read from standard input.

    \b
    Examples:
      ringfence record june.jsonl --dry-run
      ringfence record june.jsonl
    """
    from ringfence.bookkeeping.record import record as record_all
    from ringfence.bookkeeping.record import refuse_empty_file
    from ringfence.cli.show.receipt import receipt
    from ringfence.ledger.recording.writing import RefusedError

    settings = ctx.ensure_object(Settings)
    folder = Path() if file == "-" else Path(file).parent
    lines = lines_.read_lines(_text(file), event_called, folder)
    desk = lines_.Desk(lines, settings.actor)
    main, (first, *others) = find_books(settings.books), desk.plans()
    try:
        recording = record_all(
            main, refuse_empty_file(first), *others, who=settings.actor, dry_run=dry_run
        )
    except RefusedError as error:
        raise desk.refuse(error) from error
    except RecordingError as error:
        raise desk.unwritten(error) from error
    output.say(receipt(recording, remarks=desk.remarks(recording), nothing="There are no lines."))


def _text(file: str) -> str:
    """Read the lines.

    Raises:
        NotUtf8Error: they are no text.
    """
    content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise lines_.NotUtf8Error(
            f"{file} is not text in UTF-8: the byte at place {error.start} cannot be read."
        ) from error


def event_called(name: str) -> type[Event]:
    """Return the event of a command.

    Raises:
        UnknownEventError: it has none; the message names those there are.
    """
    events = where_events_are()
    if name in events:
        module, _, attribute = events[name].partition(":")
        found: type[Event] = getattr(importlib.import_module(f"ringfence.{module}"), attribute)
        return found
    why = (
        "can't be recorded from a file" if name.partition(" ")[0] in COMMANDS else "is not an event"
    )
    raise lines_.UnknownEventError(f"`{name}` {why}; these can be recorded: {', '.join(events)}.")
