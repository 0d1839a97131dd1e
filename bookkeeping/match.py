"""Drafting what settles what waits: marked as timing or miscoded, matched, or taken back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ringfence.bookkeeping.clear import draft_clearing, draft_parting
from ringfence.bookkeeping.errors import NotSavedError
from ringfence.bookkeeping.reconciliation import (
    entries_of,
    keys_of,
    line_of,
    lines_of,
    marks_of,
    must_not_be_signed,
    names_of,
)
from ringfence.bookkeeping.request import Request, metadata
from ringfence.ledger.council.grouping import groups
from ringfence.ledger.council.matches import entries_by_line, refs_of
from ringfence.ledger.council.ours import ours
from ringfence.ledger.council.seals import last_signing_of
from ringfence.ledger.loading import Books
from ringfence.ledger.money import pounds
from ringfence.ledger.recording.drafting import CouncilMatch, DeclarationDraft, Wanted
from ringfence.ledger.recording.writing import Recording


def mark(
    books: Books, request: Request, keys: Sequence[str], state: str, reason: str
) -> list[Wanted]:
    """Draft why lines, or entries of ours, have no counterpart: ``timing`` or ``miscoded``.

    Raises:
        BookkeepingError: there is no such line or entry, or it is matched already.
    """
    fields = {"state": state, "reason": reason}
    return [
        DeclarationDraft(
            request.day, "council-item", (key,), {**fields, **metadata(books.book, request)}
        )
        for key in keys_of(books, keys)
    ]


def unmark(books: Books, request: Request, keys: Sequence[str]) -> list[Wanted]:
    """Draft that marks are taken back.

    Raises:
        NotSavedError: finance signed one of them as miscoded.
    """
    found = marks_of(books, keys)
    for key in found:
        must_not_be_signed(books, key)
    return [DeclarationDraft(request.day, "council-item", (key,), {"state": None}) for key in found]


def match(books: Books, request: Request, ref: str, entries: Sequence[str]) -> list[Wanted]:
    """Draft that a line is entries of ours, or clears other lines of the council's.

    Raises:
        NotSavedError: it is so already, or can't be.
    """
    line = line_of(books, ref)
    back = draft_clearing(books, request, line, entries)
    if back:
        return [back]
    found = entries_of(books, entries)
    new = [each for each in found if line.ref not in refs_of(each.entry)]
    if not new:
        raise NotSavedError(
            f"{line.ref} is matched to {', '.join(entries)} already.\n\nNothing was saved."
        )
    return [CouncilMatch(each.entry, (line.ref,)) for each in new]


def unmatch(books: Books, request: Request, ref: str, entries: Sequence[str]) -> list[Wanted]:
    """Draft that a line is no longer some entries of ours, or all; or clears nothing any more.

    Raises:
        NotSavedError: it is not matched so.
    """
    found = entries_by_line(books.book).get(ref.strip(), [])
    if not found and not entries:
        parted = draft_parting(books, request, ref.strip())
        if parted:
            return parted
    named = {id(each.entry) for each in entries_of(books, entries)}
    taken = [entry for entry in found if not entries or id(entry) in named]
    if not taken:
        of = f" to {', '.join(entries)}" if entries else ""
        raise NotSavedError(f"{ref} is not matched{of}.\n\nNothing was saved.")
    return [CouncilMatch(entry, (), (ref.strip(),)) for entry in taken]


def as_was_signed(recording: Recording) -> Iterator[str]:
    """Yield of what was signed as timing that the statement stays as it is."""
    books = recording.before
    for draft in recording.drafts:
        if isinstance(draft, DeclarationDraft):
            found = last_signing_of(books.book, names_of(books, str(draft.values[0])), {"timing"})
            if found:
                on = found[0].on
                yield f"The statement to {on} has it as timing, and stays as it was signed."


def taken_words(recording: Recording) -> str:
    """Return from how many entries a line's reference was taken."""
    count = sum(isinstance(each, CouncilMatch) for each in recording.drafts)
    if not count:
        return "They clear each other no longer."
    what = "1 entry" if count == 1 else f"{count} entries"
    text = "was taken" if recording.saved else "would be taken"
    return f"Its reference {text} from {what}; the line waits again."


def apart(recording: Recording) -> Iterator[str]:
    """Yield whether what was matched comes to the same."""
    books = recording.after
    if any(isinstance(each, DeclarationDraft) for each in recording.drafts):
        yield "They add up to zero, so they clear each other."
    named = {
        ref for each in recording.drafts if isinstance(each, CouncilMatch) for ref in each.refs
    }
    for group in groups(lines_of(books), ours(books.book)):
        if named & {line.ref for line in group.lines}:
            theirs, own = -group.in_councils(group.last), -group.in_ours(group.last)
            same = "the same" if theirs == own else f"{pounds(abs(theirs - own))} apart"
            yield f"{pounds(theirs)} in the council's, {pounds(own)} in ours: {same}."
