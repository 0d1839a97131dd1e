"""One ``custom`` directive, read: its id, its fields, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

from beancount.core.data import Custom
from pydantic import ValidationError

from ringfence.ledger.accounts import is_year
from ringfence.ledger.declarations.base import Declaration
from ringfence.ledger.declarations.fields import show
from ringfence.ledger.declarations.history import Key
from ringfence.ledger.metadata import STAMPS
from ringfence.ledger.words import near
from ringfence.ledger.years import YearError

D = TypeVar("D", bound=Declaration)

#: Fields that speak of one directive, and so are not handed on to the next.
OWN_FIELDS = frozenset(
    {
        *("decision", "illustrative", "seal", "previous", "snapshot"),
        *("question", "question-seal", "joined", "joined-by", "joined-reason"),
        *("redacts", "redacted-by", "redacted-reason", *STAMPS),
    }
)
_LOCATION = ("filename", "lineno")


class UnreadableError(Exception):
    """A directive that can't be read: every reason, and its id if that much is clear."""

    def __init__(self, subject: str, reasons: list[str], key: Key | None) -> None:
        super().__init__(f"{subject}: {'; '.join(reasons)}")
        self.subject = subject
        self.reasons = reasons
        self.key = key


def subject(kind: str, key: Key) -> str:
    """Name a declaration as its directive does: ``fund "PLF-2017-18"``."""
    return " ".join((kind, *(f'"{part}"' for part in key if part)))


def key_and_fields(entry: Custom, model: type[Declaration]) -> tuple[Key, dict[str, Any]]:
    """Take a directive apart into its id and the fields that it names.

    Raises:
        UnreadableError: too few or too many values, or values that can't be ids.
    """
    values = [value.value for value in entry.values or ()]
    names = (*model.ids, *model.counted)
    if len(values) != len(names):
        form = " ".join((f'custom "{model.kind}"', *(f"<{name}>" for name in names)))
        reason = f"it has {len(values)} values after its kind, not {len(names)}; write {form}"
        raise UnreadableError(model.kind, [reason], None)
    fields = dict(zip(names, values, strict=True))
    key = tuple(str(fields[name]) for name in model.ids)
    named = _metadata(entry)
    reasons = list(_find_bad_names(model, fields, named))
    if reasons:
        raise UnreadableError(subject(model.kind, key), reasons, key)
    fields.update(named)
    if model.keyed:
        key += tuple(str(fields.get(name) or "") for name in model.keyed)
    key += tuple(str(fields[name]) for name in model.keyed_if_named if fields.get(name))
    return key, fields


def _find_bad_names(
    model: type[Declaration], fields: dict[str, Any], named: dict[str, Any]
) -> Iterator[str]:
    """Yield which values can't be ids, and which of them are given as metadata too."""
    texts = True
    for name in model.ids:
        if not isinstance(fields[name], str):
            texts = False
            yield f"its {name} {show(fields[name])} should be text in quotes"
    if texts and "year" in model.ids and not is_year(fields["year"]):
        yield str(YearError(fields["year"]))
    if not named.keys().isdisjoint(fields):
        for name in filter(named.__contains__, fields):
            yield f"`{name}:` is not one of its fields; its {name} comes after its kind"


def build(model: type[D], key: Key, fields: dict[str, Any], *, whole: bool = True) -> D:
    """Make the model of a directive's fields, those without a value left out.

    What amends a directive that could not be read is not ``whole``, so that it lacks
    fields is no fault of its own.

    Raises:
        UnreadableError: with every field that is wrong.
    """
    given = {name: value for name, value in fields.items() if value is not None}
    try:
        return model.model_validate(given)
    except ValidationError as error:
        faults = [dict(fault) for fault in error.errors()]
        reasons = [_reason(model, each) for each in faults if whole or each["type"] != "missing"]
        raise UnreadableError(subject(model.kind, key), reasons, key) from None


def field_names(model: type[Declaration]) -> list[str]:
    """List a model's fields as they are written in the books."""
    return [field.alias or name for name, field in model.model_fields.items()]


def _metadata(entry: Custom) -> dict[str, Any]:
    named = {name: value for name, value in entry.meta.items() if name[:2] != "__"}
    for name in _LOCATION:
        named.pop(name, None)
    return named


def _reason(model: type[Declaration], fault: dict[str, Any]) -> str:
    name = str(fault["loc"][0])
    kind = fault["type"]
    if kind == "missing":
        return f"it needs `{name}:`"
    if kind == "extra_forbidden":
        known = field_names(model)
        close = near(name, known)
        hint = f"did you mean `{close[0]}:`?" if close else f"it takes {', '.join(known)}"
        return f"`{name}:` is not one of its fields; {hint}"
    if kind == "literal_error":
        expected = str(fault["ctx"]["expected"]).replace("'", "")
        return f"`{name}:` {show(fault['input'])} is not one of {expected}"
    message = str(fault["msg"]).removeprefix("Value error, ")
    return f"`{name}:` {message}"
