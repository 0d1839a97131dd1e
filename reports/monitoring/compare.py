"""The books of today against what a return said when it was submitted: what changed, and why."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from typing import Any
from typing import NamedTuple

from ringfence.ledger.changes import Changed
from ringfence.ledger.changes import changes_since
from ringfence.ledger.changes import terms_since
from ringfence.ledger.findings import where
from ringfence.ledger.frozen import Frozen
from ringfence.ledger.snapshots import Snapshot
from ringfence.reports.render.table import Column
from ringfence.reports.render.table import Row
from ringfence.reports.render.table import Table

_CLAIM = ("award", "received_to_date", "claimed_to_date", "this_claim", "brought_in", "lapsed")
_LINE = (
    "current_allocation",
    "profile_to_date",
    "actual_in_period",
    "actual_to_date",
    "earmarked",
    "committed",
    "forecast_outturn",
)


class Figure(NamedTuple):
    """A figure that is not what it was; None where there was, or is, no such line."""

    place: str
    name: str
    then: str | None
    now: str | None


class Comparison(NamedTuple):
    """What changed. ``entries`` and ``terms`` are why; ``intact`` is the snapshot's own state."""

    fund: str
    ref: str
    same: bool
    intact: bool
    figures: tuple[Figure, ...]
    entries: tuple[Changed, ...]
    terms: tuple[tuple[str, str], ...]


def compare(snapshot: Snapshot, now: Mapping[str, Any], frozen: Frozen) -> Comparison:
    """Compare a snapshot with the return's JSON as the books have it today."""
    return Comparison(
        fund=frozen.fund,
        ref=frozen.ref,
        same=snapshot.digest == frozen.digest,
        intact=snapshot.digest == snapshot.report.get("digest"),
        figures=tuple(_figures(snapshot.report, now)),
        entries=tuple(changes_since(frozen, snapshot.counted)),
        terms=tuple(terms_since(frozen, snapshot.lines)),
    )


def told(each: Changed) -> str:
    """Say what happened to a transaction."""
    if each.entry is None:
        then = each.then
        who = f"“{then.payee or 'A private entry'}” of {then.date}" if then else ""
        return f"{who} ({each.was}) is gone."
    words = each.entry.payee or each.entry.narration or "An entry"
    place = f"“{words}” at {where(each.entry.meta)}"
    if each.then is None:
        moved = Changed(each.now, None, None).was
        return f"{place} was added, dated {each.entry.date}: {moved}."
    return f"{place} was changed: {'; '.join(each.differences)}."


def figures_table(found: Comparison) -> Table:
    """Lay the figures that changed out as a table."""
    columns = (Column("Of"), Column("Figure"), Column("As submitted"), Column("Now"))
    rows = (Row((each.place, each.name, each.then, each.now)) for each in found.figures)
    return Table("", columns, tuple(rows))


def comparison_json(found: Comparison) -> dict[str, Any]:
    """Give the comparison as JSON."""
    return {
        "fund": found.fund,
        "period": found.ref,
        "same": found.same,
        "intact": found.intact,
        "figures": [each._asdict() for each in found.figures],
        "why": [told(each) for each in found.entries],
        "terms": [{"then": then, "now": now} for then, now in found.terms],
    }


def _figures(then: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Figure]:
    yield from _of("Claim", then["claim"], now["claim"], _CLAIM)
    for name in ("reserve", "unallocated"):
        yield from _of(name.capitalize(), then[name], now[name], ("total",))
    lines = [{line["action"]: line for line in each["lines"]} for each in (then, now)]
    for action in sorted({*lines[0], *lines[1]}):
        yield from _of(action, lines[0].get(action, {}), lines[1].get(action, {}), _LINE)
    yield from _of("Total", then["totals"], now["totals"], _LINE)


def _of(
    place: str, then: Mapping[str, Any], now: Mapping[str, Any], names: tuple[str, ...]
) -> Iterator[Figure]:
    for name in names:
        was, is_ = then.get(name), now.get(name)
        if was != is_:
            yield Figure(place, name.replace("_", " "), was, is_)
