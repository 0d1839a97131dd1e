"""A body decides something, and it is written down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from ringfence.bookkeeping.event import Drafted, Field, event
from ringfence.bookkeeping.kinds import PoundsOrNothing, Ratifying, Words
from ringfence.bookkeeping.shared_fields import Declaration

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books

Amount = Annotated[PoundsOrNothing, Field("The most that may be moved on it.", form="first")]
Minute = Annotated[Words, Field("Where it is minuted.", form="first")]
RatifiedBy = Annotated[Ratifying, Field("The decision that ratified it.")]
Document = Annotated[Words, Field("The minutes, as a file that the books have as a document.")]


@event(
    "decision add",
    examples='decision add CSP-2017-06-12-03 --body CSP --title "£1,000 for KICKS" --amount 1000',
)
class DecisionAdd(Declaration):
    """Declare a decision, from --date on.

    ID is its name in every command.
    """

    called: Annotated[Words, Field(name="id", place=True, ask="ID?")]
    body: Annotated[
        Words,
        Field(
            "Who decided: CSP, finance, or a funder's name.",
            ask="Who decided: CSP, finance, or a funder's name?",
        ),
    ]
    title: Annotated[
        Words, Field("What it is called on papers.", ask="What it is called on papers?")
    ]
    amount: Amount | None = None
    minute: Minute | None = None
    ratified_by: RatifiedBy | None = None
    document: Document | None = None

    def drafts(self, books: Books) -> Drafted:
        """Return the decision's declaration."""
        from ringfence.bookkeeping import declare

        key = declare.key_of("decision", self.called)
        fields = declare.fields_in_books(self, "decision")
        return Drafted(
            [declare.draft_addition(books.book, "decision", key, fields, self.request())]
        )
