"""Finding entries as officers name them: by a link, an invoice reference, or file:line."""

from __future__ import annotations

from collections.abc import Sequence

from beancount.core.data import Transaction

from ringfence.bookkeeping.errors import BookkeepingError
from ringfence.ledger.findings import where
from ringfence.ledger.loading import Books
from ringfence.ledger.metadata import CREDIT_NOTE
from ringfence.ledger.metadata import text as said
from ringfence.ledger.words import fold


class NoEntryError(BookkeepingError):
    """A name that no entry has."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"No entry is called {name}. Name it by its link, its invoice reference, or its file "
            "and line, such as spend-2017-18.beancount:45."
        )


class AmbiguousNameError(BookkeepingError):
    """A name that is the invoice reference of one entry and the link of another."""

    def __init__(self, books: Books, name: str, named: Sequence[Transaction]) -> None:
        listed = "\n  ".join(describe(books, entry) for entry in named)
        super().__init__(
            f"{name} may be an invoice reference or a link, and these are not of one invoice. Name "
            f"the one meant by its file and line:\n\n  {listed}\n\nNothing was saved."
        )


def find_entries(books: Books, name: str) -> list[Transaction]:
    """Return the transactions that a link, an invoice or a place names, in the books' order.

    An invoice reference as it is written in the books goes before a link that is only like it.
    What may be either is refused; ``^`` before a name says that it is a link.

    Raises:
        NoEntryError: there is none.
        AmbiguousNameError: it may be an invoice reference or a link.
    """
    typed = name.strip()
    if typed.startswith("^"):
        found = _entries_of_link(books, typed[1:])
    else:
        found = _at_line(books, typed) or _entries_called(books, typed)
    if not found:
        raise NoEntryError(name)
    return found


def _entries_called(books: Books, typed: str) -> list[Transaction]:
    """Find what a name is the invoice reference of, or the link."""
    book = books.book
    if not typed:
        return []
    written = [entry for entry in book.invoiced if said(entry, "invoice").strip() == typed]
    written = written or [e for e in book.transactions if said(e, CREDIT_NOTE).strip() == typed]
    joined = book.linked.get(typed, [])
    if written and not joined:
        return written
    if not written:
        wanted = fold(typed)
        pairs = zip(book.references, book.invoiced, strict=True)
        written = [entry for reference, entry in pairs if reference == wanted]
    linked = joined or _entries_of_link(books, typed)
    links, invoices = ({id(entry) for entry in each} for each in (linked, written))
    if links and invoices and not (links <= invoices or invoices <= links):
        raise AmbiguousNameError(books, typed, [written[0], linked[0]])
    named = links if joined else links | invoices
    return [entry for entry in book.transactions if id(entry) in named]


def address(entry: Transaction) -> str:
    """Name an entry such that it is found again: by a link, its invoice, else file and line."""
    links = sorted(entry.links or ())
    return links[0] if links else said(entry, "invoice").strip() or where(entry.meta)


def place_of(books: Books, entry: Transaction) -> str:
    """Name an entry by its file, relative to the books, and its line."""
    return f"{books.relative(str(entry.meta['filename']))}:{entry.meta['lineno']}"


def describe(books: Books, entry: Transaction) -> str:
    """Describe an entry in a line: its place, day, payee and words."""
    words = ", ".join(part for part in (entry.payee, entry.narration) if part)
    return f"{place_of(books, entry)}  {entry.date}  {' '.join(words.split())[:80]}"


def _entries_of_link(books: Books, link: str) -> list[Transaction]:
    """Find the entries of a link, else those of links that differ from it by case alone."""
    linked = books.book.linked
    folded_ = link.casefold()
    alike = [link] if link in linked else [each for each in linked if each.casefold() == folded_]
    found = {id(entry): entry for each in alike for entry in linked[each]}
    return sorted(found.values(), key=lambda entry: books.book.order[id(entry)])


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
