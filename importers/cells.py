"""The cells of what comes in as pounds and words, read strictly: never guessed."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal

from ringfence.ledger.money import PENNY, ZERO

Cell = (
    str
    | int
    | float
    | Decimal
    | bool
    | datetime.datetime
    | datetime.date
    | datetime.time
    | datetime.timedelta
    | None
)

#: What floating point leaves behind in a sum, and no more.
_NOISE = Decimal("0.000001")
_LONGEST = 15
_AMOUNT = re.compile(
    r"(?P<open>\()?\s*(?P<before>[-+−–])?\s*(?:£|GBP)?\s*(?P<beyond>\()?\s*(?P<inside>[-−–])?\s*"
    r"(?P<whole>\d{1,3}(?:,\d{3})+|\d+)?(?:\.(?P<pence>\d*))?\s*"
    r"(?P<after>[-−–])?\s*(?P<close>\))?\s*(?P<side>CR|DR)?",
    re.ASCII | re.IGNORECASE,
)
_DASHES = frozenset("-–—−")
_NOTHING = frozenset({"", "n/a", "na", "nil", "none", "null", "#n/a", "."})
_ODD = re.compile(r"[\x00\x80-\x9f\ufeff]")
#: Of a listing it only says that there is nothing; a plan must not lose a sum by it.
_LOOKUP_FAILED = "#N/A"
_BROKEN = re.compile(r"#[A-Z0-9/]+[!?]?")
_WITHHELD = re.compile(
    r"\W*(redacted\b.*|.*\b(name|supplier|payee) (withheld|redacted)\b.*|withheld\b.*"
    r"|confidential|personal data|private individual|sensitive data)\W*",
    re.IGNORECASE,
)


class UnreadCellError(ValueError):
    """A cell that is not what its column holds; the sentence has no full stop."""


class NeverSavedError(UnreadCellError):
    """A formula whose value was never saved with it."""

    def __init__(self) -> None:
        super().__init__(
            "it is a formula whose value was never saved: open the workbook in Excel, save it, and "
            "try again"
        )


def text_of(value: Cell) -> str:
    """Return a cell as words on one line; what only says that there is nothing is nothing."""
    if value is None:
        return ""
    if isinstance(value, str):
        text = plain(value)
        return "" if text.casefold() in _NOTHING or text in _DASHES else text
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return str(value.date())
    return str(value)


def supplier_of(value: Cell) -> str:
    """Return a supplier as the council calls them; "" where the name is withheld."""
    text = text_of(value)
    return "" if _WITHHELD.fullmatch(text) else text


def is_blank(value: Cell) -> bool:
    """Return whether nothing at all stands in a cell."""
    return value is None or (isinstance(value, str) and not value.strip())


def money_of(value: Cell) -> Decimal | None:
    """Read a cell as pounds, in its own sign; None if it says that there is nothing.

    Raises:
        UnreadCellError: it is no amount.
    """
    if value is None:
        return None
    if isinstance(value, bool | datetime.date | datetime.time | datetime.timedelta):
        raise UnreadCellError(f"“{text_of(value)}” is not an amount in pounds")
    if isinstance(value, int | float | Decimal):
        return _pence(Decimal(repr(value) if isinstance(value, float) else value), str(value))
    text = plain(value)
    if text in _DASHES:
        return ZERO
    if _BROKEN.fullmatch(text) and text.upper() != _LOOKUP_FAILED:
        raise UnreadCellError(f"its formula is broken: {text}")
    if text.casefold() in _NOTHING:
        return None
    return _read_typed(text)


def amount_of(value: Cell) -> Decimal:
    """Read a cell as pounds from nothing on, as a plan has them; nothing there is none.

    Raises:
        UnreadCellError: it is no amount, or below zero.
    """
    if isinstance(value, str) and value.strip().upper() == _LOOKUP_FAILED:
        raise UnreadCellError(f"its formula is broken: {value.strip()}")
    amount = money_of(value) or ZERO
    if amount < 0:
        raise UnreadCellError(f"{amount} is below zero")
    return amount


def _read_typed(text: str) -> Decimal:
    match = _AMOUNT.fullmatch(text)
    if match is None or not (match["whole"] or match["pence"]):
        raise UnreadCellError(f"“{text}” {_reason(text)}")
    signs = [match["before"] not in (None, "+"), *(bool(match[n]) for n in ("inside", "after"))]
    brackets = bool(match["open"]) or bool(match["beyond"])  # £(63.12), as Excel shows it
    credit = (match["side"] or "").upper() == "CR"
    twice = match["open"] and match["beyond"]
    if twice or brackets != bool(match["close"]) or sum((*signs, brackets, credit)) > 1:
        raise UnreadCellError(f"“{text}” is not an amount in pounds: its signs don't fit together")
    whole = (match["whole"] or "0").replace(",", "")
    if len(whole) > _LONGEST:
        raise UnreadCellError(f"“{text}” is too large an amount")
    amount = _pence(Decimal(f"{whole}.{match['pence'] or '0'}"), text)
    return -amount if any((*signs, brackets, credit)) else amount


def _pence(number: Decimal, shown: str) -> Decimal:
    if not number.is_finite() or abs(number) >= Decimal(10) ** _LONGEST:
        raise UnreadCellError(f"“{shown}” is not an amount in pounds")
    amount = number.quantize(PENNY)
    if abs(number - amount) > _NOISE:
        raise UnreadCellError(f"“{shown}” has more than pence: round it to two decimals")
    return amount + ZERO


def _reason(text: str) -> str:
    bare = text.strip("£-−–+() ")
    if bare != text and _AMOUNT.fullmatch(bare):
        return "is not an amount in pounds: its signs don't fit together"
    if re.fullmatch(r"[\d.,]*\d[\d.,]*", bare, re.ASCII):
        return (
            "can be read in more than one way: a comma stands between thousands and a dot before "
            "pence, as in 1,000.50"
        )
    return "is not an amount in pounds"


def plain(text: str) -> str:
    """Put a text on one line; what was Windows' own and read as Latin-1 is put right."""
    if _ODD.search(text):
        text = "".join(map(_from_windows, text.replace("\x00", "").replace("\ufeff", "")))
    return " ".join(text.split())


def _from_windows(character: str) -> str:
    if not "\x80" <= character <= "\x9f":
        return character
    return character.encode("latin-1").decode("cp1252", errors="ignore")
