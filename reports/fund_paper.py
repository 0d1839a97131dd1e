"""The funds as a paper: what each was awarded and spent, and its statement."""

from __future__ import annotations

from collections.abc import Iterable

from ringfence.ledger.money import ZERO
from ringfence.reports.columns import FUND, STATEMENT, UNSPENT_STATEMENT
from ringfence.reports.figure import columns, outflow_columns
from ringfence.reports.fund_statement import HOW_IT_STANDS, FundsReport, FundSummary
from ringfence.reports.render.table import Column, Paper, Row, Section, Sentence, Table, long_date


def funds_paper(report: FundsReport, owner: str) -> Paper:
    """Lay the funds out; those that are only hoped for stand apart."""
    certain = [fund for fund in report.funds if fund.is_certain]
    hoped = [fund for fund in report.funds if not fund.is_certain]
    period = f"{long_date(report.first)} to {long_date(report.last)}"
    sections = [
        Section("Funds", (summaries(certain),)),
        Section("Statements", (_statements(certain),)),
    ]
    if hoped:
        note = Sentence("Not certain: nothing here may be allocated or spent.")
        sections.append(Section("Bids and indicative", (note, _prospects_table(hoped))))
    return Paper("The funds", owner, (("Period", period),), tuple(sections), report.last)


def summary_keys(funds: Iterable[FundSummary]) -> tuple[str, ...]:
    """Return the figures of a line for each fund: what lapsed or was repaid where any of it did."""
    return ("awarded", *outflow_columns(funds), "claimed", "received", "spent", "unspent")


def summaries(funds: Iterable[FundSummary]) -> Table:
    """Return a line for each fund."""
    funds = list(funds)
    keys = summary_keys(funds)
    heads = (
        *(Column(title) for title in ("Fund", "Title", "Funder", HOW_IT_STANDS)),
        *columns(FUND, keys),
        UNSPENT_STATEMENT["spend_by"].column(),
        FUND["at_risk"].column(),
    )
    rows = tuple(
        Row(
            (
                *(fund.fund, fund.title, fund.funder, fund.stands),
                *(getattr(fund, key) for key in keys),
                fund.spend_by,
                fund.at_risk or ZERO,
            )
        )
        for fund in funds
    )
    return Table("Funds", heads, rows, "All funds")


def _statements(funds: Iterable[FundSummary]) -> Table:
    heads = (Column("Fund"), *columns(STATEMENT, STATEMENT))
    rows = tuple(Row((fund.fund, *fund.statement)) for fund in funds if any(fund.statement))
    return Table("Statements", heads, rows, "All funds")


def _prospects_table(funds: Iterable[FundSummary]) -> Table:
    columns = (
        *(Column(title) for title in ("Fund", "Title", "Funder", HOW_IT_STANDS)),
        Column("Hoped for", "money", summed=True),
    )
    rows = tuple(
        Row((fund.fund, fund.title, fund.funder, fund.stands, fund.award)) for fund in funds
    )
    return Table("Bids and indicative", columns, rows, "All bids")
