"""Corrections of what a submitted return counted that no return shows: part of `submitted`."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from beancount.core.data import Transaction

from ringfence.ledger.adjustments import is_shown, return_name, return_that_counted
from ringfence.ledger.book import Book
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.declarations.models import Return
from ringfence.ledger.findings import Finding, where
from ringfence.ledger.frozen import SENT
from ringfence.ledger.metadata import text
from ringfence.ledger.names import names_corrected, names_of
from ringfence.ledger.words import fold
from ringfence.plugins.wording import call, warn

RULE = "submitted"


def unshown(book: Book) -> Iterator[Finding]:
    """Warn of each entry that puts right what was counted in a return, and does not say so."""
    if not any(history.latest.status in SENT for history in book.register.returns.values()):
        return
    unsaid = [
        entry
        for entry in book.marked["corrects"]
        if not text(entry, "adjusts").strip() and is_shown(book, entry)
    ]
    for entry in unsaid:
        for each in _corrected(book, entry):
            found = _return_that_counted(book, entry, each)
            if found:
                yield warn(RULE, _message(book, entry, each, found), entry, book)
                break


def _corrected(book: Book, entry: Transaction) -> Iterator[Transaction]:
    """Yield the entries that one names in ``corrects``; by an invoice, of the same payee alone."""
    names, payee = names_corrected(entry), fold(entry.payee)
    for each in book.names.named(*names):
        surer = names_of(each, invoice=False)
        if fold(each.payee) == payee or not surer.isdisjoint(names):
            yield each


def _return_that_counted(book: Book, entry: Transaction, corrected: Transaction) -> Return | None:
    """Return the submitted return that counted what is corrected, if it is of the same fund."""
    funds = set(book.funds_in(entry))
    of_both = [fund for fund in book.funds_in(corrected) if fund in funds]
    found = (return_that_counted(book, fund, corrected.date, entry.date) for fund in of_both)
    return next(filter(None, found), None)


def _message(book: Book, entry: Transaction, corrected: Transaction, declared: Return) -> str:
    line = f'adjusts: "{return_name(declared)}"'
    (fund, *_others) = book.funds_in(entry)
    later = return_that_counted(book, fund, entry.date, datetime.date.max)
    way = (
        f"Write under it: {line}"
        if later is None
        else f"It was in the return {later.fund} {later.period} as spending of its own: reopen "
        "that (" + command("return reopen", later.fund, later.period, reason=Blank.TEXT) + "), and "
        f"write under it: {line}"
    )
    return (
        f"{call(entry)} of {entry.date} corrects {where(corrected.meta)}, which the return "
        f"{declared.fund} {declared.period} counted as at {declared.as_at}, but does not say so, "
        "so no return "
        "shows it as a correction. " + way
    )
