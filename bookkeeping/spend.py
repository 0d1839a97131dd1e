"""Something is bought."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING
from typing import Annotated

from ringfence.bookkeeping.event import Drafted
from ringfence.bookkeeping.event import Field
from ringfence.bookkeeping.event import event
from ringfence.bookkeeping.kinds import Decision
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
    "spend",
    examples="""
spend 2017-18/Diversionary/Kicks 3000 --payee "Leicester City FC" \\
    --invoice LCFC-1093 --note "KICKS, autumn" --date 2/10/2017
spend 2017-18/BigLunch 384 --gross --vat 64 --payee Printer --invoice PR-0588
spend 2017-18/BigLunch 60 --also 2017-18/Bluelight=40 --payee Printer \\
    --invoice PR-0590
""",
)
class Spend(SpendingEntry):
    """Record spending from an action or an earmark.

    AMOUNT leaves out the VAT that the council recovers; with --gross it includes it. The
    fund that must be spent first pays, unless you name one (--fund) or shares are declared.
    If the pot does not hold enough, the spend is refused, with the ways out. With --pending
    it is recorded anyway, counts at once, and awaits a decision. Record an invoice for
    several actions once: AMOUNT is the share of POT, and --also gives the shares of others.
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
            Field("The decision by which a pending spend is settled already.", form="never"),
        ]
        | None
    ) = None

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
        """Return what is spent, pot by pot and fund by fund."""
        from ringfence.bookkeeping import invoices
        from ringfence.bookkeeping import purchases

        request, cost = self.request(), self._cost()
        invoices.refuse_second(books, request, self.payee, self.invoice, cost.recorded)
        own = {
            "invoice": self.invoice if self.invoice.strip() else None,
            "settled_by": self.settled_by,
        }
        wanted = purchases.draft_spend(
            books, request, self._shares(), cost, self.payee, own, pending=self.pending
        )
        return Drafted(
            wanted,
            remarks=cost.remarks(),
            doubts=self._doubts,
        )

    def _doubts(self, recording: Recording) -> Iterator[str]:
        """Yield whether it was recorded already, and whether its pot is another provider's."""
        from ringfence.bookkeeping import likeness
        from ringfence.bookkeeping import providers
        from ringfence.bookkeeping import purchases

        request, amount = self.request(), self._cost().recorded
        yield from likeness.doubts(recording, request, self.payee, self.invoice, amount)
        pots = purchases.pots_of(recording.before, self._shares())
        yield from providers.doubts_of_payee(recording, pots, self.payee, request.day)

    def _shares(self) -> list[Share]:
        """Return what each pot bears; most invoices are of one."""
        from ringfence.bookkeeping import purchases

        return purchases.shares_of_invoice(self.pot, self.amount, self.also)

    def _cost(self) -> Cost:
        from ringfence.bookkeeping import vat

        return vat.cost_of(sum((each.amount for each in self._shares()), Decimal(0)), self)
