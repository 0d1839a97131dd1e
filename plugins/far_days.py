"""Days that nobody meant: part of the rule `declaration`.

A slip of the keyboard makes 2520 or 8020 of 2025. Such a day is taken as it stands, for only who
typed it knows, and warned of; what is so far away that a term from then on would leave the
calendar is a fault, and nothing is reckoned with it. An account may be opened on any day.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, takewhile

from beancount.core.data import Close, Commodity, Custom, Directive, Open, Price, Transaction

from ringfence.ledger.book import Book
from ringfence.ledger.declarations.base import Declaration
from ringfence.ledger.declarations.fields import Dated
from ringfence.ledger.declarations.history import Version
from ringfence.ledger.declarations.reading import subject
from ringfence.ledger.findings import Finding
from ringfence.ledger.years import FIRST_LIKELY, LAST_LIKELY, is_likely
from ringfence.plugins.wording import block, call, warn

RULE = "declaration"
#: What no figure depends on the day of.
_OF_NO_MATTER = (Open, Close, Commodity, Price)
#: A year, a period or a day that is an id.
_BEGINS_WITH_YEAR = re.compile(r"(\d{4})-\d\d\b", re.ASCII)
_LIKELY = f"{FIRST_LIKELY.year} to {LAST_LIKELY.year}"


def far_days(book: Book) -> Iterator[Finding]:
    """Find every entry and every field of a declaration that is of an unlikely day."""
    for entry in book.unusable:
        if isinstance(entry, _OF_NO_MATTER):
            continue
        message = (
            f"{_name(entry)} is dated {entry.date}, which is too far away to be reckoned with, so "
            "it counts nowhere. Write the year that is meant."
        )
        yield block(RULE, message, entry, book)
    for entry in _unlikely(book.entries):
        if not isinstance(entry, _OF_NO_MATTER):
            yield _doubt(f"{_name(entry)}: its date {entry.date}", entry, book)
    for history in book.register.all():
        for version in history.versions:
            for field, day in _far_fields(version):
                told = f"{subject(version.value.kind, history.key)}: {field} {day}"
                yield _doubt(told, version.entry, book)
    for entry in book.marked["supplied"]:
        day = entry.meta["supplied"]
        if isinstance(day, datetime.date) and not is_likely(day):
            yield _doubt(f"{call(entry)}: `supplied:` {day}", entry, book)


def _doubt(told: str, entry: Directive, book: Book) -> Finding:
    message = f"{told} is not a day from {_LIKELY}. If another year is meant, write that."
    return warn(RULE, message, entry, book)


def _unlikely(entries: Sequence[Directive]) -> Iterable[Directive]:
    """Yield the entries before and after the likely days; the books' order is that of days."""
    before = takewhile(lambda entry: entry.date < FIRST_LIKELY, entries)
    after = takewhile(lambda entry: entry.date > LAST_LIKELY, reversed(entries))
    return chain(before, reversed(list(after)))


def _far_fields(version: Version[Declaration]) -> Iterator[tuple[str, object]]:
    """Yield each field that this directive gives an unlikely day or year, as it is written."""
    value = version.value
    for attribute, field in type(value).model_fields.items():
        name, given = field.alias or attribute, getattr(value, attribute)
        if attribute in value.ids:
            year = _BEGINS_WITH_YEAR.match(given) if attribute != "id" else None
            if year and not FIRST_LIKELY.year <= int(year[1]) <= LAST_LIKELY.year:
                yield f"its {name}", given
        elif name in version.changed:
            for day in _days_in(given):
                if not is_likely(day):
                    yield f"`{name}:`", day


def _days_in(given: object) -> Iterator[datetime.date]:
    if isinstance(given, datetime.date):
        yield given
    elif isinstance(given, tuple):
        yield from (each.day for each in given if isinstance(each, Dated))


def _name(entry: Directive) -> str:
    if isinstance(entry, Transaction):
        return call(entry)
    if isinstance(entry, Custom):
        return f'custom "{entry.type}"'
    return f"The {type(entry).__name__.lower()}"
