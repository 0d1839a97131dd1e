"""One step of what is recorded: a plan, drafted and tried in books as they are by then."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from ringfence.ledger.actors import actor_of
from ringfence.ledger.loading import Books
from ringfence.ledger.recording.composing import Composed, compose
from ringfence.ledger.recording.drafting import (
    TO_SEAL,
    DeclarationDraft,
    Draft,
    Edit,
    FileDraft,
    Meta,
    Wanted,
)
from ringfence.ledger.recording.opening import opens_for
from ringfence.ledger.recording.trial import try_out
from ringfence.ledger.seals import PREVIOUS, QUESTION_SEAL, SEAL, seal_of

Plan = Callable[["Books"], Sequence[Wanted]]
#: What Beancount says of a document that is not there.
_MISSING = 'File does not exist: "{}"'


class Step(NamedTuple):
    """What one of several plans comes to: in which books, with which drafts and directives."""

    before: Books
    after: Books
    drafts: tuple[Wanted, ...]
    entries: list[Any]
    composed: Composed


def step_of(books: Books, plan: Plan, who: str) -> Step:
    """Work out what one plan comes to, in books that may be on trial themselves."""
    asked = tuple(plan(books))
    wanted = [each for each in asked if not isinstance(each, Edit | FileDraft)]
    files = [each for each in asked if isinstance(each, FileDraft)]
    edits = [each for each in asked if isinstance(each, Edit)]
    stamps = _stamps(books, who)
    drafts = [*opens_for(books, wanted), *_seal(wanted, stamps)]
    composed = compose(books, drafts, edits, stamps)
    after = try_out(books, composed) if composed.changes else books
    after = _with_files(after, files)
    entries = find_drafted(after, composed.entries)
    return Step(books, after, (*drafts, *edits, *files), entries, composed)


def find_drafted(after: Books, drafted: Sequence[Any]) -> list[Any]:
    """Find the drafted directives among the entries of the books, where plugins have been."""

    def place(entry: Any) -> tuple[str, int, type]:  # noqa: ANN401 - any directive
        return entry.meta["filename"], entry.meta["lineno"], type(entry)

    wanted = {place(entry): entry for entry in drafted}
    files = {name for name, _line, _type in wanted}
    for entry in after.entries:
        if entry.meta.get("filename") in files and place(entry) in wanted:
            wanted[place(entry)] = entry
    return list(wanted.values())


def _with_files(after: Books, files: Sequence[FileDraft]) -> Books:
    """Return the books as they will be, with files that come with them and are not yet there."""
    missing = {_MISSING.format((after.folder / each.path).absolute()) for each in files}
    return after._replace(errors=[each for each in after.errors if each.message not in missing])


def _seal(drafts: Sequence[Draft], stamps: Meta) -> Iterator[Draft]:
    """Seal the drafts that ask for it, with who records them and when, as nobody else knows.

    A step of a return that names a question has the seal of what is drafted of that before it.
    """
    seals: dict[object, str] = {}
    for draft in drafts:
        if not isinstance(draft, DeclarationDraft) or draft.meta.get(SEAL) != TO_SEAL:
            yield draft
            continue
        meta = {**draft.meta}
        if meta.get(QUESTION_SEAL) == TO_SEAL:
            meta[QUESTION_SEAL] = seals["question", (meta["question"],)]
        if meta.get(PREVIOUS) == TO_SEAL:  # one of the same thing is drafted before it
            meta[PREVIOUS] = seals[draft.kind, draft.values]
        seal = seal_of(draft.kind, draft.values, draft.date, {**meta, **stamps})
        seals[draft.kind, draft.values] = seal
        yield replace(draft, meta={**meta, SEAL: seal})


def _stamps(books: Books, who: str) -> Meta:
    now = datetime.datetime.now().astimezone()
    by = actor_of(books.book.register, who).stamps
    return {**by, "recorded-at": now.isoformat(timespec="seconds")}
