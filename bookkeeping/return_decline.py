"""Who was to certify a return declines to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ringfence.bookkeeping.event import Drafted, event
from ringfence.bookkeeping.return_step import Reason, ReturnStep

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books


@event(
    "return decline",
    examples='return decline PLF-2017-18 2017-18-H1 --reason "An invoice is missing" --as cfo',
)
class ReturnDecline(ReturnStep):
    """Decline to certify a return, or withdraw its certificate: it is a draft again.

    Whoever certifies declines (--as PERSON), before it is submitted. The reason is kept with the
    return, and its history shows it.
    """

    reason: Reason

    def drafts_by(self, who: str, books: Books) -> Drafted:
        """Return the directive that says so."""
        from ringfence.bookkeeping import return_life

        request = self.request()
        return Drafted(
            return_life.decline(books, request, self.fund, self.period, self.reason, actor=who)
        )
