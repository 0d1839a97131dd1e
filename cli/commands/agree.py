"""``ringfence agree``: what a meeting agreed of what it was asked."""

from __future__ import annotations

import datetime
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from ringfence.bookkeeping.request import Request
from ringfence.cli.prompt import asking, choices
from ringfence.cli.prompt.asking import AskedOption, Choice
from ringfence.cli.prompt.choices import Named
from ringfence.cli.prompt.options import writes
from ringfence.cli.prompt.typed import DAY, MONEY, WORDS, TypedCommand
from ringfence.cli.writing import run

if TYPE_CHECKING:
    from ringfence.ledger.book import Book
    from ringfence.ledger.loading import Books
    from ringfence.ledger.recording.drafting import Draft


def _open(book: Book) -> list[Choice]:
    return [
        Choice(f"{name}: {history.latest.title}", name)
        for name, history in sorted(book.register.proposals.items())
        if not history.latest.outcome
    ]


def _ask_decision(ctx: click.Context) -> str | None:
    """Ask what the decision is to be called, unless the list is walked."""
    from ringfence.bookkeeping.decide import day_of, free_decision

    name, found = ctx.params.get("name"), ctx.params.get("date")
    if not isinstance(name, str):  # Click has a mark of its own for what was not given
        return None
    book = asking.books_to_ask_by(ctx).book
    day = day_of(book, name, found if isinstance(found, datetime.date) else None)
    return asking.words("What is the decision called?", default=free_decision(book, day))


_PROPOSAL = Named("proposal", _open)
proposal_argument = click.argument("name", metavar="[ID]", type=_PROPOSAL, required=False)
meeting_option = click.option(
    "--meeting", type=DAY, metavar="DAY", help="Without ID: what was asked of this meeting."
)


@click.command(cls=TypedCommand)
@proposal_argument
@click.option(
    "--decision",
    "decided",
    cls=AskedOption,
    type=choices.DECISION,
    metavar="ID",
    ask=_ask_decision,
    help="What the decision is called; one that is not there yet is recorded.",
)
@click.option("--amount", type=MONEY, metavar="AMOUNT", help="What was agreed, if not as asked.")
@click.option("--from", "source", type=choices.POT, metavar="POT", help="Likewise where from.")
@click.option("--to", type=choices.POT, metavar="POT", help="Likewise where to.")
@click.option("--title", type=WORDS, metavar="TEXT", help="The decision's title, if not as asked.")
@click.option("--minute", type=WORDS, metavar="TEXT", help="Where it is minuted.")
@click.option("--body", type=WORDS, metavar="NAME", help="Who decided; CSP if not given.")
@meeting_option
@writes(decision=False)
@click.pass_context
def agree(
    ctx: click.Context,
    request: Request,
    name: str | None,
    decided: str | None,
    amount: Decimal | None,
    source: str | None,
    to: str | None,
    title: str | None,
    minute: str | None,
    body: str | None,
    meeting: datetime.date | None,
) -> None:
    """Record what a meeting agreed, and move the money.

    The decision, the movement and the proposal's outcome are saved together, or none of them.
    They are dated on the meeting that was asked, unless you give --date. Without ID, at a
    terminal, you go through the list of what was asked.

    \b
    Examples:
      ringfence agree Diversionary-2017 --decision CSP-2017-06-12-03
      ringfence agree CelebrateSafely-2017 --decision CSP-2017-10-16-04 --amount 750 \\
          --from Reserve --to 2017-18/CelebrateSafely --date 16/10/2017
      ringfence agree
    """
    from ringfence.cli.commands import agree_walk as walking

    if name is None:
        walking.walk(ctx, request, meeting)
        return
    if decided is None:
        raise click.UsageError("Say what the decision is called (--decision ID).", ctx)
    from ringfence.bookkeeping.decide import Agreement, draft_agreement, remarks_on_unmoved

    agreement = Agreement(decided.strip(), amount, source, to, title, minute, body)

    def plan(books: Books) -> list[Draft]:
        return draft_agreement(books, name, with_meeting_day(ctx, books, request, name), agreement)

    run(ctx, plan, request, remarks=remarks_on_unmoved)


def with_meeting_day(ctx: click.Context, books: Books, request: Request, name: str) -> Request:
    """Return the day that was said, else that of the meeting that was asked."""
    from ringfence.bookkeeping.decide import day_of

    was_said = ctx.get_parameter_source("date") is not ParameterSource.DEFAULT
    return replace(request, day=day_of(books.book, name, request.day if was_said else None))
