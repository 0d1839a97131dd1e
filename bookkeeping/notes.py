"""Notes after the fact: what leads to a person is said at once, and a note can be removed."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence

from beancount.core.data import Custom, Directive, Event, Note

from ringfence.bookkeeping.errors import BookkeepingError, NotSavedError, RequestError
from ringfence.bookkeeping.redo import Right
from ringfence.bookkeeping.request import Request, metadata
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.counted_terms import Said
from ringfence.ledger.declarations.models import MODELS, Return
from ringfence.ledger.loading import Books
from ringfence.ledger.messages import name_field
from ringfence.ledger.metadata import STAMPS
from ringfence.ledger.recording.drafting import NoteDraft, Wanted, Withdrawal
from ringfence.ledger.recording.writing import Recording
from ringfence.ledger.return_lives import life_of
from ringfence.ledger.snapshots import find, read
from ringfence.ledger.told_words import is_told
from ringfence.reports.meetings import MEETING
from ringfence.reports.monitoring.privacy import mend_note, personal

#: Keys that say where an entry stands, and who recorded it then.
_OWN = frozenset({"filename", "lineno", *STAMPS})

#: Declarations that have a command of their own to amend them.
_AMENDED = ("fund", "action", "earmark", "decision", "person", "partnership")


def note_at(books: Books, typed: str) -> Note | None:
    """Find the note that a place (file:line) names: its first line, or one of its keys'."""
    found = _directive_at(books, typed)
    return found if isinstance(found, Note) else None


def refuse_others(books: Books, typed: str) -> None:
    """Print by which command to put right what is neither an entry nor a note.

    Raises:
        BookkeepingError: a place names a meeting, or a declaration.
    """
    found = _directive_at(books, typed)
    if isinstance(found, Event) and found.type == MEETING:
        raise BookkeepingError(
            f"{typed} is the meeting of {found.date}. To put it on another day: "
            + command("meeting amend", found.date, to=Blank.DAY)
            + ". To cancel it: "
            + command("meeting cancel", found.date)
            + ". Nothing was saved."
        )
    if isinstance(found, Custom) and found.type in _AMENDED:
        group = "earmarks" if found.type == "earmark" else found.type
        ids = len(MODELS[found.type].ids)
        name = "/".join(str(value.value) for value in (found.values or ())[:ids])
        raise BookkeepingError(
            f"{typed} declares the {found.type} {name}. To change what is said of it: ringfence "
            f"{group} amend {name}. Nothing was saved."
        )


def _directive_at(books: Books, typed: str) -> Directive | None:
    """Find what stands at a place (file:line): on its first line, or one of its keys'."""
    file, _, number = typed.strip().replace("\\", "/").rpartition(":")
    if not file or not number.isdecimal():
        return None
    found = None
    for entry in books.parsed.entries:
        name = books.relative(str(entry.meta.get("filename", "")))
        if name != file and not name.endswith(f"/{file}"):
            continue
        line = int(entry.meta["lineno"])
        if line <= int(number) and (found is None or line > found.meta["lineno"]):
            found = entry
    return found


def draft_note_back(books: Books, note: Note, request: Request, right: Right) -> Sequence[Wanted]:
    """Draft that a note is removed, and what stands in its place.

    Words that lead to a person are erased; others stay in the file as a comment.

    Raises:
        RequestError: nothing says what is to become of it.
        NotSavedError: a return that is sent tells it.
    """
    for declared, day in _returns_that_told(books, note, request.note):
        of = (declared.fund, declared.period)
        raise NotSavedError(
            f"The return {declared.fund} {declared.period}, submitted on {day}, told the note of "
            f"{note.date}, so it stands as it is. If it is wrong: "
            + command("return reopen", *of, reason=Blank.TEXT)
            + "\n\nIf it names somebody who asks to be forgotten, take the name out of the return "
            "first: "
            + command("return redact", *of, as_=Blank.PERSON, name=Blank.NAME, reason=Blank.TEXT)
            + "\n\nNothing was saved."
        )
    withdrawn = Withdrawal(note, erase=any(personal(note.comment)))
    if right.reverse_only:
        return [withdrawn]
    if not request.note:
        raise RequestError(
            "This is a note: say what stands instead ("
            + name_field("note", '"TEXT"')
            + "), or remove it "
            "(" + name_field("reverse-only") + ")."
        )
    kept = {key: value for key, value in note.meta.items() if key not in _OWN}
    meta = {**kept, **metadata(books.book, request)}
    tags, links = tuple(note.tags or ()), tuple(note.links or ())
    return [withdrawn, NoteDraft(note.date, note.account, request.note, tags, links, meta)]


def _returns_that_told(
    books: Books, note: Note, text: str | None
) -> Iterator[tuple[Return, datetime.date]]:
    """Yield the returns that are sent and told a note, if they would not tell it with a text."""
    now = Said.by(note)
    then = Said.by(note._replace(comment=text)) if text else None
    for history in books.book.register.returns.values():
        sent = life_of(history).sent
        if sent is None:
            continue
        declared = sent.value
        path = find(str(sent.entry.meta["filename"]), declared.fund, declared.period)
        snapshot = read(path) if path else None
        for told in snapshot.told if snapshot else ():
            if is_told(told, now) and not (then and is_told(told, then)):
                yield declared, sent.day


def withdrawn_in(recording: Recording) -> Iterator[str]:
    """Yield what became of notes that were removed, and of their words."""
    for each in recording.drafts:
        if isinstance(each, Withdrawal):
            day = each.entry.date
            words = "its words are erased" if each.erase else "it stays in the file as a comment"
            yield f"The note of {day} is removed: no return shows it, and {words}."
    yield from ("Warning: " + each for each in personal_in(recording))


def personal_in(recording: Recording) -> Iterator[str]:
    """Yield, for each note recorded, what in it leads to a person, with the way to mend it."""
    books = recording.after
    for entry in recording.entries:
        if not isinstance(entry, Note) or entry.meta.get("private"):
            continue
        place = f"{books.relative(str(entry.meta['filename']))}:{entry.meta['lineno']}"
        for what, words in personal(entry.comment):
            yield (
                f"“{words}” is {what}, which must not go out: no return with it can be "
                "certified. " + mend_note(place)
            )
