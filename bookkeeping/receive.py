"""Money of a funder comes in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

from ringfence.bookkeeping.errors import LackingError
from ringfence.bookkeeping.event import Drafted, Field, event
from ringfence.bookkeeping.kinds import FundOrClaim, Pounds
from ringfence.bookkeeping.shared_fields import FundEntry

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books


@event(
    "receive",
    examples="""
receive PLF-2017-18 6090 --council-ref OWBC-31107 --date 8/9/2017
receive claim-before --date 8/9/2017
""",
)
class Receive(FundEntry):
    """Record money received from a funder.

    It pays what was claimed; money received without a claim is booked against the award.
    FUND can also be the link of a claim: without AMOUNT, all that is open on it was received.
    """

    fund: Annotated[FundOrClaim, Field(place=True, ask="Which fund?")]
    amount: Annotated[Pounds, Field(place=True)] | None = None

    @property
    def unclear(self) -> bool:
        """Whether how much it is has to be worked out."""
        return self.amount is None

    def find_missing(self, books: Books | None) -> Iterator[LackingError]:
        """Yield the amount, unless it is a claim that was named: then it is all of that."""
        from ringfence.bookkeeping import errors, find

        if self.amount is not None or books is None:
            return
        try:
            find.find_fund(books.book, self.fund)
        except find.UnknownNameError:
            return
        yield errors.LackingError("AMOUNT", ask="How many pounds?")

    def drafts(self, books: Books) -> Drafted:
        """Return what came in, and what it answers."""
        from ringfence.bookkeeping import funding

        return Drafted(funding.receive(books, self.request(), self.fund, self.amount))
