"""When a return is due, and as at which day, is declared."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

from ringfence.bookkeeping.errors import LackingError, RequestError
from ringfence.bookkeeping.event import Drafted, Field, event
from ringfence.bookkeeping.kinds import Day
from ringfence.bookkeeping.return_step import ReturnStep
from ringfence.ledger.messages import name_field

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books


@event(
    "return declare",
    examples="return declare PLF-2017-18 2017-18-H1 --due 29/9/2017 --as-at 31/8/2017",
)
class ReturnDeclare(ReturnStep):
    """Say when a return is due, and as at which day it is made.

    PERIOD is a half-year (2017-18-H1), a quarter (2017-18-Q3), a month counted from April
    (2017-18-M07), a year (2017-18), or final. Without a day it is as at its period's end.
    """

    due: Annotated[Day, Field("The day by which it is to be sent.", form="first")] | None = None
    as_at: Annotated[Day, Field("The last day that it counts.", form="first")] | None = None

    def find_missing(self, books: Books | None) -> Iterable[LackingError]:  # noqa: ARG002 - whatever they say
        """Make sure that one of the two days is given.

        Raises:
            RequestError: neither is.
        """
        if self.due is None and self.as_at is None:
            raise RequestError(
                "Say when it is due ("
                + name_field("due")
                + "), or as at which day ("
                + name_field("as-at")
                + ")."
            )
        return ()

    def drafts(self, books: Books) -> Drafted:
        """Return the return's declaration."""
        from ringfence.bookkeeping import returns

        return Drafted(
            returns.declare_dates(
                books, self.request(), self.fund, self.period, due=self.due, as_at=self.as_at
            )
        )
