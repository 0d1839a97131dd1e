"""A provider shows what an advance bought."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from ringfence.bookkeeping.event import Drafted, Field, event
from ringfence.bookkeeping.kinds import Advance, Pounds, ReferenceOrNone, SpendingPot
from ringfence.bookkeeping.shared_fields import DebtEntry, Pending
from ringfence.ledger.accounts import Kind

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books


@event(
    "evidence",
    summary="Record a provider's evidence for an advance.",
    examples="evidence neighbour-hub-advance 600 --invoice NH-07 --date 31/1/2018",
)
class Evidence(DebtEntry):
    """Record a provider's evidence for an advance; the money then counts as spent."""

    advance: Annotated[Advance, Field(place=True, shown="LINK", ask="Which advance?")]
    amount: Annotated[Pounds, Field(place=True, ask="How many pounds?")]
    invoice: Annotated[ReferenceOrNone, Field("The reference of the evidence.")] | None = None
    pot: (
        Annotated[
            SpendingPot,
            Field("The earmark that it is spent from, if the provider has several."),
        ]
        | None
    ) = None
    pending: Pending = False

    def drafts(self, books: Books) -> Drafted:
        """Return what is spent of the advance, fund by fund."""
        from ringfence.bookkeeping import invoices, likeness, outstanding

        request, invoice = self.request(), self.invoice or ""
        began = outstanding.open_on(books, self.advance, Kind.PREPAID).began
        payee = began.payee or ""
        invoices.refuse_second(books, request, payee, invoice, self.amount, Kind.PREPAID)
        wanted = outstanding.draft_evidence(
            books,
            request,
            self.advance,
            self.amount,
            self.invoice,
            self.pot,
            pending=self.pending,
        )
        return Drafted(
            wanted,
            doubts=lambda recording: likeness.doubts(
                recording, request, payee, invoice, self.amount
            ),
        )
