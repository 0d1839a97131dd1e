"""From drafts to the new bytes of the files they belong in; nothing is written here.

A draft is put at the end of its file, after a blank line, in that file's own line
endings. What was in the file stays byte for byte. A file to begin gets a comment that
says what it is for, and its `include` after the last one of the main file.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from ringfence.ledger.loading import Books
from ringfence.ledger.recording import fidelity
from ringfence.ledger.recording.drafting import DeclarationDraft, Draft, Edit, Meta, OpenDraft
from ringfence.ledger.recording.editing import edit, edit_entries
from ringfence.ledger.recording.files import file_for, includes
from ringfence.ledger.recording.rendering import quote, render
from ringfence.ledger.recording.replacing import Change
from ringfence.ledger.recording.sorts import head_of

_INCLUDE = re.compile(rb'^include[ \t]+"[^"\n]+"[^\n]*(?:\n|\Z)', re.MULTILINE)
#: In which order files are replaced: what others rest on goes first.
_BEGUN, _OPENS, _DECLARATIONS, _ENTRIES = range(4)


class Composed(NamedTuple):
    """What is to be written: the changes in their order, and the directives they add.

    ``texts`` is what each file gains, ``edited`` each entry that is edited, as it was and as
    it will be. ``appended`` says that no line of the books has moved: everything was put at
    the end of files that were there. ``ranks`` are those of the changes, by their order.
    """

    changes: list[Change]
    texts: dict[str, str]
    entries: list[Any]
    edited: list[tuple[Any, Any]]
    appended: bool
    ranks: tuple[int, ...] = ()


def together(steps: Sequence[Composed]) -> Composed:
    """Return what several come to that were composed one after another, each in what it found."""
    if len(steps) == 1:
        return steps[0]
    changes: dict[Path, Change] = {}
    ranks: dict[Path, int] = {}
    texts: dict[str, str] = {}
    for step in steps:
        for change, rank in zip(step.changes, step.ranks, strict=True):
            first = changes.get(change.path, change)
            changes[change.path] = Change(change.path, first.old, change.new)
            # What no file includes when all of this begins counts for nothing until then.
            known = ranks.get(change.path, rank)
            ranks[change.path] = _BEGUN if known == _BEGUN else max(known, rank)
        for name, text in step.texts.items():
            texts[name] = f"{texts[name]}\n{text}" if texts.get(name) and text else text
    return Composed(
        sorted(changes.values(), key=lambda change: ranks[change.path]),
        texts,
        [entry for step in steps for entry in step.entries],
        [pair for step in steps for pair in step.edited],
        appended=all(step.appended for step in steps),
    )


def compose(books: Books, drafts: Sequence[Draft], edits: Sequence[Edit], stamps: Meta) -> Composed:
    """Put drafts and edits into the text of the books.

    Raises:
        RecordingError: one of them can't be written, or has no file to go to.
    """
    desk = _Desk(books)
    for name, text in edit(books, edits, stamps).items():
        desk.file(name).edit(text)
    ordered = sorted(drafts, key=_rank)
    places: list[str] = []
    for draft in ordered:
        places.append(file_for(books, draft, begun=places))
        desk.begin(places[-1], draft)
    desk.include_what_is_begun()
    entries = [
        desk.file(name).append(draft, stamps) for name, draft in zip(places, ordered, strict=True)
    ]
    ranked = desk.in_order()
    return Composed(
        [Change(Path(file.name), file.old, file.new) for file, _rank in ranked],
        {file.name: file.gained for file, _rank in ranked},
        entries,
        [*edit_entries(edits, stamps)],
        appended=not edits and all(file.old is not None for file, _rank in ranked),
        ranks=tuple(rank for _file, rank in ranked),
    )


def ending_of(content: bytes) -> bytes:
    """Return the line ending that most lines of a file have."""
    windows = content.count(b"\r\n")
    return b"\r\n" if windows * 2 > content.count(b"\n") else b"\n"


class _File:
    """A file as it will be; ``gained`` is the text it gains, for people to read."""

    def __init__(self, name: str, old: bytes | None, ending: bytes) -> None:
        self.name = name
        self.old = old
        self.new = old or b""
        self.ending = ending
        self.gained = ""
        self.rank = _BEGUN
        self._last: Draft | None = None

    def edit(self, text: bytes) -> None:
        """Take over the text that edits gave it."""
        before = set(self.new.splitlines())
        added = [line for line in text.splitlines() if line not in before]
        self.gained += "".join(f"{line.decode()}\n" for line in added)
        self.new = text
        self.rank = _ENTRIES

    def append(self, draft: Draft, stamps: Meta) -> Any:  # noqa: ANN401 - any directive
        """Put a draft at the end; give the directive that Beancount reads there."""
        together = isinstance(self._last, OpenDraft) and isinstance(draft, OpenDraft)
        text = render(draft, stamps, Path(self.name).parent)
        start = self.new + self._gap(blank=not together)
        block = text.encode().replace(b"\n", self.ending)
        entry = fidelity.check(draft, stamps, block, self.name, start.count(b"\n") + 1)
        self.new = start + block
        self.gained += text if together or not self.gained else f"\n{text}"
        self.rank = max(self.rank, _rank(draft))
        self._last = draft
        return entry

    def say(self, line: str) -> None:
        """Put a line at the end."""
        self.new += self._gap(blank=True) + line.encode() + self.ending
        self.gained += f"{line}\n"

    def include(self, line: str) -> None:
        """Put an include after the last one, or at the end if there is none."""
        found = list(_INCLUDE.finditer(self.new))
        if not found:
            self.say(line)
            return
        end = found[-1].end()
        start, rest = self.new[:end], self.new[end:]
        gap = b"" if start.endswith(b"\n") else self.ending
        self.new = start + gap + line.encode() + self.ending + rest
        self.gained += f"{line}\n"

    def _gap(self, *, blank: bool) -> bytes:
        if not self.new:
            return b""
        gap = b"" if self.new.endswith(b"\n") else self.ending
        is_apart = self.new.endswith((b"\n\n", b"\n\r\n"))
        return gap + self.ending if blank and not is_apart else gap


class _Desk:
    """The files being changed, each once."""

    def __init__(self, books: Books) -> None:
        self._books = books
        self._files: dict[str, _File] = {}
        self._begun: list[_File] = []

    def file(self, name: str) -> _File:
        """Take up a file of the books, or one to begin."""
        if name not in self._files:
            old = self._books.parsed.contents.get(name)
            main = self._books.parsed.contents[str(self._books.path)]
            self._files[name] = _File(name, old, ending_of(old or main))
        return self._files[name]

    def begin(self, name: str, draft: Draft) -> None:
        """Begin a file, if there is none, with what it is for."""
        if name not in self._files and name not in self._books.parsed.contents:
            file = self.file(name)
            file.say(head_of(draft))
            self._begun.append(file)

    def include_what_is_begun(self) -> None:
        """Have the main file include what the books would not find without."""
        for file in self._begun:
            if not includes(self._books, file.name):
                folder = self._books.path.parent
                path = Path(os.path.relpath(file.name, folder)).as_posix()
                self.file(str(self._books.path)).include(f"include {quote(path)}")

    def in_order(self) -> list[tuple[_File, int]]:
        """Order the files such that a crash between two of them does least harm, by their ranks.

        A file that is begun counts for nothing until the main file includes it, so it
        goes first and the main file takes its rank.
        """
        hidden = [file for file in self._begun if not includes(self._books, file.name)]
        main = self._files.get(str(self._books.path))

        def rank(file: _File) -> int:
            if file in hidden:
                return _BEGUN
            if hidden and file is main:
                return max(file.rank, *(each.rank for each in hidden))
            return file.rank

        ranked = ((file, rank(file)) for file in self._files.values())
        return sorted(ranked, key=lambda each: each[1])


def _rank(draft: Draft) -> int:
    if isinstance(draft, OpenDraft):
        return _OPENS
    return _DECLARATIONS if isinstance(draft, DeclarationDraft) else _ENTRIES
