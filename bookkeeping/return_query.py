"""The funder asks about a submitted return."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from ringfence.bookkeeping.event import Drafted, Field, event
from ringfence.bookkeeping.kinds import Story
from ringfence.bookkeeping.return_step import AskedBy, Figure, ReturnStep

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books


@event(
    "return query",
    examples="""
return query PLF-2017-18 2017-18-H1 --text "Why is Prevent so late?"
return query PLF-2017-18 2017-18-H1 --text "Why less?" --figure lines.Prevent.actual_to_date
""",
)
class ReturnQuery(ReturnStep):
    """Record that the funder asks about a submitted return, or about a figure of it.

    It is open until it is answered, and `ringfence question list` lists it. To ask about an
    entry, or about a return that was not submitted, use `ringfence question ask`.
    """

    text: Annotated[Story, Field("What is asked.", form="first", ask="What is asked?")]
    figure: Figure | None = None
    asked_by: AskedBy | None = None

    def drafts(self, books: Books) -> Drafted:
        """Return the question, and the directive that says that the return is queried."""
        from ringfence.bookkeeping import questions

        request = self.request()
        drafting = questions.query(
            books, request, self.fund, self.period, self.text, self.figure, self.asked_by
        )
        return Drafted(drafting.wanted, remarks=questions.how_to_answer(drafting.id))
