"""Why a claim is what it is: what was due of a fund by then, less what was claimed before."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from ringfence.ledger.accounts import Kind
from ringfence.ledger.brought_forward import before_of
from ringfence.ledger.money import ZERO, pounds
from ringfence.reports.columns import CLAIM
from ringfence.reports.monitoring.behind import Behind, Figure, Make, Rows

if TYPE_CHECKING:
    from ringfence.reports.monitoring.report import FundClaim
    from ringfence.reports.monitoring.scope import Scope


def work_out_claim(
    scope: Scope, fund: str, part: FundClaim, claimed: Rows, make: Make
) -> Iterator[Figure]:
    """Yield a fund's claim, opened to what it is worked out from; none where no terms say how.

    Args:
        scope: The return.
        fund: The fund claimed on.
        part: What its claim comes to.
        claimed: The entries by which it was claimed before, each with its amount.
        make: Makes a figure of entries.
    """
    if part.this_claim is None or part.due is None:
        return
    title = CLAIM["this_claim"].title
    named = title if fund == scope.dates.fund else f"{title} of {fund}"
    spent, stated = _spend_rows(scope, fund), tuple(_stated_dues(scope, fund))
    by_terms = sum((each.amount for each in stated), ZERO)
    if stated and by_terms == part.due:
        spent = []
    else:
        # What is claimed is what was spent, though more may have been due.
        stated = ()
    before = before_of(scope.book, fund, scope.as_at)
    more = f", {pounds(before.spent)} of it before these books" if before and spent else ""
    less = f"{pounds(part.due)}{more}, less the {pounds(part.claimed_to_date)} claimed before"
    told = f"{fund} is paid {part.basis}, {less}; never below zero."
    if part.due - part.claimed_to_date != part.this_claim:
        yield make(named, part.this_claim, [])._replace(how=told)
        return
    figure = make(named, part.this_claim, [*spent, *((e, -amount) for e, amount in claimed)])
    yield figure._replace(rows=(*stated, *figure.rows), how=told)


def _spend_rows(scope: Scope, fund: str) -> Rows:
    """Return every entry that spent of a fund, and the one that says what was spent before."""
    found = [
        (row.entry, row.amount)
        for track in scope.tracks(fund, Kind.SPENT)
        for row in track.rows(last=scope.as_at)
    ]
    before = before_of(scope.book, fund, scope.as_at)
    return [(before.entry, before.spent), *found] if before else found


def _stated_dues(scope: Scope, fund: str) -> Iterator[Behind]:
    """Yield what the terms say is due by then: an advance without dates is due at once.

    Nothing where what is spent is claimed.
    """
    terms = scope.terms_of(fund)
    if terms.payment not in ("advance", "instalments"):
        return
    versions = scope.book.register.funds[fund].versions
    declared = [each for each in versions if each.day <= scope.as_at] or versions[:1]
    entry = declared[-1].entry
    steps: list[tuple[str, str, Decimal]] = [
        (step.day.isoformat(), "Instalment due", step.amount)
        for step in terms.instalments
        if step.day <= scope.as_at
    ]
    if terms.payment == "advance" and not terms.instalments and terms.award:
        steps = [(entry.date.isoformat(), "Award, due in advance", terms.award)]
    for day, words, amount in steps:
        yield Behind(
            date=day,
            words=words,
            amount=amount,
            fund=fund,
            invoice=None,
            decisions=(),
            documents=(),
            place=f"{scope.relative(str(entry.meta['filename']))}:{entry.meta['lineno']}",
            flag=False,
        )
