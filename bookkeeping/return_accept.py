"""The funder accepts a return."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from ringfence.bookkeeping.event import Drafted, Field, event
from ringfence.bookkeeping.kinds import Words
from ringfence.bookkeeping.return_step import ReturnStep

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books


@event(
    "return accept",
    examples="""
return accept PLF-2017-18 2017-18-H1 --reference OPCC/2017/114
return accept PLF-2017-18 2017-18-H1 --quoting \\
    "deal timber text choice coral harvest borrow same matter grape brisk board"
""",
)
class ReturnAccept(ReturnStep):
    """Record that the funder accepted a return, under which reference and quoting which seal.

    The covering e-mail of what was submitted has its seal, whole and in twelve words. Where the
    funder quotes one of the two, add it (--quoting): it is compared with what was submitted, and
    kept, so that nobody can say later that they had another return.

    That its claim was invoiced and paid follows from the entries of `ringfence claim` and
    `ringfence receive`.
    """

    reference: Annotated[Words, Field("The funder's own reference.", form="first")] | None = None
    quoting: (
        Annotated[
            Words,
            Field("The seal that the funder quotes, or its twelve words.", form="first"),
        ]
        | None
    ) = None

    def drafts(self, books: Books) -> Drafted:
        """Return the directive that says so."""
        from ringfence.bookkeeping import return_life

        request = self.request()
        return Drafted(
            return_life.accept(books, request, self.fund, self.period, self.reference, self.quoting)
        )
