"""What every page has in common: what it is asked for, and what it shows if it can't be made."""

from __future__ import annotations

import datetime
import logging
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from fava.ext import FavaExtensionBase
from flask import abort, current_app, g, request, url_for
from markupsafe import Markup, escape

from ringfence.ledger.book import Book
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.messages import Message
from ringfence.ledger.money import pounds
from ringfence.ledger.questions import Asked as Question
from ringfence.pages.forms import LOG_OUT, RECORDER, recorder_of_request
from ringfence.pages.links import Links, context_of
from ringfence.pages.loaded_books import Loaded, load_once, seen_in
from ringfence.pages.paging import MOST_ROWS as MOST_ROWS  # noqa: PLC0414 - as pages call it
from ringfence.pages.time_filter import Asked, BadTimeError, read_days
from ringfence.pages.visits import note_visit
from ringfence.pages.who import who_looks
from ringfence.pages.wording import At, Part
from ringfence.reports import columns
from ringfence.reports.reliance import banner
from ringfence.reports.render.formats import FORMATS, Format
from ringfence.reports.render.table import days_in_words, long_date, show

if TYPE_CHECKING:
    import jinja2


_log = logging.getLogger(__name__)
#: Where an application keeps the templates.
_TEMPLATES = "ringfence-pages"
#: Where a request keeps which forms there are.
_AT = "ringfence_at"
_OURS = (
    "This page could not be made because of a fault in Ringfence: the terminal shows more. The "
    "books are unchanged, and the other pages can be used."
)


def _tell(message: str, form: str = "", *, links: bool = True) -> Markup:
    """Show a message in a page's words: a form is led to, a command stands out to be copied.

    Args:
        message: The message.
        form: The form that it is about, if about one.
        links: Whether links may stand in it.
    """
    at: At | None = getattr(g, _AT, None)
    if at is None:
        at = At.recorder(recorder_of_request())
        setattr(g, _AT, at)
    at = at._replace(form=form)
    return Markup("").join(map(_part, at.parts(message))) if links else escape(at.tell(message))


def asking(about: str, what: str) -> Message:
    """Say how to ask about an entry or a return, named as questions name it."""
    return f"To ask about this {what}: " + command("question ask", about, Blank.TEXT)


def _answering(asked: Question) -> Message:
    """Say how a question is answered."""
    return "To answer it: " + command("question answer", asked.id, Blank.TEXT)


def _part(part: Part) -> Markup:
    if part.form:
        # What a form begins with stands in its address.
        values: dict[str, Any] = {"form": part.form, **part.values}
        return Markup('<a href="{}">{}</a>').format(
            url_for("extension_report", extension_name="Record", **values), part.text
        )
    if part.page:
        address = url_for("extension_report", extension_name=part.page)
        return Markup('<a href="{}">{}</a>').format(address, part.text)
    return (
        Markup("<code>{}</code>").format(part.text)
        if part.typed
        else escape(days_in_words(part.text))
    )


class AtThePage(NamedTuple):
    """Who is at the page, and where they log out; who ``only_looks`` has no forms."""

    person: str
    name: str
    only_looks: bool
    log_out: str | None


def _at_the_page() -> AtThePage | None:
    """Return who is at the page; None where nobody asked, as under plain Fava."""
    log_out = current_app.config.get(LOG_OUT)
    person = getattr(g, "ringfence_person", None)
    if person is None:
        if not current_app.config.get(RECORDER):
            return None
        return AtThePage("", "", only_looks=True, log_out=log_out)
    history = load_once(g.ledger).book.register.persons.get(person)
    name = history.latest.name if history else person
    return AtThePage(person, name, only_looks=recorder_of_request() is None, log_out=log_out)


class Shown(NamedTuple):
    """What a template gets. With ``trouble`` there is nothing else to show."""

    trouble: str | None
    banner: str | None = None
    asked: Asked | None = None
    links: Links | None = None
    content: object = None
    ignored: tuple[str, ...] = ()
    files: tuple[Format, ...] = ()


class Page(FavaExtensionBase):
    """A page of the sidebar: a class for each, with a template of its name.

    One object serves all threads, so nothing of a request is kept on it. ``offers`` are the
    formats of the files to take away, which its ``download`` makes.
    """

    offers: ClassVar[tuple[str, ...]] = ()
    #: What it is called in a text, where its title in the sidebar has a number or comes and goes.
    plain_title: ClassVar[str] = ""

    @classmethod
    def called(cls) -> str:
        """Return what the page is called in a text."""
        return cls.plain_title or str(cls.report_title)

    def content(self, books: Loaded, wanted: Asked) -> object:
        """Return what the page is about, out of the reports."""
        raise NotImplementedError

    def reckon_ahead(self, books: Loaded, wanted: Asked) -> None:
        """Reckon what the page shows first, as the books are loaded, if that takes long."""

    def days(self, book: Book, time: str) -> Asked:
        """Return the days that the page is of, by Fava's time filter.

        Raises:
            BadTimeError: the filter names no time.
        """
        return read_days(book, time, datetime.date.today())

    def shown(self) -> Shown:
        """Return what the template shows, whatever the books and the filter are like."""
        try:
            books = load_once(self.ledger)
            self._note_visit(books)
            wanted = self.days(books.book, request.args.get("time", ""))
            return Shown(
                trouble=None,
                banner=banner(books.counted),
                asked=wanted,
                links=Links(books, wanted),
                content=self.content(books, wanted),
                files=tuple(FORMATS[name] for name in self.offers),
                ignored=tuple(name for name in ("account", "filter") if request.args.get(name)),
            )
        except BadTimeError as error:
            return Shown(str(error))
        except Exception:  # noqa: BLE001 - raised on, it would be a bare 500 in the middle of Fava
            _log.exception("The page %s could not be made.", self.name)
            return Shown(_OURS)

    def _note_visit(self, books: Loaded) -> None:
        """Keep what whoever looks has seen, so that they may ask what changed since."""
        main = Path(self.ledger.beancount_file_path)
        now = datetime.datetime.now().astimezone()
        note_visit(main, who_looks(), now, lambda: seen_in(books))

    def books_and_days(self) -> tuple[Loaded, Asked]:
        """Return what a file is made of; a filter that names no time is told, not guessed at."""
        books = load_once(self.ledger)
        try:
            time = request.args.get("time", "")
            return books, read_days(books.book, time, datetime.date.today())
        except BadTimeError as error:
            abort(400, description=str(error))

    def owner(self, books: Loaded) -> str:
        """Name whose papers these are."""
        partnership = books.book.register.partnership
        return partnership.name if partnership else str(self.ledger.options["title"])

    def after_load_file(self) -> None:
        """Read the books anew now, so that no page has to wait for it."""
        try:
            books = load_once(self.ledger)
            self.reckon_ahead(books, self.days(books.book, ""))
        except Exception:  # noqa: BLE001 - raised on, Fava would not start at all
            _log.exception("The pages of Ringfence could not read the books.")

    def compile_template(self) -> None:
        """Compile its template, which its first view would else do; within an application."""
        self.jinja_env.get_template(f"{self.name}.html")

    @cached_property
    def jinja_env(self) -> jinja2.Environment:
        """Fava's templates and ours, with what ours use: one for all pages, which share parts."""
        kept: jinja2.Environment | None = current_app.extensions.get(_TEMPLATES)
        if kept is None:
            kept = current_app.extensions[_TEMPLATES] = super().jinja_env
            kept.filters = {
                **kept.filters,
                "pounds": pounds,
                "long_date": long_date,
                "shown": show,
                "entry": context_of,
                "told": _tell,
            }
            # What a figure is called is said once, for the pages as for the papers.
            kept.globals = {
                **kept.globals,
                "called": columns,
                "answering": _answering,
                "asking": asking,
                "at_the_page": _at_the_page,
            }
        return kept
