"""The same invoice twice: refused before it is drafted, and the first one shown."""

from __future__ import annotations

from decimal import Decimal

from ringfence.bookkeeping.credits import Credit
from ringfence.bookkeeping.entries import describe
from ringfence.bookkeeping.errors import BookkeepingError
from ringfence.bookkeeping.request import Request
from ringfence.ledger.accounts import Kind
from ringfence.ledger.claims import Claim, excess_with
from ringfence.ledger.loading import Books
from ringfence.ledger.messages import name_field
from ringfence.ledger.metadata import CREDIT_NOTE, text
from ringfence.ledger.money import pounds
from ringfence.ledger.placeholders import is_reference
from ringfence.ledger.settling import correction_day
from ringfence.ledger.together import spend_together
from ringfence.ledger.words import fold


class SpentTwiceError(BookkeepingError):
    """An invoice that was claimed already, in whole."""


def refuse_second(
    books: Books,
    request: Request,
    payee: str,
    invoice: str,
    amount: Decimal,
    against: Kind = Kind.COUNCIL,
) -> None:
    """Make sure that an invoice is not claimed twice, or beyond its total.

    Args:
        books: As they are.
        request: The day, the invoice's total and what overrides the rule.
        payee: Who it is of.
        invoice: Its reference.
        amount: What is claimed, in pounds.
        against: What is credited: the council, what is accrued, or an advance.

    Raises:
        SpentTwiceError: it would be; the message shows the entry that claimed it first.
    """
    if "override-duplicate" in request.meta:
        return
    total = _number(request.meta.get("invoice-total"))
    claim = Claim(request.day, amount, against, total)
    excess = excess_with(books.book, payee, invoice, claim)
    if excess is None or excess.earlier is None:
        return
    if excess.stated:
        what = (
            f"With this, {pounds(excess.claimed)} of it would be paid: "
            f"{pounds(excess.claimed - excess.limit)} more than its total of "
            f"{pounds(excess.limit)}."
        )
    else:
        what = (
            "If it is another invoice, give it its own reference ("
            + name_field("invoice")
            + "); if this is a further "
            "part of the same one, give its total (" + name_field("invoice-total", "AMOUNT") + ")."
        )
    raise SpentTwiceError(
        f"Invoice {invoice} of {payee} was recorded already, {pounds(excess.claimed - amount)}:"
        f"\n\n  {describe(books, excess.earlier)}\n\n" + what + " Nothing was saved. [duplicate]"
    )


def refuse_second_credit(books: Books, request: Request, credit: Credit) -> None:
    """Make sure that a credit note with a reference of its own is not recorded twice.

    Raises:
        SpentTwiceError: it would be; the message shows the entry that was first.
    """
    reference = fold(credit.note)
    if not is_reference(reference) or "override-duplicate" in request.meta:
        return
    for entry in books.book.transactions:
        if fold(text(entry, CREDIT_NOTE)) != reference or "corrects" in entry.meta:
            continue
        if fold(entry.payee) != fold(credit.payee):
            continue
        if correction_day(books.book, entry) > request.day:
            amount = pounds(-spend_together(books.book, entry))
            raise SpentTwiceError(
                f"Credit note {credit.note} of {credit.payee} was recorded already, {amount}:\n\n"
                f"  {describe(books, entry)}\n\nIf it is another one, give it its own reference "
                "(" + name_field("credit-note", "REFERENCE") + "). Nothing was saved. [duplicate]"
            )


def _number(value: object) -> Decimal | None:
    number = getattr(value, "number", value)
    return number if isinstance(number, Decimal) else None
