"""A question is answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from ringfence.bookkeeping.event import Drafted, Field, event
from ringfence.bookkeeping.kinds import Question, Story
from ringfence.bookkeeping.shared_fields import Declaration

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books


@event(
    "question answer",
    examples='question answer Q-2017-10-02-01 "The trainer came in July."',
)
class QuestionAnswer(Declaration):
    """Answer a question.

    One that a funder asked about a submitted return may be answered so too: the return is
    answered once all of them are.
    """

    question: Annotated[Question, Field(name="id", place=True, ask="Which question?")]
    answer: Annotated[Story, Field(place=True, shown="TEXT", ask="What is the answer?")]

    def drafts_by(self, who: str, books: Books) -> Drafted:
        """Return the answer, and what it is to the return that it is about."""
        from ringfence.bookkeeping import questions

        request = self.request()
        drafting = questions.answer(books, request, self.question, self.answer, actor=who)
        return Drafted(drafting.wanted)
