"""``ringfence earmark``: money of an action set aside for one project or provider."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import click

from ringfence.bookkeeping import offers
from ringfence.bookkeeping.request import Said
from ringfence.cli import asking
from ringfence.cli import choices
from ringfence.cli.asking import AskedArgument
from ringfence.cli.options import writes
from ringfence.cli.typed import DAY
from ringfence.cli.typed import MONEY
from ringfence.cli.typed import WORDS
from ringfence.cli.typed import TypedCommand
from ringfence.cli.writing import run

if TYPE_CHECKING:
    from ringfence.ledger.accounts import Pot
    from ringfence.ledger.loading import Books
    from ringfence.ledger.recording.drafting import Draft
    from ringfence.ledger.recording.drafting import Value


@click.command(cls=TypedCommand)
@click.argument(
    "pot",
    cls=AskedArgument,
    type=choices.EARMARK,
    ask=choices.ask_known("Year/Action/Earmark:", offers.spending_pots),
)
@click.argument("amount", cls=AskedArgument, type=MONEY, ask=choices.ask_amount("How many pounds?"))
@click.option(
    "--payee",
    type=choices.PAYEE_OR_NOBODY,
    metavar="NAME",
    help='For whom it is set aside; "" if for nobody yet.',
)
@click.option("--title", type=WORDS, metavar="TEXT", help="What it is called on papers.")
@click.option("--order", type=WORDS, metavar="REFERENCE", help="The order; then it is committed.")
@click.option("--agreement", type=WORDS, metavar="REFERENCE", help="The agreement, likewise.")
@click.option("--purpose", type=WORDS, metavar="TEXT", help="What it is for.")
@click.option("--delivery-from", type=DAY, metavar="DAY", help="The first day of delivery.")
@click.option("--delivery-by", type=DAY, metavar="DAY", help="The last day of delivery.")
@click.option("--pay-by", type=DAY, metavar="DAY", help="By when it is to be paid.")
@click.option(
    "--shares", type=WORDS, metavar="LIST", help='Who bears it: "UNI-SSS 60, CBC-SSS 40".'
)
@writes()
@click.pass_context
def earmark(
    ctx: click.Context,
    said: Said,
    pot: str,
    amount: Decimal,
    payee: str | None,
    title: str | None,
    order: str | None,
    agreement: str | None,
    purpose: str | None,
    delivery_from: datetime.date | None,
    delivery_by: datetime.date | None,
    pay_by: datetime.date | None,
    shares: str | None,
) -> None:
    """Set money of an action aside for one project or provider.

    POT is year/action/earmark. An earmark that is not there yet is declared, and then
    needs --payee; one that is gets more money, and whatever else is said of it.

    \b
    Example:
      ringfence earmark 2017-18/Diversionary/Kicks 6000 --payee "Leicester City FC" \\
          --title "KICKS Project, 40 weeks" --delivery-by 10/6/2018 --date 12/6/2017
    """
    fields: dict[str, Value] = {
        name: value
        for name, value in {
            "title": title,
            "order": order,
            "agreement": agreement,
            "purpose": purpose,
            "delivery-from": delivery_from,
            "delivery-by": delivery_by,
            "pay-by": pay_by,
            "shares": shares,
        }.items()
        if value is not None
    }
    asked: dict[str, str] = {}

    def plan(books: Books) -> list[Draft]:
        from ringfence.bookkeeping.earmarks import set_aside
        from ringfence.bookkeeping.find import find_pot

        to = find_pot(books.book, pot, new_earmark=True)
        if not to.earmark:
            raise click.BadParameter(
                f"{to} is no earmark: name one within an action, such as {to}/Name.",
                param_hint="POT",
            )
        name = payee if payee and payee.strip() else _provider(books, to, payee, asked)
        return set_aside(books, said, to, amount, name, fields)

    run(ctx, plan, said)


def _provider(books: Books, pot: Pot, payee: str | None, asked: dict[str, str]) -> str | None:
    """Give whom an earmark is for, as declared; of one that is new nobody, or ask, once.

    Raises:
        click.UsageError: nobody can be asked.
    """
    history = books.book.register.earmarks.get(pot.path)
    if history:
        return history.latest.provider
    if payee is not None:
        return None
    if not asking.on_terminal():
        raise click.UsageError(
            f"{pot} is a new earmark: say for whom it is (--payee NAME), or that it is for nobody "
            'yet (--payee "").'
        )
    if "payee" not in asked:
        known = [choice.value for choice in offers.payees(books.book)]
        asked["payee"] = asking.suggest("For whom is it?", known)
    return asked["payee"]
