"""The edits of what is written already: six, each named, and nothing else.

`settled-by` is put under a pending entry, `council-ref` under one that the council's ledger has,
and a link under one that somebody asks about and nothing names. A balance assertion is made a
comment when its reconciliation is taken back, and a note or a meeting when it is taken back
itself, unless the words of a note lead to a person: then they are erased. A declaration of the
same day that nothing uses yet is written anew in its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from beancount.core.data import Balance, Custom, Event, Note, Transaction

from ringfence.ledger.council.matches import refs_of
from ringfence.ledger.loading import Books
from ringfence.ledger.metadata import COUNCIL_REF, decision_names
from ringfence.ledger.recording.drafting import (
    CouncilMatch,
    Edit,
    LiftedBalance,
    Meta,
    NewLink,
    Rewriting,
    Settlement,
    Withdrawal,
)
from ringfence.ledger.recording.errors import NOTHING_SAVED, DraftError
from ringfence.ledger.recording.fidelity import check
from ringfence.ledger.recording.rendering import quote, render

if TYPE_CHECKING:
    Written = Transaction | Balance | Note | Event | Custom
    Edited = Written | None

KEY = "settled-by"
_INDENT = re.compile(rb"[ \t]+")
_TEXT = rb':)[ \t]*(?:"(?:[^"\\]|\\.)*")?[ \t]*((?:;[^\n]*)?\r?)'
_REFS = re.compile(rb"([ \t]+council-ref" + _TEXT)
_SETTLED = re.compile(rb"([ \t]+settled-by" + _TEXT)
_UP_TO_QUOTE = re.compile(rb"\\.", re.DOTALL)
_NO_REF = re.compile(r"[\s,]")


class EditError(DraftError):
    """An entry that can't be edited so."""


class AlreadySettledError(EditError):
    """An entry that needs no other decision, or names this one already."""

    def __init__(self, entry: Transaction) -> None:
        super().__init__(
            f"The entry of {entry.date} is already settled, by {entry.meta[KEY]}. {NOTHING_SAVED}"
        )


class NotFoundError(EditError):
    """An entry that is not in the text of the books, where it should be."""

    def __init__(self, entry: Written) -> None:
        super().__init__(
            f"The entry of {entry.date} is not written in a file that can be edited. "
            f"{NOTHING_SAVED}"
        )


class UnreadableRefError(EditError):
    """A key that is there in a form that can't be added to: `council-ref`, unless said."""

    def __init__(self, entry: Transaction, key: str = COUNCIL_REF) -> None:
        super().__init__(
            f"The entry of {entry.date} has a {key} that can't be added to: write it as "
            f"one text in quotes, on a line of its own. {NOTHING_SAVED}"
        )


class BadRefError(EditError):
    """A reference that could not be told apart from others in a list."""

    def __init__(self, ref: str) -> None:
        super().__init__(
            f"{ref!a} can't be a line's reference: a reference has no spaces or commas. "
            f"{NOTHING_SAVED}"
        )


def edit(books: Books, edits: Iterable[Edit], stamps: Meta) -> dict[str, bytes]:
    """Put edits into the text of the books.

    Args:
        books: The books as they stand.
        edits: What to put into their text.
        stamps: Who records it and when, for what is written anew.

    Returns:
        The new bytes of each file with such an entry; but for one line an edit, and the
        lines of an assertion that is lifted, they are what they were.

    Raises:
        EditError: an entry can't be edited so, or is not in the text.
        DraftError: a text can't be written.
    """
    texts: dict[str, list[bytes]] = {}
    for each in sorted(_join(edits), key=_line, reverse=True):
        name = str(each.entry.meta["filename"])
        if name not in books.parsed.contents:
            raise NotFoundError(each.entry)
        if name not in texts:
            texts[name] = books.parsed.contents[name].split(b"\n")
        lines = texts[name]
        match each:
            case Settlement():
                _settle(lines, each)
            case NewLink():
                _write_under(lines, each.entry, f"^{each.link}")
            case CouncilMatch():
                _match(lines, each)
            case LiftedBalance():
                _lift(lines, each)
            case Withdrawal():
                _withdraw(lines, each)
            case Rewriting():
                _rewrite(lines, each, stamps)
    return {name: b"\n".join(lines) for name, lines in texts.items()}


def edit_entries(edits: Iterable[Edit], stamps: Meta) -> list[tuple[Written, Edited]]:
    """Return each entry that is edited, as it is and as it will be; None if it will not be."""
    found: dict[int, tuple[Written, Edited]] = {}
    for each in _join(edits):
        _was, now = found.get(id(each.entry), (each.entry, each.entry))
        match each:
            case Rewriting():
                now = _reread(each, stamps)
            case Settlement() if now is not None:
                names = dict.fromkeys((*decision_names(now.meta, KEY), each.decision))
                now = each.entry._replace(meta={**now.meta, KEY: ", ".join(names)})
            case NewLink() if now is not None:
                links = frozenset({*(each.entry.links or ()), each.link})
                now = each.entry._replace(meta=now.meta, links=links)
            case CouncilMatch() if now is not None:
                meta = {key: value for key, value in now.meta.items() if key != COUNCIL_REF}
                refs = ", ".join(_all_refs(each))
                now = each.entry._replace(meta={**meta, COUNCIL_REF: refs} if refs else meta)
            case _:
                now = None
        found[id(each.entry)] = (each.entry, now)
    return list(found.values())


def first_posting(entry: Transaction) -> int:
    """Return the line of an entry's first posting: a key is put before it.

    Raises:
        NotFoundError: it has none.
    """
    if not entry.postings or not entry.postings[0].meta:
        raise NotFoundError(entry)
    return int(entry.postings[0].meta["lineno"])


def _join(edits: Iterable[Edit]) -> list[Edit]:
    """Return each edit once, an entry's matches as one."""
    found: dict[tuple[object, ...], Edit] = {}
    for each in edits:
        key: tuple[object, ...] = (type(each), id(each.entry))
        if isinstance(each, Settlement):
            key = (*key, each.decision)
        before = found.get(key)
        if isinstance(each, CouncilMatch) and isinstance(before, CouncilMatch):
            refs, dropped = (*before.refs, *each.refs), (*before.dropped, *each.dropped)
            each = CouncilMatch(each.entry, refs, dropped)  # noqa: PLW2901
        found[key] = each
    return list(found.values())


def _line(each: Edit) -> int:
    if isinstance(each, LiftedBalance | Withdrawal | Rewriting):
        return int(each.entry.meta["lineno"])
    return first_posting(each.entry)


def _settle(lines: list[bytes], each: Settlement) -> None:
    """Write a decision under an entry, beside those that are there: several bodies may be asked."""
    named = decision_names(each.entry.meta, KEY)
    if each.decision in named:
        raise AlreadySettledError(each.entry)
    for place in range(int(each.entry.meta["lineno"]), first_posting(each.entry)):
        if found := _SETTLED.fullmatch(lines[place]):
            lines[place] = _text_line(found, ", ".join((*named, each.decision)))
            return
    if KEY in each.entry.meta:
        raise UnreadableRefError(each.entry, KEY)
    _insert(lines, each.entry, KEY, each.decision)


def _match(lines: list[bytes], each: CouncilMatch) -> None:
    """Write the references under the entry, or change those that are there; none, no line."""
    for ref in each.refs:
        if not ref or _NO_REF.search(ref):
            raise BadRefError(ref)
    text = ", ".join(_all_refs(each))
    if COUNCIL_REF not in each.entry.meta:
        if text:
            _insert(lines, each.entry, COUNCIL_REF, text)
        return
    for place in range(int(each.entry.meta["lineno"]), first_posting(each.entry) - 1):
        if found := _REFS.fullmatch(lines[place]):
            if not text:
                del lines[place]
                return
            lines[place] = _text_line(found, text)
            return
    raise UnreadableRefError(each.entry)


def _text_line(found: re.Match[bytes], text: str) -> bytes:
    """Return a key's line with another text; a comment behind it stays."""
    end = found[2] if found[2].strip() == b"" else b" " + found[2]
    return found[1] + b" " + quote(text).encode() + end


def _all_refs(each: CouncilMatch) -> list[str]:
    named = dict.fromkeys((*refs_of(each.entry), *each.refs))
    return [ref for ref in named if ref not in each.dropped]


def _lift(lines: list[bytes], each: LiftedBalance) -> None:
    """Make an assertion and what is indented under it a comment: what was signed stays seen."""
    place = int(each.entry.meta["lineno"]) - 1
    lines[place] = b";; " + lines[place]
    for under in range(place + 1, len(lines)):
        if not lines[under].strip() or not _INDENT.match(lines[under]):
            return
        lines[under] = b";; " + lines[under]


def _extent(lines: list[bytes], entry: Written) -> tuple[int, int]:
    """Return the first and the last line of a directive, with what is indented under it."""
    first = last = int(entry.meta["lineno"]) - 1
    text = lines[first]
    while _is_open(text) and last + 1 < len(lines):  # its words may stand on several lines
        last += 1
        text += b"\n" + lines[last]
    while last + 1 < len(lines) and _INDENT.match(lines[last + 1]) and lines[last + 1].strip():
        last += 1
    return first, last


def _rewrite(lines: list[bytes], each: Rewriting, stamps: Meta) -> None:
    """Write a declaration anew where it stands."""
    first, last = _extent(lines, each.entry)
    end = b"\r" if lines[first].endswith(b"\r") else b""
    text = render(each.draft, stamps, Path(each.entry.meta["filename"]).parent)
    lines[first : last + 1] = [line.encode() + end for line in text.splitlines()]


def _reread(each: Rewriting, stamps: Meta) -> Custom:
    """Return a declaration as it will be read, and make sure that it says what was drafted."""
    name = str(each.entry.meta["filename"])
    text = render(each.draft, stamps, Path(name).parent).encode()
    written: Custom = check(each.draft, stamps, text, name, int(each.entry.meta["lineno"]))
    return written


def _withdraw(lines: list[bytes], each: Withdrawal) -> None:
    """Make a note a comment with what is indented under it, or put a line in its place."""
    first, last = _extent(lines, each.entry)
    end = b"\r" if lines[first].endswith(b"\r") else b""
    gone = f";; A note of {each.entry.date} was taken back, and its words erased.".encode() + end
    kept = [b";; " + line for line in lines[first : last + 1]]
    lines[first : last + 1] = [gone] if each.erase else kept


def _is_open(text: bytes) -> bool:
    """Return whether a string of a directive that begins here is still to be closed."""
    return bool(_UP_TO_QUOTE.sub(b"", text).count(b'"') % 2)


def _insert(lines: list[bytes], entry: Transaction, key: str, value: str) -> None:
    _write_under(lines, entry, f"{key}: {quote(value)}")


def _write_under(lines: list[bytes], entry: Transaction, text: str) -> None:
    """Write a line above an entry's first posting, indented as that is."""
    place = first_posting(entry) - 1
    posting = lines[place]
    indent = _INDENT.match(posting)
    end = b"\r" if posting.endswith(b"\r") else b""
    lines.insert(place, (indent[0] if indent else b"  ") + text.encode() + end)
