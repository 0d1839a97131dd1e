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

from ringfence.cli.entries import described
from ringfence.cli.output import typed
from ringfence.cli.typed import today
from ringfence.ledger.money import pounds
from ringfence.ledger.settling import corrected_on
from ringfence.ledger.together import spent_together
from ringfence.ledger.words import folded
from ringfence.ledger.words import joined

if TYPE_CHECKING:
    from ringfence.cli.options import Said
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
    if said.day > today():
        days = (said.day - today()).days
        ahead = "a day" if days == 1 else f"{days:,} days"
        yield (
            f"It is dated {said.day}, {ahead} from today. If that is not so, take it back and "
            f"record it anew: ringfence correct {this} --reverse-only --date {said.day}"
        )
    if joined(invoice):
        alike = _same_reference(book, payee, invoice, amount)
    else:
        alike = _same_paid(book, said, payee, amount)
        yield (
            "Without an invoice reference nothing shows that it is recorded once only. When there "
            f"is one: ringfence correct {this} --invoice REFERENCE"
        )
    for entry in alike:
        if corrected_on(book, entry) > said.day:
            yield (
                f"This may be recorded already, {pounds(spent_together(book, entry))}: "
                f"{described(recording.before, entry)}. If it is the same, take this one back: "
                f"ringfence correct {this} --reverse-only"
            )
            return


def _place(recording: Recording) -> str:
    """Give the file and line of what is recorded, by which it is found again."""
    entries = (each for each in recording.entries if isinstance(each, Transaction))
    meta = next(entries).meta
    return typed(f"{recording.after.relative(str(meta['filename']))}:{meta['lineno']}")


def _same_reference(book: Book, payee: str, invoice: str, amount: Decimal) -> Iterator[Transaction]:
    """Walk the entries of a reference like this one, unless the rule knows them for the same."""
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
    """Walk what was paid to the same payee of the same amount in the months around."""
    name = folded(payee)
    for entry in book.transactions:
        if not entry.payee or abs(entry.date - said.day) > _NEAR_DAYS:
            continue
        if folded(entry.payee) == name and spent_together(book, entry) == amount:
            yield entry
