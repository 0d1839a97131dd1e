"""Two people took a step of a return each in copies of the books: finance says which counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from ringfence.bookkeeping.event import Drafted, Field, event
from ringfence.bookkeeping.kinds import Words
from ringfence.bookkeeping.return_step import Reason, ReturnStep

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books


@event(
    "return join",
    examples="""
--as cfo return join PLF-2017-18 2017-18-H1 --keep returns.beancount:55 \\
    --reason "Accepted by phone; the other copy was an old one"
""",
)
class ReturnJoin(ReturnStep):
    """Say which of two branches of a return's life counts.

    Where two people record a step each in copies of the books, and the copies are put together,
    two steps follow one, and `check` names both. Finance keeps one branch, by the file and line of
    its last step. The other stays on record and in the history, and does not count. What it says
    and still holds is then recorded anew.
    """

    keep: Annotated[
        Words, Field("The last step of the branch that counts.", shown="FILE:LINE", form="first")
    ]
    reason: Reason

    def drafts_by(self, who: str, books: Books) -> Drafted:
        """Return the directive that says so."""
        from ringfence.bookkeeping import joins

        request = self.request()
        return Drafted(
            joins.join_branches(
                books, request, self.fund, self.period, self.keep, self.reason, actor=who
            )
        )
