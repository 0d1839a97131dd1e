"""``ringfence propose``: what a meeting will be asked. It moves no money."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import click

from ringfence.bookkeeping.request import Said
from ringfence.bookkeeping.request import metadata
from ringfence.cli import asking
from ringfence.cli import choices
from ringfence.cli.asking import AskedArgument
from ringfence.cli.asking import AskedOption
from ringfence.cli.options import declares
from ringfence.cli.typed import DAY
from ringfence.cli.typed import MONEY
from ringfence.cli.typed import WORDS
from ringfence.cli.typed import TypedCommand
from ringfence.cli.writing import run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ringfence.ledger.book import Book
    from ringfence.ledger.loading import Books
    from ringfence.ledger.recording.drafting import DeclarationDraft
    from ringfence.ledger.recording.drafting import Value
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
        from ringfence.ledger.recording.drafting import DeclarationDraft
        from ringfence.ledger.recording.drafting import gbp

        book = books.book
        fields: dict[str, Value] = {
            key: value
            for key, value in {
                "title": title,
                "from": _address(book, source),
                "to": _address(book, to),
                "amount": None if amount is None else gbp(amount),
                "owner": owner,
                "meeting": meeting,
            }.items()
            if value is not None
        }
        _must_make_sense(book, name.strip(), said.day, fields)
        meta = {**fields, **metadata(book, said)}
        return [DeclarationDraft(said.day, "proposal", (name.strip(),), meta)]

    run(ctx, plan, said, remarks=lambda recording: _if_agreed(recording, name.strip()))


def _address(book: Book, text: str | None) -> str | None:
    from ringfence.bookkeeping.find import find_pot

    return None if text is None else find_pot(book, text, new_reserve=True).address


def _must_make_sense(book: Book, name: str, day: datetime.date, fields: dict[str, Value]) -> None:
    """Refuse a proposal without words, one that is decided, and one that goes nowhere.

    Raises:
        click.ClickException: it is one of these.
    """
    history = book.register.proposals.get(name)
    latest = history.latest if history else None
    if latest is None and "title" not in fields:
        raise click.UsageError(f"{name} is new: say in a few words what is asked (--title TEXT).")
    if latest and latest.outcome:
        raise click.ClickException(
            f"{name} was decided already: {latest.outcome}. Propose it under another ID. Nothing "
            "was saved."
        )
    if latest and not fields:
        raise click.UsageError(f"{name} is proposed already: say what changes, as an option.")
    if history and day < history.first_day:
        raise click.ClickException(
            f"{name} was first proposed on {history.first_day}: what changes is dated no earlier "
            "(--date). Nothing was saved."
        )
    source = fields.get("from", latest.source if latest else None)
    if source is not None and source == fields.get("to", latest.to if latest else None):
        raise click.BadParameter(f"it is from {source} to the same pot.", param_hint="--to")


def _if_agreed(recording: Recording, name: str) -> Iterator[str]:
    """Say what each side would then have."""
    from ringfence.ledger.money import pounds
    from ringfence.ledger.years import FinancialYear
    from ringfence.reports.proposals import open_proposals

    book = recording.after.book
    latest = book.register.proposals[name].latest
    years = [address[:7] for address in (latest.to, latest.source) if address and address[0] == "2"]
    day = book.register.proposals[name].versions[-1].day
    year = FinancialYear.parse(years[0]) if years else FinancialYear.containing(day)
    for proposal in open_proposals(book, year, day):
        if proposal.id == name and proposal.source and proposal.source_then is not None:
            source = f"{proposal.source}{proposal.of_whom}"
            yield f"If agreed, {source} has {pounds(proposal.source_then)} left."
        if proposal.id == name and proposal.to and proposal.to_then is not None:
            yield f"If agreed, {proposal.to} has {pounds(proposal.to_then)} available."
