"""What the terms of funds ask for next, laid out: a table each, and a sentence on what is owed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ringfence.ledger.commands import command
from ringfence.ledger.money import ZERO, pounds
from ringfence.reports.columns import FUND
from ringfence.reports.figure import outflow_columns
from ringfence.reports.fund_statement import HOW_IT_STANDS, STAGES
from ringfence.reports.obligations import Scheme
from ringfence.reports.outlook import Outlook, Repayable, SpendBy
from ringfence.reports.render.table import (
    Block,
    Cell,
    Column,
    Row,
    Section,
    Sentence,
    Table,
    long_date,
)

_UNSPENT = {
    "repay": "repaid",
    "carry-forward": "kept with consent",
    "keep": "kept",
    None: "not said",
}


def outlook_section(report: Outlook, *, for_officer: bool = False) -> Section | None:
    """Lay all of it out as a section; None if there is nothing to say."""
    blocks = tuple(outlook_blocks(report, for_officer=for_officer))
    return Section("Terms and dates", blocks) if blocks else None


def outlook_blocks(report: Outlook, *, for_officer: bool = False) -> Iterator[Block]:
    """Lay out each part that has anything in it; for the officer with what she is to type."""
    for each in report.repayable:
        yield Sentence(_owed_words(each, for_officer=for_officer), "warning")
    if report.spend_by:
        yield from _spend_by(report)
    if report.instalments:
        yield _instalments(report)
    if report.conditions:
        yield _conditions(report)
    if report.payments:
        yield _payments(report)
    if report.advances:
        given = [(a.provider, a.fund, a.since, a.amount) for a in report.advances]
        yield _table(
            "Advanced, not yet evidenced", ("Provider", "Fund", "@Since", "£Amount"), given
        )
    yield from map(_scheme, report.schemes)
    if report.matches:
        yield _matches(report)
    if report.prospects:
        yield from _prospects(report)


def _conditions(report: Outlook) -> Table:
    rows = [(f"{c.title} ({c.fund})", c.conditions, c.awaited) for c in report.conditions]
    heads = ("Fund", "Condition", "£Still to come")
    return _table("To be met before the money comes", heads, rows)


def _scheme(scheme: Scheme) -> Table:
    rows = [
        (f"{each.funder} ({each.fund})", each.put_in, each.spent, each.left, each.share)
        for each in scheme.funds
    ]
    heads = ("Funder", "£Put in", "£Spent", "£Left", "£Share of what is left")
    return _table(f"{scheme.title}: who owns what is left", heads, rows)


def _matches(report: Outlook) -> Table:
    rows = [
        (
            f"{each.title} ({each.fund})",
            f"{each.percent.normalize():f}%",
            each.required,
            each.found,
            each.short,
        )
        for each in report.matches
    ]
    heads = ("Fund", "Asked", "£To be matched", "£Matched by others", "£Short")
    return _table("Match-funding", heads, rows)


def _owed_words(each: Repayable, *, for_officer: bool) -> str:
    parts = []
    if each.booked:
        parts.append(f"{pounds(each.booked)} is owed back to {each.funder}")
    if each.to_book:
        typed = ": " + command("repay", each.fund, each.to_book) if for_officer else ""
        parts.append(
            f"{pounds(each.to_book)} was received and not spent, so it is owed back to "
            f"{each.funder} and not yet booked" + typed
        )
    if each.lapses:
        parts.append(f"{pounds(each.lapses)} was never received and lapses")
    past = ""
    if each.spend_by and (each.to_book or each.lapses):
        past = f", to be spent by {long_date(each.spend_by)}"
    return f"{each.title} ({each.fund}){past}: {'; '.join(parts)}."


def _spend_by(report: Outlook) -> Iterator[Table]:
    went = outflow_columns(report.spend_by)
    rows = [
        (
            *(each.fund, each.spend_by, each.awarded),
            *(getattr(each, key) for key in went),
            *(each.spent, each.left, _rest_is(each)),
        )
        for each in report.spend_by
    ]
    lapsed = (f"£{FUND[key].title}" for key in went)
    heads = ("Fund", "@Spend by", "£Awarded", *lapsed, "£Spent", "£Left", "The rest is")
    yield _table("To be spent by a day", heads, rows)
    rates = [
        (each.fund, str(each.days), each.per_week, each.per_month)
        for each in report.spend_by
        if each.days > 0
    ]
    if rates:
        yield _table("To spend it in time", ("Fund", "Days left", "=A week", "=A month"), rates)


def _rest_is(each: SpendBy) -> str:
    """Return what becomes of what a fund has left, part by part where a part never came."""
    words = _UNSPENT[each.unspent]
    if not each.to_lapse:
        return words
    repaid = each.left - each.to_lapse
    if not repaid:
        return "not received, to lapse"
    return f"{pounds(repaid)} {words}; {pounds(each.to_lapse)} not received, to lapse"


def _instalments(report: Outlook) -> Table:
    heads = ("Fund", "£Due by now", "£Received", "£Overdue", "@Since", "@Next", "=Expected")
    rows = [
        (
            f"{each.title} ({each.fund})",
            each.due,
            each.received,
            each.overdue,
            each.overdue_since,
            each.next_day,
            each.next_amount,
        )
        for each in report.instalments
    ]
    return _table("Instalments", heads, rows)


def _payments(report: Outlook) -> Table:
    rows = [
        (
            each.title,
            each.provider,
            each.pay_by,
            "overdue" if each.is_overdue else None,
            each.left,
        )
        for each in report.payments
    ]
    return _table("To be paid by a day", ("For", "To", "@Pay by", "", "£Amount"), rows)


def _prospects(report: Outlook) -> Iterator[Block]:
    rows = [
        (
            f"{each.title} ({each.fund})",
            each.funder,
            STAGES[each.stage],
            each.since,
            each.amount,
        )
        for each in report.prospects
    ]
    heads = ("Fund", "Funder", HOW_IT_STANDS, "@Since", "=Amount")
    yield _table("Not money: bids and what is only indicated", heads, rows)
    sought = sum((e.amount or ZERO for e in report.prospects if e.stage == "bid"), ZERO)
    if sought:
        yield Sentence(f"{pounds(sought)} is bid for. None of it can be allocated or spent.")


def _table(title: str, heads: tuple[str, ...], rows: Sequence[tuple[Cell, ...]]) -> Table:
    """Make a table; a heading begins with £ if its column is summed, = if it is money, @ a date."""
    kinds = {"£": "money", "=": "money", "@": "date"}
    columns = tuple(
        Column(head.lstrip("£=@"), "money", summed=head[:1] == "£")
        if kinds.get(head[:1]) == "money"
        else Column(head.lstrip("@"), "date" if head[:1] == "@" else "text")
        for head in heads
    )
    summed = any(column.summed for column in columns) and len(rows) > 1
    return Table(title, columns, tuple(Row(cells) for cells in rows), "All" if summed else None)
