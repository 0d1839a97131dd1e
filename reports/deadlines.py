"""What is due, awaited or at risk, soonest first: the matters of a Monday morning."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING
from typing import Any
from typing import NamedTuple

from ringfence.ledger.accounts import Kind
from ringfence.ledger.book import held
from ringfence.ledger.findings import Severity
from ringfence.ledger.frozen import SENT
from ringfence.ledger.money import plain
from ringfence.ledger.money import pounds
from ringfence.reports.awaiting import awaiting
from ringfence.reports.monitoring.claimed import to_invoice
from ringfence.reports.outlook import outlook
from ringfence.reports.schedule import DAY
from ringfence.reports.schedule import all_dates
from ringfence.reports.underspend import underspends
from ringfence.reports.underspend_paper import not_spent

if TYPE_CHECKING:
    from ringfence.ledger.book import Book
    from ringfence.ledger.findings import Finding

#: How far ahead a return or a day to spend by is of interest.
REACH = datetime.timedelta(days=366)
_CLAIMS = "claim"


class Deadline(NamedTuple):
    """One matter.

    Attributes:
        kind: What sort of matter: return, query, finance, spend-by, pay-by, instalment, invoice,
            claim, decision, proposal, underspend, condition or records.
        key: What it is about, within its kind; the same from day to day.
        day: The day by which, None where nothing says.
        text: What it is, in a sentence.
        fund: Whose matter, None if of no one fund.
        amount: The money in question.
        is_overdue: Whether that day is past.
    """

    kind: str
    key: str
    day: datetime.date | None
    text: str
    fund: str | None = None
    amount: Decimal | None = None
    is_overdue: bool = False


def deadlines(
    book: Book, as_at: datetime.date, findings: Sequence[Finding] = ()
) -> tuple[Deadline, ...]:
    """Give every matter at the end of a day, by day; those without one last."""
    found = [
        *_returns(book, as_at),
        *_queries(book, as_at),
        *_money(book, as_at),
        *_claims(book, as_at),
        *_awaited(book, as_at, findings),
        *_underspends(book, as_at),
        *_records(book, as_at),
    ]
    return tuple(sorted(found, key=lambda each: (each.day or datetime.date.max, *each[:2])))


def monday(
    book: Book, as_at: datetime.date, findings: Sequence[Finding], also: Sequence[str] = ()
) -> list[str]:
    """Give the five lines that matter: faults, what else waits, what is overdue, the soonest."""
    blocks = sum(finding.severity is Severity.BLOCK for finding in findings)
    lines = []
    if blocks:
        what = "a fault" if blocks == 1 else f"{blocks} faults"
        lines.append(f"The books have {what} to put right: ringfence check")
    lines += also
    matters = [each for each in deadlines(book, as_at, findings) if each.kind != "records"]
    matters.sort(key=lambda each: not each.is_overdue)
    lines += [line_of(each) for each in matters]
    if len(lines) > 5:  # noqa: PLR2004 - five lines
        lines = [*lines[:4], f"… and {len(lines) - 4} more: ringfence deadlines"]
    return lines or ["Nothing is due, awaited or at risk."]


def line_of(each: Deadline) -> str:
    """Say a matter in a line, its day first."""
    when = str(each.day) if each.day else "no date"
    return f"{when}{', OVERDUE' if each.is_overdue else ''}: {each.text}"


def deadlines_json(
    found: Sequence[Deadline], partnership: str, as_at: datetime.date
) -> dict[str, Any]:
    """Give the matters as JSON."""
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


def _returns(book: Book, as_at: datetime.date) -> Iterator[Deadline]:
    for dates in all_dates(book):
        history = book.register.returns.get((dates.fund, dates.ref))
        said = history.at(as_at) if history else None
        if (said and said.status in SENT) or dates.start > as_at:
            continue
        if dates.due is None or dates.due > as_at + REACH:
            continue
        name, key = f"{dates.fund} {dates.ref}", f"{dates.fund}/{dates.ref}"
        status = (said.status if said else None) or "draft"
        yield Deadline(
            "return",
            key,
            dates.due,
            f"the return {name} is due ({status})",
            dates.fund,
            is_overdue=dates.due < as_at,
        )
        lead = book.register.funds[dates.fund].at_or_first(as_at).lead_days
        if lead and status in ("draft", "reopened"):
            day = dates.due - lead * DAY
            text = f"finance needs the return {name}, {lead} days before it is due"
            yield Deadline("finance", key, day, text, dates.fund, is_overdue=day < as_at)


def _queries(book: Book, as_at: datetime.date) -> Iterator[Deadline]:
    """Walk what funders have asked about returns, dated on the day they asked."""
    for (fund, ref), history in sorted(book.register.returns.items()):
        said = history.at(as_at)
        if said is None or said.status != "queried" or fund not in book.register.funds:
            continue
        day = max(e.day for e in history.versions if "status" in e.changed and e.day <= as_at)
        funder = book.register.funds[fund].at_or_first(as_at).funder
        text = (
            f"{funder} asks about the return {fund} {ref}: “{said.reason}”. Answer it, then: "
            f"ringfence return accept {fund} {ref}, or reopen it to put it right"
        )
        yield Deadline("query", f"{fund}/{ref}", day, text, fund)


def _money(book: Book, as_at: datetime.date) -> Iterator[Deadline]:
    """Walk what must be spent, paid or received by a day."""
    seen = outlook(book, as_at)
    for spend in seen.spend_by:
        if spend.spend_by <= as_at + REACH:
            over = spend.spend_by < as_at
            text = f"{pounds(spend.left)} of {spend.fund} {'was' if over else 'is'} to be spent"
            if spend.unspent:
                text += f", else {_UNSPENT[spend.unspent]}"
            yield Deadline(
                "spend-by", spend.fund, spend.spend_by, text, spend.fund, spend.left, over
            )
    for pay in seen.payments:
        text = f"{pounds(pay.left)} set aside in {pay.pot} is to be paid to {pay.provider or '…'}"
        overdue = pay.is_overdue
        yield Deadline("pay-by", str(pay.pot), pay.pay_by, text, None, pay.left, overdue)
    for step in seen.instalments:
        if step.overdue and step.overdue_since:
            text = f"{pounds(step.overdue)} of {step.fund} was expected and has not come"
            key = f"{step.fund}/{step.overdue_since}"
            day, amount = step.overdue_since, step.overdue
            yield Deadline("instalment", key, day, text, step.fund, amount, is_overdue=True)
        if step.next_day and step.next_amount:
            text = f"an instalment of {pounds(step.next_amount)} of {step.fund} is expected"
            key = f"{step.fund}/{step.next_day}"
            yield Deadline("instalment", key, step.next_day, text, step.fund, step.next_amount)
    for each in seen.conditions:
        text = f"{pounds(each.awaited)} of {each.fund} comes only once: {each.conditions}"
        yield Deadline("condition", each.fund, None, text, each.fund, each.awaited)


def _claims(book: Book, as_at: datetime.date) -> Iterator[Deadline]:
    """Walk what was claimed and is not invoiced, then what was invoiced and is not paid."""
    for each in to_invoice(book, as_at):
        sent = each.said
        reference = f", {sent.reference}" if sent.reference else ""
        text = (
            f"{pounds(each.amount)} of {each.fund} is to invoice, by the return {sent.fund} "
            f"{sent.period} ({sent.status}{reference}): ringfence claim {each.fund} "
            f"{each.amount:.2f} --invoice TEXT"
        )
        key = f"{each.fund}/{sent.fund}/{sent.period}"
        yield Deadline("invoice", key, None, text, each.fund, each.amount)
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
            said.reference or said.period
            for (of, _ref), history in book.register.returns.items()
            if of == fund and (said := history.at(as_at)) and said.status == "accepted"
        ]
        under = f" (accepted: {', '.join(accepted)})" if accepted else ""
        text = f"{pounds(owed)} of {fund} is claimed, last on {last}, and not paid{under}"
        yield Deadline(_CLAIMS, fund, None, text, fund, owed)


def _awaited(book: Book, as_at: datetime.date, findings: Sequence[Finding]) -> Iterator[Deadline]:
    """Walk the decisions and consents that are awaited."""
    for each in awaiting(book, as_at, findings):
        words = each.payee or each.text
        text = f"{pounds(each.amount)} to {words} of {each.day} awaits a decision"
        key = f"{each.day}/{words}/{plain(each.amount)}"
        fund = each.funds[0] if each.funds else None
        yield Deadline("decision", key, None, text, fund, each.amount)
    for name, history in sorted(book.register.proposals.items()):
        said = history.at(as_at)
        if said is None or said.outcome:
            continue
        day = said.meeting
        over = day is not None and day < as_at
        text = f"to be decided: {said.title}"
        yield Deadline("proposal", name, day, text, None, said.amount, over)


def _underspends(book: Book, as_at: datetime.date) -> Iterator[Deadline]:
    for each in underspends(book, as_at):
        may_still = all(of.may_still for of in each.funds if of.amount)
        later = ", and may be spent later" if may_still else ""
        text = (
            f"{pounds(each.amount)} of {each.whose} {not_spent(each)} "
            f"{each.year_end}{later}: ringfence return notice {each.fund}"
        )
        key = f"{each.fund}/{each.ref}"
        yield Deadline("underspend", key, each.year_end, text, each.fund, each.amount)


def _records(book: Book, as_at: datetime.date) -> Iterator[Deadline]:
    """Walk the funds whose records may be destroyed: so many years after their last day."""
    for fund, history in sorted(book.register.funds.items()):
        terms = history.at(as_at)
        if terms is None or terms.records_years is None:
            continue
        days = [track.days[-1] for track in book.tracks_of(fund, *Kind) if track.days]
        last = max([*days, terms.spend_by or history.first_day])
        year = last.year + terms.records_years + (last.month >= 4)  # noqa: PLR2004 - April
        day = datetime.date(year, 4, 1)
        if day <= as_at and not held(book, fund, as_at):
            text = f"the records of {fund} may be destroyed, {terms.records_years} years on"
            yield Deadline("records", fund, day, text, fund)


_UNSPENT = {
    "repay": "it is repaid",
    "carry-forward": "it needs consent to be carried forward",
    "keep": "it is kept",
}
