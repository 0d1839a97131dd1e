"""The table of what stands out of a return, in the words of a paper: days in full, as all else."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from ringfence.reports.monitoring.exceptions import WARNED, Standing
from ringfence.reports.monitoring.report import Report
from ringfence.reports.render.table import Column, Row, Table, long_date

EXCEPTIONS = "Exceptions: recorded all the same"
_WITHHELD = "withheld"
#: A warning asks for no decision, which a reader who looks for one is told.
_STATES = {WARNED: "noted; no decision is needed"}
#: A day by itself, not one within an id such as CSP-2017-06-12-01.
_ISO_DAY = re.compile(r"(?<![\w:-])\d{4}-\d{2}-\d{2}(?![\w-]|:\d)")


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
    reason = _ISO_DAY.sub(_write_out, each.reason)
    if payee and payee in reason:
        return reason
    return ": ".join(filter(None, (payee, reason)))


def _write_out(found: re.Match[str]) -> str:
    """Write a day as the rest of the paper does; what only looks like one stays."""
    try:
        return long_date(datetime.date.fromisoformat(found[0]))
    except ValueError:
        return found[0]
