"""Settling what waits: ``reconcile timing``, ``miscoded``, ``unmark`` and ``match``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from ringfence.bookkeeping.request import Request
from ringfence.cli.prompt.options import declares
from ringfence.cli.prompt.typed import WORDS, TypedCommand
from ringfence.cli.writing import run
from ringfence.ledger.years import today

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books
    from ringfence.ledger.recording.drafting import Wanted
    from ringfence.ledger.recording.writing import Recording

_keys = click.argument("keys", nargs=-1, required=True, type=WORDS, metavar="KEY…")
_reason = click.option("--reason", type=WORDS, required=True, metavar="TEXT", help="Why.")


def _mark_command(state: str, summary: str, example: str) -> click.Command:
    """Make the command that says why something has no counterpart."""

    @click.command(state, cls=TypedCommand, help=f"{summary}\n\n\b\nExample:\n  {example}")
    @_keys
    @_reason
    @declares()
    @click.pass_context
    def command(ctx: click.Context, request: Request, keys: tuple[str, ...], reason: str) -> None:
        def plan(books: Books) -> list[Wanted]:
            from ringfence.bookkeeping.match import mark

            return mark(books, request, keys, state, reason)

        run(ctx, plan, request)

    return command


timing = _mark_command(
    "timing",
    "Say that what only one ledger has will be in the other later.\n\nKEY is a line's "
    "reference, or an entry: what `ringfence reconcile` calls it, its invoice, its file and "
    "line.",
    'ringfence reconcile timing owbc:20533:1 --reason "Filed in October"',
)
miscoded = _mark_command(
    "miscoded",
    "Report that the council has it under the wrong code.\n\nThat is a line that is not the "
    "partnership's, or an entry of ours that the council booked elsewhere.",
    'ringfence reconcile miscoded owbc:20540:1 --reason "Of the leisure centre"',
)


@click.command(cls=TypedCommand)
@_keys
@declares()
@click.pass_context
def unmark(ctx: click.Context, request: Request, keys: tuple[str, ...]) -> None:
    """Undo that something is timing or miscoded: it waits again.

    What finance signed as miscoded stays so, until that is reopened.

    \b
    Example:
      ringfence reconcile unmark owbc:20533:1
    """

    def plan(books: Books) -> list[Wanted]:
        from ringfence.bookkeeping import match

        return match.unmark(books, request, keys)

    def remarks(recording: Recording) -> Iterable[str]:
        from ringfence.bookkeeping import match

        return match.as_was_signed(recording)

    run(ctx, plan, request, remarks=remarks)


@click.command(cls=TypedCommand)
@click.argument("ref", type=WORDS, metavar="REF")
@click.argument("entries", nargs=-1, required=True, type=WORDS, metavar="ENTRY…")
@click.option("--dry-run", is_flag=True, help="Show what would be saved; save nothing.")
@click.pass_context
def match(ctx: click.Context, ref: str, entries: tuple[str, ...], dry_run: bool) -> None:
    """Say that a line of the council's is an entry of ours, or several.

    The line's reference is written under each entry (`council-ref`). Of an invoice that was
    split over funds all parts are meant; an entry may be several lines, one after another.
    Lines of the council's that reverse each other, so that they add up to zero, are matched
    with each other.

    \b
    Examples:
      ringfence reconcile match owbc:20417:1 LCFC-1093
      ringfence reconcile match owbc:20610:1 owbc:20431:1
    """
    request = Request(today(), dry_run)

    def plan(books: Books) -> list[Wanted]:
        from ringfence.bookkeeping.match import match as drafts

        return drafts(books, request, ref, entries)

    def remarks(recording: Recording) -> Iterable[str]:
        from ringfence.bookkeeping.match import apart

        return apart(recording)

    run(ctx, plan, request, remarks=remarks)


@click.command(cls=TypedCommand)
@click.argument("ref", type=WORDS, metavar="REF")
@click.argument("entries", nargs=-1, type=WORDS, metavar="[ENTRY]…")
@click.option("--dry-run", is_flag=True, help="Show what would be saved; save nothing.")
@click.pass_context
def unmatch(ctx: click.Context, ref: str, entries: tuple[str, ...], dry_run: bool) -> None:
    """Undo that a line of the council's is an entry of ours: of all entries, or of some.

    Of lines that clear each other all are named by one of them.

    \b
    Example:
      ringfence reconcile unmatch owbc:20417:1
    """
    request = Request(today(), dry_run)

    def plan(books: Books) -> list[Wanted]:
        from ringfence.bookkeeping.match import unmatch as drafts

        return drafts(books, request, ref, entries)

    def remarks(recording: Recording) -> Iterable[str]:
        from ringfence.bookkeeping.match import taken_words

        return [taken_words(recording)]

    run(ctx, plan, request, remarks=remarks)


COMMANDS = (match, unmatch, timing, miscoded, unmark)
