"""``ringfence refund``: what comes back of an invoice, to the funds that paid it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import click

from ringfence.cli import choices
from ringfence.cli.asking import AskedArgument
from ringfence.cli.asking import AskedOption
from ringfence.cli.options import Said
from ringfence.cli.options import writes
from ringfence.cli.typed import MONEY
from ringfence.cli.typed import TypedCommand
from ringfence.cli.vat import Cost
from ringfence.cli.vat import cost_of
from ringfence.cli.vat import with_vat
from ringfence.cli.writing import run

if TYPE_CHECKING:
    from ringfence.ledger.accounts import Pot
    from ringfence.ledger.loading import Books
    from ringfence.ledger.parts import Part
    from ringfence.ledger.recording.drafting import Leg
    from ringfence.ledger.recording.drafting import TransactionDraft


@click.command(cls=TypedCommand)
@click.argument(
    "pot",
    cls=AskedArgument,
    type=choices.SPENDING_POT,
    ask=choices.ask_one("To which pot?", choices.spending_pots),
)
@click.argument("amount", cls=AskedArgument, type=MONEY, ask=choices.ask_amount("How many pounds?"))
@click.option(
    "--payee",
    cls=AskedOption,
    type=choices.PAYEE,
    required=True,
    metavar="NAME",
    ask=choices.ask_known("From whom?", choices.payees),
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
    gross: bool,
    vat: Decimal | None,
    irrecoverable_vat: Decimal | None,
) -> None:
    """Record a refund or a credit note.

    It goes back to the pot that was charged, to the funds that paid the invoice, in what
    proportion they paid it; to a closed year it comes and is moved on the same day. AMOUNT is
    net of the VAT that the council recovers.

    \b
    Example:
      ringfence refund 2017-18/BigLunch/Event 60 --payee "Event hire company" \\
          --invoice EH-2217 --note "Tables not delivered" --date 10/7/2017
    """
    cost = cost_of(ctx, amount, gross=gross, vat=vat, irrecoverable_vat=irrecoverable_vat)

    def plan(books: Books) -> list[TransactionDraft]:
        return refunded(books, said, pot, cost, payee, invoice)

    run(ctx, plan, said, remarks=lambda _recording: cost.remarks(), unclear=cost.is_worked_out)


def refunded(
    books: Books, said: Said, address: str, cost: Cost, payee: str, invoice: str
) -> list[TransactionDraft]:
    """Draft what comes back to a pot, fund by fund; of a closed year it is moved on."""
    from ringfence.cli.closed import Buying
    from ringfence.cli.closed import with_credits_moved_on
    from ringfence.cli.drafts import Piece
    from ringfence.cli.drafts import drafts_of
    from ringfence.cli.drafts import title_of
    from ringfence.cli.names import find_pot
    from ringfence.cli.names import spendable
    from ringfence.cli.writing import metadata
    from ringfence.ledger.accounts import Kind
    from ringfence.ledger.recording.drafting import move

    pot = spendable(find_pot(books.book, address))

    def legs(fund: str, part: Decimal) -> tuple[Leg, Leg]:
        return move(f"{Kind.COUNCIL.value}:{fund}", pot.spent_account(fund), part)

    parts = _parts(books, said, pot, cost.recorded, payee, invoice)
    own = {"invoice": invoice if invoice.strip() else None}
    drafts = drafts_of(
        books,
        said,
        [Piece(parts, legs, f"{title_of(books, pot)}: refund")],
        payee=payee,
        meta=metadata(books.book, said, **own, **cost.memoranda()),
        claims=False,
    )
    buying = Buying("spend", cost.recorded, payee, invoice)
    return with_credits_moved_on(books, said, drafts, buying)


def _parts(
    books: Books, said: Said, pot: Pot, amount: Decimal, payee: str, invoice: str
) -> list[Part]:
    """Give it to the funds named, else to those that paid the invoice."""
    from ringfence.cli.names import find_told
    from ringfence.ledger.paying import Purse
    from ringfence.ledger.paying import as_told
    from ringfence.ledger.refunding import who_is_refunded

    told = find_told(books.book, said.funds)
    if told:
        return as_told(Purse(books.book, pot, said.day), amount, told)
    if not invoice.strip():
        raise click.UsageError(
            "Without an invoice, name the fund that paid and gets it back (--fund FUND)."
        )
    return who_is_refunded(books.book, pot, amount, payee, invoice)
