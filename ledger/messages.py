"""Texts that name fields and steps, so that each front end can name them in its own way.

A message is a text as a terminal has it: ``say when it was supplied (--supplied DAY)``. Beside it
stand marks: from here to there it names a field, or a step to take. A terminal, Beancount's own
tools and JSON take the text as it is; a page, or a file of events, puts its own words in where
the marks are (`fill`, `pieces`). What people typed never has a mark, whatever signs are in it.

Messages are put together with ``+`` and `join`. An f-string makes a plain text of one, in which a
front end has nothing to replace: it then shows what is typed at a terminal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, Self, SupportsIndex


class Field(NamedTuple):
    """A field of what is recorded, named in a message.

    Attributes:
        name: What people call it: ``approved-by``; in capitals, ``POT``, what has its place.
        value: What to put in, if the message says; empty where people know themselves.
    """

    name: str
    value: str = ""


class Step(NamedTuple):
    """Something to do, named in a message by the command that does it.

    Attributes:
        name: What it is called: ``vire``, ``fund amend``.
        values: What it says in its places, in their order.
        fields: What it says in its other fields; True stands for a flag.
    """

    name: str
    values: tuple[object, ...] = ()
    fields: tuple[tuple[str, object], ...] = ()


class Mark(NamedTuple):
    """What a message names from one character up to another."""

    start: int
    end: int
    named: Field | Step


class Message(str):
    """A text, as a terminal has it, with marks on what it names."""

    __slots__ = ("marks",)
    marks: tuple[Mark, ...]

    def __new__(cls, text: str = "", marks: Iterable[Mark] = ()) -> Self:
        """Make one of a text and its marks, in their order; they do not overlap."""
        made = super().__new__(cls, text)
        made.marks = tuple(marks)
        return made

    def __getnewargs__(self) -> tuple[str, tuple[Mark, ...]]:  # type: ignore[override]
        """Return what a copy is made of."""
        return str.__str__(self), self.marks

    def __str__(self) -> Message:
        """Return itself: the text of an error is the message that the error was given."""
        return self

    def __add__(self, other: str) -> Message:
        """Put a text after it."""
        return join("", (self, other))

    def __radd__(self, other: str) -> Message:
        """Put a text before it."""
        return join("", (other, self))

    def __getitem__(self, key: SupportsIndex | slice) -> str:
        """Return a part of it, with the marks that are wholly in it."""
        part = super().__getitem__(key)
        if not isinstance(key, slice) or key.step not in (None, 1):
            return part
        start, end, _step = key.indices(len(self))
        kept = (each for each in self.marks if start <= each.start and each.end <= end)
        return Message(part, (Mark(m.start - start, m.end - start, m.named) for m in kept))

    def removesuffix(self, suffix: str) -> str:
        """Return it without an end."""
        return self[: len(self) - len(suffix)] if suffix and self.endswith(suffix) else self

    def rstrip(self, chars: str | None = None) -> str:
        """Return it without the spaces at its end."""
        return self[: len(super().rstrip(chars))]

    def lstrip(self, chars: str | None = None) -> str:
        """Return it without the spaces at its beginning."""
        return self[len(self) - len(super().lstrip(chars)) :]

    def strip(self, chars: str | None = None) -> str:
        """Return it without the spaces at both ends."""
        return self.rstrip(chars).lstrip(chars)

    def partition(self, sep: str) -> tuple[str, str, str]:
        """Return what is before the first of a text, that text, and what is after it."""
        place = self.find(sep)
        if place < 0:
            return self, "", ""
        return self[:place], sep, self[place + len(sep) :]


def named(text: str, what: Field | Step) -> Message:
    """Return a message that is nothing but the name of a field or a step, as a terminal has it."""
    return Message(text, (Mark(0, len(text), what),))


def name_field(name: str, blank: str = "", *, value: object = "") -> Message:
    """Name a field in a message: ``--supplied DAY`` at a terminal.

    Args:
        name: What people call it; in capitals what has its place in a command, without its name.
        blank: What a terminal shows in the place of what people know themselves.
        value: What to put in, where the message says it.
    """
    typed = name if name.isupper() else f"--{name}"
    text = str(value) or blank
    return named(f"{typed} {text}" if text else typed, Field(name, str(value)))


def join(between: str, texts: Iterable[str]) -> Message:
    """Join texts as ``str.join`` does, with their marks."""
    parts: list[str] = []
    marks: list[Mark] = []
    length = 0
    for number, each in enumerate(texts):
        for part in (between, each) if number else (each,):
            found = part.marks if isinstance(part, Message) else ()
            marks += (Mark(m.start + length, m.end + length, m.named) for m in found)
            parts.append(part)
            length += len(part)
    return Message("".join(parts), marks)


def pieces(text: str) -> Iterator[tuple[str, Field | Step | None]]:
    """Yield a message piece by piece: as a terminal has it, and what it names, if anything.

    A text without marks is one piece. None is empty.
    """
    place = 0
    for mark in text.marks if isinstance(text, Message) else ():
        if place < mark.start:
            yield text[place : mark.start], None
        yield text[mark.start : mark.end], mark.named
        place = mark.end
    if place < len(text):
        yield text[place:], None


def fill(text: str, words: Callable[[Field | Step, str], str]) -> str:
    """Return a message in the words of a front end.

    Args:
        text: The message; a text without marks stays as it is.
        words: From what is named, and how a terminal names it, to how the front end does.
    """
    return "".join(words(what, typed) if what else typed for typed, what in pieces(text))
