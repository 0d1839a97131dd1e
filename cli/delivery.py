"""``ringfence measure``, ``target``, ``forecast`` and ``note``: what is said of delivery."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

import click

from ringfence.bookkeeping import offers
from ringfence.bookkeeping.request import Said
from ringfence.bookkeeping.request import metadata
from ringfence.cli import choices
from ringfence.cli.asking import AskedArgument
from ringfence.cli.asking import AskedOption
from ringfence.cli.field_options import COUNT
from ringfence.cli.field_options import FROM_NOTHING
from ringfence.cli.options import declares
from ringfence.cli.typed import DAY
from ringfence.cli.typed import STORY
from ringfence.cli.typed import WORDS
from ringfence.cli.typed import TypedCommand
from ringfence.cli.writing import run

if TYPE_CHECKING:
    from ringfence.ledger.accounts import Pot
    from ringfence.ledger.loading import Books
    from ringfence.ledger.recording.drafting import DeclarationDraft
    from ringfence.ledger.recording.drafting import NoteDraft
    from ringfence.ledger.recording.drafting import Value
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
        fields: dict[str, Value] = {"from": first, "to": last}
        fields |= {k: v for k, v in (("source", source), ("group", group)) if v is not None}

        def plan(books: Books) -> list[DeclarationDraft]:
            from ringfence.ledger.recording.drafting import DeclarationDraft

            values: list[Value] = [*_action_of(books, action).path, name.strip(), count]
            meta = {**fields, **metadata(books.book, said)}
            return [DeclarationDraft(said.day, kind, tuple(values), meta)]

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
        from ringfence.ledger.declarations.fields import STRAIGHT_LINE
        from ringfence.ledger.recording.drafting import DeclarationDraft
        from ringfence.ledger.recording.drafting import gbp

        pot = _action_of(books, action)
        outturn: Value = STRAIGHT_LINE if amount is None else gbp(amount)
        fields: dict[str, Value | None] = {
            "fund": _fund_of(books, pot, fund) if fund else None,
            "reason": reason or "Spending is expected to go on at the rate so far",
            "rag": rag,
        }
        meta = metadata(books.book, said, **fields)
        return [DeclarationDraft(said.day, "forecast", (*pot.path, outturn), meta)]

    run(ctx, plan, said, doubts=_doubted)


def _doubted(recording: Recording) -> Iterator[str]:
    """Say what makes the figure doubtful that is being recorded."""
    from ringfence.ledger.recording.drafting import DeclarationDraft
    from ringfence.reports.forecasting.doubts import OF_OFFICER
    from ringfence.reports.forecasting.rules import forecast_of

    for draft in recording.drafts:
        if isinstance(draft, DeclarationDraft):
            year, action, *_ = draft.values
            found = forecast_of(recording.after.book, (str(year), str(action)), draft.date)
            yield from (doubt.what for doubt in found.doubts if doubt.kind in OF_OFFICER)


def _is_straight(ctx: click.Context) -> bool:
    return bool(ctx.params.get("straight_line"))


def _fund_of(books: Books, pot: Pot, text: str) -> str:
    """Find a fund that pays for an action.

    Raises:
        click.ClickException: it has no money there.
    """
    from ringfence.bookkeeping.find import find_fund

    fund = find_fund(books.book, text)
    paying = sorted({track.fund for track in books.book.pots_of(pot)})
    if fund in paying:
        return fund
    there = f"; {', '.join(paying)} {'has' if len(paying) == 1 else 'have'}" if paying else ""
    raise click.ClickException(f"{fund} has no money in {pot}{there}.\n\nNothing was saved.")


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
        from ringfence.bookkeeping.find import find_pot
        from ringfence.ledger.recording.drafting import NoteDraft

        account = find_pot(books.book, pot).parent_account
        meta = metadata(books.book, said)
        return [NoteDraft(said.day, account, text, tags=(kind,), meta=meta)]

    run(ctx, plan, said, doubts=personal_in)


def _which_kind() -> str:
    from ringfence.cli import asking

    means = ("what was delivered", "why figures are as they are", "what may go wrong")
    offered = zip(KINDS, means, strict=True)
    return asking.choose(
        "Which kind of note?", [asking.Choice(f"{kind}: {said}", kind) for kind, said in offered]
    )


def _action_of(books: Books, text: str) -> Pot:
    """Find an action.

    Raises:
        click.BadParameter: it is another kind of pot.
    """
    from ringfence.bookkeeping.find import find_pot

    pot = find_pot(books.book, text)
    if pot.is_planned and not pot.earmark:
        return pot
    raise click.BadParameter(
        f"{pot} is no action: name one, such as {pot.place if pot.earmark else '2017-18/Prevent'}.",
        param_hint="POT",
    )
