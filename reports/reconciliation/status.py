"""How far the council's ledger is reconciled, in one line."""

from __future__ import annotations

from collections.abc import Collection

from ringfence.ledger.book import Book
from ringfence.ledger.commands import command
from ringfence.ledger.council.matches import clearing_lines, entries_by_line
from ringfence.ledger.council.reconciling import items_by_key
from ringfence.ledger.council.signings import last_signed
from ringfence.reports.render.table import long_date


def status_line(book: Book, lines: Collection[str]) -> str | None:
    """Return how far it is signed and how many lines wait; None if none does.

    Args:
        book: The books.
        lines: The reference of every line of the council's that is kept.
    """
    settled = {*entries_by_line(book), *items_by_key(book), *clearing_lines(book)}
    waiting = sum(ref not in settled for ref in lines)
    if not waiting:
        return None
    last = last_signed(book)
    to = f"reconciled to {long_date(last.on)}" if last else "not reconciled yet"
    wait = "1 line of it waits" if waiting == 1 else f"{waiting} lines of it wait"
    return f"The council's ledger is {to}; {wait}: " + command("import")
