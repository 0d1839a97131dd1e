"""What a value of an unknown column may be: a day, pounds, a period, a kind of document."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from ringfence.importers.listing import cells
from ringfence.importers.listing import dates
from ringfence.importers.listing.cells import Cell
from ringfence.importers.listing.cells import UnreadCellError
from ringfence.importers.listing.dates import DateOrder
from ringfence.importers.listing.periods import last_day

_SHORT = 20
_SIDES = frozenset({"dr", "cr", "d", "c", "debit", "credit"})
_LEDGERS = "(s|p|ap|ar)?"
_CREDIT = re.compile(rf"{_LEDGERS}c(rn?|n|redit( ?(note|memo))?)s?", re.IGNORECASE)
_INVOICE = re.compile(rf"{_LEDGERS}inv(oice)?s?", re.IGNORECASE)


def is_credit(text: str) -> bool:
    """Say whether a kind of document is a credit by its name, as CRN is."""
    return bool(_CREDIT.fullmatch(text))


def is_invoice(text: str) -> bool:
    """Say whether a kind of document is an invoice by its name."""
    return bool(_INVOICE.fullmatch(text))


def is_kind(value: Cell) -> bool:
    """Say whether a value is the kind of a document, whatever its column is called."""
    text = cells.text_of(value)
    return is_invoice(text) or is_credit(text)


def _reads(reader: Callable[[Cell], object], value: Cell) -> bool:
    with suppress(UnreadCellError):
        reader(value)
        return True
    return False


def is_day(value: Cell) -> bool:
    """Say whether a value is a day, whichever of day and month comes first."""
    return any(_reads(partial(_day, order=order), value) for order in DateOrder)


def _day(value: Cell, order: DateOrder) -> object:
    return dates.day_of(value, order)


def is_money(value: Cell) -> bool:
    """Say whether a value is an amount of pounds."""
    return _reads(cells.money_of, value)


def _is_period(value: Cell) -> bool:
    return _reads(lambda cell: last_day(cells.text_of(cell), "year-end"), value)


def has_digit(value: Cell) -> bool:
    """Say whether a figure stands in a value, as in what is coded."""
    return bool(re.search(r"\d", cells.text_of(value)))


def _is_short(value: Cell) -> bool:
    return len(cells.text_of(value)) <= _SHORT


def _is_side(value: Cell) -> bool:
    return cells.text_of(value).casefold() in _SIDES


def _is_whole(value: Cell) -> bool:
    return cells.text_of(value).isdecimal()


def _is_capital(value: Cell) -> bool:
    return cells.text_of(value)[:1].casefold() in ("c", "r")


def is_words(value: Cell) -> bool:
    """Say whether two letters stand together in a value."""
    return bool(re.search(r"[^\W\d]{2}", cells.text_of(value)))


#: What a field holds, where that can be seen of a value.
CHECKS: dict[str, Callable[[Cell], bool]] = {
    "day": is_day,
    "amount": is_money,
    "debit": is_money,
    "credit": is_money,
    "vat": is_money,
    "irrecoverable_vat": is_money,
    "period": _is_period,
    "doc_type": _is_short,
    "side": _is_side,
    "line_no": _is_whole,
    "capital": _is_capital,
    "supplier": is_words,
}
