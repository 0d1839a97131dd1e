"""A forecast underspend laid out: for the position, for a meeting, and for its funder."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator
from typing import TYPE_CHECKING
from typing import Any

from ringfence.ledger.money import plain
from ringfence.ledger.money import pounds
from ringfence.reports.monitoring.asked_for import unspent_json
from ringfence.reports.monitoring.forecast import ACTUAL
from ringfence.reports.monitoring.forecast import COMMITMENT
from ringfence.reports.monitoring.forecast import COMMITTED
from ringfence.reports.monitoring.forecast import OFFICER
from ringfence.reports.monitoring.forecast import PROFILE
from ringfence.reports.monitoring.forecast import STRAIGHT_LINE
from ringfence.reports.monitoring.unspent import lost_of
from ringfence.reports.render.table import Block
from ringfence.reports.render.table import Column
from ringfence.reports.render.table import Row
from ringfence.reports.render.table import Section
from ringfence.reports.render.table import Sentence
from ringfence.reports.render.table import Table
from ringfence.reports.render.table import long_date

if TYPE_CHECKING:
    from ringfence.reports.monitoring.report import ReturnLine
    from ringfence.reports.underspend import Underspend

_RESTS_ON = {
    OFFICER: "the officer's own figure",
    PROFILE: "spent, and what the profile has yet to come",
    STRAIGHT_LINE: "carried on at the rate spent so far",
    ACTUAL: "what was spent in the year",
    COMMITTED: "what was spent in the year or is committed",
}


def underspend_section(found: Iterable[Underspend]) -> Section | None:
    """Lay them out as a section; None if none is forecast."""
    blocks = tuple(underspend_blocks(found))
    return Section("Forecast underspend", blocks) if blocks else None


def underspend_blocks(found: Iterable[Underspend]) -> Iterator[Block]:
    """Say of each return's money how much is forecast not to be spent, and on which actions."""
    for each in found:
        yield Sentence(
            f"{pounds(each.amount)} of {_titled(each)} {not_spent(each)} "
            f"{long_date(each.year_end)}.",
            "strong",
        )
        yield underspend_table(each)._replace(title="Forecast under allocation")
        yield funds_table(each)._replace(title="Whose money it is")
        yield from (Sentence(told, "warning") for told in lost_of(each.funds, each.dates.as_at))


def not_spent(each: Underspend) -> str:
    """Say of an underspend, before its day, that it is forecast or has come."""
    if each.is_over:
        return "is neither spent nor committed as at"
    return "is forecast not to be spent by"


def funds_table(each: Underspend) -> Table:
    """Give whose money it is, until when it may be spent, and what becomes of it."""
    columns = (
        Column("Fund"),
        Column("Under, £", "money", summed=True),
        Column("Spend by", "date"),
        Column("The rest is"),
    )
    rows = tuple(
        Row((f"{of.title} ({of.fund})", of.amount, of.spend_by, of.treatment or "not said"))
        for of in each.funds
        if of.amount
    )
    return Table("", columns, rows, "Total" if len(rows) > 1 else None)


def _titled(each: Underspend) -> str:
    """Name one fund by its title, several by their ids: their titles stand below."""
    titles = [f"{of.title} ({of.fund})" for of in each.funds if of.amount]
    return titles[0] if len(titles) == 1 else each.whose


def underspend_table(each: Underspend) -> Table:
    """Give the actions that are forecast to cost less than they were allocated, and why."""
    columns = (
        Column("Action"),
        Column("Allocated, £", "money", summed=True),
        Column("Spent, £", "money", summed=True),
        Column("Forecast, £", "money", summed=True),
        Column("Under, £", "money", summed=True),
        Column("Why"),
    )
    rows = tuple(
        Row(
            (
                line.title,
                line.current_allocation,
                line.actual_to_date,
                line.forecast_outturn,
                -line.forecast_variance,
                line.forecast_reason or line.explanation or _why(line),
            )
        )
        for line in each.lines
    )
    return Table("", columns, rows, "Total")


def _why(line: ReturnLine) -> str:
    """Say what a forecast rests on where nobody gave a reason."""
    told = _RESTS_ON.get(line.forecast_basis or "", f"by {line.forecast_basis}")
    if line.forecast_held == COMMITMENT:
        told += ", and no less than is committed"
    return f"No reason given: {told}."


def underspends_json(found: Iterable[Underspend]) -> list[dict[str, Any]]:
    """Give them as JSON."""
    return [
        {
            "fund": each.fund,
            "period": each.ref,
            "funder": each.funder,
            "by": each.year_end.isoformat(),
            "amount": plain(each.amount),
            "by_fund": unspent_json(each.funds),
            "actions": [
                {
                    "action": line.action,
                    "title": line.title,
                    "amount": plain(-line.forecast_variance),
                }
                for line in each.lines
            ],
        }
        for each in found
    ]
