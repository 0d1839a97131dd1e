"""Lines of the council's that clear each other: what matches them, and what takes that back."""

from __future__ import annotations

from collections.abc import Sequence

from ringfence.bookkeeping.errors import NotSavedError
from ringfence.bookkeeping.reconciliation import line_of, lines_of, must_be_open
from ringfence.bookkeeping.request import Request, metadata
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.council.line import CouncilLine
from ringfence.ledger.council.matches import lines_cleared_by_line as clears
from ringfence.ledger.council.seals import signing_that_cleared
from ringfence.ledger.loading import Books
from ringfence.ledger.money import ZERO, pounds
from ringfence.ledger.recording.drafting import DeclarationDraft, Value, Wanted


def draft_clearing(
    books: Books, request: Request, line: CouncilLine, names: Sequence[str]
) -> DeclarationDraft | None:
    """Draft that a line clears others of the council's; None if no line is named.

    Raises:
        NotSavedError: entries are named too, or the lines don't come to nil, or one of them
            is settled already.
    """
    lines = lines_of(books)
    refs = {each.casefold() for each in lines}
    named = [name for name in names if name.strip().casefold() in refs]
    if not named:
        return None
    if len(named) < len(names):
        other = next(name for name in names if name not in named)
        raise NotSavedError(
            f"{named[0]} is a line of the council's and {other} is not: match lines with each "
            "other, or one line with entries of ours.\n\nNothing was saved."
        )
    together = {each.ref: each for each in (line, *(line_of(books, name) for name in named))}
    taken = {ref for key, back in clears(books.book).items() for ref in (key, *back)}
    for ref in together:
        must_be_open(ref, books, lines)
        if ref in taken:
            raise NotSavedError(
                f"{ref} clears another line already, or is cleared by one. Undo that first: "
                + command("reconcile unmatch", ref)
                + "\n\nNothing was saved."
            )
    total = sum((each.amount for each in together.values()), ZERO)
    if total or len(together) == 1:
        told = " and ".join(f"{each.ref} ({pounds(each.amount)})" for each in together.values())
        comes = (
            f"adds up to {pounds(total)}" if len(together) == 1 else f"add up to {pounds(total)}"
        )
        raise NotSavedError(
            f"{told} {comes}. Lines of the council's clear each other if they add up to zero: name "
            "all of them.\n\nNothing was saved."
        )
    others = [ref for ref in together if ref != line.ref]
    meta: dict[str, Value | None] = {"clears": ", ".join(others)}
    if line.ref not in books.book.register.council_items:
        meta["reason"] = "Taken back by the council"
    meta |= metadata(books.book, request)
    return DeclarationDraft(request.day, "council-item", (line.ref,), meta)


def draft_parting(books: Books, request: Request, name: str) -> list[Wanted]:
    """Draft that a line clears, or is cleared by, no other; nothing if it is so already.

    Raises:
        NotSavedError: a statement was signed with it as cleared.
    """
    found = [
        key
        for key, back in clears(books.book).items()
        if name.casefold() in {ref.casefold() for ref in (key, *back)}
    ]
    for key in found:
        last = signing_that_cleared(books.book, key)
        if last:
            raise NotSavedError(
                f"{key} was signed as cleared, to {last.on}, so it stays so. If it should not have "
                "been, reopen the reconciliation, the last one first: "
                + command("reconcile reopen", last.on, reason=Blank.TEXT)
                + "\n\nNothing was saved."
            )
    return [
        DeclarationDraft(request.day, "council-item", (key,), {"clears": None}) for key in found
    ]
