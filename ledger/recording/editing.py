"""The only edit of an entry: `settled-by` is written under a pending one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from ringfence.ledger.recording.drafting import Settlement
from ringfence.ledger.recording.errors import NOTHING_SAVED
from ringfence.ledger.recording.errors import DraftError
from ringfence.ledger.recording.rendering import quoted

if TYPE_CHECKING:
    from beancount.core.data import Transaction

    from ringfence.ledger.loading import Books

KEY = "settled-by"
_INDENT = re.compile(rb"[ \t]+")


class EditError(DraftError):
    """An entry that can't be edited so."""


class AlreadySettledError(EditError):
    """An entry that says already which decision settled it."""

    def __init__(self, entry: Transaction) -> None:
        super().__init__(
            f"The entry of {entry.date} is settled already, by {entry.meta[KEY]}. {NOTHING_SAVED}"
        )


class NotFoundError(EditError):
    """An entry that is not in the text of the books, where it should be."""

    def __init__(self, entry: Transaction) -> None:
        super().__init__(
            f"The entry of {entry.date} is not written in a file that can be edited. "
            f"{NOTHING_SAVED}"
        )


def settle(books: Books, settlements: Iterable[Settlement]) -> dict[str, bytes]:
    """Write the decisions under the entries that they settle.

    Returns:
        The new bytes of each file with such an entry; one line a settlement is added.

    Raises:
        EditError: an entry is settled already, or is not in the text.
        DraftError: a decision's id can't be written.
    """
    edits: dict[str, list[tuple[int, str]]] = {}
    for each in settlements:
        if KEY in each.entry.meta:
            raise AlreadySettledError(each.entry)
        name, line = str(each.entry.meta["filename"]), first_posting(each.entry)
        if name not in books.parsed.contents:
            raise NotFoundError(each.entry)
        if (line, each.decision) not in edits.setdefault(name, []):
            edits[name].append((line, each.decision))
    texts = {}
    for name, lines in edits.items():
        text = books.parsed.contents[name].split(b"\n")
        for line, decision in sorted(lines, reverse=True):
            text.insert(line - 1, _written(text[line - 1], decision))
        texts[name] = b"\n".join(text)
    return texts


def first_posting(entry: Transaction) -> int:
    """Give the line of an entry's first posting: the key is put before it.

    Raises:
        NotFoundError: it has none.
    """
    if not entry.postings or not entry.postings[0].meta:
        raise NotFoundError(entry)
    return int(entry.postings[0].meta["lineno"])


def _written(posting: bytes, decision: str) -> bytes:
    indent = _INDENT.match(posting)
    end = b"\r" if posting.endswith(b"\r") else b""
    return (indent[0] if indent else b"  ") + f"{KEY}: {quoted(decision)}".encode() + end
