"""A forecast underspend laid out: for the position, for a meeting, and for its funder."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator
from typing import TYPE_CHECKING
from typing import Any

from ringfence.ledger.money import plain
from ringfence.ledger.money import pounds
from ringfence.reports.render.table import Block
from ringfence.reports.render.table import Column
from ringfence.reports.render.table import Row
from ringfence.reports.render.table import Section
from ringfence.reports.render.table import Sentence
from ringfence.reports.render.table import Table
from ringfence.reports.render.table import long_date

if TYPE_CHECKING:
    from ringfence.reports.underspend import Underspend


def underspend_section(found: Iterable[Underspend]) -> Section | None:
    """Lay them out as a section; None if none is forecast."""
    blocks = tuple(underspend_blocks(found))
    return Section("Forecast underspend", blocks) if blocks else None


def underspend_blocks(found: Iterable[Underspend]) -> Iterator[Block]:
    """Say of each return's money how much is forecast not to be spent, and on which actions."""
    for each in found:
        yield Sentence(
            f"{pounds(each.amount)} of {each.title} ({each.fund}) is forecast not to be spent by "
            f"{long_date(each.year_end)}.",
            "strong",
        )
        yield underspend_table(each)._replace(title="Forecast under allocation")


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
                line.forecast_reason or line.explanation or f"by {line.forecast_basis}",
            )
        )
        for line in each.lines
    )
    return Table("", columns, rows, "Total")


def underspends_json(found: Iterable[Underspend]) -> list[dict[str, Any]]:
    """Give them as JSON."""
    return [
        {
            "fund": each.fund,
            "period": each.ref,
            "funder": each.funder,
            "by": each.year_end.isoformat(),
            "amount": plain(each.amount),
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
