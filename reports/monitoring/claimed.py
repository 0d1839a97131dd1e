"""What became of the claim of a return that was sent, by the entries of claim and receive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ringfence.ledger.frozen import SENT
from ringfence.reports.flows import asked_of
from ringfence.reports.flows import flows_of

if TYPE_CHECKING:
    from ringfence.ledger.book import Book
    from ringfence.reports.monitoring.report import Report


def claim_state(book: Book, report: Report) -> str | None:
    """Say whether a sent return's claim is to invoice, invoiced or paid; None without one."""
    claim, fund = report.claim, report.header.fund
    if report.status not in SENT or not claim.this_claim or book.last_day is None:
        return None
    now = asked_of(book, fund, flows_of(book, fund, book.last_day), book.last_day)
    asked = claim.claimed_to_date + claim.this_claim
    if now.received >= asked:
        return "paid"
    return "invoiced" if now.claimed >= asked else "to invoice"
