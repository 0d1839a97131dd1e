"""How far a return has come, step by step: who certified it, when it was sent, what was asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from ringfence.ledger.declarations.history import History
from ringfence.ledger.declarations.models import Return
from ringfence.reports.monitoring.report import Step
from ringfence.reports.render.table import Column, Row, Table

_BY = {"certified": "certified_by", "submitted": "submitted_by"}


def steps_of(
    history: History[Return] | None, called: Callable[[str | None], str | None]
) -> tuple[Step, ...]:
    """Return the steps that a return has taken, oldest first; ``called`` names a person."""
    return tuple(_steps(history, called)) if history else ()


def last_certified(steps: Sequence[Step]) -> Step | None:
    """Return the certifying that stands; None of a return that is not certified, or reopened."""
    for step in reversed(steps):
        if step.what in ("certified", "reopened"):
            return step if step.what == "certified" else None
    return None


def steps_table(steps: Sequence[Step]) -> Table:
    """Lay the steps out as a table."""
    columns = (Column("Date", "date"), *(Column(t) for t in ("Step", "By", "Reference", "Why")))
    rows = (
        Row((each.day, _step_name(each), each.by, each.reference, each.reason)) for each in steps
    )
    return Table("History of this return", columns, tuple(rows))


def _step_name(step: Step) -> str:
    return f"{step.what}, version {step.version}" if step.what == "submitted" else step.what


def _steps(history: History[Return], called: Callable[[str | None], str | None]) -> Iterator[Step]:
    version = 0
    for each in history.versions:
        declared = each.value
        if declared.status is None or "status" not in each.changed or declared.status == "draft":
            continue
        version += declared.status == "submitted"
        fresh = declared.reason if "reason" in each.changed else None
        by = getattr(declared, _BY[declared.status]) if declared.status in _BY else None
        reference = declared.reference if "reference" in each.changed else None
        yield Step(each.day, declared.status, called(by), reference, fresh, version)
