"""The lines of a listing as they are kept beside the books: one form, whatever the council.

It is CSV in UTF-8, a row for each line, every column of :class:`CouncilLine`. A cell that a
spreadsheet would take for a formula is kept behind an apostrophe, and comes back without.
"""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Callable, Iterable
from dataclasses import fields
from decimal import Decimal, InvalidOperation

from ringfence.ledger.council.line import CouncilLine

_COLUMNS = tuple(field.name for field in fields(CouncilLine))
_GUARDED = ("=", "+", "-", "@", "'", "\t", "\r")


class KeptFormError(ValueError):
    """Bytes that are not lines as they are kept; the sentence says which row."""


def write_kept(lines: Iterable[CouncilLine]) -> bytes:
    """Write lines in the order given; the same lines give the same bytes."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(_COLUMNS)
    for line in lines:
        writer.writerow(_cell_text(getattr(line, name)) for name in _COLUMNS)
    return text.getvalue().encode()


def read_kept(content: bytes) -> tuple[CouncilLine, ...]:
    """Read lines as they were kept.

    Raises:
        KeptFormError: they are not in the form that :func:`write_kept` gives.
    """
    try:
        rows = list(csv.reader(io.StringIO(content.decode(), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise KeptFormError(f"it is not lines as they are kept: {error}") from error
    if not rows or tuple(rows[0]) != _COLUMNS:
        raise KeptFormError("its first row does not name the columns as they are kept")
    return tuple(_line(number, row) for number, row in enumerate(rows[1:], start=2))


def _cell_text(value: object) -> str:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_GUARDED) else value
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _line(number: int, row: list[str]) -> CouncilLine:
    if len(row) != len(_COLUMNS):
        raise KeptFormError(f"row {number} has {len(row)} cells, not {len(_COLUMNS)}")
    try:
        values = {
            name: _READERS.get(name, _text)(cell) for name, cell in zip(_COLUMNS, row, strict=True)
        }
        return CouncilLine(**values)  # type: ignore[arg-type] # each column has its reader
    except (ValueError, InvalidOperation) as error:
        raise KeptFormError(f"row {number} can't be read: {error}") from error


def _text(cell: str) -> str:
    return cell.removeprefix("'")


def _amount(cell: str) -> Decimal | None:
    return Decimal(cell) if cell else None


def _capital(cell: str) -> bool | None:
    if cell not in ("", "yes", "no"):
        raise ValueError(f"{cell!r} is neither yes nor no")
    return cell == "yes" if cell else None


_READERS: dict[str, Callable[[str], object]] = {
    "day": datetime.date.fromisoformat,
    "amount": Decimal,
    "vat": _amount,
    "irrecoverable_vat": _amount,
    "capital": _capital,
    "row": int,
}
