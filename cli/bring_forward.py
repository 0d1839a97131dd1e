"""``ringfence bring-forward``: what the books take over of a fund, and of a grant's life."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import click

from ringfence.bookkeeping import offers
from ringfence.bookkeeping.request import Said
from ringfence.cli import choices
from ringfence.cli.asking import AskedArgument
from ringfence.cli.options import writes
from ringfence.cli.typed import MONEY
from ringfence.cli.typed import MONEY_OR_NOTHING
from ringfence.cli.typed import WORDS
from ringfence.cli.typed import TypedCommand
from ringfence.cli.writing import run
from ringfence.ledger.commands import Blank
from ringfence.ledger.commands import command

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books
    from ringfence.ledger.recording.drafting import TransactionDraft
    from ringfence.ledger.recording.writing import Recording

_BEFORE = ("received", "claimed", "spent", "owed", "advanced")
_ask_amount = choices.ask_amount("How many pounds are held?")


def _ask_held(ctx: click.Context) -> str | None:
    """Ask for what is held, unless it is worked out from what was said."""
    said = [ctx.params.get(name) for name in _BEFORE]
    told = any(isinstance(value, Decimal) or (isinstance(value, tuple) and value) for value in said)
    return None if told else _ask_amount(ctx)


@click.command("bring-forward", cls=TypedCommand)
@click.argument(
    "fund", cls=AskedArgument, type=choices.FUND, ask=choices.ask_one("Which fund?", offers.funds)
)
@click.argument("amount", cls=AskedArgument, type=MONEY, required=False, ask=_ask_held)
@click.option("--received", type=MONEY_OR_NOTHING, help="What was received of it before.")
@click.option("--claimed", type=MONEY, help="What was claimed besides, and not yet received.")
@click.option("--invoice", type=WORDS, metavar="REFERENCE", help="The invoice of what was claimed.")
@click.option(
    "--spent",
    type=MONEY_OR_NOTHING,
    help="What was spent of it before, unpaid invoices included, advances not.",
)
@click.option(
    "--owed",
    multiple=True,
    type=WORDS,
    metavar="NAME=AMOUNT",
    help='An unpaid invoice within that, such as "Printer=600 PR-9"; may be repeated.',
)
@click.option(
    "--advanced",
    multiple=True,
    type=WORDS,
    metavar="NAME=AMOUNT",
    help='Paid ahead and not yet evidenced, such as "Youth Hub=500"; may be repeated.',
)
@click.option("--anew", is_flag=True, help="Take back first what was brought forward before.")
@writes(funds=False)
@click.pass_context
def bring_forward(
    ctx: click.Context,
    said: Said,
    fund: str,
    amount: Decimal | None,
    received: Decimal | None,
    claimed: Decimal | None,
    invoice: str | None,
    spent: Decimal | None,
    owed: tuple[str, ...],
    advanced: tuple[str, ...],
    anew: bool,
) -> None:
    """Record what was held, or had become of a grant, when the books begin.

    AMOUNT alone is money held. Of a grant that began before the books say what was received,
    claimed and spent of it by then; what the council holds is worked out, and what the award
    still promises is recorded with it. All of it is dated on the fund's first day, and is
    unallocated until the plan allocates it.

    \b
    Examples:
      ringfence bring-forward PLF-2015-16 1908.55
      ringfence bring-forward PLF-2024-26 --received 25000 --claimed 3000 --invoice OWBC-1 \\
          --spent 18520 --owed "Printer=600 PR-9" --advanced "Youth Hub=500 ^hub-advance"
    """
    from ringfence.bookkeeping.before_books import Figures
    from ringfence.bookkeeping.before_books import read_debt
    from ringfence.bookkeeping.openings import brought_forward
    from ringfence.bookkeeping.openings import first_day_of

    figures = Figures(
        held=amount,
        received=received,
        claimed=claimed,
        invoice=invoice,
        spent=spent,
        owed=tuple(read_debt(each, "owed") for each in owed),
        advanced=tuple(read_debt(each, "advanced") for each in advanced),
    )
    figures.check()
    dated = ctx.params.get("date") is not None

    def plan(books: Books) -> list[TransactionDraft]:
        day = first_day_of(books, said, fund, figures, dated=dated)
        return brought_forward(books, replace(said, day=day), fund, figures, anew=anew)

    def remarks(recording: Recording) -> Iterator[str]:
        yield from figures.said()
        yield from _next(recording)

    run(ctx, plan, said, remarks=remarks, unclear=figures.is_position)


def _next(recording: Recording) -> Iterator[str]:
    """Say how what is open is settled when its day comes."""
    from ringfence.ledger.accounts import Kind

    steps: dict[Kind, tuple[str, str, tuple[object, ...]]] = {
        Kind.RECEIVABLE: ("When it is received", "receive", ()),
        Kind.PREPAID: ("When they show what it bought", "evidence", (Blank.AMOUNT,)),
        Kind.ACCRUALS: ("Pay it with", "pay", ()),
    }
    book = recording.after.book
    for draft in recording.drafts:
        links = getattr(draft, "links", ())
        kinds = {
            account.kind
            for leg in getattr(draft, "legs", ())
            if (account := book.account(leg.account))
        }
        taken_back = "corrects" in getattr(draft, "meta", {})
        yield from (
            f"{when}: {command(step, links[0], *more)}"
            for kind, (when, step, more) in steps.items()
            if kind in kinds and links and not taken_back
        )
