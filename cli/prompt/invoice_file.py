"""``--invoice-file``: what an invoice says fills in a command, and the invoice is kept with it.

What was read is shown before anything is asked or recorded. What is typed goes before what was
read. Several invoices of one e-mail are recorded one after the other.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click
from click.core import ParameterSource

from ringfence.cli.prompt import asking
from ringfence.cli.prompt.typed import FILE, TypedCommand
from ringfence.cli.show import output
from ringfence.cli.writing import WRAP
from ringfence.ledger.commands import Blank, command

if TYPE_CHECKING:
    from ringfence.importers.invoice.paper import InvoicePaper
    from ringfence.ledger.book import Book
    from ringfence.ledger.council.suggesting import Suggestion

_FILE, _YES, _READ = "invoice_file", "yes", "ringfence.invoice"
_ANOTHER, _RECORD, _SKIP, _STOP = "another", "record", "skip", "stop"
_OFFERED = 4


class _Chosen(NamedTuple):
    """Which of several invoices is recorded now, from 1."""

    paper: InvoicePaper
    number: int
    of: int


_chosen: ContextVar[_Chosen | None] = ContextVar("chosen invoice", default=None)


class _SeveralError(Exception):
    """A file has several invoices, each of which is a command of its own."""

    def __init__(self, papers: Sequence[InvoicePaper]) -> None:
        super().__init__(len(papers))
        self.papers = papers


class _SkippedError(Exception):
    """The officer does not want an invoice recorded."""


class InvoiceCommand(TypedCommand):
    """A command that an invoice can fill in."""

    def __init__(self, *args: Any, **settings: Any) -> None:  # noqa: ANN401 - as Click has it
        super().__init__(*args, **settings)
        self.params += [
            click.Option(
                ["--invoice-file", _FILE],
                type=FILE,
                metavar="FILE",
                is_eager=True,
                expose_value=False,
                callback=_read,
                help="Read the invoice from a PDF, XML or e-mail, and keep it with the entry.",
            ),
            click.Option(
                ["--yes", _YES],
                is_flag=True,
                help="Record what an invoice file says without asking.",
            ),
        ]

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,  # noqa: ANN401 - as Click has it
    ) -> click.Context:
        """Read the command line; of several invoices record all but the last."""
        typed = list(args)
        try:
            return super().make_context(info_name, args, parent, **extra)
        except _SeveralError as error:
            papers = error.papers
        context: click.Context | None = None
        for number, paper in enumerate(papers, start=1):
            if context is not None:
                with context:
                    self.invoke(context)
            with _choose(_Chosen(paper, number, len(papers))):
                try:
                    context = super().make_context(info_name, list(typed), parent, **extra)
                except _SkippedError:
                    context = None
        if context is None:
            raise click.exceptions.Exit(0)
        return context

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - as Click has it
        """Run the command; nothing is recorded unseen."""
        yes = ctx.params.pop(_YES, False)
        seen = yes or asking.on_terminal() or ctx.params.get("dry_run")
        if ctx.meta.get(_READ) and not seen:
            raise click.UsageError(
                "Look at what was read. If it is right, say so: --yes. Nothing was recorded.", ctx
            )
        return super().invoke(ctx)


@contextmanager
def _choose(chosen: _Chosen) -> Iterator[None]:
    token = _chosen.set(chosen)
    try:
        yield
    finally:
        _chosen.reset(token)


def _read(ctx: click.Context, _param: click.Parameter, path: Path | None) -> None:
    """Fill in a command with what an invoice says.

    Raises:
        InvoiceError: the file can't be read.
        click.UsageError: it is a credit note.
    """
    if path is None or ctx.resilient_parsing:
        return
    from ringfence.bookkeeping.attach import Attachment
    from ringfence.importers.invoice.reading import read_invoices
    from ringfence.importers.invoice.values import kept_name

    book = asking.books_to_ask_by(ctx).book
    chosen = _chosen.get()
    if chosen is None:
        papers = read_invoices(path, known=_payees(book), own=_own_names(book))
        if len(papers) > 1:
            raise _SeveralError(papers)
        chosen = _Chosen(papers[0], 1, 1)
    paper = chosen.paper
    _show(chosen)
    if paper.credit:
        _refuse_credit(ctx, paper)
    if chosen.of > 1 and asking.on_terminal():
        _ask_whether(chosen)
    ctx.default_map = _defaults(ctx, book, paper)
    ctx.meta[_READ] = True
    ctx.meta[WRAP] = Attachment.of(kept_name(paper), paper.content).add_to
    asking.note_asked(ctx)  # at a terminal it is shown before it is saved


def _defaults(ctx: click.Context, book: Book, paper: InvoicePaper) -> dict[str, object]:
    """Return what a command's fields are where nobody typed them."""
    from ringfence.importers.invoice.values import values_of

    known = {param.name for param in ctx.command.params}
    values = {name: each for name, each in values_of(paper).items() if name in known}
    for name in values.keys() & {"gross", "vat"}:
        values[name] = _unless_typed(ctx, values[name])
    if "accrual" in known:
        values.pop("date", None)  # it is paid on another day than it is sent
        values["accrual"] = _Suggested(ctx, book, paper, "accrual")
    else:
        values["pot"] = _Suggested(ctx, book, paper, "pot")
    return values


def _show(chosen: _Chosen) -> None:
    from ringfence.importers.invoice.values import rows_of, vat_said
    from ringfence.reports.render.table import Column, Row, Table
    from ringfence.reports.render.text import table_text

    paper = chosen.paper
    of_several = f" ({chosen.number} of {chosen.of})" if chosen.of > 1 else ""
    columns = (Column(""), Column("Read"), Column("How sure"), Column("Where"))
    rows = tuple(Row(each) for each in rows_of(paper))
    output.say(f"{paper.name}{of_several}\n")
    output.say(table_text(Table("", columns, rows), output.spell))
    for text in (vat_said(paper), *paper.remarks):
        output.say(f"\n{text}")
    output.say("")


def _ask_whether(chosen: _Chosen) -> None:
    offered = [
        asking.Choice("Record it", _RECORD),
        asking.Choice("Leave it out", _SKIP),
        asking.Choice("Stop here", _STOP),
    ]
    answer = asking.choose(f"Invoice {chosen.number} of {chosen.of}: what now?", offered)
    if answer == _STOP:
        raise click.Abort
    if answer == _SKIP:
        raise _SkippedError


def _refuse_credit(ctx: click.Context, paper: InvoicePaper) -> None:
    told = command(
        "refund",
        Blank.POT,
        abs(paper.total.value) if paper.total else Blank.AMOUNT,
        payee=paper.payee.value if paper.payee else Blank.NAME,
        invoice=Blank.REFERENCE,
        credit_note=paper.reference.value if paper.reference else Blank.REFERENCE,
    )
    raise click.UsageError(
        f"{paper.name} is a credit note: money comes back. Record it with: {told}", ctx
    )


def _unless_typed(ctx: click.Context, value: object) -> object:
    """Return what gives a value of the invoice's amount, unless another amount was typed."""

    def found() -> object:
        typed = ctx.get_parameter_source("amount") is ParameterSource.COMMANDLINE
        return None if typed else value

    return found


class _Suggested:
    """Asks for a pot, or an accrual, with what speaks for one first."""

    def __init__(self, ctx: click.Context, book: Book, paper: InvoicePaper, name: str) -> None:
        self._ctx, self._book, self._paper, self._name = ctx, book, paper, name

    def __call__(self) -> str | None:
        """Return the pot or accrual that was chosen; None if there is nobody to ask."""
        from ringfence.ledger.council.suggesting import Deed

        deed = Deed.PAY if self._name == "accrual" else Deed.SPEND
        found = [each for each in self._suggestions() if each.deed is deed][:_OFFERED]
        if not found or not asking.on_terminal():
            for each in found[:1]:
                output.say(f"It may be of {each.target}: {each.why}.")
            return None
        what = "accrual" if deed is Deed.PAY else "pot"
        offered = [asking.Choice(f"{each.target} ({each.why})", each.target) for each in found]
        offered.append(asking.Choice(f"Another {what}", _ANOTHER))
        answer = asking.choose(f"Which {what} is it of?", offered)
        return None if answer == _ANOTHER else answer

    def _suggestions(self) -> list[Suggestion]:
        from ringfence.ledger.council.line import CouncilLine
        from ringfence.ledger.council.suggesting import Habits

        paper = self._paper
        total = paper.net or paper.total
        if paper.payee is None or total is None or not total.value:
            return []
        line = CouncilLine(
            ref="",
            day=paper.day.value if paper.day else datetime.date.today(),
            amount=total.value,
            supplier=paper.payee.value,
            invoice=paper.reference.value if paper.reference else "",
        )
        return Habits(self._book).suggestions(line)


def _payees(book: Book) -> set[str]:
    """Return everybody that the books pay, or mean to."""
    paid = {entry.payee for entry in book.transactions if entry.payee}
    earmarked = {each.latest.provider for each in book.register.earmarks.values()}
    return {name for name in (*paid, *earmarked) if name}


def _own_names(book: Book) -> list[str]:
    """Return what the partnership and its council are called on invoices to them."""
    names: list[str] = []
    for history in book.register.of_kind("partnership").values():
        for version in history.versions:
            names += [each for each in (version.value.name, version.value.host) if each]
    return names
