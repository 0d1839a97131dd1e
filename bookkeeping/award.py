"""A funder awards money."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from ringfence.bookkeeping.event import Drafted, Field, event
from ringfence.bookkeeping.kinds import Flag, Fund, Pounds
from ringfence.bookkeeping.shared_fields import FundEntry

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books


@event(
    "award",
    examples="""
award PLF-2017-18 38000 --date 1/4/2017
award PLF-2017-18 500 --reduce --decision OPCC-2017-07-24
""",
)
class Award(FundEntry):
    """Record an award.

    It can be allocated at once, before it is claimed or received.
    """

    fund: Annotated[Fund, Field(place=True, ask="Which fund?")]
    amount: Annotated[Pounds, Field(place=True, ask="How many pounds?")]
    reduce: Annotated[Flag, Field("Reduce the award by AMOUNT, which was not received.")] = False

    def drafts(self, books: Books) -> Drafted:
        """Return what is promised, or promised no more."""
        from ringfence.bookkeeping import funding

        request = self.request()
        return Drafted(funding.award(books, request, self.fund, self.amount, reduce=self.reduce))
