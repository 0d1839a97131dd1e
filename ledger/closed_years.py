"""Financial years that were closed: from when, until when, and as what."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from ringfence.ledger.book import Book
from ringfence.ledger.declarations.history import History, Version
from ringfence.ledger.declarations.models import Year
from ringfence.ledger.digests import year_digest
from ringfence.ledger.years import FinancialYear

_CLOSED = "closed"


class Closing(NamedTuple):
    """One closing of a year: its directive, and the last day before it was reopened."""

    year: str
    version: Version[Year]
    last: datetime.date

    @property
    def day(self) -> datetime.date:
        """The day of the directive; entries dated after it may not touch the year's pots."""
        return self.version.day


def closings(history: History[Year]) -> list[Closing]:
    """Return each closing of a year; directives that follow while it is closed are part of it."""
    found: list[Closing] = []
    closed = False
    for span in history.spans():
        value = span.version.value
        if value.status != _CLOSED:
            closed = False
        elif closed:
            found[-1] = found[-1]._replace(last=span.last)
        else:
            found.append(Closing(value.year, span.version, span.last))
            closed = True
    return found


def broken_digest(book: Book, history: History[Year]) -> Version[Year] | None:
    """Return the directive whose digest the entries of its closed year no longer match."""
    stated: Version[Year] | None = None
    for version in history.versions:
        if version.value.status != _CLOSED:
            stated = None
        elif "digest" in version.changed and version.value.digest:
            stated = version
    if stated is None or stated.value.digest is None:
        return None
    actual = year_digest(book, FinancialYear.parse(stated.value.year))
    return None if stated.value.digest.strip().lower() == actual else stated
