"""The formulas of a workbook, and the values that they had when it was made."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal

from ringfence.ledger.money import plain

_FORMULA = re.compile(rb'(<c r="([A-Z]+\d+)"[^>]*><f>[^<]*</f>)<v ?/?>(?:</v>)?')


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
