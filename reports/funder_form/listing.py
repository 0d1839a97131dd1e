"""The tags there are, and those of a form, as tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ringfence.reports.funder_form.names import LISTS, TAGS, Tag
from ringfence.reports.funder_form.tags import Reference, spots
from ringfence.reports.funder_form.values import Values, spoken
from ringfence.reports.render.table import Column, Row, Table, clean

_WITHOUT = "–"


def tags_table(values: Values | None) -> Table:
    """Return every tag with its meaning; with values, with what it comes to in a return."""
    second = "In this return" if values else "What it is"
    rows = (
        Row((f"{{{{ {tag.name} }}}}", _value(tag, values) if values else _meaning(tag)))
        for tag in TAGS.values()
    )
    return Table("", (Column("Tag"), Column(second)), tuple(rows))


def form_lines(found: Iterable[tuple[str, Reference]], values: Values | None) -> Iterator[str]:
    """Yield the tags of a form, each with where it is; with values, with what it comes to."""
    for place, reference in found:
        value = f": {_of(reference, values)}" if values else ""
        yield clean(f"{reference.written} in {place}{value}")


def _meaning(tag: Tag) -> str:
    return f"{tag.says}, in each row" if _is_listed(tag) else tag.says


def _is_listed(tag: Tag) -> bool:
    return any(tag.name.startswith(f"{path}.") for path in LISTS)


def _value(tag: Tag, values: Values) -> str:
    (spot,) = spots(f"{{{{ {tag.name} }}}}")
    return _of(spot.reference, values) if spot.reference else _WITHOUT


def _of(reference: Reference, values: Values) -> str:
    """Show what a tag comes to; of a list, in how many rows, and in the first."""
    loops = list(reference.loops)
    rows = values.rows(loops, {})
    if not rows:
        return "no rows"
    first = spoken(values.find(reference, rows[0])) or _WITHOUT
    return f"{len(rows)} rows: {first}…" if loops and len(rows) > 1 else first
