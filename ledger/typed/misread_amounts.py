"""Why a text is no amount of pounds, and what to type for it; what may be meant is never taken."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d{1,3}(?: \d{3})+(?:\.\d{1,2})?|\d+(?:\.\d{1,2})?"
_FLAGS = re.ASCII | re.IGNORECASE
_VAT = re.compile(
    rf"£? ?({_NUMBER}) ?"
    r"(\+ ?vat|plus vat|ex\.? ?vat|excl?\.? ?vat|excluding vat|without vat|net(?: of vat)?"
    r"|inc\.? ?vat|incl\.? ?vat|including vat|with vat|gross)",
    _FLAGS,
)
_WITH_VAT = ("inc", "with vat", "gross")
_MINUS = ("-", "−", "–", "(")
_SHORT = {"k": 1_000, "m": 1_000_000}


class VatSaid(NamedTuple):
    """An amount as it is typed, and whether it was said to have VAT in it."""

    amount: str
    is_gross: bool


def vat_said(typed: str) -> VatSaid | None:
    """Read what an amount says of VAT; None if it says nothing of it."""
    found = _VAT.fullmatch(typed)
    if found is None:
        return None
    return VatSaid(_plain(found[1]), found[2].lower().startswith(_WITH_VAT))


def is_below_nothing(typed: str) -> bool:
    """Return whether it is an amount below zero, however accounts write that."""
    if not any(map(str.isdigit, typed)):
        return False
    bare = typed.lstrip("£ ")
    return bare.startswith(_MINUS) or bool(re.fullmatch(rf"(?:{_NUMBER}) ?[-−–]", bare, _FLAGS))


def why_no_amount(typed: str) -> str:
    """Return why, as what follows its name in a sentence."""
    bare = typed.removeprefix("£").strip()
    for pattern, why in _WHY:
        found = re.fullmatch(pattern, bare, _FLAGS)
        if found:
            return why(found)
    return "is not an amount in pounds: type it as 1000, £1,000 or 1000.50"


def _thousands_and_pence(found: re.Match[str]) -> str:
    """Of 1.200,00: a dot between thousands, and a comma before pence."""
    typed = found[0].replace(".", "").replace(",", ".")
    return f"has its comma and its dot the other way round: type {typed}"


def _short_thousands(found: re.Match[str]) -> str:
    """Of 1.200: pounds in some countries, and pence with a nought too many in others."""
    thousands, pence = f"{found[1]}{found[2]}0", f"{found[1]}.{found[2]}"
    return f"may be £{found[1]},{found[2]}0 or £{pence}: type {thousands} or {pence}"


def _short_pence(found: re.Match[str]) -> str:
    """Of 1,50: pence in some countries, and a slip between thousands here."""
    pence = f"{found[1]}.{found[2].ljust(2, '0')}"
    return f"may be £{pence} or £{found[1]}{found[2]}: type {pence} or {found[1]}{found[2]}"


def _short(found: re.Match[str]) -> str:
    amount = int(Decimal(_digits(found[1])) * _SHORT[found[2].lower()])
    return f"is short for £{amount:,}: type {amount}"


_SUM = "is a sum: work it out, and type the result"
_WHY: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    (r"", lambda _: "has no figure: type it as 1000, £1,000 or 1000.50"),
    (
        r"[\d.,]+ ?(?:%|per ?cent|pc)",
        lambda _: "is a percentage: work out how many pounds it is, and type that",
    ),
    (r"\d{1,3}(?:\.\d{3})+,\d{2}", _thousands_and_pence),
    (r"([1-9]\d{0,2})\.(\d{2})0", _short_thousands),
    (r"[\d,]+\.\d{3,}", lambda _: "has more than pence: type two decimals at most"),
    (r"(\d+),(\d{1,2})", _short_pence),
    (rf"({_NUMBER})\.", lambda found: f"ends in a dot: type {_plain(found[1])}"),
    (r"(\d{1,2}) ?p", lambda found: f"is in pence: type {Decimal(found[1]) / 100:.2f}"),
    (rf"({_NUMBER}) ?([km])", _short),
    (rf"({_NUMBER}) ?cr", lambda found: f"is a credit: type {_plain(found[1])} for a refund"),
    (rf"({_NUMBER}) ?dr", lambda found: f"is a debit: type {_plain(found[1])}"),
    (
        r"(?:[€$¥]|eur|usd|us\$).*|.*(?:[€$¥]|eur|usd)",
        lambda _: "is not in pounds: type what the council paid, in pounds",
    ),
    (
        r"(?:c\.?|ca\.?|circa|about|approx\.?|approximately|around|~|<|>|up to) ?£?[\d.,]+.*",
        lambda _: "is not exact: type the amount to the penny",
    ),
    (rf"({_NUMBER}) ?(?:-|–|to) ?£? ?({_NUMBER})", lambda _: "is two amounts: type one of them"),
    (rf"=?£?(?:{_NUMBER})(?: ?[-+*/x×] ?£?(?:{_NUMBER}))+", lambda _: _SUM),
    (rf"=({_NUMBER})", lambda found: f"begins as a formula: type {_plain(found[1])}"),
    (
        r"[\d., ]*\d[\d., ]*",
        lambda _: (
            "can be read in more than one way: a comma stands between thousands and a dot "
            "before pence, so type it as 1,000.50 or 1000.50"
        ),
    ),
)


def _digits(number: str) -> str:
    return number.replace(",", "").replace(" ", "")


def _plain(number: str) -> str:
    whole, dot, pence = _digits(number).partition(".")
    return f"{whole}.{pence.ljust(2, '0')}" if dot else whole
