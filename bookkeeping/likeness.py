"""What may be the same invoice again, written otherwise: said, and never refused.

The rule `duplicate` compares payees and references as they are written, but for case and
spaces; people write them with hyphens, without, and in other words.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from beancount.core.data import Transaction

from ringfence.bookkeeping.entries import described
from ringfence.ledger.commands import Blank
from ringfence.ledger.commands import command
from ringfence.ledger.metadata import CREDIT_NOTE
from ringfence.ledger.metadata import text
from ringfence.ledger.money import ZERO
from ringfence.ledger.money import pounds
from ringfence.ledger.settling import corrected_on
from ringfence.ledger.together import spent_together
from ringfence.ledger.words import folded
from ringfence.ledger.words import joined
from ringfence.ledger.years import today
from ringfence.ledger.years import unless_today

if TYPE_CHECKING:
    from ringfence.bookkeeping.credits import Credit
    from ringfence.bookkeeping.request import Said
    from ringfence.ledger.book import Book
    from ringfence.ledger.recording.writing import Recording

_ALIKE = 80
_LONG_REFERENCE = 4
_NEAR_DAYS = datetime.timedelta(days=92)


def doubts(
    recording: Recording, said: Said, payee: str, invoice: str, amount: Decimal
) -> Iterator[str]:
    """Ask whether an invoice was recorded already, in other letters; nothing blocks."""
    book, this = recording.before.book, _place(recording)
    yield from _ahead(said, this)
    if joined(invoice):
        alike = _same_reference(book, payee, invoice, amount)
    else:
        alike = _same_paid(book, said, payee, amount)
        yield (
            "Without an invoice reference nothing shows that it is recorded once only. When there "
            f"is one: {command('correct', this, invoice=Blank.REFERENCE)}"
        )
    for entry in alike:
        if corrected_on(book, entry) > said.day:
            yield (
                f"This may be recorded already, {pounds(spent_together(book, entry))}: "
                f"{described(recording.before, entry)}. {_take_back(recording, said, this)}"
            )
            return


def doubts_of_credit(
    recording: Recording, said: Said, credit: Credit, amount: Decimal
) -> Iterator[str]:
    """Ask whether a refund or a credit note was recorded already; nothing blocks."""
    book, this = recording.before.book, _place(recording)
    yield from _ahead(said, this)
    payee, invoice, own = folded(credit.payee), folded(credit.invoice), joined(credit.note)
    for entry in book.transactions:
        back = -spent_together(book, entry) if folded(entry.payee) == payee else ZERO
        if back <= 0 or "corrects" in entry.meta or corrected_on(book, entry) <= said.day:
            continue
        theirs = joined(text(entry, CREDIT_NOTE))
        is_same_note = bool(own) and theirs == own
        is_of_invoice = folded(text(entry, "invoice")) == invoice and back == amount
        if is_same_note or (is_of_invoice and not (own and theirs)):
            of = f" of invoice {credit.invoice}" if credit.invoice else ""
            yield (
                f"This may be recorded already, {pounds(back)} back{of}: "
                f"{described(recording.before, entry)}. {_take_back(recording, said, this)}"
            )
            return


def _take_back(recording: Recording, said: Said, this: str) -> str:
    """Return how to take back what is the same; a credit that was moved on can't be by itself."""
    from ringfence.ledger.recording.drafting import TransactionDraft

    drafts = [each for each in recording.drafts if isinstance(each, TransactionDraft)]
    if any(leg.account.startswith("Equity:") for each in drafts for leg in each.legs):
        return "If it is the same, open the closed year again, and take this one back there."
    back = command("correct", this, reverse_only=True, date=unless_today(said.day))
    return f"If it is the same, take this one back: {back}"


def _ahead(said: Said, this: str) -> Iterator[str]:
    """Ask whether a day to come is meant."""
    if said.day > today():
        days = (said.day - today()).days
        ahead = "a day" if days == 1 else f"{days:,} days"
        yield (
            f"It is dated {said.day}, {ahead} from today. If that is not so, take it back and "
            f"record it anew: {command('correct', this, reverse_only=True, date=said.day)}"
        )


def _place(recording: Recording) -> str:
    """Return the file and line of what is recorded, by which it is found again."""
    entries = (each for each in recording.entries if isinstance(each, Transaction))
    meta = next(entries).meta
    return f"{recording.after.relative(str(meta['filename']))}:{meta['lineno']}"


def _same_reference(book: Book, payee: str, invoice: str, amount: Decimal) -> Iterator[Transaction]:
    """Yield the entries of a reference like this one, unless the rule knows them for the same."""
    from rapidfuzz import fuzz
    from rapidfuzz import utils

    reference, name, written = joined(invoice), folded(payee), folded(invoice)
    for entry, said in zip(book.invoiced, book.invoices, strict=True):
        if not said or joined(said) != reference:
            continue
        if (folded(entry.payee), folded(said)) == (name, written):
            continue
        # Of one name all words are often in the other: “Leicester City” and “Leicester City FC”.
        score = fuzz.token_set_ratio(entry.payee or "", payee, processor=utils.default_process)
        is_of_sum = len(reference) >= _LONG_REFERENCE and spent_together(book, entry) == amount
        if (score >= _ALIKE or is_of_sum) and spent_together(book, entry) > 0:
            yield entry


def _same_paid(book: Book, said: Said, payee: str, amount: Decimal) -> Iterator[Transaction]:
    """Yield what was paid to the same payee of the same amount in the months around."""
    name = folded(payee)
    for entry in book.transactions:
        if not entry.payee or abs(entry.date - said.day) > _NEAR_DAYS:
            continue
        if folded(entry.payee) == name and spent_together(book, entry) == amount:
            yield entry
