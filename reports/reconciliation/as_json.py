"""The statement as JSON, and back: what was signed is read as it was signed."""

from __future__ import annotations

import datetime
from dataclasses import fields
from decimal import Decimal
from typing import Any

from ringfence.ledger.money import plain
from ringfence.reports.reconciliation.report import Between, Matched, Report, Start

#: What is called otherwise, for it can't be a name in Python.
_NAMES = {"first": "from"}
_DAYS = frozenset({"first", "day", "last_line", "signed_on", "council_day", "our_day", "recorded"})
#: What the books say of the signature, and the file that is signed can't.
_OF_THE_BOOKS = ("seal", "login", "recorded")
_MONEY = frozenset(
    {
        "council_balance",
        "our_balance",
        "lines",
        "late",
        "balance",
        "amount",
        "timing",
        "miscoded",
        "difference",
        "unexplained",
    }
)


def as_json(report: Report) -> dict[str, Any]:
    """Return a statement as JSON has it: money as text, dates in ISO form."""
    values = {name: _value(getattr(report, name)) for name in _names()}
    values["by_fund"] = {fund: plain(balance) for fund, balance in report.by_fund}
    return {_NAMES.get(name, name): value for name, value in values.items()}


def kept_json(report: Report) -> dict[str, Any]:
    """Return a statement as it is kept beside the books, to be signed."""
    values = as_json(report)
    return {name: values[name] for name in values if name not in _OF_THE_BOOKS}


def of_json(values: dict[str, Any]) -> Report:
    """Read a statement that was kept.

    Raises:
        KeyError, TypeError, ValueError, ArithmeticError: it is none.
    """
    read: dict[str, Any] = {
        name: _read(name, values[_NAMES.get(name, name)])
        for name in _names()
        if name not in ("start", "between", "matched", "by_fund", "recorded_by", *_OF_THE_BOOKS)
    }
    return Report(
        **read,
        start=Start(**_row(values["start"])),
        between=tuple(Between(**_row(each)) for each in values["between"]),
        matched=tuple(Matched(**_row(each)) for each in values["matched"]),
        by_fund=tuple((fund, Decimal(balance)) for fund, balance in values["by_fund"].items()),
        recorded_by=tuple(values["recorded_by"]),
    )


def _names() -> list[str]:
    return [field.name for field in fields(Report)]


def _value(value: Any) -> Any:  # noqa: ANN401 - whatever a field holds
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Start | Between | Matched):
        return {name: _value(each) for name, each in value._asdict().items()}
    return [_value(each) for each in value] if isinstance(value, tuple) else value


def _row(values: dict[str, Any]) -> dict[str, Any]:
    return {name: _read(name, value) for name, value in values.items()}


def _read(name: str, value: Any) -> Any:  # noqa: ANN401 - whatever a field holds
    if value is None:
        return None
    if name in _DAYS:
        return datetime.date.fromisoformat(value)
    if name in _MONEY:
        return Decimal(value)
    return tuple(value) if isinstance(value, list) else value
