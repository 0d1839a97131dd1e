"""Why what is unspent at the year's end is what it is: its parts, by action and by fund."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from ringfence.ledger.money import ZERO, pounds
from ringfence.reports.columns import POOLS, UNSPENT
from ringfence.reports.forecasting.unspent import YearUnspent
from ringfence.reports.forecasting.words import list_words
from ringfence.reports.monitoring.behind import Figure
from ringfence.reports.monitoring.report import Report
from ringfence.reports.underspend_paper import named_parts


def unspent_figures(report: Report, names: Mapping[tuple[str, str], str]) -> Iterator[Figure]:
    """Yield the number and each of its parts, opened to what they are worked out from."""
    found = report.asked_for.unspent
    if found is None:
        return
    parts = [
        f"{what[:1].lower()}{what[1:]}, {pounds(abs(part))}" for what, part in named_parts(found)
    ]
    told = f"It is made of {'; '.join(parts)}.{_by_fund(found)}"
    yield Figure(UNSPENT["total"].title, found.total, (), told)
    under = _by_action(report, names, "forecast_under")
    yield Figure(UNSPENT["parts.under_allocation"].title, found.amount, (), under)
    for key, pool in (("reserve", "reserve"), ("unallocated", "unallocated")):
        amount: Decimal = getattr(found, key)
        if amount:
            told = f"All that is left under {POOLS[pool].title}: see there."
            yield Figure(UNSPENT[f"parts.{key}"].title, amount, (), told)
    if found.other_years:
        told = "What the actions of other years have left: see the claim's figures."
        yield Figure(UNSPENT["parts.other_years"].title, found.other_years, (), told)
    if found.over:
        over = _by_action(report, names, "forecast_over")
        told = f"{over} Of it {pounds(found.set_off)} is taken off the rest of its fund."
        yield Figure(UNSPENT["over_allocation"].title, found.over, (), told)


def _by_action(report: Report, names: Mapping[tuple[str, str], str], key: str) -> str:
    """Return what of it is each action's: what is allocated and forecast is told there."""
    told = [
        f"{names[line.year, line.action]} {pounds(amount)}"
        for line in report.lines
        if (amount := getattr(line, key) or ZERO)
    ]
    return f"{list_words(told)}." if told else "No action is."


def _by_fund(found: YearUnspent) -> str:
    told = [f"{each.fund}: {each.proposed}" for each in found.funds if each.whole]
    return f" By fund: {'. '.join(told)}." if told else ""
