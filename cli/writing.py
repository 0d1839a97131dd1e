"""The frame of a command that writes: plan, show, ask if need be, save, print.

A command parses, and says what it wants as a plan: a function from the books to drafts.
Off a terminal it is recorded in one go, with the books loaded once, under the lock. At a
terminal what is split, asked or worked out is shown first, and saved when confirmed.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Sequence
from typing import TYPE_CHECKING
from typing import Any
from typing import NamedTuple

import click

from ringfence.cli import asking
from ringfence.cli import output
from ringfence.cli.settings import Settings
from ringfence.ledger.commands import commands_in

if TYPE_CHECKING:
    from ringfence.cli.options import Said
    from ringfence.ledger.book import Book
    from ringfence.ledger.loading import Books
    from ringfence.ledger.recording.drafting import Value
    from ringfence.ledger.recording.drafting import Wanted
    from ringfence.ledger.recording.writing import Plan
    from ringfence.ledger.recording.writing import Recording

#: Under this name a context may have what wraps a plan: a form adds the paper that came with it.
WRAP = "ringfence.wrap"
_TYPE = " Type: "
Remarks = Callable[["Recording"], Iterable[str]]


class NotSavedError(click.ClickException):
    """A request that was refused; every reason is printed and no byte has changed."""

    def show(self, file: Any = None) -> None:  # noqa: ANN401 - as Click has it
        """Print the reasons, a paragraph each."""
        click.echo(f"Error: {_apart(self.message)}", file=file, err=file is None)


def _apart(message: str) -> str:
    """Put what is to be typed on a line of its own, to be copied."""
    for place in reversed(list(commands_in(message))):
        before, line, after = (
            message[: place.start],
            message[place.start : place.end],
            message[place.end :],
        )
        if before.endswith(_TYPE):
            rest = after.removeprefix(".").lstrip(" ")
            end = f"\n{rest}" if rest and not rest.startswith("\n") else rest
            message = f"{before.removesuffix(_TYPE)}\n {_TYPE}{line}{end}"
    return message


def run(
    ctx: click.Context,
    plan: Plan,
    said: Said,
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
        said: The options common to all.
        remarks: What to say beside it, such as how an amount was worked out.
        doubts: What may be wrong with it; where somebody can be asked, it is asked about.
        unclear: Whether to ask before saving, where somebody can be asked.
        nothing: What to say if the plan came to nothing.

    Raises:
        click.ClickException: it was refused, with every reason.
    """
    from ringfence.cli.receipt import receipt
    from ringfence.ledger.loading import BooksError
    from ringfence.ledger.paying_errors import PayingError
    from ringfence.ledger.recording.errors import RecordingError
    from ringfence.ledger.recording.writing import RefusedError

    wrap: Callable[[Plan], Plan] = ctx.meta.get(WRAP, lambda each: each)
    try:
        shown = _Shown(remarks, doubts)
        recording = _run(ctx, _begun(wrap(plan)), said, shown, unclear=unclear)
        output.say(receipt(recording, remarks=shown.of(recording), nothing=nothing))
    except RefusedError as error:
        raise NotSavedError(_reasons(error)) from error
    except PayingError as error:
        raise NotSavedError(f"{error}\n\nNothing was saved.") from error
    except (RecordingError, BooksError) as error:
        raise click.ClickException(str(error)) from error
    return recording


class _Shown(NamedTuple):
    """What is said beside what is recorded."""

    remarks: Remarks
    doubts: Remarks

    def of(self, recording: Recording) -> list[str]:
        from ringfence.cli.receipt import split_of

        doubts = (f"Mind: {doubt}" for doubt in self.doubts(recording))
        return [*self.remarks(recording), *split_of(recording), *doubts]


def _begun(plan: Plan) -> Plan:
    """Refuse to write into an empty file: books begin with the rules that they keep to."""
    from ringfence.cli.books import emptiness

    def of_books(books: Books) -> Sequence[Wanted]:
        empty = emptiness(books)
        if empty:
            raise NotSavedError(f"{empty} Nothing was saved.")
        return plan(books)

    return of_books


def _run(ctx: click.Context, plan: Plan, said: Said, shown: _Shown, *, unclear: bool) -> Recording:
    from ringfence.cli.books import judged
    from ringfence.ledger.loading import find_books
    from ringfence.ledger.recording import writing

    settings = ctx.ensure_object(Settings)
    main, who = find_books(settings.books), settings.actor
    if asking.on_terminal() and not said.dry_run:
        return _confirmed(ctx, plan, shown, unclear=unclear)
    return writing.record(main, plan, who=who, judge=judged, dry_run=said.dry_run)


def _confirmed(ctx: click.Context, plan: Plan, shown: _Shown, *, unclear: bool) -> Recording:
    """Show what will be saved and ask, where it was split, asked for, worked out or doubtful."""
    from ringfence.cli.books import judged
    from ringfence.cli.receipt import receipt
    from ringfence.cli.receipt import split_of
    from ringfence.ledger.loading import find_books
    from ringfence.ledger.loading import load
    from ringfence.ledger.recording import writing

    settings = ctx.ensure_object(Settings)
    main, who = find_books(settings.books), settings.actor
    while True:
        prepared = writing.prepare(load(main), plan, who=who, judge=judged)
        is_odd = unclear or split_of(prepared) or asking.was_asked(ctx)
        if prepared.drafts and (is_odd or any(shown.doubts(prepared))):
            output.say(receipt(prepared, remarks=shown.of(prepared)))
            if not asking.confirm("Save this?"):
                raise click.Abort
        try:
            return writing.save(prepared)
        except writing.PlanChangedError as error:
            output.say(f"{error}\n")


def metadata(book: Book, said: Said, **more: Value | None) -> dict[str, Value]:
    """Give the metadata of an entry: its own first, then the decisions, then what was said.

    Names are written with hyphens: ``invoice_total`` is ``invoice-total``.
    """
    from ringfence.cli.names import find_decision

    found: dict[str, Value] = {}
    for name, value in more.items():
        if value is not None and value != "":
            found[name.replace("_", "-")] = value
    if said.decisions:
        found["decision"] = ", ".join(find_decision(book, each) for each in said.decisions)
    return {**found, **said.meta}


def free_link(books: Books, *words: str) -> str:
    """Make a link of words that no entry has yet, and that no invoice's reference is either."""
    import re

    slug = "-".join(part for word in words for part in re.findall(r"[a-z0-9]+", word.lower()))
    stem = slug[:60].strip("-") or "entry"
    taken = {*books.book.linked, *books.book.references}
    name, number = stem, 2
    while name in taken:
        name, number = f"{stem}-{number}", number + 1
    return name


def _reasons(error: Any) -> str:  # noqa: ANN401 - a RefusedError, not imported for --help
    """Give every reason, each once, and that nothing was saved."""
    reasons = list(dict.fromkeys(finding.message for finding in error.findings))
    return "\n\n".join([*reasons, "Nothing was saved."])
