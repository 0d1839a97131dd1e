"""``ringfence demo``: the worked example, copied out and put through its paces."""

from __future__ import annotations

import contextlib
import importlib.resources
import io
from importlib.resources.abc import Traversable
from pathlib import Path

import click

from ringfence.bookkeeping.folders import new_folder
from ringfence.cli.show import output
from ringfence.ledger.commands import PROGRAM, command, quote

EXAMPLE = "oadby-wigston"
FUND, PERIOD = "PLF-2017-18", "2017-18-H1"
#: The day of the meeting whose minutes give the figures.
MEETING = "2017-06-12"


@click.command()
@click.argument("folder", metavar="[DIR]", type=click.Path(path_type=Path), default=EXAMPLE)
def demo(folder: Path) -> None:
    """Copy the worked example, check it and make its first return.

    The example is Oadby & Wigston's year 2017/18, with the figures of its published minutes. It
    is copied to DIR, which must be new or empty; ./oadby-wigston if not given.

    \b
    Examples:
      ringfence demo
      ringfence demo try-it-here
    """
    copy_example(folder)
    output.say(f"The books of Oadby & Wigston CSP, 2017/18, are in {folder}.")
    _run(folder, "check")
    output.say("\nThe warnings are expected: they stand in the example to show what is warned of.")
    _run(folder, "position", "--year", "2017-18", "--as-at", MEETING)
    output.say(
        "\nThese are the figures of the partnership's minutes of 12 June 2017. What the minutes "
        "do not\nsay is marked illustrative in the books."
    )
    for kind in ("docx", "xlsx"):
        made = folder / "returns" / f"{FUND}_{PERIOD}.{kind}"
        typed = ("return", "prepare", FUND, PERIOD, "--format", kind, "--output", str(made))
        _run(folder, *typed, again=kind != "docx")
    steps = (
        *output.go_to(folder),
        command("position"),
        command("return prepare", FUND, "2017-18-H2", format="docx", output="second.docx"),
        command("review"),
    )
    output.say("\n".join(("\nNext:", *(f"  {step}" for step in steps))))


def copy_example(folder: Path) -> None:
    """Copy the worked example into a folder that is new or empty.

    Raises:
        BookkeepingError: it is not, or can't be written to.
    """
    with new_folder(folder) as made:
        _copy(importlib.resources.files("ringfence.examples") / EXAMPLE, made)
        (made / "returns").mkdir()


def _run(folder: Path, *args: str, again: bool = False) -> None:
    """Run a command as its user would, showing what to type for it.

    What it says beside its first line is not printed ``again`` where it was before.
    """
    from ringfence.cli.main import main

    line = ["--books", str(folder), *args]
    output.say(f"\n$ {PROGRAM} {' '.join(map(quote, line))}\n")
    if not again:
        main.main(line, prog_name="ringfence", standalone_mode=False)
        return
    with contextlib.redirect_stdout(io.StringIO()) as declared:
        main.main(line, prog_name="ringfence", standalone_mode=False)
    output.say(f"{declared.getvalue().splitlines()[0]}\nWhat is to complete in it is as above.")


def _copy(source: Traversable, target: Path) -> None:
    for item in source.iterdir():
        if item.is_dir():
            (target / item.name).mkdir()
            _copy(item, target / item.name)
        else:
            (target / item.name).write_bytes(item.read_bytes())
