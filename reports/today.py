"""What matters today: overdue, due, awaited, asked, and waiting to be signed."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ringfence.ledger.book import Book
from ringfence.ledger.findings import Finding
from ringfence.ledger.permissions import may, whose_task
from ringfence.reports.deadlines import deadlines
from ringfence.reports.matters import Deadline
from ringfence.reports.schedule import Dates, all_dates, declared_return, return_title

#: What is due within so many days is told apart from what is later.
SOON = datetime.timedelta(days=31)
_AWAITED = ("decision", "proposal", "condition")


class Unsigned(NamedTuple):
    """A return that is prepared and waits for a signature, or signed and waits to be sent.

    ``whose`` is whose task that is, ``is_mine`` whether it is that of who looks.
    """

    dates: Dates
    title: str
    fund_title: str
    is_certified: bool
    whose: str
    is_mine: bool


class Today(NamedTuple):
    """The matters of a day, each once: the soonest first."""

    day: datetime.date
    overdue: tuple[Deadline, ...]
    soon: tuple[Deadline, ...]
    later: tuple[Deadline, ...]
    awaited: tuple[Deadline, ...]
    questions: tuple[Deadline, ...]
    unsigned: tuple[Unsigned, ...]

    @property
    def pressing(self) -> int:
        """How many matters are overdue, or wait for who looks."""
        return len(self.overdue) + sum(each.is_mine for each in self.unsigned)


def today_of(book: Book, day: datetime.date, findings: Sequence[Finding], who: str) -> Today:
    """Return what matters on a day to somebody, by their id or login; empty for nobody named."""
    matters = deadlines(book, day, findings)
    awaited = [each for each in matters if each.kind in _AWAITED]
    questions = [each for each in matters if each.kind == "query"]
    rest = [each for each in matters if each.kind not in (*_AWAITED, "query")]
    overdue = [each for each in rest if each.is_overdue]
    due = [each for each in rest if not each.is_overdue]
    soon = [each for each in due if each.day is not None and each.day <= day + SOON]
    return Today(
        day=day,
        overdue=tuple(overdue),
        soon=tuple(soon),
        later=tuple(each for each in due if each not in soon),
        awaited=tuple(awaited),
        questions=tuple(questions),
        unsigned=tuple(_unsigned(book, day, who)),
    )


def _unsigned(book: Book, day: datetime.date, who: str) -> Iterator[Unsigned]:
    for dates in all_dates(book):
        declared = declared_return(book, dates.fund, dates.ref)
        if declared is None or dates.as_at > day:
            continue
        is_certified = declared.status == "certified"
        is_prepared = declared.prepared_by and declared.status in (None, "draft", "reopened")
        if not (is_certified or is_prepared):
            continue
        step = "submit" if is_certified else "certify"
        # Nobody certifies what they prepared themselves.
        is_own = not is_certified and who == declared.prepared_by
        yield Unsigned(
            dates=dates,
            title=return_title(dates.ref),
            fund_title=book.register.funds[dates.fund].at_or_first(day).title,
            is_certified=is_certified,
            whose=whose_task(book.register, step, day),
            is_mine=bool(who) and not is_own and may(book.register, who, step, day),
        )
