"""``ringfence decline``: what a meeting did not agree of what it was asked."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import click

from ringfence.bookkeeping.request import Request
from ringfence.cli.commands.agree import meeting_option, proposal_argument, with_meeting_day
from ringfence.cli.prompt.options import declares
from ringfence.cli.prompt.typed import WORDS, TypedCommand
from ringfence.cli.writing import run

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books
    from ringfence.ledger.recording.drafting import Draft


@click.command(cls=TypedCommand)
@proposal_argument
@click.option("--reason", type=WORDS, metavar="TEXT", help="Why, in a few words.")
@meeting_option
@declares()
@click.pass_context
def decline(
    ctx: click.Context,
    request: Request,
    name: str | None,
    reason: str | None,
    meeting: datetime.date | None,
) -> None:
    """Record that a meeting declined a proposal; no money moves.

    It is dated on the meeting that was asked, unless you give --date. Without ID, at a
    terminal, you go through the list of what was asked.

    \b
    Example:
      ringfence decline CCTV-2017 --reason "The grant may not buy capital items"
    """
    from ringfence.cli.commands import agree_walk as walking

    if name is None:
        walking.walk(ctx, request, meeting)
        return
    from ringfence.bookkeeping.decide import draft_refusal

    def plan(books: Books) -> list[Draft]:
        return draft_refusal(books, name, with_meeting_day(ctx, books, request, name), reason)

    run(ctx, plan, request)
