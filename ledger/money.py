"""Pounds: exact decimals to the penny, read and shown one way everywhere."""

from __future__ import annotations

from decimal import Decimal

CURRENCY = "GBP"
PENNY = Decimal("0.01")
ZERO = Decimal("0.00")


#: No partnership's amount has more digits before the point; beyond 28 in all, sums lose pennies.
MOST_DIGITS = 12
#: The first amount that has too many.
TOO_MUCH = Decimal(10) ** MOST_DIGITS


def is_within_digits(number: Decimal) -> bool:
    """Return whether a number has at most twelve digits before the point."""
    return -TOO_MUCH < number < TOO_MUCH


def is_exact_pence(number: Decimal) -> bool:
    """Return whether a number is finite and written with at most two decimals.

    A third decimal is a fault even where it is a nought: nobody writes
    ``10.500`` and means pounds and pence.
    """
    if number.same_quantum(PENNY):
        return True
    exponent = number.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -2  # noqa: PLR2004 - pence


def pounds(amount: Decimal) -> str:
    """Show an amount for people: ``£1,000.50``, a negative as ``-£3.00``."""
    sign = "-" if amount < 0 else ""
    return f"{sign}£{abs(amount):,.2f}"


def plain(amount: Decimal) -> str:
    """Show an amount for machines and ledgers: ``1000.50``."""
    return f"{amount + ZERO:.2f}"
