"""The life of a return: ``certify``, ``submit``, ``query``, ``accept`` and ``reopen``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ringfence.bookkeeping import offers
from ringfence.bookkeeping.request import Request
from ringfence.bookkeeping.signatories import unknown
from ringfence.cli.prompt import choices
from ringfence.cli.prompt.asking import AskedArgument
from ringfence.cli.prompt.options import declares
from ringfence.cli.prompt.typed import WORDS, TypedCommand
from ringfence.cli.settings import Settings
from ringfence.cli.writing import run

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books
    from ringfence.ledger.recording.drafting import Wanted
    from ringfence.ledger.recording.writing import Recording

_fund = click.argument(
    "fund",
    cls=AskedArgument,
    type=choices.FUND,
    ask=choices.ask_one("Of which fund?", offers.funds),
)
_period = click.argument(
    "period", cls=AskedArgument, type=WORDS, ask=choices.ask_words("For which period?")
)
_reason = click.option("--reason", type=WORDS, required=True, metavar="TEXT", help="Why.")


@click.command(cls=TypedCommand)
@_fund
@_period
@click.option(
    "--certified-by", type=choices.PERSON, metavar="PERSON", help="Who signed it on paper."
)
@click.option(
    "--evidence",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The signed paper; it is kept beside the books.",
)
@click.option("--prepared-by", type=choices.PERSON, metavar="PERSON", help="Who prepared it.")
@click.option(
    "--reason",
    type=WORDS,
    metavar="TEXT",
    help="Why it is certified by another than finance, or before all is complete.",
)
@declares()
@click.pass_context
def certify(
    ctx: click.Context,
    request: Request,
    fund: str,
    period: str,
    certified_by: str | None,
    evidence: Path | None,
    prepared_by: str | None,
    reason: str | None,
) -> None:
    """Certify a return as finance, and never as the person who prepared it.

    The certifier records it (--as PERSON), or the officer does so with the paper that the
    certifier signed (--certified-by PERSON --evidence FILE), which is kept with the books. If
    somebody else signs for finance, or something is left open, give a reason: it is kept with
    the return, and shown on it.

    \b
    Examples:
      ringfence --as cfo return certify PLF-2017-18 2017-18-H1
      ringfence return certify PLF-2017-18 2017-18-H1 --certified-by cfo --evidence signed.pdf
      ringfence --as chair return certify PLF-2017-18 2017-18-H1 \\
          --reason "Signs for the Chief Finance Officer by delegation of 1 May"
    """
    actor = ctx.ensure_object(Settings).actor
    later: list[str] = []
    if evidence is not None and certified_by is None:
        raise click.UsageError("Say who signed the paper: --certified-by PERSON.", ctx)

    def plan(books: Books) -> list[Wanted]:
        from ringfence.bookkeeping import return_life

        drafted = return_life.certify(
            books,
            request,
            fund,
            period,
            actor=actor,
            certified_by=certified_by,
            evidence=evidence,
            prepared_by=prepared_by,
            reason=reason,
        )
        later[:] = drafted.later
        return drafted.wanted

    def remarks(_recording: Recording) -> list[str]:
        return [f"Still to complete: {each}" for each in later]

    run(ctx, plan, request, remarks=remarks)


@click.command(cls=TypedCommand)
@_fund
@_period
@declares()
@click.pass_context
def submit(ctx: click.Context, request: Request, fund: str, period: str) -> None:
    """Submit a certified return: from now on its figures stand.

    A snapshot of it is kept in the folder `returns` beside the books, and its digest in
    them. Whatever would change what it says is refused from then on.

    \b
    Example:
      ringfence return submit PLF-2017-18 2017-18-H1
    """
    actor = ctx.ensure_object(Settings).actor

    def plan(books: Books) -> list[Wanted]:
        from ringfence.bookkeeping import return_life

        return return_life.submit(books, request, fund, period, actor)

    def remarks(recording: Recording) -> list[str]:
        from ringfence.ledger.recording.drafting import FileDraft

        files = (draft.path for draft in recording.drafts if isinstance(draft, FileDraft))
        return [
            *(f"What it says is kept in {file}." for file in files),
            *unknown(recording.before, actor),
        ]

    run(ctx, plan, request, remarks=remarks)


@click.command(cls=TypedCommand)
@_fund
@_period
@_reason
@declares()
@click.pass_context
def query(ctx: click.Context, request: Request, fund: str, period: str, reason: str) -> None:
    """Record that the funder asks about a submitted return.

    \b
    Example:
      ringfence return query PLF-2017-18 2017-18-H1 --reason "Why is Prevent so late?"
    """

    def plan(books: Books) -> list[Wanted]:
        from ringfence.bookkeeping import return_life

        return return_life.query(books, request, fund, period, reason)

    run(ctx, plan, request)


@click.command(cls=TypedCommand)
@_fund
@_period
@click.option("--reference", type=WORDS, metavar="TEXT", help="The funder's own reference.")
@declares()
@click.pass_context
def accept(
    ctx: click.Context, request: Request, fund: str, period: str, reference: str | None
) -> None:
    """Record that the funder accepted a return, and under which reference.

    That its claim was invoiced and paid follows from the entries of `ringfence claim` and
    `ringfence receive`.

    \b
    Example:
      ringfence return accept PLF-2017-18 2017-18-H1 --reference OPCC/2017/114
    """

    def plan(books: Books) -> list[Wanted]:
        from ringfence.bookkeeping import return_life

        return return_life.accept(books, request, fund, period, reference)

    run(ctx, plan, request)


@click.command(cls=TypedCommand)
@_fund
@_period
@_reason
@declares()
@click.pass_context
def reopen(ctx: click.Context, request: Request, fund: str, period: str, reason: str) -> None:
    """Take a submitted return back, to put right what was wrong in it.

    Its snapshot is kept as a version (`returns/PLF-2017-18_2017-18-H1.v1.json`). It is
    then certified and submitted anew.

    \b
    Example:
      ringfence return reopen PLF-2017-18 2017-18-H1 --reason "An invoice was left out"
    """

    def plan(books: Books) -> list[Wanted]:
        from ringfence.bookkeeping import return_life

        return return_life.reopen(books, request, fund, period, reason)

    run(ctx, plan, request)


COMMANDS = (certify, submit, query, accept, reopen)
