"""The position as a paper that people read: sentences and tables, in any format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ringfence.ledger.accounts import Pot, parse_pot
from ringfence.ledger.money import ZERO, pounds
from ringfence.reports.columns import EARMARK, LINE, POOLS, POSITION, UNSPENT_STATEMENT
from ringfence.reports.figure import columns
from ringfence.reports.outlook_paper import outlook_section
from ringfence.reports.position import EarmarkLine, FundLine, Position
from ringfence.reports.position_rows import Name, names
from ringfence.reports.pots import spoken
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
from ringfence.reports.since import Since
from ringfence.reports.underspend_paper import underspend_section

_COMMITTED = "Committed is part of earmarked: what has an order or an agreement."
_IN_THEM = "What is set aside is part of the figures of the actions above: do not add it to them."


def position_paper(report: Position, *, for_officer: bool = False) -> Paper:
    """Lay the position out; for the officer who keeps the books with what she is to type."""
    sections = [
        Section("Position", (*_opening(report), *plan_blocks(report))),
        Section("Reserve and unallocated", tuple(money_apart(report))),
        Section("Decisions sought", (_proposals(report),)) if report.proposals else None,
        *_since(report),
        underspend_section(report.underspends),
        outlook_section(report.outlook, for_officer=for_officer),
    ]
    return Paper(
        title=f"Financial position {report.year.spoken}",
        owner=report.partnership,
        facts=(("As at", report.as_at),),
        sections=tuple(section for section in sections if section),
        day=report.as_at,
    )


def opening_sentence(report: Position) -> str:
    """Return what minutes say first."""
    return (
        f"{pounds(report.totals.spent_or_earmarked)} of the {report.year.spoken} budget has been "
        "spent, or earmarked, against Delivery Plan actions to date."
    )


def _opening(report: Position) -> Iterator[Block]:
    warning = banner(report.findings)
    if warning:
        yield Sentence(warning, "warning")
    yield Sentence(opening_sentence(report), "strong")
    if report.spent_at_risk:
        text = f"{pounds(report.spent_at_risk)} was spent at the council's risk"
        if all(fund.is_approved for fund in report.funds if fund.at_risk):
            yield Sentence(f"{text}, before the funder's approval.")
        else:
            yield Sentence(f"{text}: the funder's approval is still awaited.", "warning")


def plan_blocks(report: Position) -> Iterator[Block]:
    """Lay out the plan's actions, then what is set aside within them."""
    rows = tuple(Row((action.title, *action.figures)) for action in report.actions)
    if not rows:
        yield Sentence(f"The plan of {report.year.spoken} has no actions yet.")
        return
    heads = (LINE["title"].column(), *columns(POSITION, POSITION))
    yield Table("", heads, rows, "All actions")
    yield Sentence(_COMMITTED)
    earmarks = earmarks_table(report)
    if earmarks.rows:
        yield earmarks
        yield Sentence(_IN_THEM)


def earmarks_table(report: Position) -> Table:
    """Return what is set aside within the actions, a table of its own: their figures have it in."""
    rows = tuple(
        Row((action.title, _describe(each), *(getattr(each, key) for key in EARMARK)))
        for action in report.actions
        for each in action.earmarks
    )
    heads = (LINE["title"].column(), Column("Set aside for"), *columns(EARMARK, EARMARK))
    return Table("Set aside within the actions", heads, rows, "All set aside")


def _describe(earmark: EarmarkLine) -> str:
    """Call an earmark by its title, with its provider, and the order or agreement there is."""
    named = earmark.provider and earmark.provider not in earmark.title
    ordered = (
        f"{word} {text}"
        for word, text in (("order", earmark.order), ("agreement", earmark.agreement))
        if text
    )
    beside = ", ".join((*((earmark.provider or "",) if named else ()), *ordered))
    return f"{earmark.title} ({beside})" if beside else earmark.title


def short_sentence(fund: FundLine) -> str:
    """Return what earlier years' plans are short of a fund, and that it is taken off."""
    return (
        f"{pounds(fund.short_before)} of {fund.fund} was spent beyond the plans of earlier years "
        "and awaits a decision. It is taken off what is left in all."
    )


def money_apart(report: Position) -> Iterator[Block]:
    """Lay out what is in the reserve and unallocated, and what is left in all, by fund."""
    has_others = any(fund.other_years for fund in report.funds)
    left = (UNSPENT_STATEMENT["other_years"].column(),) if has_others else ()
    heads = (
        Column("Fund"),
        *columns(POOLS, POOLS),
        *left,
        Column("Left in all", "money", summed=True),
        UNSPENT_STATEMENT["spend_by"].column(),
    )
    rows = tuple(
        Row(
            (
                f"{fund.title} ({fund.fund})",
                report.reserve.get(fund.fund, ZERO),
                report.unallocated.get(fund.fund, ZERO),
                *((fund.other_years,) if has_others else ()),
                fund.left_in_all,
                fund.spend_by,
            )
        )
        for fund in report.funds
        if fund.is_told
    )
    if rows:
        yield Table("By fund", heads, rows, "All funds")
    for fund in report.funds:
        if fund.short_before:
            yield Sentence(short_sentence(fund))
    named = {name: left for name, left in report.reserves.items() if name != "Reserve"}
    if named:
        pots = tuple(
            Row((spoken(parse_pot(name), {}), left)) for name, left in report.reserves.items()
        )
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
    heads = (Column("Action"), POSITION["spent"].column())
    return (
        Table(f"Moved {when}", columns, rows),
        Table(f"Spent {when}", heads, spent, "All actions"),
    )


def place(named: Mapping[Pot, Name], pot: Pot | None) -> str | None:
    """Name a pot as people speak of it: the title of its action, or of its earmark."""
    if pot is None:
        return None
    return named[pot].title if pot in named else spoken(pot, {})
