"""What a supplier's credit note gives back twice: part of the rule `duplicate`."""

from __future__ import annotations

from collections.abc import Iterator

from beancount.core.data import Transaction

from ringfence.ledger.book import Book
from ringfence.ledger.came_back import own_credits
from ringfence.ledger.findings import Finding, where
from ringfence.ledger.messages import name_field
from ringfence.ledger.metadata import CREDIT_NOTE, text
from ringfence.ledger.money import pounds
from ringfence.ledger.tracks import Row
from ringfence.ledger.words import fold
from ringfence.plugins.wording import block, call, shared, warn, way_to_override

RULE = "duplicate"


def credited_twice(book: Book) -> Iterator[Finding]:
    """Find each credit whose own reference, of that payee, a credit that stands has already.

    Of one day it may be over several pots and funds. A reference that is not said to be a credit
    note's, of what corrects nothing, may be that of an invoice from before the books: it is
    warned of.
    """
    for reference, rows in _of_one_note(book):
        (first_account, first), *_others = rows
        seen = {first_account}
        for account, row in rows[1:]:
            if row.day == first.day and account not in seen:
                seen.add(account)
                continue
            message = _message(row, reference, first.entry)
            if text(row.entry, CREDIT_NOTE).strip() or text(row.entry, "corrects").strip():
                found = block(RULE, message + " " + way_to_override(RULE), row.entry, book)
                yield shared(found, -row.amount, [(row.entry, -row.amount)])
            else:
                yield warn(RULE, message, row.entry, book)


def _of_one_note(book: Book) -> Iterator[tuple[str, list[tuple[str, Row]]]]:
    """Yield the credits of each payee and reference of their own that stand, by day."""
    groups: dict[tuple[str, str], list[tuple[str, Row]]] = {}
    words: dict[tuple[str, str], str] = {}
    for reference, account, row in own_credits(book):
        if not _is_undone(book, row.entry):
            key = (fold(row.entry.payee), fold(reference))
            groups.setdefault(key, []).append((account, row))
            words[key] = reference
    for key, rows in groups.items():
        rows.sort(key=lambda each: (each[1].day, book.order[id(each[1].entry)]))
        yield words[key], rows


def _is_undone(book: Book, entry: Transaction) -> bool:
    """Return whether a credit is reversed, or the two of one day reverse each other."""
    original = book.reversals.original_of(entry)
    back = original is not None and bool(text(original, "corrects").strip())
    return back or book.reversals.of_spending(entry) is not None


def _message(row: Row, reference: str, first: Transaction) -> str:
    entry = row.entry
    of = f" of {' '.join(entry.payee.split())}" if entry.payee else ""
    return (
        f"{call(entry)} brings back {pounds(-row.amount)} on {entry.date} with the reference "
        f"{reference}{of}, which a credit of {first.date} has already ({where(first.meta)}). Take "
        "it out if it is the same; if it is another credit note, give it its own reference ("
        + name_field("credit-note", "REFERENCE")
        + ")."
    )
