"""Forms that record, as plain data: what a page shows, and who records what it is sent.

The pages know no command. Whoever serves Fava hands a recorder over in the application's
configuration, under ``RECORDER``; without one there is no form and nothing is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple, Protocol

from flask import current_app, g

from ringfence.ledger.book import Book

RECORDER = "RINGFENCE_RECORDER"
#: Where the configuration has where one logs out, if there is a sign-in.
LOG_OUT = "RINGFENCE_LOG_OUT"
#: Where a problem stands that belongs to no field.
WHOLE = ""

Kind = Literal["text", "lines", "money", "date", "choice", "suggest", "flag", "file"]
#: How many rows a field has that takes several, and how the later ones are called.
ROWS = 4


def row_name(name: str, number: int) -> str:
    """Name a row of a field that takes several, from 1 on; the first is called as the field."""
    return name if number == 1 else f"{name}.{number}"


def amount_name(name: str) -> str:
    """Name the amount beside a field that takes one."""
    return f"{name}.amount"


def was_name(name: str) -> str:
    """Name what a field showed when the form was opened: what is still so was not said."""
    return f"was.{name}"


class Option(NamedTuple):
    """One of several to choose from.

    Attributes:
        value: What it stands for.
        title: What is shown.
        group: Under which head it stands.
        name: What it is called, where the title says more of it.
    """

    value: str
    title: str
    group: str = ""
    name: str = ""


class Field(NamedTuple):
    """One thing that a form asks for.

    Attributes:
        name: What it is sent as.
        label: What heads it.
        said: What it is, in a sentence.
        kind: How it is asked for.
        required: Whether it has to be filled in.
        more: Whether it is folded away.
        options: What it may be.
        rows: How many it takes.
        has_amount: Whether each of them may have an amount.
        section: What heads the fields that it is folded away with.
    """

    name: str
    label: str
    said: str
    kind: Kind
    required: bool = False
    more: bool = False
    options: tuple[Option, ...] = ()
    rows: int = 1
    has_amount: bool = False
    section: str = "More"

    @property
    def names(self) -> list[str]:
        """What each of its rows is sent as."""
        return [row_name(self.name, number) for number in range(1, self.rows + 1)]

    @property
    def groups(self) -> dict[str, list[Option]]:
        """What it may be, by the heads that the options stand under."""
        found: dict[str, list[Option]] = {}
        for option in self.options:
            found.setdefault(option.group, []).append(option)
        return found

    def show(self, value: str) -> str:
        """Return a value as people read it: what stands for it where there is a list."""
        titles = {each.value: each.name or each.title for each in self.options}
        return titles.get(value, value)


class Form(NamedTuple):
    """One form, which one command records.

    Attributes:
        name: The command.
        title: What the form is called.
        said: What it does, in a sentence.
        fields: What it asks for.
        begins: What its fields show at first, by their names.
        asks_which: Whether it first asks what it is about, since it then shows how that is.
    """

    name: str
    title: str
    said: str
    fields: tuple[Field, ...]
    begins: Mapping[str, str] = {}
    asks_which: bool = False

    @property
    def sections(self) -> dict[str, list[Field]]:
        """What is folded away, by what heads it."""
        found: dict[str, list[Field]] = {}
        for field in self.fields:
            if field.more:
                found.setdefault(field.section, []).append(field)
        return found


class Upload(NamedTuple):
    """A file that came with a form."""

    name: str
    content: bytes


class Outcome(NamedTuple):
    """What became of it: recorded, checked, or refused with a problem for each field.

    Attributes:
        saved: Whether it is in the books.
        problems: Why it is not, by the name of the field; of no field under ``WHOLE``.
        sentences: What it comes to, in words; the first says the most.
        notes: How it was worked out, what is left, and what to mind.
        text: What the books gain, as Beancount reads it.
        drafts: What was drafted, to tell whether it would come out otherwise.
        has_changed: Whether it would come out otherwise than it was shown, so was not saved.
        entry: Where the first entry stands that was recorded, as a correction names it.
    """

    saved: bool
    problems: Mapping[str, str]
    sentences: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    text: str = ""
    drafts: tuple[object, ...] = ()
    has_changed: bool = False
    entry: str = ""


class Recorder(Protocol):
    """Who records: the events that there are and the one way to write."""

    @property
    def actor(self) -> str:
        """Who is written down as having recorded it."""

    @property
    def books(self) -> str:
        """Which books these are, to tell drafts for one from drafts for others."""

    def titles(self) -> Mapping[str, str]:
        """Name the forms that there are, and what each is called, in order."""

    def labels(self, name: str) -> Mapping[str, str]:
        """Return what heads each field of a form, by its name; those with a place come first."""

    def form(self, name: str, book: Book, values: Mapping[str, str]) -> Form:
        """Return one of them, with choices out of the books.

        What it is about, if ``values`` say, decides what its fields begin with.
        """

    def check(
        self, form: str, values: Mapping[str, str], papers: Mapping[str, Upload]
    ) -> tuple[Mapping[str, str], Outcome]:
        """Return what a form says with what was filled in for it, and what it would come to.

        Nothing is recorded.
        """

    def record(
        self,
        form: str,
        values: Mapping[str, str],
        papers: Mapping[str, Upload],
        shown: tuple[object, ...],
    ) -> Outcome:
        """Record what a form says, if it still comes out as it was shown."""


def recorder_of_request() -> Recorder | None:
    """Return what forms record with for who is at the page; None of who only looks."""
    if getattr(g, "ringfence_only_looks", False):
        return None
    recorder: Recorder | None = current_app.config.get(RECORDER)
    return recorder
