"""What was accrued is paid."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

from ringfence.bookkeeping import errors, vat
from ringfence.bookkeeping.errors import LackingError
from ringfence.bookkeeping.event import Drafted, Field, event
from ringfence.bookkeeping.kinds import Accrual, Flag, Pounds, ReferenceOrNone, SpendingPot
from ringfence.bookkeeping.shared_fields import DebtEntry, Gross, IrrecoverableVat, Pending, Vat
from ringfence.ledger.messages import name_field

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books


@event(
    "pay",
    invoiced=True,
    summary="Record the payment of an accrual.",
    examples="""
pay kidva-fourth-quarter --invoice WAL-2391 --date 20/4/2018
pay kidva-fourth-quarter 2700 --invoice WAL-2391 --date 20/4/2018
pay kidva-fourth-quarter --release
""",
)
class Pay(DebtEntry):
    """Record the payment of an accrual, up to the amount of its invoice.

    Without AMOUNT, all that is still owed on the accrual's LINK is paid. If the invoice is for
    more, the difference is spent with it, from the pot that was charged or the one that the
    rest was carried to. If it is for less, the rest is given back to that pot, unless more is
    to come (--part). Part of it paid without an invoice leaves the rest accrued.
    """

    accrual: Annotated[Accrual, Field(place=True, shown="LINK", ask="Which accrual?")]
    amount: Annotated[Pounds, Field(place=True)] | None = None
    invoice: Annotated[ReferenceOrNone, Field("The reference of the invoice that came.")] | None = (
        None
    )
    pot: (
        Annotated[
            SpendingPot,
            Field("The pot that pays anything above the accrual, if not the one that was charged."),
        ]
        | None
    ) = None
    part: Annotated[Flag, Field("More is to come: what is not paid stays accrued.")] = False
    release: Annotated[Flag, Field("Nothing more comes: what is not paid is given back.")] = False
    pending: Pending = False
    gross: Gross = False
    vat: Vat | None = None
    irrecoverable_vat: IrrecoverableVat | None = None

    @property
    def unclear(self) -> bool:
        """Whether it has to be worked out how much is paid, or spent and given back by it."""
        return self.amount is None or bool(self.invoice)

    def find_missing(self, books: Books | None) -> Iterator[LackingError]:
        """Yield how much of a gross amount is VAT."""
        if books is not None:
            return
        if self.part and self.release:
            raise errors.RequestError(
                "Say either that more is to come ("
                + name_field("part")
                + ") or that nothing is ("
                + name_field("release")
                + "), not both."
            )
        if self.amount is not None:
            yield from vat.find_missing_vat(self)
            vat.cost_of(self.amount, self)
        elif self.gross or self.vat or self.irrecoverable_vat:
            raise errors.RequestError("Give the invoice's total (AMOUNT).")

    def drafts(self, books: Books) -> Drafted:
        """Return what is paid, what is spent above the accrual, and what of it is given back."""
        from ringfence.bookkeeping import bills, vat

        request = self.request()
        cost = None if self.amount is None else vat.cost_of(self.amount, self)
        bill = bills.Bill(
            cost.recorded if cost else None,
            (self.invoice or "").strip(),
            self.pot,
            self.pending,
            self.release,
            self.part,
            cost.memoranda() if cost else {},
        )
        return Drafted(
            bills.draft_payment(books, request, self.accrual, bill),
            remarks=cost.remarks("is paid") if cost and cost.is_worked_out else (),
            remarks_on=lambda recording: bills.remarks_on(recording, request, self.accrual, bill),
        )
