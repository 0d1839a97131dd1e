"""What a return is missing, in sentences; never left blank unseen.

Some of it is demanded: a return is not certified without.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from ringfence.ledger.findings import Finding
from ringfence.ledger.findings import Severity
from ringfence.ledger.findings import where
from ringfence.ledger.money import ZERO
from ringfence.ledger.money import pounds
from ringfence.ledger.narrative import says_something
from ringfence.reports.monitoring.forecast import OFFICER
from ringfence.reports.monitoring.report import Delivery
from ringfence.reports.monitoring.report import ReturnLine

if TYPE_CHECKING:
    from ringfence.reports.monitoring.report import Claim
    from ringfence.reports.monitoring.report import Header
    from ringfence.reports.monitoring.scope import Scope


Table = tuple[Sequence[ReturnLine], Sequence[Delivery]]


def demanded(
    scope: Scope, lines: Sequence[ReturnLine], findings: Iterable[Finding]
) -> tuple[str, ...]:
    """List what keeps a return from being certified: faults, and what its terms demand."""
    return (*_faults(findings), *_explanations(scope, lines))


def advised(scope: Scope, header: Header, claim: Claim, table: Table) -> tuple[str, ...]:
    """List what else is missing."""
    lines, delivery = table
    return (
        *_header(scope, header),
        *_terms(scope, claim),
        *_forecasts(scope, lines),
        *_told(scope, lines, delivery),
    )


def _faults(findings: Iterable[Finding]) -> Iterator[str]:
    findings = list(findings)
    blocks = sum(finding.severity is Severity.BLOCK for finding in findings)
    if blocks:
        what = "fault" if blocks == 1 else "faults"
        yield f"The books have {blocks} {what} to put right: see `ringfence check`."
    for finding in findings:
        if finding.severity is Severity.PENDING:
            yield f"Awaits a decision, {where(finding.source)}: {finding.message}"


def _header(scope: Scope, header: Header) -> Iterator[str]:
    if not header.partnership:
        yield 'Nothing says whose return this is: declare `custom "partnership"`.'
    elif not header.finance_role:
        yield (
            "Nothing says who signs for finance: give the partnership its `finance-role:`, such as "
            "“Chief Finance Officer”."
        )
    if scope.dates.due is None:
        dates = scope.dates
        yield (
            f"Nothing says when it is due. Type: ringfence return declare {dates.fund} {dates.ref} "
            "--due DATE"
        )


def _terms(scope: Scope, claim: Claim) -> Iterator[str]:
    fund, terms = scope.dates.fund, scope.terms
    if claim.award is None:
        yield f"Nothing says what was awarded: give {fund} its `award:`."
    if terms.payment is None:
        yield f"Nothing says how {fund} is paid, so nothing is claimed: give it its `payment:`."
    elif terms.payment == "instalments" and not terms.instalments:
        yield f"{fund} is paid in instalments, but none is declared: give it its `instalments:`."


def _explanations(scope: Scope, lines: Iterable[ReturnLine]) -> Iterator[str]:
    for line in lines:
        if says_something(line.explanation) or not _is_past_terms(scope, line):
            continue
        over = "over" if (line.variance or ZERO) > 0 else "under"
        share = "" if line.variance_percent is None else f" ({abs(line.variance_percent)}%)"
        amount = pounds(abs(line.variance or ZERO))
        yield (
            f"{line.title}: say why it is {amount}{share} {over} its profile. {_note(scope, line)} "
            "--kind explanation"
        )


def _is_past_terms(scope: Scope, line: ReturnLine) -> bool:
    """Say whether a variance is past both the percentage and the floor of the fund's terms."""
    percent, floor = scope.terms.variance_percent, scope.terms.variance_floor
    if not line.variance or (percent is None and floor is None):
        return False
    off = abs(line.variance)
    allowed = (line.profile_to_date or ZERO) * (percent or Decimal(0)) / 100
    return off > allowed and off > (floor or ZERO)


def _forecasts(scope: Scope, lines: Iterable[ReturnLine]) -> Iterator[str]:
    for line in lines:
        least = line.actual_to_date + line.committed
        history = scope.book.register.forecasts.get((line.year, line.action))
        said = history.at(scope.as_at) if history else None
        if line.forecast_basis == OFFICER and said and said.outturn < least:
            yield (
                f"{line.title}: the forecast of {pounds(said.outturn)} is under what is "
                f"spent and committed already, {pounds(least)}. Type: ringfence forecast "
                f"{line.year}/{line.action} {least:.2f} --reason TEXT"
            )


def _told(scope: Scope, lines: Iterable[ReturnLine], delivery: Iterable[Delivery]) -> Iterator[str]:
    told = {(each.year, each.action): each for each in delivery}
    for line in lines:
        each = told[line.year, line.action]
        counted = any(count.in_period is not None for count in each.measures)
        written = any(says_something(said.text) for said in each.narrative)
        if line.actual_in_period and not written and not counted:
            yield (
                f"{line.title}: say what was delivered for the {pounds(line.actual_in_period)} "
                f"spent. {_note(scope, line)} --kind delivery"
            )
    for each in told.values():
        for count in each.measures:
            if (
                count.in_period is None
                and count.target is not None
                and count.to_date < count.target
            ):
                yield (
                    f"{each.title}: nothing was counted in the period of “{count.name}”, whose "
                    f"target is {count.target:f}."
                )


def _note(scope: Scope, line: ReturnLine) -> str:
    return f'Type: ringfence note {line.year}/{line.action} "…" --date {scope.as_at}'
