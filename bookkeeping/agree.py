"""A meeting agreed what it was asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

from ringfence.bookkeeping.errors import LackingError, MissingFieldError
from ringfence.bookkeeping.event import Drafted, Field, event
from ringfence.bookkeeping.kinds import Body, Day, Decision, Pot, Pounds, Proposal, Words
from ringfence.bookkeeping.shared_fields import DecidedEntry
from ringfence.ledger.messages import name_field

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books


@event(
    "agree",
    summary="Record what a meeting agreed, and move the money.",
    examples="""
agree Diversionary-2017 --decision CSP-2017-06-12-03
agree CelebrateSafely-2017 --decision CSP-2017-10-16-04 --amount 750 \\
    --from Reserve --to 2017-18/CelebrateSafely --date 16/10/2017
agree
""",
)
class Agree(DecidedEntry):
    """Record what a meeting agreed, and move the money.

    The decision, the movement and the proposal's outcome are saved together, or none of them.
    They are dated on the meeting that was asked, unless you give --date. Without ID, at a
    terminal, you go through the list of what was asked.
    """

    proposal: Annotated[Proposal, Field(name="id", place=True, shown="[ID]")] | None = None
    decision: (
        Annotated[
            Decision, Field("What the decision is called; one that is not there yet is recorded.")
        ]
        | None
    ) = None
    amount: Annotated[Pounds, Field("What was agreed, if not as asked.")] | None = None
    source: Annotated[Pot, Field("Likewise where from.", name="from")] | None = None
    to: Annotated[Pot, Field("Likewise where to.")] | None = None
    title: Annotated[Words, Field("The decision's title, if not as asked.")] | None = None
    minute: Annotated[Words, Field("Where it is minuted.")] | None = None
    body: Annotated[Body, Field("Who decided; CSP if not given.")] | None = None
    meeting: Annotated[Day, Field("Without ID: what was asked of this meeting.")] | None = None

    def find_missing(self, books: Books | None) -> Iterator[LackingError]:
        """Yield what the decision is to be called.

        Raises:
            MissingFieldError: no proposal is named.
        """
        if self.proposal is None:
            raise MissingFieldError("ID")
        if self.decision is None and books is not None:
            from ringfence.bookkeeping import decide

            day = decide.day_of(books.book, self.proposal, self.date, self.meeting)
            yield LackingError(
                "decision",
                "Say what the decision is called (" + name_field("decision", "ID") + ").",
                ask="What is the decision called?",
                default=decide.free_decision(books.book, day),
            )

    def drafts(self, books: Books) -> Drafted:
        """Return the decision, the movement and the proposal's outcome."""
        from ringfence.bookkeeping import decide

        assert self.proposal is not None  # noqa: S101 - find_missing sees to both
        assert self.decision is not None  # noqa: S101
        day = decide.day_of(books.book, self.proposal, self.date, self.meeting)
        agreement = decide.Agreement(
            self.decision.strip(),
            self.amount,
            self.source,
            self.to,
            self.title,
            self.minute,
            self.body,
        )
        request = replace(self.request(), day=day)
        return Drafted(
            decide.draft_agreement(books, self.proposal, request, agreement),
            remarks_on=decide.remarks_on_unmoved,
        )
