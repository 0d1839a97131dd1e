"""docs/commands.md, made of the commands themselves by `make docs`."""

from __future__ import annotations

import inspect
import re
import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from ringfence.cli.main import main

COMMANDS_PAGE = Path(__file__).resolve().parent.parent / "docs" / "commands.md"
HEAD = """\
# Commands

Made of the commands' own help by `make docs`: do not edit. `ringfence COMMAND --help` says the
same.

`ringfence` finds its books from `--books PATH` (a file, or a folder with `main.beancount`), else
from the variable `RINGFENCE_BOOKS`, else `main.beancount` in this folder or one above it. Who acts
is named by `--as PERSON`, else by `RINGFENCE_USER`, else it is the system's user; both options may
stand behind the command too. It exits with 0 when it did what was asked, with 1 when the books or
the request break a rule (every reason is printed and nothing is written), and with 2 when the
command line could not be read. With `--format json` it prints JSON alone.

A POT is `Reserve`, `Unallocated`, `2017-18/Diversionary` or `2017-18/Diversionary/Kicks`; an ENTRY
a link, an invoice's reference or `file:line`; a PERIOD `2017-18-H1`, `2017-18-Q3`, `2017-18-M07`,
`2017-18` or `final`. An AMOUNT is pounds, such as `1000` or `£1,000.50`; a DAY such as
`12/6/2017`, `12 June 2017`, `today` or `2017-06-12`.
"""
#: An option that so many commands have, in the same words, is told once, before all commands.
_OFTEN = 12
Record = tuple[str, str]


def commands() -> Iterator[tuple[str, click.Command]]:
    """Yield every command with its whole name, in the order of the help."""
    yield from _under("", main)


def page() -> str:
    """Return the whole page."""
    found = list(commands())
    counted = Counter(record for _name, command in found for record in _options(command))
    often = [record for record, number in counted.items() if number >= _OFTEN]
    return "\n".join(
        [
            HEAD,
            "| Command | What it does |\n|---|---|\n" + "".join(map(_row, found)),
            "## Options of many commands\n",
            _table(often),
            *(_section(name, command, often) for name, command in found),
        ]
    )


def _under(path: str, group: click.Group) -> Iterator[tuple[str, click.Command]]:
    ctx = click.Context(group, info_name="ringfence")
    for name in group.list_commands(ctx):
        command = group.get_command(ctx, name)
        assert command is not None
        whole = f"{path} {name}".strip()
        if isinstance(command, click.Group):
            if command.invoke_without_command:
                yield whole, command
            yield from _under(whole, command)
        else:
            yield whole, command


def _row(named: tuple[str, click.Command]) -> str:
    name, command = named
    summary = _paragraphs(command)[0] if command.help else ""
    return f"| [`{name}`](#{name.replace(' ', '-')}) | {' '.join(summary.split())} |\n"


def _section(name: str, command: click.Command, often: Sequence[Record]) -> str:
    ctx = click.Context(command, info_name=f"ringfence {name}")
    usage = " ".join([f"ringfence {name}", *command.collect_usage_pieces(ctx)])
    parts = [f"## {name}\n", f"    {usage}\n"]
    for paragraph in _paragraphs(command):
        lines = paragraph.removeprefix("\b\n").splitlines()
        if not paragraph.startswith("\b\n"):
            parts.append(f"{' '.join(' '.join(lines).split())}\n")
            continue
        if lines[0].rstrip().endswith(":"):
            parts.append(f"{lines.pop(0)}\n")
        parts.append(f"{textwrap.indent(textwrap.dedent(chr(10).join(lines)), '    ')}\n")
    options = list(_options(command))
    own = [record for record in options if record not in often]
    if own:
        parts.append(_table(own))
    shared = [record[0].partition(" ")[0] for record in options if record in often]
    if shared:
        names = ", ".join(f"`{each}`" for each in shared)
        head = f"{'And' if own else 'Options'}, [as many commands](#options-of-many-commands)"
        parts.append(f"{head}: {names}.\n")
    return "\n".join(parts)


def _table(records: Sequence[Record]) -> str:
    rows = "".join(f"| `{option}` | {says} |\n" for option, says in records)
    return f"| Option | What it says |\n|---|---|\n{rows}"


def _paragraphs(command: click.Command) -> list[str]:
    text = inspect.cleandoc(command.help or "").partition("\f")[0]
    return [part for part in re.split(r"\n\s*\n", text) if part.strip()]


def _options(command: click.Command) -> Iterator[Record]:
    ctx = click.Context(command)
    for param in command.params:
        record = param.get_help_record(ctx) if isinstance(param, click.Option) else None
        if record:
            option, says = (" ".join(each.split()).replace("|", "\\|") for each in record)
            yield option, says


if __name__ == "__main__":
    COMMANDS_PAGE.write_text(page(), encoding="utf-8")
