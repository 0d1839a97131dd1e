"""What each field of a declaration is: for whoever offers, writes or shows them all."""

from __future__ import annotations

from functools import cache
from types import NoneType
from typing import Any, Literal, NamedTuple, get_args, get_origin, get_type_hints

from ringfence.ledger.declarations import fields as f
from ringfence.ledger.declarations.base import Declaration

Kind = Literal[
    "text",
    "id",
    "choice",
    "words",
    "money",
    "number",
    "whole",
    "day",
    "flag",
    "schedule",
    "shares",
    "clauses",
    "pot",
]
_KINDS: dict[Any, Kind] = {
    f.Text: "text",
    f.Party: "text",
    f.Id: "id",
    f.Words: "words",
    f.Rights: "words",
    f.Money: "money",
    f.Balance: "money",
    f.Number: "number",
    f.Whole: "whole",
    f.Term: "whole",
    f.Day: "day",
    f.Flag: "flag",
    f.Schedule: "schedule",
    f.Shares: "shares",
    f.Clauses: "clauses",
    f.PotAddress: "pot",
}
#: What is written as one text, its parts separated by commas.
LISTS = ("words", "schedule", "shares", "clauses")


class Form(NamedTuple):
    """One field: its name in Python and in the books, and what its value is."""

    attribute: str
    name: str
    kind: Kind
    required: bool
    choices: tuple[str, ...] = ()


@cache
def forms_of(model: type[Declaration]) -> tuple[Form, ...]:
    """Return the fields of a model that are its own, but not those of its id, in their order."""
    hints = get_type_hints(model, include_extras=True)
    common = set(Declaration.model_fields)
    return tuple(
        _form(attribute, field.alias or attribute, hints[attribute], required=field.is_required())
        for attribute, field in model.model_fields.items()
        if attribute not in common and attribute not in model.ids
    )


def _form(attribute: str, name: str, hint: Any, *, required: bool) -> Form:  # noqa: ANN401 - any type
    if hint not in _KINDS and get_origin(hint) is not Literal:
        (hint,) = (each for each in get_args(hint) if each is not NoneType)
    if get_origin(hint) is Literal:
        return Form(attribute, name, "choice", required, get_args(hint))
    return Form(attribute, name, _KINDS[hint], required)
