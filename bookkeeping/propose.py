"""A meeting will be asked a question of money."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

from ringfence.bookkeeping import errors
from ringfence.bookkeeping.errors import LackingError
from ringfence.bookkeeping.event import Drafted, Field, event
from ringfence.bookkeeping.kinds import Day, Pot, Pounds, Words
from ringfence.bookkeeping.shared_fields import Declaration

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books


@event(
    "propose",
    examples="""
propose CCTV-2017 --title "CCTV: quotes being sought"
propose Diversionary-2017 --title "£1,000 more for Diversionary Activities" \\
    --amount 1000 --from Reserve --to 2017-18/Diversionary --meeting 12/6/2017
""",
)
class Propose(Declaration):
    """Propose a use of money to a meeting.

    The meeting's paper shows it, with the figures if it is agreed; no money moves. Propose it
    again under the same ID to change it: its amount once the quotes are in, or its meeting.
    """

    name: Annotated[Words, Field(name="id", place=True, ask="A name for it?")]
    title: Annotated[Words, Field("What is asked, in a few words.")] | None = None
    amount: Annotated[Pounds, Field("How much; without, not yet costed.")] | None = None
    source: Annotated[Pot, Field("Where it comes from.", name="from")] | None = None
    to: Annotated[Pot, Field("Where it goes to.")] | None = None
    meeting: Annotated[Day, Field("The meeting that is asked.")] | None = None
    owner: Annotated[Words, Field("Who asks.")] | None = None

    def find_missing(self, books: Books | None) -> Iterator[LackingError]:
        """Yield what is asked, of a proposal that is new."""
        if books and self.title is None and self.name.strip() not in books.book.register.proposals:
            yield errors.LackingError("title", ask="What is asked, in a few words?")

    def drafts(self, books: Books) -> Drafted:
        """Return the proposal, and what each side has if it is agreed."""
        from ringfence.bookkeeping import proposals

        proposed = proposals.Proposed(
            self.title, self.amount, self.source, self.to, self.meeting, self.owner
        )
        return Drafted(
            proposals.propose(books, self.request(), self.name, proposed),
            remarks_on=lambda recording: proposals.if_agreed(recording, self.name.strip()),
        )
