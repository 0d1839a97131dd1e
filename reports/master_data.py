"""What is declared, as people look it up: lists, and all that is said of one thing."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Any, NamedTuple

from ringfence.ledger.book import Book
from ringfence.ledger.decisions import amount_left
from ringfence.ledger.declarations.fields import Clause, Dated, Share
from ringfence.ledger.declarations.forms import Form, forms_of
from ringfence.ledger.declarations.history import History, Key
from ringfence.ledger.declarations.models import MODELS
from ringfence.ledger.money import plain, pounds
from ringfence.reports.citations import Citing, citations
from ringfence.reports.render.table import (
    Cell,
    Column,
    Fields,
    Kind,
    Paper,
    Row,
    Section,
    Table,
    long_date,
)

Json = dict[str, Any]
Relative = Callable[[str], str]
#: Which fields a list shows, after the id.
_LISTED: dict[str, tuple[str, ...]] = {
    "fund": ("title", "funder", "stage", "award", "spend-by", "returns"),
    "action": ("title", "priority", "lead"),
    "earmark": ("title", "provider", "order", "agreement", "delivery-by"),
    "decision": ("body", "title", "amount"),
    "person": ("name", "role", "email"),
}
_CELLS: dict[str, Kind] = {"money": "money", "day": "date", "number": "number", "whole": "number"}


class _Listed(NamedTuple):
    """One thing as it stands on a day."""

    key: Key
    history: History[Any]
    value: Any

    @property
    def name(self) -> str:
        return "/".join(self.key)


def list_table(book: Book, kind: str, day: datetime.date) -> Table:
    """Lay a kind of declaration out as a table, as they stand on a day."""
    forms = _listed_forms(kind)
    columns = [Column(kind.capitalize())]
    columns += [Column(_title(form.name), _CELLS.get(form.kind, "text")) for form in forms]
    if kind == "decision":
        columns[1:1] = [Column("Date", "date")]
        columns.append(Column("Left of its amount", "money"))
    rows = []
    for each in _all(book, kind, day):
        cells = [_cell(form, getattr(each.value, form.attribute)) for form in forms]
        if kind == "decision":
            cells = [each.history.first_day, *cells, amount_left(book, each.name)]
        rows.append(Row((each.name, *cells)))
    return Table("", tuple(columns), tuple(rows))


def list_json(book: Book, kind: str, day: datetime.date) -> list[Json]:
    """Return a kind of declaration as JSON, every field of each."""
    return [_as_json(book, kind, each) for each in _all(book, kind, day)]


def show_paper(book: Book, kind: str, key: Key, day: datetime.date, relative: Relative) -> Paper:
    """Lay out all that is said of one thing, its amendments, and what cites a decision."""
    thing = _one(book, kind, key, day)
    rows = [
        (_title(form.name), _cell(form, value))
        for form, value in _fields_with_value(kind, thing.value)
    ]
    blocks: list[Any] = []
    if kind == "decision":
        rows.append(("Date", thing.history.first_day))
        left = amount_left(book, thing.name)
        if left is not None:
            rows.append(("Left of its amount", left))
    blocks.append(Fields(f"As it stands on {long_date(day)}", tuple(rows)))
    if len(thing.history.versions) > 1:
        blocks.append(_amendments(kind, thing.history))
    if kind == "decision":
        found = list(citations(book, thing.name, relative))
        blocks.append(_citations_table(found))
    name = thing.name or getattr(thing.value, "name", "")
    sections = tuple(Section(block.title, (block,)) for block in blocks)
    return Paper(f"{kind.capitalize()} {name}".strip(), "", (), sections, day)


def show_json(book: Book, kind: str, key: Key, day: datetime.date, relative: Relative) -> Json:
    """Return all that is said of one thing as JSON."""
    thing = _one(book, kind, key, day)
    shown = _as_json(book, kind, thing)
    shown["history"] = [
        {
            "date": version.day.isoformat(),
            "decisions": list(version.value.decision),
            "changed": {
                _spelt(form): _json(form, getattr(version.value, form.attribute))
                for form in forms_of(MODELS[kind])
                if form.name in version.changed
            },
            "file": relative(str(version.entry.meta["filename"])),
            "line": version.entry.meta["lineno"],
        }
        for version in thing.history.versions
    ]
    if kind == "decision":
        shown["cited_by"] = [
            {
                "date": each.day.isoformat(),
                "what": each.what,
                "amount": None if each.amount is None else plain(each.amount),
                "file": each.file,
                "line": each.line,
            }
            for each in citations(book, thing.name, relative)
        ]
    return shown


def _all(book: Book, kind: str, day: datetime.date) -> Iterator[_Listed]:
    for key, history in sorted(book.register.of_kind(kind).items()):
        whole = (key,) if isinstance(key, str) else key
        yield _Listed(whole, history, history.at_or_first(day))


def _one(book: Book, kind: str, key: Key, day: datetime.date) -> _Listed:
    history = book.register.of_kind(kind)[key[0] if len(key) == 1 else key]
    return _Listed(key, history, history.at_or_first(day))


def _listed_forms(kind: str) -> list[Form]:
    forms = {form.name: form for form in forms_of(MODELS[kind])}
    return [forms[name] for name in _LISTED[kind]]


def _fields_with_value(kind: str, value: Any) -> Iterator[tuple[Form, Any]]:  # noqa: ANN401 - any model
    """Yield the fields that have a value."""
    for form in forms_of(MODELS[kind]):
        found = getattr(value, form.attribute)
        if found is not None and found != ():
            yield form, found


def _as_json(book: Book, kind: str, thing: _Listed) -> Json:
    shown: Json = {"id": thing.name, "since": thing.history.first_day.isoformat()}
    for form in forms_of(MODELS[kind]):
        shown[_spelt(form)] = _json(form, getattr(thing.value, form.attribute))
    if kind == "decision":
        left = amount_left(book, thing.name)
        shown["left"] = None if left is None else plain(left)
    return shown


def _amendments(kind: str, history: History[Any]) -> Table:
    columns = (
        Column("From", "date"),
        *(Column(title) for title in ("What", "Became", "Decision")),
    )
    rows = [
        Row(
            (
                version.day,
                _title(form.name),
                _text(form, getattr(version.value, form.attribute)) or "nothing",
                ", ".join(version.value.decision),
            )
        )
        for before, version in pairwise(history.versions)
        for form in forms_of(MODELS[kind])
        if getattr(version.value, form.attribute) != getattr(before.value, form.attribute)
    ]
    return Table("Amended", columns, tuple(rows))


def _citations_table(found: list[Citing]) -> Table | Fields:
    if not found:
        return Fields("What rests on it", (("Nothing", "yet"),))
    columns = (
        Column("Date", "date"),
        Column("What"),
        Column("Where"),
        Column("Of its amount", "money", summed=True),
    )
    rows = tuple(
        Row((each.day, each.what, f"{each.file}:{each.line}", each.amount)) for each in found
    )
    return Table("What rests on it", columns, rows, "In all")


def _spelt(form: Form) -> str:
    return form.name.replace("-", "_")


def _title(name: str) -> str:
    return name.replace("-", " ").capitalize()


def _cell(form: Form, value: Any) -> Cell:  # noqa: ANN401 - any field's
    if isinstance(value, Decimal) and form.kind == "number":
        return f"{value.normalize():f}"
    if value is None or (isinstance(value, str | Decimal | datetime.date)):
        return value
    return _text(form, value)


def _text(form: Form, value: Any) -> str:  # noqa: ANN401 - any field's
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime.date):
        return long_date(value)
    if isinstance(value, Decimal):
        return pounds(value) if form.kind == "money" else f"{value.normalize():f}"
    if isinstance(value, tuple):
        return ", ".join(_part(part) for part in value)
    return str(value)


def _part(part: object) -> str:
    if isinstance(part, Dated):
        return f"{pounds(part.amount)} by {long_date(part.day)}"
    if isinstance(part, Share | Clause):
        return f"{part[0]} {part[1]}"
    return str(part)


def _json(form: Form, value: Any) -> Any:  # noqa: ANN401 - any field's, as JSON has it
    if isinstance(value, Dated):
        return {"date": value.day.isoformat(), "amount": plain(value.amount)}
    if isinstance(value, Share | Clause):
        names = ("fund", "part") if isinstance(value, Share) else ("field", "reference")
        return dict(zip(names, _part(value).split(" ", 1), strict=True))
    if isinstance(value, tuple):
        return [_json(form, part) for part in value]
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return plain(value) if form.kind == "money" else f"{value.normalize():f}"
    return value
