"""``ringfence allocate``, ``release``, ``vire`` and ``carry-forward``: what money is for."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import click

from ringfence.bookkeeping import offers
from ringfence.bookkeeping.request import Said
from ringfence.cli import choices
from ringfence.cli.asking import AskedArgument
from ringfence.cli.asking import AskedOption
from ringfence.cli.options import writes
from ringfence.cli.typed import MONEY
from ringfence.cli.typed import TypedCommand
from ringfence.cli.whose import with_fund
from ringfence.cli.writing import run

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books
    from ringfence.ledger.recording.drafting import Draft

_amount = click.argument(
    "amount", cls=AskedArgument, type=MONEY, ask=choices.ask_amount("How many pounds?")
)
_from = click.argument(
    "source",
    metavar="FROM",
    cls=AskedArgument,
    type=choices.POT,
    ask=choices.ask_one("Out of which pot?", offers.pots),
)
_to = click.argument(
    "to",
    metavar="TO",
    cls=AskedArgument,
    type=choices.POT,
    ask=choices.ask_one("Into which pot?", offers.pots),
)


@click.command(cls=TypedCommand)
@click.argument(
    "pot",
    cls=AskedArgument,
    type=choices.POT,
    ask=choices.ask_one("To which pot?", offers.pots),
)
@_amount
@writes()
@click.pass_context
def allocate(ctx: click.Context, said: Said, pot: str, amount: Decimal) -> None:
    """Allocate money to an action or to the reserve.

    It comes from what is unallocated, of the fund that must be spent first; where several
    may be spent from and until the same days, say which (--fund). Once the plan is adopted
    this needs a decision.

    \b
    Examples:
      ringfence allocate 2017-18/Diversionary 10000.50 --fund PLF-2017-18 --date 1/4/2017
      ringfence allocate Reserve 1908.55 --fund PLF-2015-16 --date 1/4/2017
    """

    def plan(books: Books, said: Said) -> list[Draft]:
        from ringfence.bookkeeping import transfers

        return transfers.allocate(books, said, pot, amount)

    told = with_fund(ctx, said, plan)
    run(ctx, lambda books: plan(books, told), told)


@click.command(cls=TypedCommand)
@click.argument(
    "pot",
    cls=AskedArgument,
    type=choices.POT,
    ask=choices.ask_one("From which pot?", offers.pots),
)
@click.argument("amount", type=MONEY, required=False)
@writes()
@click.pass_context
def release(ctx: click.Context, said: Said, pot: str, amount: Decimal | None) -> None:
    """Give back what a pot does not need; without AMOUNT, all that is left in it.

    Out of an earmark it goes back to its action, which needs no decision; out of an action
    or the reserve it is unallocated again.

    \b
    Examples:
      ringfence release 2017-18/BigLunch/Event 160 --date 31/7/2017
      ringfence release 2017-18/Prevent --decision CSP-2018-04-16-04
    """

    def plan(books: Books) -> list[Draft]:
        from ringfence.bookkeeping import transfers

        return transfers.release(books, said, pot, amount)

    run(ctx, plan, said, unclear=amount is None)


@click.command(cls=TypedCommand)
@_from
@_to
@_amount
@click.option(
    "--decision",
    "decided",
    cls=AskedOption,
    type=choices.DECISION,
    metavar="ID",
    multiple=True,
    ask=choices.ask_decision,
    help="The decision that it rests on; needed once the plan is adopted.",
)
@writes(decision=False)
@click.pass_context
def vire(
    ctx: click.Context,
    said: Said,
    source: str,
    to: str,
    amount: Decimal,
    decided: tuple[str, ...],
) -> None:
    """Move money from one pot to another, within each fund.

    \b
    Examples:
      ringfence vire Reserve 2017-18/Diversionary 1000 --fund PLF-2015-16 \\
          --decision CSP-2017-06-12-03 --date 12/6/2017
      ringfence vire 2017-18/BigLunch 2017-18/Bluelight 180 --decision CSP-2017-10-16-05
    """
    said = said.with_decisions(decided)

    def plan(books: Books, said: Said) -> list[Draft]:
        from ringfence.bookkeeping import transfers

        return transfers.vire(books, said, source, to, amount)

    told = with_fund(ctx, said, plan)
    run(ctx, lambda books: plan(books, told), told)


@click.command("carry-forward", cls=TypedCommand)
@_from
@_to
@_amount
@writes()
@click.pass_context
def carry_forward(ctx: click.Context, said: Said, source: str, to: str, amount: Decimal) -> None:
    """Carry money forward from one year's plan into the next, within each fund.

    Inside the award's dates it needs no decision. An earmark that the new year has not yet
    is declared like the old one.

    \b
    Example:
      ringfence carry-forward 2017-18/Diversionary/Kicks 2018-19/Diversionary/Kicks 1500 \\
          --decision CSP-2018-04-16-04 --date 16/4/2018
    """

    def plan(books: Books) -> list[Draft]:
        from ringfence.bookkeeping import transfers

        return transfers.carry(books, said, source, to, amount)

    run(ctx, plan, said)
