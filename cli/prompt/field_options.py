"""Options made of a declaration's fields, so that every one of them can be given."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import click

from ringfence.cli.prompt import asking, choices
from ringfence.cli.prompt.asking import AskedOption
from ringfence.cli.prompt.field_help import FIELDS
from ringfence.cli.prompt.typed import COUNT, DAY, PERCENT, WORDS, MoneyType
from ringfence.ledger.declarations.forms import LISTS, Form
from ringfence.ledger.recording.drafting import Value, gbp
from ringfence.ledger.typed.amounts import NotMoneyError, read_pounds, read_whole
from ringfence.ledger.typed.steps import NotAStepError, read_steps
from ringfence.ledger.years import today

#: Fields are handed over under a name of their own: commands have a --date and so on too.
_PREFIX = "of_"
_PERCENT = "-percent"


class FromNothingType(MoneyType):
    """Pounds, from nothing on: a forecast or a limit may be nothing."""

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Decimal:
        """Read an amount, to the penny."""
        if isinstance(value, Decimal):
            return value
        try:
            return read_pounds(str(value), zero=True)
        except NotMoneyError as error:
            self.fail(str(error), param, ctx)


class WholeType(click.ParamType[int]):
    """A whole number: of days, or of years."""

    name = "number"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        """Read a whole number that is not below zero."""
        if isinstance(value, int):
            return value
        try:
            return read_whole(str(value))
        except NotMoneyError as error:
            self.fail(str(error), param, ctx)


class StepType(click.ParamType[str]):
    """A day and an amount: "15/9/2017 19000"; several are separated by semicolons."""

    name = "step"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """Read days and amounts, and write them as the books have them."""
        try:
            return read_steps(str(value), today())
        except NotAStepError as error:
            self.fail(str(error), param, ctx)


FROM_NOTHING = FromNothingType()
_TYPES: dict[str, click.ParamType[Any]] = {
    "text": WORDS,
    "id": choices.FUND,
    "words": WORDS,
    "money": FROM_NOTHING,
    "number": COUNT,
    "whole": WholeType(),
    "day": DAY,
    "schedule": StepType(),
    "shares": WORDS,
    "clauses": WORDS,
    "pot": choices.POT,
}
_METAVARS = {
    "text": "TEXT",
    "id": "FUND",
    "words": "TEXT",
    "money": "AMOUNT",
    "number": "NUMBER",
    "whole": "NUMBER",
    "day": "DAY",
    "schedule": "STEP",
    "shares": "SHARE",
    "clauses": "CLAUSE",
    "pot": "POT",
}
_BY_NAME: dict[str, click.ParamType[Any]] = {
    "ratified-by": choices.DECISION,
    "provider": choices.PAYEE,
}


def option_for(form: Form, *, asked: bool) -> click.Option:
    """Make the option of a field; ``asked`` makes one that is needed needed here."""
    needed = asked and form.required
    words = FIELDS[form.name]
    settings: dict[str, Any] = {"help": f"{words} May be repeated." if _is_list(form) else words}
    if form.kind == "flag":
        declared = [f"--{form.name}/--no-{form.name}", _PREFIX + form.attribute]
        return click.Option(declared, default=None, **settings)
    declared = [f"--{form.name}", _PREFIX + form.attribute]
    settings |= {"type": _type(form), "multiple": _is_list(form)}
    if form.kind != "choice":
        settings["metavar"] = _METAVARS[form.kind]
    if needed:
        return AskedOption(declared, required=True, ask=_ask(form), **settings)
    return click.Option(declared, **settings)


def take_fields(given: dict[str, Any], forms: Sequence[Form]) -> dict[str, Value]:
    """Take the fields out of what a command was given, as the books have them."""
    found: dict[str, Value] = {}
    for form in forms:
        value = given.pop(_PREFIX + form.attribute, None)
        if value is not None and value != ():
            found[form.name] = in_books(form, value)
    return found


def in_books(form: Form, value: Any) -> Value:  # noqa: ANN401 - whatever Click made of it
    """Return a value as metadata have it: money is an amount, a list one text."""
    if form.kind == "money":
        return gbp(value)
    if _is_list(form):
        return ", ".join(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    typed: str | Decimal | bool | datetime.date = value
    return typed


def _type(form: Form) -> click.ParamType[Any]:
    if form.kind == "choice":
        return click.Choice(form.choices)
    if form.name.endswith(_PERCENT):
        return PERCENT
    return _BY_NAME.get(form.name) or _TYPES[form.kind]


def _is_list(form: Form) -> bool:
    return form.kind in LISTS


def _ask(form: Form) -> asking.Ask:
    question = FIELDS[form.name].rstrip(".") + "?"
    if form.kind == "choice":
        offered = [asking.Choice(each, each) for each in form.choices]
        return lambda _ctx: asking.choose(question, offered)
    return choices.ask_words(question)
