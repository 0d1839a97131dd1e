"""The table of what stands out of a return, in the words of a paper: days in full, as all else."""

from __future__ import annotations

from collections.abc import Iterator

from ringfence.reports.monitoring.exceptions import WARNED, Standing
from ringfence.reports.monitoring.report import Report
from ringfence.reports.render.table import Column, Row, Table, days_in_words

EXCEPTIONS = "Exceptions: recorded all the same"
_WITHHELD = "withheld"
#: A warning asks for no decision, which a reader who looks for one is told.
_STATES = {WARNED: "noted; no decision is needed"}


def exceptions_table(report: Report) -> Iterator[Table]:
    """Yield the entries that departed from a rule, with what was decided of each."""
    rows = tuple(
        Row(
            (
                each.date,
                _what(each),
                "; ".join((_STATES.get(each.state, each.state), *each.decisions)),
                ", ".join(each.funds),
                each.amount,
            )
        )
        for each in report.standing_out
    )
    columns = (
        Column("Date", "date"),
        *(Column(title) for title in ("What", "How it stands", "Fund")),
        Column("Amount", "money"),
    )
    if rows:
        yield Table(EXCEPTIONS, columns, rows)


def _what(each: Standing) -> str:
    """Return what stands out; what a rule says mostly begins with whose entry it is."""
    payee = _WITHHELD if each.payee is None else each.payee
    reason = days_in_words(each.reason)
    if payee and payee in reason:
        return reason
    return ": ".join(filter(None, (payee, reason)))
