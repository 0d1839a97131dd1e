"""``ringfence forecast``: what an action will have spent by the end of the year."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import click

from ringfence.bookkeeping import offers
from ringfence.bookkeeping.delivery import doubts as of_figure
from ringfence.bookkeeping.delivery import forecast as drafts
from ringfence.bookkeeping.request import Request
from ringfence.cli.prompt import choices
from ringfence.cli.prompt.asking import AskedArgument, AskedOption
from ringfence.cli.prompt.field_options import FROM_NOTHING
from ringfence.cli.prompt.options import declares
from ringfence.cli.prompt.typed import STORY, TypedCommand
from ringfence.cli.writing import run
from ringfence.ledger.loading import Books
from ringfence.ledger.recording.drafting import DeclarationDraft
from ringfence.ledger.recording.writing import Recording

RAGS = ("red", "amber", "green")


@click.command(cls=TypedCommand)
@click.argument(
    "action",
    metavar="POT",
    cls=AskedArgument,
    type=choices.SPENDING_POT,
    ask=choices.ask_one("Of which action?", offers.spending_pots),
)
@click.argument(
    "amount",
    cls=AskedArgument,
    type=FROM_NOTHING,
    required=False,
    ask=lambda ctx: None if _is_straight(ctx) else choices.ask_words("How many pounds?")(ctx),
)
@click.option(
    "--straight-line",
    is_flag=True,
    is_eager=True,
    help="Instead of AMOUNT: what is spent, carried on at the same rate.",
)
@click.option(
    "--reason",
    cls=AskedOption,
    type=STORY,
    metavar="TEXT",
    ask=lambda ctx: None if _is_straight(ctx) else choices.ask_words("Why?")(ctx),
    help="The reason for the figure.",
)
@click.option("--rag", type=click.Choice(RAGS), help="Red, amber or green.")
@click.option("--fund", type=choices.FUND, metavar="FUND", help="Of this fund alone.")
@declares()
@click.pass_context
def forecast(
    ctx: click.Context,
    request: Request,
    action: str,
    amount: Decimal | None,
    reason: str | None,
    rag: str | None,
    fund: str | None,
    *,
    straight_line: bool,
) -> None:
    """Forecast what an action will spend by the end of the year.

    AMOUNT is the outturn of the whole year, not what is still to come. It takes priority over
    profile and earmarks until you give another. With --fund it is for that fund alone.

    \b
    Examples:
      ringfence forecast 2017-18/Prevent 4200 --rag amber --date 31/8/2017 \\
          --reason "A late start; not all sessions will fit in before March"
      ringfence forecast 2017-18/GrowOutCrime --straight-line --date 31/8/2017
    """
    if straight_line and amount is not None:
        raise click.UsageError("Give AMOUNT or --straight-line, not both.")
    if not straight_line and amount is None:
        raise click.UsageError("Missing argument 'AMOUNT': how many pounds, or --straight-line.")
    if not straight_line and reason is None:
        raise click.UsageError("Missing option '--reason': the reason for the figure.")

    def plan(books: Books) -> list[DeclarationDraft]:

        return drafts(books, request, action, amount, reason=reason, rag=rag, fund=fund)

    def doubts(recording: Recording) -> Iterator[str]:

        return of_figure(recording)

    run(ctx, plan, request, doubts=doubts)


def _is_straight(ctx: click.Context) -> bool:
    return bool(ctx.params.get("straight_line"))
