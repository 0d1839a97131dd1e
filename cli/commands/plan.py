"""``ringfence plan``: a year's Delivery Plan, adopted by the partnership and approved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ringfence.bookkeeping.request import Said
from ringfence.cli.prompt import choices
from ringfence.cli.prompt.asking import AskedArgument
from ringfence.cli.prompt.options import declares
from ringfence.cli.prompt.typed import YEAR
from ringfence.cli.prompt.typed import TypedCommand
from ringfence.cli.writing import run

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books
    from ringfence.ledger.recording.drafting import DeclarationDraft

_year = click.argument(
    "year", cls=AskedArgument, type=YEAR, ask=choices.ask_words("Which year, such as 2017-18?")
)


@click.group()
def plan() -> None:
    """Record that a year's Delivery Plan was adopted, and approved.

    From the day of adoption on, moving money between actions needs a decision.

    \b
    Examples:
      ringfence plan adopt 2017-18 --date 10/4/2017
      ringfence plan approve 2017-18 --decision OPCC-2017-07-24 --date 24/7/2017
    """


@plan.command(cls=TypedCommand)
@_year
@declares()
@click.pass_context
def adopt(ctx: click.Context, said: Said, year: str) -> None:
    """Record that the partnership adopted the plan of a year, on --date.

    \b
    Example:
      ringfence plan adopt 2017-18 --date 10/4/2017
    """

    def drafts(books: Books) -> list[DeclarationDraft]:
        from ringfence.bookkeeping import plans

        return plans.adopt(books, said, year)

    run(ctx, drafts, said)


@plan.command(cls=TypedCommand)
@_year
@declares()
@click.pass_context
def approve(ctx: click.Context, said: Said, year: str) -> None:
    """Record that the funder approved the plan of a year, on --date.

    This is shown, and changes no rule: whether a fund is still at risk is its stage
    (`ringfence fund amend FUND --stage awarded`).

    \b
    Example:
      ringfence plan approve 2017-18 --decision OPCC-2017-07-24 --date 24/7/2017
    """

    def drafts(books: Books) -> list[DeclarationDraft]:
        from ringfence.bookkeeping import plans

        return plans.approve(books, said, year)

    run(ctx, drafts, said)
