"""What was promised never comes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from ringfence.bookkeeping.event import Drafted, Field, event
from ringfence.bookkeeping.kinds import Fund, Pounds
from ringfence.bookkeeping.shared_fields import FundEntry

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books


@event(
    "lapse",
    examples="lapse PLF-2017-18 375.28 --decision OPCC-2018-03-26 --date 27/4/2018",
)
class Lapse(FundEntry):
    """Give up money that was awarded and never received.

    Without AMOUNT, all of it that is unallocated.
    """

    fund: Annotated[Fund, Field(place=True, ask="Which fund?")]
    amount: Annotated[Pounds, Field(place=True)] | None = None

    @property
    def unclear(self) -> bool:
        """Whether how much it is has to be worked out."""
        return self.amount is None

    def drafts(self, books: Books) -> Drafted:
        """Return what is promised no more, by where it came from."""
        from ringfence.bookkeeping import funding

        return Drafted(funding.lapse(books, self.request(), self.fund, self.amount))
