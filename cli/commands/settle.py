"""``ringfence settle``: a pending entry that was decided after the fact."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from ringfence.bookkeeping import offers
from ringfence.bookkeeping.request import Request
from ringfence.cli.commands.correct import entry_argument
from ringfence.cli.prompt import choices
from ringfence.cli.prompt.asking import AskedOption
from ringfence.cli.prompt.typed import DAY, TypedCommand
from ringfence.cli.writing import run
from ringfence.ledger.years import today

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books
    from ringfence.ledger.recording.drafting import Settlement
    from ringfence.ledger.recording.writing import Recording


@click.command(cls=TypedCommand)
@entry_argument
@click.option(
    "--decision",
    cls=AskedOption,
    type=choices.DECISION,
    required=True,
    metavar="ID",
    ask=choices.ask_one("By which decision?", offers.decisions),
    help="The decision that lets it stand.",
)
@click.option("--date", "day", type=DAY, metavar="DAY", hidden=True)
@click.option("--dry-run", is_flag=True, help="Show what would be saved; save nothing.")
@click.pass_context
def settle(
    ctx: click.Context, entry: str, decision: str, day: datetime.date | None, dry_run: bool
) -> None:
    """Settle a pending entry by a decision.

    This adds one line to the entry and changes nothing else. To settle a pending spend whose
    pot is short, move money to the pot instead.

    \b
    Example:
      ringfence settle DE-1802 --decision CSP-2018-02-12-02
    """

    def plan(books: Books) -> list[Settlement]:
        from ringfence.bookkeeping.correct import draft_settlements

        return draft_settlements(books, entry, decision)

    def remarks(recording: Recording) -> Iterator[str]:
        from ringfence.bookkeeping.correct import still_awaited

        yield f"It now says that it was settled by {decision}."
        yield from still_awaited(recording)

    run(ctx, plan, Request(day or today(), dry_run), remarks=remarks)
