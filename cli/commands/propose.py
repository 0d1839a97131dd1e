"""``ringfence propose``: what a meeting will be asked. It moves no money."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import click

from ringfence.bookkeeping.request import Said
from ringfence.cli.prompt import asking
from ringfence.cli.prompt import choices
from ringfence.cli.prompt.asking import AskedArgument
from ringfence.cli.prompt.asking import AskedOption
from ringfence.cli.prompt.options import declares
from ringfence.cli.prompt.typed import DAY
from ringfence.cli.prompt.typed import MONEY
from ringfence.cli.prompt.typed import WORDS
from ringfence.cli.prompt.typed import TypedCommand
from ringfence.cli.writing import run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ringfence.ledger.loading import Books
    from ringfence.ledger.recording.drafting import DeclarationDraft
    from ringfence.ledger.recording.writing import Recording


def _ask_title(ctx: click.Context) -> str | None:
    book, name = asking.books_to_ask_by(ctx).book, ctx.params.get("name")
    known = isinstance(name, str) and name.strip() in book.register.proposals
    return None if known else asking.words("What is asked, in a few words?")


@click.command(cls=TypedCommand)
@click.argument(
    "name", metavar="ID", cls=AskedArgument, type=WORDS, ask=choices.ask_words("A name for it?")
)
@click.option(
    "--title",
    cls=AskedOption,
    type=WORDS,
    metavar="TEXT",
    ask=_ask_title,
    help="What is asked, in a few words.",
)
@click.option("--amount", type=MONEY, metavar="AMOUNT", help="How much; without, not yet costed.")
@click.option("--from", "source", type=choices.POT, metavar="POT", help="Where it comes from.")
@click.option("--to", type=choices.POT, metavar="POT", help="Where it goes to.")
@click.option("--meeting", type=DAY, metavar="DAY", help="The meeting that is asked.")
@click.option("--owner", type=WORDS, metavar="TEXT", help="Who asks.")
@declares()
@click.pass_context
def propose(
    ctx: click.Context,
    said: Said,
    name: str,
    title: str | None,
    amount: Decimal | None,
    source: str | None,
    to: str | None,
    meeting: datetime.date | None,
    owner: str | None,
) -> None:
    """Put a question of money to a meeting.

    It stands in the meeting's paper with the figures if agreed, and moves no money.
    Proposed again under its ID, whatever is given takes the place of what was: its amount
    when the quotes are in, another meeting.

    \b
    Examples:
      ringfence propose CCTV-2017 --title "CCTV: quotes being sought"
      ringfence propose Diversionary-2017 --title "£1,000 more for Diversionary Activities" \\
          --amount 1000 --from Reserve --to 2017-18/Diversionary --meeting 12/6/2017
    """

    def plan(books: Books) -> list[DeclarationDraft]:
        from ringfence.bookkeeping.proposals import Proposed
        from ringfence.bookkeeping.proposals import propose as drafts

        return drafts(books, said, name, Proposed(title, amount, source, to, meeting, owner))

    def remarks(recording: Recording) -> Iterator[str]:
        from ringfence.bookkeeping.proposals import if_agreed

        return if_agreed(recording, name.strip())

    run(ctx, plan, said, remarks=remarks)
