"""What texts tell people to type, read back: each line is found, read, filled and parsed."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Iterator
from typing import Any

import click

from ringfence.cli.main import main
from ringfence.ledger.commands import PROGRAM, Blank, commands_in

#: What somebody puts into each blank where nothing else is called for.
ANYTHING = {
    Blank.AMOUNT: "1.00",
    Blank.BODY: "CSP",
    Blank.COUNT: "12",
    Blank.DAY: "2017-09-01",
    Blank.ENTRY: "LCFC-1093",
    Blank.FILE: "file.csv",
    Blank.FOLDER: "books",
    Blank.FROM: "Reserve",
    Blank.FUND: "PLF-2017-18",
    Blank.ID: "New-1",
    Blank.NAME: "Leicester City FC",
    Blank.PART: "50",
    Blank.PERSON: "cfo",
    Blank.POT: "2017-18/Diversionary",
    Blank.REFERENCE: "LCFC-9",
    Blank.TEXT: "As it was agreed",
    Blank.TO: "2017-18/Bluelight",
}
Fill = Callable[[Blank, list[str]], str]
_PART_OF_WORD = re.compile(r"([/=, ])")


def lines_in(text: str) -> list[str]:
    """Return the command lines of a text, each once, in order."""
    found = [text[place.start : place.end] for place in commands_in(text)]
    return list(dict.fromkeys(found))


def texts_of(output: str) -> list[str]:
    """Return the texts of an output: all it says or, if it is JSON, each string in it."""
    if output.lstrip()[:1] in ("{", "["):
        try:
            return list(_strings(json.loads(output)))
        except ValueError:
            pass
    return [output]


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)


def filled(line: str, fill: Fill = lambda blank, _words: ANYTHING[blank]) -> list[str]:
    """Read a command line as sh does, and fill its blanks; the program's name is left out."""
    program, *words = shlex.split(line)
    assert program == PROGRAM
    return [
        "".join(
            fill(Blank(part), words[:place]) if part in set(Blank) else part
            for part in _PART_OF_WORD.split(word)
        )
        for place, word in enumerate(words)
    ]


def command_of(args: list[str]) -> tuple[click.Command, list[str]]:
    """Find the command that arguments name, in the tree that there really is."""
    command: click.Command = main
    rest = list(args)
    ctx = click.Context(main, info_name=PROGRAM)
    while rest[:1] in (["--as"], ["--books"]):
        rest = rest[2:]
    while isinstance(command, click.Group) and rest:
        found = command.get_command(ctx, rest[0])
        if found is None:
            break
        command, rest = found, rest[1:]
    return command, rest


def parse(args: list[str]) -> None:
    """Parse arguments as they would be typed, off a terminal; nothing is done.

    Raises:
        click.UsageError: they do not parse.
    """
    ctx = main.make_context(PROGRAM, list(args))
    command: click.Command = main
    while isinstance(command, click.Group):
        rest = [*ctx._protected_args, *ctx.args]
        if not rest:
            break
        name, found, rest = command.resolve_command(ctx, rest)
        assert found is not None
        ctx, command = found.make_context(name, rest, parent=ctx), found


def wrong_with(line: str) -> str | None:
    """Return what is wrong with a command line; nothing if it parses once its blanks are filled.

    A command that is only named, as in `ringfence pay`, need not parse: but there is one.
    """
    try:
        args = filled(line)
    except ValueError as error:
        return f"no shell reads it ({error})"
    command, rest = command_of(args)
    is_group = isinstance(command, click.Group) and not command.invoke_without_command
    if command is main and rest and rest[0] not in ("--help", "--version"):
        return f"there is no command {rest[0]}"
    if not rest and not is_group:
        return None
    try:
        parse(args)
    except click.UsageError as error:
        # A file of somebody's own is there when the line is typed.
        return None if "does not exist" in error.message else error.format_message()
    except (click.exceptions.Exit, click.ClickException):
        # It parses. At a terminal it asks of the books next, and there are none here.
        return None
    return None


def all_wrong(output: str) -> dict[str, str]:
    """Return what is wrong with each command line of an output that does not hold."""
    found = {}
    for text in texts_of(output):
        for line in lines_in(text):
            wrong = wrong_with(line)
            if wrong:
                found[line] = wrong
    return found
