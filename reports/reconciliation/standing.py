"""How far the council's ledger is reconciled, in one line."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from ringfence.ledger.commands import command
from ringfence.ledger.council.matches import cleared
from ringfence.ledger.council.matches import matched
from ringfence.ledger.council.reconciling import marked
from ringfence.ledger.council.signed import last_signed
from ringfence.reports.render.table import long_date

if TYPE_CHECKING:
    from ringfence.ledger.book import Book


def standing(book: Book, lines: Collection[str]) -> str | None:
    """Return how far it is signed and how many lines wait; None if none does.

    Args:
        book: The books.
        lines: The reference of every line of the council's that is kept.
    """
    settled = {*matched(book), *marked(book), *cleared(book)}
    waiting = sum(ref not in settled for ref in lines)
    if not waiting:
        return None
    last = last_signed(book)
    to = f"reconciled to {long_date(last.on)}" if last else "not reconciled yet"
    wait = "1 line of it waits" if waiting == 1 else f"{waiting} lines of it wait"
    return f"The council's ledger is {to}; {wait}: {command('import')}"
