"""Reading the value of a field by its kind, where it does not come from a command line."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path

from ringfence.bookkeeping.event import Input, Kind
from ringfence.ledger.placeholders import says_something
from ringfence.ledger.rules import OVERRIDABLE
from ringfence.ledger.typed.amounts import (
    read_balance,
    read_count,
    read_percent,
    read_pounds,
    read_whole,
)
from ringfence.ledger.typed.dates import read_date
from ringfence.ledger.typed.lengths import within
from ringfence.ledger.typed.steps import read_steps
from ringfence.ledger.words import did_you_mean, near
from ringfence.ledger.years import read_year, today


class ValueOfFieldError(ValueError):
    """A value that a field can't have."""


def read_value(wanted: Input, value: object, folder: Path | None = None) -> object:
    """Return the value of a field, of what a line of JSON says: texts, true or false, lists.

    Args:
        wanted: The field.
        value: What is said of it.
        folder: Where a file is that is named; else where one is now.

    Raises:
        ValueError: it can't be that; the message is a sentence.
    """
    if wanted.kind.name == "overrides":
        return _overrides(wanted.kind, value)
    if wanted.kind.name == "file":
        return _files(wanted, value, folder or Path())
    if not wanted.many:
        return _one(wanted.kind, value)
    values = value if isinstance(value, list) else [value]
    return tuple(_one(wanted.kind, each) for each in values)


def _one(kind: Kind, value: object) -> object:
    if kind.name in ("flag", "either"):
        if not isinstance(value, bool):
            raise ValueOfFieldError(f"{_show(value)} is neither true nor false.")
        return value
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        # A number is read as it stands there, to the penny: it never was a float.
        value = str(value) if kind.name in _NUMBERS else value
    if not isinstance(value, str):
        raise ValueOfFieldError(f"{_show(value)} is not a text: put it between double quotes.")
    return _READERS.get(kind.name, _name)(kind, within(value, kind.most))


def _file(kind: Kind, value: object, folder: Path) -> Path:
    path = folder / str(_one(kind, value))
    if not path.is_file():
        raise ValueOfFieldError(f"There is no file {path}.")
    return path


def _files(wanted: Input, value: object, folder: Path) -> object:
    if not wanted.many:
        return _file(wanted.kind, value, folder)
    values = value if isinstance(value, list) else [value]
    return tuple(_file(wanted.kind, each, folder) for each in values)


def _overrides(kind: Kind, value: object) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, Mapping):
        raise ValueOfFieldError(
            'Name each rule with the decision that overrides it: {"authority": "ID"}.'
        )
    for rule in value:
        if rule not in OVERRIDABLE:
            hint = did_you_mean(near(str(rule), OVERRIDABLE))
            raise ValueOfFieldError(f"No decision overrides a rule {rule}.{hint}")
    return tuple((str(rule), _name(kind, str(each))) for rule, each in value.items())


def _pounds(_kind: Kind, text: str) -> Decimal:
    return read_pounds(text)


def _pounds_or_nothing(_kind: Kind, text: str) -> Decimal:
    return read_pounds(text, zero=True)


def _day(_kind: Kind, text: str) -> datetime.date:
    return read_date(text, today())


def _text(_kind: Kind, text: str) -> str:
    return text


def _words(kind: Kind, text: str) -> str:
    if not text.strip() and not kind.blank:
        raise ValueOfFieldError("it is blank.")
    return text


def _story(kind: Kind, text: str) -> str:
    if not says_something(_words(kind, text)):
        raise ValueOfFieldError(f"“{text}” says nothing yet: write it out, in a sentence or two.")
    return text


def _year(_kind: Kind, text: str) -> str:
    return read_year(text)


def _count(_kind: Kind, text: str) -> Decimal:
    return read_count(text)


def _percent(_kind: Kind, text: str) -> Decimal:
    return read_percent(text)


def _whole(_kind: Kind, text: str) -> int:
    return read_whole(text)


def _balance(_kind: Kind, text: str) -> Decimal:
    return read_balance(text)


def _steps(_kind: Kind, text: str) -> str:
    return read_steps(text, today())


def _choice(kind: Kind, text: str) -> str:
    if text not in kind.words:
        raise ValueOfFieldError(f"“{text}” is not one of {', '.join(kind.words)}.")
    return text


def _name(kind: Kind, text: str) -> str:
    return _words(kind, text) if kind.as_typed else _words(kind, text).strip()


def _show(value: object) -> str:
    known = {True: "true", False: "false", None: "null"}
    if isinstance(value, dict | list):
        return "A list" if isinstance(value, list) else "An object"
    if isinstance(value, str):
        return f"“{value}”"
    return known.get(value, str(value)) if isinstance(value, bool | None) else str(value)


_NUMBERS = ("money", "money or nothing", "count")
#: What the books offer is a name.
_READERS: Mapping[str, Callable[[Kind, str], object]] = {
    "money": _pounds,
    "money or nothing": _pounds_or_nothing,
    "day": _day,
    "text": _text,
    "words": _words,
    "story": _story,
    "prose": _words,
    "year": _year,
    "count": _count,
    "percent": _percent,
    "whole": _whole,
    "balance": _balance,
    "steps": _steps,
    "choice": _choice,
}
