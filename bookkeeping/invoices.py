"""The same invoice twice: refused before it is drafted, and the first one shown."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from beancount.core.data import Transaction

from ringfence.bookkeeping.credits import Credit
from ringfence.bookkeeping.entries import describe
from ringfence.bookkeeping.errors import BookkeepingError
from ringfence.bookkeeping.request import Request
from ringfence.ledger.accounts import Kind
from ringfence.ledger.book import Book
from ringfence.ledger.loading import Books
from ringfence.ledger.messages import name_field
from ringfence.ledger.metadata import CREDIT_NOTE, text
from ringfence.ledger.money import ZERO, pounds
from ringfence.ledger.settling import correction_day
from ringfence.ledger.sums import sum_of
from ringfence.ledger.together import spend_together
from ringfence.ledger.words import fold


class SpentTwiceError(BookkeepingError):
    """An invoice that was claimed already, in whole."""


def refuse_second(
    books: Books, request: Request, payee: str, invoice: str, amount: Decimal
) -> None:
    """Make sure that an invoice is not claimed twice, or beyond its total.

    Raises:
        SpentTwiceError: it would be; the message shows the entry that claimed it first.
    """
    if (
        not any(character.isalnum() for character in invoice)
        or "override-duplicate" in request.meta
    ):
        return
    earlier = _of_invoice(books.book, payee, invoice)
    claims = _claims(books.book, earlier)
    claimed = sum(claims, ZERO)
    standing = (entry for entry in earlier if correction_day(books.book, entry) > request.day)
    totals = [_number(entry.meta.get("invoice-total")) for entry in standing]
    totals.append(_number(request.meta.get("invoice-total")))
    stated = [total for total in totals if total is not None]
    if claimed <= 0 or (stated and claimed + amount <= min(stated)):
        return
    first = next(entry for entry, claim in zip(earlier, claims, strict=True) if claim > 0)
    if stated:
        what = (
            f"With this, {pounds(claimed + amount)} of it would be paid: "
            f"{pounds(claimed + amount - min(stated))} more than its total of "
            f"{pounds(min(stated))}."
        )
    else:
        what = (
            "If it is another invoice, give it its own reference ("
            + name_field("invoice")
            + "); if this is a further "
            "part of the same one, give its total (" + name_field("invoice-total", "AMOUNT") + ")."
        )
    raise SpentTwiceError(
        f"Invoice {invoice} of {payee} was recorded already, {pounds(claimed)}:\n\n"
        f"  {describe(books, first)}\n\n" + what + " Nothing was saved. [duplicate]"
    )


def refuse_second_credit(books: Books, request: Request, credit: Credit) -> None:
    """Make sure that a credit note with a reference of its own is not recorded twice.

    Raises:
        SpentTwiceError: it would be; the message shows the entry that was first.
    """
    reference = fold(credit.note)
    if not any(map(str.isalnum, reference)) or "override-duplicate" in request.meta:
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


def _of_invoice(book: Book, payee: str, invoice: str) -> list[Transaction]:
    """Return what was paid or accrued on an invoice, each entry once."""
    found = {
        id(entry): entry
        for track in book.tracks.values()
        if track.kind in (Kind.COUNCIL, Kind.ACCRUALS, Kind.PREPAID)
        for entry in track.entries
        if fold(text(entry, "invoice")) == fold(invoice) and fold(entry.payee) == fold(payee)
    }
    return list(found.values())


def _claims(book: Book, entries: Sequence[Transaction]) -> list[Decimal]:
    """Return what each entry of an invoice claims, by paying what was accrued without it too."""
    net = [-_amount_posted(book, entry, Kind.COUNCIL, Kind.ACCRUALS) for entry in entries]
    shown = [-_amount_posted(book, entry, Kind.PREPAID) for entry in entries]
    if not any(each and prepaid for each, prepaid in zip(net, shown, strict=True)):
        net = [each + prepaid for each, prepaid in zip(net, shown, strict=True)]
    accruals = [_amount_posted(book, entry, Kind.ACCRUALS) for entry in entries]
    if any(amount < 0 for amount in accruals):
        return net
    return [each + max(paid, ZERO) for each, paid in zip(net, accruals, strict=True)]


def _amount_posted(book: Book, entry: Transaction, *kinds: Kind) -> Decimal:
    return sum((sum_of(book, entry, fund, *kinds) for fund in book.funds_in(entry)), ZERO)


def _number(value: object) -> Decimal | None:
    number = getattr(value, "number", value)
    return number if isinstance(number, Decimal) else None
