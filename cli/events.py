"""Commands made of events: options, prompts, completion and help out of what one declares."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

import click

from ringfence.bookkeeping.errors import FieldError, LackingError
from ringfence.bookkeeping.event import Drafted, Event, Input, Kind, declaration_of, fields_of
from ringfence.cli.prompt import asking, choices
from ringfence.cli.prompt.asking import AskedArgument, AskedOption
from ringfence.cli.prompt.invoice_file import InvoiceCommand
from ringfence.cli.prompt.typed import (
    BALANCE,
    COUNT,
    DAY,
    FILE,
    MONEY,
    MONEY_OR_NOTHING,
    STORY,
    YEAR,
    TypedCommand,
    WordsType,
)
from ringfence.cli.settings import Settings
from ringfence.cli.writing import run
from ringfence.ledger.commands import PROGRAM
from ringfence.ledger.rules import OVERRIDABLE, OVERRIDE
from ringfence.ledger.typed.amounts import read_pounds

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books
    from ringfence.ledger.recording.drafting import Wanted
    from ringfence.ledger.recording.writing import Recording

#: How a kind is read that the books offer nothing for.
_TYPES: Mapping[str, click.ParamType[Any]] = {
    "money": MONEY,
    "money or nothing": MONEY_OR_NOTHING,
    "day": DAY,
    "year": YEAR,
    "story": STORY,
    "balance": BALANCE,
    "count": COUNT,
    "file": FILE,
}


class Recorder(Protocol):
    """What records an event."""

    def __call__(self, event: Any, /, *, dry_run: bool) -> None:  # noqa: ANN401 - of its own kind
        """Record it, or show what would be saved."""


def command_of(cls: type[Event], record: Recorder | None = None) -> click.Command:
    """Return the command that records an event.

    Args:
        cls: The event.
        record: What records it, if not :func:`record_event`: a conversation of its own.
    """
    declaration = declaration_of(cls)
    inputs = fields_of(cls)

    def callback(*, dry_run: bool, **given: Any) -> None:  # noqa: ANN401 - as Click reads them
        (record or record_event)(cls(**_values(inputs, given)), dry_run=dry_run)

    params = [param for each in inputs for param in _params(each)]
    params.append(
        click.Option(["--dry-run"], is_flag=True, help="Show what would be saved; save nothing.")
    )
    made = InvoiceCommand if declaration.invoiced else TypedCommand
    return made(
        declaration.command.rpartition(" ")[2],
        callback=callback,
        params=params,
        help=f"{declaration.text}\n\n\b\n{_examples(declaration.examples)}",
    )


def group_of(cls: type[Event]) -> click.Group:
    """Return the group of an event that has no other command."""
    command = command_of(cls)
    group = click.Group(declaration_of(cls).command.partition(" ")[0], help=command.help)
    group.add_command(command)
    return group


def record_event(event: Event, *, dry_run: bool) -> None:
    """Record an event, with what is missing asked for where somebody can be asked."""
    ctx = click.get_current_context()
    desk = _Desk(ctx, event)
    desk.complete(None)

    request = replace(desk.event.request(), dry_run=dry_run)
    unclear = desk.event.unclear
    run(ctx, desk.plan, request, remarks=desk.remarks, doubts=desk.doubts, unclear=unclear)


class _Desk:
    """Where an event is completed by answers, and drafted: each answer is asked for once."""

    def __init__(self, ctx: click.Context, event: Event) -> None:
        self.event = event
        self.drafted = Drafted(())
        self._ctx = ctx
        self._who = ctx.ensure_object(Settings).actor
        self._asked: set[str] = set()

    def plan(self, books: Books) -> Sequence[Wanted]:
        """Return the drafts of the event, in books as they are."""
        from ringfence.ledger.paying_errors import AlikeFundsError

        self.complete(books)
        try:
            self.drafted = self.event.drafts_by(self._who, books)
        except AlikeFundsError as error:
            if getattr(self.event, "fund", ()) or not asking.on_terminal():
                raise
            from ringfence.cli.prompt.whose import funds_asked

            asking.note_asked(self._ctx)
            self.event = self.event.fill(fund=funds_asked(error))
            self.drafted = self.event.drafts_by(self._who, books)
        return self.drafted.wanted

    def remarks(self, recording: Recording) -> list[str]:
        """Return what is said beside what was drafted last."""
        return [*self.drafted.remarks, *self.drafted.remarks_on(recording)]

    def doubts(self, recording: Recording) -> Iterable[str]:
        """Yield what may be wrong with what was drafted last."""
        return self.drafted.doubts(recording)

    def complete(self, books: Books | None) -> None:
        """Ask for what is missing, as far as books tell.

        Raises:
            RequestError: nobody can be asked, or something makes no sense.
        """
        for lacking in self.event.find_missing(books):
            if lacking.field not in self._asked and asking.on_terminal():
                self._asked.add(lacking.field)
                self._ask(lacking, books)
                self.complete(books)
                return
            # What is only asked for is refused where it is drafted, if it can't be done without.
            if str(lacking):
                raise lacking

    def _ask(self, lacking: LackingError, books: Books | None) -> None:
        name = lacking.field.lower()
        wanted = next(each for each in fields_of(type(self.event)) if each.name == name)
        asking.note_asked(self._ctx)
        self.event = self.event.fill(**{wanted.attribute: _answer(lacking, wanted, books)})


def _answer(lacking: LackingError, wanted: Input, books: Books | None) -> object:
    """Ask for a field.

    Raises:
        FieldError: it can't be what was answered.
    """
    from ringfence.bookkeeping.values import read_value

    if wanted.kind.name in ("money", "money or nothing"):
        zero = lacking.nought or wanted.kind.name != "money"
        return asking.read(lacking.ask, lambda text: read_pounds(text, zero=zero))
    if lacking.default:
        return asking.words(lacking.ask, default=lacking.default)
    if wanted.kind.offer and books:
        known = [each.value for each in wanted.kind.offer(books.book)]
        return asking.suggest(lacking.ask, known)
    try:
        return read_value(wanted, asking.words(lacking.ask))
    except ValueError as error:
        raise FieldError(lacking.field, str(error)) from None


def _values(inputs: Sequence[Input], given: dict[str, Any]) -> dict[str, Any]:
    """Return the values of an event's fields, as Click read them."""
    found: dict[str, Any] = {}
    for each in inputs:
        if each.kind.name == "overrides":
            decisions = ((rule, given[_override(rule)]) for rule in OVERRIDABLE)
            value: Any = tuple(each for each in decisions if each[1] is not None)
        else:
            value = given[each.attribute]
        if each.required or value is not None:
            found[each.attribute] = value
    return found


def _params(each: Input) -> Iterator[click.Parameter]:
    kind, field = each.kind, each.field
    if kind.name == "flag":
        yield click.Option([f"--{each.name}", each.attribute], is_flag=True, help=field.help)
    elif kind.name == "either":
        first, second = kind.words
        yield click.Option([f"--{first}/--{second}", each.attribute], default=None, help=field.help)
    elif kind.name == "overrides":
        for rule in OVERRIDABLE:
            yield click.Option(
                [f"--{OVERRIDE}{rule}", _override(rule)],
                type=_type(kind),
                metavar=kind.shown,
                # One stands for all: a help with every rule would hide what is used daily.
                hidden=rule != "authority",
                help=field.help,
            )
    elif field.place:
        yield AskedArgument(
            [each.attribute],
            type=_type(kind),
            required=each.required,
            nargs=-1 if each.many else 1,
            metavar=_place_name(each),
            ask=_ask(each),
        )
    else:
        yield AskedOption(
            [f"--{each.name}", each.attribute],
            type=_type(kind),
            required=each.required,
            multiple=each.many,
            metavar=kind.shown or None,
            hidden=field.hidden,
            help=field.help,
            ask=_ask(each),
        )


def _place_name(each: Input) -> str | None:
    """Return what stands for a field in its place, if it is not called as its attribute."""
    if each.field.shown:
        return each.field.shown
    return each.name.upper() if each.name != each.attribute else None


def _override(rule: str) -> str:
    return f"{OVERRIDE}{rule}".replace("-", "_")


def _type(kind: Kind) -> click.ParamType[Any]:
    if kind.words:
        return click.Choice(kind.words)
    if kind.name in _TYPES:
        return _TYPES[kind.name]
    if kind.name in ("text", "words"):
        return WordsType(kind.most, blank=kind.name == "text")
    assert kind.offer is not None, kind  # noqa: S101 - a kind that nothing reads
    name = "decision" if kind.name == "overrides" else kind.name
    return choices.Named(name, kind.offer, as_typed=kind.as_typed, blank=kind.blank, new=kind.new)


def _ask(each: Input) -> asking.Ask | None:
    """Return what asks for a field at a terminal, if anything does."""
    kind, message = each.kind, each.field.ask
    if not message:
        return None
    if kind.name == "money":
        return choices.ask_amount(message)
    if kind.offer is None:
        return choices.ask_words(message)
    if kind.as_typed or kind.new:
        return choices.ask_known(message, kind.offer)
    none = "" if each.required else f"None: it needs no {kind.name}"
    return choices.ask_one(message, kind.offer, none=none)


def _examples(lines: str) -> str:
    """Show examples as they are typed; what is indented goes on with the line before it."""
    typed = [line if line.startswith(" ") else f"{PROGRAM} {line}" for line in lines.split("\n")]
    number = sum(not line.startswith(" ") for line in lines.split("\n"))
    head = "Example:" if number == 1 else "Examples:"
    return "\n".join([head, *(f"  {line}" for line in typed)])
