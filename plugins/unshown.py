"""Corrections of what a submitted return counted that no return shows: part of `submitted`."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ringfence.ledger.adjusting import counted_in
from ringfence.ledger.adjusting import is_shown
from ringfence.ledger.adjusting import named
from ringfence.ledger.commands import Blank
from ringfence.ledger.commands import command
from ringfence.ledger.findings import where
from ringfence.ledger.frozen import SENT
from ringfence.ledger.metadata import text
from ringfence.ledger.settling import names_in_corrects
from ringfence.ledger.words import folded
from ringfence.plugins.wording import called
from ringfence.plugins.wording import warned

if TYPE_CHECKING:
    from beancount.core.data import Transaction

    from ringfence.ledger.book import Book
    from ringfence.ledger.declarations.models import Return
    from ringfence.ledger.findings import Finding

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
    corrected = _corrected(book, unsaid)
    for entry in unsaid:
        for each in corrected(entry):
            found = _counted(book, entry, each)
            if found:
                yield warned(RULE, _message(book, entry, each, found), entry, book)
                break


def _corrected(
    book: Book, unsaid: Sequence[Transaction]
) -> Callable[[Transaction], Iterator[Transaction]]:
    """Return what finds the entries that one names in ``corrects``, by look-up."""
    places: dict[str, list[Transaction]] = {}
    references: dict[str, list[Transaction]] = {}
    if unsaid:
        for entry in book.transactions:
            places.setdefault(where(entry.meta), []).append(entry)
        for key, entry in zip(book.references, book.invoiced, strict=True):
            references.setdefault(key, []).append(entry)

    def corrected(entry: Transaction) -> Iterator[Transaction]:
        name = text(entry, "corrects").strip().removeprefix("^")
        yield from book.linked.get(name, ())
        yield from places.get(name.rpartition("/")[2], ())
        payee = folded(entry.payee)
        for each in references.get(folded(name), ()):
            if folded(each.payee) == payee and names_in_corrects(entry, each):
                yield each

    return corrected


def _counted(book: Book, entry: Transaction, corrected: Transaction) -> Return | None:
    """Return the submitted return that counted what is corrected, if it is of the same fund."""
    funds = set(book.funds_in(entry))
    of_both = [fund for fund in book.funds_in(corrected) if fund in funds]
    found = (counted_in(book, fund, corrected.date, entry.date) for fund in of_both)
    return next(filter(None, found), None)


def _message(book: Book, entry: Transaction, corrected: Transaction, said: Return) -> str:
    line = f'adjusts: "{named(said)}"'
    (fund, *_others) = book.funds_in(entry)
    later = counted_in(book, fund, entry.date, datetime.date.max)
    way = (
        f"Write under it: {line}"
        if later is None
        else f"It was in the return {later.fund} {later.period} as spending of its own: reopen "
        f"that ({command('return reopen', later.fund, later.period, reason=Blank.TEXT)}), and "
        f"write under it: {line}"
    )
    return (
        f"{called(entry)} of {entry.date} corrects {where(corrected.meta)}, which the return "
        f"{said.fund} {said.period} counted as at {said.as_at}, but does not say so, so no return "
        f"shows it as a correction. {way}"
    )
