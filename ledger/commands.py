"""What messages tell people to type: command lines, built, quoted and found again in one place.

A command line in a text begins with `ringfence` and ends with its sentence, its line or its
bracket. What is to be filled in stands in capitals, a `Blank`. Every other word is to be typed
as it stands, and `quoted` writes it so that shells leave it alone.
"""

from __future__ import annotations

import enum
import os
import re
import shlex
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from ringfence.ledger.messages import Message, Step, named
from ringfence.ledger.money import plain

PROGRAM = "ringfence"


class Blank(enum.StrEnum):
    """What people put in themselves, by what it is; words keep their quotes."""

    AMOUNT = "AMOUNT"
    BODY = "BODY"
    COUNT = "COUNT"
    DAY = "DAY"
    ENTRY = "ENTRY"
    FILE = "FILE"
    FOLDER = "FOLDER"
    FROM = "FROM"
    FUND = "FUND"
    ID = "ID"
    NAME = "NAME"
    PART = "PART"
    PERSON = "PERSON"
    POT = "POT"
    REFERENCE = "REFERENCE"
    TEXT = "TEXT"
    TO = "TO"


_WORDS = (Blank.NAME, Blank.TEXT)

#: Every shell takes these as they are, and no sentence ends in them. A comma is none: to
#: PowerShell it makes two arguments of one.
_BARE = re.compile(r"[\w/+%-](?:[\w@+=%/:.-]*[\w@+=%/-])?")
#: Between double quotes these mean something to one shell or another.
_AWKWARD = re.compile(r'["$`!]|\\(?=\\|$)')
_QUOTE = re.compile(r'(\\*)"')
_LAST_BACKSLASHES = re.compile(r"(\\+)$")


def quote(value: str, *, windows: bool = os.name == "nt") -> str:
    """Write a word of a command line so that the shell hands it on as it is.

    Between double quotes sh, cmd and PowerShell nearly always read the same. Where they do not,
    it is as the shells of this machine read it: in single quotes for sh, and for Windows with
    each double quote twice.

    Args:
        value: The word; it may be empty.
        windows: Whether it is for Windows, and not for sh.
    """
    if _BARE.fullmatch(value):
        return value
    if not _AWKWARD.search(value):
        return f'"{value}"'
    if not windows:
        return shlex.quote(value)
    # Backslashes before a quote are halved by whatever reads the command line.
    doubled = _LAST_BACKSLASHES.sub(r"\1\1", _QUOTE.sub(r'\1\1""', value))
    return f'"{doubled}"'


def command(name: str, /, *arguments: object, **options: object) -> Message:
    """Build the command line of a command, a message that names the step that it is.

    Args:
        name: What it is called, such as ``fund amend``.
        arguments: In their order: a pot, an amount, a day, a text or a `Blank`.
        options: By their names, with ``_`` for ``-``, and after ``FROM`` and the like for words
            of Python's own. True stands for a flag, a list for an option that is repeated; what
            is None or False is left out. ``as_`` names who acts, and stands first.
    """
    step = Step(name, arguments, tuple(options.items()))
    person = options.pop("as_", None)
    acting = [] if person is None else ["--as", _word(person)]
    typed = [_word(each) for each in arguments]
    texts = [word for key, value in options.items() for word in _option(key, value)]
    # What begins with a hyphen would be taken for an option.
    hyphened = any(_plain(each).startswith("-") for each in arguments)
    rest = [*texts, "--", *typed] if hyphened else [*typed, *texts]
    return named(" ".join([PROGRAM, *acting, *name.split(), *rest]), step)


def _option(key: str, value: object) -> Iterator[str]:
    name = "--" + key.rstrip("_").replace("_", "-")
    if value is None or value is False:
        return
    if value is True:
        yield name
    elif isinstance(value, list | tuple) and not hasattr(value, "_fields"):
        for each in value:
            yield from _option(key, each)
    else:
        text = _plain(value)
        yield from ((quote(f"{name}={text}"),) if text[:1] == "-" else (name, _word(value)))


def _word(value: object) -> str:
    return f'"{value}"' if value in _WORDS else quote(_plain(value))


def _plain(value: object) -> str:
    return plain(value) if isinstance(value, Decimal) else str(value)


class Place(NamedTuple):
    """Where a command line stands in a text: from a character up to another."""

    start: int
    end: int


# A word is of characters that end no sentence, and of what is between quotes.
_CHARACTER = r"[^\s\"'`()\[\];,.:…“”–]|[,.:](?=[^\s\"'`)\]])"
_TYPED_WORD = rf"(?:{_CHARACTER}|\"(?:\\.|[^\"\\])*\"|'[^']*')+"
_LINE = re.compile(rf"(?<![\w./\\-]){PROGRAM}(?: {_TYPED_WORD})+")


def commands_in(text: str) -> Iterator[Place]:
    """Find the command lines that a text tells people to type, or names."""
    for found in _LINE.finditer(text):
        yield Place(found.start(), found.end())
