"""Net or gross, never in doubt: what is recorded, and how it was worked out."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING
from typing import Any
from typing import NamedTuple

import click

from ringfence.cli import asking
from ringfence.cli.typed import MONEY
from ringfence.ledger.typed.amounts import read_pounds

if TYPE_CHECKING:
    from ringfence.ledger.recording.drafting import Value

F = Callable[..., Any]


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
        """Say what the amount is, net or gross, and what becomes of it."""
        from ringfence.ledger.money import ZERO
        from ringfence.ledger.money import pounds

        net = pounds(self.recorded)
        if self.gross:
            vat = self.vat or ZERO
            said = f"{pounds(self.recorded + vat)} gross, less {pounds(vat)} VAT that is recovered"
            said = f"{said}: {net} {done}."
        else:
            said = f"{net} is taken as net of the VAT that is recovered."
        if self.irrecoverable_vat:
            said += f" It includes {pounds(self.irrecoverable_vat)} VAT that can't be recovered."
        return [said]

    def memoranda(self) -> dict[str, Value | None]:
        """Give the keys of metadata that say so."""
        from ringfence.ledger.recording.drafting import gbp

        return {
            "vat": gbp(self.vat) if self.vat else None,
            "irrecoverable_vat": gbp(self.irrecoverable_vat) if self.irrecoverable_vat else None,
        }


def with_vat(function: F) -> F:
    """Give a command the options of VAT."""
    options = (
        click.option("--gross", is_flag=True, help="AMOUNT includes the VAT that is recovered."),
        click.option("--vat", type=MONEY, metavar="AMOUNT", help="The VAT that is recovered."),
        click.option(
            "--irrecoverable-vat",
            type=MONEY,
            metavar="AMOUNT",
            help="The VAT that can't be recovered; it is part of the cost.",
        ),
    )
    for option in reversed(options):
        option(function)
    return function


def cost_of(
    ctx: click.Context,
    amount: Decimal,
    *,
    gross: bool,
    vat: Decimal | None,
    irrecoverable_vat: Decimal | None,
) -> Cost:
    """Work out what is recorded of an amount.

    Raises:
        click.UsageError: it is gross, and of which VAT was not said, or is all VAT.
    """
    if not gross:
        cost = Cost(amount, vat=vat, irrecoverable_vat=irrecoverable_vat)
    else:
        if vat is None and irrecoverable_vat is None:
            vat = _asked(ctx)
        cost = Cost(amount - (vat or Decimal("0.00")), gross, vat, irrecoverable_vat)
    if cost.recorded <= 0:
        raise click.BadParameter(
            f"it is not less than the {amount} to be paid.", ctx, param_hint="--vat"
        )
    if irrecoverable_vat is not None and irrecoverable_vat >= cost.recorded:
        raise click.BadParameter(
            f"it is not less than the {cost.recorded} that is recorded, which includes it.",
            ctx,
            param_hint="--irrecoverable-vat",
        )
    return cost


def _asked(ctx: click.Context) -> Decimal:
    if not asking.on_terminal():
        raise click.UsageError(
            "With --gross say how much of it is VAT that is recovered (--vat AMOUNT), or that "
            "can't be (--irrecoverable-vat AMOUNT).",
            ctx,
        )
    return asking.read(
        "How much of it is VAT that the council recovers?",
        lambda text: read_pounds(text, zero=True),
    )
