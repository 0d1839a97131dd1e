"""``ringfence return show``: all that there is of one return."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import click

from ringfence.bookkeeping.errors import BookkeepingError
from ringfence.cli.books import open_books
from ringfence.cli.prompt import choices
from ringfence.cli.prompt.typed import WORDS
from ringfence.cli.show import output
from ringfence.ledger.commands import command
from ringfence.ledger.json_text import json_text
from ringfence.ledger.known_digests import reading_all

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ringfence.ledger.loading import Books
    from ringfence.reports.monitoring.report import Report
    from ringfence.reports.sealed.show import Version
    from ringfence.reports.sealed.submissions import Submission


@click.command()
@click.argument("fund", type=choices.FUND)
@click.argument("period", type=WORDS)
@click.option(
    "--email", "email", is_flag=True, help="Print the covering e-mail of what stands, once more."
)
@click.option("--format", "format", type=click.Choice(("text", "json")), default="text")
@click.pass_context
def show(ctx: click.Context, fund: str, period: str, *, email: bool, format: str) -> None:
    """Show all that there is of one return.

    That is how far it has come and by whom, its figures, what was submitted with which seal,
    whether the snapshot, what was sent and what it cites are as they were, and its time stamps.

    \b
    Examples:
      ringfence return show PLF-2017-18 2017-18-H1
      ringfence return show PLF-2017-18 2017-18-H1 --email
    """
    from ringfence.bookkeeping import find, returns
    from ringfence.reports.render.text import text
    from ringfence.reports.sealed.show import return_shown, shown_json

    books = open_books(ctx)
    report = returns.prepare_return(books, find.find_fund(books.book, fund), period.strip())
    versions = _versions(books, report)
    if email:
        output.say(output.spell(_email(books, [each.of for each in versions], report)))
    elif format == "json":
        output.say(json_text(shown_json(report, versions)))
    else:
        output.say(text(return_shown(report, versions), output.spell).rstrip("\n"))


def _versions(books: Books, report: Report) -> list[Version]:
    """Return each version that was submitted; every file of it is read anew."""
    from ringfence.ledger.gone_papers import fate_of
    from ringfence.ledger.inside import leads_out
    from ringfence.ledger.known_digests import KnownDigests
    from ringfence.reports.sealed.show import version_of
    from ringfence.reports.sealed.stamps import stamps_over
    from ringfence.reports.sealed.submissions import submissions_of_return

    known = KnownDigests()

    def digest_of(name: str) -> str | None:
        path = books.folder / name
        return None if leads_out(books.folder, path) else known.of(path)

    submitted = submissions_of_return(books, report.dates.fund, report.dates.ref)
    stamps = stamps_over(submitted, {}, books.folder, ())
    fate = partial(fate_of, books.book.register)
    with reading_all():
        return [
            version_of(each, report, digest_of, fate, stamps.get(each.seal, ()))
            for each in submitted
        ]


def _email(books: Books, submitted: Sequence[Submission], report: Report) -> str:
    """Return the covering e-mail of what stands.

    Raises:
        BookkeepingError: nothing stands, or not with a seal, or its snapshot was altered.
    """
    from ringfence.reports.sealed.covering import covering_email

    of = submitted[-1] if submitted else None
    name = f"{report.dates.fund} {report.dates.ref}"
    if of is None or not of.stands or not of.seal:
        raise BookkeepingError(
            f"{name} has no covering e-mail: nothing of it that was submitted with a seal stands. "
            "See how far it has come: " + command("return list")
        )
    if of.values is None:
        raise BookkeepingError(
            f"{name} has no covering e-mail: its snapshot {of.snapshot} is not what was submitted. "
            "See what is wrong: " + command("check", rule="submitted")
        )
    terms = books.book.register.funds[of.fund].latest
    return covering_email(of.values, of.seal, of.sent, addressee=terms.addressee or terms.funder)
