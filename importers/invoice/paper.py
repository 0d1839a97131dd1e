"""What was read of an invoice: each value with where it stood, and how sure it is."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Generic, TypeVar

from ringfence.ledger.money import ZERO

T = TypeVar("T")


class Grade(StrEnum):
    """How sure a value is: read from where it is named so, or by what is usual."""

    SURE = "sure"
    LIKELY = "likely"


@dataclass(frozen=True)
class Found(Generic[T]):
    """A value that was read.

    Attributes:
        value: The value.
        where: Where it was read, in words: ``page 1, “Invoice No”``.
        grade: How sure it is.
    """

    value: T
    where: str
    grade: Grade = Grade.SURE


@dataclass(frozen=True)
class InvoicePaper:
    """One invoice, or credit note, as it was read. What could not be read is None.

    Attributes:
        name: The name of the file, or of the e-mail's attachment.
        content: Its bytes, as they came.
        payee: Who is to be paid, as the invoice has it.
        reference: The supplier's own reference.
        day: The day of the invoice.
        net: What it comes to without VAT, in pounds.
        vat: The VAT, in pounds.
        total: What it comes to with VAT, in pounds.
        credit: Whether it is a credit note.
        remarks: What the officer should know of it.
    """

    name: str
    content: bytes
    payee: Found[str] | None = None
    reference: Found[str] | None = None
    day: Found[datetime.date] | None = None
    net: Found[Decimal] | None = None
    vat: Found[Decimal] | None = None
    total: Found[Decimal] | None = None
    credit: bool = False
    remarks: tuple[str, ...] = ()

    @property
    def adds_up(self) -> bool:
        """Whether net and VAT, as far as they were read, come to the total."""
        if self.total is None:
            return False
        vat = self.vat.value if self.vat else ZERO
        net = self.net.value if self.net else self.total.value - vat
        return net + vat == self.total.value
