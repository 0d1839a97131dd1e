"""The financial tables of the return's paper, each of which adds up on its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from collections.abc import Mapping
from typing import TYPE_CHECKING

from ringfence.ledger.money import ZERO
from ringfence.ledger.money import pounds
from ringfence.reports.columns import FUND_PART
from ringfence.reports.columns import LINE
from ringfence.reports.columns import POOLS
from ringfence.reports.columns import SPENT
from ringfence.reports.columns import columns
from ringfence.reports.columns import line_figures
from ringfence.reports.forecasting.report import Rule
from ringfence.reports.render.table import Block
from ringfence.reports.render.table import Link
from ringfence.reports.render.table import Row
from ringfence.reports.render.table import Sentence
from ringfence.reports.render.table import Table
from ringfence.reports.render.table import long_date

if TYPE_CHECKING:
    from ringfence.reports.monitoring.report import Report
    from ringfence.reports.monitoring.report import ReturnLine

#: What the tables call an action, by its year and id.
Names = Mapping[tuple[str, str], str]
EVIDENCE = "Spent in the period"
_ALLOCATED = (
    "original_allocation",
    "virements",
    "carried_forward",
    "current_allocation",
    "actual_in_period",
    "actual_to_date",
    "earmarked",
    "committed",
)
_OF_FUND = ("current_allocation", "actual_in_period", "actual_to_date", "earmarked")
_PROFILE = ("profile_to_date", "actual_to_date", "variance", "variance_percent")
_HELD = {
    "allocation": ", held at the allocation",
    "decided": ", held at what is decided",
    "spent": ", held at what is spent",
    # Of returns submitted before.
    "commitment": ", held at what is spent and committed",
}
#: What a forecast is, by the rule that gave it; the last is of returns submitted before.
BASES = {
    Rule.OFFICER.value: "The officer's figure is of the day that stands by it.",
    Rule.STRAIGHT_LINE.value: "A straight line is what is spent, carried on at the same rate to "
    "the year's end.",
    Rule.PROFILE.value: "By profile is the last figure of the profile that the action was given.",
    Rule.DECIDED.value: "What is earmarked is expected by its own days.",
    Rule.TO_PLAN.value: "What is to plan has no earmark and was not yet forecast by an officer; it "
    "is expected to be spent.",
    Rule.ACTUAL.value: "Spent is what was spent, accruals included: the year is over. What is on "
    "order or agreed stands apart.",
    "spent and committed": "Spent and committed is what was spent, and what is ordered or agreed "
    "besides and not spent: the year is over.",
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


def allocation(report: Report, names: Names) -> Iterator[Block]:
    """Give what each action was allocated and has spent."""
    heads = (
        LINE["title"].column(),
        *(LINE[key].column(_link(key, "title")) for key in _ALLOCATED),
    )
    rows = (
        Row((names[line.year, line.action], *(getattr(line, key) for key in _ALLOCATED)))
        for line in report.lines
    )
    yield Table("Allocation and spending", heads, tuple(rows), "Total")
    yield Sentence("Committed is part of earmarked: what has an order or an agreement.")


def against_profile(report: Report, names: Names) -> Iterator[Block]:
    """Give the variance of the actions that have a profile: only they have one."""
    profiled = [line for line in report.lines if line.profile_to_date is not None]
    if not profiled:
        yield Sentence("No action has a profile, so there is no variance from one.")
        return
    rows = (
        Row((names[line.year, line.action], *(getattr(line, key) for key in _PROFILE)))
        for line in profiled
    )
    heads = columns(LINE, ("title", *_PROFILE))
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


def forecast(report: Report, names: Names) -> Iterator[Block]:
    """Give what each action will have cost, how that is known, and how it is rated."""
    rated = any(line.rag for line in report.lines)
    keys = ("title", "current_allocation", "forecast_outturn", "forecast_variance")
    figures = line_figures(is_over=report.is_over)
    heads = columns(figures, (*keys, "forecast_basis", *(("rag",) if rated else ())))
    rows = (
        Row(
            (
                names[line.year, line.action],
                line.current_allocation,
                line.forecast_outturn,
                line.forecast_variance,
                forecast_basis(line),
                *((line.rag,) if rated else ()),
            )
        )
        for line in report.lines
    )
    year = report.dates.year
    title = f"Forecast to {long_date(year.end)}" if year else "Outturn"
    yield Table(title, heads, tuple(rows), "Total")
    yield Sentence(_legend(report, rated=rated))
    for line in report.lines:
        if line.forecast_timing:
            yield Sentence(f"{names[line.year, line.action]} is {line.forecast_timing}.")


def pots(report: Report) -> Iterator[Table]:
    """Give what each fund has in the reserve and unallocated."""
    rows = tuple(
        Row(
            (
                f"{report.titles[fund]} ({fund})",
                report.reserve.get(fund, ZERO),
                report.unallocated.get(fund, ZERO),
            )
        )
        for fund in report.funds
    )
    heads = (FUND_PART["fund"].column(), *columns(POOLS, POOLS))
    yield Table("Reserve and unallocated", heads, rows, "Total")


def by_fund(report: Report, names: Names) -> Iterator[Table]:
    """Give each fund's part of each action."""
    rows = tuple(
        Row((names[line.year, line.action], fund, *(getattr(part, key) for key in _OF_FUND)))
        for line in report.lines
        for fund, part in line.by_fund.items()
    )
    heads = (
        LINE["title"].column(),
        FUND_PART["fund"].column(_link("fund", "title", "fund")),
        *(FUND_PART[key].column(_link(key, "title", "fund")) for key in _OF_FUND),
    )
    if rows:
        yield Table("Actions by fund", heads, rows, "Total")


def _link(key: str, *alike: str) -> Link | None:
    """Say what a figure is the sum of: what is spent in the period is all in the evidence."""
    if key != "actual_in_period":
        return None
    titles = {**FUND_PART, **LINE}
    return Link(EVIDENCE, tuple(titles[each].title for each in alike), SPENT["amount"].title)


def forecast_basis(line: ReturnLine) -> str:
    """Say in words what a forecast rests on, and where it was held."""
    told = line.forecast_words or line.forecast_basis or ""
    return f"{told}{_HELD.get(line.forecast_held or '', '')}"


def _legend(report: Report, *, rated: bool) -> str:
    bases = {line.forecast_basis for line in report.lines}
    if any(line.forecast_to_plan for line in report.lines):
        bases.add(Rule.TO_PLAN.value)
    told = ["Over is positive."]
    told += [meaning for basis, meaning in BASES.items() if basis in bases]
    if rated:
        told.append(
            "RAG is the officer's own rating: green goes to plan, amber may not, red will not "
            "unless something changes."
        )
    return " ".join(told)
