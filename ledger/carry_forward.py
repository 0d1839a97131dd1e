"""Where what was left in a pot was carried on to, from year to year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ringfence.ledger.accounts import Pot

if TYPE_CHECKING:
    from ringfence.ledger.book import Book


def later_pots(book: Book, pot: Pot) -> list[Pot]:
    """Name the pots of later years that money of a pot was carried to, the latest last."""
    found: list[Pot] = []
    reached = [pot]
    for here in reached:
        for move in book.movements.crossing:
            later = move.to.year is not None and here.year is not None and move.to.year > here.year
            if move.source == here and later and move.to not in found:
                found.append(move.to)
                reached.append(move.to)
    return sorted(found, key=lambda each: (each.year or "", each))
