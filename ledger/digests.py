"""Digests: what the books say, as one short text that changes when they do.

They cover what was recorded, never where: a comment, a moved file, another order
of lines or a re-indented entry leaves them as they are.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from beancount.core.data import Custom, Directive, Posting, Transaction

from ringfence.ledger.hashing import digest_of, value_text
from ringfence.ledger.metadata import COUNCIL_REF, is_question_link
from ringfence.ledger.years import FinancialYear

if TYPE_CHECKING:
    from ringfence.ledger.book import Book

#: Declarations that decide what the entries of a year may do, and so belong to it.
_TERMS = frozenset({"fund", "plan", "action", "earmark"})
#: Keys that say where an entry stands, or that may be written to it later.
_NOT_COVERED = frozenset({"filename", "lineno", "settled-by", COUNCIL_REF})
_PLACE_ONLY = 2
#: What a year's digest begins with that covers what was posted to its plan on other days, too.
_WITH_POTS = "pots:"


def year_digest(book: Book, year: FinancialYear, closing: datetime.date) -> str:
    """Return the digest of a year that is closed on a day, marked as one that covers its pots.

    It covers what is dated in the year (its entries, and the terms that they kept to), and what
    was posted to the pots of its plan by the end of that day, whenever it is dated.
    """
    covered = {id(entry): entry for entry in book.entries if _is_dated_in(entry, year)}
    for (pot, _fund), held in book.pots.items():
        if pot.year == str(year):
            covered |= {
                id(entry): entry
                for track in held.tracks
                for entry in track.entries
                if entry.date <= closing
            }
    return _WITH_POTS + digest_of(map(_line, covered.values()))


def holds(stated: str, book: Book, year: FinancialYear, closing: datetime.date) -> bool:
    """Return whether the books still match what a closing states of its year.

    A digest without a mark was written when only what is dated in the year was covered.
    """
    if covers_pots(stated):
        return stated.strip().lower() == year_digest(book, year, closing)
    dated = (entry for entry in book.entries if _is_dated_in(entry, year))
    return stated.strip().lower() == digest_of(map(_line, dated))


def covers_pots(stated: str) -> bool:
    """Return whether a digest, as stated, covers what was posted to its year's plan."""
    return stated.strip().lower().startswith(_WITH_POTS)


def _is_dated_in(entry: Directive, year: FinancialYear) -> bool:
    return year.start <= entry.date <= year.end and _is_covered(entry)


def _is_covered(entry: Directive) -> bool:
    if isinstance(entry, Transaction):
        return True
    return isinstance(entry, Custom) and entry.type in _TERMS


def _line(entry: Directive) -> str:
    parts: tuple[object, ...]
    if isinstance(entry, Transaction):
        postings = sorted(_posting_key(posting) for posting in entry.postings)
        links = sorted(each for each in entry.links or () if not is_question_link(each))
        marks = (sorted(entry.tags or ()), links)
        parts = (entry.flag, entry.payee or "", entry.narration or "", *marks, postings)
    else:
        assert isinstance(entry, Custom)  # noqa: S101 - nothing else is covered
        parts = (entry.type, [value_text(value.value) for value in entry.values or ()])
    return ascii((entry.date.isoformat(), *parts, _meta(entry.meta)))


def _posting_key(posting: Posting) -> tuple[str, ...]:
    units, meta = posting.units, posting.meta
    amount = value_text(units) if units is None else f"{value_text(units.number)} {units.currency}"
    plain = posting.cost is None and posting.price is None and posting.flag is None
    if plain and (not meta or len(meta) == _PLACE_ONLY):
        return (posting.account, amount)
    valued = (str(posting.cost), str(posting.price), posting.flag or "")
    return (posting.account, amount, *valued, *_meta(meta))


def _meta(meta: Mapping[str, Any] | None) -> list[str]:
    return sorted(
        f"{key}={value_text(value)}"
        for key, value in (meta or {}).items()
        if key not in _NOT_COVERED and not key.startswith("__")
    )
