"""Money is moved from one pot to another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from ringfence.bookkeeping.event import Drafted, Field, event
from ringfence.bookkeeping.kinds import Decisions, Pot, Pounds
from ringfence.bookkeeping.shared_fields import PotEntry

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books


@event(
    "vire",
    summary="Move money from one pot to another.",
    examples="""
vire Reserve 2017-18/Diversionary 1000 --fund PLF-2015-16 \\
    --decision CSP-2017-06-12-03 --date 12/6/2017
vire 2017-18/BigLunch 2017-18/Bluelight 180 --decision CSP-2017-10-16-05
""",
)
class Vire(PotEntry):
    """Move money from one pot to another, within each fund."""

    source: Annotated[Pot, Field(name="from", place=True, ask="Out of which pot?")]
    to: Annotated[Pot, Field(place=True, ask="Into which pot?")]
    amount: Annotated[Pounds, Field(place=True, ask="How many pounds?")]
    decision: Annotated[
        Decisions,
        Field(
            "The decision that allows it; needed once the plan is adopted.",
            ask="By which decision?",
            form="first",
        ),
    ] = ()

    def drafts(self, books: Books) -> Drafted:
        """Return the movement, fund by fund."""
        from ringfence.bookkeeping import find, transfers

        source = find.find_pot(books.book, self.source)
        to = find.find_pot(books.book, self.to, new_reserve=True)
        return Drafted(transfers.move_money(books, self.request(), source, to, self.amount))
