"""The funder asks about a submitted return."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ringfence.bookkeeping.event import Drafted, event
from ringfence.bookkeeping.return_step import Reason, ReturnStep

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books


@event(
    "return query",
    examples='return query PLF-2017-18 2017-18-H1 --reason "Why is Prevent so late?"',
)
class ReturnQuery(ReturnStep):
    """Record that the funder asks about a submitted return."""

    reason: Reason

    def drafts(self, books: Books) -> Drafted:
        """Return the directive that says what is asked."""
        from ringfence.bookkeeping import return_life

        request = self.request()
        return Drafted(return_life.query(books, request, self.fund, self.period, self.reason))
