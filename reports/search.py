"""Search over the entries of the books: by payee, reference, amount, day and words."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from beancount.core.data import Custom, Note, Transaction

from ringfence.ledger.book import Book
from ringfence.ledger.metadata import STAMPS
from ringfence.ledger.money import ZERO
from ringfence.ledger.tracks import PENDING_FLAG
from ringfence.ledger.typed.amounts import NotMoneyError, read_pounds
from ringfence.reports.render.table import clean, long_date
from ringfence.reports.statements.statement import reference_of

#: What is written under every entry says nothing that is searched for, nor does where it stands.
_LEFT_OUT = {*STAMPS, "filename", "lineno", "seal"}


#: What is searched.
Entry = Transaction | Custom | Note


class Found(NamedTuple):
    """An entry, declaration or note that has all words searched for; ``amount`` in pounds."""

    entry: Entry
    payee: str
    words: str
    reference: str
    amount: Decimal | None
    is_pending: bool
    is_private: bool


class SearchIndex:
    """The words and amounts of all entries, read once for each load of the books."""

    def __init__(self, book: Book) -> None:
        """Read them."""
        entries: list[Entry] = [*book.transactions, *book.notes, *declared_in(book)]
        entries.sort(key=lambda entry: entry.date)
        self._entries = entries
        self._words = [_haystack(entry) for entry in entries]

    def find(self, text: str) -> list[Entry]:
        """Return what has every word of a text, latest first; an amount is matched whole.

        ``£250``, ``250.00`` and ``1,250`` are amounts, and words too: an invoice may be called so.
        """
        terms = text.casefold().split()
        places = list(range(len(self._entries) - 1, -1, -1)) if terms else []
        for word in terms:
            amount = _amount(word)
            places = [
                place
                for place in places
                if word in self._words[place]
                or (amount is not None and _moves(self._entries[place], amount))
            ]
        return [self._entries[place] for place in places]


def amount_of(entry: Transaction) -> Decimal:
    """Return how much an entry is of: the most that it moves in either layer, in pounds."""
    plan = money = ZERO
    for posting in entry.postings:
        number = posting.units.number if posting.units else None
        if number is not None and number > 0:
            if posting.account.startswith(("Equity:Plan", "Equity:Reserve", "Equity:Unallocated")):
                plan += number
            else:
                money += number
    return max(plan, money)


def declared_in(book: Book) -> Iterator[Custom]:
    """Yield every declaration of the books."""
    for history in book.register.all():
        yield from (version.entry for version in history.versions)


def _haystack(entry: Entry) -> str:
    parts = [entry.date.isoformat(), long_date(entry.date)]
    if isinstance(entry, Transaction):
        parts += [entry.payee or "", entry.narration or "", *(entry.links or ())]
    elif isinstance(entry, Note):
        parts += [entry.comment, *(entry.tags or ())]
    else:
        parts += [entry.type, *(str(value.value) for value in entry.values)]
    for key, value in entry.meta.items():
        if key not in _LEFT_OUT and isinstance(value, str):
            parts.append(value)
    return " ".join(parts).casefold()


def _amount(word: str) -> Decimal | None:
    try:
        return read_pounds(word)
    except NotMoneyError:
        return None


def _moves(entry: Entry, amount: Decimal) -> bool:
    if not isinstance(entry, Transaction):
        return False
    return any(
        posting.units is not None
        and posting.units.number is not None
        and abs(posting.units.number) == amount
        for posting in entry.postings
    )


def found_of(entry: Entry) -> Found:
    """Return an entry, declaration or note as it is listed."""
    private = bool(entry.meta.get("private"))
    if isinstance(entry, Transaction):
        return Found(
            entry,
            entry.payee or "",
            entry.narration or "",
            reference_of(entry),
            amount_of(entry),
            entry.flag == PENDING_FLAG,
            private,
        )
    if isinstance(entry, Note):
        return Found(
            entry, "", clean(entry.comment), "", None, is_pending=False, is_private=private
        )
    title = entry.meta.get("title")
    subject = " ".join(str(value.value) for value in entry.values)
    words = f"{subject}: {title}" if title else subject
    return Found(entry, entry.type, clean(words), "", None, is_pending=False, is_private=private)
