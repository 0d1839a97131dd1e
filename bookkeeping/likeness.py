"""What may be the same invoice again, written otherwise: said, and never refused.

The rule `duplicate` compares payees and references as they are written, but for case and
spaces; people write them with hyphens, without, and in other words.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal

from beancount.core.data import Transaction

from ringfence.bookkeeping.credits import Credit
from ringfence.bookkeeping.entries import describe
from ringfence.bookkeeping.request import Request
from ringfence.ledger.book import Book
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.metadata import CREDIT_NOTE, text
from ringfence.ledger.money import ZERO, pounds
from ringfence.ledger.placeholders import is_reference
from ringfence.ledger.recording.drafting import TransactionDraft
from ringfence.ledger.recording.writing import Recording
from ringfence.ledger.settling import correction_day
from ringfence.ledger.together import spend_together
from ringfence.ledger.words import fold, letters_and_digits
from ringfence.ledger.years import today, unless_today

_ALIKE = 80
_LONG_REFERENCE = 4
_NEAR_DAYS = datetime.timedelta(days=92)


def doubts(
    recording: Recording, request: Request, payee: str, invoice: str, amount: Decimal
) -> Iterator[str]:
    """Ask whether an invoice was recorded already, in other letters; nothing blocks."""
    book, this = recording.before.book, _place(recording)
    yield from _ahead(request, this)
    if is_reference(invoice):
        alike = _same_reference(book, payee, invoice, amount)
    else:
        alike = _same_paid(book, request, payee, amount)
        yield (
            "Without an invoice reference nothing shows that it is recorded once only. When there "
            "is one: " + command("correct", this, invoice=Blank.REFERENCE)
        )
    for entry in alike:
        if correction_day(book, entry) > request.day:
            yield (
                f"This may be recorded already, {pounds(spend_together(book, entry))}: "
                f"{describe(recording.before, entry)}. " + _reverse(recording, request, this)
            )
            return


def doubts_of_credit(
    recording: Recording, request: Request, credit: Credit, amount: Decimal
) -> Iterator[str]:
    """Ask whether a refund or a credit note was recorded already; nothing blocks."""
    book, this = recording.before.book, _place(recording)
    yield from _ahead(request, this)
    payee, invoice, own = fold(credit.payee), fold(credit.invoice), letters_and_digits(credit.note)
    for entry in book.transactions:
        back = -spend_together(book, entry) if fold(entry.payee) == payee else ZERO
        if back <= 0 or "corrects" in entry.meta or correction_day(book, entry) <= request.day:
            continue
        theirs = letters_and_digits(text(entry, CREDIT_NOTE))
        is_same_note = bool(own) and theirs == own
        is_of_invoice = fold(text(entry, "invoice")) == invoice and back == amount
        if is_same_note or (is_of_invoice and not (own and theirs)):
            of = f" of invoice {credit.invoice}" if credit.invoice else ""
            yield (
                f"This may be recorded already, {pounds(back)} back{of}: "
                f"{describe(recording.before, entry)}. " + _reverse(recording, request, this)
            )
            return


def _reverse(recording: Recording, request: Request, this: str) -> str:
    """Return how to reverse what is the same; a credit that was moved on can't be by itself."""
    drafts = [each for each in recording.drafts if isinstance(each, TransactionDraft)]
    if any(leg.account.startswith("Equity:") for each in drafts for leg in each.legs):
        return "If it is the same, open the closed year again, and reverse this one there."
    back = command("correct", this, reverse_only=True, date=unless_today(request.day))
    return "If it is the same, reverse this one: " + back


def _ahead(request: Request, this: str) -> Iterator[str]:
    """Ask whether a day to come is meant."""
    if request.day > today():
        days = (request.day - today()).days
        ahead = "a day" if days == 1 else f"{days:,} days"
        yield (
            f"It is dated {request.day}, {ahead} from today. If that is not so, reverse it and "
            "record it anew: " + command("correct", this, reverse_only=True, date=request.day)
        )


def _place(recording: Recording) -> str:
    """Return the file and line of what is recorded, by which it is found again."""
    entries = (each for each in recording.entries if isinstance(each, Transaction))
    meta = next(entries).meta
    return f"{recording.after.relative(str(meta['filename']))}:{meta['lineno']}"


def _same_reference(book: Book, payee: str, invoice: str, amount: Decimal) -> Iterator[Transaction]:
    """Yield the entries of a reference like this one, unless the rule knows them for the same."""
    from rapidfuzz import fuzz, utils

    reference, name, written = letters_and_digits(invoice), fold(payee), fold(invoice)
    for entry, words in zip(book.invoiced, book.invoices, strict=True):
        if not words or letters_and_digits(words) != reference:
            continue
        if (fold(entry.payee), fold(words)) == (name, written):
            continue
        # Of one name all words are often in the other: “Leicester City” and “Leicester City FC”.
        score = fuzz.token_set_ratio(entry.payee or "", payee, processor=utils.default_process)
        is_of_sum = len(reference) >= _LONG_REFERENCE and spend_together(book, entry) == amount
        if (score >= _ALIKE or is_of_sum) and spend_together(book, entry) > 0:
            yield entry


def _same_paid(book: Book, request: Request, payee: str, amount: Decimal) -> Iterator[Transaction]:
    """Yield what was paid to the same payee of the same amount in the months around."""
    name = fold(payee)
    for entry in book.transactions:
        if not entry.payee or abs(entry.date - request.day) > _NEAR_DAYS:
            continue
        if fold(entry.payee) == name and spend_together(book, entry) == amount:
            yield entry
