"""The groups of commands of what is declared: ``fund``, ``action``, ``decision`` and their like.

Each is a group of `add`, `amend`, `list` and `show`, whose options are the fields of its
model: a field of the design is an option here without a further line.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import click

from ringfence.bookkeeping.declare import (
    draft_addition,
    draft_change,
    find,
    key_of,
    read_cleared,
    refuse_no_change,
)
from ringfence.bookkeeping.event import Event
from ringfence.bookkeeping.offers import offer_declared
from ringfence.bookkeeping.request import Request
from ringfence.bookkeeping.slips import in_place
from ringfence.cli.books import open_books
from ringfence.cli.events import command_of
from ringfence.cli.prompt import choices
from ringfence.cli.prompt.asking import AskedArgument
from ringfence.cli.prompt.choices import Named
from ringfence.cli.prompt.field_help import EXAMPLES
from ringfence.cli.prompt.field_options import option_for, take_fields
from ringfence.cli.prompt.options import declares
from ringfence.cli.prompt.typed import WORDS, TypedCommand
from ringfence.cli.show import output
from ringfence.cli.writing import run
from ringfence.ledger.declarations.forms import forms_of
from ringfence.ledger.declarations.models import MODELS
from ringfence.ledger.json_text import json_text
from ringfence.ledger.loading import Books
from ringfence.ledger.recording.drafting import DeclarationDraft, Wanted
from ringfence.ledger.usage import SLIPS_OF
from ringfence.ledger.years import today
from ringfence.reports.master_data import list_json, list_table, show_json, show_paper


def group_of(
    kind: str, summary: str, *, adds: bool = True, events: Sequence[type[Event]] = ()
) -> click.Group:
    """Return the commands of a kind of declaration.

    Args:
        kind: The kind.
        summary: What a list of commands says of them.
        adds: Whether there is a command that adds one.
        events: What adds and amends one, where that are events: their commands are made of them.
    """
    shown = [f"{command} {typed}".strip() for command, typed in EXAMPLES[kind].items()]
    group = click.Group(_name(kind), help=_with_examples(kind, summary, *shown))
    for each in events:
        group.add_command(command_of(each))
    if adds and not events:
        group.add_command(_add(kind))
    if not events:
        group.add_command(_amend(kind))
    if MODELS[kind].ids:
        group.add_command(_list(kind))
    group.add_command(_show(kind))
    return group


def _add(kind: str) -> click.Command:
    forms = forms_of(MODELS[kind])

    @declares()
    @click.pass_context
    def add(ctx: click.Context, /, request: Request, name: str, **given: Any) -> None:  # noqa: ANN401 - the fields
        key, fields = key_of(kind, name), take_fields(given, forms)

        def plan(books: Books) -> list[DeclarationDraft]:
            return [draft_addition(books.book, kind, key, fields, request)]

        run(ctx, plan, request)

    form = "YEAR/ID" if len(MODELS[kind].ids) > 1 else "ID"
    what = f"Declare {_a(kind)}, from --date on."
    made = _command(kind, "add", add, f"{what}\n\n{form} is its name in every command.")
    made.params[:0] = [
        AskedArgument(["name"], metavar=form, type=WORDS, ask=choices.ask_words(f"{form}?")),
        *(option_for(each, asked=True) for each in forms),
    ]
    return made


def _amend(kind: str) -> click.Command:
    model = MODELS[kind]
    forms = forms_of(model)

    @declares()
    @click.pass_context
    def amend(
        ctx: click.Context,
        /,
        request: Request,
        clear: tuple[str, ...],
        name: str = "",
        called: str | None = None,
        **given: Any,  # noqa: ANN401 - the fields
    ) -> None:
        fields = {**take_fields(given, forms), **read_cleared(clear, forms)}
        dated = ctx.get_parameter_source("date") is click.core.ParameterSource.COMMANDLINE
        if not fields and not called and not (dated and kind in SLIPS_OF):
            refuse_no_change(fields)

        def plan(books: Books) -> Sequence[Wanted]:
            return [
                draft_change(books.book, kind, name, fields, request, called=called, dated=dated)
            ]

        run(ctx, plan, request, remarks=in_place)

    rests = (
        " It needs a decision (--decision), unless it was recorded today and nothing uses it yet: "
        "then it is corrected in place."
        if kind in SLIPS_OF
        else " It needs a decision (--decision)."
        if model.needs_decision
        else ""
    )
    made = _command(kind, "amend", amend, f"Change {_a(kind)}, from --date on.{rests}")
    clear = click.Option(
        ["--clear"], multiple=True, metavar="FIELD", help="A field that has no value any more."
    )
    renaming = click.Option(
        ["--id", "called"],
        type=WORDS,
        metavar="YEAR/ID" if len(model.ids) > 1 else "ID",
        help="What it should have been called, while it is of today and nothing uses it.",
    )
    options = [option_for(each, asked=False) for each in forms]
    made.params[:0] = [
        *_name_argument(kind),
        *options,
        clear,
        *([renaming] if kind in SLIPS_OF else []),
    ]
    return made


def _list(kind: str) -> click.Command:
    @click.command("list", help=_with_examples(kind, f"List every {kind}.", "list"))
    @click.option("--format", "format", type=click.Choice(("text", "json")), default="text")
    @click.pass_context
    def list_(ctx: click.Context, format: str) -> None:
        from ringfence.reports.render.text import table_text

        book = open_books(ctx).book
        if format == "json":
            output.say(json_text(list_json(book, kind, today())))
            return
        table = list_table(book, kind, today())
        if table.rows:
            output.say(table_text(table, output.spell))
        else:
            output.say(f"There is no {kind} yet.")

    return list_


def _show(kind: str) -> click.Command:
    def show(ctx: click.Context, format: str, name: str = "") -> None:
        from ringfence.reports.render.text import text

        books = open_books(ctx)
        key, _history = find(books.book, kind, name)
        if format == "json":
            shown = show_json(books.book, kind, key, today(), books.relative)
            output.say(json_text(shown))
            return
        paper = show_paper(books.book, kind, key, today(), books.relative)
        output.say(text(paper, output.spell).rstrip("\n"))

    says = f"Show {_a(kind)} in full, and how it was amended."
    made = _command(kind, "show", click.pass_context(show), says)
    formats = click.Option(
        ["--format", "format"], type=click.Choice(("text", "json")), default="text"
    )
    made.params = [*_name_argument(kind), formats]
    return made


def _name_argument(kind: str) -> list[click.Parameter]:
    """Make the argument that names a thing that is there; the partnership has no name."""
    if not MODELS[kind].ids:
        return []

    offer = offer_declared(kind)
    form = "ID" if len(MODELS[kind].ids) == 1 else "POT"
    ask = choices.ask_one(f"Which {kind}?", offer)
    return [AskedArgument(["name"], metavar=form, type=Named(kind, offer), ask=ask)]


def _command(kind: str, name: str, callback: Callable[..., Any], says: str) -> click.Command:
    typed = EXAMPLES[kind][name]
    help_ = _with_examples(kind, says, f"{name} {typed}".strip())
    return click.command(name, cls=TypedCommand, help=help_)(callback)


def _with_examples(kind: str, says: str, *typed: str) -> str:
    lines = "".join(f"\n  ringfence {_name(kind)} {each}" for each in typed)
    return f"{says}\n\n\b\nExample{'s' if len(typed) > 1 else ''}:{lines}"


def _name(kind: str) -> str:
    """Name the group of a kind; `earmark` itself sets money aside."""
    return "earmarks" if kind == "earmark" else kind


def _a(kind: str) -> str:
    if kind == "partnership":
        return "the partnership"
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"
