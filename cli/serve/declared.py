"""Events of what is declared: funds, actions, people and their like, each made of its model.

A command on a declaration has the fields of its model for options; here the same fields make an
event, so that one mechanism makes every form.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, ClassVar, NamedTuple

from beancount.core.amount import Amount

from ringfence.bookkeeping import declare, offers, slips
from ringfence.bookkeeping.errors import LackingError
from ringfence.bookkeeping.event import Drafted, Event, Field, Kind, event
from ringfence.bookkeeping.shared_fields import Declaration
from ringfence.cli.prompt.field_help import FIELDS
from ringfence.cli.prompt.field_options import in_books
from ringfence.ledger.book import Book
from ringfence.ledger.declarations.forms import LISTS, Form, forms_of
from ringfence.ledger.declarations.models import MODELS
from ringfence.ledger.loading import Books
from ringfence.ledger.money import plain
from ringfence.ledger.recording.drafting import Value


class Declares(NamedTuple):
    """What a command on a declaration does: to which kind, and whether it is there already."""

    kind: str
    amends: bool


#: By the name of its command; decisions have events of their own.
DECLARES = {
    "fund add": Declares("fund", amends=False),
    "fund amend": Declares("fund", amends=True),
    "action add": Declares("action", amends=False),
    "action amend": Declares("action", amends=True),
    "earmarks amend": Declares("earmark", amends=True),
    "person add": Declares("person", amends=False),
    "person amend": Declares("person", amends=True),
    "partnership amend": Declares("partnership", amends=True),
}
#: Whose values an event amends that is written out: its id is a field of its own.
_AMENDED = {"decision amend": "decision"}

_PREFIX = "of_"
_PERCENT = "-percent"
_KINDS: Mapping[str, Kind] = {
    "text": Kind("words", "TEXT"),
    "id": Kind("fund", "FUND", offers.funds),
    "words": Kind("words", "LIST"),
    "money": Kind("money or nothing", "AMOUNT"),
    "number": Kind("count", "NUMBER"),
    "whole": Kind("whole", "NUMBER"),
    "day": Kind("day", "DAY"),
    "flag": Kind("either", words=("yes", "no")),
    "schedule": Kind("steps", "STEPS"),
    "shares": Kind("words", "LIST"),
    "clauses": Kind("words", "LIST"),
    "pot": Kind("pot", "POT", offers.pots),
}
_BY_NAME: Mapping[str, Kind] = {
    "ratified-by": Kind("decision", "ID", offers.decisions),
    "provider": Kind("payee", "NAME", offers.payees, as_typed=True),
    "authorised-person": Kind("person", "PERSON", offers.people),
    "deputy": Kind("person", "PERSON", offers.people),
    "objectives": Kind("prose", "TEXT"),
    "conditions": Kind("prose", "TEXT"),
}
#: How several are written in one field of a form.
_SEVERAL = {
    "words": "Separate several with commas.",
    "shares": "Separate several with commas.",
    "clauses": "Separate several with commas.",
    "schedule": "Separate several with semicolons.",
}


class _Declares(Declaration):
    """What is declared by a model's fields; its classes are made by :func:`declared_event`."""

    of: ClassVar[Declares]

    def fields(self) -> dict[str, Value | None]:
        """Return what it says of the model's fields, as the books have it."""
        found: dict[str, Value | None] = {}
        for form in forms_of(MODELS[self.of.kind]):
            value = getattr(self, _PREFIX + form.attribute)
            if value is not None and value != ():
                found[form.name] = in_books(form, value)
        return found


class _Adds(_Declares):
    def drafts(self, books: Books) -> Drafted:
        """Return the declaration of something new."""
        kind = self.of.kind
        key = declare.key_of(kind, getattr(self, "called", ""))
        return Drafted(
            [declare.draft_addition(books.book, kind, key, self.fields(), self.request())]
        )


class _Amends(_Declares):
    clear: Annotated[
        tuple[str, ...],
        Kind("text", "FIELD"),
        Field("A field that has no value any more.", form="never"),
    ] = ()

    def find_missing(self, books: Books | None) -> Iterable[LackingError]:
        """Make sure that something changes.

        Raises:
            RequestError: nothing does, or what is to be cleared can't be.
        """
        if books is None:
            declare.refuse_no_change(self._changed())
        return ()

    def drafts(self, books: Books) -> Drafted:
        """Return the amendment, and whether it is made where the thing stands."""
        wanted = declare.draft_change(
            books.book,
            self.of.kind,
            getattr(self, "called", ""),
            self._changed(),
            self.request(),
            dated=self.date is not None,
        )
        return Drafted([wanted], remarks_on=slips.in_place)

    def _changed(self) -> dict[str, Value | None]:
        forms = forms_of(MODELS[self.of.kind])
        return {**self.fields(), **declare.read_cleared(self.clear, forms)}


@cache
def declared_event(command: str) -> type[Event]:
    """Return the event of a command on a declaration, made of its model."""
    of = DECLARES[command]
    model = MODELS[of.kind]
    hints: dict[str, object] = {}
    if model.ids:
        hints["called"] = Annotated[str, _name_kind(of), _name_field(of)]
    values: dict[str, object] = {"of": of, "__doc__": _summary(of)}
    for form in forms_of(model):
        required = form.required and not of.amends
        hints[_PREFIX + form.attribute] = _hint(form, required=required)
        if not required:
            values[_PREFIX + form.attribute] = () if form.kind in LISTS else None
    values["__annotations__"] = hints
    values["__module__"] = __name__
    base = _Amends if of.amends else _Adds
    name = "".join(word.capitalize() for word in command.split())
    return event(command, examples=command)(type(name, (base,), values))


def values_now(command: str, name: str, book: Book) -> dict[str, str]:
    """Return what is declared of a thing now, by the attributes of the event that amends it.

    It is written as it would be typed. Nothing of what is not declared.
    """
    kind = DECLARES[command].kind if command in DECLARES else _AMENDED.get(command)
    if kind is None or (command in DECLARES and not DECLARES[command].amends):
        return {}
    try:
        _key, history = declare.find(book, kind, name)
    except declare.NotDeclaredError:
        return {}
    prefix = _PREFIX if command in DECLARES else ""
    found: dict[str, str] = {}
    for form in forms_of(MODELS[kind]):
        if form.attribute in MODELS[kind].counted:
            found[prefix + form.attribute] = _typed(getattr(history.latest, form.attribute))
    names = {form.name: prefix + form.attribute for form in forms_of(MODELS[kind])}
    for version in history.versions:
        for key, value in version.entry.meta.items():
            if key in names:
                found[names[key]] = _typed(value)
    return found


def has_values_now(command: str) -> bool:
    """Return whether a command changes what is declared, so that its form shows that."""
    return command in _AMENDED or (command in DECLARES and DECLARES[command].amends)


def field_names(command: str) -> Mapping[str, str]:
    """Return what the books call each field that may be cleared, by the event's attribute."""
    kind = DECLARES[command].kind if command in DECLARES else _AMENDED[command]
    prefix = _PREFIX if command in DECLARES else ""
    return {prefix + form.attribute: form.name for form in forms_of(MODELS[kind])}


def _typed(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Amount):
        return plain(value.number or Decimal(0))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value)


def _hint(form: Form, *, required: bool) -> object:
    said = FIELDS[form.name]
    several = _SEVERAL.get(form.kind)
    place = "first" if required or form.name in _AT_ONCE else "more"
    field = Field(f"{said} {several}" if several else said, name=form.name, form=place)  # type: ignore[arg-type]
    kind = _kind(form)
    if form.kind in LISTS:
        return Annotated[tuple[str, ...], kind, field]
    return Annotated[Any, kind, field]


#: What a form asks for at once though it may be left out.
_AT_ONCE = frozenset(
    {
        *("award", "spend-from", "spend-by", "unspent", "payment", "returns", "conditions"),
        *("purposes", "priority", "lead", "provider", "order", "agreement", "delivery-by"),
        *("name", "role", "email", "login", "may", "host", "title", "stage", "reason"),
    }
)


def _kind(form: Form) -> Kind:
    if form.kind == "choice":
        return Kind("choice", words=form.choices)
    if form.name.endswith(_PERCENT):
        return Kind("percent", "PERCENT")
    return _BY_NAME.get(form.name) or _KINDS[form.kind]


def _name_kind(of: Declares) -> Kind:
    return Kind(of.kind, "ID", offers.offer_declared(of.kind)) if of.amends else Kind("words", "ID")


def _name_field(of: Declares) -> Field:
    said = "" if of.amends else _NEW_NAMES[of.kind]
    return Field(said, name="id", place=True)


_NEW_NAMES = {
    "fund": "Its short name, which stays for life: PLF-2017-18.",
    "action": "The year, and a short name for it: 2017-18/Diversionary.",
    "person": "A short name for the role: cfo, cs-officer.",
}


def _summary(of: Declares) -> str:
    what = "the partnership" if of.kind == "partnership" else f"{_article(of.kind)} {of.kind}"
    return f"Change {what}, from its date on." if of.amends else f"Declare {what}."


def _article(kind: str) -> str:
    return "an" if kind[0] in "aeiou" else "a"
