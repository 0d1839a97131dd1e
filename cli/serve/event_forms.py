"""Forms of events: their fields are read of what one declares, and their values by its kinds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from ringfence.bookkeeping.event import Event, Input, fields_of
from ringfence.bookkeeping.offers import Offer
from ringfence.bookkeeping.values import read_value
from ringfence.cli.prompt.typed import with_vat_said
from ringfence.cli.serve.form_problems import MisreadError
from ringfence.cli.serve.form_words import NEW_ONE, at_form
from ringfence.ledger.rules import OVERRIDABLE, OVERRIDE, TABLE
from ringfence.ledger.typed.amounts import VatSaidError
from ringfence.pages.forms import ROWS, Field, Kind, Option, amount_name, row_name, was_name
from ringfence.pages.wording import label

#: Returns what the books offer.
Options = Callable[["Offer"], tuple[Option, ...]]

#: How a form asks for kinds that the books offer nothing for; the others are texts.
_KINDS: Mapping[str, Kind] = {
    "flag": "flag",
    "money": "money",
    "money or nothing": "money",
    "balance": "money",
    "day": "date",
    "story": "lines",
    "prose": "lines",
    "file": "file",
}
_AGAINST_RULES = "Allowed by a decision, against a rule"
_FILL_IN = "Fill this in."
_CLEAR = "clear"


class Part(NamedTuple):
    """One field of a form: what an event declares, or for one rule the decision against it."""

    input: Input
    name: str
    called: str
    rule: str = ""


def fields_at_form(cls: type[Event], options: Options) -> list[Field]:
    """Return the fields of an event's form."""
    return [_field(each, options) for each in parts_of(cls)]


def names_at_form(cls: type[Event]) -> dict[str, str]:
    """Return the name of each field of an event's form, by what people call it."""
    return {each.called: each.name for each in parts_of(cls)}


def parts_of(cls: type[Event]) -> Iterator[Part]:
    """Yield the parts of an event's form, in order."""
    for each in fields_of(cls):
        if each.field.form == "never":
            continue
        if each.kind.name == "overrides":
            for rule in OVERRIDABLE:
                name = f"{OVERRIDE}{rule}"
                yield Part(each, name.replace("-", "_"), name.replace("-", " "), rule)
        else:
            yield Part(each, each.attribute, _called(each))


def event_of(cls: type[Event], values: Mapping[str, str]) -> Event:
    """Return the event that a form says; what it leaves empty, or as it was, is not said.

    Raises:
        MisreadError: what is wrong, of every field.
    """
    read: dict[str, Any] = {}
    problems: dict[str, str] = {}
    cleared: list[str] = []
    overridden: dict[str, str] = {}
    for part in parts_of(cls):
        was = values.get(was_name(part.name))
        text = values.get(part.name, "")
        if was is not None and _same(text, was):
            continue
        if was and not text.strip():
            cleared.append(part.input.name)
        elif part.rule:
            if text.strip():
                overridden[part.rule] = text
        else:
            _take(part, cls, values, read, problems)
    if overridden:
        overrides = next(each for each in fields_of(cls) if each.kind.name == "overrides")
        read[overrides.attribute] = read_value(overrides, overridden)
    if cleared:
        read[_CLEAR] = tuple(cleared)
    if problems:
        raise MisreadError(problems)
    return cls(**read)


def _take(
    part: Part,
    cls: type[Event],
    values: Mapping[str, str],
    read: dict[str, Any],
    problems: dict[str, str],
) -> None:
    """Read one field into what an event is made of, or tell what is wrong with it."""
    each, name = part.input, part.name
    try:
        value = _said(each, name, values)
    except VatSaidError as error:
        problems[name] = with_vat_said(error, {other.name for other in fields_of(cls)})
    except ValueError as error:
        problems[name] = str(error)
    else:
        if value is not None:
            read[each.attribute] = value
        elif each.required:
            problems[name] = _FILL_IN


def _said(each: Input, name: str, values: Mapping[str, str]) -> object:
    """Return what a form says of a field; None if nothing.

    Raises:
        ValueError: it can't be that.
    """
    text = values.get(name, "")
    if each.kind.name == "flag":
        return bool(text)
    if each.kind.name == "either":
        return text == each.kind.words[0] if text.strip() else None
    if _rows(each) > 1:
        texts = [row for row in _row_texts(name, values) if row]
        return read_value(each, texts) if texts else None
    if text.strip():
        return read_value(each, text)
    # Of what has to be said, nothing may be an answer: there is none.
    return read_value(each, "") if each.required and each.kind.blank else None


def _row_texts(name: str, values: Mapping[str, str]) -> Iterator[str]:
    for number in range(1, ROWS + 1):
        row = row_name(name, number)
        text, amount = values.get(row, "").strip(), values.get(amount_name(row), "").strip()
        if amount and not text:
            raise ValueError("Say which this amount is of.")
        yield f"{text}={amount}" if amount else text


def _same(text: str, was: str) -> bool:
    """Return whether a field still shows what it did; browsers send lines with other ends."""
    return text.replace("\r\n", "\n").strip() == was.replace("\r\n", "\n").strip()


def _called(each: Input) -> str:
    # What is open on a link is called by what it is: every form has a field for links too.
    stands = each.field.place and each.field.shown not in ("LINK", "TEXT")
    shown = each.field.shown if stands and each.field.shown else each.name
    return shown.replace("-", " ").strip("[]…").lower()


def _rows(each: Input) -> int:
    # What a model lists is one text in the books, and is typed as one.
    return ROWS if each.many and each.kind.shown not in ("LIST", "STEPS") else 1


def _has_amount(each: Input) -> bool:
    return "=AMOUNT" in each.kind.shown.replace("[", "")


def _field(part: Part, options: Options) -> Field:
    each = part.input
    kind, offered = _kind(each, options)
    if part.rule:
        asks = TABLE[part.rule].asks
        said = f"The decision by which it need not hold that {asks[:1].lower()}{asks[1:]}."
        head = label(part.called)
        return Field(
            part.name, head, said, kind, more=True, options=offered, section=_AGAINST_RULES
        )
    text = at_form(each.field.help)
    text = f"{text} {NEW_ONE}" if each.kind.name == "pot" and each.kind.new else text
    shown = each.required or each.field.place or each.field.form == "first"
    return Field(
        part.name,
        label(part.called),
        text.strip(),
        kind,
        each.required and not each.kind.blank,
        not shown,
        offered,
        rows=_rows(each),
        has_amount=_has_amount(each),
    )


def _kind(each: Input, options: Options) -> tuple[Kind, tuple[Option, ...]]:
    kind = each.kind
    if kind.words and kind.offer is None:
        return "choice", tuple(Option(word, word) for word in kind.words)
    if kind.offer is None:
        return _KINDS.get(kind.name, "text"), ()
    offered = options(kind.offer)
    return ("suggest" if _is_typed(each) else "choice"), offered


def _is_typed(each: Input) -> bool:
    """Whether it may be another than what is offered, so that it is typed."""
    kind = each.kind
    if kind.name == "pot" and _has_amount(each):
        return False
    return kind.as_typed or kind.new
