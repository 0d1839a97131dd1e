"""Forms of events: their fields are read of what one declares, and their values by its kinds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ringfence.bookkeeping.event import Event, Input, fields_of
from ringfence.bookkeeping.offers import Offer
from ringfence.bookkeeping.values import read_value
from ringfence.cli.prompt.typed import with_vat_said
from ringfence.cli.serve.form_problems import MisreadError
from ringfence.cli.serve.form_words import NEW_ONE, at_form
from ringfence.ledger.typed.amounts import VatSaidError
from ringfence.pages.forms import Field, Kind, Option
from ringfence.pages.wording import label

#: Returns what the books offer.
Options = Callable[["Offer"], tuple[Option, ...]]

#: The rule that may be overridden at a form; the others have no field, as in a command's help.
_RULE = "authority"
#: How a form asks for kinds that the books offer nothing for; the others are texts.
_KINDS: Mapping[str, Kind] = {
    "flag": "flag",
    "money": "money",
    "money or nothing": "money",
    "day": "date",
}


def fields_at_form(cls: type[Event], options: Options) -> list[Field]:
    """Return the fields of an event's form."""
    return [_field(each, options) for each in _inputs_of(cls)]


def names_at_form(cls: type[Event]) -> dict[str, str]:
    """Return the name of each field of an event's form, by what people call it."""
    return {_label_of(each): _name(each) for each in _inputs_of(cls)}


def event_of(cls: type[Event], values: Mapping[str, str]) -> Event:
    """Return the event that a form says; what it leaves empty is not said.

    Raises:
        MisreadError: what is wrong, of every field.
    """
    read: dict[str, Any] = {}
    problems: dict[str, str] = {}
    for each in _inputs_of(cls):
        text = values.get(_name(each), "")
        if each.kind.name == "flag":
            read[each.attribute] = bool(text)
        elif not text.strip() and not each.kind.blank:
            if each.required:
                problems[_name(each)] = "Fill this in."
        else:
            try:
                read[each.attribute] = _read(each, text)
            except VatSaidError as error:
                names = {other.name for other in fields_of(cls)}
                problems[_name(each)] = with_vat_said(error, names)
            except ValueError as error:
                problems[_name(each)] = str(error)
    if problems:
        raise MisreadError(problems)
    return cls(**read)


def _read(each: Input, text: str) -> object:
    if each.kind.name == "overrides":
        return read_value(each, {_RULE: text})
    return read_value(each, text if text.strip() else "")


def _inputs_of(cls: type[Event]) -> Iterator[Input]:
    return (each for each in fields_of(cls) if each.field.form != "never")


def _name(each: Input) -> str:
    return f"override_{_RULE}" if each.kind.name == "overrides" else each.attribute


def _label_of(each: Input) -> str:
    if each.kind.name == "overrides":
        return f"override {_RULE}"
    return (each.field.shown or each.name).replace("-", " ").lower()


def _field(each: Input, options: Options) -> Field:
    text = at_form("" if each.field.place else each.field.help)
    text = f"{text} {NEW_ONE}" if each.kind.new else text
    kind, offered = _kind(each, options)
    shown = each.required or each.field.place or each.field.form == "first"
    needed = each.required and not each.kind.blank
    return Field(_name(each), label(_label_of(each)), text, kind, needed, not shown, offered)


def _kind(each: Input, options: Options) -> tuple[Kind, tuple[Option, ...]]:
    kind = each.kind
    if kind.words:
        return "choice", tuple(Option(word, word) for word in kind.words)
    if kind.offer is None:
        return _KINDS.get(kind.name, "text"), ()
    return ("suggest" if kind.as_typed or kind.new else "choice"), options(kind.offer)
