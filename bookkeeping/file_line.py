"""From a line of the council's to drafts, by the functions of each event."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from ringfence.bookkeeping.bills import Bill, draft_payment
from ringfence.bookkeeping.credits import Credit, draft_refund
from ringfence.bookkeeping.errors import BookkeepingError
from ringfence.bookkeeping.funding import receive_of
from ringfence.bookkeeping.invoices import refuse_second, refuse_second_credit
from ringfence.bookkeeping.purchases import Share, draft_spend
from ringfence.bookkeeping.request import Request
from ringfence.bookkeeping.vat import Cost
from ringfence.ledger import messages
from ringfence.ledger.book import Book
from ringfence.ledger.council.line import CouncilLine
from ringfence.ledger.council.matches import refs_of
from ringfence.ledger.council.matching import Match
from ringfence.ledger.council.payments import Payment, payments
from ringfence.ledger.council.signings import open_day
from ringfence.ledger.council.suggesting import Deed, Suggestion
from ringfence.ledger.loading import Books
from ringfence.ledger.main_file import BooksError
from ringfence.ledger.paying_errors import PayingError
from ringfence.ledger.recording.drafting import CouncilMatch, DeclarationDraft, Wanted
from ringfence.ledger.recording.errors import RecordingError
from ringfence.ledger.recording.writing import RefusedError
from ringfence.ledger.words import plain_reference

#: What may be raised by recording a line; :func:`reason_of` says it in words.
NOT_FILED = (BookkeepingError, PayingError, RecordingError, BooksError)


class NotFiledError(BookkeepingError):
    """A line that can't be filed as it was asked for; the message is that of the reason."""


class PaymentGoneError(BookkeepingError):
    """A payment that was to be matched is no longer in the books as it was shown."""


def draft_line(
    books: Books,
    line: CouncilLine,
    chosen: Suggestion,
    *,
    request: Request | None = None,
    invoice: str | None = None,
    pending: bool = False,
) -> Sequence[Wanted]:
    """Draft a line as what was chosen, under the council's reference and of its day.

    Args:
        books: The books as they stand.
        line: The council's line.
        chosen: What it is, and of which pot, accrual or fund.
        request: What else was said of it; its date and reference are the line's all the same.
        invoice: The supplier's reference, where the line has none.
        pending: Whether it is recorded though it awaits a decision.

    Raises:
        BookkeepingError: it can't be recorded so.
        PayingError: there is not enough.
    """
    request = _request_of(books.book, line, chosen, request)
    payee = chosen.payee or line.supplier
    reference = line.invoice if invoice is None else invoice
    cost = Cost(
        abs(line.amount), vat=_size(line.vat), irrecoverable_vat=_size(line.irrecoverable_vat)
    )
    if chosen.deed is Deed.PAY:
        bill = Bill(cost.recorded, reference.strip(), pending=pending, part=True)
        return draft_payment(books, request, chosen.target, bill)
    if chosen.deed is Deed.REFUND:
        of = invoice or chosen.invoice or reference
        credit = Credit(payee, of.strip(), _own_reference(line, of))
        refuse_second_credit(books, request, credit)
        share = Share(chosen.target, cost.recorded)
        return draft_refund(books, _name_credit_note(request, credit), [share], cost, credit)
    if chosen.deed is Deed.RECEIVE:
        return receive_of(books, request, chosen.target, cost.recorded)
    refuse_second(books, request, payee, reference, cost.recorded)
    own = {"invoice": reference.strip() or None}
    shares = [Share(chosen.target, cost.recorded)]
    return draft_spend(books, request, shares, cost, payee, own, pending=pending)


def days_of_line(
    book: Book, day: datetime.date, deed: Deed
) -> tuple[datetime.date, datetime.date | None]:
    """Return the day that a line of a day is recorded on, and when it was supplied if not then.

    A line that is listed late, of a period that is signed, is recorded after that.
    """
    recorded = open_day(book, day)
    return recorded, day if recorded != day and deed is Deed.SPEND else None


def draft_matches(books: Books, matches: Iterable[Match]) -> list[CouncilMatch]:
    """Draft that lines are payments of ours: their references are written under the entries.

    Raises:
        PaymentGoneError: the books were changed since the match was made.
    """
    there: dict[object, list[Payment]] = {}
    for each in payments(books.book):
        there.setdefault(_payment_key(each), []).append(each)
    for alike in there.values():  # of two alike, the one that is nobody's yet
        alike.sort(key=lambda each: any(map(refs_of, each.entries)), reverse=True)
    drafts = []
    for match in matches:
        alike = there.get(_payment_key(match.payment), [])
        if not alike:
            raise PaymentGoneError(
                f"The entry of {match.payment.day} was changed since it was shown. Nothing was "
                "saved; import again to see it as it is."
            )
        refs = tuple(line.ref for line in match.lines)
        drafts += [CouncilMatch(entry, refs) for entry in alike.pop().entries]
    return drafts


def draft_mark(day: datetime.date, key: str, state: str, reason: str) -> list[Wanted]:
    """Draft that a line, or an entry of ours, has no counterpart, and why."""
    return [DeclarationDraft(day, "council-item", (key,), {"state": state, "reason": reason})]


def reason_of(error: Exception) -> str:
    """Return why something was not saved: every reason, each once."""
    if isinstance(error, RefusedError):
        return messages.join("\n", dict.fromkeys(finding.message for finding in error.findings))
    return str(error)


def _payment_key(payment: Payment) -> object:
    """Know a payment again in books that were loaded since, where its lines may have moved."""
    links = frozenset(link for entry in payment.entries for link in entry.links or ())
    texts = (payment.day, payment.amount, payment.payee, payment.invoice, payment.words)
    return (*texts, links, len(payment.entries))


def _own_reference(line: CouncilLine, of: str) -> str:
    """Return a credit note's own number, where the line has another than the invoice it is of."""
    same = plain_reference(line.invoice) == plain_reference(of)
    return "" if same else line.invoice.strip()


def _name_credit_note(request: Request, credit: Credit) -> Request:
    """Tell the credit note's own number in words too, for whoever reads what it was for."""
    if not credit.note:
        return request
    return replace(request, note=f"{request.note or 'Credit'} (credit note {credit.note})")


def _request_of(
    book: Book, line: CouncilLine, chosen: Suggestion, request: Request | None
) -> Request:
    """Return of which day it is: a line listed late, of what is signed, is recorded after that."""
    request = request or Request(line.day)
    day, supplied = days_of_line(book, request.day, chosen.deed)
    funds = request.funds or ((chosen.fund,) if chosen.fund and chosen.deed is Deed.SPEND else ())
    meta = {**request.meta, "council-ref": line.ref}
    if supplied:
        meta.setdefault("supplied", supplied)
    return replace(
        request,
        day=day,
        funds=funds,
        meta=meta,
        note=request.note or line.narrative.strip() or None,
    )


def _size(vat: Decimal | None) -> Decimal | None:
    return None if vat is None else abs(vat)
