"""What the terms ask for next as JSON: each part a list, money as text, dates as ISO."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from ringfence.ledger.accounts import Pot
from ringfence.ledger.money import plain
from ringfence.reports.outlook import Outlook


def outlook_json(report: Outlook) -> dict[str, Any]:
    """Return the report in the words of its fields, and what follows from them."""
    shown: dict[str, Any] = _to_json(report)
    for given, each in zip(shown["repayable"], report.repayable, strict=True):
        given["total"] = plain(each.total)
    for given, match in zip(shown["matches"], report.matches, strict=True):
        given["percent"] = f"{match.percent:.1f}"
        given["short"] = plain(match.short)
    return shown


def _to_json(value: object) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, Pot):
        return value.address
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, tuple):
        fields = getattr(value, "_fields", None)
        if fields:
            return {name: _to_json(getattr(value, name)) for name in fields}
        return [_to_json(each) for each in value]
    return value
