"""The tables of the return's paper."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from ringfence.ledger.money import ZERO
from ringfence.reports.render.table import Block
from ringfence.reports.render.table import Cell
from ringfence.reports.render.table import Column
from ringfence.reports.render.table import Row
from ringfence.reports.render.table import Table

if TYPE_CHECKING:
    from ringfence.reports.monitoring.report import Count
    from ringfence.reports.monitoring.report import Delivery
    from ringfence.reports.monitoring.report import Report
    from ringfence.reports.monitoring.report import ReturnLine

_WITHHELD = "withheld"
_ALLOCATED = {
    "Original allocation": "original_allocation",
    "Virements": "virements",
    "Carried forward": "carried_forward",
    "Current allocation": "current_allocation",
}
_SPENT = {
    "Actual in period": "actual_in_period",
    "Actual to date": "actual_to_date",
    "Earmarked": "earmarked",
    "Of it committed": "committed",
}


def financial(report: Report, *, wide: bool) -> Iterator[Table]:
    """Give the financial table: one, or two that a page can take."""
    first = (*_ALLOCATED, *_SPENT)
    columns = tuple(Column(title, "money", summed=True) for title in first)
    profiled = report.totals.profile_to_date is not None
    outlook = (
        Column("Profile to date", "money", summed=profiled),
        *(() if wide else (Column("Actual to date", "money", summed=True),)),
        Column("Variance", "money", summed=profiled),
        Column("Variance %", "percent"),
        Column("Forecast outturn", "money", summed=True),
        Column("Forecast basis"),
        Column("Forecast variance", "money", summed=True),
        Column("RAG"),
    )
    lines = report.lines
    many = report.dates.is_final
    if wide:
        rows = (
            Row((name(line, year=many), *_amounts(line), *_outlook(line, wide=True)))
            for line in lines
        )
        yield Table("", (Column("Action"), *columns, *outlook), tuple(rows), "Total")
        return
    rows = (Row((name(line, year=many), *_amounts(line))) for line in lines)
    yield Table("Allocation and spending", (Column("Action"), *columns), tuple(rows), "Total")
    rows = (Row((name(line, year=many), *_outlook(line, wide=False))) for line in lines)
    yield Table("Variance and forecast", (Column("Action"), *outlook), tuple(rows), "Total")


def name(line: ReturnLine | Delivery, *, year: bool) -> str:
    """Call an action by its title, and by its year where a paper has several."""
    return f"{line.title} ({line.year})" if year else line.title


def explanations(report: Report) -> Iterator[Table]:
    """Give what officers explained: variances, and forecasts of their own."""
    many = report.dates.is_final
    rows = [
        Row((name(line, year=many), line.variance, text, line.forecast_reason))
        for line in report.lines
        if (text := line.explanation) or line.forecast_reason
    ]
    columns = (
        Column("Action"),
        Column("Variance", "money"),
        Column("Explanation"),
        Column("Reason for the forecast"),
    )
    if rows:
        yield Table("Explanations", columns, tuple(rows))


def pots(report: Report) -> list[Block]:
    """Give what each fund has in the reserve and unallocated."""
    rows = tuple(
        Row((fund, report.reserve.get(fund, ZERO), report.unallocated.get(fund, ZERO)))
        for fund in report.funds
    )
    columns = (
        Column("Fund"),
        Column("Reserve", "money", summed=True),
        Column("Unallocated", "money", summed=True),
    )
    return [Table("Reserve and unallocated", columns, rows, "Total")]


def by_fund(report: Report) -> list[Block]:
    """Give each fund's part of each action."""
    many = report.dates.is_final
    rows = tuple(
        Row((name(line, year=many), fund, *part))
        for line in report.lines
        for fund, part in line.by_fund.items()
    )
    titles = ("Current allocation", "Actual in period", "Actual to date", "Earmarked")
    columns = (
        Column("Action"),
        Column("Fund"),
        *(Column(title, "money", summed=True) for title in titles),
    )
    return [Table("Actions by fund", columns, rows, "Total")] if rows else []


def measures(report: Report) -> Iterator[Table]:
    """Give what was counted, against targets."""
    many = report.dates.is_final
    rows = tuple(
        Row((name(each, year=many), _named(count), *_numbers(count), count.target_to))
        for each in report.delivery
        for count in each.measures
    )
    columns = (
        Column("Action"),
        Column("Measure"),
        Column("In period", "number"),
        Column("To date", "number"),
        Column("Target", "number"),
        Column("By", "date"),
    )
    if rows:
        yield Table("Measures", columns, rows)


def said(report: Report) -> Iterator[Table]:
    """Give what was delivered, to what end, and what may go wrong."""
    many = report.dates.is_final
    aims = tuple(
        Row((name(each, year=many), each.priority, each.objectives, each.lead))
        for each in report.delivery
        if each.priority or each.objectives or each.lead
    )
    told = tuple(
        Row((name(each, year=many), note.date, note.text))
        for each in report.delivery
        for note in each.narrative
    )
    risks = tuple(
        Row((name(each, year=many), note.date, note.text))
        for each in report.delivery
        for note in each.risks
    )
    dated = (Column("Action"), Column("Date", "date"))
    if told:
        yield Table("What was delivered", (*dated, Column("Narrative")), told)
    if risks:
        yield Table("Risks", (*dated, Column("Risk")), risks)
    if aims:
        columns = tuple(Column(t) for t in ("Action", "Priority", "Objectives", "Lead"))
        yield Table("Priorities and objectives", columns, aims)


def evidence(report: Report) -> Table:
    """Give every amount behind the actual in period, with its sum."""
    titles = {(line.year, line.action): line.title for line in report.lines}
    rows = tuple(
        Row(
            (
                row.date,
                _WITHHELD if row.payee is None else row.payee,
                _WITHHELD if row.private else row.invoice,
                row.description,
                titles.get((row.year, row.action), f"{row.action} ({row.year})"),
                row.fund,
                row.amount,
            )
        )
        for row in report.evidence
    )
    columns = (
        Column("Date", "date"),
        *(Column(title) for title in ("Payee", "Invoice", "For", "Action", "Fund")),
        Column("Amount", "money", summed=True),
    )
    return Table("Spent in the period", columns, rows, "Total")


def adjustments(report: Report) -> Iterator[Table]:
    """Give what the period spent or got back for other periods."""
    rows = tuple(
        Row(
            (
                row.date,
                _WITHHELD if row.payee is None else row.payee,
                row.description,
                f"{row.year}/{row.action}".strip("/"),
                row.adjusts or "another year's action",
                row.fund,
                row.amount,
            )
        )
        for row in report.adjustments
    )
    columns = (
        Column("Date", "date"),
        *(Column(title) for title in ("Payee", "For", "Action", "Adjusts", "Fund")),
        Column("Amount", "money", summed=True),
    )
    if rows:
        yield Table("Adjustments, included above", columns, rows, "Total")


def noted(report: Report) -> Iterator[Table]:
    """Give the entries that await a decision, and what was decided against a rule."""
    pending = [("awaits a decision", row) for row in report.evidence if row.pending]
    rows = [
        Row((row.date, row.payee or _WITHHELD, what, row.fund, row.amount)) for what, row in pending
    ]
    columns = (
        Column("Date", "date"),
        Column("Payee"),
        Column("What"),
        Column("Fund"),
        Column("Amount", "money"),
    )
    if rows:
        yield Table("Recorded before it was decided", columns, tuple(rows))
    overridden = tuple(
        Row((each.rule, each.message)) for each in report.remarks if each.severity == "overridden"
    )
    if overridden:
        yield Table("Allowed by decision", (Column("Rule"), Column("What")), overridden)


def _amounts(line: ReturnLine) -> tuple[Cell, ...]:
    return tuple(getattr(line, field) for field in (*_ALLOCATED.values(), *_SPENT.values()))


def _outlook(line: ReturnLine, *, wide: bool) -> tuple[Cell, ...]:
    return (
        line.profile_to_date,
        *(() if wide else (line.actual_to_date,)),
        line.variance,
        line.variance_percent,
        line.forecast_outturn,
        line.forecast_basis,
        line.forecast_variance,
        line.rag,
    )


def _named(count: Count) -> str:
    return f"{count.name}, {count.group}" if count.group else count.name


def _numbers(count: Count) -> tuple[Decimal | None, ...]:
    return (count.in_period, count.to_date, count.target)
