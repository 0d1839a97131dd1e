"""What stands out of a return: entries recorded before they were decided, overrides, warnings.

Nobody has to look for them in the books: who reads the return sees each with its amount, and
with the decision that lets it stand or the want of one.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from beancount.core.data import Transaction

from ringfence.ledger.accounts import Kind
from ringfence.ledger.book import Book
from ringfence.ledger.findings import Finding, Severity
from ringfence.ledger.metadata import decision_names
from ringfence.ledger.money import ZERO, plain
from ringfence.ledger.rules import OVERRIDE
from ringfence.ledger.settling import refunded, reversal_of
from ringfence.ledger.sums import sum_of
from ringfence.ledger.years import FinancialYear
from ringfence.reports.monitoring.scope import Scope
from ringfence.reports.pots import titles_of, with_titles

AWAITED = "awaits a decision"
DECIDED = "decided since"
BEFORE = "recorded before it was decided"
ALLOWED = "allowed by decision"
WARNED = "warned of"
_STATES = {
    Severity.PENDING: AWAITED,
    Severity.OVERRIDDEN: ALLOWED,
    Severity.WARN: WARNED,
}
#: What a rule finds, where an entry is private and its message would say whose it is.
_RULES = {
    "overdrawn": "it spends more than its pot held",
    "authority": "it moves money without the decision asked for",
    "stage": "it goes further than the fund's award has come",
    "window": "it is outside the fund's dates",
    "purpose": "it is not for what the money was given for",
    "separation": "one person did alone what two should",
    "duplicate": "it may have been paid for already",
    "evidence": "it has no invoice or document",
}
_CUT = re.compile("“([^”]*)…”")
_PLANNED = (Kind.UNALLOCATED, Kind.RESERVE, Kind.PLAN)


class Standing(NamedTuple):
    """One entry that stands out. Payee and reason of a private one tell nothing of it.

    ``state`` is what has been decided of it, ``decisions`` by what; ``amount`` is what it
    spends of the funds covered, or else moves.
    """

    state: str
    date: datetime.date
    payee: str | None
    reason: str
    rule: str | None
    funds: tuple[str, ...]
    amount: Decimal
    decisions: tuple[str, ...]


def find_exceptions(scope: Scope, findings: Iterable[Finding]) -> tuple[Standing, ...]:
    """Return them by day: those that findings are about, then what was decided since.

    A warning is of the period it is in; a pending and an override stay.
    """
    found: list[Standing] = []
    seen: set[int] = set()
    for finding in findings:
        entry, state = finding.entry, _STATES.get(finding.severity)
        if state and isinstance(entry, Transaction):
            if state == AWAITED:
                seen.add(id(entry))
            if state == WARNED and not _is_of_period(scope, entry):
                continue
            found.append(_exception(scope, entry, state, finding))
    for entry in scope.book.pending:
        if id(entry) not in seen and _is_of_period(scope, entry):
            decided = decision_names(entry.meta, "settled-by")
            state = DECIDED if decided else AWAITED if _comes_back_later(scope, entry) else BEFORE
            found.append(_exception(scope, entry, state, None))
    return tuple(sorted(found, key=lambda each: (each.date, each.state, each.reason, each.amount)))


def _comes_back_later(scope: Scope, entry: Transaction) -> bool:
    """Return whether an entry is reversed, or came back, but not by the day of the return."""
    reversal = reversal_of(scope.book, entry)
    if reversal is not None:
        return reversal.date > scope.as_at
    return refunded(scope.book, entry) > refunded(scope.book, entry, scope.as_at)


def amount_moved(book: Book, entry: Transaction, funds: Iterable[str]) -> Decimal:
    """Return what an entry spends of some funds; where it spends nothing, what it moves or pays."""
    own = [fund for fund in book.funds_in(entry) if fund in set(funds)]
    spent = sum((sum_of(book, entry, fund, Kind.SPENT) for fund in own), ZERO)
    paid = -sum((sum_of(book, entry, fund, Kind.COUNCIL) for fund in own), ZERO)
    return spent or paid or sum((_sum_planned(book, entry, fund) for fund in own), ZERO)


def exceptions_json(found: Iterable[Standing]) -> list[dict[str, Any]]:
    """Return them as JSON."""
    return [
        {
            **each._asdict(),
            "date": each.date.isoformat(),
            "funds": list(each.funds),
            "amount": plain(each.amount),
            "decisions": list(each.decisions),
        }
        for each in found
    ]


def _exception(scope: Scope, entry: Transaction, state: str, finding: Finding | None) -> Standing:
    private = bool(entry.meta.get("private"))
    key = OVERRIDE + finding.rule if finding and state == ALLOWED else "settled-by"
    funds = tuple(fund for fund in scope.book.funds_in(entry) if fund in scope.starts)
    back = refunded(scope.book, entry, scope.as_at) if state == AWAITED else ZERO
    return Standing(
        state=state,
        date=entry.date,
        payee=None if private else entry.payee or entry.narration or "",
        reason=_reason(scope, entry, finding, private=private),
        rule=finding.rule if finding else None,
        funds=funds,
        amount=amount_moved(scope.book, entry, funds) - back,
        decisions=tuple(_decisions(scope.book, entry, key)),
    )


def first_sentence(message: str, rule: str) -> str:
    """Return what a finding says first, which is the fault with its figures."""
    told = message.removesuffix(f"[{rule}]").strip()
    return told.split(". ", 1)[0].rstrip(".") + "."


def _reason(scope: Scope, entry: Transaction, finding: Finding | None, *, private: bool) -> str:
    """Return what a finding says first, which is the fault with its figures."""
    if finding is None:
        return "" if private else entry.narration or ""
    if private:
        return _RULES.get(finding.rule, finding.rule)
    year = scope.dates.year or FinancialYear.of_day(scope.as_at)
    told = with_titles(
        first_sentence(finding.message, finding.rule), titles_of(scope.book, year, scope.as_at)
    )
    return _in_full(told, entry)


def _in_full(sentence: str, entry: Transaction) -> str:
    """Return a sentence with its entry's own words whole: a finding cuts long ones off."""
    words = " ".join(", ".join(filter(None, (entry.payee, entry.narration))).split())
    cut = _CUT.search(sentence)
    if cut is None or not words.startswith(cut[1]):
        return sentence
    return f"{sentence[: cut.start()]}“{words}”{sentence[cut.end() :]}"


def _decisions(book: Book, entry: Transaction, key: str) -> Iterator[str]:
    """Name the decisions under a key, each with its title and where it is minuted."""
    for name in decision_names(entry.meta, key):
        history = book.register.decisions.get(name)
        minute = f" ({history.latest.minute})" if history and history.latest.minute else ""
        yield f"{name}: {history.latest.title}{minute}" if history else name


def _is_of_period(scope: Scope, entry: Transaction) -> bool:
    return any(
        scope.starts[fund] <= entry.date <= scope.as_at
        for fund in scope.book.funds_in(entry)
        if fund in scope.starts
    )


def _sum_planned(book: Book, entry: Transaction, fund: str) -> Decimal:
    """Add up what an entry takes out of pots of the plan: they stand on the debit side."""
    total = ZERO
    for posting in entry.postings:
        account, units = book.account(posting.account), posting.units
        if account and account.fund == fund and account.kind in _PLANNED and units:
            total += max(units.number or ZERO, ZERO)
    return total
