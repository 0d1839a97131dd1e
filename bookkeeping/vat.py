"""Net or gross, never in doubt: what is recorded, and how it was worked out.

Commands make a cost of their options before any books are opened, so that what comes with the
books is imported by functions.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple, Protocol

from ringfence.bookkeeping.errors import FieldError, LackingError
from ringfence.ledger.messages import name_field
from ringfence.ledger.money import ZERO, pounds

if TYPE_CHECKING:
    from ringfence.ledger.recording.drafting import Value


class Priced(Protocol):
    """What says of an amount whether it is gross, and how much of it is VAT."""

    @property
    def gross(self) -> bool:
        """Whether it includes the VAT that is recovered."""

    @property
    def vat(self) -> Decimal | None:
        """The VAT that is recovered."""

    @property
    def irrecoverable_vat(self) -> Decimal | None:
        """The VAT that is not, which is part of the cost."""


class Cost(NamedTuple):
    """What is recorded: net of the VAT that is recovered, with what is not."""

    recorded: Decimal
    gross: bool = False
    vat: Decimal | None = None
    irrecoverable_vat: Decimal | None = None

    @property
    def is_worked_out(self) -> bool:
        """Whether what is recorded is not the amount as typed."""
        return self.gross

    def remarks(self, done: str = "is spent") -> list[str]:
        """Return what the amount is, net or gross, and what becomes of it."""
        net = pounds(self.recorded)
        if self.gross:
            vat = self.vat or ZERO
            text = f"{pounds(self.recorded + vat)} gross, less {pounds(vat)} VAT that is recovered"
            text = f"{text}: {net} {done}."
        else:
            text = f"{net} is taken as net of the VAT that is recovered."
        if self.irrecoverable_vat:
            text += f" It includes {pounds(self.irrecoverable_vat)} VAT that can't be recovered."
        return [text]

    def memoranda(self) -> dict[str, Value | None]:
        """Return the keys of metadata that say so."""
        from ringfence.ledger.recording.drafting import gbp

        return {
            "vat": gbp(self.vat) if self.vat else None,
            "irrecoverable_vat": gbp(self.irrecoverable_vat) if self.irrecoverable_vat else None,
        }


def cost_of(amount: Decimal, priced: Priced) -> Cost:
    """Return what is recorded of an amount; of one that is gross, less the VAT that is recovered.

    Raises:
        FieldError: all of it is VAT.
    """
    gross, vat, irrecoverable_vat = priced.gross, priced.vat, priced.irrecoverable_vat
    recorded = amount - (vat or Decimal("0.00")) if gross else amount
    cost = Cost(recorded, gross, vat, irrecoverable_vat)
    if cost.recorded <= 0:
        raise FieldError("vat", f"it is not less than the {amount} to be paid.")
    if irrecoverable_vat is not None and irrecoverable_vat >= cost.recorded:
        raise FieldError(
            "irrecoverable-vat",
            f"it is not less than the {cost.recorded} that is recorded, which includes it.",
        )
    return cost


def find_missing_vat(priced: Priced) -> Iterator[LackingError]:
    """Yield how much of a gross amount is VAT, if that is not said."""
    if priced.gross and priced.vat is None and priced.irrecoverable_vat is None:
        yield LackingError(
            "vat",
            "With "
            + name_field("gross")
            + " say how much of it is VAT that is recovered ("
            + name_field("vat", "AMOUNT")
            + "), or that "
            "can't be (" + name_field("irrecoverable-vat", "AMOUNT") + ").",
            ask="How much of it is VAT that the council recovers?",
            nought=True,
        )
