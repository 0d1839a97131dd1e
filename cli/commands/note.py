"""``ringfence measure``, ``target``, ``forecast`` and ``note``: what is said of delivery."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

import click

from ringfence.bookkeeping import offers
from ringfence.bookkeeping.request import Said
from ringfence.cli.prompt import choices
from ringfence.cli.prompt.asking import AskedArgument
from ringfence.cli.prompt.asking import AskedOption
from ringfence.cli.prompt.field_options import COUNT
from ringfence.cli.prompt.field_options import FROM_NOTHING
from ringfence.cli.prompt.options import declares
from ringfence.cli.prompt.typed import DAY
from ringfence.cli.prompt.typed import STORY
from ringfence.cli.prompt.typed import WORDS
from ringfence.cli.prompt.typed import TypedCommand
from ringfence.cli.writing import run

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books
    from ringfence.ledger.recording.drafting import DeclarationDraft
    from ringfence.ledger.recording.drafting import NoteDraft
    from ringfence.ledger.recording.writing import Recording

KINDS = ("delivery", "explanation", "risk")
RAGS = ("red", "amber", "green")

_action = click.argument(
    "action",
    metavar="POT",
    cls=AskedArgument,
    type=choices.SPENDING_POT,
    ask=choices.ask_one("Of which action?", offers.spending_pots),
)


def _count(kind: str, summary: str, example: str) -> click.Group:
    """Make the group of a count, which has `add` alone."""

    @click.command("add", cls=TypedCommand, help=f"{summary}\n\n\b\nExample:\n  {example}")
    @_action
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


measure = _count(
    "measure",
    "Record a count of what was delivered in a period; given again, it replaces the first.",
    'ringfence measure add 2017-18/Diversionary "young people engaged" 64 \\\n'
    "      --from 1/4/2017 --to 31/8/2017 --source Registers",
)
target = _count(
    "target",
    "Record what a count should come to in a period.",
    'ringfence target add 2017-18/Diversionary "young people engaged" 120 \\\n'
    "      --from 1/4/2017 --to 31/3/2018",
)


@click.command(cls=TypedCommand)
@_action
@click.argument(
    "amount",
    cls=AskedArgument,
    type=FROM_NOTHING,
    required=False,
    ask=lambda ctx: None if _is_straight(ctx) else choices.ask_words("How many pounds?")(ctx),
)
@click.option(
    "--straight-line",
    is_flag=True,
    is_eager=True,
    help="Instead of AMOUNT: what is spent, carried on at the same rate.",
)
@click.option(
    "--reason",
    cls=AskedOption,
    type=STORY,
    metavar="TEXT",
    ask=lambda ctx: None if _is_straight(ctx) else choices.ask_words("Why?")(ctx),
    help="Why it will come to that.",
)
@click.option("--rag", type=click.Choice(RAGS), help="Red, amber or green.")
@click.option("--fund", type=choices.FUND, metavar="FUND", help="Of this fund alone.")
@declares()
@click.pass_context
def forecast(
    ctx: click.Context,
    said: Said,
    action: str,
    amount: Decimal | None,
    reason: str | None,
    rag: str | None,
    fund: str | None,
    *,
    straight_line: bool,
) -> None:
    """Say what an action will have spent by the end of the year.

    AMOUNT is the whole year's outturn, not what is still to come. It counts before profile
    and earmarks, until another is given. With --fund it is of that fund alone.

    \b
    Examples:
      ringfence forecast 2017-18/Prevent 4200 --rag amber --date 31/8/2017 \\
          --reason "A late start; not all sessions will fit in before March"
      ringfence forecast 2017-18/GrowOutCrime --straight-line --date 31/8/2017
    """
    if straight_line and amount is not None:
        raise click.UsageError("Give AMOUNT or --straight-line, not both.")
    if not straight_line and amount is None:
        raise click.UsageError("Missing argument 'AMOUNT': how many pounds, or --straight-line.")
    if not straight_line and reason is None:
        raise click.UsageError("Missing option '--reason': why it will come to that.")

    def plan(books: Books) -> list[DeclarationDraft]:
        from ringfence.bookkeeping.delivery import forecast as drafts

        return drafts(books, said, action, amount, reason=reason, rag=rag, fund=fund)

    def doubts(recording: Recording) -> Iterator[str]:
        from ringfence.bookkeeping.delivery import doubts as of_figure

        return of_figure(recording)

    run(ctx, plan, said, doubts=doubts)


def _is_straight(ctx: click.Context) -> bool:
    return bool(ctx.params.get("straight_line"))


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
