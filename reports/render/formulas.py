"""The totals of a workbook: formulas, and the values that they had when it was made."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from collections.abc import Iterator
from decimal import Decimal

from ringfence.ledger.money import plain

_FORMULA = re.compile(rb'(<c r="([A-Z]+\d+)"[^>]*><f>[^<]*</f>)<v ?/?>(?:</v>)?')
_MOST_ARGUMENTS = 250


def ranges(rows: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Join rows that follow one another: 4, 5, 6, 9 are 4 to 6 and 9 to 9."""
    first = last = None
    for row in rows:
        if first is None or last is None or row != last + 1:
            if first is not None and last is not None:
                yield first, last
            first = row
        last = row
    if first is not None and last is not None:
        yield first, last


def sum_formula(letter: str, rows: list[tuple[int, int]]) -> str:
    """Write the formula of a total; SUM takes no more than 255 arguments."""
    names = [f"{letter}{a}" if a == b else f"{letter}{a}:{letter}{b}" for a, b in rows]
    parts = [
        f"SUM({','.join(names[start : start + _MOST_ARGUMENTS])})"
        for start in range(0, len(names), _MOST_ARGUMENTS)
    ]
    return "=" + ("+".join(parts) or "0")


def finish(
    data: bytes, name: str, values: dict[str, dict[str, Decimal]], made: datetime.datetime
) -> bytes:
    """Put in the values of formulas, and the day of the paper for that of the saving."""
    if name == "docProps/core.xml":
        stamp = f"{made:%Y-%m-%dT%H:%M:%SZ}".encode()
        modified = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
        return modified.sub(rb"\g<1>" + stamp + rb"\g<2>", data)
    known = values.get(name)
    if not known:
        return data

    def fill(match: re.Match[bytes]) -> bytes:
        value = known.get(match[2].decode())
        return match[0] if value is None else match[1] + b"<v>" + plain(value).encode() + b"</v>"

    return _FORMULA.sub(fill, data)
