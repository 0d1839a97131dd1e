"""Drafting what is set aside within an action: the earmark itself, and the money."""

from __future__ import annotations

from decimal import Decimal

from pydantic import TypeAdapter

from ringfence.bookkeeping.find import title_of
from ringfence.bookkeeping.request import MARKS, Request
from ringfence.bookkeeping.transfers import move_money
from ringfence.ledger.accounts import Pot
from ringfence.ledger.declarations.fields import Share, Shares
from ringfence.ledger.loading import Books
from ringfence.ledger.recording.drafting import DeclarationDraft, Draft, Value

Fields = dict[str, "Value"]


def draft_earmark(
    books: Books, request: Request, pot: Pot, amount: Decimal, payee: str | None, fields: Fields
) -> list[Draft]:
    """Draft the declaration of an earmark, new or amended, and the money that is set aside.

    Args:
        books: The books as they stand.
        request: The options common to all.
        pot: The earmark.
        amount: How much is set aside, in pounds.
        payee: Whom it is for; None if nobody yet.
        fields: What else is said of it.

    Raises:
        PayingError: there is not enough.
    """
    register = books.book.register
    drafts: list[Draft] = []
    is_new = not register.is_known("earmark", *pot.path)
    own = fields
    if is_new:
        provider: Fields = {"provider": payee} if payee else {}
        own = {"title": request.note or pot.path[-1], **provider, **fields}
    if own:
        marks = {key: value for key, value in request.meta.items() if key in MARKS}
        drafts.append(DeclarationDraft(request.day, "earmark", pot.path, {**own, **marks}))
    title = str(own.get("title") or title_of(books, pot))
    shares = _shares(own.get("shares"))
    moved = move_money(
        books, request, pot.place, pot, amount, narration=title, payee=payee, shares=shares
    )
    return [*drafts, *moved]


def _shares(text: object) -> tuple[Share, ...]:
    """Read shares as the declaration will; what can't be read is left for the rules to refuse."""
    try:
        return TypeAdapter[tuple[Share, ...]](Shares).validate_python(text) if text else ()
    except ValueError:
        return ()
