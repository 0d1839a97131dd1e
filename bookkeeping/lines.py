"""Events as lines of JSON: read, and recorded together, each with those before it in place."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from ringfence.bookkeeping.errors import BookkeepingError, FieldError, LackingError, NotSavedError
from ringfence.bookkeeping.event import Drafted, Event, fields_of
from ringfence.bookkeeping.values import read_value
from ringfence.ledger import messages
from ringfence.ledger.paying_errors import PayingError
from ringfence.ledger.recording.errors import RecordingError
from ringfence.ledger.words import did_you_mean, near

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books
    from ringfence.ledger.recording.drafting import Wanted
    from ringfence.ledger.recording.steps import Plan
    from ringfence.ledger.recording.writing import Recording, RefusedError

#: Which event a line is.
EVENT = "event"
_EMPTY = "Fill this in."
#: What a refusal of one command ends with.
_NOTHING_SAVED = re.compile(r"\s+Nothing was saved\.(?= \[|$)")
_WITHOUT = "Each line was tried without those before it that are refused here."
#: Gives the class of an event by its name.
Find = Callable[[str], "type[Event]"]


class Fault(NamedTuple):
    """What is wrong with a line, at one of its fields if that is known."""

    line: int
    text: str
    field: str = ""

    def __str__(self) -> str:
        place = f"Line {self.line}, {self.field}" if self.field else f"Line {self.line}"
        return f"{place}: {self.text}"


class LinesError(NotSavedError):
    """Lines that can't be recorded, with everything that is wrong with them."""

    def __init__(self, faults: Sequence[Fault], *, besides: str = "") -> None:
        texts = [*map(str, faults), *filter(None, [besides]), "Nothing was saved."]
        super().__init__("\n\n".join(texts))
        self.faults = list(faults)


class NotUtf8Error(BookkeepingError):
    """A file of lines that is not text in UTF-8."""


class UnknownEventError(BookkeepingError):
    """A name of no event."""


class Line(NamedTuple):
    """An event and the number of its line, from one on."""

    number: int
    event: Event


def read_lines(text: str, find: Find, folder: Path) -> list[Line]:
    """Return the events of a text, an object of JSON a line; blank lines are passed over.

    Args:
        text: The lines.
        find: Gives the class of an event by its name, or raises :class:`UnknownEventError`.
        folder: Where files are that lines name.

    Raises:
        LinesError: what is wrong, of every line.
    """
    lines: list[Line] = []
    faults: list[Fault] = []
    for number, each in enumerate(text.splitlines(), start=1):
        if not each.strip():
            continue
        try:
            lines.append(Line(number, _event(number, each, find, folder)))
        except LinesError as error:
            faults += error.faults
    if faults:
        raise LinesError(faults)
    return lines


def _event(number: int, text: str, find: Find, folder: Path) -> Event:
    content = _object(number, text)
    name = content.pop(EVENT, None)
    if not isinstance(name, str):
        raise LinesError([Fault(number, 'Say which event it is: {"event": "spend", …}.', EVENT)])
    try:
        cls = find(name)
    except UnknownEventError as error:
        raise LinesError([Fault(number, str(error), EVENT)]) from error
    inputs = {each.name: each for each in fields_of(cls)}
    faults: list[Fault] = []
    values: dict[str, object] = {}
    for key, value in content.items():
        wanted = inputs.get(key)
        if wanted is None:
            hint = did_you_mean(near(key, inputs)) or f" There is {', '.join(inputs)}."
            faults.append(Fault(number, f"`{name}` has no such field.{hint}", key))
        elif value is not None:
            try:
                values[wanted.attribute] = read_value(wanted, value, folder)
            except ValueError as error:
                faults.append(Fault(number, str(error), key))
    faults += (
        Fault(number, _EMPTY, each.name)
        for each in inputs.values()
        if each.required and content.get(each.name) is None
    )
    if faults:
        raise LinesError(faults)
    return cls(**values)


def _object(number: int, text: str) -> dict[str, object]:
    """Return the object that a line is; a number in it keeps every digit."""
    try:
        found = json.loads(
            text,
            parse_float=Decimal,
            parse_constant=_refuse_constant,
            object_pairs_hook=_once_each,
        )
    except RecursionError as error:
        words = "This is not a line of JSON that can be read: it is nested too deep."
        raise LinesError([Fault(number, words)]) from error
    except ValueError as error:
        words = str(error)
        if isinstance(error, json.JSONDecodeError):
            words = f"This is not a line of JSON: at character {error.colno}, {error.msg}."
        raise LinesError([Fault(number, words)]) from error
    if not isinstance(found, dict):
        raise LinesError([Fault(number, 'Each line is an object: {"event": "spend", …}.')])
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number.")


def _once_each(pairs: list[tuple[str, object]]) -> dict[str, object]:
    names = [name for name, _value in pairs]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise ValueError(f"`{twice}` is given twice.")
    return dict(pairs)


class Desk:
    """Drafts lines, one after another, and keeps what is said beside them."""

    def __init__(self, lines: Sequence[Line], who: str) -> None:
        self._lines = lines
        self._who = who
        self._faults: list[Fault] = []
        self._drafted: dict[int, Drafted] = {}

    def plans(self) -> list[Plan]:
        """Return a plan for each line; the last one refuses what was wrong with any."""
        return [*map(self._plan_of, self._lines), self._refuse_faults]

    def _plan_of(self, line: Line) -> Plan:
        def plan(books: Books) -> Sequence[Wanted]:

            if line is self._lines[0]:
                self._faults.clear()
            try:
                self._drafted[line.number] = drafted = _draft(line.event, self._who, books)
            except (BookkeepingError, PayingError) as error:
                self._faults.append(_fault_of(line, error))
                return ()
            return drafted.wanted

        return plan

    def _refuse_faults(self, _books: Books) -> Sequence[Wanted]:
        if self._faults:
            raise LinesError(self._faults, besides=_WITHOUT if self._faults[1:] else "")
        return ()

    def unwritten(self, error: RecordingError) -> LinesError:
        """Return what can't be written down, by its line."""
        return LinesError([_fault_of(self._lines[error.step], error)])

    def refuse(self, error: RefusedError) -> LinesError:
        """Return what the rules forbid, by the lines that bring it about."""
        faults: dict[Fault, None] = {}
        for finding, step in zip(error.findings, error.steps, strict=True):
            line = self._lines[step]
            faults[Fault(line.number, _in_lines(finding.message, line))] = None
        return LinesError(sorted(faults, key=lambda each: each.line))

    def remarks(self, recording: Recording) -> Iterator[str]:
        """Yield what is said beside each line, and what may be wrong with it."""
        for line, step in zip(self._lines, recording.steps, strict=False):
            drafted, alone = self._drafted[line.number], recording.of_step(step)
            doubts = ("Warning: " + each for each in drafted.doubts(alone))
            for text in (*drafted.remarks, *drafted.remarks_on(alone), *doubts):
                yield f"Line {line.number}: {text}"


def _draft(event: Event, who: str, books: Books) -> Drafted:
    for lacking in (*event.find_missing(None), *event.find_missing(books)):
        if str(lacking):
            raise lacking
    return event.drafts_by(who, books)


def _fault_of(line: Line, error: Exception) -> Fault:
    text = _in_lines(str(error), line) or _EMPTY
    named = error.field.lower() if isinstance(error, FieldError | LackingError) else ""
    return Fault(line.number, text, named)


def _in_lines(text: str, line: Line) -> str:
    """Return a refusal as a line has it, with fields named as there."""
    names = {each.name for each in fields_of(type(line.event))}

    def name_of(what: messages.Field | messages.Step, typed: str) -> str:
        if not isinstance(what, messages.Field) or what.name.lower() not in names:
            return typed
        called = f"the field `{what.name.lower()}`"
        return f"{called}, {what.value}" if what.value else called

    return _NOTHING_SAVED.sub("", messages.fill(text, name_of))
