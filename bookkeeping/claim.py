"""Money is claimed from a funder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from ringfence.bookkeeping.event import Drafted, Field, event
from ringfence.bookkeeping.kinds import Fund, Pounds, Reference
from ringfence.bookkeeping.shared_fields import FundEntry

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books


@event(
    "claim",
    summary="Record a claim on a funder.",
    examples="claim PLF-2017-18 6090 --invoice OWBC-31107 --date 14/8/2017",
)
class Claim(FundEntry):
    """Record a claim on a funder, or an invoice to it."""

    fund: Annotated[Fund, Field(place=True, ask="Which fund?")]
    amount: Annotated[Pounds, Field(place=True, ask="How many pounds?")]
    invoice: Annotated[
        Reference,
        Field(
            "The reference of the council's invoice to the funder.",
            ask="The reference of the council's invoice?",
        ),
    ]

    def drafts(self, books: Books) -> Drafted:
        """Return what is promised no more, and claimed."""
        from ringfence.bookkeeping import funding

        request = self.request()
        return Drafted(funding.claim(books, request, self.fund, self.amount, self.invoice))
