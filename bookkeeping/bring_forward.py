"""What there was of a fund before the books began."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

from ringfence.bookkeeping import before_books, errors
from ringfence.bookkeeping.before_books import Figures
from ringfence.bookkeeping.errors import LackingError
from ringfence.bookkeeping.event import Drafted, Field, event
from ringfence.bookkeeping.kinds import Debts, Flag, Fund, Pounds, PoundsOrNothing, Reference
from ringfence.bookkeeping.shared_fields import FundEntry

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books


@event(
    "bring-forward",
    summary="Record money held or spent before these books.",
    examples="""
bring-forward PLF-2015-16 1908.55
bring-forward PLF-2024-26 --received 25000 --claimed 3000 --invoice OWBC-1 \\
    --spent 18520 --owed "Printer=600 PR-9" --advanced "Youth Hub=500 ^hub-advance"
""",
)
class BringForward(FundEntry):
    """Record money held, spent or owed when the books begin.

    AMOUNT alone is money held. For a grant that began before the books, give what was
    received, claimed and spent of it by then. What the council holds is worked out, and what
    the award still promises is recorded with it. All of it is dated on the fund's first day,
    and is unallocated until the plan allocates it.
    """

    fund: Annotated[Fund, Field(place=True, ask="Which fund?")]
    amount: Annotated[Pounds, Field(place=True)] | None = None
    received: Annotated[PoundsOrNothing, Field("What was received of it before.")] | None = None
    claimed: Annotated[Pounds, Field("What was claimed besides, and not yet received.")] | None = (
        None
    )
    invoice: Annotated[Reference, Field("The invoice of what was claimed.")] | None = None
    spent: (
        Annotated[
            PoundsOrNothing,
            Field("What was spent of it before, unpaid invoices included, advances not."),
        ]
        | None
    ) = None
    owed: Annotated[
        Debts,
        Field('An unpaid invoice within that, such as "Printer=600 PR-9"; may be repeated.'),
    ] = ()
    advanced: Annotated[
        Debts,
        Field('Paid ahead and not yet evidenced, such as "Youth Hub=500"; may be repeated.'),
    ] = ()
    anew: Annotated[Flag, Field("First reverse what was brought forward before.")] = False

    @property
    def unclear(self) -> bool:
        """Whether what is held is worked out."""
        return self._figures().is_position

    def find_missing(self, books: Books | None) -> Iterator[LackingError]:
        """Yield what is held, unless it is worked out from what was said."""
        if books is None:
            debts = self.owed or self.advanced
            amounts = (self.received, self.claimed, self.spent)
            if self.amount is None and not debts and amounts == (None,) * 3:
                yield errors.LackingError("AMOUNT", ask="How many pounds are held?")
            self._figures().check()

    def drafts(self, books: Books) -> Drafted:
        """Return an entry for each thing there was: promised, claimed, held, advanced, owed."""
        from ringfence.bookkeeping import openings

        figures, request = self._figures(), self.request()
        dated = self.date is not None
        day = openings.first_day_of(books, request, self.fund, figures, dated=dated)
        request = replace(request, day=day)
        return Drafted(
            openings.draft_opening(books, request, self.fund, figures, anew=self.anew),
            remarks=[*figures.remarks()],
            remarks_on=openings.next_steps,
        )

    def _figures(self) -> Figures:

        return before_books.Figures(
            held=self.amount,
            received=self.received,
            claimed=self.claimed,
            invoice=self.invoice,
            spent=self.spent,
            owed=tuple(before_books.read_debt(each, "owed") for each in self.owed),
            advanced=tuple(before_books.read_debt(each, "advanced") for each in self.advanced),
        )
