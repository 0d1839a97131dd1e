"""Drafting that a year's Delivery Plan is adopted by the partnership, and approved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ringfence.bookkeeping.declare import DeclaredAlreadyError
from ringfence.bookkeeping.declare import added
from ringfence.bookkeeping.declare import amended
from ringfence.bookkeeping.declare import find

if TYPE_CHECKING:
    from ringfence.bookkeeping.request import Said
    from ringfence.ledger.loading import Books
    from ringfence.ledger.recording.drafting import DeclarationDraft
    from ringfence.ledger.recording.drafting import Rewriting


def adopt(books: Books, said: Said, year: str) -> list[DeclarationDraft]:
    """Draft that the partnership adopts the plan of a year.

    Raises:
        DeclaredAlreadyError: it was adopted already.
    """
    history = books.book.register.plans.get(year)
    if history:
        raise DeclaredAlreadyError(
            f"The plan {year} was adopted on {history.latest.adopted}. Nothing was saved."
        )
    return [added(books.book, "plan", (year,), {"adopted": said.day}, said)]


def approve(books: Books, said: Said, year: str) -> list[DeclarationDraft | Rewriting]:
    """Draft that the funder approves the plan of a year.

    Raises:
        NotDeclaredError: it was not adopted.
    """
    key, _history = find(books.book, "plan", year)
    return [amended(books.book, "plan", key, {"approved": said.day}, said)]
