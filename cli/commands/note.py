"""``ringfence note``: what the next return is to say of an action."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ringfence.bookkeeping import offers
from ringfence.bookkeeping.request import Said
from ringfence.cli.prompt import choices
from ringfence.cli.prompt.asking import AskedArgument
from ringfence.cli.prompt.asking import AskedOption
from ringfence.cli.prompt.options import declares
from ringfence.cli.prompt.typed import STORY
from ringfence.cli.prompt.typed import TypedCommand
from ringfence.cli.writing import run

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books
    from ringfence.ledger.recording.drafting import NoteDraft

KINDS = ("delivery", "explanation", "risk")


@click.command(cls=TypedCommand)
@click.argument(
    "pot",
    cls=AskedArgument,
    type=choices.POT,
    ask=choices.ask_one("On which pot?", offers.pots),
)
@click.argument("text", cls=AskedArgument, type=STORY, ask=choices.ask_words("What is to be said?"))
@click.option(
    "--kind",
    cls=AskedOption,
    required=True,
    type=click.Choice(KINDS),
    ask=lambda _ctx: _which_kind(),
    help="What was delivered, why figures are as they are, or what may go wrong.",
)
@declares()
@click.pass_context
def note(ctx: click.Context, said: Said, pot: str, text: str, kind: str) -> None:
    """Write down what the next return is to say of an action.

    What was noted is put into other words, or taken back, by the file and line in its
    receipt: `ringfence correct FILE:LINE --note TEXT`, or `--reverse-only`.

    \b
    Example:
      ringfence note 2017-18/BigLunch "The Big Lunch was held." --kind delivery --date 18/6/2017
    """
    from ringfence.bookkeeping.notes import personal_in

    def plan(books: Books) -> list[NoteDraft]:
        from ringfence.bookkeeping.delivery import note as drafts

        return drafts(books, said, pot, text, kind)

    run(ctx, plan, said, doubts=personal_in)


def _which_kind() -> str:
    from ringfence.cli.prompt import asking

    means = ("what was delivered", "why figures are as they are", "what may go wrong")
    offered = zip(KINDS, means, strict=True)
    return asking.choose(
        "Which kind of note?", [asking.Choice(f"{kind}: {said}", kind) for kind, said in offered]
    )
