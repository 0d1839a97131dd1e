"""``ringfence award``, ``claim`` and ``receive``: money that comes in."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import click

from ringfence.bookkeeping import offers
from ringfence.bookkeeping.request import Said
from ringfence.cli import asking
from ringfence.cli import choices
from ringfence.cli.asking import AskedArgument
from ringfence.cli.asking import AskedOption
from ringfence.cli.options import writes
from ringfence.cli.typed import MONEY
from ringfence.cli.typed import WORDS
from ringfence.cli.typed import TypedCommand
from ringfence.cli.writing import run

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books
    from ringfence.ledger.recording.drafting import TransactionDraft

_fund = click.argument(
    "fund", cls=AskedArgument, type=choices.FUND, ask=choices.ask_one("Which fund?", offers.funds)
)
_amount = click.argument(
    "amount", cls=AskedArgument, type=MONEY, ask=choices.ask_amount("How many pounds?")
)


@click.command(cls=TypedCommand)
@_fund
@_amount
@click.option("--reduce", is_flag=True, help="The award is less by AMOUNT, which was not received.")
@writes(funds=False)
@click.pass_context
def award(ctx: click.Context, said: Said, fund: str, amount: Decimal, reduce: bool) -> None:
    """Record what a funder awards.

    It can be allocated at once, before it is claimed or received.

    \b
    Examples:
      ringfence award PLF-2017-18 38000 --date 1/4/2017
      ringfence award PLF-2017-18 500 --reduce --decision OPCC-2017-07-24
    """

    def plan(books: Books) -> list[TransactionDraft]:
        from ringfence.bookkeeping import funding

        return funding.award(books, said, fund, amount, reduce=reduce)

    run(ctx, plan, said)


@click.command(cls=TypedCommand)
@_fund
@_amount
@click.option(
    "--invoice",
    cls=AskedOption,
    type=WORDS,
    required=True,
    metavar="REFERENCE",
    ask=choices.ask_words("The reference of the council's invoice?"),
    help="The reference of the council's invoice to the funder.",
)
@writes(funds=False)
@click.pass_context
def claim(ctx: click.Context, said: Said, fund: str, amount: Decimal, invoice: str) -> None:
    """Record what was claimed or invoiced from a funder.

    \b
    Example:
      ringfence claim PLF-2017-18 6090 --invoice OWBC-31107 --date 14/8/2017
    """

    def plan(books: Books) -> list[TransactionDraft]:
        from ringfence.bookkeeping import funding

        return funding.claim(books, said, fund, amount, invoice)

    run(ctx, plan, said)


def _ask_received(ctx: click.Context) -> str | None:
    """Ask how much came, unless it is a claim that was named: then it is all of that."""
    from ringfence.bookkeeping.find import UnknownNameError
    from ringfence.bookkeeping.find import find_fund

    book = asking.books_to_ask_by(ctx).book
    try:
        find_fund(book, str(ctx.params.get("fund")))
    except UnknownNameError:
        return None
    return choices.ask_amount("How many pounds?")(ctx)


@click.command(cls=TypedCommand)
@click.argument(
    "fund",
    cls=AskedArgument,
    type=choices.Named("fund", offers.owing),
    ask=choices.ask_one("Which fund?", offers.owing),
)
@click.argument("amount", cls=AskedArgument, type=MONEY, required=False, ask=_ask_received)
@writes(funds=False)
@click.pass_context
def receive(ctx: click.Context, said: Said, fund: str, amount: Decimal | None) -> None:
    """Record money received from a funder.

    It answers what was claimed; what was not claimed answers the award. FUND may be the link
    of a claim too; without AMOUNT, all that is open on it was received.

    \b
    Examples:
      ringfence receive PLF-2017-18 6090 --council-ref OWBC-31107 --date 8/9/2017
      ringfence receive claim-before --date 8/9/2017
    """

    def plan(books: Books) -> list[TransactionDraft]:
        from ringfence.bookkeeping import funding

        return funding.receive(books, said, fund, amount)

    run(ctx, plan, said, unclear=amount is None)
