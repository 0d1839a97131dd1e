"""``ringfence return declare``: when a return is due, and as at which day."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import click

from ringfence.bookkeeping import offers
from ringfence.bookkeeping.request import Request
from ringfence.cli.prompt import choices
from ringfence.cli.prompt.asking import AskedArgument
from ringfence.cli.prompt.options import declares
from ringfence.cli.prompt.typed import DAY, WORDS, TypedCommand
from ringfence.cli.writing import run

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books
    from ringfence.ledger.recording.drafting import DeclarationDraft


@click.command(cls=TypedCommand)
@click.argument(
    "fund",
    cls=AskedArgument,
    type=choices.FUND,
    ask=choices.ask_one("Of which fund?", offers.funds),
)
@click.argument("period", cls=AskedArgument, type=WORDS, ask=choices.ask_words("For which period?"))
@click.option("--due", type=DAY, metavar="DAY", help="The day by which it is to be sent.")
@click.option("--as-at", type=DAY, metavar="DAY", help="The last day that it counts.")
@declares()
@click.pass_context
def declare(
    ctx: click.Context,
    request: Request,
    fund: str,
    period: str,
    due: datetime.date | None,
    as_at: datetime.date | None,
) -> None:
    """Say when a return is due, and as at which day it is made.

    PERIOD is a half-year (2017-18-H1), a quarter (2017-18-Q3), a month counted from April
    (2017-18-M07), a year (2017-18), or final. Without a day it is as at its period's end.

    \b
    Example:
      ringfence return declare PLF-2017-18 2017-18-H1 --due 29/9/2017 --as-at 31/8/2017
    """
    if due is None and as_at is None:
        raise click.UsageError("Say when it is due (--due), or as at which day (--as-at).", ctx)

    def plan(books: Books) -> list[DeclarationDraft]:
        from ringfence.bookkeeping.returns import declare_dates

        return declare_dates(books, request, fund, period, due=due, as_at=as_at)

    run(ctx, plan, request)
