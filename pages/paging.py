"""A long list, page by page: all of it can be reached, and how much there is is said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, NamedTuple, TypeVar
from urllib.parse import urlencode

from flask import request

#: No table is longer: what does not fit is on the next page, or in the files to take away.
MOST_ROWS = 100
_DIGITS = 9
T = TypeVar("T")


class Stretch(NamedTuple, Generic[T]):
    """The rows of one page of a list; ``first`` is the place of the first, from 1.

    ``before`` and ``after`` are the addresses of the pages beside it; None where there is none.
    """

    rows: Sequence[T]
    first: int
    total: int
    before: str | None
    after: str | None

    @property
    def last(self) -> int:
        """The place of its last row."""
        return self.first + len(self.rows) - 1

    @property
    def is_part(self) -> bool:
        """Whether there are more rows than these."""
        return len(self.rows) < self.total


def stretch_of(rows: Sequence[T], key: str = "from", *, holding: int | None = None) -> Stretch[T]:
    """Return the part of a list that the address asks for, else the one that holds a row.

    What can't be is read as the beginning, or as the last page.
    """
    asked = request.args.get(key, "")
    is_number = asked.isascii() and asked.isdigit() and len(asked) < _DIGITS
    start = int(asked) - 1 if is_number else None
    if start is None:
        start = holding or 0
    start = min(max(start, 0), max(len(rows) - 1, 0)) // MOST_ROWS * MOST_ROWS
    end = start + MOST_ROWS
    return Stretch(
        rows[start:end],
        start + 1,
        len(rows),
        _address(key, start - MOST_ROWS + 1) if start else None,
        _address(key, end + 1) if end < len(rows) else None,
    )


def _address(key: str, first: int) -> str:
    """Return the address of this page, from another row on; relative to it."""
    kept = {name: value for name, value in request.args.items() if name not in (key, "partial")}
    return f"?{urlencode({**kept, key: first})}"
