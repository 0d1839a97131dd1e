"""What was of a grant before the books begin, as an officer says it, and what that leaves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from ringfence.bookkeeping.errors import (
    BookkeepingError,
    FieldError,
    MissingFieldError,
    RequestError,
)
from ringfence.ledger.messages import name_field
from ringfence.ledger.money import ZERO, pounds
from ringfence.ledger.typed.amounts import NotMoneyError, read_pounds

_DEBT = re.compile(r"(?P<name>[^=]+)=\s*(?P<amount>\S+)(?P<rest>.*)", re.DOTALL)


class BroughtForwardError(BookkeepingError):
    """What was before and can't be as it was said, or was said already."""


class Debt(NamedTuple):
    """What one supplier is owed, or a provider was advanced."""

    name: str
    amount: Decimal
    reference: str | None = None
    link: str | None = None


class Figures(NamedTuple):
    """What was before; None where it was not said, which is nothing once any of it was.

    ``held`` is what the officer says is held. Without what was received, claimed or spent
    nothing is said of the grant's life before.
    """

    held: Decimal | None = None
    received: Decimal | None = None
    claimed: Decimal | None = None
    invoice: str | None = None
    spent: Decimal | None = None
    owed: Sequence[Debt] = ()
    advanced: Sequence[Debt] = ()

    @property
    def is_position(self) -> bool:
        """Whether more is said than what is held."""
        return self.tells_life or bool(self.owed or self.advanced)

    @property
    def tells_life(self) -> bool:
        """Whether anything is said of what became of the grant before."""
        return any(each is not None for each in (self.received, self.claimed, self.spent))

    @property
    def unpaid(self) -> Decimal:
        """What of the spending was not paid."""
        return sum((each.amount for each in self.owed), ZERO)

    @property
    def ahead(self) -> Decimal:
        """What was paid ahead."""
        return sum((each.amount for each in self.advanced), ZERO)

    @property
    def cash(self) -> Decimal:
        """What the council holds of it; below zero if it is owed."""
        if not self.tells_life:
            return self.held or ZERO
        return (self.received or ZERO) - (self.spent or ZERO) + self.unpaid - self.ahead

    def check(self) -> None:
        """Refuse what makes no sense in whatever books.

        Raises:
            RequestError: something is missing, or belongs to what is not there.
            BroughtForwardError: the figures contradict each other.
        """
        if self.held is None and not self.tells_life:
            raise MissingFieldError("AMOUNT")
        if self.invoice and not self.claimed:
            raise RequestError(
                name_field("invoice")
                + " is of what was claimed: say "
                + name_field("claimed", "AMOUNT")
                + "."
            )
        if self.tells_life and self.unpaid > (self.spent or ZERO):
            raise BroughtForwardError(
                f"{pounds(self.unpaid)} is owed, and only {pounds(self.spent or ZERO)} was spent: "
                "what is spent includes what is not yet paid ("
                + name_field("spent")
                + "). Nothing was saved."
            )
        if self.held is not None and self.held != self.cash:
            raise BroughtForwardError(
                f"{pounds(self.held)} is not what these figures leave: {self.sum}. Leave AMOUNT "
                "out, or correct the figure that is wrong. Nothing was saved."
            )

    @property
    def sum(self) -> str:
        """How what is held is worked out."""
        spent = self.spent or ZERO
        parts = [f"{pounds(self.received or ZERO)} received"]
        if self.unpaid:
            parts.append(
                f"{pounds(spent - self.unpaid)} paid ({pounds(spent)} spent, {pounds(self.unpaid)} "
                "of it unpaid)"
            )
        elif spent:
            parts.append(f"{pounds(spent)} spent")
        parts += [f"{pounds(self.ahead)} advanced"] if self.ahead else []
        return f"{' − '.join(parts)} = {pounds(self.cash)}"

    def remarks(self) -> Iterator[str]:
        """Yield what was worked out, and from what."""
        if not self.tells_life:
            return
        whose = "Held by the council" if self.cash >= 0 else "Owed to the council, below zero"
        yield f"{whose}: {self.sum}."


def read_debt(text: str, field: str) -> Debt:
    """Read whom something is owed, or was advanced: ``NAME=AMOUNT REFERENCE ^LINK``.

    Raises:
        FieldError: it says no name or no amount.
    """
    match = _DEBT.fullmatch(text.strip())
    if match is None or not match["name"].strip():
        raise FieldError(
            field,
            f"“{text}” does not say whom and how much: write it as “Printer=600”, with the "
            "reference of its invoice after it if there is one, “Printer=600 PR-9”.",
        )
    try:
        amount = read_pounds(match["amount"])
    except NotMoneyError as error:
        raise FieldError(field, str(error)) from None
    words = match["rest"].split()
    links = [word.removeprefix("^") for word in words if word.startswith("^")]
    reference = " ".join(word for word in words if not word.startswith("^"))
    name = " ".join(match["name"].split())
    return Debt(name, amount, reference or None, links[0] if links else None)
