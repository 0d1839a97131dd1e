"""Forms that record what happens, each made of an event's fields.

A form is filled in by hand, so what it says is read as on the command line: the same reading of
dates and pounds, the same drafts, the same rules and the one way to write.
"""

from __future__ import annotations

import importlib
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Self

from ringfence.bookkeeping import offers
from ringfence.bookkeeping.attach import Attachment, NotADocumentError
from ringfence.bookkeeping.event import Drafted, Event, declaration_of, fields_of
from ringfence.bookkeeping.receipt import left_in_pots, split_of, warnings_of, why_later
from ringfence.bookkeeping.record import prepare, refuse_empty_file
from ringfence.bookkeeping.sentences import sentences_of
from ringfence.cli.main import where_events_are
from ringfence.cli.serve import declared, event_forms
from ringfence.cli.serve.form_problems import MisreadError, problems_of
from ringfence.cli.serve.form_words import at_form
from ringfence.cli.settings import Settings
from ringfence.ledger.book import Book
from ringfence.ledger.errors import UnservedError
from ringfence.ledger.loading import Books, load
from ringfence.ledger.recording import writing
from ringfence.ledger.recording.drafting import DeclarationDraft, FileDraft, Wanted
from ringfence.ledger.recording.writing import PlanChangedError, Recording
from ringfence.ledger.years import today
from ringfence.pages.forms import (
    WHOLE,
    Field,
    Form,
    Option,
    Outcome,
    Upload,
)
from ringfence.pages.tasks import STEPS
from ringfence.pages.wording import label

DOCUMENT = "document"
#: No list to choose from is longer; what is in no list is typed.
MOST = 1000
#: Fields of a declaration that differ from one moment to the next.
_OF_NOW = ("seal", "previous", "snapshot", "question-seal")
_REMEMBERED = "If you choose none, it is the one that the payee was last paid from."
_PAPER = "The invoice, receipt or letter, as a PDF, picture, Word, Excel or mail file."

#: Returns what the books offer.
Options = Callable[[offers.Offer], tuple[Option, ...]]


class FormRecorder:
    """Records what forms say, for one set of books and one officer."""

    def __init__(self, path: Path, settings: Settings) -> None:
        self._path = path
        self._settings = settings._replace(books=str(path))
        self._day = today()
        self._offered: tuple[Book | None, dict[offers.Offer, tuple[Option, ...]]] = (None, {})

    @property
    def actor(self) -> str:
        """Who is written down as having recorded it."""
        return self._settings.actor

    @property
    def books(self) -> str:
        """Which books these are."""
        return str(self._path.absolute())

    def titles(self) -> Mapping[str, str]:
        """Name the forms, by the command that records the same."""
        return {command: step.title for command, step in STEPS.items()}

    def labels(self, name: str) -> Mapping[str, str]:
        """Return what heads each field of a form, by its name; those with a place come first."""
        return _labels(name)

    def form(self, name: str, book: Book, values: Mapping[str, str]) -> Form:
        """Return one form, with choices out of the books and what it begins with."""
        if self._offered[0] is not book or self._day != today():
            self._offered, self._day = (book, {}), today()
        step, event = STEPS[name], event_called(name)
        text = at_form(declaration_of(event).text.partition("\n")[0])
        fields = event_forms.fields_at_form(event, self._offer)
        if _can_remember(event):
            fields = [
                each._replace(said=_REMEMBERED) if each.name == "pot" else each for each in fields
            ]
        form = Form(name, step.title, text, _in_order(fields, takes_paper=step.paper))
        if not declared.has_values_now(name):
            return form
        needs_name = any(each.name == "called" for each in fields)
        if needs_name and not values.get("called", "").strip():
            return form._replace(fields=form.fields[:1], asks_which=True)
        now = declared.values_now(name, values.get("called", ""), book)
        return form._replace(
            begins={
                each.name: now.get(each.name, "")
                for each in fields
                if each.name in declared.field_names(name)
            }
        )

    def _offer(self, offer: offers.Offer) -> tuple[Option, ...]:
        """Return what the books offer; worked out once a day, since nothing changes in a Book."""
        book, offered = self._offered
        assert book is not None  # noqa: S101 - a form has asked for it
        if offer not in offered:
            offered[offer] = tuple(map(_option, offer(book)))
        return offered[offer]

    def check(
        self, form: str, values: Mapping[str, str], papers: Mapping[str, Upload]
    ) -> tuple[Mapping[str, str], Outcome]:
        """Return what a form says with what was filled in, and what it would come to."""
        if form not in STEPS:
            return values, _no_form()
        try:
            with _Desk(form, self.actor, papers) as desk:
                books = load(self._path)
                filled = desk.fill_in(values, books.book)
                recording = desk.prepare(filled, books)
                return filled, desk.outcome(recording)
        except (UnservedError, MisreadError) as error:
            return values, Outcome(saved=False, problems=self._problems(form, error))

    def record(
        self,
        form: str,
        values: Mapping[str, str],
        papers: Mapping[str, Upload],
        shown: tuple[object, ...],
    ) -> Outcome:
        """Record what a form says, if it still comes out as it was shown."""
        if form not in STEPS:
            return _no_form()
        try:
            with _Desk(form, self.actor, papers) as desk:
                recording = desk.prepare(values, load(self._path))
                if _as_shown(recording) != shown:
                    changed: Outcome = desk.outcome(recording)._replace(has_changed=True)
                    return changed
                return desk.outcome(writing.save(recording))
        except PlanChangedError:
            _values, again = self.check(form, values, papers)
            outcome: Outcome = again if again.problems else again._replace(has_changed=True)
            return outcome
        except (UnservedError, MisreadError) as error:
            return Outcome(saved=False, problems=self._problems(form, error))

    def _problems(self, form: str, error: UnservedError | MisreadError) -> dict[str, str]:
        if isinstance(error, NotADocumentError):
            return {DOCUMENT: str(error)}
        return problems_of(error, event_forms.names_at_form(event_called(form)))


class _Desk:
    """Where one form is made an event, completed, drafted and described."""

    def __init__(self, form: str, who: str, papers: Mapping[str, Upload]) -> None:
        self._form = form
        self._cls = event_called(form)
        self._who = who
        self._papers = papers
        self._drafted = Drafted(())
        self._notes: list[str] = []
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self._stack.close()

    def fill_in(self, values: Mapping[str, str], book: Book) -> Mapping[str, str]:
        """Return what a form says, with the pot that its payee was last paid from."""
        payee = values.get("payee", "").strip()
        if not _can_remember(self._cls) or not payee or values.get("pot", "").strip():
            return values
        pot = offers.last_pot_of(book, payee)
        if pot is None:
            return values
        self._notes.append(
            f"No pot was chosen, so it is the one that {payee} was last paid from: {pot}."
        )
        return {**values, "pot": pot}

    def prepare(self, values: Mapping[str, str], books: Books) -> Recording:
        """Return what a form would record, judged; nothing is written.

        Raises:
            UnservedError: it can't be recorded.
            MisreadError: a field can't be read.
        """
        paper = self._papers.get(DOCUMENT) if STEPS[self._form].paper else None
        attachment = Attachment.of(paper.name, paper.content) if paper else None
        event = event_forms.event_of(self._cls, {**values, **self._files()})
        event = self._complete(event, None)

        def plan(books: Books) -> Sequence[Wanted]:
            self._drafted = self._complete(event, books).drafts_by(self._who, books)
            return self._drafted.wanted

        whole = attachment.add_to(plan) if attachment else plan
        return prepare(books, refuse_empty_file(whole), who=self._who)

    def _files(self) -> dict[str, str]:
        """Put papers of the event's own where it reads them, and name these places."""
        found: dict[str, str] = {}
        for each in fields_of(self._cls):
            paper = self._papers.get(each.attribute)
            if each.kind.name == "file" and paper is not None:
                Attachment.of(paper.name, paper.content)
                folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory()))
                path = folder / (Path(paper.name.replace("\\", "/")).name or "paper")
                path.write_bytes(paper.content)
                found[each.attribute] = str(path)
        return found

    def _complete(self, event: Event, books: Books | None) -> Event:
        """Return an event with what is clear without an answer: there is none, or its name.

        Raises:
            LackingError: it lacks something else.
        """
        for lacking in event.find_missing(books):
            wanted = next(
                (each for each in fields_of(self._cls) if each.name == lacking.field.lower()), None
            )
            unsaid = wanted is not None and getattr(event, wanted.attribute) is None
            if wanted is not None and unsaid and (wanted.kind.blank or lacking.default):
                return self._complete(event.fill(**{wanted.attribute: lacking.default}), books)
            if str(lacking):
                raise lacking
        return event

    def outcome(self, recording: Recording) -> Outcome:
        """Return what a recording comes to, in words and as Beancount reads it."""
        doubts = (f"Look again: {each}" for each in self._drafted.doubts(recording))
        notes = [
            *doubts,
            *self._notes,
            *self._drafted.remarks,
            *self._drafted.remarks_on(recording),
            *split_of(recording),
            *why_later(recording),
            *left_in_pots(recording),
            *warnings_of(recording),
        ]
        texts = [f"; {file}\n{text.strip()}" for file, text in recording.texts.items() if text]
        sentences = tuple(sentences_of(recording)) or ("There is nothing to record.",)
        return Outcome(
            saved=recording.saved,
            problems={},
            sentences=sentences,
            notes=tuple(dict.fromkeys(notes)),
            text="\n\n".join(texts),
            drafts=_as_shown(recording),
            entry=_place_of(recording),
        )


def _option(each: offers.Offered) -> Option:
    if not each.name:
        return Option(each.value, each.title, each.group)
    name = f"{each.name} ({each.value})"
    return Option(each.value, f"{each.name}: {each.about}", each.group, name)


def _can_remember(cls: type[Event]) -> bool:
    """Return whether the pot may be the one that the payee was last paid from."""
    needed = {each.attribute: each.kind for each in fields_of(cls) if each.required}
    return {"pot", "payee"} <= needed.keys() and not needed["pot"].new


@cache
def _labels(name: str) -> Mapping[str, str]:
    names = event_forms.names_at_form(event_called(name))
    return {field: label(called) for called, field in names.items()}


@cache
def event_called(name: str) -> type[Event]:
    """Return the event of a form, by the name of its command."""
    if name in declared.DECLARES:
        return declared.declared_event(name)
    module, _, attribute = where_events_are()[name].partition(":")
    found: type[Event] = getattr(importlib.import_module(f"ringfence.{module}"), attribute)
    return found


def _place_of(recording: Recording) -> str:
    """Return where the first transaction stands that was recorded; empty if none was."""
    if not recording.saved:
        return ""
    for entry in recording.entries:
        if hasattr(entry, "postings"):
            file = recording.after.relative(str(entry.meta["filename"]))
            return f"{file}:{entry.meta['lineno']}"
    return ""


def _as_shown(recording: Recording) -> tuple[object, ...]:
    """Return what was drafted, but for what the moment alone makes of it.

    A seal covers when something is recorded, and so does the digest of what it seals. The files
    beside the books are what the entries say, or came with the form.
    """
    return tuple(
        replace(each, meta={key: each.meta[key] for key in each.meta if key not in _OF_NOW})
        if isinstance(each, DeclarationDraft)
        else each.path
        if isinstance(each, FileDraft)
        else each
        for each in recording.drafts
    )


def _no_form() -> Outcome:
    return Outcome(saved=False, problems={WHOLE: "There is no such form."})


def _in_order(fields: Sequence[Field], *, takes_paper: bool) -> tuple[Field, ...]:
    """Return the fields of a form as they stand: what is folded away last, no list too long."""
    shown = [_cut(field) for field in fields if not field.more]
    if takes_paper:
        shown.append(Field(DOCUMENT, "Document", _PAPER, "file"))
    return (*shown, *(_cut(field) for field in fields if field.more))


def _cut(field: Field) -> Field:
    """Return a field whose list is no longer than a browser bears: what is left out is typed."""
    if len(field.options) <= MOST:
        return field
    said = f"{field.said} {MOST:,} of {len(field.options):,} are listed; type any other."
    return field._replace(said=said.strip(), options=field.options[:MOST], kind="suggest")
