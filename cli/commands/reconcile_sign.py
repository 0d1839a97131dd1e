"""Signing: ``reconcile sign`` and ``reconcile reopen``."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import click

from ringfence.bookkeeping.request import Request
from ringfence.cli.prompt.options import declares
from ringfence.cli.prompt.typed import DAY, WORDS, BalanceType, TypedCommand
from ringfence.cli.settings import Settings
from ringfence.cli.writing import run

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books
    from ringfence.ledger.recording.drafting import Wanted
    from ringfence.ledger.recording.writing import Recording


@click.command(cls=TypedCommand)
@click.option("--to", "day", type=DAY, metavar="DAY", help="The last line's day if not given.")
@click.option(
    "--council-balance",
    "stated",
    type=BalanceType(),
    metavar="AMOUNT",
    help="The council's balance, as you know it; else it is carried on.",
)
@click.option(
    "--difference-reason",
    "reason",
    type=WORDS,
    metavar="TEXT",
    help="Why it is signed though a difference is left.",
)
@declares()
@click.pass_context
def sign(
    ctx: click.Context,
    request: Request,
    day: datetime.date | None,
    stated: Decimal | None,
    reason: str | None,
) -> None:
    """Sign the statement: finance says that the two ledgers agree.

    It is signed by finance, and not by who imported, marked or recorded what it rests on. The
    statement is kept beside the books, and our balance asserted in them; from then on what is
    matched can't be changed.

    \b
    Examples:
      ringfence --as cfo reconcile sign --to 30/9/2017
      ringfence reconcile sign --as cfo --difference-reason "A penny of rounding"
    """
    actor = ctx.ensure_object(Settings).actor

    def plan(books: Books) -> list[Wanted]:
        from ringfence.bookkeeping.sign import sign as drafts

        return drafts(books, request, day, actor=actor, stated=stated, reason=reason)

    def remarks(recording: Recording) -> list[str]:
        from ringfence.ledger.recording.drafting import FileDraft

        files = (draft.path for draft in recording.drafts if isinstance(draft, FileDraft))
        return [f"What it says is kept in {file}." for file in files]

    run(ctx, plan, request, remarks=remarks)


@click.command(cls=TypedCommand)
@click.argument("day", type=DAY, metavar="DAY")
@click.option("--reason", type=WORDS, required=True, metavar="TEXT", help="Why.")
@declares()
@click.pass_context
def reopen(ctx: click.Context, request: Request, day: datetime.date, reason: str) -> None:
    """Reopen a signed statement, to correct what was wrong in it; the last one first.

    It is kept as a version (`council/reconciliation-2017-09-30.v1.json`), and the assertion
    of our balance is made a comment. Then it is signed anew.

    \b
    Example:
      ringfence reconcile reopen 2017-09-30 --reason "A payment was matched with another line"
    """

    def plan(books: Books) -> list[Wanted]:
        from ringfence.bookkeeping.sign import reopen as drafts

        return drafts(books, request, day, reason)

    run(ctx, plan, request)


COMMANDS = (sign, reopen)
