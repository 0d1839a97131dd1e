"""evidence: what is spent can be shown.

A spend at or above the fund's `evidence-over`, as it stood on the day, has an `invoice`
reference or a document: a key `document`, or a Beancount `document` that shares a link
with it or is filed under its account on its day. What was accrued needs it when it is
paid, by the size of what was accrued; what the accrual itself has will do.

    plugin "ringfence.plugins.evidence"

Refused, if the fund asks for evidence from 500.00 on:

    2017-08-18 * "Sentinel" "Contribution 2017/18"
      Expenses:Plan:2017-18:Sentinel:PLF-2017-18            5224.22 GBP
      Assets:Council:PLF-2017-18                           -5224.22 GBP

Accepted:

    2017-08-18 * "Sentinel" "Contribution 2017/18"
      invoice: "SEN-1718-07"
      Expenses:Plan:2017-18:Sentinel:PLF-2017-18            5224.22 GBP
      Assets:Council:PLF-2017-18                           -5224.22 GBP

A spend flagged `!` is pending until `settled-by` names a decision of the funder or of
finance, or it is reversed.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from ringfence.ledger.accounts import Kind
from ringfence.ledger.decisions import FINANCE
from ringfence.ledger.metadata import text
from ringfence.ledger.money import ZERO
from ringfence.ledger.money import pounds
from ringfence.ledger.sums import entries_of
from ringfence.ledger.sums import sum_of
from ringfence.ledger.tracks import Row
from ringfence.plugins import door
from ringfence.plugins.pending import refused_or_pending
from ringfence.plugins.wording import called
from ringfence.plugins.wording import clause

if TYPE_CHECKING:
    from beancount.core.data import Document
    from beancount.core.data import Transaction

    from ringfence.ledger.book import Book
    from ringfence.ledger.declarations.history import History
    from ringfence.ledger.declarations.models import Fund
    from ringfence.ledger.findings import Finding

RULE = "evidence"
_TWO_POSTINGS = 2


def check(book: Book) -> Iterator[Finding]:
    """Find what was spent or paid with nothing to show for it."""
    papers = _Papers(book)
    for fund, history in book.register.funds.items():
        thresholds = [v.value.evidence_over for v in history.versions]
        lowest = min((each for each in thresholds if each is not None), default=None)
        if lowest is not None:
            yield from _unshown(book, fund, history, lowest, papers)


def _unshown(
    book: Book, fund: str, history: History[Fund], lowest: Decimal, papers: _Papers
) -> Iterator[Finding]:
    accruals = _accruals(book, fund)
    rows = [
        Row(entry.date, amount, entry)
        for track in book.tracks_of(fund, Kind.SPENT, Kind.ACCRUALS)
        for amount, entry in zip(track.amounts, track.entries, strict=True)
        if (amount >= lowest or track.kind is Kind.ACCRUALS or len(entry.postings) > _TWO_POSTINGS)
        and not has_reference(entry)
    ]
    for entry in entries_of(rows):
        terms = history.at_or_first(entry.date)
        linked = [each for link in entry.links or () for each in accruals.get(link, ())]
        what = _judged(book, entry, fund, linked)
        if what is None or terms.evidence_over is None or what[1] < terms.evidence_over:
            continue
        if any(papers.show(each) for each in (entry, *linked)):
            continue
        fault = (
            f"{called(entry)} {what[0]} {pounds(what[2])} of {fund} on {entry.date} with no "
            f"invoice or document; from {pounds(terms.evidence_over)} on it needs one"
            f"{clause(terms, 'evidence-over')}. Add the reference (--invoice REFERENCE), or file "
            "the paper as a `document`."
        )
        finding = refused_or_pending(RULE, fault, entry, book, [terms.funder, FINANCE])
        if finding:
            yield finding


def _judged(
    book: Book, entry: Transaction, fund: str, linked: list[Transaction]
) -> tuple[str, Decimal, Decimal] | None:
    """Say what an entry does, how much spending that is part of, and its own amount."""
    spent = sum_of(book, entry, fund, Kind.SPENT)
    accrued = -sum_of(book, entry, fund, Kind.ACCRUALS)
    if accrued < 0 and sum_of(book, entry, fund, Kind.COUNCIL) < 0:
        paid = -accrued
        of = sum((max(sum_of(book, e, fund, Kind.SPENT), ZERO) for e in linked), ZERO)
        return "pays", max(of, paid) + max(spent, ZERO), paid + max(spent, ZERO)
    if spent > 0 and spent > accrued:
        return "spends", spent, spent
    return None


def _accruals(book: Book, fund: str) -> dict[str, list[Transaction]]:
    """Give what was accrued in a fund, by link."""
    found: dict[str, list[Transaction]] = {}
    for track in book.tracks_of(fund, Kind.ACCRUALS):
        for row in track.rows():
            if row.amount < 0:
                for link in row.entry.links or ():
                    found.setdefault(link, []).append(row.entry)
    return found


def has_reference(entry: Transaction) -> bool:
    """Say whether an entry has an invoice reference; a blank or a dash is none."""
    reference = text(entry, "invoice")
    return reference[-1:].isalnum() or any(map(str.isalnum, reference))


class _Papers:
    """The documents of the books, by link and by account and day."""

    def __init__(self, book: Book) -> None:
        self._links = {link for document in book.documents for link in document.links or ()}
        self._filed: dict[datetime.date, list[Document]] = {}
        for document in book.documents:
            self._filed.setdefault(document.date, []).append(document)

    def show(self, entry: Transaction) -> bool:
        """Say whether anything shows an entry: a reference, a document of its own or filed."""
        if has_reference(entry) or self._links & (entry.links or frozenset()):
            return True
        if any(
            key.startswith("document") and str(entry.meta[key] or "").strip() for key in entry.meta
        ):
            return True
        return any(
            posting.account == document.account
            or posting.account.startswith(document.account + ":")
            for document in self._filed.get(entry.date, ())
            for posting in entry.postings
        )


__plugins__ = ("run",)
run = door.plugin(RULE, check)
