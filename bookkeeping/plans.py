"""Drafting that a year's Delivery Plan is adopted by the partnership, and approved."""

from __future__ import annotations

from ringfence.bookkeeping.declare import (
    DeclaredAlreadyError,
    draft_addition,
    draft_amendment,
    find,
)
from ringfence.bookkeeping.request import Request
from ringfence.ledger.loading import Books
from ringfence.ledger.recording.drafting import DeclarationDraft, Rewriting


def adopt(books: Books, request: Request, year: str) -> list[DeclarationDraft]:
    """Draft that the partnership adopts the plan of a year.

    Raises:
        DeclaredAlreadyError: it was adopted already.
    """
    history = books.book.register.plans.get(year)
    if history:
        raise DeclaredAlreadyError(
            f"The plan {year} was adopted on {history.latest.adopted}. Nothing was saved."
        )
    return [draft_addition(books.book, "plan", (year,), {"adopted": request.day}, request)]


def approve(books: Books, request: Request, year: str) -> list[DeclarationDraft | Rewriting]:
    """Draft that the funder approves the plan of a year.

    Raises:
        NotDeclaredError: it was not adopted.
    """
    key, _history = find(books.book, "plan", year)
    return [draft_amendment(books.book, "plan", key, {"approved": request.day}, request)]
