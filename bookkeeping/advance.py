"""A provider is paid ahead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from ringfence.bookkeeping.event import Drafted, Field, event
from ringfence.bookkeeping.kinds import Payee, Pounds, SpendingPot
from ringfence.bookkeeping.shared_fields import PotEntry
from ringfence.ledger import commands

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books


@event(
    "advance",
    summary="Pay a provider in advance from an earmark.",
    examples="""
advance 2017-18/Prevent/NeighbourHub 600 --payee "Neighbour Hub" \\
    --note "Community sessions, advance under the agreement" --date 31/10/2017
""",
)
class Advance(PotEntry):
    """Pay a provider in advance from an earmark; nothing counts as spent yet.

    Record the provider's evidence later by the advance's link: `ringfence evidence LINK
    AMOUNT`. You can't advance more than is left in that provider's earmarks.
    """

    pot: Annotated[SpendingPot, Field(place=True, ask="From which pot?")]
    amount: Annotated[Pounds, Field(place=True, ask="How many pounds?")]
    payee: Annotated[Payee, Field("Who is paid, as on the invoice.", ask="Who is paid?")]

    def drafts(self, books: Books) -> Drafted:
        """Return what is paid ahead, fund by fund."""
        from ringfence.bookkeeping import purchases

        wanted = purchases.draft_advance(books, self.request(), self.pot, self.amount, self.payee)
        told = commands.command("evidence", wanted[0].links[0], commands.Blank.AMOUNT)
        return Drafted(wanted, remarks=["When they show what it bought: " + told])
