"""What an action will have spent by the end of the year is forecast."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

from ringfence.bookkeeping.errors import LackingError, RequestError
from ringfence.bookkeeping.event import Drafted, Field, event
from ringfence.bookkeeping.kinds import Flag, Fund, PoundsOrNothing, Rag, SpendingPot, Story
from ringfence.bookkeeping.shared_fields import Declaration
from ringfence.ledger.messages import name_field

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books


@event(
    "forecast",
    summary="Forecast what an action will spend by the year's end.",
    examples="""
forecast 2017-18/Prevent 4200 --rag amber --date 31/8/2017 \\
    --reason "A late start; not all sessions will fit in before March"
forecast 2017-18/GrowOutCrime --straight-line --date 31/8/2017
""",
)
class Forecast(Declaration):
    """Forecast what an action will spend by the end of the year.

    AMOUNT is the outturn of the whole year, not what is still to come. It takes priority over
    profile and earmarks until you give another. With --fund it is for that fund alone.
    """

    pot: Annotated[SpendingPot, Field(place=True, ask="Of which action?")]
    amount: Annotated[PoundsOrNothing, Field(place=True)] | None = None
    straight_line: Annotated[
        Flag, Field("Instead of AMOUNT: what is spent, carried on at the same rate.")
    ] = False
    reason: Annotated[Story, Field("The reason for the figure.", form="first")] | None = None
    rag: Annotated[Rag, Field("Red, amber or green.")] | None = None
    fund: Annotated[Fund, Field("Of this fund alone.")] | None = None

    def find_missing(self, books: Books | None) -> Iterator[LackingError]:  # noqa: ARG002 - whatever they say
        """Yield the figure and its reason, unless it is a straight line.

        Raises:
            RequestError: it is a straight line and a figure.
        """
        if self.straight_line:
            if self.amount is not None:
                raise RequestError("Give AMOUNT or " + name_field("straight-line") + ", not both.")
            return
        if self.amount is None:
            yield LackingError(
                "amount",
                "Give "
                + name_field("AMOUNT")
                + ", how many pounds, or "
                + name_field("straight-line")
                + ".",
                ask="How many pounds?",
            )
        if self.reason is None:
            yield LackingError(
                "reason",
                "Give the reason for the figure (" + name_field("reason", "TEXT") + ").",
                ask="Why?",
            )

    def drafts(self, books: Books) -> Drafted:
        """Return the forecast, and what makes it doubtful."""
        from ringfence.bookkeeping import delivery

        return Drafted(
            delivery.forecast(
                books,
                self.request(),
                self.pot,
                self.amount,
                reason=self.reason,
                rag=self.rag,
                fund=self.fund,
            ),
            doubts=delivery.doubts,
        )
