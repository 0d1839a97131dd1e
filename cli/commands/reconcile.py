"""``ringfence reconcile``: the council's ledger beside ours, settled and signed."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import click

from ringfence.bookkeeping.reconciling import (
    ReconcileMatch,
    ReconcileMiscoded,
    ReconcileReopen,
    ReconcileSign,
    ReconcileTiming,
    ReconcileUnmark,
    ReconcileUnmatch,
)
from ringfence.cli.books import open_books
from ringfence.cli.events import command_of
from ringfence.cli.prompt.typed import DAY, BalanceType
from ringfence.cli.show import output
from ringfence.ledger.commands import command
from ringfence.ledger.json_text import json_file
from ringfence.reports.reconciliation.as_json import as_json
from ringfence.reports.reconciliation.paper import reconciliation_paper
from ringfence.reports.reconciliation.report import Report
from ringfence.reports.render import files, formats
from ringfence.reports.render.extensions import format_of

F = TypeVar("F", bound=Callable[..., Any])

FORMATS = formats.of_papers("json")
_SHOWN = (
    click.option(
        "--to",
        "day",
        type=DAY,
        metavar="DAY",
        help="The last line's day, or the last signed, if not given.",
    ),
    click.option("--from", "first", type=DAY, metavar="DAY", help="List matches from this day on."),
    click.option(
        "--council-balance",
        "stated",
        type=BalanceType(),
        metavar="AMOUNT",
        help="The council's balance, as finance states it; else it is carried on.",
    ),
    click.option(
        "--format",
        "format",
        type=click.Choice(FORMATS),
        help="Taken from the file's name, or text.",
    ),
    click.option("--output", "path", type=click.Path(path_type=Path), metavar="FILE"),
)


def _shows(function: F) -> F:
    """Return a decorator that adds the options of the statement to a command."""
    for option in reversed(_SHOWN):
        option(function)
    return function


@click.group(invoke_without_command=True)
@_shows
@click.pass_context
def reconcile(
    ctx: click.Context,
    day: datetime.date | None,
    first: datetime.date | None,
    stated: Decimal | None,
    format: str | None,
    path: Path | None,
) -> None:
    """Reconcile the council's ledger with ours: what both have, what only one has, and why.

    Without a subcommand it shows the statement. File what waits (`ringfence import`), match it,
    or mark it as timing or miscoded. Finance then signs, and what is matched no longer changes.

    \b
    Examples:
      ringfence reconcile
      ringfence reconcile --to 30/9/2017 --output september.xlsx
      ringfence reconcile match owbc:20417:1 LCFC-1093
      ringfence reconcile timing owbc:20533:1 --reason "Filed in October"
      ringfence --as cfo reconcile sign --to 30/9/2017
    """
    if ctx.invoked_subcommand is None:
        _show(ctx, day, first, stated, format, path)
    elif any(each is not None for each in (day, first, stated, format, path)):
        raise click.UsageError(
            f"Put the options of the statement after `{ctx.invoked_subcommand}`.", ctx
        )


@reconcile.command()
@_shows
@click.pass_context
def show(
    ctx: click.Context,
    day: datetime.date | None,
    first: datetime.date | None,
    stated: Decimal | None,
    format: str | None,
    path: Path | None,
) -> None:
    """Show the statement: the council's balance, timing, miscodings, ours, the difference.

    \b
    Examples:
      ringfence reconcile show --to 30/9/2017
      ringfence reconcile show --council-balance 22214.50 --output september.docx
    """
    _show(ctx, day, first, stated, format, path)


def _show(
    ctx: click.Context,
    day: datetime.date | None,
    first: datetime.date | None,
    stated: Decimal | None,
    format: str | None,
    path: Path | None,
) -> None:
    from ringfence.bookkeeping.reconciliation import statement_of
    from ringfence.reports.render.text import text

    chosen = _format(format, path)
    report = statement_of(open_books(ctx), day, first, stated)
    if chosen == "json":
        content = json_file(as_json(report))
    elif chosen == "text":
        content = text(reconciliation_paper(report, matched=False), output.spell).encode()
    else:
        content = files.paper_bytes(reconciliation_paper(report), chosen)
    if path is None:
        output.say(content.decode().rstrip("\n"))
    elif output.write(path, content):
        output.say(f"Written to {path}.")
    if chosen == "text":
        for hint in _hints(report):
            click.echo(f"\n{output.fold(hint)}", err=True)


def _hints(report: Report) -> Iterator[str]:
    """Yield what to type next, which is the officer's to know: the statement goes to finance."""
    if report.of("waiting"):
        yield (
            f"Settle each that waits: file it ({command('import')}), match it "
            f"({command('reconcile match')}), or say that it is timing or miscoded "
            f"({command('reconcile timing')}, {command('reconcile miscoded')}), by what it is "
            "called here; in quotes if that has spaces."
        )
    if report.start.basis == "beginning" and report.status != "signed":
        yield "If finance knows the council's balance, add it: --council-balance AMOUNT"
    if report.matched:
        yield "To list the matches, write a workbook: --output statement.xlsx"


def _format(format: str | None, path: Path | None) -> str:
    chosen = format_of(path, format, FORMATS, "text")
    if path is None and not formats.FORMATS[chosen].on_terminal:
        raise click.UsageError(
            f"This is {formats.what_is(chosen)}, so a file: name it, as in --output "
            f"reconciliation.{chosen}."
        )
    return chosen


for _event in (
    ReconcileMatch,
    ReconcileUnmatch,
    ReconcileTiming,
    ReconcileMiscoded,
    ReconcileUnmark,
    ReconcileSign,
    ReconcileReopen,
):
    reconcile.add_command(command_of(_event))
