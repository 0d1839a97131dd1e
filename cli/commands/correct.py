"""``ringfence correct``: putting an entry right, or taking it back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

import click

from ringfence.bookkeeping import offers
from ringfence.bookkeeping.request import Request
from ringfence.cli.prompt import choices
from ringfence.cli.prompt.asking import AskedArgument
from ringfence.cli.prompt.options import writes
from ringfence.cli.prompt.typed import MONEY, TypedCommand
from ringfence.cli.writing import run

if TYPE_CHECKING:
    from ringfence.bookkeeping.redo import Right
    from ringfence.ledger.loading import Books
    from ringfence.ledger.recording.drafting import Wanted
    from ringfence.ledger.recording.writing import Recording

entry_argument = click.argument(
    "entry",
    cls=AskedArgument,
    type=choices.ENTRY,
    ask=choices.ask_known("Which entry (link, invoice or file:line)?", offers.references),
)


@click.command(cls=TypedCommand)
@entry_argument
@click.option("--amount", type=MONEY, metavar="AMOUNT", help="What it should have been, in all.")
@click.option("--pot", type=choices.POT, metavar="POT", help="The pot it should be charged to.")
@click.option("--from", "source", type=choices.POT, metavar="POT", help="For a transfer: from.")
@click.option("--to", type=choices.POT, metavar="POT", help="For a transfer: to.")
@click.option("--payee", type=choices.PAYEE, metavar="NAME", help="Who was really paid.")
@click.option("--invoice", metavar="REFERENCE", help="The right reference.")
@click.option("--pending", is_flag=True, help="Record it as awaiting a decision.")
@click.option("--reverse-only", is_flag=True, help="Only reverse it: nothing replaces it.")
@writes(spending=True)
@click.pass_context
def correct(
    ctx: click.Context,
    request: Request,
    entry: str,
    amount: Decimal | None,
    pot: str | None,
    source: str | None,
    to: str | None,
    payee: str | None,
    invoice: str | None,
    pending: bool,
    reverse_only: bool,
) -> None:
    """Correct an entry: reverse it, and record what it should have been.

    ENTRY is a link, an invoice reference, or file:line. Nothing in the books is edited. What
    you do not give again stays as it was. An entry split over funds or actions is corrected
    whole, whichever part you name; if nothing replaces an invoice, its refunds are reversed
    with it. --note gives the reason, and the reversal shows it; if nothing else is wrong, it
    replaces the old text. If a submitted return counted the entry, the correction names the
    return that it adjusts.

    A note is named by its file and line too: --note puts other words in its place,
    --reverse-only removes it.

    \b
    Examples:
      ringfence correct LCFC-1093 --amount 2900
      ringfence correct spend-2017-18.beancount:45 --pot 2017-18/Prevent
      ringfence correct PR-0588 --reverse-only --note "Entered twice"
      ringfence correct delivery-2017-18.beancount:66 --reverse-only
    """

    def read_right() -> Right:
        from ringfence.bookkeeping.redo import Right

        return Right(amount, pot, source, to, payee, invoice, pending, reverse_only)

    def plan(books: Books) -> Sequence[Wanted]:
        from ringfence.bookkeeping.correct import draft_correction
        from ringfence.bookkeeping.notes import draft_note_back, note_at, refuse_others

        right = read_right()
        noted = note_at(books, entry)
        if noted is not None:
            return draft_note_back(books, noted, request, right)
        refuse_others(books, entry)
        return draft_correction(books, request, entry, right)

    def remarks(recording: Recording) -> Iterator[str]:
        from ringfence.bookkeeping import adjustments, notes
        from ringfence.bookkeeping.correct import credits_in, remarks_on_corrected

        if notes.note_at(recording.before, entry) is None:
            yield from remarks_on_corrected(recording.before, entry)
            yield from credits_in(recording.before, request, entry, read_right())
        yield from adjustments.remarks_on_adjusted(recording, request, "What it corrects")
        yield from notes.withdrawn_in(recording)

    run(ctx, plan, request, remarks=remarks, unclear=True)
