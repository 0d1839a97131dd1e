"""A balance that a draft would make untrue, in words: Beancount's own are for bookkeepers.

A balance is asserted at the start of a day, as at a year's end. What is dated on that day or
later leaves it true, so that is the way out where what it says is right.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from beancount.core.data import Balance, Transaction

from ringfence.ledger.findings import Finding
from ringfence.ledger.loading import Books
from ringfence.ledger.messages import name_field
from ringfence.ledger.money import CURRENCY, ZERO, pounds

_FAILED = "Balance failed for "
_COUNCIL = "Assets:Council"


def in_words(findings: Iterable[Finding], after: Books) -> list[Finding]:
    """Return Beancount's failed balances in words; of an account only the last, which binds.

    Args:
        findings: What a draft brings.
        after: The books with it.
    """
    given = [(finding, _failed_balance(finding)) for finding in findings]
    failed: dict[str, list[Balance]] = {}
    for _finding, asserted in given:
        if asserted:
            failed.setdefault(asserted.account, []).append(asserted)
    last = {name: max(entries, key=lambda each: each.date) for name, entries in failed.items()}
    failures = []
    for finding, asserted in given:
        if asserted is None:
            failures.append(finding)
        elif last[asserted.account] is asserted:
            earlier = len(failed[asserted.account]) - 1
            failures.append(finding._replace(message=_sentence(asserted, after, earlier)))
    return failures


def _failed_balance(finding: Finding) -> Balance | None:
    """Return the balance that fails, if that is what a finding is of."""
    entry = finding.entry
    if not isinstance(entry, Balance) or not finding.message.startswith(_FAILED):
        return None
    return entry if entry.amount.currency == CURRENCY else None


def _sentence(asserted: Balance, after: Books, earlier: int) -> str:
    account, day = asserted.account, asserted.date
    was = asserted.amount.number or ZERO
    now = _stands(after.entries, asserted)
    more = f"{pounds(abs(now - was))} {'more' if now > was else 'less'}"
    called = f"The council's balance ({account})" if _is_councils(account) else account
    others = f" The {earlier} asserted before it would not hold either." if earlier > 1 else ""
    others = " The one asserted before it would not hold either." if earlier == 1 else others
    return (
        f"{called} is asserted to be {pounds(was)} at the start of {day}, and with this it would "
        f"be {pounds(now)}, {more}.{others} Date it {day} or later, so that this stays true "
        "(" + name_field("date", value=day) + "); if what is asserted is wrong, correct that first."
    )


def _is_councils(account: str) -> bool:
    return account == _COUNCIL or account.startswith(f"{_COUNCIL}:")


def _stands(entries: Sequence[object], asserted: Balance) -> Decimal:
    """Sum an account and those below it, in pounds, up to the start of the day asserted."""
    total = ZERO
    for entry in entries:
        if not isinstance(entry, Transaction) or entry.date >= asserted.date:
            continue
        for leg in entry.postings:
            is_of = leg.account == asserted.account or leg.account.startswith(
                f"{asserted.account}:"
            )
            if is_of and leg.units and leg.units.currency == asserted.amount.currency:
                total += leg.units.number or ZERO
    return total
