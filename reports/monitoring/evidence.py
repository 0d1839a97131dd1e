"""The evidence: every amount spent in the period, and the adjustments among it.

A slip that was reversed in the period stands in it only where the two do not cancel. Spend
and credits on other years' pots, and entries that say ``adjusts``, are the return's
adjustments. One on this year's own pots counts in its line too, so that returns add up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import cache

from beancount.core.data import Transaction

from ringfence.ledger.accounts import Kind, Pot
from ringfence.ledger.adjustments import is_shown
from ringfence.ledger.brought_forward import late_spent_before
from ringfence.ledger.metadata import CREDIT_NOTE, text
from ringfence.ledger.recorded import recorded_late
from ringfence.ledger.tracks import PENDING_FLAG
from ringfence.reports.monitoring.report import EvidenceRow
from ringfence.reports.monitoring.scope import Scope


def evidence_of(scope: Scope) -> tuple[EvidenceRow, ...]:
    """Return every amount spent in the period of the funds covered, by date and action."""
    relative = cache(scope.relative)
    rows = [
        _row(track.pot, track.fund, row.entry, row.amount, relative) for track, row in scope.spent
    ]
    return tuple(sorted(rows, key=_order))


def adjustments_of(scope: Scope, evidence: Iterable[EvidenceRow]) -> tuple[EvidenceRow, ...]:
    """Pick the adjustments out of the evidence, and add what adjusts without spending."""
    year = str(scope.dates.year) if scope.dates.year else None
    rows = [row for row in evidence if row.adjusts or (year is not None and row.year != year)]
    return tuple(sorted([*rows, *_unspent(scope)], key=_order))


def _unspent(scope: Scope) -> Iterable[EvidenceRow]:
    """Yield entries that adjust an earlier return and spend nothing in the period.

    They move the plan, or change what was spent before the books.
    """
    as_at = scope.as_at
    for entry in scope.book.remarked:
        if "adjusts" not in entry.meta or entry.date > as_at:
            continue
        accounts = [a for a in (scope.book.account(p.account) for p in entry.postings) if a]
        fund = next((a.fund for a in accounts if a.fund in scope.starts), None)
        if fund is None or entry.date < scope.starts[fund]:
            continue
        late = late_spent_before(scope.book, entry, fund)
        if not late and not is_shown(scope.book, entry):
            continue
        if not any(account.kind is Kind.SPENT for account in accounts):
            pot = next((a.pot for a in accounts if a.pot and a.pot.is_planned), Pot(("", "")))
            yield _row(pot, fund, entry, late, scope.relative)


def _row(
    pot: Pot, fund: str, entry: Transaction, amount: Decimal, relative: Callable[[str], str]
) -> EvidenceRow:
    private = bool(entry.meta.get("private"))
    return EvidenceRow(
        date=entry.date,
        action=pot.path[1],
        fund=fund,
        payee=None if private else entry.payee or entry.narration or "",
        invoice=None if private else text(entry, "invoice") or None,
        credit_note=None if private else text(entry, CREDIT_NOTE) or None,
        amount=amount,
        year=pot.path[0],
        earmark=pot.earmark,
        description=None if private else entry.narration or "",
        adjusts=text(entry, "adjusts") or None,
        pending=entry.flag == PENDING_FLAG,
        illustrative=bool(entry.meta.get("illustrative")),
        private=private,
        file=relative(str(entry.meta.get("filename", ""))),
        line=int(entry.meta.get("lineno", 0)),
        recorded=recorded_late(entry),
    )


def _order(row: EvidenceRow) -> tuple[object, ...]:
    """Sort by what a reader looks for, then by all else that is no place in a file."""
    return (
        row.date,
        row.action,
        row.fund,
        row.payee or "",
        row.invoice or "",
        row.amount,
        row.year,
        row.earmark or "",
        row.description or "",
        row.adjusts or "",
        row.pending,
        row.file,
        row.line,
    )
