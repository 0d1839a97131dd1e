"""Which rows of a file are read, where one sheet holds two listings."""

from __future__ import annotations

import re
from typing import NamedTuple

_PART = re.compile(r"\s*(\d{0,7})\s*[-–:]\s*(\d{0,7})\s*", re.ASCII)


class Part(NamedTuple):
    """Some rows of a file, by the numbers that Excel gives them, both inclusive.

    Attributes:
        sheet: The title of the sheet; None means every one.
        first: The first row.
        last: The last row; None means to the end.
    """

    sheet: str | None
    first: int
    last: int | None

    def __str__(self) -> str:
        named = f"{self.sheet}!" if self.sheet else ""
        return f"{named}{self.first}-{self.last or ''}"


def read_part(text: str) -> Part:
    """Read which rows are meant: ``61-``, ``-60``, ``5-60``, or ``Payments!61-``.

    Raises:
        ValueError: it can't be read so.
    """
    sheet, _mark, rows = text.strip().rpartition("!")
    match = _PART.fullmatch(rows)
    if match is None or not (match[1] or match[2]):
        raise ValueError(
            f"“{text}” does not say which rows: write 5-60, 61- or -60, after the name of a sheet "
            "and ! where there are several, as in Payments!61-."
        )
    first, last = int(match[1] or 1), int(match[2]) if match[2] else None
    if first < 1 or (last is not None and last < first):
        raise ValueError(f"“{text}” has no rows: the first row is 1, and the last not before it.")
    return Part(sheet.strip("'") or None, first, last)
