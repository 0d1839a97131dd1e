"""The commands as forms: their own parameters are the fields, and they record.

A form is filled in by hand, so what it says goes through the command line's own door: the
same reading of dates and pounds, the same plan, the same rules and the one way to write.
"""

from __future__ import annotations

import contextlib
import io
import threading
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ringfence.bookkeeping import offers
from ringfence.bookkeeping.attach import Attachment
from ringfence.bookkeeping.attach import NotADocumentError
from ringfence.cli.prompt import choices
from ringfence.cli.prompt.typed import DayType
from ringfence.cli.prompt.typed import MoneyType
from ringfence.cli.serve.form_problems import MisreadError
from ringfence.cli.serve.form_problems import problems_of
from ringfence.cli.serve.form_words import NEW_ONE
from ringfence.cli.serve.form_words import at_form
from ringfence.cli.serve.form_words import called
from ringfence.cli.serve.form_words import label
from ringfence.cli.settings import Settings
from ringfence.cli.writing import WRAP
from ringfence.ledger.years import today
from ringfence.pages.forms import WHOLE
from ringfence.pages.forms import Field
from ringfence.pages.forms import Form
from ringfence.pages.forms import Kind
from ringfence.pages.forms import Option
from ringfence.pages.forms import Outcome
from ringfence.pages.forms import Upload

if TYPE_CHECKING:
    from ringfence.ledger.book import Book

#: The forms, in order: the command that records it, what it is called, whether it takes a paper.
FORMS = (
    ("spend", "Spend", True),
    ("earmark", "Earmark", False),
    ("vire", "Virement", False),
    ("decision add", "Decision", False),
    ("refund", "Refund", True),
)
DOCUMENT = "document"
#: What is asked for at once though a command does without; the rest is folded away.
_SHOWN = (
    *("date", "note", "decision", "body", "title", "amount", "minute", "order", "agreement"),
    "payee",
    "credit note",
)
#: What a form has its own way for, or officers at a form have no use for.
_NOT_ASKED = (
    *("dry_run", "illustrative", "link", "links", "corrects", "adjusts", "capital"),
    *("settled_by", "help"),
)
#: Asked for, though there may be none.
_MAY_BE_BLANK = ("invoice",)
#: No list to choose from is longer.
MOST = 1000

#: Gives what the books offer for a parameter.
Offer = Callable[[choices.Named], tuple[Option, ...]]

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

    def form(self, name: str, book: Book) -> Form:
        """Return one form, with choices out of the books."""
        command = _command(name)
        assert command is not None  # noqa: S101 - as titles says
        title, takes_paper = next((title, takes) for each, title, takes in FORMS if each == name)
        if self._offered[0] is not book or self._day != today():
            self._offered, self._day = (book, {}), today()
        return _form(name, title, command, self._offer, takes_paper=takes_paper)

    def _offer(self, named: choices.Named) -> tuple[Option, ...]:
        """Return what the books offer; worked out once a day, since nothing changes in a Book."""
        book, offered = self._offered
        assert book is not None  # noqa: S101 - a form has asked for it
        if named.offer not in offered:
            found = named.offer(book)
            offered[named.offer] = tuple(Option(each.value, each.title) for each in found)
        return offered[named.offer]

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
            asked = filter(_is_asked, command.params)
            fields = {called(param): param.name or WHOLE for param in asked}
            return Outcome(saved=False, text="", problems=problems_of(error, fields))
        return Outcome(saved=not dry_run, text=text.strip(), problems={})

    def _run(
        self,
        command: click.Command,
        name: str,
        values: Mapping[str, str],
        attachment: Attachment | None,
        *,
        dry_run: bool,
    ) -> str:
        args = [*_args(command, values), *(("--dry-run",) if dry_run else ())]
        # Options go first: behind the dashes nothing typed is taken for one.
        args += ["--", *_positional(command, values)]
        printed = io.StringIO()
        with _lock, contextlib.redirect_stdout(printed):
            misread = dict(_misread(command, values, self._settings))
            if misread:
                raise MisreadError(misread)
            context = command.make_context(name, args, obj=self._settings)
            if attachment:
                context.meta[WRAP] = attachment.added_to
            with context:
                command.invoke(context)
        return printed.getvalue()


def _command(name: str) -> click.Command | None:
    """Find a command, or one of a group, as the command line does; None if there is none."""
    from ringfence.cli.main import main

    found: click.Command | None = main
    for part in name.split():
        if not isinstance(found, click.Group):
            return None
        found = found.get_command(click.Context(found), part)
    return found


def _form(
    name: str, title: str, command: click.Command, offer: Offer, *, takes_paper: bool
) -> Form:
    params = [each for each in command.params if _is_asked(each)]
    fields = [_field(each, offer) for each in params]
    shown = [field for field in fields if not field.more]
    if takes_paper:
        said = "The invoice or receipt, as a PDF, picture, Word, Excel or mail file."
        shown.append(Field(DOCUMENT, "Document", said, "file"))
    more = [field for field in fields if field.more]
    said = at_form((command.help or "").strip().partition("\n")[0])
    return Form(name, title, said, (*shown, *more))


def _is_asked(param: click.Parameter) -> bool:
    hidden = isinstance(param, click.Option) and (param.hidden or param.count)
    return not hidden and param.name not in _NOT_ASKED and not param.is_eager


def _field(param: click.Parameter, offer: Offer) -> Field:
    name = param.name or ""
    said = at_form((param.help or "") if isinstance(param, click.Option) else "")
    needed = param.required and name not in _MAY_BE_BLANK
    kind, options = _kind(param, offer)
    if isinstance(param.type, choices.Named) and param.type.new:
        said = f"{said} {NEW_ONE}"
    if kind == "choice" and len(options) > MOST:
        said = f"{said} These are {MOST:,} of {len(options):,}; the commands take the others."
    words = called(param)
    shown = param.required or isinstance(param, click.Argument) or words in _SHOWN
    return Field(name, label(words), said.strip(), kind, needed, not shown, options[:MOST])


def _kind(param: click.Parameter, offer: Offer) -> tuple[Kind, tuple[Option, ...]]:
    if isinstance(param, click.Option) and param.is_flag:
        return "flag", ()
    match param.type:
        case MoneyType():
            return "money", ()
        case DayType():
            return "date", ()
        case choices.Named() as named:
            is_free = named.as_typed or named.new
            return ("suggest" if is_free else "choice"), offer(named)
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
        elif value.strip() or param.required or getattr(param.type, "blank", False):
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
            if param.required and name not in _MAY_BE_BLANK:
                yield name, "Fill this in."
            continue
        try:
            param.type.convert(value, param, context)
        except click.BadParameter as error:
            yield name, error.message
