"""``ringfence refund``: what comes back of an invoice, to the funds that paid it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

import click

from ringfence.bookkeeping import offers
from ringfence.bookkeeping.request import Said
from ringfence.cli import choices
from ringfence.cli.asking import AskedArgument
from ringfence.cli.asking import AskedOption
from ringfence.cli.options import writes
from ringfence.cli.typed import MONEY
from ringfence.cli.typed import TypedCommand
from ringfence.cli.vat import asked_cost
from ringfence.cli.vat import with_vat
from ringfence.cli.writing import run

if TYPE_CHECKING:
    from ringfence.bookkeeping.credits import Credit
    from ringfence.bookkeeping.purchases import Share
    from ringfence.ledger.loading import Books
    from ringfence.ledger.recording.drafting import TransactionDraft
    from ringfence.ledger.recording.writing import Recording


@click.command(cls=TypedCommand)
@click.argument(
    "pot",
    cls=AskedArgument,
    type=choices.SPENDING_POT,
    ask=choices.ask_one("To which pot?", offers.spending_pots),
)
@click.argument("amount", cls=AskedArgument, type=MONEY, ask=choices.ask_amount("How many pounds?"))
@click.option(
    "--payee",
    cls=AskedOption,
    type=choices.PAYEE,
    required=True,
    metavar="NAME",
    ask=choices.ask_known("From whom?", offers.payees),
    help="Who was paid and gives it back.",
)
@click.option(
    "--invoice",
    cls=AskedOption,
    required=True,
    metavar="REFERENCE",
    ask=choices.ask_words("The invoice that was paid?"),
    help="The invoice that was paid.",
)
@click.option(
    "--credit-note",
    metavar="REFERENCE",
    help="The credit note's own reference, if it has one.",
)
@click.option(
    "--also",
    type=choices.POT_AND_AMOUNT,
    multiple=True,
    metavar="POT=AMOUNT",
    help="Another pot that gets a part back, and how much of it, as POT=AMOUNT; several with "
    "semicolons between.",
)
@with_vat
@writes(spending=True)
@click.pass_context
def refund(
    ctx: click.Context,
    said: Said,
    pot: str,
    amount: Decimal,
    payee: str,
    invoice: str,
    credit_note: str | None,
    also: tuple[str, ...],
    gross: bool,
    vat: Decimal | None,
    irrecoverable_vat: Decimal | None,
) -> None:
    """Record a refund or a credit note.

    It goes back to the pot that was charged, to the funds that paid the invoice, in what
    proportion they paid it; to a closed year it comes and is moved on the same day. AMOUNT is
    net of the VAT that the council recovers. A credit note has a reference of its own beside
    the invoice that it credits.

    \b
    Examples:
      ringfence refund 2017-18/BigLunch/Event 60 --payee "Event hire company" \\
          --invoice EH-2217 --note "Tables not delivered" --date 10/7/2017
      ringfence refund 2017-18/BigLunch/Event 60 --payee "Event hire company" \\
          --invoice EH-2217 --credit-note EH-CN-31
    """
    shares = _shares(pot, amount, also)
    total = sum((each.amount for each in shares), Decimal(0))
    cost = asked_cost(ctx, total, gross=gross, vat=vat, irrecoverable_vat=irrecoverable_vat)

    def plan(books: Books) -> list[TransactionDraft]:
        from ringfence.bookkeeping.credits import refunded
        from ringfence.bookkeeping.invoices import refuse_second_credit

        credit = credited()
        refuse_second_credit(books, said, credit)
        return refunded(books, said, shares, cost, credit)

    def doubts(recording: Recording) -> Iterator[str]:
        from ringfence.bookkeeping.likeness import doubts_of_credit

        return doubts_of_credit(recording, said, credited(), cost.recorded)

    def credited() -> Credit:
        from ringfence.bookkeeping.credits import Credit

        return Credit(payee, invoice.strip(), (credit_note or "").strip())

    run(
        ctx,
        plan,
        said,
        remarks=lambda _recording: cost.remarks("comes back"),
        doubts=doubts,
        unclear=cost.is_worked_out,
    )


def _shares(pot: str, amount: Decimal, also: tuple[str, ...]) -> list[Share]:
    from ringfence.bookkeeping.purchases import shares_of_invoice

    return shares_of_invoice(pot, amount, also)
