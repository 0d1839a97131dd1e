"""A paper that a submitted return cites was destroyed, or redacted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from ringfence.bookkeeping.event import Drafted, Field, event
from ringfence.bookkeeping.kinds import Fate, Words
from ringfence.bookkeeping.return_step import Reason
from ringfence.bookkeeping.shared_fields import Declaration

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books


@event(
    "return paper",
    examples="""
return paper documents/2017-18/2017-08-18.sen-1718-07.txt destroyed --reason "Records over"
--as cfo return paper documents/2017-18/2017-06-12.minutes.txt redacted \\
    --reason "A resident asked to be forgotten"
""",
)
class ReturnPaper(Declaration):
    """Record that a paper that a submitted return cites was destroyed, or redacted.

    PAPER is its path from the folder of the books. It may be destroyed once the records-years of
    the return's funds are over: take the file away first. Finance may have it redacted, or
    replaced, and so may a decision: put the new file in its place first. The SHA-256 of what was
    cited stays with the return, and `check` then notes what became of it.
    """

    paper: Annotated[Words, Field(place=True, ask="Which paper?")]
    fate: Annotated[Fate, Field(place=True, ask="What became of it?")]
    reason: Reason

    def drafts_by(self, who: str, books: Books) -> Drafted:
        """Return the directive that says what became of the paper."""
        from ringfence.bookkeeping import gone_papers

        return Drafted(
            gone_papers.draft(books, self.request(), self.paper, self.fate, self.reason, actor=who)
        )
