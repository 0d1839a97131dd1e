"""Finding entries as officers name them: by a link, an invoice reference, or file:line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ringfence.ledger.findings import where
from ringfence.ledger.metadata import text as said
from ringfence.ledger.words import folded

if TYPE_CHECKING:
    from beancount.core.data import Transaction

    from ringfence.ledger.loading import Books


class NoEntryError(click.ClickException):
    """A name that no entry has."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"No entry is called {name}. Name it by its link, its invoice reference, or its file "
            "and line, such as spend-2017-18.beancount:45."
        )


def find_entries(books: Books, name: str) -> list[Transaction]:
    """Give the transactions that a link, an invoice or a place names, in the books' order.

    Raises:
        NoEntryError: there is none.
    """
    typed = name.strip()
    found = (
        _linked(books, typed.removeprefix("^"))
        or _at_line(books, typed)
        or [
            entry
            for entry in books.book.transactions
            if typed and folded(said(entry, "invoice")) == folded(typed)
        ]
    )
    if not found:
        raise NoEntryError(name)
    return found


def address(entry: Transaction) -> str:
    """Name an entry such that it is found again: by a link, its invoice, else file and line."""
    links = sorted(entry.links or ())
    return links[0] if links else said(entry, "invoice").strip() or where(entry.meta)


def described(books: Books, entry: Transaction) -> str:
    """Describe an entry in a line: its place, day, payee and words."""
    place = f"{books.relative(str(entry.meta['filename']))}:{entry.meta['lineno']}"
    words = ", ".join(part for part in (entry.payee, entry.narration) if part)
    return f"{place}  {entry.date}  {' '.join(words.split())[:80]}"


def _linked(books: Books, link: str) -> list[Transaction]:
    exact = [entry for entry in books.book.transactions if link in (entry.links or ())]
    if exact:
        return exact
    return [
        entry
        for entry in books.book.transactions
        if link.casefold() in {each.casefold() for each in entry.links or ()}
    ]


def _at_line(books: Books, name: str) -> list[Transaction]:
    file, _, number = name.rpartition(":")
    if not file or not number.isdecimal():
        return []
    line = int(number)
    found = []
    for entry in books.book.transactions:
        filename = books.relative(str(entry.meta.get("filename", "")))
        if filename != file.replace("\\", "/") and not filename.endswith(f"/{file}"):
            continue
        last = max(
            (int((each.meta or {}).get("lineno", 0)) for each in entry.postings),
            default=entry.meta["lineno"],
        )
        if entry.meta["lineno"] <= line <= last:
            found.append(entry)
    return found
