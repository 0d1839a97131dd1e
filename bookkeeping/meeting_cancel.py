"""A meeting is not held, or was recorded by mistake."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from ringfence.bookkeeping.event import Drafted, Field, event
from ringfence.bookkeeping.kinds import MeetingDay
from ringfence.bookkeeping.shared_fields import UndatedDeclaration

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books


@event("meeting cancel", examples="meeting cancel 12/6/2017")
class MeetingCancel(UndatedDeclaration):
    """Take a meeting back: it is not held, or was recorded by mistake.

    What it was to decide stays open, and is asked of no meeting until it is said of which.
    """

    day: Annotated[MeetingDay, Field(place=True, ask="Which meeting?")]

    def drafts(self, books: Books) -> Drafted:
        """Return that the meeting is cancelled, and what it was to decide is open."""
        from ringfence.bookkeeping import meetings

        return Drafted(
            meetings.draft_cancellation(books, self.request(), self.day),
            remarks_on=lambda recording: meetings.remarks_on_cancellation(recording, self.day),
        )
