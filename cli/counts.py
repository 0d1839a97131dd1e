"""The groups of commands of what is counted: ``measure`` and ``target``."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import click

from ringfence.bookkeeping import offers
from ringfence.bookkeeping.request import Said
from ringfence.cli.prompt import choices
from ringfence.cli.prompt.asking import AskedArgument
from ringfence.cli.prompt.asking import AskedOption
from ringfence.cli.prompt.field_options import COUNT
from ringfence.cli.prompt.options import declares
from ringfence.cli.prompt.typed import DAY
from ringfence.cli.prompt.typed import WORDS
from ringfence.cli.prompt.typed import TypedCommand
from ringfence.cli.writing import run

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books
    from ringfence.ledger.recording.drafting import DeclarationDraft

action_argument = click.argument(
    "action",
    metavar="POT",
    cls=AskedArgument,
    type=choices.SPENDING_POT,
    ask=choices.ask_one("Of which action?", offers.spending_pots),
)


def group_of(kind: str, summary: str, example: str) -> click.Group:
    """Return the group of a count, which has `add` alone."""

    @click.command("add", cls=TypedCommand, help=f"{summary}\n\n\b\nExample:\n  {example}")
    @action_argument
    @click.argument(
        "name", cls=AskedArgument, type=WORDS, ask=choices.ask_words("What is counted?")
    )
    @click.argument("count", cls=AskedArgument, type=COUNT, ask=choices.ask_words("How many?"))
    @click.option(
        "--from",
        "first",
        cls=AskedOption,
        required=True,
        type=DAY,
        metavar="DAY",
        ask=choices.ask_words("From which day on?"),
        help="The first day counted.",
    )
    @click.option(
        "--to",
        "last",
        cls=AskedOption,
        required=True,
        type=DAY,
        metavar="DAY",
        ask=choices.ask_words("Up to which day?"),
        help="The last day counted.",
    )
    @click.option("--source", type=WORDS, metavar="TEXT", help="Where the count comes from.")
    @click.option("--group", type=WORDS, metavar="TEXT", help="Of whom, if it is split.")
    @declares()
    @click.pass_context
    def add(
        ctx: click.Context,
        said: Said,
        action: str,
        name: str,
        count: Decimal,
        first: datetime.date,
        last: datetime.date,
        source: str | None,
        group: str | None,
    ) -> None:
        def plan(books: Books) -> list[DeclarationDraft]:
            from ringfence.bookkeeping.delivery import count as drafts

            return drafts(
                books,
                said,
                kind,
                action,
                name,
                count,
                first=first,
                last=last,
                source=source,
                group=group,
            )

        run(ctx, plan, said)

    made = click.Group(kind, help=f"{summary}\n\n\b\nExample:\n  {example}")
    made.add_command(add)
    return made
