"""``ringfence spend``, ``accrue`` and ``advance``: what is bought, owed or paid ahead."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
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
from ringfence.cli.writing import metadata
from ringfence.cli.writing import run

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books
    from ringfence.ledger.recording.drafting import Leg
    from ringfence.ledger.recording.drafting import TransactionDraft
    from ringfence.ledger.recording.writing import Recording


_pot = click.argument(
    "pot",
    cls=AskedArgument,
    type=choices.SPENDING_POT,
    ask=choices.ask_one("From which pot?", choices.spending_pots),
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
    ask=choices.ask_known("Who is paid?", choices.payees),
    help="Who is paid, as on the invoice.",
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
    is recorded all the same, counts at once, and awaits a decision.

    \b
    Examples:
      ringfence spend 2017-18/Diversionary/Kicks 3000 --payee "Leicester City FC" \\
          --invoice LCFC-1093 --note "KICKS, autumn" --date 2/10/2017
      ringfence spend 2017-18/BigLunch 384 --gross --vat 64 --payee Printer --invoice PR-0588
    """
    cost = cost_of(ctx, amount, gross=gross, vat=vat, irrecoverable_vat=irrecoverable_vat)

    def plan(books: Books) -> list[TransactionDraft]:
        from ringfence.cli.invoices import refuse_second

        refuse_second(books, said, payee, invoice, cost.recorded)
        own = {"invoice": invoice if invoice.strip() else None, "settled_by": settled_by}
        return spent(books, said, pot, cost, payee, own, pending=pending)

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
    cost = cost_of(ctx, amount, gross=gross, vat=vat, irrecoverable_vat=irrecoverable_vat)

    def plan(books: Books) -> list[TransactionDraft]:
        from ringfence.cli.invoices import refuse_second
        from ringfence.cli.writing import free_link

        reference = invoice if invoice and invoice.strip() else ""
        refuse_second(books, said, payee, reference, cost.recorded)
        link = free_link(books, reference or payee, "accrued")
        own = {"invoice": reference}
        return spent(books, said, pot, cost, payee, own, pending=pending, link=link, accrued=True)

    def remarks(recording: object) -> Iterator[str]:
        yield from cost.remarks()
        yield f"Pay it with: ringfence pay {_link_of(recording)}"

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
        return _advanced(books, said, pot, amount, payee)

    def remarks(recording: object) -> Iterator[str]:
        yield f"When they show what it bought: ringfence evidence {_link_of(recording)} AMOUNT"

    run(ctx, plan, said, remarks=remarks)


def spent(
    books: Books,
    said: Said,
    address: str,
    cost: Cost,
    payee: str,
    own: Mapping[str, str | None],
    *,
    pending: bool,
    link: str | None = None,
    accrued: bool = False,
) -> list[TransactionDraft]:
    """Draft a spend, from the council's cash or, if it is accrued, to be paid."""
    from ringfence.cli.closed import Buying
    from ringfence.cli.closed import refuse_spending
    from ringfence.cli.drafts import Piece
    from ringfence.cli.drafts import drafts_of
    from ringfence.cli.drafts import payers_of
    from ringfence.cli.drafts import title_of
    from ringfence.cli.names import find_pot
    from ringfence.cli.names import spendable
    from ringfence.ledger.accounts import Kind
    from ringfence.ledger.recording.drafting import move

    pot = spendable(find_pot(books.book, address))
    command = "accrue" if accrued else "spend"
    refuse_spending(
        books, said, pot, Buying(command, cost.recorded, payee, str(own["invoice"] or ""))
    )
    against = (Kind.ACCRUALS if accrued else Kind.COUNCIL).value

    def legs(fund: str, part: Decimal) -> tuple[Leg, Leg]:
        return move(pot.spent_account(fund), f"{against}:{fund}", part)

    parts = payers_of(books, said, pot, cost.recorded, pending=pending)
    meta = metadata(books.book, said, **own, **cost.memoranda())
    title = title_of(books, pot)
    piece = Piece(parts, legs, title)
    return drafts_of(books, said, [piece], payee=payee, meta=meta, link=link)


def _advanced(
    books: Books, said: Said, address: str, amount: Decimal, payee: str
) -> list[TransactionDraft]:
    from ringfence.cli.closed import Buying
    from ringfence.cli.closed import refuse_spending
    from ringfence.cli.drafts import Piece
    from ringfence.cli.drafts import drafts_of
    from ringfence.cli.drafts import payers_of
    from ringfence.cli.drafts import title_of
    from ringfence.cli.names import find_pot
    from ringfence.cli.names import spendable
    from ringfence.cli.providers import provider_of
    from ringfence.cli.writing import free_link
    from ringfence.ledger.accounts import Kind
    from ringfence.ledger.recording.drafting import move

    pot = spendable(find_pot(books.book, address))
    refuse_spending(books, said, pot, Buying("advance", amount, payee))
    provider = provider_of(books.book, pot, payee)

    def legs(fund: str, part: Decimal) -> tuple[Leg, Leg]:
        prepaid = f"{Kind.PREPAID.value}:{provider}:{fund}"
        return move(prepaid, f"{Kind.COUNCIL.value}:{fund}", part)

    parts = payers_of(books, said, pot, amount, advancing=provider)
    return drafts_of(
        books,
        said,
        [Piece(parts, legs, f"{title_of(books, pot)}, advance")],
        payee=payee,
        meta=metadata(books.book, said),
        link=free_link(books, payee, "advance"),
    )


def _doubts(
    recording: Recording, said: Said, payee: str, invoice: str | None, cost: Cost
) -> Iterator[str]:
    """Ask whether it was recorded already; what is accrued may well have no invoice yet."""
    from ringfence.cli.likeness import doubts

    if invoice is not None:
        yield from doubts(recording, said, payee, invoice, cost.recorded)


def _link_of(recording: object) -> str:
    drafts = getattr(recording, "drafts", ())
    return next((draft.links[0] for draft in drafts if getattr(draft, "links", ())), "LINK")
