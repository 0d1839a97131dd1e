"""``ringfence spend``, ``accrue`` and ``advance``: what is bought, owed or paid ahead."""

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
from ringfence.cli.asking import AskedOption
from ringfence.cli.options import writes
from ringfence.cli.typed import MONEY
from ringfence.cli.typed import TypedCommand
from ringfence.cli.vat import asked_cost
from ringfence.cli.vat import with_vat
from ringfence.cli.writing import run
from ringfence.ledger.commands import Blank
from ringfence.ledger.commands import command

if TYPE_CHECKING:
    from ringfence.bookkeeping.purchases import Share
    from ringfence.ledger.loading import Books
    from ringfence.ledger.recording.drafting import TransactionDraft
    from ringfence.ledger.recording.writing import Recording


_pot = click.argument(
    "pot",
    cls=AskedArgument,
    type=choices.SPENDING_POT,
    ask=choices.ask_one("From which pot?", offers.spending_pots),
)
_amount = click.argument(
    "amount", cls=AskedArgument, type=MONEY, ask=choices.ask_amount("How many pounds?")
)
_payee = click.option(
    "--payee",
    cls=AskedOption,
    type=choices.PAYEE,
    required=True,
    metavar="NAME",
    ask=choices.ask_known("Who is paid?", offers.payees),
    help="Who is paid, as on the invoice.",
)
_also = click.option(
    "--also",
    type=choices.POT_AND_AMOUNT,
    multiple=True,
    metavar="POT=AMOUNT",
    help="Another pot that bears a part of the invoice, and how much of it, as POT=AMOUNT; several "
    "with semicolons between.",
)
_settled = click.option(
    "--settled-by",
    type=choices.DECISION,
    metavar="ID",
    help="The decision by which a pending spend is settled already.",
)


@click.command(cls=TypedCommand)
@_pot
@_amount
@_payee
@click.option(
    "--invoice",
    cls=AskedOption,
    required=True,
    metavar="REFERENCE",
    ask=choices.ask_words("The invoice's reference (nothing if there is none)?"),
    help='The reference on the invoice; "" if there is none.',
)
@_also
@click.option("--pending", is_flag=True, help="Record it though it awaits a decision.")
@with_vat
@_settled
@writes(spending=True)
@click.pass_context
def spend(
    ctx: click.Context,
    said: Said,
    pot: str,
    amount: Decimal,
    payee: str,
    invoice: str,
    also: tuple[str, ...],
    pending: bool,
    gross: bool,
    vat: Decimal | None,
    irrecoverable_vat: Decimal | None,
    settled_by: str | None,
) -> None:
    """Record what was bought from an action or an earmark.

    AMOUNT is net of the VAT that the council recovers; with --gross it includes it. The
    fund that must be spent first pays, unless --fund says otherwise, or shares were
    declared. What the pot has not got is refused, and the way out named; with --pending it
    is recorded all the same, counts at once, and awaits a decision. An invoice for several
    actions is recorded once: AMOUNT is what POT bears, and --also says what others do.

    \b
    Examples:
      ringfence spend 2017-18/Diversionary/Kicks 3000 --payee "Leicester City FC" \\
          --invoice LCFC-1093 --note "KICKS, autumn" --date 2/10/2017
      ringfence spend 2017-18/BigLunch 384 --gross --vat 64 --payee Printer --invoice PR-0588
      ringfence spend 2017-18/BigLunch 60 --also 2017-18/Bluelight=40 --payee Printer \\
          --invoice PR-0590
    """
    shares = _shares(pot, amount, also)
    total = sum((each.amount for each in shares), Decimal(0))
    cost = asked_cost(ctx, total, gross=gross, vat=vat, irrecoverable_vat=irrecoverable_vat)

    def plan(books: Books) -> list[TransactionDraft]:
        from ringfence.bookkeeping.invoices import refuse_second
        from ringfence.bookkeeping.purchases import spent

        refuse_second(books, said, payee, invoice, cost.recorded)
        own = {"invoice": invoice if invoice.strip() else None, "settled_by": settled_by}
        return spent(books, said, shares, cost, payee, own, pending=pending)

    run(
        ctx,
        plan,
        said,
        remarks=lambda _recording: cost.remarks(),
        doubts=lambda recording: _doubts(recording, said, payee, invoice, cost),
        unclear=cost.is_worked_out,
    )


@click.command(cls=TypedCommand)
@_pot
@_amount
@_payee
@click.option("--invoice", metavar="REFERENCE", help="The invoice's reference, if it has come.")
@_also
@click.option("--pending", is_flag=True, help="Record it though it awaits a decision.")
@with_vat
@writes(spending=True)
@click.pass_context
def accrue(
    ctx: click.Context,
    said: Said,
    pot: str,
    amount: Decimal,
    payee: str,
    invoice: str | None,
    also: tuple[str, ...],
    pending: bool,
    gross: bool,
    vat: Decimal | None,
    irrecoverable_vat: Decimal | None,
) -> None:
    """Record what was received and is not yet paid.

    It counts as spent at once, and is paid later by its link: `ringfence pay LINK`.

    \b
    Example:
      ringfence accrue 2017-18/KIDVA/Service 2750 --payee "Women's Aid Leicestershire Ltd" \\
          --note "KIDVA service, fourth quarter" --date 31/3/2018
    """
    shares = _shares(pot, amount, also)
    total = sum((each.amount for each in shares), Decimal(0))
    cost = asked_cost(ctx, total, gross=gross, vat=vat, irrecoverable_vat=irrecoverable_vat)

    def plan(books: Books) -> list[TransactionDraft]:
        from ringfence.bookkeeping.invoices import refuse_second
        from ringfence.bookkeeping.purchases import spent
        from ringfence.bookkeeping.request import free_link

        reference = invoice if invoice and invoice.strip() else ""
        refuse_second(books, said, payee, reference, cost.recorded)
        link = free_link(books, reference or payee, "accrued")
        own = {"invoice": reference}
        return spent(
            books, said, shares, cost, payee, own, pending=pending, link=link, accrued=True
        )

    def remarks(recording: object) -> Iterator[str]:
        yield from cost.remarks()
        yield f"Pay it with: {command('pay', _link_of(recording))}"

    run(
        ctx,
        plan,
        said,
        remarks=remarks,
        doubts=lambda recording: _doubts(recording, said, payee, invoice, cost),
        unclear=cost.is_worked_out,
    )


@click.command(cls=TypedCommand)
@_pot
@_amount
@_payee
@writes()
@click.pass_context
def advance(ctx: click.Context, said: Said, pot: str, amount: Decimal, payee: str) -> None:
    """Pay a provider ahead, out of an earmark; nothing is spent by it yet.

    What the provider then shows is recorded by its link: `ringfence evidence LINK AMOUNT`.
    No more can be advanced than is left in that provider's earmarks.

    \b
    Example:
      ringfence advance 2017-18/Prevent/NeighbourHub 600 --payee "Neighbour Hub" \\
          --note "Community sessions, advance under the agreement" --date 31/10/2017
    """

    def plan(books: Books) -> list[TransactionDraft]:
        from ringfence.bookkeeping.purchases import advanced

        return advanced(books, said, pot, amount, payee)

    def remarks(recording: object) -> Iterator[str]:
        told = command("evidence", _link_of(recording), Blank.AMOUNT)
        yield f"When they show what it bought: {told}"

    run(ctx, plan, said, remarks=remarks)


def _shares(pot: str, amount: Decimal, also: tuple[str, ...]) -> list[Share]:
    """Read what each pot bears of an invoice; most are of one."""
    from ringfence.bookkeeping.purchases import shares_of_invoice

    return shares_of_invoice(pot, amount, also)


def _doubts(
    recording: Recording, said: Said, payee: str, invoice: str | None, cost: Cost
) -> Iterator[str]:
    """Ask whether it was recorded already; what is accrued may well have no invoice yet."""
    from ringfence.bookkeeping.likeness import doubts

    if invoice is not None:
        yield from doubts(recording, said, payee, invoice, cost.recorded)


def _link_of(recording: object) -> str:
    drafts = getattr(recording, "drafts", ())
    return next((draft.links[0] for draft in drafts if getattr(draft, "links", ())), "LINK")
