"""Something is bought."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from ringfence.bookkeeping.event import Drafted, Field, event
from ringfence.bookkeeping.kinds import (
    Decision,
    Payee,
    PotsAndAmounts,
    Pounds,
    ReferenceOrNone,
    SpendingPot,
)
from ringfence.bookkeeping.shared_fields import Gross, InvoicedEntry, IrrecoverableVat, Pending, Vat

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books


@event(
    "spend",
    invoiced=True,
    examples="""
spend 2017-18/Diversionary/Kicks 3000 --payee "Leicester City FC" \\
    --invoice LCFC-1093 --note "KICKS, autumn" --date 2/10/2017
spend 2017-18/BigLunch 384 --gross --vat 64 --payee Printer --invoice PR-0588
spend 2017-18/BigLunch 60 --also 2017-18/Bluelight=40 --payee Printer \\
    --invoice PR-0590
spend --invoice-file fosse-1093.pdf
""",
)
class Spend(InvoicedEntry):
    """Record spending from an action or an earmark.

    AMOUNT leaves out the VAT that the council recovers; with --gross it includes it. The
    fund that must be spent first pays, unless you name one (--fund) or shares are declared.
    If the pot does not hold enough, the spend is refused, with the ways out. With --pending
    it is recorded anyway, counts at once, and awaits a decision. Record an invoice for
    several actions once: AMOUNT is the share of POT, and --also gives the shares of others.
    With --invoice-file the invoice itself, as PDF, XML or e-mail, says who is paid, how much
    and when; you see what was read and where, and the file is kept with the entry.
    """

    pot: Annotated[SpendingPot, Field(place=True, ask="From which pot?")]
    amount: Annotated[Pounds, Field(place=True, ask="How many pounds?")]
    payee: Annotated[Payee, Field("Who is paid, as on the invoice.", ask="Who is paid?")]
    invoice: Annotated[
        ReferenceOrNone,
        Field(
            'The reference on the invoice; "" if there is none.',
            ask="The invoice's reference (leave empty if there is none)?",
        ),
    ]
    also: Annotated[
        PotsAndAmounts,
        Field(
            "Another pot that pays part of the invoice, and how much, as POT=AMOUNT; separate "
            "several with semicolons."
        ),
    ] = ()
    pending: Pending = False
    gross: Gross = False
    vat: Vat | None = None
    irrecoverable_vat: IrrecoverableVat | None = None
    settled_by: (
        Annotated[
            Decision,
            Field("The decision by which a pending spend is settled already.", form="more"),
        ]
        | None
    ) = None

    def drafts(self, books: Books) -> Drafted:
        """Return what is spent, pot by pot and fund by fund."""
        from ringfence.bookkeeping import invoices, purchases

        request, cost = self.request(), self.cost()
        invoices.refuse_second(books, request, self.payee, self.invoice, cost.recorded)
        own = {
            "invoice": self.invoice if self.invoice.strip() else None,
            "settled_by": self.settled_by,
        }
        wanted = purchases.draft_spend(
            books, request, self.shares(), cost, self.payee, own, pending=self.pending
        )
        return Drafted(
            wanted,
            remarks=cost.remarks(),
            doubts=lambda recording: self.doubts_of(recording, self.payee, self.invoice),
        )
