"""The statement as a paper: council's balance, timing, miscodings, ours, and the difference."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from ringfence.ledger.money import ZERO, pounds
from ringfence.reports.reconciliation.report import Between, Report
from ringfence.reports.render.table import (
    Block,
    Column,
    Fields,
    Link,
    Paper,
    Row,
    Section,
    Sentence,
    Table,
    long_date,
)

TIMING, MISCODED = "Timing", "Miscoded"
_WHYS = {"timing": TIMING, "miscoded": MISCODED, "amount": "Another amount", "waiting": "Waiting"}
_SIDES = {"council": "Council's", "ours": "Ours", "both": "Both"}
_BETWEEN, _MATCHED = "What lies between", "Matched"


def reconciliation_paper(report: Report, *, matched: bool = True) -> Paper:
    """Lay the statement out; ``matched`` is whether what is matched is listed too."""
    period = f"{long_date(report.first)} to {long_date(report.day)}"
    sections = [
        Section("Statement", tuple(_statement(report))),
        Section("Between", tuple(_between(report))),
    ]
    if report.of("waiting"):
        sections.append(Section("Waiting", (_waiting_table(report),)))
    sections.append(Section(_MATCHED, tuple(_both(report, listed=matched))))
    return Paper(
        title="Reconciliation with the council's ledger",
        owner=report.partnership,
        facts=(("Period", period),),
        sections=tuple(sections),
        day=report.day,
    )


def _statement(report: Report) -> Iterator[Block]:
    yield _verdict(report)
    yield _balances(report)
    yield Sentence(_basis(report))
    if report.last_line < report.day:
        yield Sentence(f"The council's last line is of {long_date(report.last_line)}.")
    if report.difference or report.of("amount", "waiting"):
        yield _difference(report)
    if report.reason:
        yield Sentence(f"Signed with this difference: {report.reason}")
    if len(report.by_fund) > 1:
        yield _by_fund(report)
    yield _signature(report)


def _verdict(report: Report) -> Sentence:
    waiting, amount = len(report.of("waiting")), pounds(abs(report.difference))
    if waiting:
        things = "1 thing waits" if waiting == 1 else f"{waiting} things wait"
        return Sentence(f"{things} to be settled; the difference is {amount}.", "warning")
    if report.difference:
        where = "more" if report.difference > 0 else "less"
        return Sentence(
            f"Our balance is {amount} {where} than the council's with timing and miscodings.",
            "warning",
        )
    return Sentence("The council's ledger and ours agree: the difference is zero.", "strong")


def _balances(report: Report) -> Table:
    """Return the two balances with what leads from one to the other; in a workbook it adds up."""
    day = long_date(report.day)
    link = Link(_BETWEEN, ("Why",), "Amount")
    rows = (
        (f"The council's balance on {day}", report.council_balance),
        (TIMING, report.timing),
        (MISCODED, report.miscoded),
        ("Difference", report.difference),
    )
    return Table(
        "",
        (Column("Why"), Column("Amount", "money", summed=True, link=link)),
        tuple(Row(cells) for cells in rows),
        f"Our balance on {day}",
    )


def _basis(report: Report) -> str:
    """Return where the council's balance comes from."""
    start = report.start
    on, balance = long_date(start.day), pounds(start.balance)
    since = (
        f"less {pounds(start.lines)} spent since"
        if start.lines >= 0
        else f"plus {pounds(-start.lines)} that came in since, net"
    )
    late = ""
    if start.late:
        late = (
            f" {pounds(start.late)} of that is dated on that day or before, and was listed only "
            "since."
        )
    if start.basis == "stated":
        carried = pounds(start.balance - start.lines)
        return (
            "The council's balance is as finance states it; by its lines that were imported it "
            f"would be {carried}."
        )
    if start.basis == "signed":
        return (
            f"The council's balance is the {balance} that was signed as at {on}, {since} by its "
            f"lines.{late}"
        )
    return (
        f"The council's balance is {balance} on {on}, the day before its first line, {since} by "
        "its lines. Where it begins is our own balance of that day, without what the council "
        f"booked only later: a listing says what moved and not what was there."
    )


def _difference(report: Report) -> Table:
    rows = [
        Row((_name(each), each.reason or "Waiting", each.amount))
        for each in report.of("amount", "waiting")
    ]
    if report.unexplained:
        reason = "No line and no entry accounts for it"
        rows.append(Row(("Not explained", reason, report.unexplained)))
    columns = (Column("Of"), Column("Reason"), Column("Amount", "money", summed=True))
    return Table("The difference", columns, tuple(rows), "Difference")


def _by_fund(report: Report) -> Table:
    columns = (Column("Fund"), Column("Balance", "money", summed=True))
    rows = tuple(Row(each) for each in report.by_fund)
    return Table("Our balance by fund", columns, rows, "All funds")


def _signature(report: Report) -> Fields:
    """Return the lines to be signed, filled in once they are."""
    signed = report.status == "signed"
    on: datetime.date | None = report.signed_on if signed else None
    login = f" (login {report.login})" if report.login else ""
    seal = report.seal or "none: it was signed before there were seals"
    return Fields(
        "For finance: the council's balance agrees with its ledger and the difference is explained",
        (
            ("Signed by", f"{report.signer}{login}" if signed else None),
            ("Date", on),
            *((("Recorded on", report.recorded),) if report.recorded else ()),
            *((("Seal", seal),) if signed else ()),
        ),
    )


def _between(report: Report) -> Iterator[Block]:
    found = report.of("timing", "miscoded")
    if not found:
        yield Sentence("There is no timing difference and no miscoding.")
        return
    columns = (
        Column("Why"),
        Column("Day", "date"),
        *(Column(title) for title in ("In", "Of", "Reason")),
        Column("Amount", "money", summed=True),
    )
    rows = tuple(
        Row((_WHYS[e.why], e.day, _SIDES[e.side], _name(e), e.reason, e.amount)) for e in found
    )
    yield Table(_BETWEEN, columns, rows, "Total")


def _waiting_table(report: Report) -> Table:
    columns = (
        Column("Day", "date"),
        *(Column(title) for title in ("In", "Of", "Called")),
        Column("Amount", "money", summed=True),
    )
    rows = tuple(
        Row((each.day, _SIDES[each.side], _name(each), each.called, each.amount))
        for each in report.of("waiting")
    )
    return Table("What waits", columns, rows, "Total")


def _both(report: Report, *, listed: bool) -> Iterator[Block]:
    found = report.matched
    if not found:
        yield Sentence("Nothing was matched in the period.")
        return
    if not listed:
        total = sum((each.amount for each in found), ZERO)
        yield Sentence(
            f"{len(found)} {'match' if len(found) == 1 else 'matches'} in the period, "
            f"{pounds(total)} in all."
        )
        return
    columns = (
        Column("The council's", "date"),
        Column("Ours", "date"),
        *(Column(title) for title in ("Of", "Reference", "Funds", "Lines")),
        Column("Amount", "money", summed=True),
    )
    rows = tuple(
        Row(
            (
                *(each.council_day, each.our_day, each.who, each.reference),
                *(", ".join(each.funds), ", ".join(each.refs), each.amount),
            )
        )
        for each in found
    )
    yield Table(_MATCHED, columns, rows, "Total")


def _name(each: Between) -> str:
    return ", ".join(part for part in (each.who, each.reference) if part) or each.called
