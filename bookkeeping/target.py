"""What a count should come to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ringfence.bookkeeping.counts import Counted
from ringfence.bookkeeping.event import Drafted, event
from ringfence.bookkeeping.shared_fields import Declaration

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books


@event(
    "target add",
    examples="""
target add 2017-18/Diversionary "young people engaged" 120 \\
    --from 1/4/2017 --to 31/3/2018
""",
)
class Target(Declaration, Counted):
    """Set the target for a count in a period."""

    def drafts(self, books: Books) -> Drafted:
        """Return the count's declaration."""
        return Drafted(self.declarations("target", books))
