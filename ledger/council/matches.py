"""Which of our entries are which of the council's lines, as the entries say.

A transaction names the lines that it is in ``council-ref``, separated by commas. One line
may be several transactions, such as an invoice split over funds, and one transaction
several lines. Lines of the council's that take each other back name each other in a
``council-item``. Nothing here rests on likeness.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ringfence.ledger.metadata import COUNCIL_REF, decision_names

if TYPE_CHECKING:
    from beancount.core.data import Transaction

    from ringfence.ledger.book import Book


def refs_of(entry: Transaction) -> tuple[str, ...]:
    """Name the lines of the council's that a transaction is, each once; none if it says none."""
    return tuple(dict.fromkeys(decision_names(entry.meta, COUNCIL_REF)))


def entries_by_line(book: Book) -> Mapping[str, list[Transaction]]:
    """Return the transactions that name each line, in the books' order.

    What officers wrote as a reference of their own is among them: a line that is not kept
    is nobody's.
    """
    found: dict[str, list[Transaction]] = {}
    for entry in book.marked[COUNCIL_REF]:
        for ref in refs_of(entry):
            found.setdefault(ref, []).append(entry)
    return found


def lines_cleared_by_line(book: Book) -> dict[str, tuple[str, ...]]:
    """Return the lines that each line of the council's clears: together they come to nil."""
    items = book.register.council_items.items()
    return {key: history.latest.clears for key, history in items if history.latest.clears}


def clearing_lines(book: Book) -> set[str]:
    """Name every line of the council's that clears others, or is cleared."""
    found = lines_cleared_by_line(book)
    return set(found).union(*found.values())
