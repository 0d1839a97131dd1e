"""Something is received that is not yet paid."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING
from typing import Annotated

from ringfence.bookkeeping.event import Drafted
from ringfence.bookkeeping.event import Field
from ringfence.bookkeeping.event import event
from ringfence.bookkeeping.kinds import Payee
from ringfence.bookkeeping.kinds import PotsAndAmounts
from ringfence.bookkeeping.kinds import Pounds
from ringfence.bookkeeping.kinds import ReferenceOrNone
from ringfence.bookkeeping.kinds import SpendingPot
from ringfence.bookkeeping.shared_fields import Gross
from ringfence.bookkeeping.shared_fields import IrrecoverableVat
from ringfence.bookkeeping.shared_fields import Pending
from ringfence.bookkeeping.shared_fields import SpendingEntry
from ringfence.bookkeeping.shared_fields import Vat

if TYPE_CHECKING:
    from ringfence.bookkeeping.errors import LackingError
    from ringfence.bookkeeping.purchases import Share
    from ringfence.bookkeeping.vat import Cost
    from ringfence.ledger.loading import Books
    from ringfence.ledger.recording.writing import Recording


@event(
    "accrue",
    examples="""
accrue 2017-18/KIDVA/Service 2750 --payee "Women's Aid Leicestershire Ltd" \\
    --note "KIDVA service, fourth quarter" --date 31/3/2018
""",
)
class Accrue(SpendingEntry):
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

    @property
    def unclear(self) -> bool:
        """Whether what is recorded is less than was typed."""
        return self.gross

    def find_missing(self, books: Books | None) -> Iterator[LackingError]:
        """Yield how much of a gross amount is VAT."""
        from ringfence.bookkeeping import vat

        if books is None:
            self._shares()
            yield from vat.find_missing_vat(self)
            self._cost()

    def drafts(self, books: Books) -> Drafted:
        """Return what is spent and owed, pot by pot and fund by fund."""
        from ringfence.bookkeeping import invoices
        from ringfence.bookkeeping import purchases
        from ringfence.bookkeeping import request as requests
        from ringfence.ledger import commands

        request, cost = self.request(), self._cost()
        reference = self.invoice if self.invoice and self.invoice.strip() else ""
        invoices.refuse_second(books, request, self.payee, reference, cost.recorded)
        wanted = purchases.draft_spend(
            books,
            request,
            self._shares(),
            cost,
            self.payee,
            {"invoice": reference},
            pending=self.pending,
            link=requests.free_link(books, reference or self.payee, "accrued"),
            accrued=True,
        )
        told = commands.command("pay", wanted[0].links[0])
        return Drafted(
            wanted, remarks=[*cost.remarks(), f"Pay it with: {told}"], doubts=self._doubts
        )

    def _doubts(self, recording: Recording) -> Iterator[str]:
        """Ask whether it was recorded already; what is accrued may well have no invoice yet."""
        from ringfence.bookkeeping import likeness
        from ringfence.bookkeeping import providers
        from ringfence.bookkeeping import purchases

        if self.invoice is not None:
            request, amount = self.request(), self._cost().recorded
            yield from likeness.doubts(recording, request, self.payee, self.invoice, amount)
        pots = purchases.pots_of(recording.before, self._shares())
        day = self.request().day
        yield from providers.doubts_of_payee(recording, pots, self.payee, day)

    def _shares(self) -> list[Share]:
        """Return what each pot bears; most invoices are of one."""
        from ringfence.bookkeeping import purchases

        return purchases.shares_of_invoice(self.pot, self.amount, self.also)

    def _cost(self) -> Cost:
        from ringfence.bookkeeping import vat

        return vat.cost_of(sum((each.amount for each in self._shares()), Decimal(0)), self)
