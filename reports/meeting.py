"""The Financial Position paper of a meeting: what is known when it is printed, days before.

It is the position, and with it what a meeting asks next: where the reserve came from, what
moved since the last meeting, what is sought, what is at risk.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from ringfence.ledger.accounts import Pot
from ringfence.ledger.book import Book
from ringfence.ledger.findings import Finding
from ringfence.ledger.money import ZERO
from ringfence.reports.awaiting_entries import Awaiting, awaiting_entries
from ringfence.reports.meetings import last_meeting, next_meeting
from ringfence.reports.outlook import SpendBy
from ringfence.reports.position import Position
from ringfence.reports.proposals import Proposal, of_whom
from ringfence.reports.reserve import ReserveReport, reserve_report
from ringfence.reports.schedule import DAY
from ringfence.reports.since import since

#: How many days before its last one a fund's money is called at risk: about two meetings.
REACH = 122


class Together(NamedTuple):
    """A pot of which several proposals want money: what it has, and what they ask in all.

    ``payers`` are the funds counted, where each proposal names some: else all.
    """

    pot: Pot
    left: Decimal
    asked: Decimal
    payers: tuple[str, ...] = ()

    @property
    def of_whom(self) -> str:
        """The funds counted, as they follow the pot's name; empty if all are."""
        return of_whom(self.payers)


class Meeting(NamedTuple):
    """The report.

    ``last`` is the last meeting, where what moved is reckoned from it; ``within_reach`` the
    funds with money left whose last day is near, or past.
    """

    position: Position
    day: datetime.date | None
    last: datetime.date | None
    reserve: ReserveReport
    together: tuple[Together, ...]
    awaiting: tuple[Awaiting, ...]
    within_reach: tuple[SpendBy, ...]


def meeting(book: Book, report: Position, findings: Iterable[Finding]) -> Meeting:
    """Report a position to the next meeting.

    What moved is told from the day asked for, which is then in the position already; else
    from the last meeting, that day's own decisions among it.
    """
    last = None if report.since else last_meeting(book, report.as_at)
    if last:
        moved = since(book, report.year, last - DAY, report.as_at)
        report = report._replace(since=moved)
    first = min(report.year.start, report.as_at)
    return Meeting(
        position=report,
        day=next_meeting(book, report.as_at),
        last=last,
        reserve=reserve_report(book, first, report.as_at),
        together=_together(book, report),
        awaiting=tuple(awaiting_entries(book, report.as_at, findings)),
        within_reach=tuple(each for each in report.outlook.spend_by if each.days <= REACH),
    )


def _together(book: Book, report: Position) -> tuple[Together, ...]:
    asked: dict[Pot, list[Proposal]] = {}
    for proposal in report.proposals:
        if proposal.source and proposal.amount:
            asked.setdefault(proposal.source, []).append(proposal)
    found = []
    for pot, proposals in asked.items():
        if len(proposals) > 1:
            payers: set[str] = set()
            if all(each.payers for each in proposals):
                payers.update(*(each.payers for each in proposals))
            left = (book.left(pot, fund, report.as_at) for fund in payers or book.register.funds)
            sought = (each.amount or ZERO for each in proposals)
            found.append(Together(pot, sum(left, ZERO), sum(sought, ZERO), tuple(sorted(payers))))
    return tuple(found)
