"""``ringfence pay`` and ``evidence``: what was accrued is paid, what was advanced is shown."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

import click

from ringfence.cli import choices
from ringfence.cli.asking import AskedArgument
from ringfence.cli.asking import Choice
from ringfence.cli.options import Said
from ringfence.cli.options import writes
from ringfence.cli.typed import MONEY
from ringfence.cli.typed import TypedCommand
from ringfence.cli.writing import run

if TYPE_CHECKING:
    from ringfence.ledger.accounts import Kind
    from ringfence.ledger.book import Book
    from ringfence.ledger.loading import Books
    from ringfence.ledger.recording.drafting import TransactionDraft


def _accrued(book: Book) -> Iterable[Choice]:
    from ringfence.ledger.accounts import Kind

    return _open(book, Kind.ACCRUALS)


def _advanced(book: Book) -> Iterable[Choice]:
    from ringfence.ledger.accounts import Kind

    return _open(book, Kind.PREPAID)


def _open(book: Book, kind: Kind) -> Iterator[Choice]:
    from ringfence.cli.outstanding import outstanding_links
    from ringfence.ledger.money import pounds

    for link, amount in outstanding_links(book, kind).items():
        yield Choice(f"{link}: {pounds(amount)}", link)


@click.command(cls=TypedCommand)
@click.argument(
    "link",
    cls=AskedArgument,
    type=choices.Named("link", _accrued),
    ask=choices.ask_one("Which accrual?", _accrued),
)
@click.argument("amount", type=MONEY, required=False)
@click.option("--invoice", metavar="REFERENCE", help="The reference of the invoice that came.")
@click.option("--pending", is_flag=True, help="Record it though it awaits a decision.")
@writes(spending=True, funds=False)
@click.pass_context
def pay(
    ctx: click.Context,
    said: Said,
    link: str,
    amount: Decimal | None,
    invoice: str | None,
    pending: bool,
) -> None:
    """Record that what was accrued is paid; nothing more is spent by it.

    Without AMOUNT, all that is still owed on the accrual's LINK.

    \b
    Example:
      ringfence pay kidva-fourth-quarter --invoice WAL-2391 --date 20/4/2018
    """

    def plan(books: Books) -> list[TransactionDraft]:
        from ringfence.cli.outstanding import paid_up

        return paid_up(books, said, link, amount, invoice, pending=pending)

    run(ctx, plan, said, unclear=amount is None)


@click.command(cls=TypedCommand)
@click.argument(
    "link",
    cls=AskedArgument,
    type=choices.Named("link", _advanced),
    ask=choices.ask_one("Which advance?", _advanced),
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
        from ringfence.cli.outstanding import evidenced

        return evidenced(books, said, link, amount, invoice, pot, pending=pending)

    run(ctx, plan, said)
