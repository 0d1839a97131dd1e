"""Money of one year's plan goes into a later one's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from ringfence.bookkeeping.event import Drafted, Field, event
from ringfence.bookkeeping.kinds import Pot, Pounds
from ringfence.bookkeeping.shared_fields import PotEntry

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books


@event(
    "carry-forward",
    summary="Carry money forward into a later year's plan.",
    examples="""
carry-forward 2017-18/Diversionary/Kicks 2018-19/Diversionary/Kicks 1500 \\
    --decision CSP-2018-04-16-04 --date 16/4/2018
""",
)
class CarryForward(PotEntry):
    """Carry money forward from one year's plan into the next, within each fund.

    Within the award's dates it needs no decision. An earmark that the new year does not have
    yet is declared like the old one.
    """

    source: Annotated[Pot, Field(name="from", place=True, ask="Out of which pot?")]
    to: Annotated[Pot, Field(place=True, ask="Into which pot?")]
    amount: Annotated[Pounds, Field(place=True, ask="How many pounds?")]

    def drafts(self, books: Books) -> Drafted:
        """Return the movement, and the earmark's declaration if the new year has it not yet."""
        from ringfence.bookkeeping import transfers

        return Drafted(transfers.carry(books, self.request(), self.source, self.to, self.amount))
