"""What a tag comes to: a value of the return's JSON, with its kind."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from ringfence.ledger.commands import Blank, command
from ringfence.reports.figure import Kind
from ringfence.reports.funder_form.names import JOINED, LISTS
from ringfence.reports.funder_form.tags import Loop, Reference
from ringfence.reports.monitoring.as_json import as_json
from ringfence.reports.monitoring.missing import TO_COMPLETE
from ringfence.reports.monitoring.report import Report
from ringfence.reports.render.table import clean, long_date

Item = Mapping[str, Any]
#: The items that a row stands for, by what it is repeated for.
Bound = Mapping[Loop, Item]
Value = str | Decimal | datetime.date

#: What stands in a form where there is nothing to list.
NONE = "None"
_MOST_DIGITS = 4
_WITHHELD = "withheld"
_WANTS = "wants explanation"
_BESIDE: dict[Loop, list[Loop]] = {
    ((one, None),): [((other, None),) for other in JOINED - {one}] for one in JOINED
}
_PRIVATE = frozenset({"payee", "invoice", "description"})


class Found(NamedTuple):
    """A value, or None and why: ``lacking`` says what is to complete, else it is just blank."""

    kind: Kind
    value: Value | None = None
    lacking: str | None = None


class Values:
    """The values of one return."""

    def __init__(self, report: Report) -> None:
        self._whole = as_json(report)
        for line, each in zip(self._whole["lines"], report.lines, strict=True):
            opening = f"{each.title}: say why "
            line[_WANTS] = any(str(item).startswith(opening) for item in report.demanded)

    def rows(self, loops: Iterable[Loop], outer: Bound) -> list[Bound]:
        """Return the items of each row that is made of one: none if there is nothing to list."""
        rows: list[Bound] = [outer]
        for loop in sorted(set(loops) - set(outer), key=lambda each: (len(each), each)):
            rows = [{**row, loop: item} for row in rows for item in self._each(loop, row)]
        return rows

    def find(self, reference: Reference, bound: Bound) -> Found:
        """Find what a tag comes to in a row."""
        kind, name = reference.tag.kind, reference.tag.name
        holder: Any = self._whole
        above = ""
        for index, (path, chosen) in enumerate(reference.steps, start=1):
            if chosen is None:
                holder = bound[reference.steps[:index]]
            else:
                items = _items(_within(holder, path, above), path)
                holder = _choose(items, path, chosen)
                if holder is None:
                    return Found(kind, lacking=_not_there(items, path, chosen))
            above = path
        raw = [holder] if above == name else _within(holder, name, above)
        if raw is None or raw in ("", []):
            return Found(kind, _instead(holder, name), self._what_lacks(reference, holder))
        return Found(kind, _with_type(raw, kind))

    def count(self, path: str) -> int:
        """Return how many items a list of the whole return has."""
        return len(_items(_within(self._whole, path, ""), path))

    def ids(self, path: str) -> list[str]:
        """Name the items of such a list."""
        named = LISTS[path]
        items = _items(_within(self._whole, path, ""), path)
        return [str(item[named]) for item in items] if named else []

    def _each(self, loop: Loop, row: Bound) -> list[Item]:
        """Return a list's items; beside those of the list it is joined to, the one for each."""
        holder: Any = self._whole
        above, (path, _each) = "", loop[-1]
        for index, (name, chosen) in enumerate(loop[:-1], start=1):
            if chosen is None:
                holder = row[loop[:index]]
            else:
                holder = _choose(_items(_within(holder, name, above), name), name, chosen)
            above = name
        items = _items(_within(holder, path, above), path)
        beside = [row[key] for key in _BESIDE.get(loop, ()) if key in row]
        return [item for item in items if all(_key(item) == _key(each) for each in beside)]

    def _what_lacks(self, reference: Reference, holder: Item) -> str | None:
        name = reference.tag.name
        as_at = self._whole["period"]["as_at"]

        def note(kind: str) -> str:
            return "Type: " + command("note", _key(holder), Blank.TEXT, date=as_at, kind=kind)

        if name == "lines.explanation" and holder.get(_WANTS):
            return "the fund's terms demand an explanation. " + note("explanation")
        if reference.tag.optional or _instead(holder, name):
            return None
        if name == "delivery.narrative":
            return "nothing is noted. " + note("delivery")
        return "the books do not say"


def label(reference: Reference, bound: Bound) -> str | None:
    """Name the item that a row stands for, for whoever is to complete it."""
    names = [
        str(name)
        for index, (path, chosen) in enumerate(reference.steps, start=1)
        if chosen is None
        and (item := bound.get(reference.steps[:index]))
        and (name := item.get(LISTS[path] or "name") or item.get("payee"))
    ]
    return ", ".join(names) or None


def _within(holder: Any, name: str, above: str) -> Any:  # noqa: ANN401 - JSON
    """Follow a name from a holder, by what is left of it."""
    for key in name[len(above) :].strip(".").split("."):
        holder = holder.get(key) if holder else None
    return holder


def _items(holder: Any, path: str) -> list[Item]:  # noqa: ANN401 - JSON
    if isinstance(holder, dict):
        named = LISTS[path] or "id"
        return [
            {named: key, **(value if isinstance(value, dict) else {"amount": value})}
            for key, value in holder.items()
        ]
    return list(holder or ())


def _choose(items: list[Item], path: str, chosen: str) -> Item | None:
    """Pick an item by its id, if only one has it, else by its number, counted from 1."""
    found = _items_called(items, path, chosen)
    if found:
        return found[0] if len(found) == 1 else None
    number = int(chosen) if is_number(chosen) else 0
    return items[number - 1] if 0 < number <= len(items) else None


def _items_called(items: list[Item], path: str, chosen: str) -> list[Item]:
    named, wanted = LISTS[path], chosen.casefold()
    if named is None:
        return []
    return [
        item for item in items if wanted in (str(item[named]).casefold(), _key(item).casefold())
    ]


def is_number(chosen: str) -> bool:
    """Return whether an item is asked for by its number, as in ``lines.1``."""
    return chosen.isdecimal() and len(chosen) <= _MOST_DIGITS


def _not_there(items: list[Item], path: str, chosen: str) -> str | None:
    """Return what an id that the return doesn't have is; a row beyond the last is only blank."""
    named = LISTS[path]
    if _items_called(items, path, chosen):
        years = " or ".join(f"{path}.{_key(item)}" for item in _items_called(items, path, chosen))
        return f"{chosen} is in several years' plans: write {years}"
    if is_number(chosen):
        return None
    if not named:
        return f"items of {path} have numbers, as in {path}.1, and no names such as {chosen}"
    there = ", ".join(str(item[named]) for item in items) or "none"
    return f"this return has no {named} {chosen}; it has {there}"


def _instead(holder: Item, name: str) -> str | None:
    """Return a message that what is private is withheld, and not missing."""
    private = holder.get("private") and name.rpartition(".")[2] in _PRIVATE
    return _WITHHELD if private else None


def _with_type(raw: Any, kind: Kind) -> Value:  # noqa: ANN401 - JSON
    if kind in ("money", "number", "percent"):
        return Decimal(raw)
    if kind == "date":
        return datetime.date.fromisoformat(raw)
    if kind == "flag":
        return "yes" if raw else "no"
    if kind == "words":
        return ", ".join(clean(each) for each in raw)
    if kind == "notes":
        return "\n".join(clean(each["text"]) for each in raw)
    return clean(str(raw))


def spoken(found: Found, before: str = "", after: str = "") -> str:
    """Write a value as people read it; a £ or % beside the tag is not written again."""
    value = found.value
    if value is None:
        return TO_COMPLETE if found.lacking else ""
    if isinstance(value, datetime.date):
        return long_date(value)
    if isinstance(value, Decimal):
        return _number(value, found.kind, before.rstrip()[-1:], after.lstrip()[:1])
    return value


def _number(value: Decimal, kind: Kind, before: str, after: str) -> str:
    if kind == "percent":
        return f"{value:f}" + ("" if after == "%" else "%")
    if kind == "number":
        return f"{value:,f}"
    sign = "-" if value < 0 else ""
    return f"{sign}{'' if before == '£' else '£'}{abs(value):,.2f}"


def _key(item: Item) -> str:
    return f"{item.get('year')}/{item.get('action')}"
