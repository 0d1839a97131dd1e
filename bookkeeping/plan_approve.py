"""The funder approves a year's plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from ringfence.bookkeeping.event import Drafted, Field, event
from ringfence.bookkeeping.kinds import Year
from ringfence.bookkeeping.shared_fields import Declaration

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books


@event(
    "plan approve",
    examples="plan approve 2017-18 --decision OPCC-2017-07-24 --date 24/7/2017",
)
class PlanApprove(Declaration):
    """Record the funder's approval of a year's plan, on --date.

    This is only shown, and changes no rule: the fund's stage decides whether it is still at
    risk (`ringfence fund amend FUND --stage awarded`).
    """

    year: Annotated[Year, Field(place=True, ask="Which year, such as 2017-18?")]

    def drafts(self, books: Books) -> Drafted:
        """Return what the plan's declaration says from then on."""
        from ringfence.bookkeeping import plans

        return Drafted(plans.approve(books, self.request(), self.year))
