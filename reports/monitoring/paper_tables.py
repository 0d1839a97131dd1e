"""The tables of the return's paper beside the financial ones."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from decimal import Decimal

from ringfence.ledger.money import ZERO, pounds
from ringfence.reports.columns import LINE, SPENT, UNSPENT
from ringfence.reports.figure import columns
from ringfence.reports.forecasting.treatment import losses
from ringfence.reports.monitoring.asked_for import AskedFor
from ringfence.reports.monitoring.financial_tables import EVIDENCE, Names
from ringfence.reports.monitoring.report import Count, DatedNote, Delivery, EvidenceRow, Report
from ringfence.reports.render.table import Block, Column, Row, Sentence, Table, long_date
from ringfence.reports.underspend_paper import beside, funds_table, parts_table

_WITHHELD = "withheld"
_MONEY = Column("£", "money")
_SUMMED = Column("£", "money", summed=True)
#: What the period spent or got back for other periods.
ADJUSTMENTS = "Adjustments, included above"


def explanations(report: Report, names: Names) -> Iterator[Table]:
    """Yield what officers explained of actions without a profile; others have it beside theirs."""
    rows = [
        Row((names[line.year, line.action], line.explanation))
        for line in report.lines
        if line.explanation and line.profile_to_date is None
    ]
    heads = columns(LINE, ("title", "explanation"))
    if rows:
        yield Table("Explanations", heads, tuple(rows))


def asked_tables(report: Report, names: Names) -> Iterator[Block]:
    """Yield what the fund's terms ask for beside; what there is nothing of is left out."""
    found = report.asked_for
    yield from _beside(found, names)
    if found.categories:
        yield _table("Cost categories in the period", "Category", _SUMMED, found.categories)
    if found.assets:
        assets = [(f"{day} {what}", amount) for day, what, amount in found.assets]
        yield _table("Assets bought", "What", _SUMMED, assets)
    elif found.assets is not None:
        yield Sentence("Nothing was bought as capital in the period.")
    if found.sought:
        # What is not costed yet is said to be, as in the position.
        costed = [(what, amount) for what, amount in found.sought if amount is not None]
        if costed:
            yield _table("Changes sought", "Proposal", _MONEY, costed)
        if len(costed) < len(found.sought):
            rows = tuple(Row((what,)) for what, amount in found.sought if amount is None)
            yield Table("Changes sought, not yet costed", (Column("Proposal"),), rows)


def unspent(report: Report) -> Iterator[Block]:
    """Yield what is unspent at the year's end, whose money it is, and what stands beside it."""
    found = report.asked_for
    if found.unspent:
        if found.unspent.gross:
            yield parts_table(found.unspent)._replace(title=UNSPENT["total"].title)
            yield funds_table(found.unspent)._replace(title="Whose money it is")
    elif found.whose:
        # Of a return that was submitted before there was a number of all that is unspent.
        rows = tuple(
            Row((f"Forecast under allocation, of {each.fund}", each.amount, each.treatment))
            for each in found.whose
        )
        heads = (Column("What"), _SUMMED, Column("Proposed"))
        yield Table("Underspend", heads, rows, "Total" if len(rows) > 1 else None)
    yield from (Sentence(told, "warning") for told in losses(found.last_days, report.dates.as_at))
    if found.unspent:
        yield from (Sentence(told) for told in beside(found.unspent))


def _beside(found: AskedFor, names: Names) -> Iterator[Block]:
    """Yield what others paid: as match-funding, and for the same actions."""
    if found.match:
        match = found.match
        percent = f"{match.percent.normalize():f}% of what is spent"
        figures = ((percent, match.required), ("Shown", match.found), ("Short", match.short))
        yield _table("Match funding", "Match", _MONEY, figures)
    columns = (Column("Action"), Column("Funder"), Column("Fund"), Column("To date, £", "money"))
    rows = tuple(
        Row(
            (
                names.get((each.year, each.action), each.action),
                each.funder,
                f"{each.title} ({each.fund})",
                each.spent,
            )
        )
        for each in found.others
    )
    if rows:
        summed = (*columns[:-1], columns[-1]._replace(summed=True))
        yield Table("Other funding of the same actions", summed, rows, "Total")


def _table(
    title: str, head: str, money: Column, rows: Sequence[tuple[str, Decimal | None]]
) -> Table:
    total = "Total" if money.summed else None
    return Table(title, (Column(head), money), tuple(Row(row) for row in rows), total)


def measures(report: Report, names: Names) -> Iterator[Table]:
    """Yield what was counted, against targets."""
    rows = tuple(
        Row((names[each.year, each.action], _count_name(count), *_numbers(count), count.target_to))
        for each in report.delivery
        for count in each.measures
    )
    columns = (
        Column("Action"),
        Column("Measure"),
        Column("In period", "number"),
        Column("To date", "number"),
        Column("Target", "number"),
        Column("By", "date"),
    )
    if rows:
        yield Table("Measures", columns, rows)


def note_tables(report: Report, names: Names) -> Iterator[Table]:
    """Yield what was delivered, to what end, and what may go wrong."""
    told = tuple(
        Row((names[each.year, each.action], aims, note.date if note else None, text))
        for each in report.delivery
        for aims, note, text in _note_rows(each)
    )
    risks = tuple(
        Row((names[each.year, each.action], note.date, _with_recorded(note.text, note.recorded)))
        for each in report.delivery
        for note in each.risks
    )
    action, date = Column("Action"), Column("Date", "date")
    if told:
        aims = Column("Priority, objectives, lead")
        yield Table("What was delivered", (action, aims, date, Column("Narrative")), told)
    if risks:
        yield Table("Risks", (action, date, Column("Risk")), risks)


def _note_rows(each: Delivery) -> Iterator[tuple[str | None, DatedNote | None, str | None]]:
    """Yield what was noted of an action, its aims beside the first of it."""
    lead = f"Lead: {each.lead}" if each.lead else None
    aims = ". ".join(filter(None, (each.priority, each.objectives, lead))) or None
    if aims or each.narrative:
        for number, note in enumerate(each.narrative or (None,)):
            text = _with_recorded(note.text, note.recorded) if note else None
            yield None if number else aims, note, text


def _with_recorded(words: str | None, recorded: datetime.date | None) -> str | None:
    """Return words with the day on which they were recorded, if that was long after their date."""
    if recorded is None:
        return words
    late = f"recorded {long_date(recorded)}"
    return f"{words} ({late})" if words else late


def evidence(report: Report, names: Names) -> Table:
    """Return every amount behind the actual in period, with the sum."""
    rows = tuple(
        Row(
            (
                row.date,
                _WITHHELD if row.payee is None else row.payee,
                _WITHHELD if row.private else _reference(row),
                _with_recorded(row.description, row.recorded),
                _place(row, names),
                row.fund,
                row.amount,
            )
        )
        for row in report.evidence
    )
    keys = ("date", "payee", "invoice", "description", "action", "fund", "amount")
    return Table(EVIDENCE, columns(SPENT, keys), rows, "Total")


def adjustments(report: Report, names: Names) -> Iterator[Block]:
    """Yield what the period spent or got back for other periods."""
    rows = tuple(
        Row(
            (
                row.date,
                _WITHHELD if row.payee is None else row.payee,
                _with_recorded(row.description, row.recorded),
                _place(row, names),
                row.adjusts or "another year's action",
                row.fund,
                row.amount,
            )
        )
        for row in report.adjustments
    )
    keys = ("date", "payee", "description", "action", "adjusts", "fund", "amount")
    if rows:
        yield Table(ADJUSTMENTS, columns(SPENT, keys), rows, "Total")
        yield from _beside_the_lines(report)


def _beside_the_lines(report: Report) -> Iterator[Sentence]:
    """Yield why more or less was spent in the period than the actions' lines come to."""
    lines = {(line.year, line.action) for line in report.lines}
    spent = sum((row.amount for row in report.evidence), ZERO)
    other = sum((r.amount for r in report.evidence if (r.year, r.action) not in lines), ZERO)
    if other:
        yield Sentence(
            f"In all {pounds(spent)} was spent in the period: {pounds(spent - other)} on the "
            f"actions above, and {pounds(other)} on actions of "
            "other years, which have no line here."
        )


def _reference(row: EvidenceRow) -> str | None:
    """Return the invoice, with the credit note that takes something of it back."""
    if not row.credit_note:
        return row.invoice
    note = f"credit note {row.credit_note}"
    return f"{row.invoice}, {note}" if row.invoice else note


def _place(row: EvidenceRow, names: Names) -> str:
    """Call the action of a row; one that the return has no line for by its year."""
    return names.get((row.year, row.action), f"{row.action} ({row.year})" if row.action else "")


def _count_name(count: Count) -> str:
    return f"{count.name}, {count.group}" if count.group else count.name


def _numbers(count: Count) -> tuple[Decimal | None, ...]:
    return (count.in_period, count.to_date, count.target)
