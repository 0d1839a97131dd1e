"""Money that is not allocated gets a pot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from ringfence.bookkeeping.event import Drafted, Field, event
from ringfence.bookkeeping.kinds import Pot, Pounds
from ringfence.bookkeeping.shared_fields import PotEntry
from ringfence.ledger import accounts

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books


@event(
    "allocate",
    examples="""
allocate 2017-18/Diversionary 10000.50 --fund PLF-2017-18 --date 1/4/2017
allocate Reserve 1908.55 --fund PLF-2015-16 --date 1/4/2017
""",
)
class Allocate(PotEntry):
    """Allocate money to an action or to the reserve.

    It comes from what is unallocated, from the fund that must be spent first. If several
    funds can be spent between the same days, name one (--fund). Once the plan is adopted this
    needs a decision.
    """

    pot: Annotated[Pot, Field(place=True, ask="To which pot?")]
    amount: Annotated[Pounds, Field(place=True, ask="How many pounds?")]

    def drafts(self, books: Books) -> Drafted:
        """Return the allocation, fund by fund."""
        from ringfence.bookkeeping import find, transfers

        to = find.find_pot(books.book, self.pot, new_reserve=True)
        request = self.request()
        return Drafted(transfers.move_money(books, request, accounts.UNALLOCATED, to, self.amount))
