"""The digest of some lines, and how values of directives stand in them."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable
from decimal import Decimal

from ringfence.ledger.money import PENNY, is_exact_pence


def digest_of(lines: Iterable[str]) -> str:
    """Return the digest of some lines, in whatever order they come."""
    return hashlib.sha256("\n".join(sorted(lines)).encode("ascii", "backslashreplace")).hexdigest()


def _number(value: Decimal) -> str:
    """Write a number the same however many noughts it was typed with."""
    return f"{value:.2f}" if is_exact_pence(value) else f"{value.normalize():f}"


def value_text(value: object) -> str:
    """Return a value of a directive as digests have it: text in quotes, amounts to the penny."""
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, Decimal):
        return str(value) if value.same_quantum(PENNY) else _number(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    number, currency = getattr(value, "number", None), getattr(value, "currency", None)
    return f"{value_text(number)} {currency}" if number is not None else str(value)
