"""The return, put together out of its parts."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import partial

from ringfence.ledger.accounts import UNALLOCATED, Pot
from ringfence.ledger.book import Book
from ringfence.ledger.declarations.models import Return
from ringfence.ledger.findings import Finding, Severity
from ringfence.ledger.frozen import Frozen
from ringfence.ledger.money import ZERO
from ringfence.ledger.questions import question, questions_of_life
from ringfence.reports import schedule
from ringfence.reports.fund_statement import statement_of
from ringfence.reports.monitoring.asked_for import work_out_asked_for
from ringfence.reports.monitoring.claim import claim_of, other_years
from ringfence.reports.monitoring.content import content_digest
from ringfence.reports.monitoring.delivery import delivery_of
from ringfence.reports.monitoring.evidence import adjustments_of, evidence_of
from ringfence.reports.monitoring.exceptions import find_exceptions
from ringfence.reports.monitoring.life import named_on, steps_of
from ringfence.reports.monitoring.lines import lines_of, totals_of
from ringfence.reports.monitoring.privacy import few_told, must_not_go_out, small_groups
from ringfence.reports.monitoring.report import Header, Remark, Report
from ringfence.reports.monitoring.scope import Relative, Scope, scope_of
from ringfence.reports.monitoring.to_complete import list_advised, list_demanded

_VISIBLE = (Severity.PENDING, Severity.OVERRIDDEN, Severity.WARN)


def prepare(  # noqa: PLR0913 - as the command has it
    book: Book,
    fund: str,
    ref: str,
    *,
    as_at: datetime.date | None = None,
    findings: Sequence[Finding] = (),
    relative: Relative = str,
) -> Report:
    """Prepare the return of a fund for a period, as at the declared day or another.

    ``findings`` are what is wrong in the books, as judged; ``relative`` shows the name of
    a file of the books.

    Raises:
        ReturnError: there is no such return, or it is made in another's.
        PeriodError: the text is no period.
    """
    dates = schedule.dates_of(book, fund, ref, as_at)
    scope = scope_of(book, dates, relative)
    own = [finding for finding in findings if _concerns(finding, scope)]
    header, claim, lines = header_of(scope), claim_of(scope), lines_of(scope)
    evidence, delivery = evidence_of(scope), delivery_of(scope)
    declared = schedule.declared_return(book, fund, ref)
    asked = work_out_asked_for(scope)
    report = Report(
        header=header,
        dates=dates,
        funds=scope.funds,
        titles={name: scope.terms_of(name).title for name in scope.funds},
        status=(declared.status if declared else None) or "draft",
        to_complete=(
            *list_demanded(scope, lines, own),
            *must_not_go_out(scope, lines, evidence),
            *list_advised(scope, header, claim, asked, (lines, delivery)),
            *small_groups(delivery),
            *few_told(scope),
        ),
        claim=claim,
        other_years=other_years(scope),
        lines=lines,
        reserve=left_by_fund(scope, lambda pot: pot.is_reserve),
        unallocated=left_by_fund(scope, lambda pot: pot == UNALLOCATED),
        statements={
            name: statement_of(book, name, scope.first, scope.as_at) for name in scope.funds
        },
        totals=totals_of(lines),
        asked_for=asked,
        adjustments=adjustments_of(scope, evidence),
        delivery=delivery,
        evidence=evidence,
        left_out=scope.slips,
        standing_out=find_exceptions(scope, own),
        remarks=tuple(_remark(each, relative) for each in own if each.severity in _VISIBLE),
        findings=_counts_of(own),
        digest=_digest(Frozen(book, fund, ref, dates.as_at), declared),
    )
    history = steps_of(
        book.register.returns.get((fund, ref)),
        lambda name, day: _person(scope, name, day),
        partial(question, book),
        book.register.set_aside.get((fund, ref), ()),
    )
    return report._replace(
        uncertified=_what_changed_since_certified(report, declared), history=history
    )


def _digest(frozen: Frozen, declared: Return | None) -> str:
    """Return the digest that was frozen, for as long as the books say the same; else theirs."""
    stated = declared.digest if declared and declared.as_at == frozen.as_at else None
    return stated if stated and frozen.says(stated) else frozen.digest


def _what_changed_since_certified(report: Report, declared: Return | None) -> str | None:
    """Return what of a certified return, which is not sent yet, is no more what was certified."""
    if declared is None or declared.status != "certified":
        return None
    if declared.digest != report.digest:
        return "figures or evidence"
    return None if declared.narrative_digest == content_digest(report) else "narrative or counts"


def header_of(scope: Scope) -> Header:
    """Return whose return it is, and who signs it."""
    fund, ref = scope.dates.fund, scope.dates.ref
    partnership, terms = scope.book.register.partnership, scope.terms
    declared = schedule.declared_return(scope.book, fund, ref)
    history = scope.book.register.returns.get((fund, ref))
    return Header(
        partnership=partnership.name if partnership else "",
        host=partnership.host if partnership else None,
        finance_role=partnership.finance_role if partnership else None,
        fund=fund,
        title=terms.title,
        funder=terms.funder,
        reference=terms.reference,
        award_letter=terms.award_letter,
        authorised_person=_person(scope, terms.authorised_person),
        deputy=_person(scope, terms.deputy),
        prepared_by=_person(
            scope, declared.prepared_by if declared else None, named_on(history, "prepared-by")
        ),
        certified_by=_person(
            scope, declared.certified_by if declared else None, named_on(history, "certified-by")
        ),
        reason=_reason(scope.book, declared) if declared else None,
    )


def _reason(book: Book, declared: Return) -> str | None:
    """Return why a return is as it is: of one that is queried, what is asked and not answered."""
    if declared.status == "queried":
        asked = questions_of_life(book, declared.fund, declared.period)
        texts = [each.text for each in asked if each.is_open()]
        if texts:
            return " ".join(texts)
    return declared.reason


def _person(scope: Scope, person: str | None, day: datetime.date | None = None) -> str | None:
    """Name a person by name and role, as on a day if one is given; one not declared as recorded."""
    history = scope.book.register.persons.get(person) if person else None
    if history is None:
        return person
    declared = history.at_or_first(day) if day else history.latest
    return f"{declared.name} ({declared.role})"


def left_by_fund(scope: Scope, wanted: Callable[[Pot], bool]) -> dict[str, Decimal]:
    """Return what is left in some pots, by fund."""
    left: dict[str, Decimal] = {}
    for track in scope.pots:
        if wanted(track.pot):
            left[track.fund] = left.get(track.fund, ZERO) + track.left(scope.as_at)
    return dict(sorted(left.items()))


def _concerns(finding: Finding, scope: Scope) -> bool:
    """Return whether a finding is about the return: its funds, and nothing after its as-at."""
    if finding.funds and finding.funds.isdisjoint(scope.funds):
        return False
    return finding.entry is None or finding.entry.date <= scope.as_at


def _counts_of(findings: Iterable[Finding]) -> dict[str, int]:
    counted = Counter(finding.severity for finding in findings)
    return {severity.value: counted[severity] for severity in Severity}


def _remark(finding: Finding, relative: Relative) -> Remark:
    name = finding.source.get("filename")
    line = finding.source.get("lineno")
    private = finding.entry is not None and finding.entry.meta.get("private")
    return Remark(
        rule=finding.rule,
        severity=finding.severity.value,
        message=f"A private entry. [{finding.rule}]" if private else finding.message,
        file=relative(str(name)) if name else None,
        line=int(line) if line else None,
    )
