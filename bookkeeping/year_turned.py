"""A year comes to its end: what its terms ask for is written, and it is closed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

from ringfence.bookkeeping.errors import LackingError, RequestError
from ringfence.bookkeeping.event import Drafted, Field, event
from ringfence.bookkeeping.kinds import Flag, Year
from ringfence.bookkeeping.shared_fields import FundEntry
from ringfence.ledger.messages import name_field
from ringfence.ledger.years import FinancialYear

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books


@event(
    "year-end",
    summary="Show what is left of a year, record its year end, close it.",
    examples="""
year-end 2017-18 --dry-run --date 16/4/2018
year-end 2017-18 --decision CSP-2018-04-16-04 --date 16/4/2018
year-end 2017-18 --close --date 31/5/2018
year-end 2017-18 --reopen --note "An invoice was posted twice"
""",
)
class YearEnd(FundEntry):
    """Show what is left of a year and what its terms ask for, and record that.

    What is left of conditional grant at 31 March is deferred, and comes back on 1 April. Then,
    dated --date, money that may move to the next year moves on, and money that must go back to
    its funder is released, lapses or is owed. Money that awaits a decision or a consent is only
    shown: run this again once there is one. Money that a pending spend may need is not given
    back until it is settled. Nothing is ever done twice.
    """

    year: Annotated[Year, Field(place=True, ask="Which year, such as 2017-18?")]
    close: Annotated[
        Flag, Field("Close the year: nothing dated in it changes any more.", form="first")
    ] = False
    reopen: Annotated[
        Flag,
        Field(
            "Open a closed year again, for the reason in its note; write nothing else.",
            form="first",
        ),
    ] = False

    @property
    def unclear(self) -> bool:
        """Return that it is shown before it is saved: all of it is worked out."""
        return True

    def find_missing(self, books: Books | None) -> Iterable[LackingError]:
        """Make sure that it makes sense.

        Raises:
            RequestError: it is both closed and opened, or the year is not over.
        """
        if books is None:
            from ringfence.bookkeeping import close_year

            if self.close and self.reopen:
                raise RequestError(
                    "Say " + name_field("close") + " or " + name_field("reopen") + ", not both."
                )
            close_year.must_be_over(FinancialYear.parse(self.year), self.request())
        return ()

    def drafts_by(self, who: str, books: Books) -> Drafted:
        """Return the entries of the year's end; once there are none, that it is closed."""
        from ringfence.bookkeeping import close_year, year_end

        year, request = FinancialYear.parse(self.year), self.request()
        if self.reopen:
            return Drafted(close_year.reopen(books, request, year))
        held_back = set(close_year.funds_awaiting(books))
        entries = year_end.year_end_drafts(books, request, year, held_back=held_back)
        if not self.close:
            remarks = close_year.remarks_on_held_back(books, year, request)
            return Drafted(entries, remarks=tuple(remarks))
        if entries:
            raise RequestError(
                "What is left of the year is to be recorded first. Record its end without closing "
                "it, and then close it."
            )
        return Drafted(close_year.close(books, request, year, who))
