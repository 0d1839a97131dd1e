"""``ringfence lapse`` and ``repay``: money that was never received, or goes back."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import click

from ringfence.bookkeeping import offers
from ringfence.bookkeeping.request import Said
from ringfence.cli import choices
from ringfence.cli.asking import AskedArgument
from ringfence.cli.options import writes
from ringfence.cli.typed import MONEY
from ringfence.cli.typed import TypedCommand
from ringfence.cli.writing import run

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books
    from ringfence.ledger.recording.drafting import TransactionDraft

_fund = click.argument(
    "fund", cls=AskedArgument, type=choices.FUND, ask=choices.ask_one("Which fund?", offers.funds)
)


@click.command(cls=TypedCommand)
@_fund
@click.argument("amount", type=MONEY, required=False)
@writes(funds=False)
@click.pass_context
def lapse(ctx: click.Context, said: Said, fund: str, amount: Decimal | None) -> None:
    """Give up what was promised and never received.

    Without AMOUNT it is all that is unallocated of it.

    \b
    Example:
      ringfence lapse PLF-2017-18 375.28 --decision OPCC-2018-03-26 --date 27/4/2018
    """

    def plan(books: Books) -> list[TransactionDraft]:
        from ringfence.bookkeeping import funding

        return funding.lapse(books, said, fund, amount)

    run(ctx, plan, said, unclear=amount is None)


@click.command(cls=TypedCommand)
@_fund
@click.argument("amount", cls=AskedArgument, type=MONEY, ask=choices.ask_amount("How many pounds?"))
@click.option("--paid", is_flag=True, help="The council has paid it back.")
@writes(funds=False)
@click.pass_context
def repay(ctx: click.Context, said: Said, fund: str, amount: Decimal, paid: bool) -> None:
    """Record what was received and goes back to its funder.

    It is owed from then on; --paid says that it was paid: what was owed already is then
    settled first.

    \b
    Examples:
      ringfence repay PLF-2017-18 480 --decision OPCC-2018-03-26
      ringfence repay PLF-2017-18 480 --paid --date 27/4/2018
    """

    def plan(books: Books) -> list[TransactionDraft]:
        from ringfence.bookkeeping import funding

        return funding.repay(books, said, fund, amount, paid=paid)

    run(ctx, plan, said)
