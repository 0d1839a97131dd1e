"""The financial position of a partnership: what its money is for and what is left of it.

Of one year's Delivery Plan, with the reserve and what is unallocated, as at a day. Every
figure is asked of the Book; the words are those of the design and mean the same on every
page: allocated = earmarked + spent + available, always.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from ringfence.ledger.accounts import RESERVE, UNALLOCATED, Pot
from ringfence.ledger.book import Book, balance_of_fund
from ringfence.ledger.money import ZERO
from ringfence.ledger.risk import AT_RISK, spend_at_risk
from ringfence.ledger.shortages import shortage_before
from ringfence.ledger.years import FinancialYear
from ringfence.reports.lines import Figures, Line, add, lines_of
from ringfence.reports.outlook import Outlook, outlook
from ringfence.reports.pots import titles_of
from ringfence.reports.proposals import Proposal, open_proposals
from ringfence.reports.since import Since
from ringfence.reports.since import since as changes_since
from ringfence.reports.underspend import Underspend, underspends


class EarmarkLine(NamedTuple):
    """What was set aside within an action for one project or provider."""

    earmark: str
    title: str
    provider: str | None
    order: str | None
    agreement: str | None
    set_aside: Decimal
    spent: Decimal
    left: Decimal

    @property
    def is_committed(self) -> bool:
        """Whether there is an order or an agreement for it."""
        return bool(self.order or self.agreement)

    @property
    def committed(self) -> Decimal:
        """What is left of it and has an order or an agreement."""
        return self.left if self.is_committed else ZERO


class ActionLine(NamedTuple):
    """One action of the Delivery Plan."""

    action: str
    title: str
    figures: Figures
    by_fund: Mapping[str, Figures]
    earmarks: tuple[EarmarkLine, ...]


class FundLine(NamedTuple):
    """What is left of a fund on this paper, and by when it must be spent.

    ``spent`` is what this year's plan spent of it, ``left`` what is left in that, the reserve
    and unallocated; ``left_in_all`` is with other years' plans too. ``at_risk`` is what was
    spent in the year before the funder had approved it. ``short_before`` is what the plans of
    earlier years are still short of it: it is taken off what is left.
    """

    fund: str
    title: str
    stage: str
    spend_by: datetime.date | None
    spent: Decimal
    left: Decimal
    left_in_all: Decimal
    at_risk: Decimal
    short_before: Decimal

    @property
    def other_years(self) -> Decimal:
        """What is left in the plans of other years."""
        return self.left_in_all - self.left

    @property
    def is_told(self) -> bool:
        """Whether there is anything to say of it on this paper."""
        return bool(self.left or self.spent or self.short_before or self.left_in_all)

    @property
    def is_approved(self) -> bool:
        """Whether the funder's approval is no longer awaited."""
        return self.stage != AT_RISK


class Position(NamedTuple):
    """The report. ``findings`` counts what is wrong in the books, by severity.

    ``titles`` are those of all years' actions and earmarks: money moves from one to another.
    """

    partnership: str
    year: FinancialYear
    as_at: datetime.date
    actions: tuple[ActionLine, ...]
    totals: Figures
    reserve: Mapping[str, Decimal]
    unallocated: Mapping[str, Decimal]
    reserves: Mapping[str, Decimal]
    proposals: tuple[Proposal, ...]
    funds: tuple[FundLine, ...]
    since: Since | None
    lines: tuple[Line, ...]
    findings: Mapping[str, int]
    outlook: Outlook
    underspends: tuple[Underspend, ...]
    titles: Mapping[Pot, str]

    @property
    def spent_at_risk(self) -> Decimal:
        """What was spent in the year at the council's risk."""
        return sum((fund.at_risk for fund in self.funds), ZERO)


def position(
    book: Book,
    year: FinancialYear,
    as_at: datetime.date,
    *,
    findings: Mapping[str, int],
    since: datetime.date | None = None,
) -> Position:
    """Report the position of a year's plan at the end of a day.

    With ``since``, what moved after that day is listed too.
    """
    lines = lines_of(book, year, as_at)
    actions = _actions(book, year, as_at, lines)
    partnership = book.register.partnership
    return Position(
        partnership=partnership.name if partnership else "",
        year=year,
        as_at=as_at,
        actions=actions,
        totals=add(action.figures for action in actions),
        reserve=_by_fund(line for line in lines if line.pot.is_reserve),
        unallocated=_by_fund(line for line in lines if line.pot == UNALLOCATED),
        reserves=_by_reserve(lines),
        proposals=open_proposals(book, year, as_at),
        funds=_funds(book, year, as_at, lines),
        since=changes_since(book, year, since, as_at) if since else None,
        lines=lines,
        findings=findings,
        outlook=outlook(book, as_at),
        underspends=_underspends(book, year, as_at),
        titles=titles_of(book, year, as_at),
    )


def default_year(book: Book, today: datetime.date) -> FinancialYear:
    """Return the year of the last transaction not after a day."""
    return book.year_at(today)


def default_day(year: FinancialYear, today: datetime.date) -> datetime.date:
    """Return the day of a year's position: today, and 31 March once it is past."""
    return min(year.end, today)


def _underspends(book: Book, year: FinancialYear, as_at: datetime.date) -> tuple[Underspend, ...]:
    """Return what is forecast not to be spent at the year's end; of a past year, what was not.

    Of a year that has not begun nothing is forecast.
    """
    return underspends(book, min(as_at, year.end)) if year.start <= as_at else ()


def _actions(
    book: Book, year: FinancialYear, as_at: datetime.date, lines: Iterable[Line]
) -> tuple[ActionLine, ...]:
    """Return the actions declared for the year by then, and any other with money."""
    found: dict[str, list[Line]] = {
        key[1]: []
        for key, history in book.register.actions.items()
        if key[0] == str(year) and history.first_day <= as_at
    }
    for line in lines:
        if line.pot.action:
            found.setdefault(line.pot.action, []).append(line)
    return tuple(_action(book, year, as_at, action, found[action]) for action in sorted(found))


def _action(
    book: Book, year: FinancialYear, as_at: datetime.date, action: str, lines: list[Line]
) -> ActionLine:
    history = book.register.actions.get((str(year), action))
    by_fund: dict[str, list[Figures]] = {}
    earmarks: dict[str, list[Line]] = {}
    for line in lines:
        by_fund.setdefault(line.fund, []).append(line.figures)
        if line.pot.earmark:
            earmarks.setdefault(line.pot.earmark, []).append(line)
    return ActionLine(
        action=action,
        title=history.at_or_first(as_at).title if history else action,
        figures=add(line.figures for line in lines),
        by_fund={fund: add(by_fund[fund]) for fund in sorted(by_fund)},
        earmarks=tuple(_earmark(book, as_at, earmarks[name]) for name in sorted(earmarks)),
    )


def _earmark(book: Book, as_at: datetime.date, lines: list[Line]) -> EarmarkLine:
    pot = lines[0].pot
    history = book.register.earmarks.get(pot.path)
    declared = history.at_or_first(as_at) if history else None
    then = history.at(as_at) if history else None
    name = pot.earmark or ""
    return EarmarkLine(
        earmark=name,
        title=declared.title if declared else name,
        provider=declared.provider if declared else None,
        order=then.order if then else None,
        agreement=then.agreement if then else None,
        set_aside=sum((line.put_in for line in lines), ZERO),
        spent=sum((line.spent for line in lines), ZERO),
        left=sum((line.left for line in lines), ZERO),
    )


def _by_fund(lines: Iterable[Line]) -> dict[str, Decimal]:
    totals: dict[str, Decimal] = {}
    for line in lines:
        totals[line.fund] = totals.get(line.fund, ZERO) + line.left
    return dict(sorted(totals.items()))


def _by_reserve(lines: Iterable[Line]) -> dict[str, Decimal]:
    """Return what each reserve holds, the one without a name always."""
    totals = {RESERVE.address: ZERO}
    for line in lines:
        if line.pot.is_reserve:
            totals[line.pot.address] = totals.get(line.pot.address, ZERO) + line.left
    return totals


def _funds(
    book: Book, year: FinancialYear, as_at: datetime.date, lines: Iterable[Line]
) -> tuple[FundLine, ...]:
    left: dict[str, Decimal] = {}
    spent: dict[str, Decimal] = {}
    for line in lines:
        left[line.fund] = left.get(line.fund, ZERO) + line.left
        spent[line.fund] = spent.get(line.fund, ZERO) + line.spent
    found = []
    for fund in sorted(left):
        terms = book.register.funds[fund].at_or_first(as_at)
        short = shortage_before(book, fund, year, as_at)
        found.append(
            FundLine(
                fund=fund,
                title=terms.title,
                stage=terms.stage,
                spend_by=terms.spend_by,
                spent=spent[fund],
                left=left[fund] - short,
                left_in_all=balance_of_fund(book, fund, as_at),
                at_risk=_at_risk(book, fund, year, as_at),
                short_before=short,
            )
        )
    return tuple(found)


def _at_risk(book: Book, fund: str, year: FinancialYear, as_at: datetime.date) -> Decimal:
    before = year.start - datetime.timedelta(days=1)
    last = max(before, min(as_at, year.end))
    return spend_at_risk(book, fund, last) - spend_at_risk(book, fund, before)
