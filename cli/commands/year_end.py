"""``ringfence year-end``: what each remainder's terms say, then the entries, then the close."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from ringfence.bookkeeping.request import Request
from ringfence.bookkeeping.year_turned import YearEnd
from ringfence.cli.books import open_books
from ringfence.cli.events import command_of
from ringfence.cli.settings import Settings
from ringfence.cli.show import output
from ringfence.cli.writing import run
from ringfence.ledger.commands import command
from ringfence.ledger.years import FinancialYear

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books
    from ringfence.ledger.recording.drafting import DeclarationDraft, Draft


def record_year_end(event: YearEnd, *, dry_run: bool) -> None:
    """Show what is left of a year, record its end, and close it or open it again, if asked."""
    from ringfence.bookkeeping import close_year

    ctx = click.get_current_context()
    if event.close and event.reopen:
        raise click.UsageError("Say --close or --reopen, not both.")
    of_year, request = FinancialYear.parse(event.year), replace(event.request(), dry_run=dry_run)
    close_year.must_be_over(of_year, request)
    if event.reopen:
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
    if event.close and request.dry_run:
        close_year.must_be_settled(recording.after, of_year, request)
        output.say(f"{of_year.spoken} would then be closed.")
    elif event.close:
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


year_end = command_of(YearEnd, record_year_end)
