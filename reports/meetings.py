"""Meetings: the events of that name, and the days for which proposals are meant."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ringfence.ledger.book import Book

#: The type of Beancount's `event` that a meeting is.
MEETING = "meeting"


def meetings(book: Book) -> dict[datetime.date, str]:
    """Return the day of every meeting with what it is called, in order."""
    found = {entry.date: entry.description for entry in book.events if entry.type == MEETING}
    return dict(sorted(found.items()))


def last_meeting(book: Book, day: datetime.date) -> datetime.date | None:
    """Return the last meeting before a day."""
    return max((each for each in meetings(book) if each < day), default=None)


def next_meeting(book: Book, day: datetime.date) -> datetime.date | None:
    """Return the next meeting on or after a day: an event, or one that a proposal awaits."""
    awaited = {
        declared.meeting
        for history in book.register.proposals.values()
        if (declared := history.at(day)) and declared.meeting and not declared.outcome
    }
    return min((each for each in {*meetings(book), *awaited} if each >= day), default=None)
