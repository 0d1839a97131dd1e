"""The reserve as a paper: what it held by origin, and every movement with its decision."""

from __future__ import annotations

from ringfence.reports.columns import RESERVE
from ringfence.reports.figure import columns
from ringfence.reports.pots import spoken
from ringfence.reports.render.table import (
    Block,
    Column,
    Paper,
    Row,
    Section,
    Sentence,
    Table,
    long_date,
)
from ringfence.reports.reserve import ReserveReport


def reserve_paper(report: ReserveReport, owner: str) -> Paper:
    """Lay the reserve out."""
    period = f"{long_date(report.first)} to {long_date(report.last)}"
    return Paper(
        title="The reserve",
        owner=owner,
        facts=(("Period", period),),
        sections=(
            Section("By origin", (by_origin(report),)),
            Section("Movements", (_moves_table(report),)),
        ),
        day=report.last,
    )


def by_origin(report: ReserveReport) -> Table:
    """Return a line for each reserve and fund."""
    heads = (
        *(Column(title) for title in ("Reserve", "Fund", "Origin")),
        *columns(RESERVE, RESERVE),
    )
    rows = tuple(
        Row((spoken(line.pot, {}) if line.pot else "", line.fund, line.title, *line[3:]))
        for line in report.lines
    )
    return Table("By origin", heads, rows, "All origins")


def _moves_table(report: ReserveReport) -> Block:
    if not report.moves:
        return Sentence("Nothing came in and nothing went out.")
    columns = (
        Column("Date", "date"),
        *(Column(title) for title in ("What", "From or to", "Fund", "Decision")),
        Column("Change", "money", summed=True),
    )
    rows = tuple(
        Row(
            (
                move.day,
                move.text,
                move.other_title,
                move.fund,
                ", ".join(move.decisions),
                move.change,
            )
        )
        for move in report.moves
    )
    return Table("Movements", columns, rows, "All movements")
