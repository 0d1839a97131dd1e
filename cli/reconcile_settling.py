"""Settling what waits: ``reconcile timing``, ``miscoded``, ``unmark`` and ``match``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from ringfence.bookkeeping.errors import NotSavedError
from ringfence.bookkeeping.request import Said
from ringfence.cli.options import declares
from ringfence.cli.typed import WORDS
from ringfence.cli.typed import TypedCommand
from ringfence.cli.writing import run
from ringfence.ledger.years import today

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books
    from ringfence.ledger.recording.drafting import Wanted
    from ringfence.ledger.recording.writing import Recording

_keys = click.argument("keys", nargs=-1, required=True, type=WORDS, metavar="KEY…")
_reason = click.option("--reason", type=WORDS, required=True, metavar="TEXT", help="Why.")


def _marking(state: str, summary: str, example: str) -> click.Command:
    """Make the command that says why something has no counterpart."""

    @click.command(state, cls=TypedCommand, help=f"{summary}\n\n\b\nExample:\n  {example}")
    @_keys
    @_reason
    @declares()
    @click.pass_context
    def command(ctx: click.Context, said: Said, keys: tuple[str, ...], reason: str) -> None:
        run(ctx, lambda books: _marks(books, said, keys, {"state": state, "reason": reason}), said)

    return command


def _marks(
    books: Books, said: Said, keys: tuple[str, ...], meta: dict[str, str | None]
) -> list[Wanted]:
    from ringfence.bookkeeping.reconciliation import keys_of
    from ringfence.bookkeeping.request import metadata
    from ringfence.ledger.recording.drafting import DeclarationDraft

    return [
        DeclarationDraft(said.day, "council-item", (key,), {**meta, **metadata(books.book, said)})
        for key in keys_of(books, keys)
    ]


timing = _marking(
    "timing",
    "Say that what only one ledger has will be in the other later.\n\nKEY is a line's "
    "reference, or an entry: what `ringfence reconcile` calls it, its invoice, its file and "
    "line.",
    'ringfence reconcile timing owbc:20533:1 --reason "Filed in October"',
)
miscoded = _marking(
    "miscoded",
    "Report that the council has it under the wrong code.\n\nThat is a line that is not the "
    "partnership's, or an entry of ours that the council booked elsewhere.",
    'ringfence reconcile miscoded owbc:20540:1 --reason "Of the leisure centre"',
)


@click.command(cls=TypedCommand)
@_keys
@declares()
@click.pass_context
def unmark(ctx: click.Context, said: Said, keys: tuple[str, ...]) -> None:
    """Take back that something is timing or miscoded: it waits again.

    What finance signed as miscoded stays so, until that is reopened.

    \b
    Example:
      ringfence reconcile unmark owbc:20533:1
    """

    def plan(books: Books) -> list[Wanted]:
        from ringfence.bookkeeping.reconciliation import marks_of
        from ringfence.bookkeeping.reconciliation import must_not_be_signed
        from ringfence.ledger.recording.drafting import DeclarationDraft

        found = marks_of(books, keys)
        for key in found:
            must_not_be_signed(books, key)
        return [
            DeclarationDraft(said.day, "council-item", (key,), {"state": None}) for key in found
        ]

    run(ctx, plan, said, remarks=_as_was_signed)


@click.command(cls=TypedCommand)
@click.argument("ref", type=WORDS, metavar="REF")
@click.argument("entries", nargs=-1, required=True, type=WORDS, metavar="ENTRY…")
@click.option("--dry-run", is_flag=True, help="Show what would be saved; save nothing.")
@click.pass_context
def match(ctx: click.Context, ref: str, entries: tuple[str, ...], dry_run: bool) -> None:
    """Say that a line of the council's is an entry of ours, or several.

    The line's reference is written under each entry (`council-ref`). Of an invoice that was
    split over funds all parts are meant; an entry may be several lines, one after another.
    Lines of the council's that take each other back, so that they come to nil, are matched
    with each other.

    \b
    Examples:
      ringfence reconcile match owbc:20417:1 LCFC-1093
      ringfence reconcile match owbc:20610:1 owbc:20431:1
    """
    said = Said(today(), dry_run)

    def plan(books: Books) -> list[Wanted]:
        from ringfence.bookkeeping.clear import clearing
        from ringfence.bookkeeping.reconciliation import entries_of
        from ringfence.bookkeeping.reconciliation import line_of
        from ringfence.ledger.council.matches import refs_of
        from ringfence.ledger.recording.drafting import CouncilMatch

        line = line_of(books, ref)
        back = clearing(books, said, line, entries)
        if back:
            return [back]
        found = entries_of(books, entries)
        new = [each for each in found if line.ref not in refs_of(each.entry)]
        if not new:
            raise NotSavedError(
                f"{line.ref} is matched to {', '.join(entries)} already.\n\nNothing was saved."
            )
        return [CouncilMatch(each.entry, (line.ref,)) for each in new]

    run(ctx, plan, said, remarks=_apart)


@click.command(cls=TypedCommand)
@click.argument("ref", type=WORDS, metavar="REF")
@click.argument("entries", nargs=-1, type=WORDS, metavar="[ENTRY]…")
@click.option("--dry-run", is_flag=True, help="Show what would be saved; save nothing.")
@click.pass_context
def unmatch(ctx: click.Context, ref: str, entries: tuple[str, ...], dry_run: bool) -> None:
    """Take back that a line of the council's is an entry of ours: of all entries, or of some.

    Of lines that clear each other all are named by one of them.

    \b
    Example:
      ringfence reconcile unmatch owbc:20417:1
    """
    said = Said(today(), dry_run)

    def plan(books: Books) -> list[Wanted]:
        from ringfence.bookkeeping.clear import parting
        from ringfence.bookkeeping.reconciliation import entries_of
        from ringfence.ledger.council.matches import matched
        from ringfence.ledger.recording.drafting import CouncilMatch

        found = matched(books.book).get(ref.strip(), [])
        if not found and not entries:
            parted = parting(books, said, ref.strip())
            if parted:
                return parted
        named = {id(each.entry) for each in entries_of(books, entries)}
        taken = [entry for entry in found if not entries or id(entry) in named]
        if not taken:
            of = f" to {', '.join(entries)}" if entries else ""
            raise NotSavedError(f"{ref} is not matched{of}.\n\nNothing was saved.")
        return [CouncilMatch(entry, (), (ref.strip(),)) for entry in taken]

    run(ctx, plan, said, remarks=lambda recording: [_taken_from(recording)])


def _as_was_signed(recording: Recording) -> Iterator[str]:
    """Say of what was signed as timing that the statement stays as it is."""
    from ringfence.bookkeeping.reconciliation import names_of
    from ringfence.ledger.council.sealed import signed_as
    from ringfence.ledger.recording.drafting import DeclarationDraft

    books = recording.before
    for draft in recording.drafts:
        if isinstance(draft, DeclarationDraft):
            found = signed_as(books.book, names_of(books, str(draft.values[0])), {"timing"})
            if found:
                on = found[0].on
                yield f"The statement to {on} has it as timing, and stays as it was signed."


def _taken_from(recording: Recording) -> str:
    from ringfence.ledger.recording.drafting import CouncilMatch

    count = sum(isinstance(each, CouncilMatch) for each in recording.drafts)
    if not count:
        return "They clear each other no longer."
    what = "1 entry" if count == 1 else f"{count} entries"
    said = "was taken" if recording.saved else "would be taken"
    return f"Its reference {said} from {what}; the line waits again."


def _apart(recording: Recording) -> Iterator[str]:
    """Say whether what was matched comes to the same."""
    from ringfence.bookkeeping.reconciliation import lines_of
    from ringfence.ledger.council.grouping import groups
    from ringfence.ledger.council.ours import ours
    from ringfence.ledger.money import pounds
    from ringfence.ledger.recording.drafting import CouncilMatch
    from ringfence.ledger.recording.drafting import DeclarationDraft

    books = recording.after
    if any(isinstance(each, DeclarationDraft) for each in recording.drafts):
        yield "They come to nil: they clear each other."
    named = {
        ref for each in recording.drafts if isinstance(each, CouncilMatch) for ref in each.refs
    }
    for group in groups(lines_of(books), ours(books.book)):
        if named & {line.ref for line in group.lines}:
            theirs, own = -group.in_councils(group.last), -group.in_ours(group.last)
            same = "the same" if theirs == own else f"{pounds(abs(theirs - own))} apart"
            yield f"{pounds(theirs)} in the council's, {pounds(own)} in ours: {same}."


COMMANDS = (match, unmatch, timing, miscoded, unmark)
