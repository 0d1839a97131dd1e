"""What became of the claim of a return that was sent, by the entries of claim and receive."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from ringfence.ledger.book import Book
from ringfence.ledger.declarations.models import Return
from ringfence.ledger.frozen import FINAL, SENT
from ringfence.ledger.money import ZERO
from ringfence.ledger.years import PeriodError
from ringfence.reports.flows import claims_of, flows_of
from ringfence.reports.monitoring.build import prepare
from ringfence.reports.monitoring.report import Report
from ringfence.reports.return_errors import ReturnError


class ToInvoice(NamedTuple):
    """What a return that was sent claims of a fund, and nobody has invoiced."""

    fund: str
    declared: Return
    amount: Decimal


def claim_state(book: Book, report: Report) -> str | None:
    """Return whether a sent return's claim is to invoice, invoiced or paid; None without one.

    It claims of every fund it covers: it is invoiced and paid when all of that is.
    """
    if report.status not in SENT or book.last_day is None:
        return None
    parts = [part for part in report.claim.by_fund.items() if part[1].this_claim]
    if not parts:
        return None
    invoiced = paid = True
    for fund, part in parts:
        now = claims_of(book, fund, flows_of(book, fund, book.last_day), book.last_day)
        asked = part.claimed_to_date + (part.this_claim or ZERO)
        invoiced, paid = invoiced and now.claimed >= asked, paid and now.received >= asked
    return "paid" if paid else "invoiced" if invoiced else "to invoice"


def to_invoice(book: Book, as_at: datetime.date) -> Iterator[ToInvoice]:
    """Yield what was claimed in the last return sent of each fund, and is not invoiced by a day."""
    last: dict[str, Return] = {}
    for (fund, ref), history in sorted(book.register.returns.items()):
        declared = history.at(as_at)
        if declared and declared.status in SENT and declared.as_at and ref != FINAL:
            known = last.get(fund)
            if known is None or known.as_at is None or declared.as_at > known.as_at:
                last[fund] = declared
    for fund, declared in last.items():
        try:
            claim = prepare(book, fund, declared.period).claim
        except (ReturnError, PeriodError):
            continue
        for each, part in claim.by_fund.items():
            asked = part.claimed_to_date + (part.this_claim or ZERO)
            now = claims_of(book, each, flows_of(book, each, as_at), as_at)
            if part.this_claim and now.claimed < asked:
                yield ToInvoice(each, declared, asked - now.claimed)
