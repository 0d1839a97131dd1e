"""Something is received that is not yet paid."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from ringfence.bookkeeping import request as requests
from ringfence.bookkeeping.event import Drafted, Field, event
from ringfence.bookkeeping.kinds import Payee, PotsAndAmounts, Pounds, ReferenceOrNone, SpendingPot
from ringfence.bookkeeping.shared_fields import Gross, InvoicedEntry, IrrecoverableVat, Pending, Vat
from ringfence.ledger import commands

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books


@event(
    "accrue",
    invoiced=True,
    examples="""
accrue 2017-18/KIDVA/Service 2750 --payee "Women's Aid Leicestershire Ltd" \\
    --note "KIDVA service, fourth quarter" --date 31/3/2018
""",
)
class Accrue(InvoicedEntry):
    """Record goods or services received and not yet paid for.

    It counts as spent at once, and is paid later by its link: `ringfence pay LINK`.
    """

    pot: Annotated[SpendingPot, Field(place=True, ask="From which pot?")]
    amount: Annotated[Pounds, Field(place=True, ask="How many pounds?")]
    payee: Annotated[Payee, Field("Who is paid, as on the invoice.", ask="Who is paid?")]
    invoice: (
        Annotated[ReferenceOrNone, Field("The invoice's reference, if it has come.")] | None
    ) = None
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

    def drafts(self, books: Books) -> Drafted:
        """Return what is spent and owed, pot by pot and fund by fund."""
        from ringfence.bookkeeping import invoices, outstanding, purchases
        from ringfence.ledger.accounts import Kind

        request, cost = self.request(), self.cost()
        reference = self.invoice if self.invoice and self.invoice.strip() else ""
        claimed = (self.payee, reference, cost.recorded)
        invoices.refuse_second(books, request, *claimed, Kind.ACCRUALS)
        link = requests.free_link(books, reference or self.payee, "accrued")
        outstanding.refuse_link_of_another(books, request, self.payee, reference, link)
        wanted = purchases.draft_spend(
            books,
            request,
            self.shares(),
            cost,
            self.payee,
            {"invoice": reference},
            pending=self.pending,
            link=link,
            accrued=True,
        )
        told = commands.command("pay", wanted[0].links[0])
        return Drafted(
            wanted,
            remarks=[*cost.remarks(), "Pay it with: " + told],
            doubts=lambda recording: self.doubts_of(recording, self.payee, self.invoice),
        )
