"""A meeting is on another day, or is called otherwise."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

from ringfence.bookkeeping.errors import LackingError, RequestError
from ringfence.bookkeeping.event import Drafted, Field, event
from ringfence.bookkeeping.kinds import Day, MeetingDay, Words
from ringfence.bookkeeping.shared_fields import UndatedDeclaration
from ringfence.ledger.messages import name_field

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books


@event(
    "meeting amend",
    examples="""
meeting amend 12/6/2017 --to 19/6/2017
meeting amend 31/7/2017 --title "Extraordinary meeting"
""",
)
class MeetingAmend(UndatedDeclaration):
    """Put a meeting on another day, or call it otherwise.

    What it was to decide is asked of it on its new day. What was recorded stays in the file as
    a comment.
    """

    day: Annotated[MeetingDay, Field(place=True, ask="Which meeting?")]
    to: Annotated[Day, Field("The day on which it is, in fact.")] | None = None
    title: Annotated[Words, Field("What papers call it.")] | None = None

    def find_missing(self, books: Books | None) -> Iterable[LackingError]:  # noqa: ARG002 - whatever they say
        """Make sure that something is said to be otherwise.

        Raises:
            RequestError: nothing is.
        """
        if self.to is None and self.title is None:
            raise RequestError(
                "Give what is right: "
                + name_field("to", "DAY")
                + " or "
                + name_field("title", "TEXT")
                + "."
            )
        return ()

    def drafts(self, books: Books) -> Drafted:
        """Return the meeting as it is in fact, and what it was to decide with it."""
        from ringfence.bookkeeping import meetings

        to = self.to or self.day
        return Drafted(
            meetings.draft_meeting_change(books, self.request(), self.day, to, self.title),
            remarks_on=lambda recording: meetings.remarks_on_change(recording, self.day, to),
        )
