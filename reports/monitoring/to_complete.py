"""What a return is missing; never left blank unseen.

Faults, open decisions, explanations and what leads to a person are demanded: no return is
certified without. What its figures rest on is to be there too, or a reason why not: once
certified they stand. What was delivered can still be told later.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence

from beancount.core.data import Transaction

from ringfence.ledger.brought_forward import is_unsaid
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.findings import Finding, Severity, where
from ringfence.ledger.frozen import SENT
from ringfence.ledger.money import ZERO, pounds
from ringfence.ledger.placeholders import says_something
from ringfence.reports.forecasting.report import Rule
from ringfence.reports.forecasting.words import list_words
from ringfence.reports.monitoring.asked_for import UNCATEGORISED, AskedFor
from ringfence.reports.monitoring.exceptions import amount_moved
from ringfence.reports.monitoring.lines import is_past_terms
from ringfence.reports.monitoring.missing import TO_COMPLETE, Missing
from ringfence.reports.monitoring.report import Claim, Delivery, Header, ReturnLine
from ringfence.reports.monitoring.scope import Scope
from ringfence.reports.render.table import long_date
from ringfence.reports.schedule import declared_return

Table = tuple[Sequence[ReturnLine], Sequence[Delivery]]
#: What is said where nobody is named: no return is certified so.
PREPARER_UNKNOWN = "The books do not say who prepared it."
#: What the header names beside whose return it is, by the field of the fund.
_NAMED = {
    "reference": "the funder's reference",
    "award-letter": "the award letter",
    "authorised-person": "who is authorised",
    "deputy": "who deputises",
}


def list_demanded(
    scope: Scope, lines: Sequence[ReturnLine], findings: Iterable[Finding]
) -> tuple[Missing, ...]:
    """List what keeps a return from being certified: faults, and what its terms demand."""
    return (*_faults(scope, findings), *_explanations(scope, lines))


def list_advised(
    scope: Scope, header: Header, claim: Claim, asked: AskedFor, table: Table
) -> tuple[Missing, ...]:
    """List what else is missing."""
    lines, delivery = table
    return (
        *_header(scope, header),
        *_terms(scope, claim),
        *_list_asked(scope, asked),
        *_forecasts(scope),
        *_underspends(scope, lines),
        *_list_untold(scope, lines, delivery),
    )


def _faults(scope: Scope, findings: Iterable[Finding]) -> Iterator[Missing]:
    findings = list(findings)
    blocks = sum(finding.severity is Severity.BLOCK for finding in findings)
    if blocks:
        what = "a fault" if blocks == 1 else f"{blocks} faults"
        yield Missing(f"The books have {what} to correct.", "Type: " + command("check"), "must")
    for finding in findings:
        if finding.severity is Severity.PENDING:
            yield Missing(*_awaited_words(scope, finding), "must")


def _awaited_words(scope: Scope, finding: Finding) -> tuple[str, str]:
    """Return a message that an entry awaits a decision; of a private one, only which."""
    entry = finding.entry
    if not isinstance(entry, Transaction):
        return "An entry awaits a decision.", finding.message
    amount = pounds(abs(amount_moved(scope.book, entry, scope.funds)))
    if entry.meta.get("private"):
        what = f"A private entry of {amount}, {long_date(entry.date)}, awaits a decision."
        return what, "Type: " + command("check", rule=finding.rule)
    words = entry.payee or entry.narration or "an entry"
    what = f"{amount} to {words} on {long_date(entry.date)} awaits a decision."
    return what, f"At {where(finding.source)}: " + finding.message


def _header(scope: Scope, header: Header) -> Iterator[Missing]:
    dates, declared = scope.dates, declared_return(scope.book, scope.dates.fund, scope.dates.ref)
    if header.prepared_by is None and (declared is None or declared.status not in SENT):
        prepare = command("return prepare", dates.fund, dates.ref, prepared_by=Blank.PERSON)
        yield Missing(PREPARER_UNKNOWN, "Type: " + prepare, "must")
    if not header.partnership:
        yield Missing(
            "The books do not say whose return this is.",
            'Write into the books: custom "partnership" "NAME", on its first day.',
            "should",
        )
    elif not header.finance_role:
        yield Missing(
            "The books do not say who signs for finance.",
            "Type: "
            + command("partnership amend", finance_role="Chief Finance Officer", date=scope.as_at),
            "should",
        )
    yield from list_unnamed(header, scope.dates.fund, scope.as_at)
    if dates.due is None:
        declare = command("return declare", dates.fund, dates.ref, due=Blank.DAY)
        yield Missing("The books do not say when it is due.", "Type: " + declare)


def list_unnamed(
    header: Header, fund: str, as_at: datetime.date, wanted: Sequence[str] = tuple(_NAMED)
) -> Iterator[Missing]:
    """List which of the names in a return's header the books do not say as at its day.

    What is amended later would not count, so the command that is told is of that day.
    """
    empty = [field for field in wanted if not getattr(header, field.replace("-", "_"))]
    if empty:
        fields = dict.fromkeys(empty, Blank.TEXT)
        yield Missing(
            f"The books do not say {list_words(_NAMED[field] for field in empty)}.",
            "Type: " + command("fund amend", fund, **fields, decision=Blank.ID, date=as_at),
        )


def _terms(scope: Scope, claim: Claim) -> Iterator[Missing]:
    fund, terms = scope.dates.fund, scope.terms

    def amend(**field: str) -> str:
        typed = command("fund amend", fund, **field, decision=Blank.ID, date=scope.as_at)
        return "Type: " + typed

    if claim.award is None:
        yield Missing("The books do not say what was awarded.", amend(award=Blank.AMOUNT), "should")
    if terms.payment is None:
        what = f"The books do not say how {fund} is paid, so nothing is claimed."
        ways = "(or advance, instalments, on-order)"
        yield Missing(what, amend(payment="arrears") + f" {ways}", "should")
    for each in claim.by_fund:
        if scope.terms_of(each).payment and is_unsaid(scope.book, each, scope.as_at):
            yield Missing(
                f"The books do not say what was received of {each} before they began, so nothing "
                "of it is claimed.",
                "Type: "
                + command(
                    "bring-forward",
                    each,
                    received=Blank.AMOUNT,
                    spent=Blank.AMOUNT,
                    anew=True,
                ),
                "should",
            )
    if terms.payment == "instalments" and not terms.instalments:
        what = f"{fund} is paid in instalments, but none is declared."
        yield Missing(what, amend(instalments=f"{Blank.DAY} {Blank.AMOUNT}"), "should")


def _list_asked(scope: Scope, asked: AskedFor) -> Iterator[Missing]:
    """List what the terms ask for beside the table and nothing in the books shows."""
    match = asked.match
    if match and match.short:
        percent = f"{match.percent.normalize():f}%"
        yield Missing(
            f"Others are to pay {percent} of what is spent, {pounds(match.required)}: "
            f"{pounds(match.found)} is shown, {pounds(match.short)} is short.",
            "Record what they paid as a fund of theirs, spent on the same actions. Type: "
            + command("fund add", Blank.ID, title=Blank.TEXT, funder=Blank.NAME, stage="awarded"),
        )
    for place, amount, category in asked.uncategorised:
        known = f", one of {', '.join(scope.terms.categories)}" if scope.terms.categories else ""
        text = "no category" if category == UNCATEGORISED else f"the category “{category}”"
        yield Missing(
            f"{pounds(amount)} has {text}{'' if category == UNCATEGORISED else ', not asked for'}.",
            f'Write under the entry at {place}: category: "…"{known}',
            "should",
        )


def _explanations(scope: Scope, lines: Iterable[ReturnLine]) -> Iterator[Missing]:
    for line in lines:
        if says_something(line.explanation) or not _is_past_terms(scope, line):
            continue
        over = "over" if (line.variance or ZERO) > 0 else "under"
        share = "" if line.variance_percent is None else f" ({abs(line.variance_percent)}%)"
        amount = pounds(abs(line.variance or ZERO))
        yield Missing(
            f"{line.title}: say why it is {amount}{share} {over} its profile.",
            _note(scope, line, "explanation"),
            "must",
        )


def _underspends(scope: Scope, lines: Iterable[ReturnLine]) -> Iterator[Missing]:
    """Ask why an action is under or over its allocation, past the terms, if nothing says.

    What its line leaves to complete is asked; what is known of it is not.
    """
    for line in lines:
        told = says_something(line.explanation) or says_something(line.forecast_reason)
        if told or TO_COMPLETE not in (line.forecast_rest or ""):
            continue
        under, over = line.forecast_under or ZERO, line.forecast_over or ZERO
        is_over = line.forecast_basis == Rule.ACTUAL.value
        of = pounds(line.current_allocation)
        asked = []
        if under:
            verb = "was not spent" if is_over else "is forecast not to be spent"
            asked.append(f"{pounds(under)} of its {of} {verb}")
        if over:
            verb = "was spent" if is_over else "is forecast to be spent"
            asked.append(f"{pounds(over)} more than its {of} {verb}")
        yield Missing(
            f"{line.title}: say why {' and '.join(asked)}.", _note(scope, line, "explanation")
        )


def _is_past_terms(scope: Scope, line: ReturnLine) -> bool:
    return bool(line.variance) and is_past_terms(scope, line.variance, line.profile_to_date)


def _forecasts(scope: Scope) -> Iterator[Missing]:
    """List what is doubtful of the forecasts; one that is under what is spent is false."""
    for forecast in scope.forecasts.values():
        for doubt in forecast.doubts:
            yield Missing(doubt.what, doubt.do, "should" if doubt.kind == "under spent" else "may")


def _list_untold(
    scope: Scope, lines: Iterable[ReturnLine], delivery: Iterable[Delivery]
) -> Iterator[Missing]:
    told = {(each.year, each.action): each for each in delivery}
    for line in lines:
        each = told[line.year, line.action]
        counted = any(count.in_period is not None for count in each.measures)
        written = any(says_something(note.text) for note in each.narrative)
        if line.actual_in_period > 0 and not written and not counted:
            yield Missing(
                f"{line.title}: say what was delivered for the {pounds(line.actual_in_period)} "
                "spent.",
                _note(scope, line, "delivery"),
            )
    for each in told.values():
        for count in each.measures:
            if (
                count.in_period is None
                and count.target is not None
                and count.to_date < count.target
            ):
                yield Missing(
                    f"{each.title}: nothing was counted in the period of “{count.name}”, whose "
                    f"target is {count.target:f}.",
                    "Type: "
                    + command(
                        "measure add",
                        f"{each.year}/{each.action}",
                        count.name,
                        Blank.COUNT,
                        from_=scope.dates.first,
                        to=scope.as_at,
                        group=count.group or None,
                    ),
                )


def _note(scope: Scope, line: ReturnLine, kind: str) -> str:
    return "Type: " + command("note", _place(line), Blank.TEXT, date=scope.as_at, kind=kind)


def _place(line: ReturnLine) -> str:
    return f"{line.year}/{line.action}"
