"""Forms that record what happens, each made of an event's fields.

A form is filled in by hand, so what it says is read as on the command line: the same reading of
dates and pounds, the same drafts, the same rules and the one way to write.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import click

from ringfence.bookkeeping import offers
from ringfence.bookkeeping.attach import Attachment, NotADocumentError
from ringfence.bookkeeping.event import Event
from ringfence.cli.errors import in_words
from ringfence.cli.events import record_event
from ringfence.cli.main import main, where_events_are
from ringfence.cli.serve import event_forms
from ringfence.cli.serve.form_problems import problems_of
from ringfence.cli.serve.form_words import at_form
from ringfence.cli.settings import Settings
from ringfence.cli.writing import WRAP
from ringfence.ledger.book import Book
from ringfence.ledger.years import today
from ringfence.pages.forms import WHOLE, Field, Form, Option, Outcome, Upload
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
        names = event_forms.names_at_form(_event(name))
        return {field: label(called) for called, field in names.items()}

    def form(self, name: str, book: Book) -> Form:
        """Return one form, with choices out of the books."""
        command = _command(name)
        assert command is not None  # noqa: S101 - as titles says
        title, takes_paper = next((title, takes) for each, title, takes in FORMS if each == name)
        if self._offered[0] is not book or self._day != today():
            self._offered, self._day = (book, {}), today()
        event = _event(name)
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
            return Outcome(saved=False, text="", problems=self._problems(form, error))
        return Outcome(saved=not dry_run, text=text.strip(), problems={})

    def _problems(self, form: str, error: click.ClickException) -> dict[str, str]:
        at = At.recorder(self, form)
        found = problems_of(error, event_forms.names_at_form(_event(form)))
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
            typed = event_forms.event_of(event, values)
            context = click.Context(command, info_name=name, obj=self._settings)
            if attachment:
                context.meta[WRAP] = attachment.add_to
            with context, in_words():
                record_event(typed, dry_run=dry_run)
        return printed.getvalue()


def _event(name: str) -> type[Event]:
    """Return the event of a form."""
    where = where_events_are()[name]
    module, _, attribute = where.partition(":")
    found: type[Event] = getattr(importlib.import_module(f"ringfence.{module}"), attribute)
    return found


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


def _command(name: str) -> click.Command | None:
    """Find a command, or one of a group, as the command line does; None if there is none."""
    found: click.Command | None = main
    for part in name.split():
        if not isinstance(found, click.Group):
            return None
        found = found.get_command(click.Context(found), part)
    return found
