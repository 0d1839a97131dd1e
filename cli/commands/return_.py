"""``ringfence return``: the monitoring returns, listed and prepared."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ringfence.bookkeeping.request import Request
from ringfence.bookkeeping.return_accept import ReturnAccept
from ringfence.bookkeeping.return_answer import ReturnAnswer
from ringfence.bookkeeping.return_certify import ReturnCertify
from ringfence.bookkeeping.return_declare import ReturnDeclare
from ringfence.bookkeeping.return_decline import ReturnDecline
from ringfence.bookkeeping.return_join import ReturnJoin
from ringfence.bookkeeping.return_paper import ReturnPaper
from ringfence.bookkeeping.return_query import ReturnQuery
from ringfence.bookkeeping.return_redact import ReturnRedact
from ringfence.bookkeeping.return_reopen import ReturnReopen
from ringfence.bookkeeping.return_submit import ReturnSubmit
from ringfence.cli.books import open_books
from ringfence.cli.commands.return_compare import compare
from ringfence.cli.commands.return_form import FORM, fill_in, tags
from ringfence.cli.commands.return_missing import list_missing
from ringfence.cli.commands.return_notice import notice
from ringfence.cli.commands.return_show import show
from ringfence.cli.commands.return_timestamp import timestamp
from ringfence.cli.commands.return_verify import verify
from ringfence.cli.commands.return_why import pack_, why
from ringfence.cli.errors import NotSavedError
from ringfence.cli.events import command_of
from ringfence.cli.prompt import choices
from ringfence.cli.prompt.typed import DAY
from ringfence.cli.settings import Settings
from ringfence.cli.show import output
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.json_text import json_text
from ringfence.ledger.main_file import find_books
from ringfence.ledger.years import today
from ringfence.reports.reliance import FaultyBooksError
from ringfence.reports.render.extensions import format_of
from ringfence.reports.render.formats import file_name, of_files
from ringfence.reports.render.table import long_date

if TYPE_CHECKING:
    from ringfence.reports.monitoring.report import Report

FORMATS = of_files("json")


@click.group("return")
def returns() -> None:
    """List the monitoring returns, prepare one, and see it through to its acceptance.

    \b
    Examples:
      ringfence return list
      ringfence return prepare PLF-2017-18 2017-18-H1
      ringfence --as cfo return certify PLF-2017-18 2017-18-H1
      ringfence return submit PLF-2017-18 2017-18-H1
    """


EVENTS = (
    ReturnDeclare,
    ReturnCertify,
    ReturnDecline,
    ReturnSubmit,
    ReturnQuery,
    ReturnAnswer,
    ReturnAccept,
    ReturnReopen,
    ReturnJoin,
    ReturnPaper,
    ReturnRedact,
)
for step in EVENTS:
    returns.add_command(command_of(step))
for each in (compare, notice, tags, why, pack_, show, timestamp, verify):
    returns.add_command(each)


@returns.command("list")
@click.option("--format", "format", type=click.Choice(("text", "json")), default="text")
@click.pass_context
def list_(ctx: click.Context, format: str) -> None:
    """List every return: when it is due, how far it has come, what is to complete.

    \b
    Examples:
      ringfence return list
      ringfence return list --format json
    """
    from ringfence.bookkeeping import record
    from ringfence.reports.monitoring.listing import list_json, list_returns, list_table
    from ringfence.reports.render.text import table_text

    books = open_books(ctx)
    found = list_returns(books.book, record.findings_of(books))
    if format == "json":
        output.say(json_text(list_json(found)))
        return
    if not found:
        output.say(
            "No fund of these books makes returns. Say how often one does: "
            + command("fund amend", Blank.FUND, returns="six-monthly", decision=Blank.ID)
        )
        return
    output.say(table_text(list_table(found), output.spell))
    for each in found:
        if each.to_complete:
            day = each.finance_by
            needed = f", which finance needs by {long_date(day)}" if day else ""
            output.say(f"\nTo complete in {each.dates.fund} {each.dates.ref}{needed}:")
            for sentence in each.to_complete:
                output.say(output.item(sentence))


@returns.command()
@click.argument("fund", metavar="FUND")
@click.argument("period", metavar="PERIOD")
@click.option(
    "--format",
    "format",
    type=click.Choice((*FORMATS, "form")),
    help="Taken from the file's name, or docx; form is the fund's own form, filled.",
)
@click.option(
    "--output",
    "path",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Else it is named after the return, and JSON is printed.",
)
@click.option("--form", type=FORM, metavar="FILE", help="Fill the funder's own form instead.")
@click.option("--as-at", type=DAY, help="Count up to this day; else the declared one, or the end.")
@click.option(
    "--prepared-by",
    type=choices.PERSON,
    metavar="PERSON",
    help="Record who prepares it: it is certified by somebody else.",
)
@click.option("--date", type=DAY, metavar="DAY", help="When that was; today if not given.")
@click.option("--draft", is_flag=True, help="Prepare it of books or a form with faults.")
@click.pass_context
def prepare(
    ctx: click.Context,
    fund: str,
    period: str,
    format: str | None,
    path: Path | None,
    form: Path | None,
    as_at: datetime.date | None,
    prepared_by: str | None,
    date: datetime.date | None,
    draft: bool,
) -> None:
    """Prepare the monitoring return of a fund for a period.

    PERIOD is a half-year (2017-18-H1), a quarter (2017-18-Q3), a month counted from April
    (2017-18-M07), a year (2017-18), or final. The return covers every fund that is
    reported in FUND. Who prepared it is recorded where it is said, and never assumed.

    \b
    Examples:
      ringfence return prepare PLF-2017-18 2017-18-H1 --prepared-by cs-officer
      ringfence return prepare PLF-2017-18 2017-18-H1
      ringfence return prepare PLF-2017-18 2017-18-H1 --format xlsx --output first.xlsx
      ringfence return prepare PLF-2017-18 2017-18-H2 --as-at 2018-02-28 --format json
      ringfence return prepare PLF-2017-18 2017-18-H1 --form opcc.docx --output filled.docx
    """
    from ringfence.bookkeeping import record
    from ringfence.bookkeeping.returns import report_of

    if form and format not in (None, "form"):
        raise click.UsageError(f"A form stays what it is: leave out --format {format}.", ctx)
    if date is not None and prepared_by is None:
        raise click.UsageError("Say who prepared it then: --prepared-by PERSON.", ctx)
    is_form = form is not None or format == "form"
    chosen = "form" if is_form else format_of(path, format, FORMATS, "docx")
    if prepared_by is not None:
        _record_preparer(ctx, fund, period, prepared_by, date, silent=chosen == "json" and not path)
    books = open_books(ctx)
    findings = record.findings_of(books)
    report = report_of(books, fund, period, as_at, findings)
    blocks = record.count(findings)["block"]
    if blocks and not draft:
        raise FaultyBooksError(
            blocks, "nothing was prepared", "the return is made all the same, and says so"
        )
    if chosen == "form":
        is_said = fill_in(books, report, form, path, draft=draft)
    else:
        is_said = _write(report, chosen, path)
    if is_said:
        list_missing(report.to_complete)


def _record_preparer(
    ctx: click.Context,
    fund: str,
    period: str,
    prepared_by: str,
    date: datetime.date | None,
    *,
    silent: bool,
) -> None:
    """Record who prepares a return, and say so; not where the return itself is printed as JSON.

    Raises:
        NotSavedError: it can't be recorded, with every reason.
    """
    from ringfence.bookkeeping import find, record, return_life, signatories
    from ringfence.ledger.loading import Books
    from ringfence.ledger.recording import drafting, writing

    settings = ctx.ensure_object(Settings)

    def plan(books: Books) -> list[drafting.Wanted]:
        request = Request(day=date or today())
        return return_life.name_preparer(books, request, fund, period, prepared_by)

    try:
        recording = record.record(find_books(settings.books), plan, who=settings.actor)
    except writing.RefusedError as error:
        reasons = dict.fromkeys(finding.message for finding in error.findings)
        raise NotSavedError("\n\n".join([*reasons, "Nothing was saved."])) from error
    if recording.drafts and not silent:
        name = find.person(recording.before, prepared_by)
        output.say(f"Recorded: {name} prepared {fund} {period}.")
        for text in signatories.unknown(recording.before, name):
            output.say(output.fold(text))


def _write(report: Report, chosen: str, path: Path | None) -> bool:
    """Write it; say whether it is in a file, so that more may be printed."""
    from ringfence.reports.monitoring import files

    content = files.render(report, chosen, for_officer=True)
    if path is None and chosen == "json":
        output.say(content.decode().rstrip("\n"))
        return False
    target = path or file_name(report.dates.fund, report.dates.ref, format=chosen)
    replaced = target.exists()
    if not output.write(target, content):
        return False
    output.say(f"{'Replaced' if replaced else 'Written to'} {target}.")
    return True
