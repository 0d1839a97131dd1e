"""A pot gives back what it does not need."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from ringfence.bookkeeping.event import Drafted, Field, event
from ringfence.bookkeeping.kinds import Pot, Pounds
from ringfence.bookkeeping.shared_fields import PotEntry
from ringfence.ledger import accounts, commands

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books


@event(
    "release",
    summary="Release money that a pot does not need.",
    examples="""
release 2017-18/BigLunch/Event 160 --date 31/7/2017
release 2017-18/Prevent --decision CSP-2018-04-16-04
""",
)
class Release(PotEntry):
    """Release money that a pot does not need; without AMOUNT, all that is left in it.

    From an earmark it goes back to its action, which needs no decision. From an action or
    the reserve it becomes unallocated.
    """

    pot: Annotated[Pot, Field(place=True, ask="From which pot?")]
    amount: Annotated[Pounds, Field(place=True)] | None = None

    @property
    def unclear(self) -> bool:
        """Whether how much it is has to be worked out."""
        return self.amount is None

    def drafts(self, books: Books) -> Drafted:
        """Return what goes back, fund by fund.

        Raises:
            FieldError: nothing is above the pot.
        """
        from ringfence.bookkeeping import errors, find, transfers

        source = find.find_pot(books.book, self.pot)
        if source == accounts.UNALLOCATED:
            raise errors.FieldError(
                "POT",
                "what is unallocated is free already; what was never received lapses "
                "(`" + commands.command("lapse") + "`).",
            )
        to = source.place if source.earmark else accounts.UNALLOCATED
        return Drafted(transfers.move_money(books, self.request(), source, to, self.amount))
