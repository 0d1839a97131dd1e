"""The partnership adopts a year's plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from ringfence.bookkeeping.event import Drafted, Field, event
from ringfence.bookkeeping.kinds import Year
from ringfence.bookkeeping.shared_fields import Declaration

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books


@event("plan adopt", examples="plan adopt 2017-18 --date 10/4/2017")
class PlanAdopt(Declaration):
    """Record the partnership's adoption of a year's plan, on --date."""

    year: Annotated[Year, Field(place=True, ask="Which year, such as 2017-18?")]

    def drafts(self, books: Books) -> Drafted:
        """Return the plan's declaration."""
        from ringfence.bookkeeping import plans

        return Drafted(plans.adopt(books, self.request(), self.year))
