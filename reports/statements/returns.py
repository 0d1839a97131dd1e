"""Statements of a return's figures, and of what is unspent at a year's end.

What entries come to is asked of ``monitoring/why.py``, which says the same in one file. What is
worked out is stated by the figures that it is worked out from, each with a statement of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from beancount.core.data import Custom

from ringfence.ledger.book import Book
from ringfence.ledger.brought_forward import before_of
from ringfence.ledger.frozen import SENT
from ringfence.ledger.money import ZERO
from ringfence.reports.columns import (
    BEFORE,
    FUND_CLAIM,
    LINE,
    line_figures,
)
from ringfence.reports.flows import claiming
from ringfence.reports.forecasting.unspent import YearUnspent
from ringfence.reports.monitoring.behind import Figure
from ringfence.reports.monitoring.financial_tables import EVIDENCE
from ringfence.reports.monitoring.lines import totals_of
from ringfence.reports.monitoring.paper_tables import ADJUSTMENTS
from ringfence.reports.monitoring.report import Report, ReturnLine
from ringfence.reports.monitoring.scope import Scope, scope_of
from ringfence.reports.monitoring.why import line_behind
from ringfence.reports.statements.funds import fund_statement
from ringfence.reports.statements.statement import (
    FigureName,
    Part,
    Rows,
    Statement,
    UnknownFigureError,
    state,
)
from ringfence.reports.underspend import Underspend

#: What is asked of a line's entries; the rest of its figures is worked out.
_OF_ENTRIES = (
    *("original_allocation", "virements", "carried_forward", "current_allocation"),
    *("actual_in_period", "actual_to_date", "earmarked", "committed"),
)
#: What a figure is worked out from: added, and taken off.
_WORKED_OUT = {
    "variance": ("actual_to_date", "profile_to_date"),
    "forecast_variance": ("forecast_outturn", "current_allocation"),
}
#: What is one fund's since its first day, whoever asks.
_OF_LIFE = ("awarded", "lapsed", "repaid", "spent")
_CLAIMING = {"received_to_date": "received", "claimed_to_date": "claimed"}
#: Stands for the actions that have a profile, where a total is of those alone.
PROFILED = "profiled"
_SENT = "As the return said when it was sent, beside the entries of today"


class Source(NamedTuple):
    """What figures are asked of: a return, or what is unspent as at a day."""

    scope: Scope
    lines: tuple[ReturnLine, ...]
    totals: ReturnLine
    unspent: YearUnspent | None
    is_over: bool
    report: Report | None

    @classmethod
    def of_return(cls, book: Book, report: Report) -> Source:
        """Return the source of a return's figures."""
        unspent = report.asked_for.unspent
        scope = scope_of(book, report.dates, str)
        return cls(scope, report.lines, report.totals, unspent, report.is_over, report)

    @classmethod
    def of_underspend(cls, book: Book, found: Underspend) -> Source:
        """Return the source of the figures of what is unspent."""
        scope = scope_of(book, found.dates, str)
        return cls(scope, found.lines, totals_of(found.lines), found.unspent, found.is_over, None)


def line_statement(source: Source, name: FigureName) -> Statement:
    """State a figure of an action of a return, or of all; with a part, of one fund alone.

    Raises:
        UnknownFigureError: there is no such action, or no such figure of it.
    """
    if name.figure not in LINE or LINE[name.figure].kind != "money":
        raise UnknownFigureError(name)
    title = line_figures(is_over=source.is_over)[name.figure].title
    is_whole = name.place in ("", PROFILED)
    wanted = [
        line
        for line in source.lines
        if name.place in ("", f"{line.year}/{line.action}")
        or (name.place == PROFILED and line.profile_to_date is not None)
    ]
    if not wanted and not is_whole:
        raise UnknownFigureError(name)
    of = wanted[0].title if not is_whole else "All actions"
    of += " with a profile" if name.place == PROFILED else ""
    of += f", {name.part}" if name.part else ""
    if name.figure in _OF_ENTRIES:
        scope = _of_part(source.scope, name.part)
        rows = [row for line in wanted for row in _line_rows(scope, line, name.figure)]
        return state(source.scope.book, title, of, rows)
    if is_whole:
        parts = [_part(each, name) for each in wanted]
        parts = [part for part in parts if part.amount]
        return state(source.scope.book, title, of, parts=parts, how=f"{LINE[name.figure].says}.")
    return _worked_out(source, wanted[0], name, title)


def _line_rows(scope: Scope, line: ReturnLine, key: str) -> Rows:
    """Return the entries behind a figure of an action; none where its funds have none of it."""
    if (line.year, line.action) not in scope.places:
        return []
    kept: dict[str, Rows] = {}

    def make(title: str, amount: Decimal, rows: Rows) -> Figure:
        kept[title] = rows
        return Figure(title, amount, ())

    for figure in line_behind(scope, line, make, is_over=False):
        if figure.name == LINE[key].title:
            return kept[figure.name]
    return []


def _of_part(scope: Scope, fund: str) -> Scope:
    if not fund:
        return scope
    if fund not in scope.starts:
        raise UnknownFigureError(FigureName("line", "", part=fund))
    return replace(scope, funds=(fund,), starts={fund: scope.starts[fund]})


def _part(line: ReturnLine, name: FigureName, key: str = "", sign: int = 1) -> Part:
    figure = key or name.figure
    amount: Decimal = getattr(line, figure) or ZERO
    place = f"{line.year}/{line.action}"
    words = LINE[figure].title if key else line.title
    return Part(words, sign * amount, name._replace(figure=figure, place=place))


def _worked_out(source: Source, line: ReturnLine, name: FigureName, title: str) -> Statement:
    """State a figure that no entries come to, by what it is worked out from."""
    book = source.scope.book
    how = next(
        (
            f.how or ""
            for f in line_behind(source.scope, line, _unmade, is_over=source.is_over)
            if f.name == title
        ),
        f"{LINE[name.figure].says}.",
    )
    amount: Decimal = getattr(line, name.figure) or ZERO
    if name.figure in _WORKED_OUT:
        more, less = _WORKED_OUT[name.figure]
        parts = [_part(line, name, more), _part(line, name, less, -1)]
    elif name.figure == "forecast_outturn":
        rest = Part("Expected to be spent yet", amount - line.actual_to_date)
        parts = [_part(line, name, "actual_to_date"), *([rest] if rest.amount else [])]
    else:
        entry = _profile(source.scope, line) if name.figure == "profile_to_date" else None
        parts = [Part(title, amount, None, entry)]
    return state(book, title, line.title, parts=parts, how=how)


def _unmade(title: str, amount: Decimal, rows: Rows) -> Figure:  # noqa: ARG001 - as others make
    return Figure(title, amount, ())


def _profile(scope: Scope, line: ReturnLine) -> Custom | None:
    """Return the declaration that gave an action its profile."""
    history = scope.book.register.actions.get((line.year, line.action))
    versions = history.versions if history else ()
    given = [each for each in versions if each.day <= scope.as_at and "profile" in each.changed]
    return given[-1].entry if given else None


def evidence_statement(source: Source, name: FigureName) -> Statement:
    """State what was spent in the period, or what of it adjusts other returns."""
    report, scope = source.report, source.scope
    if report is None or name.figure not in ("amount", "adjusts"):
        raise UnknownFigureError(name)
    rows = [(row.entry, row.amount) for _track, row in scope.spent]
    if name.figure == "amount":
        return state(scope.book, EVIDENCE, "All funds covered", rows)
    places = {(row.file.rpartition("/")[2], row.line) for row in report.adjustments}
    rows = [
        (entry, amount)
        for entry, amount in rows
        if (
            str(entry.meta["filename"]).replace("\\", "/").rpartition("/")[2],
            entry.meta["lineno"],
        )
        in places
    ]
    return state(scope.book, ADJUSTMENTS, "All funds covered", rows)


def claim_statement(source: Source, name: FigureName) -> Statement:
    """State a figure of what is claimed, of one fund covered or of all."""
    report = source.report
    if report is None or name.figure not in FUND_CLAIM:
        raise UnknownFigureError(name)
    book, as_at = source.scope.book, source.scope.as_at
    if name.figure in _OF_LIFE:
        funds = tuple(report.claim.by_fund)
        return fund_statement(book, FigureName("fund", name.figure, fund=name.part), as_at, funds)
    if name.figure == "award":
        named = FigureName("fund", "award", fund=name.part or name.fund)
        return fund_statement(book, named, as_at)
    title = FUND_CLAIM[name.figure].title
    if not name.part:
        parts = [
            Part(fund, getattr(part, name.figure) or ZERO, name._replace(part=fund))
            for fund, part in report.claim.by_fund.items()
        ]
        parts = [part for part in parts if part.amount]
        return state(book, title, "All funds covered", parts=parts)
    return _claimed(source, report, name, title)


def _claimed(source: Source, report: Report, name: FigureName, title: str) -> Statement:
    """State a figure of one fund's claim, or of the return's, by the entries behind it."""
    scope, part = source.scope, report.claim.by_fund.get(name.part)
    amount = getattr(part, name.figure, None) if part else None
    if amount is None:
        raise UnknownFigureError(name)
    if name.figure == "due" and part:
        how = f"{name.part} is paid {part.basis}." if part.basis else ""
        return state(scope.book, title, name.part, parts=[Part(title, amount)], how=how)
    if name.figure == "this_claim" and part and part.due is not None:
        rest = max(part.due - part.claimed_to_date, ZERO)
        parts = [
            Part(FUND_CLAIM["due"].title, part.due, name._replace(figure="due")),
            Part("Claimed before", -part.claimed_to_date, name._replace(figure="claimed_to_date")),
        ]
        if part.due - part.claimed_to_date != rest:
            parts.append(Part("Never below zero", rest + part.claimed_to_date - part.due))
        return _as_sent(scope.book, report, name, [], parts, amount)
    if name.figure in _CLAIMING:
        found = claiming(scope.book, name.part, scope.as_at)
        rows = [(each.entry, getattr(each, _CLAIMING[name.figure])) for each in found]
        return _as_sent(scope.book, report, name, rows, [], amount)
    before = before_of(scope.book, name.part, scope.as_at) if name.figure in BEFORE else None
    rows = [(before.entry, amount)] if before else []
    return state(scope.book, title, name.part, rows, parts=[] if rows else [Part(title, amount)])


def _as_sent(  # noqa: PLR0913, PLR0917 - as a statement is made
    book: Book,
    report: Report,
    name: FigureName,
    rows: Rows,
    parts: Sequence[Part],
    amount: Decimal,
) -> Statement:
    """State a figure of a claim; where it was sent and the books moved on, say by how much."""
    said = sum((part.amount for part in parts), ZERO) + sum((part for _, part in rows), ZERO)
    more = [Part(_SENT, amount - said)] if report.status in SENT and amount != said else []
    return state(book, FUND_CLAIM[name.figure].title, name.part, rows, parts=[*parts, *more])
