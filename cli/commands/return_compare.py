"""``ringfence return compare``: the books of today against a submitted return."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ringfence.bookkeeping.errors import BookkeepingError
from ringfence.cli.books import open_books
from ringfence.cli.prompt import choices
from ringfence.cli.prompt.typed import WORDS
from ringfence.cli.show import output
from ringfence.ledger.commands import command
from ringfence.ledger.json_text import json_text
from ringfence.ledger.years import PeriodError

if TYPE_CHECKING:
    from ringfence.reports.monitoring.compare import Comparison


@click.command()
@click.argument("fund", type=choices.FUND)
@click.argument("period", type=WORDS)
@click.option(
    "--version",
    type=click.IntRange(min=1),
    metavar="NUMBER",
    help="Of one that was reopened: the first that was sent is 1. Else the last one.",
)
@click.option("--format", "format", type=click.Choice(("text", "json")), default="text")
@click.pass_context
def compare(ctx: click.Context, fund: str, period: str, version: int | None, format: str) -> None:
    """Show what today's books would change in a submitted return, and why.

    It ends with status 1 if anything changed.

    \b
    Examples:
      ringfence return compare PLF-2017-18 2017-18-H1
      ringfence return compare PLF-2017-18 2017-18-H1 --version 1
    """
    found = _compare(ctx, fund, period, version)
    if format == "json":
        from ringfence.reports.monitoring.compare import comparison_json

        output.say(json_text(comparison_json(found)))
    else:
        _say(found)
    if not found.unchanged or not found.intact:
        ctx.exit(1)


def _compare(ctx: click.Context, fund: str, period: str, version: int | None) -> Comparison:
    from ringfence.bookkeeping import find, record
    from ringfence.ledger.snapshots import name_of, versions
    from ringfence.reports.monitoring.build import prepare
    from ringfence.reports.monitoring.compare import since_submission

    books = open_books(ctx)
    name, ref = find.find_fund(books.book, fund), period.strip()
    try:
        report = prepare(
            books.book, name, ref, findings=record.findings_of(books), relative=books.relative
        )
    except PeriodError as error:
        raise BookkeepingError(str(error)) from error
    found = since_submission(books.book, books.folder, report, version)
    if found is None:
        numbers = versions(books.folder, name, ref)
        kept = f" There are versions {', '.join(map(str, numbers))} (--version)." if numbers else ""
        raise BookkeepingError(
            f"There is no snapshot {name_of(name, ref, version)}: {name} {ref} was not submitted "
            f"from these books{' so often' if version else ''}.{kept} See "
            f"`{command('return list')}`."
        )
    return found


def _say(found: Comparison) -> None:
    from ringfence.reports.monitoring.compare import figures_table, narrative_table
    from ringfence.reports.render.text import table_text

    if found.altered:
        output.say(found.altered)
    if found.verdict:
        output.say(output.fold(found.verdict) if found.told else found.verdict)
    if found.told:
        output.say(f"\n{table_text(narrative_table(found), output.spell)}")
    if found.verdict:
        return
    if found.figures:
        output.say(table_text(figures_table(found), output.spell))
    if found.why:
        output.say("\nWhy:")
        for sentence in found.why:
            output.say(output.item(sentence))
