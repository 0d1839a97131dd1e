"""Parts of an amount: what each fund pays, as it was told or as it came out."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple


class Told(NamedTuple):
    """A fund as the officer named it, with its part if that was said."""

    fund: str
    amount: Decimal | None = None


class Part(NamedTuple):
    """What one fund pays; ``pending`` if it awaits a decision."""

    fund: str
    amount: Decimal
    pending: bool = False
