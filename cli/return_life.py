"""The life of a return: ``certify``, ``submit``, ``query``, ``accept`` and ``reopen``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ringfence.bookkeeping import offers
from ringfence.bookkeeping.errors import NotSavedError
from ringfence.bookkeeping.find import person
from ringfence.bookkeeping.request import Said
from ringfence.bookkeeping.returns import cleared
from ringfence.bookkeeping.returns import doubts
from ringfence.bookkeeping.returns import find
from ringfence.bookkeeping.returns import kept
from ringfence.bookkeeping.returns import must_be
from ringfence.bookkeeping.returns import must_be_whole
from ringfence.bookkeeping.returns import snapshot
from ringfence.bookkeeping.returns import version
from ringfence.bookkeeping.signatories import must_not_be_alone
from ringfence.bookkeeping.signatories import not_finance
from ringfence.bookkeeping.signatories import preparer
from ringfence.bookkeeping.signatories import unknown
from ringfence.cli import choices
from ringfence.cli.asking import AskedArgument
from ringfence.cli.options import declares
from ringfence.cli.settings import Settings
from ringfence.cli.typed import WORDS
from ringfence.cli.typed import TypedCommand
from ringfence.cli.writing import run
from ringfence.ledger.commands import Blank

if TYPE_CHECKING:
    from ringfence.ledger.declarations.models import Return
    from ringfence.ledger.loading import Books
    from ringfence.ledger.recording.drafting import Value
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
    said: Said,
    fund: str,
    period: str,
    certified_by: str | None,
    evidence: Path | None,
    prepared_by: str | None,
    reason: str | None,
) -> None:
    """Certify a return: finance, never who prepared it, says that it is right.

    Who certifies records it themselves (--as PERSON), or the officer does, with the paper
    that they signed (--certified-by PERSON --evidence FILE); it is kept beside the books.
    Where somebody else signs for finance, or something is left open, say why: it is kept
    with the return, and shown on it.

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
        from ringfence.reports.monitoring.told import told_digest

        found = find(books, fund, period, said, certifying=True)
        must_be(found, ("draft", "certified", "reopened"), "certified")
        by = person(books, certified_by or actor)
        prepared = preparer(found, prepared_by, None if by == person(books, actor) else actor)
        must_not_be_alone(found, prepared, by)
        later[:] = [str(each) for each in found.report.to_complete if each.weight != "must"]
        must_be_whole(found, said, [*doubts(found), *not_finance(books, by)] if not reason else [])
        if by != person(books, actor) and evidence is None:
            raise NotSavedError(
                f"{by} does not record this: add the paper that {by} signed (--evidence FILE), or "
                f"let {by} record it: {found.command('certify', as_=by)}\n\nNothing was saved."
            )
        paper, files = kept(books, evidence)
        directive = found.says(
            said,
            as_at=found.report.dates.as_at,
            status="certified",
            prepared_by=prepared,
            certified_by=by,
            digest=found.report.digest,
            narrative_digest=told_digest(found.report),
            **({"evidence": paper} if paper else cleared(found, "evidence")),
            **({"reason": reason} if reason else cleared(found, "reason")),
        )
        return [*files, directive]

    def left_open(_recording: Recording) -> list[str]:
        return [f"Still to complete: {each}" for each in later]

    run(ctx, plan, said, remarks=left_open)


@click.command(cls=TypedCommand)
@_fund
@_period
@declares()
@click.pass_context
def submit(ctx: click.Context, said: Said, fund: str, period: str) -> None:
    """Submit a certified return: from now on its figures stand.

    A snapshot of it is kept in the folder `returns` beside the books, and its digest in
    them. Whatever would change what it says is refused from then on.

    \b
    Example:
      ringfence return submit PLF-2017-18 2017-18-H1
    """
    from ringfence.ledger.frozen import Frozen
    from ringfence.ledger.snapshots import name_of

    actor = ctx.ensure_object(Settings).actor

    def plan(books: Books) -> list[Wanted]:
        found = find(books, fund, period, said)
        must_be(found, ("certified",), "submitted")
        declared, report = found.declared, found.report
        if declared is None or report.uncertified:
            raise NotSavedError(
                f"The {report.uncertified} of {found.name} have changed since it was certified"
                f"{_certifier(declared)}. Let it be certified again. Type: "
                f"{found.command('certify', as_=Blank.PERSON)}\n\nNothing was saved."
            )
        must_be_whole(found, said, [])
        dates = report.dates
        frozen = Frozen(books.book, dates.fund, dates.ref, dates.as_at)
        directive = found.says(
            said,
            as_at=dates.as_at,
            status="submitted",
            submitted_by=person(books, actor),
            digest=frozen.digest,
        )
        return [snapshot(found, frozen, name_of(dates.fund, dates.ref), actor), directive]

    def kept_in(recording: Recording) -> list[str]:
        from ringfence.ledger.recording.drafting import FileDraft

        files = (draft.path for draft in recording.drafts if isinstance(draft, FileDraft))
        return [
            *(f"What it says is kept in {file}." for file in files),
            *unknown(recording.before, actor),
        ]

    run(ctx, plan, said, remarks=kept_in)


@click.command(cls=TypedCommand)
@_fund
@_period
@_reason
@declares()
@click.pass_context
def query(ctx: click.Context, said: Said, fund: str, period: str, reason: str) -> None:
    """Record that the funder asks about a submitted return.

    \b
    Example:
      ringfence return query PLF-2017-18 2017-18-H1 --reason "Why is Prevent so late?"
    """

    def plan(books: Books) -> list[Wanted]:
        found = find(books, fund, period, said)
        must_be(found, ("submitted", "queried"), "queried")
        return [found.says(said, status="queried", reason=reason)]

    run(ctx, plan, said)


@click.command(cls=TypedCommand)
@_fund
@_period
@click.option("--reference", type=WORDS, metavar="TEXT", help="The funder's own reference.")
@declares()
@click.pass_context
def accept(ctx: click.Context, said: Said, fund: str, period: str, reference: str | None) -> None:
    """Record that the funder accepted a return, and under which reference.

    That its claim was invoiced and paid follows from the entries of `ringfence claim` and
    `ringfence receive`.

    \b
    Example:
      ringfence return accept PLF-2017-18 2017-18-H1 --reference OPCC/2017/114
    """

    def plan(books: Books) -> list[Wanted]:
        found = find(books, fund, period, said)
        must_be(found, ("submitted", "queried"), "accepted")
        named: dict[str, Value | None] = {"reference": reference} if reference else {}
        return [found.says(said, status="accepted", **named, **cleared(found, "reason"))]

    run(ctx, plan, said)


@click.command(cls=TypedCommand)
@_fund
@_period
@_reason
@declares()
@click.pass_context
def reopen(ctx: click.Context, said: Said, fund: str, period: str, reason: str) -> None:
    """Take a submitted return back, to put right what was wrong in it.

    Its snapshot is kept as a version (`returns/PLF-2017-18_2017-18-H1.v1.json`). It is
    then certified and submitted anew.

    \b
    Example:
      ringfence return reopen PLF-2017-18 2017-18-H1 --reason "An invoice was left out"
    """

    def plan(books: Books) -> list[Wanted]:
        found = find(books, fund, period, said)
        must_be(found, ("submitted", "queried", "accepted"), "reopened")
        names = ("certified-by", "evidence", "submitted-by", "reference")
        fields = cleared(found, *names, "digest", "narrative-digest")
        directive = found.says(said, status="reopened", reason=reason, **fields)
        return [*version(found), directive]

    run(ctx, plan, said)


def _certifier(declared: Return | None) -> str:
    return f" by {declared.certified_by}" if declared and declared.certified_by else ""


COMMANDS = (certify, submit, query, accept, reopen)
