"""Drafting movements of the plan: out of one pot into another, a transaction per fund."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ringfence.bookkeeping.closed_years import refuse_moving
from ringfence.bookkeeping.errors import BookkeepingError
from ringfence.bookkeeping.find import find_pot, find_told, title_of
from ringfence.bookkeeping.request import MARKS, Request, metadata
from ringfence.bookkeeping.shares import Piece, drafts_of, movers_of
from ringfence.ledger.accounts import UNALLOCATED, Pot
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.declarations.fields import Share
from ringfence.ledger.loading import Books
from ringfence.ledger.metadata import STAMPS
from ringfence.ledger.parts import Part
from ringfence.ledger.purse import Purse
from ringfence.ledger.recording.drafting import DeclarationDraft, Draft, Leg, move
from ringfence.ledger.years import FinancialYear


class SamePotError(BookkeepingError):
    """A movement that goes nowhere, or the wrong way."""


class NothingLeftError(BookkeepingError):
    """A pot with nothing to give back."""


def move_money(
    books: Books,
    request: Request,
    source: Pot,
    to: Pot,
    amount: Decimal | None,
    *,
    narration: str | None = None,
    payee: str | None = None,
    shares: Sequence[Share] = (),
) -> list[Draft]:
    """Draft the movement of an amount, or of all that is left, fund by fund.

    Raises:
        PayingError: there is not enough.
        BookkeepingError: it goes nowhere, or there is nothing.
    """
    if source == to:
        raise SamePotError(f"{source} and {to} are one pot, so nothing moves.")
    if amount is None:
        refuse_moving(books, request, source, to)
        parts = _all_left(books, request, source)
    else:
        parts = movers_of(books, request, source, to, amount, shares=shares)

    def legs(fund: str, part: Decimal) -> Sequence[Leg]:
        return move(source.plan_account(fund), to.plan_account(fund), part)

    words = narration or _words(books, source, to)
    meta = metadata(books.book, request)
    piece = Piece(parts, legs, words)
    return [*drafts_of(books, request, [piece], payee=payee, meta=meta)]


def carry(books: Books, request: Request, source: str, to: str, amount: Decimal) -> list[Draft]:
    """Draft a carry-forward, and the earmark that it goes to if the new year has it not yet.

    Raises:
        SamePotError: it does not go from a year into a later one.
    """
    book = books.book
    first = find_pot(book, source)
    second = find_pot(book, to, new_earmark=first.earmark is not None)
    if not (first.year and second.year and first.year < second.year):
        raise SamePotError(
            f"{first} to {second} is not from one year's plan into a later one. Within a year: "
            + command("vire", first, second, Blank.AMOUNT, decision=Blank.ID)
        )
    declared = like(books, request, first, second)
    return [*declared, *move_money(books, request, first, second, amount)]


def like(books: Books, request: Request, old: Pot, new: Pot) -> list[DeclarationDraft]:
    """Declare an earmark as it is in the old year, unless the new one has it."""
    register = books.book.register
    if new.earmark is None or register.is_known("earmark", *new.path):
        return []
    terms = register.earmarks[old.path].latest
    fields = terms.model_dump(by_alias=True, exclude_defaults=True, exclude=set(_NOT_CARRIED))
    shares = ", ".join(f"{share.fund} {share.part}" for share in terms.shares)
    marks = {key: value for key, value in request.meta.items() if key in MARKS}
    meta = {**fields, **({"shares": shares} if shares else {}), **marks}
    return [DeclarationDraft(request.day, "earmark", new.path, meta)]


def _all_left(books: Books, request: Request, source: Pot) -> list[Part]:
    """Return all that can be taken, of the funds named or of every one."""
    purse = Purse(books.book, source, request.day)
    told = find_told(books.book, request.funds)
    stated = {each.fund: each.amount for each in told}
    funds = [each.fund for each in told] or purse.funds()
    parts = [Part(fund, stated.get(fund) or purse.free(fund)) for fund in funds]
    parts = [part for part in parts if part.amount]
    if not parts:
        raise NothingLeftError(
            f"Nothing is left in {source} on {request.day} and every later day, so nothing moves."
        )
    for part in parts:
        if part.amount > purse.free(part.fund):
            raise purse.short(part.amount, {part.fund: purse.free(part.fund)})
    return parts


def _words(books: Books, source: Pot, to: Pot) -> str:
    """Return what a movement is, where the officer did not."""
    if source.earmark and to == source.place:
        return f"{title_of(books, source)}: not needed"
    if source.year and to.year and source.year != to.year:
        year = FinancialYear.parse(to.year).spoken
        return f"{title_of(books, source)}, carried forward into {year}"
    if source == UNALLOCATED:
        return f"Allocated: {title_of(books, to)}"
    return f"{title_of(books, source)} to {title_of(books, to)}"


_NOT_CARRIED = (
    *("year", "action", "id", "shares"),
    *("decision", "illustrative", "private", *(each.replace("-", "_") for each in STAMPS)),
)
