"""``ringfence year-end``: what each remainder's terms say, then the entries, then the close."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from ringfence.bookkeeping.request import Request
from ringfence.cli.books import open_books
from ringfence.cli.prompt import choices
from ringfence.cli.prompt.asking import AskedArgument
from ringfence.cli.prompt.options import writes
from ringfence.cli.prompt.typed import YEAR, TypedCommand
from ringfence.cli.settings import Settings
from ringfence.cli.show import output
from ringfence.cli.writing import run
from ringfence.ledger.commands import command
from ringfence.ledger.years import FinancialYear

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books
    from ringfence.ledger.recording.drafting import DeclarationDraft, Draft


@click.command("year-end", cls=TypedCommand)
@click.argument(
    "year", cls=AskedArgument, type=YEAR, ask=choices.ask_words("Which year, such as 2017-18?")
)
@click.option("--close", is_flag=True, help="Close the year: nothing dated in it changes any more.")
@click.option(
    "--reopen",
    is_flag=True,
    help="Open a closed year again, for the reason in --note; write nothing else.",
)
@writes()
@click.pass_context
def year_end(ctx: click.Context, request: Request, year: str, close: bool, reopen: bool) -> None:
    """Show what is left of a year and what its terms ask for, and record that.

    What is left of conditional grant at 31 March is deferred, and comes back on 1 April. Then,
    dated --date, money that may move to the next year moves on, and money that must go back to
    its funder is released, lapses or is owed. Money that awaits a decision or a consent is only
    shown: run this again once there is one. Money that a pending spend may need is not given
    back until it is settled. Nothing is ever done twice.

    \b
    Examples:
      ringfence year-end 2017-18 --dry-run --date 16/4/2018
      ringfence year-end 2017-18 --decision CSP-2018-04-16-04 --date 16/4/2018
      ringfence year-end 2017-18 --close --date 31/5/2018
      ringfence year-end 2017-18 --reopen --note "An invoice was posted twice"
    """
    from ringfence.bookkeeping import close_year

    if close and reopen:
        raise click.UsageError("Say --close or --reopen, not both.")
    of_year = FinancialYear.parse(year)
    close_year.must_be_over(of_year, request)
    if reopen:
        _reopen(ctx, of_year, request)
        return
    _show(ctx, of_year, request)

    def plan(books: Books) -> list[Draft]:
        from ringfence.bookkeeping.year_end import year_end_drafts

        return year_end_drafts(
            books, request, of_year, held_back=set(close_year.funds_awaiting(books))
        )

    nothing = f"Nothing of the end of {of_year.spoken} had to be written."
    recording = run(ctx, plan, request, unclear=True, nothing=nothing)
    if close and request.dry_run:
        close_year.must_be_settled(recording.after, of_year, request)
        output.say(f"{of_year.spoken} would then be closed.")
    elif close:
        _close(ctx, of_year, request)
    else:
        for each in close_year.remarks_on_held_back(recording.after, of_year, request):
            output.say(output.item(each))


def _show(ctx: click.Context, year: FinancialYear, request: Request) -> None:
    from ringfence.reports.render.text import text
    from ringfence.reports.year_end import year_end as report
    from ringfence.reports.year_end import year_end_paper

    books = open_books(ctx)
    output.say(text(year_end_paper(report(books.book, year, request.day)), output.spell))


def _close(ctx: click.Context, year: FinancialYear, request: Request) -> None:
    """Close the year, unless something of it is open or wrong."""
    who = ctx.ensure_object(Settings).actor

    def plan(books: Books) -> list[DeclarationDraft]:
        from ringfence.bookkeeping.close_year import close

        return close(books, request, year, who)

    run(ctx, plan, request, nothing=f"{year.spoken} is closed already.")


def _reopen(ctx: click.Context, year: FinancialYear, request: Request) -> None:
    """Open a closed year again, and say how to close it."""

    def plan(books: Books) -> list[DeclarationDraft]:
        from ringfence.bookkeeping.close_year import reopen

        return reopen(books, request, year)

    def remarks(_recording: object) -> Iterator[str]:
        closing = command("year-end", year, close=True)
        yield f"{year.spoken} is open again. Close it again: {closing}"

    run(ctx, plan, request, remarks=remarks)
