"""Whether what was signed still stands as it was: the statement kept, and what is declared.

The directive carries a seal of the file that keeps the statement, and its figures are
those of the statement: neither can be changed alone without its being seen.
"""

from __future__ import annotations

import enum
import hashlib
import json
from collections.abc import Collection, Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from ringfence.ledger.book import Book
from ringfence.ledger.council.signings import Signed, find, signings
from ringfence.ledger.money import ZERO, plain
from ringfence.ledger.overlay import content_of

#: What the directive repeats of the statement.
_FIGURES = ("council_balance", "our_balance", "timing", "miscoded", "difference", "lines")
#: Where the entries begin, which nobody need read to know what the statement says.
_ENTRIES = b',\n  "frozen": '


class Flaw(enum.Enum):
    """How what was signed no longer stands."""

    UNSEALED = "unsealed"
    GONE = "gone"
    CHANGED = "changed"
    OTHERWISE = "otherwise"


def flaw_of(each: Signed) -> Flaw | None:
    """Return what is wrong with a statement that was signed; None if it stands.

    UNSEALED if its directive has no ``digest`` or no ``statement``, GONE if the file is not
    there, CHANGED if the file is another, OTHERWISE if the directive says other figures.
    """
    if not (each.declared.digest and each.declared.statement):
        return Flaw.UNSEALED
    content = _kept_content(each)
    if content is None:
        return Flaw.GONE
    if seal_of(content) != each.declared.statement:
        return Flaw.CHANGED
    return Flaw.OTHERWISE if list(apart(each)) else None


def apart(each: Signed) -> Iterator[tuple[str, str, str]]:
    """Yield where the directive and the file differ: the field, what each says in pounds."""
    report = _report(_kept_content(each) or b"")
    for name in _FIGURES:
        if name in report:
            declared, kept = getattr(each.declared, name), _amount(report[name])
            if declared != kept:
                yield name.replace("_", "-"), _amount_words(declared), _amount_words(kept)
    if "signed_by" in report and (each.declared.signed_by or "") != str(report["signed_by"] or ""):
        yield "signed-by", each.declared.signed_by or "nobody", str(report["signed_by"] or "nobody")


def last_signing_of(
    book: Book, names: Collection[str], whys: Collection[str]
) -> tuple[Signed, Decimal] | None:
    """Find the last statement signed with something, by any of its names, for such a reason.

    With it comes the amount that it was signed with, in pounds; None if no statement has it.
    """
    for each in reversed(signings(book)):
        for item in _rows(each, "between"):
            if item.get("why") in whys and item.get("called") in names:
                return each, _amount(item.get("amount")) or ZERO
    return None


def signing_that_cleared(book: Book, ref: str) -> Signed | None:
    """Find the last statement signed with a line of the council's as cleared by another."""
    cleared = (
        each
        for each in reversed(signings(book))
        for item in _rows(each, "matched")
        if item.get("our_day") is None and ref in item.get("refs", ())
    )
    return next(cleared, None)


def seal_of(content: bytes) -> str:
    """Return the SHA-256 of a statement's file, whatever its line ends were made into."""
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()


def _kept_content(each: Signed) -> bytes | None:
    path = find(str(each.directive.meta.get("filename", "")), each.on)
    return content_of(path) if path else None


def _report(content: bytes) -> dict[str, Any]:
    """Read what a statement says, without its entries; nothing if it is none."""
    head, found, _entries = content.replace(b"\r\n", b"\n").partition(_ENTRIES)
    try:
        report = json.loads(head + b"}" if found else content)
    except ValueError:
        return {}
    return report if isinstance(report, dict) else {}


def _rows(each: Signed, name: str) -> list[dict[str, Any]]:
    rows = _report(_kept_content(each) or b"").get(name)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _amount(value: object) -> Decimal | None:
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None


def _amount_words(amount: Decimal | None) -> str:
    return "nothing" if amount is None else plain(amount)
