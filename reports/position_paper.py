"""The position as a paper that people read: sentences and tables, in any format."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping

from ringfence.ledger.accounts import Pot
from ringfence.ledger.money import ZERO
from ringfence.ledger.money import pounds
from ringfence.reports.lines import FIGURES
from ringfence.reports.outlook_paper import outlook_section
from ringfence.reports.position import EarmarkLine
from ringfence.reports.position import Position
from ringfence.reports.position_rows import Name
from ringfence.reports.position_rows import names
from ringfence.reports.render.table import Block
from ringfence.reports.render.table import Column
from ringfence.reports.render.table import Paper
from ringfence.reports.render.table import Row
from ringfence.reports.render.table import Section
from ringfence.reports.render.table import Sentence
from ringfence.reports.render.table import Table
from ringfence.reports.render.table import long_date
from ringfence.reports.since import Since
from ringfence.reports.underspend_paper import underspend_section

_COMMITTED = "Committed is part of earmarked: what has an order or an agreement."


def position_paper(report: Position, *, apart: bool = False) -> Paper:
    """Lay the position out. ``apart`` gives earmarks a section of their own, as workbooks do.

    Otherwise they stand indented beneath their actions.
    """
    checked = Sentence(f"Checks: {findings_line(report.findings)}.")
    closing = (checked,) if apart else ()
    sections = [
        Section("Position", (*_opening(report), *plan_blocks(report, apart=apart), *closing)),
        Section("Earmarks", (_earmarks(report),)) if apart else None,
        Section("Reserve and unallocated", tuple(money_apart(report))),
        Section("Decisions sought", (_proposals(report),)) if report.proposals else None,
        *_since(report),
        underspend_section(report.underspends),
        outlook_section(report.outlook),
        None if apart else Section("Checks", (checked,)),
    ]
    return Paper(
        title=f"Financial position {report.year.spoken}",
        owner=report.partnership,
        facts=(("As at", report.as_at),),
        sections=tuple(section for section in sections if section),
        day=report.as_at,
    )


def opening_sentence(report: Position) -> str:
    """Say what minutes say first."""
    return (
        f"{pounds(report.totals.spent_or_earmarked)} of the {report.year.spoken} budget has been "
        "spent, or earmarked, against Delivery Plan actions to date."
    )


def findings_line(findings: Mapping[str, int]) -> str:
    """Say in a line how far these figures can be relied on."""
    parts = [
        _count(findings.get("block", 0), "fault to put right", "faults to put right"),
        _count(findings.get("pending", 0), "awaiting a decision", "awaiting a decision"),
        _count(findings.get("warn", 0), "warning", "warnings"),
        _count(findings.get("overridden", 0), "overridden", "overridden"),
    ]
    return ", ".join(part for part in parts if part) or "nothing is wrong in the books"


def banner(findings: Mapping[str, int]) -> str | None:
    """Say that the figures can't be relied on, if something in the books blocks."""
    blocks = findings.get("block", 0)
    if not blocks:
        return None
    what = _count(blocks, "fault", "faults")
    return f"DRAFT – these books have {what} to put right: see `ringfence check`."


def _opening(report: Position) -> Iterator[Block]:
    warning = banner(report.findings)
    if warning:
        yield Sentence(warning, "warning")
    yield Sentence(opening_sentence(report), "strong")
    if report.spent_at_risk:
        said = f"{pounds(report.spent_at_risk)} was spent at the council's risk"
        if all(fund.is_approved for fund in report.funds if fund.at_risk):
            yield Sentence(f"{said}, before the funder's approval.")
        else:
            yield Sentence(f"{said}: the funder's approval is still awaited.", "warning")


def plan_blocks(report: Position, *, apart: bool = False) -> Iterator[Block]:
    """Lay out the plan's actions, with their earmarks beneath them unless those stand apart."""
    rows: list[Row] = []
    for action in report.actions:
        rows.append(Row((action.title, *action.figures)))
        if not apart:
            rows.extend(_detail(earmark) for earmark in action.earmarks)
    columns = (Column("Action"), *(Column(name, "money", summed=True) for name in FIGURES))
    if rows:
        yield Table("", columns, tuple(rows), "All actions")
        yield Sentence(_COMMITTED)
    else:
        yield Sentence(f"The plan of {report.year.spoken} has no actions yet.")


def _detail(earmark: EarmarkLine) -> Row:
    committed = earmark.left if earmark.is_committed else None
    named = earmark.provider and earmark.provider not in earmark.title
    provider = f" ({earmark.provider})" if named else ""
    cells = (earmark.title + provider, None, earmark.left, committed, earmark.spent, None)
    return Row(cells, level=1)


def _earmarks(report: Position) -> Table:
    columns = (
        *(Column(name) for name in ("Action", "Earmark", "Provider", "Order or agreement")),
        *(Column(name, "money", summed=True) for name in ("Set aside", "Spent", "Left")),
    )
    rows = tuple(
        Row(
            (
                action.title,
                earmark.title,
                earmark.provider,
                " / ".join(text for text in (earmark.order, earmark.agreement) if text) or None,
                earmark.set_aside,
                earmark.spent,
                earmark.left,
            )
        )
        for action in report.actions
        for earmark in action.earmarks
    )
    return Table("Earmarks", columns, rows, "All earmarks")


def money_apart(report: Position) -> Iterator[Block]:
    """Lay out what is in the reserve and unallocated, by fund."""
    columns = (
        Column("Fund"),
        Column("Reserve", "money", summed=True),
        Column("Unallocated", "money", summed=True),
        Column("Left in all", "money", summed=True),
        Column("Spend by", "date"),
    )
    rows = tuple(
        Row(
            (
                f"{fund.title} ({fund.fund})",
                report.reserve.get(fund.fund, ZERO),
                report.unallocated.get(fund.fund, ZERO),
                fund.left,
                fund.spend_by,
            )
        )
        for fund in report.funds
        if fund.left or fund.spent
    )
    if rows:
        yield Table("By fund", columns, rows, "All funds")
    named = {name: left for name, left in report.reserves.items() if name != "Reserve"}
    if named:
        pots = tuple(Row((name, left)) for name, left in report.reserves.items())
        holds = (Column("Reserve"), Column("Holds", "money", summed=True))
        yield Table("Reserves", holds, pots, "All reserves")


def _proposals(report: Position) -> Table:
    named = names(report)
    then = Column("if agreed", "money")
    columns = (
        Column("Sought"),
        Column("Amount", "money"),
        Column("From"),
        then,
        Column("To"),
        then,
    )
    rows = tuple(
        Row(
            (
                proposal.title if proposal.amount else f"{proposal.title} (not yet costed)",
                proposal.amount,
                f"{place(named, proposal.source) or 'not yet settled'}{proposal.of_whom}",
                proposal.source_then,
                place(named, proposal.to),
                proposal.to_then,
            )
        )
        for proposal in report.proposals
    )
    return Table("Decisions sought", columns, rows)


def _since(report: Position) -> Iterator[Section]:
    if report.since is None:
        return
    after = f"after {long_date(report.since.day)}"
    moved, spent = since_tables(report, report.since, after)
    if moved.rows:
        yield Section("Moved", (moved,))
    if spent.rows:
        yield Section("Spent", (spent,))
    if not moved.rows and not spent.rows:
        yield Section("Moved", (Sentence(f"Nothing moved {after}."),))


def since_tables(report: Position, since: Since, when: str) -> tuple[Table, Table]:
    """Lay out what moved and what was spent; each table is without rows if nothing was."""
    named = names(report)
    columns = (
        Column("Date", "date"),
        *(Column(name) for name in ("From", "To", "Decision")),
        Column("Amount", "money"),
    )
    rows = tuple(
        Row(
            (
                moved.day,
                place(named, moved.source),
                place(named, moved.to),
                ", ".join(moved.decisions),
                moved.amount,
            )
        )
        for moved in since.moved
    )
    titles = {action.action: action.title for action in report.actions}
    spent = tuple(Row((titles[action], amount)) for action, amount in since.spent)
    heads = (Column("Action"), Column("Spent", "money", summed=True))
    return (
        Table(f"Moved {when}", columns, rows),
        Table(f"Spent {when}", heads, spent, "All actions"),
    )


def place(named: Mapping[Pot, Name], pot: Pot | None) -> str | None:
    """Name a pot as people speak of it: the title of its action, or of its earmark."""
    return named.get(pot, Name(pot.address)).title if pot else None


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}" if number else ""
