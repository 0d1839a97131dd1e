"""What was delivered is counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ringfence.bookkeeping.counts import Counted
from ringfence.bookkeeping.event import Drafted, event
from ringfence.bookkeeping.shared_fields import Declaration

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books


@event(
    "measure add",
    examples="""
measure add 2017-18/Diversionary "young people engaged" 64 \\
    --from 1/4/2017 --to 31/8/2017 --source Registers
""",
)
class Measure(Declaration, Counted):
    """Record a count of what was delivered in a period; a second one replaces the first."""

    def drafts(self, books: Books) -> Drafted:
        """Return the count's declaration."""
        return Drafted(self.declarations("measure", books))
