"""All returns that the books ask for: when each is due, how far it has come, what it lacks."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any, NamedTuple

from ringfence.ledger.book import Book
from ringfence.ledger.findings import Finding
from ringfence.ledger.frozen import SENT
from ringfence.reports.monitoring.build import prepare
from ringfence.reports.monitoring.claimed import claim_state
from ringfence.reports.render.table import Column, Row, Table
from ringfence.reports.schedule import Dates, all_dates
from ringfence.reports.working_days import finance_by

#: A return that has come so far lacks nothing any more.
_DONE = ("certified", *SENT)


class Listed(NamedTuple):
    """One return; ``claim`` is what became of its claim once it was sent.

    ``finance_by`` is by when finance needs it, None where no term says.
    """

    dates: Dates
    status: str
    to_complete: tuple[str, ...]
    claim: str | None = None
    finance_by: datetime.date | None = None


def list_returns(book: Book, findings: Sequence[Finding] = ()) -> list[Listed]:
    """List every return, by fund and period."""
    found = []
    for dates in all_dates(book):
        report = prepare(book, dates.fund, dates.ref, findings=findings)
        lacks = () if report.status in _DONE else tuple(map(str, report.to_complete))
        terms = book.register.funds[dates.fund].latest
        needed = finance_by(dates.due, terms) if dates.due else None
        found.append(Listed(dates, report.status, lacks, claim_state(book, report), needed))
    return found


def list_table(returns: Sequence[Listed]) -> Table:
    """Lay the list out as a table; what is to complete is counted."""
    columns = (
        *(Column(title) for title in ("Fund", "Period")),
        *(Column(title, "date") for title in ("As at", "Due")),
        Column("Status"),
        Column("To complete", "number"),
    )
    rows = tuple(
        Row(
            (
                each.dates.fund,
                each.dates.ref,
                each.dates.as_at,
                each.dates.due,
                f"{each.status}, claim {each.claim}" if each.claim else each.status,
                len(each.to_complete) or None,
            )
        )
        for each in returns
    )
    return Table("", columns, rows)


def list_json(returns: Sequence[Listed]) -> dict[str, Any]:
    """Return the list as JSON."""
    return {
        "returns": [
            {
                "fund": each.dates.fund,
                "period": each.dates.ref,
                "from": each.dates.first.isoformat(),
                "as_at": each.dates.as_at.isoformat(),
                "finance_by": each.finance_by.isoformat() if each.finance_by else None,
                "due": each.dates.due.isoformat() if each.dates.due else None,
                "status": each.status,
                "claim": each.claim,
                "to_complete": list(each.to_complete),
            }
            for each in returns
        ]
    }
