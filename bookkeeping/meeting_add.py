"""A meeting is held, or will be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from ringfence.bookkeeping.event import Drafted, Field, event
from ringfence.bookkeeping.kinds import Day, Words
from ringfence.bookkeeping.shared_fields import UndatedDeclaration

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books


@event(
    "meeting add",
    examples="""
meeting add 12/6/2017
meeting add 31/7/2017 "Extraordinary meeting"
""",
)
class MeetingAdd(UndatedDeclaration):
    """Record a meeting, past or future.

    TITLE is its name on papers; without it, the partnership's name and the month.
    """

    day: Annotated[Day, Field(place=True, ask="On which day?")]
    title: Annotated[Words, Field(place=True)] | None = None

    def drafts(self, books: Books) -> Drafted:
        """Return the meeting."""
        from ringfence.bookkeeping import meetings

        return Drafted(meetings.draft_meeting(books, self.request(), self.day, self.title))
