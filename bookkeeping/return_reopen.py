"""A submitted return is reopened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ringfence.bookkeeping.event import Drafted, event
from ringfence.bookkeeping.return_step import Reason, ReturnStep

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books


@event(
    "return reopen",
    examples='return reopen PLF-2017-18 2017-18-H1 --reason "An invoice was left out"',
)
class ReturnReopen(ReturnStep):
    """Reopen a submitted return, to correct what was wrong in it.

    Its snapshot is kept as a version (`returns/PLF-2017-18_2017-18-H1.v1.json`). It is
    then certified and submitted anew.
    """

    reason: Reason

    def drafts(self, books: Books) -> Drafted:
        """Return the directive that says so, and the version of what was sent."""
        from ringfence.bookkeeping import return_life

        request = self.request()
        return Drafted(return_life.reopen(books, request, self.fund, self.period, self.reason))
