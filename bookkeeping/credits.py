"""Drafting what comes back of an invoice: to the pots that were charged, and to their funds."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from ringfence.bookkeeping.closed_years import Buying, with_credits_moved_on
from ringfence.bookkeeping.errors import RequestError
from ringfence.bookkeeping.find import find_told, title_of
from ringfence.bookkeeping.purchases import Share, net_shares
from ringfence.bookkeeping.request import Request, free_link, metadata
from ringfence.bookkeeping.shares import Piece, drafts_of
from ringfence.bookkeeping.vat import Cost
from ringfence.ledger.accounts import Kind, Pot
from ringfence.ledger.loading import Books
from ringfence.ledger.messages import name_field
from ringfence.ledger.parts import Part
from ringfence.ledger.paying import as_told
from ringfence.ledger.purse import Purse
from ringfence.ledger.recording.drafting import Leg, TransactionDraft, move
from ringfence.ledger.refunding import who_is_refunded


class Credit(NamedTuple):
    """Something that comes back: from whom, of which invoice, under which reference of its own."""

    payee: str
    invoice: str
    note: str = ""


def draft_refund(
    books: Books, request: Request, shares: Sequence[Share], cost: Cost, credit: Credit
) -> list[TransactionDraft]:
    """Draft what comes back to pots, fund by fund; of a closed year it is moved on.

    Raises:
        PayingError: less was paid from there on that invoice.
        RequestError: no invoice says which funds paid.
    """

    def piece(pot: Pot, amount: Decimal, of: Request) -> Piece:
        def legs(fund: str, part: Decimal) -> Sequence[Leg]:
            return move(f"{Kind.COUNCIL.value}:{fund}", pot.spent_account(fund), part)

        parts = _parts(books, of, pot, amount, credit)
        return Piece(parts, legs, f"{title_of(books, pot)}: refund")

    own = {"invoice": credit.invoice or None, "credit_note": credit.note or None}

    def draft(of: Request) -> list[TransactionDraft]:
        return drafts_of(
            books,
            of,
            [piece(pot, amount, of) for pot, amount in net_shares(books, of, shares, cost)],
            payee=credit.payee,
            meta=metadata(books.book, of, **own, **cost.memoranda()),
            link=free_link(books, credit.note or credit.invoice or credit.payee, "refund"),
            claims=False,
        )

    buying = Buying("spend", cost.recorded, credit.payee, credit.invoice)
    return with_credits_moved_on(books, request, draft, buying)


def _parts(books: Books, request: Request, pot: Pot, amount: Decimal, credit: Credit) -> list[Part]:
    """Return it to the funds named, else to those that paid the invoice."""
    told = find_told(books.book, request.funds)
    if told:
        return as_told(Purse(books.book, pot, request.day), amount, told)
    if not credit.invoice:
        raise RequestError(
            "Without an invoice, name the fund that paid and gets it back ("
            + name_field("fund", "FUND")
            + ")."
        )
    return who_is_refunded(books.book, pot, amount, credit.payee, credit.invoice)
