"""Somebody asks about an entry, a return or a figure of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from ringfence.bookkeeping.event import Drafted, Field, event
from ringfence.bookkeeping.kinds import KnownEntry, Story
from ringfence.bookkeeping.return_step import AskedBy, Figure
from ringfence.bookkeeping.shared_fields import Declaration

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books


@event(
    "question ask",
    examples="""
question ask LCFC-1042 "Which school was this for?"
--as cfo question ask spend-2017-18.beancount:45 "Where is the invoice?"
question ask PLF-2017-18/2017-18-H1 "Is this net?" --figure claim.this_claim
""",
)
class QuestionAsk(Declaration):
    """Ask about an entry, about a return, or about a figure of it.

    ABOUT is an entry, or a return as FUND/PERIOD. An entry that has no link or invoice is given a
    link. The question is open until it is answered. What a funder asks about a
    submitted return is recorded with `ringfence return query`, which is a step of its life.
    """

    about: Annotated[
        KnownEntry, Field(place=True, ask="About which entry (link, invoice or file:line)?")
    ]
    text: Annotated[Story, Field(place=True, ask="What is asked?")]
    figure: Figure | None = None
    asked_by: AskedBy | None = None

    def drafts_by(self, who: str, books: Books) -> Drafted:
        """Return the question, and the link that its entry is given if it needs one."""
        from ringfence.bookkeeping import questions
        from ringfence.bookkeeping.find import person

        asked_by = self.asked_by or person(books, who)
        request = self.request()
        drafting = questions.ask(books, request, self.about, self.text, self.figure, asked_by)
        return Drafted(drafting.wanted, remarks=questions.how_to_answer(drafting.id))
