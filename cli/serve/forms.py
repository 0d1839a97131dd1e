"""Forms that record what happens: of an event's fields, or of a command's parameters.

A form is filled in by hand, so what it says is read as on the command line: the same reading of
dates and pounds, the same drafts, the same rules and the one way to write.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import click

from ringfence.bookkeeping import offers
from ringfence.bookkeeping.attach import Attachment, NotADocumentError
from ringfence.bookkeeping.event import Event
from ringfence.cli.errors import in_words
from ringfence.cli.events import record_event
from ringfence.cli.main import main, where_events_are
from ringfence.cli.prompt import choices
from ringfence.cli.prompt.typed import DayType, MoneyType
from ringfence.cli.serve import event_forms
from ringfence.cli.serve.form_problems import MisreadError, problems_of
from ringfence.cli.serve.form_words import at_form, param_words
from ringfence.cli.settings import Settings
from ringfence.cli.writing import WRAP
from ringfence.ledger.book import Book
from ringfence.ledger.years import today
from ringfence.pages.forms import WHOLE, Field, Form, Kind, Option, Outcome, Upload
from ringfence.pages.wording import At, label

#: The forms, in order: the command that records it, what it is called, whether it takes a paper.
FORMS = (
    ("spend", "Spend", True),
    ("earmark", "Earmark", False),
    ("vire", "Virement", False),
    ("decision add", "Decision", False),
    ("refund", "Refund", True),
)
DOCUMENT = "document"
#: What a command that is no event asks for at once though it does without; events say so.
_SHOWN = ("date", "decision", "body", "title", "amount", "minute")
#: What a form has its own way for, or officers at a form have no use for.
_NOT_ASKED = ("dry_run", "illustrative", "help")
#: No list to choose from is longer.
MOST = 1000

#: Returns what the books offer.
Options = Callable[[offers.Offer], tuple[Option, ...]]

# Commands print; what they print is the answer. There is one standard output.
_lock = threading.Lock()


class FormRecorder:
    """Records what forms say, for one set of books and one officer."""

    def __init__(self, path: Path, settings: Settings) -> None:
        self._settings = settings._replace(books=str(path))
        self._day = today()
        self._offered: tuple[Book | None, dict[offers.Offer, tuple[Option, ...]]] = (None, {})

    @property
    def actor(self) -> str:
        """Who is written down as having recorded it."""
        return self._settings.actor

    def titles(self) -> Mapping[str, str]:
        """Name the forms: one for each command that there is."""
        return {name: title for name, title, _paper in FORMS if _command(name) is not None}

    def labels(self, name: str) -> Mapping[str, str]:
        """Return what heads each field of a form, by its name; those with a place come first."""
        command = _command(name)
        assert command is not None  # noqa: S101 - as titles says
        return {field: label(called) for called, field in _names(name, command).items()}

    def form(self, name: str, book: Book) -> Form:
        """Return one form, with choices out of the books."""
        command = _command(name)
        assert command is not None  # noqa: S101 - as titles says
        title, takes_paper = next((title, takes) for each, title, takes in FORMS if each == name)
        if self._offered[0] is not book or self._day != today():
            self._offered, self._day = (book, {}), today()
        event = _event(name)
        if event is None:
            fields = [_field(each, self._offer) for each in command.params if _is_asked(each)]
        else:
            fields = event_forms.fields_at_form(event, self._offer)
        text = at_form((command.help or "").strip().partition("\n")[0])
        return Form(name, title, text, _in_order(fields, takes_paper=takes_paper))

    def _offer(self, offer: offers.Offer) -> tuple[Option, ...]:
        """Return what the books offer; worked out once a day, since nothing changes in a Book."""
        book, offered = self._offered
        assert book is not None  # noqa: S101 - a form has asked for it
        if offer not in offered:
            offered[offer] = tuple(Option(each.value, each.title) for each in offer(book))
        return offered[offer]

    def record(
        self, form: str, values: Mapping[str, str], upload: Upload | None, *, dry_run: bool
    ) -> Outcome:
        """Record what a form says, or show what would be recorded."""
        takes_paper = {name: takes for name, _title, takes in FORMS}
        command = _command(form) if form in takes_paper else None
        if command is None:
            return Outcome(saved=False, text="", problems={WHOLE: "There is no such form."})
        try:
            attachment = (
                Attachment.of(upload.name, upload.content) if upload and takes_paper[form] else None
            )
            text = self._run(command, form, values, attachment, dry_run=dry_run)
        except NotADocumentError as error:
            return Outcome(saved=False, text="", problems={DOCUMENT: str(error)})
        except click.ClickException as error:
            return Outcome(saved=False, text="", problems=self._problems(form, command, error))
        return Outcome(saved=not dry_run, text=text.strip(), problems={})

    def _problems(
        self, form: str, command: click.Command, error: click.ClickException
    ) -> dict[str, str]:
        at = At.recorder(self, form)
        found = problems_of(error, _names(form, command))
        return {name: at.tell(reason) for name, reason in found.items()}

    def _run(
        self,
        command: click.Command,
        name: str,
        values: Mapping[str, str],
        attachment: Attachment | None,
        *,
        dry_run: bool,
    ) -> str:
        event = _event(name)
        printed = io.StringIO()
        with _lock, contextlib.redirect_stdout(printed):
            event_typed = event_forms.event_of(event, values) if event else None
            context = (
                click.Context(command, info_name=name, obj=self._settings)
                if event_typed
                else _context(command, name, values, self._settings, dry_run=dry_run)
            )
            if attachment:
                context.meta[WRAP] = attachment.add_to
            with context, in_words():
                if event_typed:
                    record_event(event_typed, dry_run=dry_run)
                else:
                    command.invoke(context)
        return printed.getvalue()


def _event(name: str) -> type[Event] | None:
    """Return the event of a form; None if it is of a command that is none."""
    where = where_events_are().get(name)
    if where is None:
        return None
    module, _, attribute = where.partition(":")
    found: type[Event] = getattr(importlib.import_module(f"ringfence.{module}"), attribute)
    return found


def _names(form: str, command: click.Command) -> dict[str, str]:
    """Return the name of each field of a form, by what people call it."""
    event = _event(form)
    if event:
        return event_forms.names_at_form(event)
    return {param_words(each): each.name or WHOLE for each in filter(_is_asked, command.params)}


def _in_order(fields: Sequence[Field], *, takes_paper: bool) -> tuple[Field, ...]:
    """Return the fields of a form as they stand: what is folded away last, no list too long."""
    shown = [_cut(field) for field in fields if not field.more]
    if takes_paper:
        text = "The invoice or receipt, as a PDF, picture, Word, Excel or mail file."
        shown.append(Field(DOCUMENT, "Document", text, "file"))
    return (*shown, *(_cut(field) for field in fields if field.more))


def _cut(field: Field) -> Field:
    text, number = field.said, len(field.options)
    if field.kind == "choice" and number > MOST:
        text = f"{text} These are {MOST:,} of {number:,}; the commands take the others."
    return field._replace(said=text.strip(), options=field.options[:MOST])


def _context(
    command: click.Command,
    name: str,
    values: Mapping[str, str],
    settings: Settings,
    *,
    dry_run: bool,
) -> click.Context:
    """Return the context of a command that reads what a form says.

    Raises:
        MisreadError: what is wrong, of every field.
    """
    misread = dict(_misread(command, values, settings))
    if misread:
        raise MisreadError(misread)
    args = [*_args(command, values), *(("--dry-run",) if dry_run else ())]
    # Options go first: behind the dashes nothing typed is taken for one.
    return command.make_context(name, [*args, "--", *_positional(command, values)], obj=settings)


def _command(name: str) -> click.Command | None:
    """Find a command, or one of a group, as the command line does; None if there is none."""
    found: click.Command | None = main
    for part in name.split():
        if not isinstance(found, click.Group):
            return None
        found = found.get_command(click.Context(found), part)
    return found


def _is_asked(param: click.Parameter) -> bool:
    hidden = isinstance(param, click.Option) and (param.hidden or param.count)
    return not hidden and param.name not in _NOT_ASKED and not param.is_eager


def _field(param: click.Parameter, offer: Options) -> Field:
    name = param.name or ""
    text = at_form((param.help or "") if isinstance(param, click.Option) else "")
    kind, options = _kind(param, offer)
    words = param_words(param)
    shown = param.required or isinstance(param, click.Argument) or words in _SHOWN
    return Field(name, label(words), text, kind, param.required, not shown, options)


def _kind(param: click.Parameter, offer: Options) -> tuple[Kind, tuple[Option, ...]]:
    if isinstance(param, click.Option) and param.is_flag:
        return "flag", ()
    match param.type:
        case MoneyType():
            return "money", ()
        case DayType():
            return "date", ()
        case choices.Named() as named:
            is_free = named.as_typed or named.new
            return ("suggest" if is_free else "choice"), offer(named.offer)
        case click.Choice(choices=allowed):
            return "choice", tuple(Option(str(each), str(each)) for each in allowed)
    return "text", ()


def _args(command: click.Command, values: Mapping[str, str]) -> Iterator[str]:
    """Write what a form says as options; what it leaves empty is not said."""
    for param in command.params:
        value = values.get(param.name or "", "")
        if not isinstance(param, click.Option) or not _is_asked(param):
            continue
        longest = max(param.opts, key=len)
        if param.is_flag:
            yield from (longest,) if value else ()
        elif value.strip() or param.required:
            yield f"{longest}={value}"


def _positional(command: click.Command, values: Mapping[str, str]) -> Iterator[str]:
    for param in command.params:
        value = values.get(param.name or "", "")
        if isinstance(param, click.Argument) and (value.strip() or param.required):
            yield value


def _misread(
    command: click.Command, values: Mapping[str, str], settings: Settings
) -> Iterator[tuple[str, str]]:
    """Read every field by itself, so that all that can't be read are told of at once."""
    context = click.Context(command, obj=settings)
    for param in filter(_is_asked, command.params):
        name = param.name or ""
        value = values.get(name, "")
        if isinstance(param, click.Option) and param.is_flag:
            continue
        if not value.strip():
            if param.required:
                yield name, "Fill this in."
            continue
        try:
            param.type.convert(value, param, context)
        except click.BadParameter as error:
            yield name, error.message
