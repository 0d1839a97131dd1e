"""What the funder asked about a submitted return is answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from ringfence.bookkeeping.event import Drafted, Field, event
from ringfence.bookkeeping.kinds import Question
from ringfence.bookkeeping.return_step import Answer, ReturnStep

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books


@event(
    "return answer",
    examples="""
return answer PLF-2017-18 2017-18-H1 --answer "The trainer came in July."
return answer PLF-2017-18 2017-18-H1 --question Q-2017-10-02-01 --answer "See page 2."
""",
)
class ReturnAnswer(ReturnStep):
    """Record the answer to what was asked about a submitted return.

    Where several questions are open, say which one it answers. The return is answered once all of
    them are. An answer is not sent by this: send it as the funder asked.
    """

    answer: Answer
    question: Annotated[Question, Field("Which question, if several are open.")] | None = None

    def drafts_by(self, who: str, books: Books) -> Drafted:
        """Return the answer, and the directive that says that the return is answered."""
        from ringfence.bookkeeping import questions

        request = self.request()
        drafting = questions.answer_return(
            books, request, self.fund, self.period, self.question, self.answer, actor=who
        )
        return Drafted(drafting.wanted)
