"""Something that was bought is given back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from ringfence.bookkeeping.event import Drafted, Field, event
from ringfence.bookkeeping.kinds import Payee, PotsAndAmounts, Pounds, ReferenceOrNone, SpendingPot
from ringfence.bookkeeping.shared_fields import Gross, InvoicedEntry, IrrecoverableVat, Vat

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books


@event(
    "refund",
    examples="""
refund 2017-18/BigLunch/Event 60 --payee "Event hire company" \\
    --invoice EH-2217 --note "Tables not delivered" --date 10/7/2017
refund 2017-18/BigLunch/Event 60 --payee "Event hire company" \\
    --invoice EH-2217 --credit-note EH-CN-31
""",
)
class Refund(InvoicedEntry):
    """Record a refund or a credit note.

    It goes back to the pot that was charged, and to the funds that paid the invoice, in the
    proportion in which they paid. A refund to a closed year is moved on, on the same day.
    AMOUNT leaves out the VAT that the council recovers. A credit note has its own reference,
    as well as the invoice that it credits.
    """

    pot: Annotated[SpendingPot, Field(place=True, ask="To which pot?")]
    amount: Annotated[Pounds, Field(place=True, ask="How many pounds?")]
    payee: Annotated[Payee, Field("Who was paid and gives it back.", ask="From whom?")]
    invoice: Annotated[
        ReferenceOrNone, Field("The invoice that was paid.", ask="The invoice that was paid?")
    ]
    credit_note: (
        Annotated[
            ReferenceOrNone, Field("The credit note's own reference, if it has one.", form="first")
        ]
        | None
    ) = None
    also: Annotated[
        PotsAndAmounts,
        Field(
            "Another pot that gets part back, and how much, as POT=AMOUNT; separate several with "
            "semicolons."
        ),
    ] = ()
    gross: Gross = False
    vat: Vat | None = None
    irrecoverable_vat: IrrecoverableVat | None = None

    def drafts(self, books: Books) -> Drafted:
        """Return what comes back, pot by pot and fund by fund."""
        from ringfence.bookkeeping import credits as credits_
        from ringfence.bookkeeping import invoices, likeness

        request, cost = self.request(), self.cost()
        note = (self.credit_note or "").strip()
        credit = credits_.Credit(self.payee, self.invoice.strip(), note)
        invoices.refuse_second_credit(books, request, credit)
        return Drafted(
            credits_.draft_refund(books, request, self.shares(), cost, credit),
            remarks=cost.remarks("comes back"),
            doubts=lambda recording: likeness.doubts_of_credit(
                recording, request, credit, cost.recorded
            ),
        )
