"""The Financial Position paper laid out: what the minutes quote first, then what is asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ringfence.ledger.accounts import RESERVE as RESERVE_POT
from ringfence.ledger.accounts import Pot
from ringfence.ledger.money import ZERO, pounds
from ringfence.reports.awaiting_entries import Awaiting
from ringfence.reports.columns import RESERVE
from ringfence.reports.figure import columns
from ringfence.reports.meeting import Meeting
from ringfence.reports.outlook import SpendBy
from ringfence.reports.outlook_paper import outlook_section
from ringfence.reports.position import Position
from ringfence.reports.position_paper import (
    money_apart,
    opening_sentence,
    place,
    plan_blocks,
    since_tables,
)
from ringfence.reports.position_rows import Name, names
from ringfence.reports.proposals import Proposal
from ringfence.reports.reliance import banner
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
from ringfence.reports.underspend_paper import underspend_blocks

_DAYS = ("days", "day")


def meeting_paper(report: Meeting) -> Paper:
    """Lay the paper out."""
    position = report.position
    facts = [("As at", position.as_at)]
    if report.day:
        facts.insert(0, ("For the meeting of", report.day))
    return Paper(
        title=f"Financial position {position.year.spoken}",
        owner=position.partnership,
        facts=tuple(facts),
        sections=(
            Section("Position", tuple(_opening(position))),
            Section("Decisions sought", tuple(_sought(report))),
            Section("Reserve", tuple(_reserve(report))),
            *_since(report),
            Section("At risk", tuple(_at_risk(report))),
            *_terms(position),
        ),
        day=position.as_at,
    )


def _opening(position: Position) -> Iterator[Block]:
    warning = banner(position.findings)
    if warning:
        yield Sentence(warning, "warning")
    yield Sentence(opening_sentence(position), "strong")
    yield Sentence(
        f"{pounds(position.totals.available)} is available within the actions, "
        f"{pounds(sum(position.reserve.values(), ZERO))} is in the reserve and "
        f"{pounds(sum(position.unallocated.values(), ZERO))} is not yet allocated."
    )
    yield from plan_blocks(position)


def _sought(report: Meeting) -> Iterator[Block]:
    position = report.position
    if not position.proposals:
        yield Sentence("No decision on money is sought.")
        return
    named = names(position)
    columns = (
        Column("Sought"),
        Column("Amount", "money"),
        Column("From"),
        Column("then left", "money"),
        Column("To"),
        Column("then available", "money"),
    )
    rows = tuple(_proposal(report, proposal, named) for proposal in position.proposals)
    yield Table("Decisions sought", columns, rows)
    for each in report.together:
        rest = each.left - each.asked
        text = (
            f"Together these ask {pounds(each.asked)} of {_spoken(named, each.pot)}{each.of_whom}"
        )
        if rest < 0:
            yield Sentence(f"{text}, which has {pounds(-rest)} less.", "warning")
        else:
            yield Sentence(f"{text}; if all are agreed it has {pounds(rest)}.")
    for proposal in position.proposals:
        if proposal.source and proposal.source_then is not None and proposal.source_then < 0:
            yield Sentence(
                f"“{proposal.title}” is {pounds(-proposal.source_then)} more than is in "
                f"{_spoken(named, proposal.source)}{proposal.of_whom}.",
                "warning",
            )


def _proposal(report: Meeting, proposal: Proposal, named: Mapping[Pot, Name]) -> Row:
    texts = [proposal.title]
    if proposal.owner:
        texts.append(f" – {proposal.owner}")
    if proposal.amount is None:
        texts.append(" (not yet costed)")
    if proposal.meeting and proposal.meeting != report.day:
        texts.append(f" (for the meeting of {long_date(proposal.meeting)})")
    settled = "not yet settled"
    return Row(
        (
            "".join(texts),
            proposal.amount,
            f"{place(named, proposal.source) or settled}{proposal.of_whom}",
            proposal.source_then,
            place(named, proposal.to) or settled,
            proposal.to_then,
        )
    )


def _reserve(report: Meeting) -> Iterator[Block]:
    reserve = report.reserve
    held = [line for line in reserve.lines if line.closing]
    origins = " and ".join(f"{pounds(line.closing)} of “{line.title}”" for line in held)
    total = pounds(reserve.totals.closing)
    yield Sentence(f"The reserve holds {total}{f': {origins}' if origins else ''}.")
    heads = (Column("Origin"), *columns(RESERVE, RESERVE))
    rows = tuple(
        Row(
            (
                line.title
                if line.pot in (None, RESERVE_POT)
                else f"{line.title} ({place({}, line.pot)})",
                *line[3:],
            )
        )
        for line in reserve.lines
    )
    if rows:
        yield Table(f"By origin since {_day(report)}", heads, rows, "All origins")
    yield from money_apart(report.position)


def _day(report: Meeting) -> str:
    return long_date(report.reserve.first).rpartition(" ")[0]


def _since(report: Meeting) -> Iterator[Section]:
    since = report.position.since
    if since is None:
        return
    day = report.last or since.day
    name = f"Since {'the meeting of ' if report.last else ''}{long_date(day)}"
    moved, spent = since_tables(report.position, since, "")
    blocks = [
        table._replace(title=title)
        for table, title in ((moved, "Moved"), (spent, "Spent"))
        if table.rows
    ]
    nothing = (Sentence("Nothing moved and nothing was spent."),)
    yield Section(name, tuple(blocks) or nothing)


def _terms(position: Position) -> Iterator[Section]:
    section = outlook_section(position.outlook)
    if section:
        yield section


def _at_risk(report: Meeting) -> Iterator[Block]:
    position = report.position
    stakes = (position.spent_at_risk, report.awaiting, report.within_reach, position.underspends)
    if not any(stakes):
        yield Sentence("Nothing is at risk.")
    if position.spent_at_risk:
        open_ = [fund for fund in position.funds if fund.at_risk and not fund.is_approved]
        approved = "is still awaited" if open_ else "has come since"
        yield Sentence(
            f"{pounds(position.spent_at_risk)} was spent at the council's risk, before the "
            f"funder's approval, which {approved}.",
            "warning" if open_ else "plain",
        )
    if report.awaiting:
        yield _awaiting_table(position, report.awaiting)
    yield from (Sentence(_to_be_spent(each)) for each in report.within_reach)
    yield from underspend_blocks(position.underspends)


def _awaiting_table(position: Position, entries: tuple[Awaiting, ...]) -> Table:
    named = names(position)
    columns = (
        Column("Date", "date"),
        Column("Paid to"),
        Column("For"),
        Column("From"),
        Column("Amount", "money", summed=True),
    )
    rows = tuple(
        Row(
            (
                each.day,
                each.payee,
                each.text,
                ", ".join(_spoken(named, pot) for pot in each.pots),
                each.amount,
            )
        )
        for each in entries
    )
    return Table("Spent, awaiting a decision", columns, rows, "All awaiting")


def _to_be_spent(fund: SpendBy) -> str:
    left = f"{pounds(fund.left)} of “{fund.title}” ({fund.fund})"
    day = long_date(fund.spend_by)
    if fund.days < 0:
        return f"{left} was to be spent by {day}, and is left."
    return f"{left} is to be spent by {day}, within {fund.days} {_DAYS[fund.days == 1]}."


def _spoken(named: Mapping[Pot, Name], pot: Pot) -> str:
    if pot.address in ("Reserve", "Unallocated"):
        return {"Reserve": "the reserve", "Unallocated": "what is not allocated"}[pot.address]
    return place(named, pot) or ""
