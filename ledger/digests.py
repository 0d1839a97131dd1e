"""Digests: what the books say, as one short text that changes when they do.

They cover what was recorded, never where: a comment, a moved file, another order
of lines or a re-indented entry leaves them as they are.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from beancount.core.data import Custom, Directive, Posting, Transaction

from ringfence.ledger.book import Book
from ringfence.ledger.metadata import COUNCIL_REF
from ringfence.ledger.money import PENNY, is_exact_pence
from ringfence.ledger.years import FinancialYear

#: Declarations that decide what the entries of a year may do, and so belong to it.
_TERMS = frozenset({"fund", "plan", "action", "earmark"})
#: Keys that say where an entry stands, or that may be written to it later.
_NOT_COVERED = frozenset({"filename", "lineno", "settled-by", COUNCIL_REF})
_PLACE_ONLY = 2


def digest_of(lines: Iterable[str]) -> str:
    """Return the digest of some lines, in whatever order they come."""
    return hashlib.sha256("\n".join(sorted(lines)).encode("ascii", "backslashreplace")).hexdigest()


def year_digest(book: Book, year: FinancialYear) -> str:
    """Return the digest of what is dated in a year: its entries, and the terms they kept to."""
    first, last = year.start, year.end
    return digest_of(
        _line(entry) for entry in book.entries if first <= entry.date <= last and _is_covered(entry)
    )


def _is_covered(entry: Directive) -> bool:
    if isinstance(entry, Transaction):
        return True
    return isinstance(entry, Custom) and entry.type in _TERMS


def _line(entry: Directive) -> str:
    parts: tuple[object, ...]
    if isinstance(entry, Transaction):
        postings = sorted(_posting_key(posting) for posting in entry.postings)
        marks = (sorted(entry.tags or ()), sorted(entry.links or ()))
        parts = (entry.flag, entry.payee or "", entry.narration or "", *marks, postings)
    else:
        assert isinstance(entry, Custom)  # noqa: S101 - nothing else is covered
        parts = (entry.type, [_value(value.value) for value in entry.values or ()])
    return ascii((entry.date.isoformat(), *parts, _meta(entry.meta)))


def _posting_key(posting: Posting) -> tuple[str, ...]:
    units, meta = posting.units, posting.meta
    amount = _value(units) if units is None else f"{_value(units.number)} {units.currency}"
    plain = posting.cost is None and posting.price is None and posting.flag is None
    if plain and (not meta or len(meta) == _PLACE_ONLY):
        return (posting.account, amount)
    valued = (str(posting.cost), str(posting.price), posting.flag or "")
    return (posting.account, amount, *valued, *_meta(meta))


def _meta(meta: Mapping[str, Any] | None) -> list[str]:
    return sorted(
        f"{key}={_value(value)}"
        for key, value in (meta or {}).items()
        if key not in _NOT_COVERED and not key.startswith("__")
    )


def _number(value: Decimal) -> str:
    """Write a number the same however many noughts it was typed with."""
    return f"{value:.2f}" if is_exact_pence(value) else f"{value.normalize():f}"


def _value(value: object) -> str:
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, Decimal):
        return str(value) if value.same_quantum(PENNY) else _number(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    number, currency = getattr(value, "number", None), getattr(value, "currency", None)
    return f"{_value(number)} {currency}" if number is not None else str(value)
