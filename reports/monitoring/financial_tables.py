"""The financial tables of the return's paper, each of which adds up on its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from ringfence.ledger.money import ZERO, pounds
from ringfence.reports.columns import (
    AGAINST_PROFILE,
    ALLOCATION,
    FIRST,
    FUND_CLAIM,
    FUND_PART,
    HAD,
    LEFT,
    LINE,
    OF_FUND,
    SPENT,
    STATEMENT,
    UNSPENT_STATEMENT,
    line_figures,
)
from ringfence.reports.figure import columns, outflow_columns
from ringfence.reports.forecasting.report import Rule
from ringfence.reports.forecasting.unspent import Unspent
from ringfence.reports.forecasting.words import list_words
from ringfence.reports.monitoring.line_words import why_of
from ringfence.reports.render.table import Block, Column, Link, Row, Sentence, Table

if TYPE_CHECKING:
    from ringfence.reports.monitoring.report import Report

#: What the tables call an action, by its year and id.
Names = Mapping[tuple[str, str], str]
EVIDENCE = "Spent in the period"
#: The first page, and its first table.
SUMMARY = "Summary"
#: What a forecast is, by the rule that gave it; the last is of returns submitted before.
BASES = {
    Rule.OFFICER.value: "The officer's figure is of the day that stands by it.",
    Rule.STRAIGHT_LINE.value: "A straight line is what is spent, carried on at the same rate to "
    "the year's end.",
    Rule.PROFILE.value: "By profile is the last figure of the profile that the action was given.",
    Rule.DECIDED.value: "What is earmarked is expected by its own days.",
    Rule.TO_PLAN.value: "What is to plan is not set aside for anything, nor yet forecast by an "
    "officer; it is expected to be spent.",
    Rule.ACTUAL.value: "The outturn is what was spent, accruals included: the last day has come. "
    "What is on order or agreed stands apart.",
    "spent and committed": "Spent and committed is what was spent, and what is ordered or agreed "
    "besides and not spent: the year is over.",
}
#: Of those the ones that the reason beside a figure does not make plain.
_TO_BE_TOLD = {
    Rule.STRAIGHT_LINE.value,
    Rule.TO_PLAN.value,
    Rule.ACTUAL.value,
    "spent and committed",
}


def names_of(report: Report) -> dict[tuple[str, str], str]:
    """Call each action by its title, by its year where a paper has several, by its id if alike."""
    titles = {(each.year, each.action): each.title for each in report.delivery}
    titles |= {(line.year, line.action): line.title for line in report.lines}
    many = report.dates.is_final
    called = {place: f"{title} ({place[0]})" if many else title for place, title in titles.items()}
    alike = Counter(name.casefold() for name in called.values())
    return {
        place: name if alike[name.casefold()] == 1 else f"{name} ({place[1]})"
        for place, name in called.items()
    }


def by_action(report: Report, names: Names) -> Iterator[Block]:
    """Yield what a funder asks first: a line for each action, with the reason for its variance."""
    figures = line_figures(is_over=report.is_over)
    rated = ("rag",) if any(line.rag for line in report.lines) else ()
    heads = (
        figures["title"].column(),
        *(figures[key].column(_link(key, "title")) for key in (*FIRST, *rated)),
        Column("Reason"),
    )
    rows = (
        Row(
            (
                names[line.year, line.action],
                *(getattr(line, key) for key in (*FIRST, *rated)),
                why_of(line),
            )
        )
        for line in report.lines
    )
    yield Table(SUMMARY, heads, tuple(rows), "Total")
    yield Sentence(_legend(report))
    for line in report.lines:
        if line.forecast_timing:
            yield Sentence(f"{names[line.year, line.action]} is {line.forecast_timing}.")


def funds_box(report: Report) -> Table:
    """Return what a funder asks of each fund first, and what is proposed for what is unspent."""
    unspent = {each.fund: each for each in _unspent(report)}
    told = columns(UNSPENT_STATEMENT, ("committed", "kept_or_later", "total")) if unspent else ()
    proposed = (Column("Proposed"),) if unspent else ()
    went = outflow_columns(report.claim.by_fund.values())
    keys = ("awarded", *went, "received_to_date", "claimed_to_date", "this_claim", "spent")
    rows = []
    for fund, claim in report.claim.by_fund.items():
        cells = (f"{report.titles[fund]} ({fund})", *(getattr(claim, key) for key in keys))
        of = unspent.get(fund)
        of_unspent = (of.committed, of.kept_or_later, of.total, of.proposed) if of else ()
        rows.append(Row((*cells, *of_unspent)))
    heads = (FUND_PART["fund"].column(), *columns(FUND_CLAIM, keys), *told, *proposed)
    return Table("By fund", heads, tuple(rows), "Total")


def why_more_was_spent(report: Report) -> Iterator[Sentence]:
    """Yield why more was spent of a fund in all than on the actions: before, or for other years."""
    on_actions: dict[str, Decimal] = {}
    for line in report.lines:
        for fund, part in line.by_fund.items():
            on_actions[fund] = on_actions.get(fund, ZERO) + part.actual_to_date
    told = []
    for fund, claim in report.claim.by_fund.items():
        before = claim.spent_before or ZERO
        rest = claim.spent - before - on_actions.get(fund, ZERO)
        told += [f"{pounds(before)} of {fund} before these books began"] if before else []
        told += [f"{pounds(rest)} of {fund} on actions of other years"] if rest else []
    if told:
        yield Sentence(f"Spent in all has what the actions above have not: {list_words(told)}.")


def claim_working(report: Report) -> Iterator[Table]:
    """Yield how what is claimed of each fund is worked out: what is due, less what was claimed."""
    keys = ("basis", "due", "claimed_to_date", "this_claim")
    rows = tuple(
        Row((fund, *(getattr(each, key) for key in keys)))
        for fund, each in report.claim.by_fund.items()
        if each.this_claim
    )
    heads = (FUND_PART["fund"].column(), *columns(FUND_CLAIM, keys))
    if rows:
        total = "Total" if len(rows) > 1 else None
        yield Table("How the claim is worked out", heads, rows, total)


def statements(report: Report) -> Iterator[Table]:
    """Yield what each fund had in the year and what went of it, then where the rest is."""
    for title, keys in (("What each fund had", HAD), ("Where what is left of it is", LEFT)):
        rows = tuple(
            Row((fund, *(getattr(each, key) for key in keys)))
            for fund, each in report.statements.items()
        )
        yield Table(title, (FUND_PART["fund"].column(), *columns(STATEMENT, keys)), rows, "Total")


def allocation(report: Report, names: Names) -> Iterator[Block]:
    """Yield what each action was allocated, from where, and what of it is set aside."""
    rows = (
        Row((names[line.year, line.action], *(getattr(line, key) for key in ALLOCATION)))
        for line in report.lines
    )
    heads = columns(LINE, ("title", *ALLOCATION))
    yield Table("How it was allocated", heads, tuple(rows), "Total")


def against_profile(report: Report, names: Names) -> Iterator[Block]:
    """Yield the variance of the actions that have a profile: only they have one."""
    profiled = [line for line in report.lines if line.profile_to_date is not None]
    if not profiled:
        yield Sentence("No action has a profile, so there is no variance from one.")
        return
    explained = ("explanation",) if any(line.explanation for line in profiled) else ()
    keys = (*AGAINST_PROFILE, *explained)
    rows = (
        Row((names[line.year, line.action], *(getattr(line, key) for key in keys)))
        for line in profiled
    )
    heads = columns(LINE, ("title", *keys))
    yield Table("Spending against profile", heads, tuple(rows), "Total")
    totals = report.totals
    told = "The variance is spent to date less profile; over is positive."
    if totals.variance_percent is not None:
        told += f" In all it is {totals.variance_percent}% of the profile."
    rest = [line for line in report.lines if line.profile_to_date is None]
    if rest:
        amount = pounds(sum((line.actual_to_date for line in rest), ZERO))
        actions = "1 action" if len(rest) == 1 else f"{len(rest)} actions"
        told += f" {actions} without a profile spent {amount} to date."
    yield Sentence(told)


def by_fund(report: Report, names: Names) -> Iterator[Table]:
    """Yield each fund's part of each action."""
    rows = tuple(
        Row((names[line.year, line.action], fund, *(getattr(part, key) for key in OF_FUND)))
        for line in report.lines
        for fund, part in line.by_fund.items()
    )
    heads = (
        LINE["title"].column(),
        FUND_PART["fund"].column(_link("fund", "title", "fund")),
        *(FUND_PART[key].column(_link(key, "title", "fund")) for key in OF_FUND),
    )
    if rows:
        yield Table("Actions by fund", heads, rows, "Total")


def _link(key: str, *alike: str) -> Link | None:
    """Return what a figure is the sum of: what is spent in the period is all in the evidence."""
    if key != "actual_in_period":
        return None
    titles = {**FUND_PART, **LINE}
    return Link(EVIDENCE, tuple(titles[each].title for each in alike), SPENT["amount"].title)


def _unspent(report: Report) -> Iterable[Unspent]:
    found = report.asked_for.unspent
    return found.funds if found else ()


def _legend(report: Report) -> str:
    """Return what the columns mean that are not plain by themselves."""
    bases = {line.forecast_basis for line in report.lines}
    if any(line.forecast_to_plan for line in report.lines):
        bases.add(Rule.TO_PLAN.value)
    told = [
        "Over is positive. Committed is on order or agreed, and not spent.",
        *(meaning for basis, meaning in BASES.items() if basis in bases & _TO_BE_TOLD),
    ]
    return " ".join(told)
