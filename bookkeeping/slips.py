"""A slip in a fund or an action that was recorded today, put right where it stands."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from ringfence.bookkeeping.errors import BookkeepingError
from ringfence.bookkeeping.request import Request, metadata
from ringfence.ledger.book import Book
from ringfence.ledger.declarations.history import History, Key
from ringfence.ledger.findings import where
from ringfence.ledger.messages import name_field
from ringfence.ledger.metadata import STAMPS, decision_names
from ringfence.ledger.recording.drafting import DeclarationDraft, Rewriting, Value
from ringfence.ledger.recording.writing import Recording
from ringfence.ledger.usage import SLIPS_OF, find_use, was_recorded_on
from ringfence.ledger.years import today

_OWN = frozenset({"filename", "lineno", *STAMPS})


class RenamingError(BookkeepingError):
    """A thing that keeps its id."""


def is_slip(book: Book, kind: str, key: Key, history: History[Any], request: Request) -> bool:
    """Return whether a change needs no decision: it was recorded today, and nothing rests on it."""
    if kind not in SLIPS_OF or request.decisions:
        return False
    last = history.versions[-1].entry
    return was_recorded_on(last, today()) and find_use(book, kind, key) is None


def draft_rewriting(
    book: Book,
    kind: str,
    history: History[Any],
    fields: Mapping[str, Value | None],
    request: Request,
    *,
    key: Key,
    day: datetime.date | None,
) -> Rewriting:
    """Draft the last directive of a thing as it should have been written.

    Args:
        book: The books as they stand.
        kind: Its kind.
        history: What is declared of it.
        fields: What is otherwise; None of a field that has no value.
        request: The options common to all.
        key: What it should have been called.
        day: The day from which it should have been; None if that was right.
    """
    entry = history.versions[-1].entry
    before = {
        name: value
        for name, value in entry.meta.items()
        if name not in _OWN and not name.startswith("__")
    }
    meta = {**before, **fields, **metadata(book, request)}
    kept = {name: value for name, value in meta.items() if value is not None or name in before}
    whole = len(history.versions) == 1
    meta = {name: value for name, value in kept.items() if value is not None or not whole}
    return Rewriting(entry, DeclarationDraft(day or entry.date, kind, key, meta))


def amended_again(
    kind: str,
    history: History[Any],
    fields: Mapping[str, Value | None],
    request: Request,
    *,
    key: Key,
    book: Book,
) -> Rewriting | None:
    """Return an amendment of a day that has one, if that was recorded today: one directive of both.

    It rests on the decisions of both. None if that day's directive was not recorded today.
    """
    of_day = [version for version in history.versions if version.day == request.day]
    if not of_day or not was_recorded_on(of_day[-1].entry, today()):
        return None
    entry = of_day[-1].entry
    before = {
        name: value
        for name, value in entry.meta.items()
        if name not in _OWN and not name.startswith("__")
    }
    meta = {**before, **fields, **metadata(book, request)}
    decisions = dict.fromkeys((*decision_names(entry.meta), *decision_names(meta)))
    meta["decision"] = ", ".join(decisions)
    if entry is history.versions[0].entry:  # nothing was said before it that could be cleared
        meta = {name: value for name, value in meta.items() if value is not None}
    return Rewriting(entry, DeclarationDraft(request.day, kind, key, meta), amends=True)


def refuse_renaming(book: Book, kind: str, key: Key, history: History[Any]) -> None:
    """Print why what a thing is called stays.

    Raises:
        RenamingError: always.
    """
    name = "/".join(key)
    used = find_use(book, kind, key)
    why = (
        f"{where(used.meta)} of {used.date} names it"
        if used is not None
        else f"it was not recorded today, but is in the books from {history.first_day} on"
    )
    raise RenamingError(
        f"{name} keeps its id, since {why}. What it is called on papers is its title ("
        + name_field("title")
        + "). "
        "Nothing was saved."
    )


def in_place(recording: Recording) -> Iterator[str]:
    """Yield a message that a slip was put right where it stands."""
    for each in recording.drafts:
        if isinstance(each, Rewriting):
            kind, name = each.draft.kind, "/".join(map(str, each.draft.values))
            if each.amends:
                yield (
                    f"What is said of the {kind} {name} from {each.draft.date} on was recorded "
                    "today, so that is amended where it stands."
                )
                continue
            yield (
                f"The {kind} {name} was recorded today and nothing uses it yet, so it is corrected "
                "where it stands."
            )
