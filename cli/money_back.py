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
from ringfence.ledger.commands import Blank
from ringfence.ledger.commands import command

if TYPE_CHECKING:
    from ringfence.bookkeeping.grants import Grant
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
        from ringfence.bookkeeping.grants import grant_of
        from ringfence.ledger.accounts import Kind
        from ringfence.ledger.recording.drafting import move
        from ringfence.ledger.sources import lapsed

        grant = grant_of(books, said, fund)
        lapsing = _all_of(grant) if amount is None else amount
        grant.refuse_beyond(lapsing, Kind.AWARDED, "promised and not yet claimed or received")
        grant.refuse_short(lapsing)
        return [
            grant.draft(
                move(grant.account(part.kind), grant.account(Kind.AWARDED), part.amount),
                "Lapsed: never received",
            )
            for part in lapsed(grant.book, grant.fund, lapsing, said.day)
        ]

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
        from ringfence.bookkeeping.grants import grant_of

        return _repaid(grant_of(books, said, fund), amount, paid=paid)

    run(ctx, plan, said)


def _all_of(grant: Grant) -> Decimal:
    from ringfence.bookkeeping.grants import BeyondError
    from ringfence.ledger.accounts import Kind

    amount = min(grant.held(Kind.AWARDED), grant.unallocated())
    if not amount:
        raise BeyondError(
            f"Nothing of {grant.fund} is both unallocated and not yet received on "
            f"{grant.said.day}, so nothing lapses. What is in the plan has to be released first "
            f"(`{command('release')}`); what was received is repaid (`{command('repay')}`)."
        )
    return amount


def _repaid(grant: Grant, amount: Decimal, *, paid: bool) -> list[TransactionDraft]:
    """Draft what becomes owed, and what is paid; what is owed already is paid first."""
    from ringfence.bookkeeping.grants import BeyondError
    from ringfence.ledger.accounts import Kind
    from ringfence.ledger.money import pounds
    from ringfence.ledger.recording.drafting import move
    from ringfence.ledger.sources import given_back

    owed = min(amount, grant.held(Kind.REPAYABLE)) if paid else Decimal(0)
    new = amount - owed
    received = grant.received()
    if new > received:
        raise BeyondError(
            f"{pounds(new)} is {pounds(new - received)} more than was received of {grant.fund} and "
            f"is not yet given back on {grant.said.day}: {pounds(received)}. What was never "
            f"received lapses: {command('lapse', grant.fund, Blank.AMOUNT)}. Nothing was saved."
        )
    if new:
        grant.refuse_short(new)
    repayable = grant.account(Kind.REPAYABLE)
    drafts = [
        grant.draft(move(grant.account(part.kind), repayable, part.amount), "To be repaid")
        for part in given_back(grant.book, grant.fund, new, grant.said.day)
    ]
    if paid:
        drafts.append(grant.draft(move(repayable, grant.account(Kind.COUNCIL), amount), "Repaid"))
    return drafts
