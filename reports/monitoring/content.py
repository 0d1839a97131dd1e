"""What a return tells beside its figures: narrative, counts, explanations; and what changed of it.

A submitted return's figures are frozen. What was delivered can still be told later, so its words
and counts are not; but whoever certified it certified those that were there. So they have a digest
of their own, and what was added or changed since is said wherever the return is shown.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any, NamedTuple

from ringfence.ledger.hashing import digest_of
from ringfence.ledger.redaction import is_same_text
from ringfence.reports.columns import LINE
from ringfence.reports.monitoring.as_json import as_json
from ringfence.reports.monitoring.report import Report, Retold
from ringfence.reports.render.table import Column, Row, Table, long_date

Json = Mapping[str, Any]
_WORDS = {"narrative": "What was delivered", "risks": "Risk"}
_OF_LINES = {key: LINE[key].title for key in ("explanation", "forecast_reason", "rag")}


class _Telling(NamedTuple):
    """One thing told: of which action, what it is, and the words or the count."""

    place: str
    title: str
    what: str
    text: str


def content_digest(report: Report) -> str:
    """Return the digest of what a return tells, as it is certified."""
    return digest_of(f"{e.place} {e.what} {e.text!a}" for e in _tellings(as_json(report)))


def retold(then: Json, now: Json) -> tuple[Retold, ...]:
    """Return what one return's JSON tells and another's does not, by action."""
    sides = []
    for values in (then, now):
        found: dict[tuple[str, str], list[_Telling]] = {}
        for each in _tellings(values):
            found.setdefault((each.place, each.what), []).append(each)
        sides.append(found)
    was, is_ = sides
    return tuple(
        change
        for key in sorted({*was, *is_})
        for change in _changes(was.get(key, []), is_.get(key, []))
    )


def retold_table(found: Sequence[Retold], title: str) -> Table:
    """Lay what was added or changed out as a table."""
    columns = (Column("Action"), Column("What"), Column("As submitted"), Column("Now"))
    rows = (Row((each.place, each.what, each.then, each.now)) for each in found)
    return Table(title, columns, tuple(rows))


def _changes(was: list[_Telling], is_: list[_Telling]) -> Iterator[Retold]:
    """Pair what is gone with what came, in their order; what stayed is neither."""
    came = [each.text for each in is_]
    gone = []
    for each in was:
        same = next((text for text in came if is_same_text(each.text, text)), None)
        if same is not None:
            came.remove(same)
        else:
            gone.append(each.text)
    first = (is_ or was)[0]
    for then, now in zip_longest(gone, came):
        yield Retold(first.title, first.what, then, now)


def _tellings(declared: Json) -> Iterator[_Telling]:
    """Yield what a return's JSON tells. Odd parts of an altered snapshot are left out."""
    for each in _dicts(declared.get("delivery")):
        place = (f"{each.get('year')}/{each.get('action')}", str(each.get("title")))
        for name, what in _WORDS.items():
            for note in _dicts(each.get(name)):
                yield _Telling(*place, f"{what}, {_day(note.get('date'))}", str(note.get("text")))
        for count in _dicts(each.get("measures")):
            yield _Telling(*place, _count_name(count), _count_content(count))
    for line in _dicts(declared.get("lines")):
        place = (f"{line.get('year')}/{line.get('action')}", str(line.get("title")))
        for name, what in _OF_LINES.items():
            if line.get(name):
                yield _Telling(*place, what, str(line[name]))


def _count_name(count: Json) -> str:
    group = f", {count['group']}" if count.get("group") else ""
    return f"Count of “{count.get('name')}”{group}"


def _count_content(count: Json) -> str:
    """Return a count with its target, as it stands in the return."""
    parts = [f"{count['count']} in the period" if count.get("count") else "none in the period"]
    parts.append(f"{count.get('to_date')} to date")
    if count.get("target"):
        parts.append(f"target {count['target']} by {_day(count.get('target_to'))}")
    if isinstance(sources := count.get("sources"), list) and sources:
        parts.append(f"from {', '.join(map(str, sources))}")
    return ", ".join(parts)


def _day(day: object) -> str:
    try:
        return long_date(datetime.date.fromisoformat(str(day)))
    except ValueError:
        return str(day)


def _dicts(value: object) -> Iterator[Json]:
    if isinstance(value, list):
        yield from (each for each in value if isinstance(each, dict))
