"""A meeting did not agree what it was asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

from ringfence.bookkeeping.errors import LackingError, MissingFieldError
from ringfence.bookkeeping.event import Drafted, Field, event
from ringfence.bookkeeping.kinds import Day, Proposal, Words
from ringfence.bookkeeping.shared_fields import Declaration

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books


@event(
    "decline",
    summary="Record that a meeting declined a proposal.",
    examples='decline CCTV-2017 --reason "The grant may not buy capital items"',
)
class Decline(Declaration):
    """Record that a meeting declined a proposal; no money moves.

    It is dated on the meeting that was asked, unless you give --date. Without ID, at a
    terminal, you go through the list of what was asked.
    """

    proposal: Annotated[Proposal, Field(name="id", place=True, shown="[ID]")] | None = None
    reason: Annotated[Words, Field("Why, in a few words.")] | None = None
    meeting: Annotated[Day, Field("Without ID: what was asked of this meeting.")] | None = None

    def find_missing(self, books: Books | None) -> Iterable[LackingError]:  # noqa: ARG002 - whatever they say
        """Make sure that a proposal is named.

        Raises:
            MissingFieldError: none is.
        """
        if self.proposal is None:
            raise MissingFieldError("ID")
        return ()

    def drafts(self, books: Books) -> Drafted:
        """Return the proposal's outcome."""
        from ringfence.bookkeeping import decide

        assert self.proposal is not None  # noqa: S101 - find_missing sees to it
        day = decide.day_of(books.book, self.proposal, self.date, self.meeting)
        request = replace(self.request(), day=day)
        return Drafted(decide.draft_refusal(books, self.proposal, request, self.reason))
