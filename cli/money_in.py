"""``ringfence award``, ``claim`` and ``receive``: money that comes in."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import click

from ringfence.cli import choices
from ringfence.cli.asking import AskedArgument
from ringfence.cli.asking import AskedOption
from ringfence.cli.options import Said
from ringfence.cli.options import writes
from ringfence.cli.typed import MONEY
from ringfence.cli.typed import WORDS
from ringfence.cli.typed import TypedCommand
from ringfence.cli.writing import run

if TYPE_CHECKING:
    from ringfence.cli.grants import Grant
    from ringfence.ledger.loading import Books
    from ringfence.ledger.recording.drafting import Leg
    from ringfence.ledger.recording.drafting import TransactionDraft

_fund = click.argument(
    "fund", cls=AskedArgument, type=choices.FUND, ask=choices.ask_one("Which fund?", choices.funds)
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
        from ringfence.cli.grants import grant_of
        from ringfence.ledger.accounts import Kind
        from ringfence.ledger.recording.drafting import move

        grant = grant_of(books, said, fund)
        promised, income = grant.account(Kind.AWARDED), grant.account(Kind.INCOME)
        if reduce:
            grant.refuse_beyond(amount, Kind.AWARDED, "promised and not yet claimed or received")
            return [grant.draft(move(income, promised, amount), "Award reduced")]
        return [grant.draft(move(promised, income, amount), f"Award: {grant.terms.title}")]

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
        from ringfence.cli.grants import grant_of
        from ringfence.ledger.accounts import Kind
        from ringfence.ledger.recording.drafting import move

        grant = grant_of(books, said, fund)
        grant.refuse_beyond(amount, Kind.AWARDED, "promised and not yet claimed")
        legs = move(grant.account(Kind.RECEIVABLE), grant.account(Kind.AWARDED), amount)
        return [grant.draft(legs, "Claimed", invoice=invoice)]

    run(ctx, plan, said)


@click.command(cls=TypedCommand)
@_fund
@_amount
@writes(funds=False)
@click.pass_context
def receive(ctx: click.Context, said: Said, fund: str, amount: Decimal) -> None:
    """Record money received from a funder.

    It answers what was claimed; what was not claimed answers the award.

    \b
    Example:
      ringfence receive PLF-2017-18 6090 --council-ref OWBC-31107 --date 8/9/2017
    """

    def plan(books: Books) -> list[TransactionDraft]:
        return received(books, said, fund, amount)

    run(ctx, plan, said)


def received(books: Books, said: Said, fund: str, amount: Decimal) -> list[TransactionDraft]:
    """Draft what came in from a fund's funder.

    Raises:
        click.ClickException: so much was not promised.
    """
    from ringfence.cli.grants import grant_of

    grant = grant_of(books, said, fund)
    return [grant.draft(_received(grant, amount), "Received")]


def _received(grant: Grant, amount: Decimal) -> tuple[Leg, ...]:
    """Answer what was claimed first, and for the rest what was promised."""
    from ringfence.ledger.accounts import Kind
    from ringfence.ledger.recording.drafting import Leg

    claimed = min(amount, grant.held(Kind.RECEIVABLE))
    rest = amount - claimed
    grant.refuse_beyond(rest, Kind.AWARDED, "promised beside what was claimed, and not received")
    legs = [Leg(grant.account(Kind.COUNCIL), amount)]
    if claimed:
        legs.append(Leg(grant.account(Kind.RECEIVABLE), -claimed))
    if rest:
        legs.append(Leg(grant.account(Kind.AWARDED), -rest))
    return tuple(legs)
