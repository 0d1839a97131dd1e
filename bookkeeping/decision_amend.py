"""What is said of a decision changes from a day on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

from ringfence.bookkeeping.decision_add import Amount, Document, Minute, RatifiedBy
from ringfence.bookkeeping.errors import LackingError
from ringfence.bookkeeping.event import Drafted, Field, event
from ringfence.bookkeeping.kinds import Cleared, Decision, Words
from ringfence.bookkeeping.shared_fields import Declaration

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books


@event(
    "decision amend",
    examples=(
        "decision amend CSP-2017-06-12-03 --ratified-by OPCC-2017-07-24 --decision OPCC-2017-07-24"
    ),
)
class DecisionAmend(Declaration):
    """Change a decision, from --date on. It needs a decision (--decision)."""

    called: Annotated[Decision, Field(name="id", place=True, ask="Which decision?")]
    body: Annotated[Words, Field("Who decided: CSP, finance, or a funder's name.")] | None = None
    title: Annotated[Words, Field("What it is called on papers.")] | None = None
    amount: Amount | None = None
    minute: Minute | None = None
    ratified_by: RatifiedBy | None = None
    document: Document | None = None
    clear: Annotated[Cleared, Field("A field that has no value any more.")] = ()

    def find_missing(self, books: Books | None) -> Iterable[LackingError]:
        """Make sure that something changes.

        Raises:
            RequestError: nothing does, or what is to be cleared can't be.
        """
        if books is None:
            from ringfence.bookkeeping import declare

            declare.refuse_no_change(declare.fields_in_books(self, "decision", self.clear))
        return ()

    def drafts(self, books: Books) -> Drafted:
        """Return the amendment, and whether it is made where the decision stands."""
        from ringfence.bookkeeping import declare, slips

        fields = declare.fields_in_books(self, "decision", self.clear)
        wanted = declare.draft_change(books.book, "decision", self.called, fields, self.request())
        return Drafted([wanted], remarks_on=slips.in_place)
