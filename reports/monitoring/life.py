"""How far a return has come, step by step: who certified it, when it was sent, what was asked."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence

from ringfence.ledger.declarations.history import History, Version
from ringfence.ledger.declarations.models import Return
from ringfence.ledger.questions import Asked
from ringfence.ledger.recorded import recorded_late
from ringfence.reports.columns import SPENT
from ringfence.reports.monitoring.report import Step
from ringfence.reports.render.table import Column, Row, Table

#: Returns what a person was called on a day.
Named = Callable[[str | None, datetime.date], str | None]
#: Returns a question by its id.
Questions = Callable[[str], Asked | None]
#: What it is called that a question is answered and others of the return are open still.
IN_PART = "answered in part"
#: What it is called that a return is a draft again because nobody would certify it.
DECLINED = "declined"
_BY = {"certified": "certified_by", "submitted": "submitted_by"}


def steps_of(
    history: History[Return] | None,
    called: Named,
    questions: Questions,
    aside: Sequence[Version[Return]] = (),
) -> tuple[Step, ...]:
    """Return the steps that a return has taken, oldest first; each names people as of its day.

    Those that were set ``aside``, for another branch counts, stand before the step that says so.
    """
    if history is None:
        return ()
    counting = tuple(_steps(history.versions, called, questions))
    others = (
        each._replace(what=f"{each.what}, set aside") for each in _steps(aside, called, questions)
    )
    return tuple(sorted((*others, *counting), key=lambda each: each.day))


def last_certified(steps: Sequence[Step]) -> Step | None:
    """Return the certifying that stands; None of a return that is not certified, or reopened."""
    for step in reversed(steps):
        if step.what in ("certified", DECLINED, "reopened"):
            return step if step.what == "certified" else None
    return None


def steps_table(steps: Sequence[Step]) -> Table:
    """Lay the steps out as a table."""
    late = any(each.recorded for each in steps)
    columns = (
        Column("Date", "date"),
        *([Column(SPENT["recorded"].title, "date")] if late else []),
        *(Column(title) for title in ("Step", "By", "Reference", "Why")),
    )
    rows = (
        Row(
            (
                each.day,
                *([each.recorded] if late else []),
                *(_step_name(each), _by(each), each.reference, each.reason),
            )
        )
        for each in steps
    )
    return Table("History of this return", columns, tuple(rows))


def _by(step: Step) -> str | None:
    """Return whose step it was, who recorded it for them, and by which login if that is held."""
    login = f" (login {step.login})" if step.login else ""
    if step.recorded_by is None:
        return f"{step.by}{login}" if step.by else step.login
    recorded = f"recorded by {step.recorded_by}{login}"
    return f"{step.by}, {recorded}" if step.by else recorded


def _step_name(step: Step) -> str:
    if step.quoted:
        return f"{step.what}, quoting the seal"
    if step.what != "submitted":
        return step.what
    return f"{step.what}, version {step.version}{'' if step.seal else ', without a seal'}"


def named_on(history: History[Return] | None, field: str) -> datetime.date | None:
    """Return the day on which a return last said something of a field; None if it never did."""
    versions = history.versions if history else []
    return next((each.day for each in reversed(versions) if field in each.changed), None)


def _steps(
    versions: Sequence[Version[Return]], called: Named, questions: Questions
) -> Iterator[Step]:
    version = 0
    known: set[str] = set()
    for each in versions:
        declared = each.value
        if declared.joined or declared.redacts:
            yield _beside(each, called, version)
            continue
        if declared.status is None or "status" not in each.changed:
            continue
        declined = declared.declined_by if "declined-by" in each.changed else None
        if declared.status == "draft" and declined is None:
            continue
        version += declared.status == "submitted"
        fresh = declared.reason if "reason" in each.changed else None
        by = getattr(declared, _BY[declared.status]) if declared.status in _BY else declined
        reference = declared.reference if "reference" in each.changed else None
        is_certificate = bool(declined) or declared.status == "certified"
        on_paper = is_certificate and declared.recorded_by != by
        recorder = declared.recorded_by if declared.recorded_for or on_paper else None
        what = DECLINED if declined else declared.status
        asked = questions(declared.question) if declared.question else None
        if asked is not None:
            is_answer = asked.id in known or declared.status == "answered"
            known.add(asked.id)
            by, fresh = (
                (asked.answered_by, asked.answer) if is_answer else (asked.asked_by, asked.text)
            )
            what = IN_PART if is_answer and what == "queried" else what
        yield Step(
            day=each.day,
            what=what,
            by=called(by, each.day),
            reference=reference,
            reason=fresh,
            version=version,
            recorded_by=called(recorder, each.day),
            recorded=recorded_late(each.entry),
            seal=declared.seal,
            question=declared.question,
            login=declared.recorded_login if is_certificate else None,
            quoted=declared.quoted if "quoted" in each.changed else None,
        )


def _beside(each: Version[Return], called: Named, version: int) -> Step:
    """Return a step that changes no status: which branch counts, or that names were taken out."""
    said = each.value
    by, reason = (
        (said.joined_by, said.joined_reason)
        if said.joined
        else (said.redacted_by, said.redacted_reason)
    )
    return Step(
        day=each.day,
        what="joined" if said.joined else "redacted",
        by=called(by, each.day),
        reference=None,
        reason=reason,
        version=version,
        recorded=recorded_late(each.entry),
        seal=said.seal,
    )
