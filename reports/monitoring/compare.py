"""The books of today against what a return said when it was submitted: what changed, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from ringfence.ledger.book import Book
from ringfence.ledger.changes import Changed, changes_since, declared_since, terms_since
from ringfence.ledger.findings import where
from ringfence.ledger.frozen import FIRST, SENT, Frozen
from ringfence.ledger.snapshots import Snapshot, name_of, read, versions
from ringfence.reports.columns import CLAIM, LINE
from ringfence.reports.monitoring.as_json import as_json
from ringfence.reports.monitoring.content import retold, retold_table
from ringfence.reports.monitoring.report import Earlier, Figure, Report, Retold
from ringfence.reports.monitoring.sent import as_sent
from ringfence.reports.render.table import Cell, Column, Row, Table

_CLAIMED = "this_claim"
_CLAIM = ("award", "received_to_date", "claimed_to_date", _CLAIMED, "brought_in", "lapsed")
_LINE = (
    "current_allocation",
    "profile_to_date",
    "actual_in_period",
    "actual_to_date",
    "earmarked",
    "committed",
    "forecast_outturn",
)
_TITLES = {**CLAIM, **LINE}
#: A return submitted before the rules of today's forecasts lacks it.
FORECAST_WORDS = "forecast_words"


class Comparison(NamedTuple):
    """What changed. ``entries`` and ``terms`` are why; ``intact`` is the snapshot's own state.

    ``told`` is what of the narrative and the counts, which the digest does not cover.
    """

    fund: str
    ref: str
    same: bool
    intact: bool
    figures: tuple[Figure, ...]
    entries: tuple[Changed, ...]
    terms: tuple[tuple[str, str], ...]
    told: tuple[Retold, ...]

    @property
    def unchanged(self) -> bool:
        """Whether the books still say what the return said, in figures and in words."""
        return self.stands and not self.told

    @property
    def stands(self) -> bool:
        """Whether its figures and evidence are what they were."""
        return self.same and not self.figures

    @property
    def altered(self) -> str | None:
        """Return a message that the snapshot itself is not what it was; None if it is."""
        if self.intact:
            return None
        name = f"{self.fund} {self.ref}"
        return f"The snapshot of {name} was changed: it no longer matches its digest."

    @property
    def verdict(self) -> str | None:
        """Return a message that nothing changed, or only words and counts; None otherwise."""
        if not self.stands:
            return None
        name = f"{self.fund} {self.ref}"
        if self.told:
            return (
                f"The figures of the return {name} are what they were when it was submitted; its "
                "narrative or counts are not. Nobody has certified what was added or changed."
            )
        return f"The books still say what the return {name} said when it was submitted."

    @property
    def why(self) -> list[str]:
        """Return why it changed: of each transaction, and of each of the terms."""
        terms = (f"It was “{then}”, is “{now}”." for then, now in self.terms)
        return [*(describe_change(each) for each in self.entries), *terms]


def since_submission(
    book: Book, folder: Path, report: Report, version: int | None = None
) -> Comparison | None:
    """Compare a return, prepared of the books of today, with its snapshot beside them.

    ``version`` is of one that was reopened; else it is the one last submitted. None if there
    is no snapshot, or none that can be read.
    """
    dates = report.dates
    snapshot = read(folder / name_of(dates.fund, dates.ref, version))
    if snapshot is None or not _is_return(snapshot.report):
        return None
    frozen = Frozen(book, dates.fund, dates.ref, dates.as_at)
    return compare(snapshot, as_json(report), frozen, again=version is not None)


def with_sent(
    book: Book, folder: Path, report: Report, compared: Comparison | None = None
) -> Report:
    """Show a submitted return as it was sent, and add what changed since.

    What changed is added of one that was reopened too. Without a snapshot beside the books
    nothing is added, and the forecasts are worked out anew. ``compared`` is what
    :func:`since_submission` said of it already, if it was asked.
    """
    numbers = versions(folder, report.dates.fund, report.dates.ref)
    found = since_submission(book, folder, report, numbers[-1]) if numbers else None
    if found:
        report = report._replace(earlier=Earlier(numbers[-1], found.figures))
    sent = compared
    if sent is None and report.status in SENT:
        sent = since_submission(book, folder, report)
    report = report._replace(retold=sent.told) if sent else report
    return _as_it_was_sent(folder, report)


def _as_it_was_sent(folder: Path, report: Report) -> Report:
    """Return a submitted return the forecasts of its snapshot, where there is one."""
    snapshot = read(folder / name_of(report.dates.fund, report.dates.ref))
    if report.status not in SENT or snapshot is None or not _is_return(snapshot.report):
        return report
    return as_sent(report, snapshot.report)


def compare(
    snapshot: Snapshot, now: Mapping[str, Any], frozen: Frozen, *, again: bool = False
) -> Comparison:
    """Compare a snapshot with the return's JSON as the books have it today.

    Forecasts are compared where the return was made ``again``. Else what they rest on is, which
    the digest covers: they may differ by the rules alone, and are shown as they were sent. So is
    what it claimed, where the digest is the same.
    """
    same = frozen.says(snapshot.digest)
    forecasts = again or (not same and FORECAST_WORDS in snapshot.report["totals"])
    return Comparison(
        fund=frozen.fund,
        ref=frozen.ref,
        same=same,
        intact=snapshot.digest == snapshot.report.get("digest"),
        figures=tuple(
            _figures(
                snapshot.report,
                now,
                _CLAIM if again or not same else [name for name in _CLAIM if name != _CLAIMED],
                _LINE if forecasts else _LINE[:-1],
            )
        ),
        entries=tuple(changes_since(frozen, snapshot.counted, snapshot.words)),
        terms=tuple(_terms(frozen, snapshot)),
        told=retold(snapshot.report, now),
    )


def _terms(frozen: Frozen, snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    """Yield the terms that are others: how each was, and how it is."""
    if snapshot.version != FIRST:
        yield from (each.sides for each in declared_since(frozen, snapshot.declared))
    yield from terms_since(frozen, snapshot.lines, snapshot.version)


def describe_change(each: Changed) -> str:
    """Return what happened to a transaction."""
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


def figures_table(found: Comparison | Earlier) -> Table:
    """Lay the figures that changed out as a table."""
    columns = (
        Column("Of"),
        Column("Figure"),
        Column("As submitted", "money"),
        Column("Now", "money"),
    )
    rows = (
        Row((each.place, _figure_name(each), _amount(each.then), _amount(each.now)))
        for each in found.figures
    )
    return Table("Figures that changed", columns, tuple(rows))


def narrative_table(found: Comparison) -> Table:
    """Lay the narrative and the counts that were added or changed out as a table."""
    return retold_table(found.told, "Narrative and counts added or changed")


def _figure_name(each: Figure) -> str:
    """Call a figure as the return does; its name is of the JSON, which is older."""
    key = each.name.replace(" ", "_")
    return _TITLES[key].title if key in _TITLES else each.name.capitalize()


def _amount(text: str | None) -> Cell:
    """Read an amount of a snapshot; what is none, because somebody altered it, stays as it is."""
    try:
        return None if text is None else Decimal(text)
    except (ArithmeticError, TypeError, ValueError):
        return str(text)


def comparison_json(found: Comparison) -> dict[str, Any]:
    """Return the comparison as JSON."""
    return {
        "fund": found.fund,
        "period": found.ref,
        "same": found.same,
        "intact": found.intact,
        "figures": [each._asdict() for each in found.figures],
        "told": [each._asdict() for each in found.told],
        "why": [describe_change(each) for each in found.entries],
        "terms": [{"then": then, "now": now} for then, now in found.terms],
    }


def _is_return(values: Mapping[str, Any]) -> bool:
    """Return whether JSON has the parts whose figures are compared."""
    parts = ("claim", "reserve", "unallocated", "totals")
    lines = values.get("lines")
    return (
        all(isinstance(values.get(name), dict) for name in parts)
        and isinstance(lines, list)
        and all(isinstance(line, dict) and isinstance(line.get("action"), str) for line in lines)
    )


def _figures(
    then: Mapping[str, Any], now: Mapping[str, Any], claimed: Sequence[str], names: Sequence[str]
) -> Iterator[Figure]:
    yield from _of("Claim", then["claim"], now["claim"], claimed)
    for pool in ("reserve", "unallocated"):
        yield from _of(pool.capitalize(), then[pool], now[pool], ("total",))
    lines = [{line["action"]: line for line in each["lines"]} for each in (then, now)]
    for action in sorted({*lines[0], *lines[1]}):
        yield from _of(action, lines[0].get(action, {}), lines[1].get(action, {}), names)
    yield from _of("Total", then["totals"], now["totals"], names)


def _of(
    place: str, then: Mapping[str, Any], now: Mapping[str, Any], names: Sequence[str]
) -> Iterator[Figure]:
    for name in names:
        was, is_ = then.get(name), now.get(name)
        if was != is_:
            yield Figure(place, name.replace("_", " "), was, is_)
