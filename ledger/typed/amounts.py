"""Money as people type it: £1,000 or 1000.5 or 12 000.50, read strictly and never guessed.

What can't be read, or may be read in two ways, is refused with what to type instead
(`misread_amounts.py`); a sum, a share or VAT is never worked out from it.
"""

from __future__ import annotations

import re
from decimal import Decimal

from ringfence.ledger.typed.misread_amounts import (
    VatSaid,
    is_below_nothing,
    vat_said,
    why_no_amount,
)

#: Spaces as people and programs write them between thousands.
_SPACES = re.compile("[\u00a0\u2007\u2009\u202f\t ]+")
#: Whole pounds, with a comma or a space between all thousands or between none.
_WHOLE = r"\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+|\d+"
_POUNDS = re.compile(
    rf"(?:£ ?|GBP ?)?({_WHOLE})?(?:\.(\d{{1,2}}))?(?: ?(?:£|GBP|pounds?))?",
    re.ASCII | re.IGNORECASE,
)
_NOTHING = {"nil", "none", "nothing", "zero"}
_PERCENT = re.compile(r"(\d{1,3}(?:\.\d{1,2})?) ?(%|per ?cent|pc)?", re.ASCII | re.IGNORECASE)
_COUNT = re.compile(rf"({_WHOLE})(?:\.(\d+))?", re.ASCII)
_PENNY = Decimal("0.01")
_LONGEST = 15
_ALL = 100


class NotMoneyError(ValueError):
    """A text that is not an amount in pounds and pence, no percentage or no count."""


class VatSaidError(NotMoneyError):
    """An amount with or without VAT: what is recorded is net of the VAT that is recovered."""

    def __init__(self, text: str, vat: VatSaid) -> None:
        super().__init__(
            f"“{text}” includes VAT: type the amount without the VAT that the council recovers."
            if vat.is_gross
            else f"“{text}” has VAT beside it: type {vat.amount} if the council recovers the VAT, "
            "otherwise the amount with VAT."
        )
        self.vat = vat


def read_pounds(text: str, *, zero: bool = False) -> Decimal:
    """Read an amount above nothing, or from nothing on.

    Raises:
        VatSaidError: it says something of VAT.
        NotMoneyError: it is none.
    """
    typed = _SPACES.sub(" ", text).strip()
    if is_below_nothing(typed):
        raise NotMoneyError(
            f"“{text}” is below zero. An amount is above zero, and the command says which way it "
            "goes: use refund for money that comes back, and correct for a mistake."
        )
    match = _POUNDS.fullmatch("0" if typed.lower() in _NOTHING else typed)
    if match is None or not (match[1] or match[2]):
        vat = vat_said(typed)
        if vat:
            raise VatSaidError(text, vat)
        raise NotMoneyError(f"“{text}” {why_no_amount(typed)}.")
    whole = _bare(match[1] or "0")
    if len(whole) > _LONGEST:
        raise NotMoneyError(f"“{text}” is too large an amount.")
    amount = Decimal(f"{whole}.{match[2] or '0'}").quantize(_PENNY)
    if not amount and not zero:
        raise NotMoneyError(f"“{text}” is zero: an amount is above zero.")
    return amount


def read_percent(text: str) -> Decimal:
    """Read a percentage, from 0 to 100: 10, 12.5% or 10 per cent.

    Raises:
        NotMoneyError: it is none, or may be a part of one as well as of a hundred.
    """
    match = _PERCENT.fullmatch(_SPACES.sub(" ", text).strip())
    if match is None or Decimal(match[1]) > _ALL:
        raise NotMoneyError(f"“{text}” is not a percentage from 0 to 100: type 10 or 12.5%.")
    share = Decimal(match[1])
    if not match[2] and 0 < share < 1:
        raise NotMoneyError(
            f"“{text}” may be {share.normalize():f}% or {(share * _ALL).normalize():f}%: type it "
            "with its sign."
        )
    return share


def read_count(text: str) -> Decimal:
    """Read a count, from nothing on: 24, 1,200 or 12.5.

    Raises:
        NotMoneyError: it is none.
    """
    match = _COUNT.fullmatch(_SPACES.sub(" ", text).strip())
    if match is None:
        raise NotMoneyError(f"“{text}” is not a count: type a number, such as 24 or 1200.")
    return Decimal(_bare(match[1]) + (f".{match[2]}" if match[2] else ""))


def read_whole(text: str) -> int:
    """Read a whole number from nothing on: of days, or of years.

    Raises:
        NotMoneyError: it is none.
    """
    typed = text.strip()
    if not (typed.isascii() and typed.isdigit()):
        raise NotMoneyError(f"“{text}” is not a whole number: type it in digits, as 30.")
    return int(typed)


def read_balance(text: str) -> Decimal:
    """Read a balance in pounds: £9,000, 0, or -120.50 where the council is owed.

    Raises:
        NotMoneyError: it is none.
    """
    typed = text.strip()
    amount = read_pounds(typed.removeprefix("-"), zero=True)
    return -amount if typed.startswith("-") else amount


def _bare(whole: str) -> str:
    return whole.replace(",", "").replace(" ", "")
