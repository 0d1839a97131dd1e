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

Kind = Literal["text", "money", "date", "choice", "suggest", "flag", "file"]


class Option(NamedTuple):
    """One of several to choose from: what it stands for, and what is shown."""

    value: str
    title: str


class Field(NamedTuple):
    """One thing that a form asks for; ``more`` ones are folded away."""

    name: str
    label: str
    said: str
    kind: Kind
    required: bool = False
    more: bool = False
    options: tuple[Option, ...] = ()


class Form(NamedTuple):
    """One form, which one command records."""

    name: str
    title: str
    said: str
    fields: tuple[Field, ...]


class Upload(NamedTuple):
    """A file that came with a form."""

    name: str
    content: bytes


class Outcome(NamedTuple):
    """What became of it: recorded, shown, or refused with a problem for each field."""

    saved: bool
    text: str
    problems: Mapping[str, str]


class Recorder(Protocol):
    """Who records: the command line's own commands and the one way to write."""

    @property
    def actor(self) -> str:
        """Who is written down as having recorded it."""

    def titles(self) -> Mapping[str, str]:
        """Name the forms that there are, and what each is called, in order."""

    def labels(self, name: str) -> Mapping[str, str]:
        """Return what heads each field of a form, by its name; those with a place come first."""

    def form(self, name: str, book: Book) -> Form:
        """Return one of them, with choices out of the books."""

    def record(
        self, form: str, values: Mapping[str, str], upload: Upload | None, *, dry_run: bool
    ) -> Outcome:
        """Record what a form says, or show what would be recorded."""


def recorder_of_request() -> Recorder | None:
    """Return what forms record with for who is at the page; None of who only looks."""
    if getattr(g, "ringfence_only_looks", False):
        return None
    recorder: Recorder | None = current_app.config.get(RECORDER)
    return recorder
