"""The options of VAT, and the question of how much of a gross amount it is."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import click

from ringfence.bookkeeping.vat import Cost
from ringfence.bookkeeping.vat import cost_of
from ringfence.cli import asking
from ringfence.cli.typed import MONEY
from ringfence.ledger.typed.amounts import read_pounds

F = Callable[..., Any]


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


def asked_cost(
    ctx: click.Context,
    amount: Decimal,
    *,
    gross: bool,
    vat: Decimal | None,
    irrecoverable_vat: Decimal | None,
) -> Cost:
    """Work out what is recorded of an amount; how much of it is VAT is asked for if need be.

    Raises:
        click.UsageError: nobody can be asked.
        FieldError: all of it is VAT.
    """
    if gross and vat is None and irrecoverable_vat is None:
        vat = _asked(ctx)
    return cost_of(amount, gross=gross, vat=vat, irrecoverable_vat=irrecoverable_vat)


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
