"""Declaring and amending master data: from what was typed to drafts, with a reason if not."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from ringfence.bookkeeping.errors import BookkeepingError, FieldError, RequestError
from ringfence.bookkeeping.event import Event
from ringfence.bookkeeping.find import meant
from ringfence.bookkeeping.request import Request, metadata
from ringfence.bookkeeping.slips import (
    amended_again,
    draft_rewriting,
    is_slip,
    refuse_renaming,
)
from ringfence.ledger.accounts import PotError, is_id, parse_pot
from ringfence.ledger.book import Book
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.declarations.forms import Form, forms_of
from ringfence.ledger.declarations.history import History, Key
from ringfence.ledger.declarations.models import MODELS
from ringfence.ledger.findings import where
from ringfence.ledger.messages import name_field
from ringfence.ledger.recording.drafting import DeclarationDraft, Rewriting, Value, gbp
from ringfence.ledger.usage import SLIPS_OF, find_use, was_recorded_on
from ringfence.ledger.years import today

Meta = Mapping[str, Value | None]
NOTHING_SAVED = "Nothing was saved."


class NotDeclaredError(BookkeepingError):
    """A thing that the books don't have."""


class DeclaredAlreadyError(BookkeepingError):
    """A thing that the books have already."""


class NoAmendmentError(BookkeepingError):
    """An amendment that rests on nothing, or comes too early or on the same day."""


def key_of(kind: str, text: str) -> Key:
    """Read the id of a new thing: ``2017-18/Diversionary`` of an action, else as typed.

    Raises:
        FieldError: it is no address of such a thing.
    """
    ids = MODELS[kind].ids
    if len(ids) == 1:
        if kind == "decision" and "," in text:
            raise FieldError(
                "ID", "a comma stands between decisions where several are named; leave it out."
            )
        return (text.strip(),)
    wanted = "/".join(name.upper() for name in (*ids[:-1], "id"))
    try:
        pot = parse_pot(text)
    except PotError as error:
        last = text.rpartition("/")[2].strip()
        if text.count("/") == len(ids) - 1 and last and not is_id(last):
            raise FieldError(
                "ID",
                f"“{last}” can't be the id of one: begin with a capital or a digit, then letters, "
                "digits and hyphens. What it is called on papers is its title ("
                + name_field("title")
                + ").",
            ) from None
        raise FieldError("ID", f"{error} Here it is {wanted}.") from None
    if len(pot.path) != len(ids) or not pot.is_planned:
        raise FieldError("ID", f"“{text}” is not {wanted}.")
    return pot.path


def find(book: Book, kind: str, text: str) -> tuple[Key, History[Any]]:
    """Find a thing by its id, typed in any case; a year may be left out if one has it.

    Raises:
        NotDeclaredError: there is none such, or several.
    """
    by_address = {
        "/".join(_whole(key)): (_whole(key), history)
        for key, history in book.register.of_kind(kind).items()
    }
    typed = "/".join(part.strip() for part in text.strip().split("/"))
    if typed in by_address:
        return by_address[typed]
    folded = typed.casefold()
    alike = [
        address
        for address in by_address
        if folded in (address.casefold(), address.partition("/")[2].casefold())
    ]
    if len(alike) == 1:
        return by_address[alike[0]]
    if alike:
        raise NotDeclaredError(f"{text} is in several years: name it as {' or '.join(alike)}.")
    listed = f" There is {', '.join(sorted(by_address)) or 'none yet'}."
    hint = meant(text, by_address) or (listed if len(by_address) <= 10 else "")  # noqa: PLR2004
    raise NotDeclaredError(f"No {kind} {text} is declared.{hint}")


def draft_addition(
    book: Book,
    kind: str,
    key: Key,
    fields: Meta,
    request: Request,
    *,
    counted: Sequence[Value] = (),
) -> DeclarationDraft:
    """Declare something new.

    Raises:
        DeclaredAlreadyError: it is there already.
    """
    register = book.register
    if register.is_known(kind, *key):
        history = register.of_kind(kind).get(key[0] if len(key) == 1 else key)
        since = f", since {history.first_day}" if history else ""
        name = "/".join(key)
        raise DeclaredAlreadyError(
            f"The {kind} {name} is declared already{since}. To change it: "
            + command(f"{kind} amend", name)
            + f". {NOTHING_SAVED}"
        )
    meta = {**fields, **metadata(book, request)}
    return DeclarationDraft(request.day, kind, (*key, *counted), meta)


def draft_amendment(
    book: Book,
    kind: str,
    key: Key,
    fields: Meta,
    request: Request,
    *,
    counted: Sequence[Value] = (),
) -> DeclarationDraft | Rewriting:
    """Amend something from a day on; what was recorded today of that day, where it stands.

    Raises:
        NoAmendmentError: nobody decided so, or the day is taken.
    """
    history = book.register.of_kind(kind)[key[0] if len(key) == 1 else key]
    name = "/".join(key) or kind
    if MODELS[kind].needs_decision:
        again = amended_again(kind, history, fields, request, key=key, book=book)
        if again is not None and request.decisions:
            return again
        _must_be_decided(book, kind, key, history, request)
    if request.day < history.first_day:
        raise NoAmendmentError(
            f"{name} is declared only from {history.first_day} on: an amendment is dated later "
            "(" + name_field("date") + f"). {NOTHING_SAVED}"
        )
    meta = {**fields, **metadata(book, request)}
    return DeclarationDraft(request.day, kind, (*key, *counted), meta)


def draft_change(
    book: Book,
    kind: str,
    name: str,
    fields: Meta,
    request: Request,
    *,
    called: str | None = None,
    dated: bool = False,
) -> DeclarationDraft | Rewriting:
    """Amend what a name names, or put it right where it stands if it is a slip of today.

    Args:
        book: The books as they stand.
        kind: Its kind.
        name: Its id, as typed.
        fields: What changes; None of a field that has no value any more.
        request: The options common to all.
        called: What it should have been called; None if that was right.
        dated: Whether the day was given, so that a slip is put on it.

    Raises:
        BookkeepingError: it is not declared, keeps its id, or nothing changes.
    """
    model = MODELS[kind]
    key, history = find(book, kind, name)
    rest = dict(fields)
    counted = [
        rest.pop(form.name, None) or getattr(history.latest, form.attribute)
        for form in forms_of(model)
        if form.attribute in model.counted
    ]
    new = key_of(kind, called) if called else key
    if is_slip(book, kind, key, history, request):
        day = request.day if dated else None
        return draft_rewriting(book, kind, history, rest, request, key=new, day=day)
    if called:
        refuse_renaming(book, kind, key, history)
    refuse_no_change(fields)
    return draft_amendment(book, kind, key, rest, request, counted=counted)


def refuse_no_change(fields: Meta) -> None:
    """Make sure that something changes.

    Raises:
        RequestError: nothing does.
    """
    if not fields:
        raise RequestError("Say what changes, as an option.")


def fields_in_books(event: Event, kind: str, clear: Sequence[str] = ()) -> dict[str, Value | None]:
    """Return what an event says of the fields of a declaration, as the books have it.

    Raises:
        FieldError: what is to be cleared can't be.
    """
    found: dict[str, Value | None] = {}
    for form in forms_of(MODELS[kind]):
        value = getattr(event, form.attribute)
        if value is not None:
            found[form.name] = gbp(value) if form.kind == "money" else value
    return {**found, **read_cleared(clear, forms_of(MODELS[kind]))}


def read_cleared(names: Sequence[str], forms: Sequence[Form]) -> dict[str, None]:
    """Return which fields are to have no value any more.

    Raises:
        FieldError: there is no such field, or it can't be without.
    """
    free = {form.name for form in forms if not form.required}
    for name in names:
        if name not in free:
            raise FieldError(
                "clear", f"{name} can't be cleared; these can: {', '.join(sorted(free))}."
            )
    return dict.fromkeys(names)


def _must_be_decided(
    book: Book, kind: str, key: Key, history: History[Any], request: Request
) -> None:
    name = "/".join(key) or kind
    if not request.decisions:
        raise NoAmendmentError(
            f"A change of the {kind} {name} rests on a decision: name it ("
            + name_field("decision", "ID")
            + "). To "
            "record one: "
            + command("decision add", Blank.ID, body=Blank.BODY, title=Blank.TEXT)
            + "."
            f"{_find_use(book, kind, key, history)} {NOTHING_SAVED}"
        )
    taken = {version.day for version in history.versions}
    if request.day in taken:
        later = request.day + datetime.timedelta(days=1)
        while later in taken:
            later += datetime.timedelta(days=1)
        raise NoAmendmentError(
            f"{name} is declared or amended on {request.day} already, and that was not recorded "
            "today, so it stays as it is. A day has one amendment: give this a later one, such as "
            + name_field("date", value=later)
            + f". {NOTHING_SAVED}"
        )


def _find_use(book: Book, kind: str, key: Key, history: History[Any]) -> str:
    """Return what uses a thing of today already, so that it is not put right where it stands."""
    is_of_today = was_recorded_on(history.versions[-1].entry, today())
    if kind not in SLIPS_OF or not is_of_today:
        return ""
    used = find_use(book, kind, key)
    if used is None:
        return ""
    return f" It was recorded today, and is used already, at {where(used.meta)}."


def _whole(key: Key | str) -> Key:
    return (key,) if isinstance(key, str) else key
