"""Financial years that were closed: from when, until when, and as what."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from ringfence.ledger.book import Book
from ringfence.ledger.declarations.history import History, Version
from ringfence.ledger.declarations.models import Year
from ringfence.ledger.digests import holds
from ringfence.ledger.years import FinancialYear

CLOSED = "closed"


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
        if value.status != CLOSED:
            closed = False
        elif closed:
            found[-1] = found[-1]._replace(last=span.last)
        else:
            found.append(Closing(value.year, span.version, span.last))
            closed = True
    return found


def sealing(history: History[Year]) -> Version[Year] | None:
    """Return the directive with the digest that a year is held to; None while it is open."""
    stated: Version[Year] | None = None
    for version in history.versions:
        if version.value.status != CLOSED:
            stated = None
        elif "digest" in version.changed and version.value.digest:
            stated = version
    return stated


def broken_digest(book: Book, history: History[Year]) -> Version[Year] | None:
    """Return the directive whose digest the entries of its closed year no longer match."""
    stated = sealing(history)
    if stated is None or stated.value.digest is None:
        return None
    year = FinancialYear.parse(stated.value.year)
    return None if holds(stated.value.digest, book, year, stated.day) else stated
