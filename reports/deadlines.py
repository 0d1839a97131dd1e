"""What is due, awaited or at risk, soonest first: the matters of a Monday morning."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import Any

from ringfence.ledger.accounts import Kind
from ringfence.ledger.book import Book, balance_of_fund
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.findings import Finding, Severity
from ringfence.ledger.gone_papers import first_day_without_records
from ringfence.ledger.money import plain, pounds
from ringfence.ledger.outstanding import open_items
from ringfence.reports.awaiting_entries import awaiting_entries
from ringfence.reports.matters import REACH, Deadline, line_of
from ringfence.reports.monitoring.claimed import to_invoice
from ringfence.reports.outlook import outlook
from ringfence.reports.return_matters import notices, queries, returns

#: After so long an invoice that has not come may not come at all.
LONG = datetime.timedelta(days=92)


def deadlines(
    book: Book, as_at: datetime.date, findings: Sequence[Finding] = ()
) -> tuple[Deadline, ...]:
    """Return every matter at the end of a day, by day; those without one last."""
    found = [
        *returns(book, as_at),
        *queries(book, as_at),
        *_money(book, as_at),
        *_claims(book, as_at),
        *_accruals(book, as_at),
        *_awaited_deadlines(book, as_at, findings),
        *notices(book, as_at),
        *_records(book, as_at),
    ]
    return tuple(sorted(found, key=lambda each: (each.day or datetime.date.max, *each[:2])))


def monday(
    book: Book, as_at: datetime.date, findings: Sequence[Finding], also: Sequence[str] = ()
) -> list[str]:
    """Return the five lines that matter: faults, what else waits, what is overdue, the soonest."""
    blocks = sum(finding.severity is Severity.BLOCK for finding in findings)
    lines: list[str] = []
    if blocks:
        what = "a fault" if blocks == 1 else f"{blocks} faults"
        lines.append(f"The books have {what} to correct: " + command("check"))
    lines += also
    matters = [each for each in deadlines(book, as_at, findings) if each.kind != "records"]
    matters.sort(key=lambda each: not each.is_overdue)
    lines += [line_of(each) for each in matters]
    if len(lines) > 5:  # noqa: PLR2004 - five lines
        lines = [*lines[:4], f"… and {len(lines) - 4} more: " + command("deadlines")]
    return lines or ["Nothing is due, awaited or at risk."]


def deadlines_json(
    found: Sequence[Deadline], partnership: str, as_at: datetime.date
) -> dict[str, Any]:
    """Return the matters as JSON."""
    return {
        "partnership": partnership,
        "as_at": as_at.isoformat(),
        "deadlines": [
            {
                **each._asdict(),
                "day": each.day.isoformat() if each.day else None,
                "amount": None if each.amount is None else plain(each.amount),
            }
            for each in found
        ],
    }


def _money(book: Book, as_at: datetime.date) -> Iterator[Deadline]:
    """Yield what must be spent, paid or received by a day."""
    seen = outlook(book, as_at)
    for spend in seen.spend_by:
        if spend.spend_by <= as_at + REACH:
            over = spend.spend_by < as_at
            text = f"{pounds(spend.left)} of {spend.fund} {'was' if over else 'is'} to be spent"
            if spend.unspent:
                text += f", else {_UNSPENT[spend.unspent]}"
            title = f"Last day to spend {spend.title}: {pounds(spend.left)} left"
            fund, day = spend.fund, spend.spend_by
            yield Deadline("spend-by", fund, day, text, title, fund, spend.left, over)
    for pay in seen.payments:
        text = f"{pounds(pay.left)} set aside in {pay.pot} is to be paid to {pay.provider or '…'}"
        title = f"Pay {pay.provider or 'a provider'}: {pounds(pay.left)}, {pay.title}"
        over = pay.is_overdue
        yield Deadline("pay-by", str(pay.pot), pay.pay_by, text, title, None, pay.left, over)
    for step in seen.instalments:
        if step.overdue and step.overdue_since:
            text = f"{pounds(step.overdue)} of {step.fund} was expected and has not come"
            key = f"{step.fund}/{step.overdue_since}"
            title = f"Instalment late: {pounds(step.overdue)} of {step.title}"
            day, amount = step.overdue_since, step.overdue
            yield Deadline("instalment", key, day, text, title, step.fund, amount, is_overdue=True)
        if step.next_day and step.next_amount:
            text = f"an instalment of {pounds(step.next_amount)} of {step.fund} is expected"
            key = f"{step.fund}/{step.next_day}"
            title = f"Instalment expected: {pounds(step.next_amount)} of {step.title}"
            day, amount = step.next_day, step.next_amount
            yield Deadline("instalment", key, day, text, title, step.fund, amount)
    for each in seen.conditions:
        text = f"{pounds(each.awaited)} of {each.fund} comes only once: {each.conditions}"
        title = f"Condition of {each.title}: {pounds(each.awaited)} to come"
        yield Deadline("condition", each.fund, None, text, title, each.fund, each.awaited)


def _claims(book: Book, as_at: datetime.date) -> Iterator[Deadline]:
    """Yield what was claimed and is not invoiced, then what was invoiced and is not paid."""
    for each in to_invoice(book, as_at):
        sent = each.declared
        reference = f", {sent.reference}" if sent.reference else ""
        text: str = (
            f"{pounds(each.amount)} of {each.fund} is to invoice, by the return {sent.fund} "
            f"{sent.period} ({sent.status}{reference}): "
            + command("claim", each.fund, each.amount, invoice=Blank.REFERENCE)
        )
        key = f"{each.fund}/{sent.fund}/{sent.period}"
        terms = book.register.funds[each.fund].at_or_first(as_at)
        title = f"Invoice {terms.funder}: {pounds(each.amount)} of {terms.title}"
        yield Deadline("invoice", key, None, text, title, each.fund, each.amount)
    for fund in sorted(book.register.funds):
        owed = book.total(fund, Kind.RECEIVABLE, as_at)
        if owed <= 0:
            continue
        rows = [
            row
            for track in book.tracks_of(fund, Kind.RECEIVABLE)
            for row in track.rows(last=as_at)
            if row.amount > 0
        ]
        last = max(row.day for row in rows)
        accepted = [
            declared.reference or declared.period
            for (of, _ref), history in book.register.returns.items()
            if of == fund and (declared := history.at(as_at)) and declared.status == "accepted"
        ]
        under = f" (accepted: {', '.join(accepted)})" if accepted else ""
        text = f"{pounds(owed)} of {fund} is claimed, last on {last}, and not paid{under}"
        title = f"Claim not paid yet: {pounds(owed)} of {_title(book, fund, as_at)}"
        yield Deadline("claim", fund, None, text, title, fund, owed)


def _accruals(book: Book, as_at: datetime.date) -> Iterator[Deadline]:
    """Yield what is still accrued: due once something was paid of it, or nothing came for long."""
    for link, each in open_items(book, Kind.ACCRUALS, as_at).items():
        who = each.began.payee or each.began.narration or "somebody"
        what = f"{pounds(each.amount)} accrued for {who}"
        paid = command("pay", link, invoice=Blank.REFERENCE)
        released = command("pay", link, release=True)
        if each.last_paid is not None:
            day = each.last_paid
            text = (
                f"{what} is still open, though {pounds(each.paid)} of it was paid, last on {day}: "
                "pay it, or if nothing more comes give it back: " + released
            )
        else:
            day = each.began.date + LONG
            text = (
                f"{what} on {each.began.date} is not paid: "
                + paid
                + "; or if nothing comes give it "
                "back: " + released
            )
        funds = {name.rpartition(":")[2] for name in each.by_account}
        fund = funds.pop() if len(funds) == 1 else None
        over = day < as_at
        title = f"{who}: {pounds(each.amount)} accrued and not paid"
        yield Deadline("accrual", link, day, text, title, fund, each.amount, is_overdue=over)


def _awaited_deadlines(
    book: Book, as_at: datetime.date, findings: Sequence[Finding]
) -> Iterator[Deadline]:
    """Yield the decisions and consents that are awaited."""
    for each in awaiting_entries(book, as_at, findings):
        words = each.payee or each.text
        text = f"{pounds(each.amount)} to {words} of {each.day} awaits a decision"
        key = f"{each.day}/{words}/{plain(each.amount)}"
        fund = each.funds[0] if each.funds else None
        title = f"Decision awaited: {pounds(each.amount)} to {words}"
        yield Deadline("decision", key, None, text, title, fund, each.amount)
    for name, history in sorted(book.register.proposals.items()):
        declared = history.at(as_at)
        if declared is None or declared.outcome:
            continue
        day = declared.meeting
        over = day is not None and day < as_at
        text = f"to be decided: {declared.title}"
        title = f"To be decided: {declared.title}"
        yield Deadline("proposal", name, day, text, title, None, declared.amount, over)


def _records(book: Book, as_at: datetime.date) -> Iterator[Deadline]:
    """Yield the funds whose records may be destroyed: so many years after their last day."""
    for fund, history in sorted(book.register.funds.items()):
        terms = history.at(as_at)
        day = first_day_without_records(book, fund, terms) if terms else None
        if terms and day and day <= as_at and not balance_of_fund(book, fund, as_at):
            text = f"the records of {fund} may be destroyed, {terms.records_years} years on"
            title = f"Records may be destroyed: {terms.title}"
            yield Deadline("records", fund, day, text, title, fund)


def _title(book: Book, fund: str, as_at: datetime.date) -> str:
    return book.register.funds[fund].at_or_first(as_at).title


_UNSPENT = {
    "repay": "it is repaid",
    "carry-forward": "it needs consent to be carried forward",
    "keep": "it is kept",
}
