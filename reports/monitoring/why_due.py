"""Why a claim is what it is: what was due of a fund by then, less what was claimed before."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from ringfence.ledger.accounts import Kind
from ringfence.ledger.brought_forward import before_of
from ringfence.ledger.money import ZERO
from ringfence.ledger.money import pounds
from ringfence.reports.columns import CLAIM
from ringfence.reports.monitoring.behind import Behind

if TYPE_CHECKING:
    from ringfence.reports.monitoring.behind import Figure
    from ringfence.reports.monitoring.behind import Make
    from ringfence.reports.monitoring.behind import Rows
    from ringfence.reports.monitoring.report import FundClaim
    from ringfence.reports.monitoring.scope import Scope

_BY_SPENDING = ("arrears", "on-order")
_DUE = {
    "arrears": "is paid in arrears: what was spent to date",
    "on-order": "is paid on order: what was spent to date",
    "advance": "is paid in advance: what is due by then",
    "instalments": "is paid in instalments: those due by then",
}


def worked_out(
    scope: Scope, fund: str, part: FundClaim, claimed: Rows, make: Make
) -> Iterator[Figure]:
    """Give a fund's claim, opened to what it is worked out from; none where no terms say how.

    Args:
        scope: The return.
        fund: The fund claimed on.
        part: What its claim comes to.
        claimed: The entries by which it was claimed before, each with its amount.
        make: Makes a figure of entries.
    """
    payment = scope.terms_of(fund).payment
    if part.this_claim is None or payment is None:
        return
    spent = _spent(scope, fund) if payment in _BY_SPENDING else []
    stated = () if spent else tuple(_stated(scope, fund))
    rows = [*spent, *((entry, -amount) for entry, amount in claimed)]
    due = sum((n for _entry, n in spent), ZERO) + sum((each.amount for each in stated), ZERO)
    title = CLAIM["this_claim"].title
    named = title if fund == scope.dates.fund else f"{title} of {fund}"
    before = before_of(scope.book, fund, scope.as_at)
    more = f", {pounds(before.spent)} of it before these books" if before and spent else ""
    less = f"{pounds(due)}{more}, less the {pounds(part.claimed_to_date)} claimed before"
    told = f"{fund} {_DUE[payment]}, {less}; never below nothing."
    if due - part.claimed_to_date != part.this_claim:
        yield make(named, part.this_claim, [])._replace(how=told)
        return
    figure = make(named, part.this_claim, rows)
    yield figure._replace(rows=(*stated, *figure.rows), how=told)


def _spent(scope: Scope, fund: str) -> Rows:
    """Give every entry that spent of a fund, and the one that says what was spent before."""
    found = [
        (row.entry, row.amount)
        for track in scope.tracks(fund, Kind.SPENT)
        for row in track.rows(last=scope.as_at)
    ]
    before = before_of(scope.book, fund, scope.as_at)
    return [(before.entry, before.spent), *found] if before else found


def _stated(scope: Scope, fund: str) -> Iterator[Behind]:
    """Give what the terms say is due by then: an advance without dates is due at once."""
    terms = scope.terms_of(fund)
    versions = scope.book.register.funds[fund].versions
    said = [each for each in versions if each.day <= scope.as_at] or versions[:1]
    entry = said[-1].entry
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
