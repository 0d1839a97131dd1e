"""A workbook for those who keep none yet: headings, rows to fill in, totals that add up."""

from __future__ import annotations

from ringfence.ledger.years import FinancialYear
from ringfence.reports.render.table import Column, Paper, Row, Section, Sentence, Table

_ROWS = 15


def template(year: FinancialYear) -> bytes:
    """Make the workbook of a year: the same bytes always."""
    from ringfence.reports.render.xlsx import workbook

    columns = (
        Column("Action"),
        Column("Allocated", "money", summed=True),
        Column("Carried forward", "money", summed=True),
        Column("Spent to date", "money", summed=True),
        Column("Earmarked", "money", summed=True),
    )
    empty = (None,) * (len(columns) - 1)
    rows = [Row(("", *empty)) for _number in range(_ROWS)]
    rows.append(Row(("Reserve", *empty)))
    says = (
        "One action a row. Allocated is of this year's money, carried forward of earlier years'. "
        "Earmarked is promised and not yet spent. The reserve has a row of its own."
    )
    table = Table("", columns, tuple(rows), total="Total")
    section = Section("Delivery Plan", (Sentence(says), table))
    return workbook(Paper(f"Delivery Plan {year.spoken}", "", (), (section,), year.start))
