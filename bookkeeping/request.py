"""What is said of whatever is recorded, by whichever way it came in, and what it comes to.

A command's ``--help`` imports this, so that what comes with the books is imported by functions.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ringfence.ledger.book import Book
    from ringfence.ledger.loading import Books
    from ringfence.ledger.recording.drafting import Value

MARKS = ("illustrative", "private")


@dataclass(frozen=True)
class Request:
    """What the options common to all commands said.

    Attributes:
        day: The date of what is recorded.
        dry_run: Whether it is only shown.
        note: The officer's words for it, if she gave any.
        decisions: The decisions that it rests on, as typed.
        funds: What was said with --fund: ``F`` or ``F=AMOUNT``.
        links: The links that it is to have.
        meta: Every other key of metadata that was given.
    """

    day: datetime.date
    dry_run: bool = False
    note: str | None = None
    decisions: tuple[str, ...] = ()
    funds: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    meta: dict[str, Value] = field(default_factory=dict)

    def with_decisions(self, given: tuple[str, ...]) -> Request:
        """Return the same with decisions that a command took by itself."""
        return replace(self, decisions=split_by_commas(given))


def split_by_commas(given: tuple[str, ...]) -> tuple[str, ...]:
    """Return what was given, several with commas between too, each once and in order."""
    parts = (part.strip() for each in given for part in each.split(","))
    return tuple(dict.fromkeys(part for part in parts if part))


def metadata(book: Book, request: Request, **more: Value | None) -> dict[str, Value]:
    """Return the metadata of an entry: its own first, then the decisions, then what was said.

    Names are written with hyphens: ``invoice_total`` is ``invoice-total``.
    """
    from ringfence.bookkeeping.find import find_decision

    found: dict[str, Value] = {}
    for name, value in more.items():
        if value is not None and value != "":
            found[name.replace("_", "-")] = value
    if request.decisions:
        found["decision"] = ", ".join(find_decision(book, each) for each in request.decisions)
    return {**found, **request.meta}


def free_link(books: Books, *words: str) -> str:
    """Make a link of words that no entry has yet, and that no invoice's reference is either."""
    slug = "-".join(part for word in words for part in re.findall(r"[a-z0-9]+", word.lower()))
    stem = slug[:60].strip("-") or "entry"
    taken = {*books.book.linked, *books.book.references}
    name, number = stem, 2
    while name in taken:
        name, number = f"{stem}-{number}", number + 1
    return name
