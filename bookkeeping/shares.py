"""From parts to drafts: one linked transaction for each fund that pays."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from ringfence.bookkeeping.closed_years import refuse_moving
from ringfence.bookkeeping.find import find_told
from ringfence.bookkeeping.request import Request, free_link
from ringfence.ledger.accounts import UNALLOCATED, Pot
from ringfence.ledger.declarations.fields import Share
from ringfence.ledger.loading import Books
from ringfence.ledger.money import ZERO
from ringfence.ledger.parts import Part, Told
from ringfence.ledger.paying import shares_of, to_the_penny, who_pays
from ringfence.ledger.purse import Purse
from ringfence.ledger.recording.drafting import Leg, TransactionDraft, Value, gbp
from ringfence.ledger.rules import OVERRIDE
from ringfence.ledger.years import FinancialYear

Legs = Callable[[str, Decimal], Sequence[Leg]]
_OVERDRAWN = OVERRIDE + "overdrawn"
_WINDOW = OVERRIDE + "window"
#: Memoranda of a whole invoice, of which each fund's entry bears its part.
_APPORTIONED = ("vat", "irrecoverable-vat")


def payers_of(
    books: Books,
    request: Request,
    pot: Pot,
    amount: Decimal,
    *,
    pending: bool = False,
    advancing: str | None = None,
    returning: Mapping[str, Decimal] | None = None,
) -> list[Part]:
    """Return which funds pay for what is spent from a pot.

    A decision that overrides `window` lets funds pay outside their dates, as the rule judges.

    Raises:
        PayingError: there is not enough, or the request makes no sense.
    """
    supplied = request.meta.get("supplied")
    day = request.day if supplied is None else supplied
    purse = Purse(
        books.book,
        pot,
        request.day,
        within=None if _WINDOW in request.meta else day,  # type: ignore[arg-type] # a date
        spending=True,
        advancing=advancing,
        returning=returning or {},
    )
    shares = shares_of(books.book, pot, request.day)
    told = find_told(books.book, request.funds)
    return _borne(purse, request, amount, told, shares, pending=pending)


def movers_of(
    books: Books,
    request: Request,
    source: Pot,
    to: Pot,
    amount: Decimal,
    *,
    shares: Sequence[Share] = (),
    returning: Mapping[str, Decimal] | None = None,
) -> list[Part]:
    """Return of which funds an amount is moved from one pot to another.

    A fund's dates matter where it goes into a year's plan from elsewhere, unless a decision
    overrides `window`.

    Raises:
        ClosedYearError: one of them is of a closed year.
        PayingError: there is not enough, or the request makes no sense.
    """
    refuse_moving(books, request, source, to)
    enters = to.is_planned and to.year != source.year
    purse = Purse(
        books.book,
        source,
        request.day,
        within=request.day if enters and _WINDOW not in request.meta else None,
        returning=returning or {},
        allocating=source == UNALLOCATED,
        into=FinancialYear.parse(to.year) if enters and to.year else None,
    )
    shares = (
        shares
        or shares_of(books.book, to, request.day)
        or shares_of(books.book, source, request.day)
    )
    told = find_told(books.book, request.funds)
    return _borne(purse, request, amount, told, shares, pending=False)


def _borne(
    purse: Purse,
    request: Request,
    amount: Decimal,
    told: Sequence[Told],
    shares: Sequence[Share],
    *,
    pending: bool,
) -> list[Part]:
    """Return which funds bear an amount; with an override, the rule judges what is short."""
    overridden = _OVERDRAWN in request.meta
    parts = who_pays(purse, amount, told=told, shares=shares, pending=pending or overridden)
    return parts if pending else [part._replace(pending=False) for part in parts]


class Piece(NamedTuple):
    """What is borne in one place: which fund bears what, by which postings, and in what words.

    ``meta`` is what its entries say beside what all of them do.
    """

    parts: Sequence[Part]
    legs: Legs
    narration: str
    meta: Mapping[str, Value] = {}


def drafts_of(
    books: Books,
    request: Request,
    pieces: Sequence[Piece],
    *,
    payee: str | None = None,
    meta: Mapping[str, Value] | None = None,
    link: str | None = None,
    claims: bool = True,
) -> list[TransactionDraft]:
    """Draft a transaction for each part of each piece; several are joined by a link.

    Args:
        books: The books as they stand.
        request: The options common to all.
        pieces: Which fund bears what, in each place that bears any of it.
        payee: Who is paid, as typed.
        meta: The metadata of all.
        link: The link that it has even if there is one part only.
        claims: Whether the parts claim an invoice together, so that they say its total.
    """
    meta = dict(meta or {})
    links = request.links or ((link,) if link else ())
    parts = [(piece, part) for piece in pieces for part in piece.parts]
    if len(parts) > 1:
        invoice = str(meta.get("invoice", ""))
        links = links or (free_link(books, invoice or payee or pieces[0].narration),)
        if claims and (invoice or len(pieces) > 1):
            total = sum((part.amount for _piece, part in parts), ZERO)
            meta.setdefault("invoice-total", gbp(total))
    memoranda = _apportion_vat(meta, [part.amount for _piece, part in parts])
    return [
        TransactionDraft(
            request.day,
            tuple(piece.legs(part.fund, part.amount)),
            narration=request.note or piece.narration,
            payee=payee,
            flag="!" if part.pending else "*",
            links=links,
            meta={**meta, **own, **piece.meta},
        )
        for (piece, part), own in zip(parts, memoranda, strict=True)
    ]


def _apportion_vat(meta: Mapping[str, Value], amounts: Sequence[Decimal]) -> list[dict[str, Value]]:
    """Return each part what it has of the invoice's VAT, to the penny."""
    weights = {str(place): amount for place, amount in enumerate(amounts)}
    found: list[dict[str, Value]] = [{} for _amount in amounts]
    for key in _APPORTIONED:
        number = getattr(meta.get(key), "number", None)
        if isinstance(number, Decimal):
            for place, amount in to_the_penny(number, weights).items():
                found[int(place)][key] = gbp(amount)
    return found
