"""Drafting meetings: added, put on another day, called otherwise, or cancelled."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence

from beancount.core.data import Event

from ringfence.bookkeeping.errors import BookkeepingError
from ringfence.bookkeeping.request import Request
from ringfence.ledger.book import Book
from ringfence.ledger.commands import command
from ringfence.ledger.loading import Books
from ringfence.ledger.recording.drafting import DeclarationDraft, EventDraft, Wanted, Withdrawal
from ringfence.ledger.recording.writing import Recording
from ringfence.ledger.years import MONTHS
from ringfence.reports.meetings import MEETING, meetings


class NoMeetingError(BookkeepingError):
    """A day on which no meeting is recorded, or one is already."""


def title_of(books: Books, day: datetime.date) -> str:
    """Return what papers call a meeting whose title nobody said."""
    partnership = books.book.register.partnership
    name = partnership.name if partnership else "Meeting"
    return f"{name}, {MONTHS[day.month - 1]} {day.year}"


def draft_meeting(
    books: Books, request: Request, day: datetime.date, title: str | None
) -> list[EventDraft]:
    """Draft a meeting, held or to come; without a title, called as papers call it.

    Raises:
        NoMeetingError: one on that day is recorded already.
    """
    if day in meetings(books.book):
        raise NoMeetingError(
            f"A meeting on {day} is recorded already: {meetings(books.book)[day]}. Nothing was "
            "saved."
        )
    return [EventDraft(day, MEETING, title or title_of(books, day), meta=request.meta)]


def draft_meeting_change(
    books: Books, request: Request, day: datetime.date, to: datetime.date, title: str | None
) -> Sequence[Wanted]:
    """Draft a meeting as it is in fact; what it was to decide goes with it.

    Raises:
        NoMeetingError: there is none on that day, or another one on the new day.
    """
    recorded = _meetings_on(books.book, day)
    if to != day and to in meetings(books.book):
        raise NoMeetingError(
            f"A meeting on {to} is recorded already: {meetings(books.book)[to]}. To take the one "
            f"of {day} back: " + command("meeting cancel", day) + ". Nothing was saved."
        )
    was = recorded[-1].description
    kept = title_of(books, to) if was == title_of(books, day) else was
    drafts = [
        _draft_proposal_for(books.book, request, name, to)
        for name in _open_proposals_for(books.book, day)
    ]
    event = EventDraft(to, MEETING, title or kept, meta=request.meta)
    withdrawn = [Withdrawal(each) for each in recorded]
    return [*withdrawn, event, *(drafts if to != day else [])]


def draft_cancellation(books: Books, request: Request, day: datetime.date) -> Sequence[Wanted]:
    """Draft that a meeting is cancelled; what it was to decide is asked of none.

    Raises:
        NoMeetingError: there is none on that day.
    """
    withdrawn = [Withdrawal(each) for each in _meetings_on(books.book, day)]
    drafts = [
        _draft_proposal_for(books.book, request, name, None)
        for name in _open_proposals_for(books.book, day)
    ]
    return [*withdrawn, *drafts]


def remarks_on_change(recording: Recording, day: datetime.date, to: datetime.date) -> Iterator[str]:
    """Yield what goes with a meeting to its new day, and what stays."""
    if to == day:
        return
    names = _open_proposals_for(recording.before.book, day)
    yield f"The meeting of {day} is on {to}. What was recorded stays in the file as a comment."
    if names:
        yield f"It will be asked there: {', '.join(names)}."
    yield from _remarks_on_decided(recording.before.book, day)


def remarks_on_cancellation(recording: Recording, day: datetime.date) -> Iterator[str]:
    """Yield what a meeting that is cancelled leaves open."""
    names = _open_proposals_for(recording.before.book, day)
    yield f"The meeting of {day} is cancelled, and stays in the file as a comment."
    if names:
        yield f"Open, and asked of no meeting now: {', '.join(names)}."
    yield from _remarks_on_decided(recording.before.book, day)


def _meetings_on(book: Book, day: datetime.date) -> list[Event]:
    found = [each for each in book.events if each.type == MEETING and each.date == day]
    if not found:
        there = ", ".join(str(each) for each in meetings(book)) or "none yet"
        raise NoMeetingError(
            f"No meeting on {day} is recorded. There is {there}. Nothing was saved."
        )
    return found


def _open_proposals_for(book: Book, day: datetime.date) -> list[str]:
    """Name the open proposals that are for the meeting of a day."""
    return [
        name
        for name, history in sorted(book.register.proposals.items())
        if history.latest.meeting == day and not history.latest.outcome
    ]


def _draft_proposal_for(
    book: Book, request: Request, name: str, meeting: datetime.date | None
) -> DeclarationDraft:
    last = book.register.proposals[name].versions[-1].day
    return DeclarationDraft(max(request.day, last), "proposal", (name,), {"meeting": meeting})


def _remarks_on_decided(book: Book, day: datetime.date) -> Iterator[str]:
    """Yield a message that what was decided on the day stays dated on it."""
    names = [n for n, h in sorted(book.register.decisions.items()) if h.first_day == day]
    if names:
        one = len(names) == 1
        what = (
            "the decision of that day keeps its date"
            if one
            else ("the decisions of that day keep their date")
        )
        yield f"Check this: {what}: {', '.join(names)}."
