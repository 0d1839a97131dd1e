"""Drafting what is bought: over the pots that bear it, and in each over the funds that pay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from ringfence.bookkeeping.closed_years import Buying, refuse_spending
from ringfence.bookkeeping.errors import FieldError, RequestError
from ringfence.bookkeeping.find import find_pot, spendable, title_of
from ringfence.bookkeeping.providers import provider_of
from ringfence.bookkeeping.request import Request, free_link, metadata
from ringfence.bookkeeping.shares import Legs, Piece, drafts_of, payers_of
from ringfence.bookkeeping.vat import Cost
from ringfence.ledger.accounts import Kind, Pot
from ringfence.ledger.loading import Books
from ringfence.ledger.messages import name_field
from ringfence.ledger.parts import Part
from ringfence.ledger.paying import to_the_penny
from ringfence.ledger.paying_errors import NotEnoughError, ShareShortError
from ringfence.ledger.recording.drafting import Leg, TransactionDraft, move
from ringfence.ledger.typed.amounts import NotMoneyError, read_pounds


class Share(NamedTuple):
    """What a pot bears of an invoice, as typed: its address and how many pounds."""

    pot: str
    amount: Decimal


def shares_of_invoice(pot: str, amount: Decimal, also: Sequence[str]) -> list[Share]:
    """Read what each pot bears of an invoice, the first one's part as an amount of its own.

    Raises:
        FieldError: one of the others has no amount, or is named twice.
    """
    shares = [Share(pot, amount)]
    for each in (part for text in also for part in text.split(";") if part.strip()):
        name, sign, pounds = each.rpartition("=")
        try:
            shares.append(Share(name.strip(), read_pounds(pounds if sign else "")))
        except NotMoneyError as error:
            raise FieldError(
                "also",
                f"“{each.strip()}” is not a pot and what it bears, such as 2025-26/Prevent=40: "
                f"{error}",
            ) from None
    return shares


def pots_of(books: Books, shares: Sequence[Share]) -> list[Pot]:
    """Return the pots that bear an invoice."""
    return [spendable(find_pot(books.book, each.pot)) for each in shares]


def draft_spend(
    books: Books,
    request: Request,
    shares: Sequence[Share],
    cost: Cost,
    payee: str,
    own: Mapping[str, str | None],
    *,
    pending: bool,
    link: str | None = None,
    accrued: bool = False,
) -> list[TransactionDraft]:
    """Draft a spend, from the council's cash or, if it is accrued, to be paid.

    Raises:
        PayingError: one of the pots has not enough.
        BookkeepingError: it can't be spent from there.
    """
    buying = Buying(
        "accrue" if accrued else "spend",
        cost.recorded,
        payee,
        str(own["invoice"] or ""),
        cost.recorded if len(shares) > 1 else None,
    )
    net = net_shares(books, request, shares, cost)
    pieces = _pieces(books, request, net, buying, pending=pending)
    meta = metadata(books.book, request, **own, **cost.memoranda())
    return drafts_of(books, request, pieces, payee=payee, meta=meta, link=link)


def net_shares(
    books: Books, request: Request, shares: Sequence[Share], cost: Cost
) -> list[tuple[Pot, Decimal]]:
    """Return what each pot bears, less its part of the VAT that is recovered.

    Raises:
        RequestError: a pot is named twice, or a fund's part of several pots.
    """
    if len(shares) > 1 and any("=" in each for each in request.funds):
        raise RequestError(
            "With several pots name funds without amounts ("
            + name_field("fund", "FUND")
            + "), or record each pot by "
            "itself, with the total of the whole invoice ("
            + name_field("invoice-total", "AMOUNT")
            + ")."
        )
    pots = pots_of(books, shares)
    twice = [pot for pot in pots if pots.count(pot) > 1]
    if twice:
        raise FieldError("also", f"{twice[0]} is named twice.")
    weights = {str(place): each.amount for place, each in enumerate(shares)}
    return list(zip(pots, to_the_penny(cost.recorded, weights).values(), strict=True))


def _pieces(
    books: Books,
    request: Request,
    shares: Sequence[tuple[Pot, Decimal]],
    buying: Buying,
    *,
    pending: bool,
) -> list[Piece]:
    """Return, for each pot, which of its funds pay what it bears, and by which postings."""
    against = (Kind.ACCRUALS if buying.command == "accrue" else Kind.COUNCIL).value

    def legs_in(pot: Pot) -> Legs:
        return lambda fund, part: move(pot.spent_account(fund), f"{against}:{fund}", part)

    for pot, amount in shares:
        refuse_spending(books, request, pot, buying._replace(amount=amount))
    found = [_payers(books, request, pot, amount, pending=pending) for pot, amount in shares]
    if pending and not any(part.pending for parts in found for part in parts):
        found = [[part._replace(pending=True) for part in parts] for parts in found]
    return [
        Piece(parts, legs_in(pot), title_of(books, pot))
        for (pot, _amount), parts in zip(shares, found, strict=True)
    ]


def _payers(
    books: Books, request: Request, pot: Pot, amount: Decimal, *, pending: bool
) -> list[Part]:
    """Return which funds of a pot pay; what is pending is only what is not there."""
    try:
        return payers_of(books, request, pot, amount)
    except (NotEnoughError, ShareShortError):
        if not pending:
            raise
    return payers_of(books, request, pot, amount, pending=True)


def draft_advance(
    books: Books, request: Request, address: str, amount: Decimal, payee: str
) -> list[TransactionDraft]:
    """Draft what is paid ahead to the provider of an earmark.

    Raises:
        PayingError: it has not enough.
        BookkeepingError: it can't be advanced from there.
    """
    pot = spendable(find_pot(books.book, address))
    refuse_spending(books, request, pot, Buying("advance", amount, payee))
    provider = provider_of(books.book, pot, payee)

    def legs(fund: str, part: Decimal) -> tuple[Leg, Leg]:
        prepaid = f"{Kind.PREPAID.value}:{provider}:{fund}"
        return move(prepaid, f"{Kind.COUNCIL.value}:{fund}", part)

    parts = payers_of(books, request, pot, amount, advancing=provider)
    return drafts_of(
        books,
        request,
        [Piece(parts, legs, f"{title_of(books, pot)}, advance")],
        payee=payee,
        meta=metadata(books.book, request),
        link=free_link(books, payee, "advance"),
    )
