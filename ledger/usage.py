"""Whether anything in the books names a fund or an action: entries, notes, declarations."""

from __future__ import annotations

import datetime
import re

from beancount.core.data import Custom, Directive

from ringfence.ledger.accounts import Pot
from ringfence.ledger.book import Book
from ringfence.ledger.declarations.history import Key

#: The kinds whose change rests on a decision, and whose slips are met on the day.
SLIPS_OF = ("fund", "action")
#: Fields of declarations that name a fund or a pot.
_NAMING = ("reported-in", "shares", "fund", "from", "to")
_WORD = re.compile(r"[\w/-]+")


def find_use(book: Book, kind: str, key: Key) -> Directive | None:
    """Return something that names a fund or an action, beside its own declaration, if any does."""
    posted = _find_posting(book, kind, key)
    if posted is not None:
        return posted
    name = "/".join(key)
    for entry in book.entries:
        if isinstance(entry, Custom) and entry.type != kind and _names(entry, name, key):
            return entry
        if isinstance(entry, Custom) and _is_named_in_fields(entry, name):
            return entry
    if kind != "action":
        return None
    place = ("Plan", *key)
    return next((n for n in book.notes if tuple(n.account.split(":")[1:4]) == place), None)


def was_recorded_on(entry: Directive, day: datetime.date) -> bool:
    """Return whether a directive was recorded on a day, by the clock of whoever asks."""
    found = (entry.meta or {}).get("recorded-at")
    try:
        return datetime.datetime.fromisoformat(str(found)).astimezone().date() == day
    except ValueError:
        return False


def _find_posting(book: Book, kind: str, key: Key) -> Directive | None:
    if kind == "fund":
        kinds = book.tracks_by_kind.get(key[0], {})
        tracks = [track for found in kinds.values() for track in found]
    else:
        tracks = [track for pot in book.pots_of(Pot(key)) for track in pot.tracks]
    return next((track.entries[0] for track in tracks if track.entries), None)


def _names(entry: Custom, name: str, key: Key) -> bool:
    """Return whether a directive's own values begin with it, as a return's or an earmark's do."""
    values = tuple(str(value.value) for value in entry.values or ())
    return values[: len(key)] == key or name in values


def _is_named_in_fields(entry: Custom, name: str) -> bool:
    words = (_WORD.findall(str(entry.meta.get(field, ""))) for field in _NAMING)
    return any(name == word or word.startswith(f"{name}/") for found in words for word in found)
