"""The frame of a command that writes: plan, show, ask if need be, save, print.

A command parses, and says what it wants as a plan: a function from the books to drafts.
Off a terminal it is recorded in one go, with the books loaded once, under the lock. At a
terminal what is split, asked or worked out is shown first, and saved when confirmed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from ringfence.cli.errors import NotSavedError
from ringfence.cli.prompt import asking
from ringfence.cli.settings import Settings
from ringfence.cli.show import output
from ringfence.ledger.main_file import find_books

if TYPE_CHECKING:
    from ringfence.bookkeeping.request import Request
    from ringfence.ledger.recording.steps import Plan
    from ringfence.ledger.recording.writing import Recording

#: Under this name a context may have what wraps a plan: a form adds the paper that came with it.
WRAP = "ringfence.wrap"
Remarks = Callable[["Recording"], Iterable[str]]


def run(
    ctx: click.Context,
    plan: Plan,
    request: Request,
    *,
    remarks: Remarks = lambda _recording: (),
    doubts: Remarks = lambda _recording: (),
    unclear: bool = False,
    nothing: str = "There was nothing to save.",
) -> Recording:
    """Record what a plan asks for, and print it with what is left.

    Args:
        ctx: The command's context.
        plan: From the books to drafts; called under the lock, perhaps twice.
        request: The options common to all.
        remarks: What to say beside it, such as how an amount was worked out.
        doubts: What may be wrong with it; where somebody can be asked, it is asked about.
        unclear: Whether to ask before saving, where somebody can be asked.
        nothing: What to say if the plan came to nothing.

    Raises:
        click.ClickException: it was refused, with every reason.
    """
    from ringfence.bookkeeping.record import refuse_empty_file
    from ringfence.cli.show.receipt import receipt
    from ringfence.ledger.paying_errors import PayingError
    from ringfence.ledger.recording import locking
    from ringfence.ledger.recording.writing import RefusedError

    wrap: Callable[[Plan], Plan] = ctx.meta.get(WRAP, lambda each: each)
    token = locking.tell_waiting.set(_say_waiting)
    try:
        shown = _Shown(remarks, doubts)
        recording = _run(ctx, refuse_empty_file(wrap(plan)), request, shown, unclear=unclear)
        output.say(receipt(recording, remarks=shown.of(recording), nothing=nothing))
    except RefusedError as error:
        raise NotSavedError(_reasons(error)) from error
    except PayingError as error:
        raise NotSavedError(f"{error}\n\nNothing was saved.") from error
    finally:
        locking.tell_waiting.reset(token)
    return recording


def _say_waiting(holder: object, seconds: float) -> None:
    """Say whose recording is waited for; Ctrl+C ends that, and nothing is saved."""
    click.echo(
        f"The books are being written to by {holder or 'somebody'}. Waiting up to {seconds:.0f} "
        "seconds for that to end; Ctrl+C stops waiting, and nothing is saved.",
        err=True,
    )


class _Shown(NamedTuple):
    """What is said beside what is recorded."""

    remarks: Remarks
    doubts: Remarks

    def of(self, recording: Recording) -> list[str]:
        from ringfence.bookkeeping.receipt import split_of

        doubts = ("Warning: " + doubt for doubt in self.doubts(recording))
        return [*self.remarks(recording), *split_of(recording), *doubts]


def _run(
    ctx: click.Context, plan: Plan, request: Request, shown: _Shown, *, unclear: bool
) -> Recording:
    from ringfence.bookkeeping.record import record

    settings = ctx.ensure_object(Settings)
    main, who = find_books(settings.books), settings.actor
    if asking.on_terminal() and not request.dry_run:
        return _confirm(ctx, plan, shown, unclear=unclear)
    return record(main, plan, who=who, dry_run=request.dry_run)


def _confirm(ctx: click.Context, plan: Plan, shown: _Shown, *, unclear: bool) -> Recording:
    """Show what will be saved and ask, where it was split, asked for, worked out or doubtful."""
    from ringfence.bookkeeping.receipt import split_of
    from ringfence.bookkeeping.record import prepare
    from ringfence.cli.show.receipt import receipt
    from ringfence.ledger.loading import load
    from ringfence.ledger.recording import writing

    settings = ctx.ensure_object(Settings)
    main, who = find_books(settings.books), settings.actor
    while True:
        prepared = prepare(load(main), plan, who=who)
        is_odd = unclear or split_of(prepared) or asking.was_asked(ctx)
        if prepared.drafts and (is_odd or any(shown.doubts(prepared))):
            output.say(receipt(prepared, remarks=shown.of(prepared)))
            if not asking.confirm("Save this?"):
                raise click.Abort
        try:
            return writing.save(prepared)
        except writing.PlanChangedError as error:
            output.say(f"{error}\n")


def _reasons(error: Any) -> str:  # noqa: ANN401 - a RefusedError, not imported for --help
    """Return every reason, each once, and that nothing was saved."""
    reasons = list(dict.fromkeys(finding.message for finding in error.findings))
    return "\n\n".join([*reasons, "Nothing was saved."])
