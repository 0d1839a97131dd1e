"""The books as they would be with a change made, before it is made.

Where something is put at the end of a file that parses without a fault, what stands
there is read the same alone as in its place, so only that is parsed, booked and put
among the rest; the plugins and Beancount's checks then run over all of it. In every
other case (an edit, a new file, faults in the file, plugins that are not ours) the books
are loaded once more, with the new text in place of the file.
"""

from __future__ import annotations

from bisect import insort
from collections import Counter
from collections.abc import Sequence
from typing import Any

from beancount import loader
from beancount.core import data

from ringfence.ledger import plain
from ringfence.ledger.commands import command
from ringfence.ledger.loading import Books, assemble, load
from ringfence.ledger.recording.composing import Composed
from ringfence.ledger.recording.errors import NOTHING_SAVED, RecordingError
from ringfence.ledger.recording.fidelity import read
from ringfence.ledger.recording.replacing import Change

OURS = "ringfence.plugins."


class MisreadError(RecordingError):
    """Text that would change how other text in the books is read, or is read otherwise there."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"With this added, {name} would not be read correctly: something above it is left "
            "open, a quotation mark or a pushtag. Run `" + command("check") + "` and correct that "
            f"first. {NOTHING_SAVED}"
        )


def try_out(books: Books, composed: Composed) -> Books:
    """Return the books as they would be.

    Raises:
        MisreadError: in its place a draft is not read as it is alone.
    """
    if composed.appended and _is_plain(books, composed.changes):
        return _with_entries(books, composed)
    # What the books hold may not be on disk: it may be on trial itself.
    changed = {str(change.path): change.new for change in composed.changes}
    after = load(books.path, {**books.parsed.contents, **changed})
    _check(books, after, composed)
    return after


def _is_plain(books: Books, changes: Sequence[Change]) -> bool:
    """Return whether text at the end of these files is read the same alone as in its place."""
    options = books.options
    foreign = [name for name, _config in options["plugin"] if not name.startswith(OURS)]
    if foreign or loader.PLUGINS_AUTO or options["plugin_processing_mode"] != "default":
        return False
    faulty = {str((error.source or {}).get("filename")) for error in books.parsed.errors}
    return not any(str(change.path) in faulty for change in changes)


def _with_entries(books: Books, composed: Composed) -> Books:
    parsed = books.parsed
    new, errors = plain.book(composed.entries, parsed.options)
    places = {name: place for place, name in enumerate(parsed.contents)}

    def order(entry: Any) -> tuple[Any, int]:  # noqa: ANN401 - any directive
        # An encrypted file is none of the contents: nothing is written in it.
        return data.entry_sortkey(entry), places.get(entry.meta["filename"], len(places))

    entries = list(parsed.entries)
    for entry in new:
        insort(entries, entry, key=order)
    contents = {**parsed.contents, **{str(each.path): each.new for each in composed.changes}}
    errors = [*parsed.errors, *errors]
    after = parsed._replace(entries=entries, errors=errors, contents=contents)
    return assemble(books.path, after)


def _check(before: Books, after: Books, composed: Composed) -> None:
    """Make sure that the files changed hold what they held, and the drafts, and no more."""
    names = {str(change.path) for change in composed.changes}
    expected = Counter(repr(read(entry)) for entry in composed.entries)
    expected.update(_in_files(before, names))
    for was, will_be in composed.edited:
        expected.subtract([repr(read(was))])
        expected.update([repr(read(will_be))] if will_be else [])
    found = Counter(_in_files(after, names))
    if +expected != found:
        wrong = next((c.path.name for c in composed.changes), before.path.name)
        raise MisreadError(wrong)


def _in_files(books: Books, names: set[str]) -> list[str]:
    entries = books.parsed.entries
    return [repr(read(entry)) for entry in entries if entry.meta["filename"] in names]
