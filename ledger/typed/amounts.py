"""Money as people type it: £1,000 or 1000.5 or 1,000.50, read strictly."""

from __future__ import annotations

import re
from decimal import Decimal

_POUNDS = re.compile(
    r"£?\s?(\d{1,3}(?:,\d{3})+|\d+)?(?:\.(\d{1,2}))?(?:\s?GBP)?", re.ASCII | re.IGNORECASE
)
_PENNY = Decimal("0.01")
_MINUS = "-−–("
_LONGEST = 15


class NotMoneyError(ValueError):
    """A text that is no amount of pounds and pence."""


def read_pounds(text: str, *, zero: bool = False) -> Decimal:
    """Read an amount above nothing, or from nothing on.

    Raises:
        NotMoneyError: it is none.
    """
    typed = text.strip()
    if typed.lstrip("£ ")[:1] in tuple(_MINUS) and any(map(str.isdigit, typed)):
        raise NotMoneyError(
            f"“{text}” is below nothing. An amount is above nothing, and the command says which "
            "way it goes: what comes back is a refund, what was wrong is corrected."
        )
    match = _POUNDS.fullmatch(typed)
    if match is None or not (match[1] or match[2]):
        raise NotMoneyError(f"“{text}” {_reason(typed)}.")
    whole = (match[1] or "0").replace(",", "")
    if len(whole) > _LONGEST:
        raise NotMoneyError(f"“{text}” is more money than there is.")
    amount = Decimal(f"{whole}.{match[2] or '0'}").quantize(_PENNY)
    if not amount and not zero:
        raise NotMoneyError(f"“{text}” is nothing: an amount is above nothing.")
    return amount


def read_percent(text: str) -> Decimal:
    """Read a percentage, from 0 to 100.

    Raises:
        NotMoneyError: it is none.
    """
    match = re.fullmatch(r"(\d{1,3}(?:\.\d{1,2})?)\s?%?", text.strip(), re.ASCII)
    if match is None or Decimal(match[1]) > 100:  # noqa: PLR2004
        raise NotMoneyError(f"“{text}” is no percentage from 0 to 100; write 10 or 12.5%.")
    return Decimal(match[1])


def _reason(typed: str) -> str:
    bare = typed.lstrip("£ ")
    if re.fullmatch(r"[\d,]+\.\d{3,}", bare, re.ASCII):
        return "has more than pence: write two decimals at most, such as 1000.50"
    if re.fullmatch(r"[\d.,]*\d[\d.,]*", bare, re.ASCII):
        return (
            "can be read in more than one way: a comma stands between thousands and a dot before "
            "pence, so write 1,000.50 or 1000.50"
        )
    return "is no amount of pounds; write it as 1000, £1,000 or 1000.50"
