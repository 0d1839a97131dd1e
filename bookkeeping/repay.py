"""What was received goes back to its funder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from ringfence.bookkeeping.event import Drafted, Field, event
from ringfence.bookkeeping.kinds import Flag, Fund, Pounds
from ringfence.bookkeeping.shared_fields import FundEntry

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books


@event(
    "repay",
    summary="Record money to be repaid to a funder.",
    examples="""
repay PLF-2017-18 480 --decision OPCC-2018-03-26
repay PLF-2017-18 480 --paid --date 27/4/2018
""",
)
class Repay(FundEntry):
    """Record money to be repaid to a funder.

    It is owed from then on. Use --paid once it is paid: this settles first what is owed
    already.
    """

    fund: Annotated[Fund, Field(place=True, ask="Which fund?")]
    amount: Annotated[Pounds, Field(place=True, ask="How many pounds?")]
    paid: Annotated[Flag, Field("The council has paid it back.")] = False

    def drafts(self, books: Books) -> Drafted:
        """Return what is owed back, and what is paid."""
        from ringfence.bookkeeping import funding

        request = self.request()
        return Drafted(funding.repay(books, request, self.fund, self.amount, paid=self.paid))
