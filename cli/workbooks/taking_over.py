"""Beginning books with the Delivery Plan of a workbook: all of it, or nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ringfence.cli import asking
from ringfence.cli import output
from ringfence.cli.books import judged
from ringfence.cli.endings import format_of
from ringfence.cli.folders import new_folder
from ringfence.cli.new_books import Start
from ringfence.cli.new_books import write_books
from ringfence.cli.settings import Settings
from ringfence.cli.workbooks.books import PlanBooks
from ringfence.cli.workbooks.books import drafts
from ringfence.cli.workbooks.reading import Asked
from ringfence.cli.workbooks.reading import must_agree
from ringfence.cli.workbooks.reading import read_plan
from ringfence.cli.workbooks.reading import show
from ringfence.cli.workbooks.template import template
from ringfence.ledger.loading import load
from ringfence.ledger.recording import writing
from ringfence.ledger.recording.errors import RecordingError

if TYPE_CHECKING:
    from ringfence.ledger.years import FinancialYear


def take_over(
    ctx: click.Context, folder: Path, partnership: str, source: Path, asked: Asked, *, dry_run: bool
) -> bool:
    """Make books of a workbook, once it was shown; say whether they were made."""
    plan = read_plan(source, asked)
    show(plan)
    if dry_run:
        output.say("Nothing was made.")
        return False
    if asking.on_terminal() and not asking.confirm("Is that right?"):
        raise click.Abort
    start = Start(partnership, plan.year, plan.fund, plan.funder, plan.award or None)
    with new_folder(folder) as made:
        write_books(made, start)
        _record(made, plan, ctx.ensure_object(Settings).actor)
    return True


def _record(folder: Path, plan: PlanBooks, who: str) -> None:
    """Record what a workbook says, and make sure that the books say the same."""
    main = folder / "main.beancount"
    try:
        writing.record(main, lambda _books: list(drafts(plan)), who=who, judge=judged)
    except writing.RefusedError as error:
        reasons = "\n\n".join(dict.fromkeys(finding.message for finding in error.findings))
        raise click.ClickException(f"{reasons}\n\nNothing was made.") from error
    except RecordingError as error:
        raise click.ClickException(str(error)) from error
    must_agree(load(main), plan)


def write_template(path: Path, year: FinancialYear) -> None:
    """Write an empty workbook of a year's plan, over nothing that is there."""
    format_of(path, None, ("xlsx",), "xlsx")
    if path.exists():
        raise click.ClickException(f"{path} is there already, and was not changed.")
    if not output.write(path, template(year)):
        return
    output.say(
        f"Written to {path}. Fill it in and save it; then:\n"
        f"  ringfence init books --partnership NAME --from {output.typed(str(path))}"
    )
