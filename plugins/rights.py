"""Who may certify, sign and manage people: part of the rule `declaration`.

What a person may is declared by somebody who may manage people. The first is declared by anybody:
until then nobody could.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any, NamedTuple

from beancount.core.data import Custom

from ringfence.ledger.actors import find_person
from ringfence.ledger.book import Book
from ringfence.ledger.declarations.history import History, Version
from ringfence.ledger.declarations.models import Person
from ringfence.ledger.findings import Finding
from ringfence.ledger.metadata import text
from ringfence.ledger.permissions import (
    is_bound,
    may,
    reason_against,
    step_of_directive,
)
from ringfence.plugins.wording import block, list_words

RULE = "declaration"
#: Who took a step, by the field that says so; what else is judged by who recorded it.
_BY = {
    "certify": "certified-by",
    "decline": "declined-by",
    "sign": "signed-by",
    "join": "joined-by",
}


def rights(book: Book) -> Iterator[Finding]:
    """Find what somebody declared, certified, declined or signed who may not.

    Books in which nobody declares what people `may` are as they always were.
    """
    said = [
        version
        for history in book.register.persons.values()
        for version in history.versions
        if "may" in version.changed
    ]
    if not said:
        return
    yield from _people(book)
    yield from _steps(book)


class _Managers(NamedTuple):
    """Who may manage people by now, and since which day anybody may."""

    names: frozenset[str]
    since: datetime.date


def _people(book: Book) -> Iterator[Finding]:
    """Find who was declared, after somebody could manage people, by somebody who may not.

    What was written by hand together with the first says nothing of who recorded it.
    """
    managers: _Managers | None = None
    for version in _in_order(book):
        entry, by = version.entry, text(version.entry, "recorded-by")
        if managers and not _is_managed(book, managers, entry, by):
            yield block(RULE, _not_managed(book, entry, by, managers), entry, book)
        if not isinstance(version.value, Person):
            continue
        before = managers.names if managers else frozenset()
        changed = {version.value.id} if "manage" in (version.value.may or ()) else set()
        names = frozenset(before - {version.value.id} | changed)
        if names and not managers:
            managers = _Managers(names, _recorded_on(entry))
        elif managers:
            # Who let the last one go is told when it is recorded; the books keep the last known.
            managers = managers._replace(names=names or managers.names)


def _in_order(book: Book) -> list[Version[Any]]:
    """Return what is said of people, and of what the finance officer is called, as recorded."""
    register = book.register
    histories: list[History[Any]] = [*register.persons.values(), *register.partnerships.values()]
    found = [
        (_recorded_on(version.entry), version.day, version.entry.meta["lineno"], version)
        for history in histories
        for version in history.versions
        if step_of_directive(version.value.kind, dict.fromkeys(version.changed)) == "people"
    ]
    return [each[-1] for each in sorted(found, key=lambda each: each[:3])]


def _is_managed(book: Book, managers: _Managers, entry: Custom, by: str) -> bool:
    if not by:
        return _recorded_on(entry) <= managers.since
    return find_person(book.register, by) in managers.names


def _not_managed(book: Book, entry: Custom, by: str, managers: _Managers) -> str:
    who = list_words(sorted(managers.names), "or")
    what = _call(entry)
    if not by:
        return (
            f"{what}, dated {entry.date}, does not say who recorded it. Since {managers.since} "
            f"only {who} may add or change people: let them record it by a command, and take "
            "this out."
        )
    return (
        f"{what} was recorded by {by}. Since {managers.since} only {who} may add or change "
        "people: let them record it, and take this out."
    )


def _steps(book: Book) -> Iterator[Finding]:
    """Find what was certified, declined or signed by somebody who may not, on its own day."""
    register = book.register
    for kind in ("return", "reconciliation"):
        for history in register.of_kind(kind).values():
            for version in history.versions:
                fields = {name: version.entry.meta.get(name) for name in version.changed}
                step = step_of_directive(kind, fields)
                by = fields.get(_BY.get(step, ""))
                if not by or not is_bound(register, by, version.day):
                    continue
                if not may(register, by, step, version.day):
                    reason = reason_against(register, by, step, version.day)
                    message = (
                        f"{_call(version.entry)}: {reason} Take this out, and let who may do it."
                    )
                    yield block(RULE, message, version.entry, book)


def _call(entry: Custom) -> str:
    return " ".join([entry.type, *(f'"{each.value}"' for each in entry.values)])


def _recorded_on(entry: Custom) -> datetime.date:
    """Return the day on which a directive was recorded: what is dated back is no earlier."""
    try:
        return max(datetime.date.fromisoformat(text(entry, "recorded-at")[:10]), entry.date)
    except ValueError:
        return entry.date
