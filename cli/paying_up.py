"""``ringfence pay`` and ``evidence``: what was accrued is paid, what was advanced is shown."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

import click

from ringfence.bookkeeping import offers
from ringfence.bookkeeping.request import Said
from ringfence.bookkeeping.vat import Cost
from ringfence.cli import choices
from ringfence.cli.asking import AskedArgument
from ringfence.cli.options import writes
from ringfence.cli.typed import MONEY
from ringfence.cli.typed import TypedCommand
from ringfence.cli.vat import asked_cost
from ringfence.cli.vat import with_vat
from ringfence.cli.writing import run

if TYPE_CHECKING:
    from ringfence.bookkeeping.bills import Bill
    from ringfence.ledger.loading import Books
    from ringfence.ledger.recording.drafting import TransactionDraft
    from ringfence.ledger.recording.writing import Recording


@click.command(cls=TypedCommand)
@click.argument(
    "link",
    cls=AskedArgument,
    type=choices.Named("link", offers.accrued),
    ask=choices.ask_one("Which accrual?", offers.accrued),
)
@click.argument("amount", type=MONEY, required=False)
@click.option("--invoice", metavar="REFERENCE", help="The reference of the invoice that came.")
@click.option(
    "--pot",
    type=choices.SPENDING_POT,
    metavar="POT",
    help="What bears what is above the accrual, if not the pot that was charged.",
)
@click.option("--part", is_flag=True, help="More is to come: what is not paid stays accrued.")
@click.option("--release", is_flag=True, help="Nothing more comes: what is not paid is given back.")
@click.option("--pending", is_flag=True, help="Record it though it awaits a decision.")
@with_vat
@writes(spending=True, funds=False)
@click.pass_context
def pay(
    ctx: click.Context,
    said: Said,
    link: str,
    amount: Decimal | None,
    invoice: str | None,
    pot: str | None,
    part: bool,
    release: bool,
    pending: bool,
    gross: bool,
    vat: Decimal | None,
    irrecoverable_vat: Decimal | None,
) -> None:
    """Record that what was accrued is paid; no more is spent by it than the invoice comes to.

    Without AMOUNT, all that is still owed on the accrual's LINK. Where an invoice comes to
    more, the difference is spent with it, from the pot that was charged or the one that its
    rest was carried to. Where it comes to less, what is over is given back to that pot, unless
    more is to come (--part).

    \b
    Examples:
      ringfence pay kidva-fourth-quarter --invoice WAL-2391 --date 20/4/2018
      ringfence pay kidva-fourth-quarter 2700 --invoice WAL-2391 --date 20/4/2018
      ringfence pay kidva-fourth-quarter --release
    """
    if part and release:
        raise click.UsageError("Either more is to come (--part) or nothing is (--release).", ctx)
    cost = _cost(ctx, amount, gross=gross, vat=vat, irrecoverable_vat=irrecoverable_vat)

    def plan(books: Books) -> list[TransactionDraft]:
        from ringfence.bookkeeping.bills import paid_up

        return paid_up(books, said, link, bill())

    def remarks(recording: Recording) -> Iterator[str]:
        from ringfence.bookkeeping.bills import remarks_on

        yield from cost.remarks("is paid") if cost and cost.is_worked_out else ()
        yield from remarks_on(recording, said, link, bill())

    def bill() -> Bill:
        from ringfence.bookkeeping.bills import Bill

        recorded, memoranda = (cost.recorded, cost.memoranda()) if cost else (None, {})
        reference = (invoice or "").strip()
        return Bill(recorded, reference, pot, pending, release, part, memoranda)

    run(ctx, plan, said, remarks=remarks, unclear=amount is None or bool(invoice))


def _cost(
    ctx: click.Context,
    amount: Decimal | None,
    *,
    gross: bool,
    vat: Decimal | None,
    irrecoverable_vat: Decimal | None,
) -> Cost | None:
    """Work out what is paid; None if it is all that is owed."""
    if amount is not None:
        return asked_cost(ctx, amount, gross=gross, vat=vat, irrecoverable_vat=irrecoverable_vat)
    if gross or vat or irrecoverable_vat:
        raise click.UsageError("Say what the invoice comes to (AMOUNT).", ctx)
    return None


@click.command(cls=TypedCommand)
@click.argument(
    "link",
    cls=AskedArgument,
    type=choices.Named("link", offers.advanced),
    ask=choices.ask_one("Which advance?", offers.advanced),
)
@click.argument("amount", cls=AskedArgument, type=MONEY, ask=choices.ask_amount("How many pounds?"))
@click.option("--invoice", metavar="REFERENCE", help="The reference of what shows it.")
@click.option(
    "--pot",
    type=choices.SPENDING_POT,
    metavar="POT",
    help="The earmark that it is spent from, if the provider has several.",
)
@click.option("--pending", is_flag=True, help="Record it though it awaits a decision.")
@writes(spending=True, funds=False)
@click.pass_context
def evidence(
    ctx: click.Context,
    said: Said,
    link: str,
    amount: Decimal,
    invoice: str | None,
    pot: str | None,
    pending: bool,
) -> None:
    """Record what a provider shows for an advance; it is spent from then on.

    \b
    Example:
      ringfence evidence neighbour-hub-advance 600 --invoice NH-07 --date 31/1/2018
    """

    def plan(books: Books) -> list[TransactionDraft]:
        from ringfence.bookkeeping.outstanding import evidenced

        return evidenced(books, said, link, amount, invoice, pot, pending=pending)

    run(ctx, plan, said)
