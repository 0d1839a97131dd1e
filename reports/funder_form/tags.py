"""Tags in a text, as an officer put them in: found, read, and what is wrong with them said.

A tag is a name between double braces and nothing else. Nothing in a form is ever worked
out or run: forms come by e-mail.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from ringfence.ledger.commands import command
from ringfence.ledger.words import near
from ringfence.reports.funder_form.names import JOINED, LISTS, TAGS, Tag
from ringfence.reports.render.table import clean

_SPOT = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_STRAY = re.compile(r"\{\{|\}\}|\{%.*?%\}|\{%|%\}", re.DOTALL)
_NAME = re.compile(r"[A-Za-z0-9_/-]+(?:\.[A-Za-z0-9_/-]+)*")
#: What Word puts into a name unasked: hyphens of its own, and characters without a width.
_HYPHENS = dict.fromkeys(map(ord, "\u2010\u2011\u2012–—−"), "-")
_NOTHING = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_LONGEST = 60
#: What people call it, and what it is called here.
_WORDS = {"id": "action", "name": "title"}
_PERIOD = ("id", "name", "title")
_EXAMPLE = "{{ claim.this_claim }}"

#: A list on the way to a value, and which of its items; None is each.
Step = tuple[str, str | None]
#: The steps to the items of one list: what a row is repeated for.
Loop = tuple[Step, ...]


class Fault(NamedTuple):
    """What is wrong in a form, and where."""

    place: str
    message: str

    def __str__(self) -> str:
        """Return both, without characters of the form that would move a terminal's cursor."""
        return clean(f"{self.place}: {self.message}")


class Reference(NamedTuple):
    """A tag as a form has it: its name, the lists that lead to it, and how it was written."""

    tag: Tag
    steps: tuple[Step, ...]
    written: str

    @property
    def loops(self) -> Iterator[Loop]:
        """Return what its row is repeated for, from the outermost list on."""
        for index, (_name, chosen) in enumerate(self.steps, start=1):
            if chosen is None:
                yield self.steps[:index]


class Spot(NamedTuple):
    """A tag in a text, from one character to another; the message of one that can't be read."""

    start: int
    end: int
    reference: Reference | None
    message: str | None


@lru_cache(maxsize=2000)
def spots(text: str) -> tuple[Spot, ...]:
    """Find every tag in a text, and whatever looks like one; each copy of a row asks again."""
    return tuple(_spots(text))


def _spots(text: str) -> Iterator[Spot]:
    done = 0
    for match in _SPOT.finditer(text):
        yield from _stray(text, done, match.start())
        reference, message = _read(match[1])
        yield Spot(match.start(), match.end(), reference, message)
        done = match.end()
    yield from _stray(text, done, len(text))


def conflict(loops: list[Loop]) -> str | None:
    """Return why one row can't be repeated for all of these."""
    for one in loops:
        for other in loops:
            nested = one[: len(other)] == other or other[: len(one)] == one
            if not nested and not _are_joined(one, other):
                names = " and for each of ".join(sorted((_spoken(one), _spoken(other))))
                return f"one row can't be repeated for each of {names}: give each its own row."
    return None


def _are_joined(one: Loop, other: Loop) -> bool:
    first, second = one[0], other[0]
    both = {first[0], second[0]} == JOINED and first[1] is None and second[1] is None
    return both and (len(one) == 1 or len(other) == 1)


def _spoken(loop: Loop) -> str:
    return loop[-1][0]


def _stray(text: str, start: int, end: int) -> Iterator[Spot]:
    for match in _STRAY.finditer(text, start, end):
        mark = match[0]
        if mark == "{{":
            message = f"“{_cut(text[match.start() :])}” begins a tag that does not end: add }}}}."
        elif mark == "}}":
            message = f"“{_cut(text[: match.end()], tail=True)}” ends a tag that does not begin."
        else:
            message = (
                f"“{_cut(mark)}” is not a tag. A row is repeated by itself where it has a tag of a "
                "list, such as {{ lines.title }}."
            )
        yield Spot(match.start(), match.end(), None, message)


def _read(inner: str) -> tuple[Reference | None, str | None]:
    name = "".join(inner.translate(_HYPHENS | _NOTHING).split())
    written = " ".join(("{{", *_cut(name or inner).split(), "}}"))
    if not _NAME.fullmatch(name):
        return None, f"{written} is not a tag: a tag is a name alone, such as {_EXAMPLE}."
    path, steps = _follow(name.split("."))
    if path in TAGS:
        return Reference(TAGS[path], tuple(steps), written), None
    return None, f"there is no tag {written}." + _hint(name, path)


def _follow(parts: list[str]) -> tuple[str, list[Step]]:
    """Tell the names of a tag from the ids and numbers in it.

    The last list on the way is no step if the tag ends at it: it is then the value.
    """
    path, steps = "", list[Step]()
    for index, part in enumerate(parts):
        longer = f"{path}.{part.lower()}" if path else part.lower()
        if _leads_on(longer):
            path = longer
            if path in LISTS and index + 1 < len(parts):
                steps.append((path, None))
        elif steps and steps[-1] == (path, None):
            steps[-1] = (path, part)
        else:
            return ".".join((path, *parts[index:])).strip("."), steps
    return path, steps


def _leads_on(path: str) -> bool:
    return path in TAGS or any(name.startswith(f"{path}.") for name in TAGS)


def _hint(name: str, path: str) -> str:
    meant = _meant(name.lower())
    if meant is None:
        below = [tag for tag in TAGS if tag.startswith(f"{path}.")]
        if below:
            return f" It is a group of tags, such as {{{{ {below[0]} }}}}."
        close = near(path, TAGS)
        meant = close[0] if close else next(_tags_ending_in(name.rpartition(".")[2].lower()), None)
    if meant:
        return f" Did you mean {{{{ {meant} }}}}?"
    return " `" + command("return tags") + "` lists those there are."


def _meant(name: str) -> str | None:
    """Return the tag that another word stands for, or that is in the list beside the one named.

    What follows a list might be the id of one of its items, so only whole words count here.
    """
    list_, dot, last = name.rpartition(".")
    if f"{list_}{dot}{_WORDS.get(last, last)}" in TAGS:
        return f"{list_}{dot}{_WORDS.get(last, last)}"
    if list_ in JOINED:
        beside = (tag for tag in _tags_ending_in(last) if tag.partition(".")[0] in JOINED)
        return min(beside, key=lambda tag: tag.count("."), default=None)
    if list_ == "period" and last in _PERIOD:
        return "period.ref"
    return None


def _tags_ending_in(last: str) -> Iterator[str]:
    return (tag for tag in TAGS if tag.rpartition(".")[2] == last)


def _cut(text: str, *, tail: bool = False) -> str:
    text = " ".join(text.split())
    if len(text) <= _LONGEST:
        return text
    return f"…{text[-_LONGEST:]}" if tail else f"{text[:_LONGEST]}…"
