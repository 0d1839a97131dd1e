"""An event is one declaration: a frozen dataclass that names its fields once.

    @event("vire", examples="vire Reserve 2017-18/Diversionary 1000")
    class Vire(PlanEntry):
        '''Move money from one pot to another, within each fund.'''

        source: Annotated[str, POT, Field(name="from", place=True, ask="Out of which pot?")]
        ...

        def drafts(self, books: Books) -> Drafted: ...

Commands with their prompts and completion, forms and lines of JSON are made of :func:`fields_of`.
No module of an event imports Click, Flask, Pydantic or Beancount at its head: every ``--help``
would wait for it. So the functions of an event import what they need.
"""

from __future__ import annotations

import dataclasses
import inspect
import types
import typing
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    ClassVar,
    Literal,
    NamedTuple,
    Self,
    TypeVar,
    dataclass_transform,
)

from ringfence.bookkeeping.errors import LackingError
from ringfence.ledger.typed.lengths import MOST_NAME, MOST_WORDS

if TYPE_CHECKING:
    from ringfence.bookkeeping.offers import Offer
    from ringfence.bookkeeping.request import Request
    from ringfence.ledger.loading import Books
    from ringfence.ledger.recording.drafting import Wanted
    from ringfence.ledger.recording.writing import Recording


#: What stands for words for somebody to read, in the help of a command.
_READ = ("TEXT", "LIST")


class Kind(NamedTuple):
    """How the value of a field is read and offered, by whichever way it comes in.

    Attributes:
        name: What it is: each front end has a line for each.
        shown: What stands for a value in a command's help.
        offer: From a Book to what it may be, if the books know that.
        as_typed: Whether it is taken as it is typed, and what is offered only suggested.
        new: Whether it may be one that there is not yet.
        blank: Whether it may be an empty text.
        words: The words of which it is one.
    """

    name: str
    shown: str = ""
    offer: Offer | None = None
    as_typed: bool = False
    new: bool = False
    blank: bool = False
    words: tuple[str, ...] = ()

    @property
    def most(self) -> int:
        """How many characters it may have: what somebody reads has more than a name."""
        is_read = self.name == "story" or (self.name == "words" and self.shown in _READ)
        return MOST_WORDS if is_read else MOST_NAME


class Field(NamedTuple):
    """What one field of one event adds to its kind.

    Attributes:
        help: What it is, in a sentence.
        ask: The question at a terminal, where it is not given.
        place: Whether it is typed in its place on a command line, without its name.
        shown: What stands for it there, if not its name.
        name: What it is called, if not as its attribute.
        key: Whether entries keep it in their metadata, under its name.
        hidden: Whether a command's help leaves it out.
        form: Where a form has it: at once, folded away with more, or never. What an event can't
            be made without, and what has its place, is asked for at once.
    """

    help: str = ""
    ask: str = ""
    place: bool = False
    shown: str = ""
    name: str = ""
    key: bool = False
    hidden: bool = False
    form: Literal["first", "more", "never"] = "more"


class Input(NamedTuple):
    """A field of an event as front ends read it.

    Attributes:
        attribute: Where the event has its value.
        name: What people call it: ``approved-by``, ``from``.
        kind: How it is read and offered.
        field: What is said of it.
        required: Whether an event can't be made without it.
        many: Whether it has several values.
    """

    attribute: str
    name: str
    kind: Kind
    field: Field
    required: bool
    many: bool


def _no_remarks(_recording: Recording) -> Iterator[str]:
    return iter(())


class Drafted(NamedTuple):
    """What is to be recorded, and what is said beside it: worked out once, so that both agree.

    Attributes:
        wanted: The drafts.
        remarks: How it was worked out, and what comes next.
        remarks_on: The same, of what shows only once it is recorded.
        doubts: What may be wrong with it; where somebody can be asked, it is asked about.
    """

    wanted: Sequence[Wanted]
    remarks: Sequence[str] = ()
    remarks_on: Callable[[Recording], Iterable[str]] = _no_remarks
    doubts: Callable[[Recording], Iterable[str]] = _no_remarks


@dataclass_transform(kw_only_default=True, frozen_default=True)
class Event:
    """Something that happens, as it was asked for.

    What events share is classes with annotated fields too. :func:`event` makes a frozen dataclass
    of the event alone: one of each class that it is made of would take 8 ms of every ``--help``.
    """

    if TYPE_CHECKING:
        __dataclass_fields__: ClassVar[dict[str, dataclasses.Field[Any]]]

    @property
    def unclear(self) -> bool:
        """Whether something is worked out from it, so that it is shown before it is saved."""
        return False

    def find_missing(self, books: Books | None) -> Iterable[LackingError]:  # noqa: ARG002 - most need nothing
        """Yield what it can't do without, given its other fields: a terminal asks for that.

        It is called without books before they are opened, and then with them.

        Raises:
            BookkeepingError: it makes no sense, whatever the books say.
        """
        return ()

    def fill(self, **values: Any) -> Self:  # noqa: ANN401 - whatever its fields hold
        """Return the same with some fields filled in, by their attributes."""
        return dataclasses.replace(self, **values)

    def request(self) -> Request:
        """Return what is said of whatever is recorded: the day, the note, decisions and so on."""
        raise NotImplementedError

    def drafts_by(self, who: str, books: Books) -> Drafted:  # noqa: ARG002 - most are the same of anybody
        """Return what is written when somebody records it: it may say who that was.

        It is called under the lock, perhaps twice: it asks nobody.

        Raises:
            BookkeepingError: it can't be recorded in these books.
            PayingError: there is not enough.
        """
        return self.drafts(books)

    def drafts(self, books: Books) -> Drafted:
        """Return what is written, whoever records it; as :meth:`drafts_by` otherwise."""
        raise NotImplementedError


class Declared(NamedTuple):
    """What describes an event as a whole.

    It is no attribute of its class: `title` and `date` are fields of some.
    """

    command: str
    cls: type[Event]
    summary: str
    text: str
    examples: str
    invoiced: bool = False


E = TypeVar("E", bound=Event)
_DECLARED: dict[type[Event], Declared] = {}
_FIELDS: dict[type[Event], tuple[Input, ...]] = {}


def event(
    command: str, *, examples: str, summary: str = "", invoiced: bool = False
) -> Callable[[type[E]], type[E]]:
    """Declare an event.

    Args:
        command: What it is called, such as ``vire`` or ``plan adopt``.
        examples: How it is typed, a command a line without the program's name; what goes on with
            a command is indented.
        summary: What a list of commands says of it, if not the first line of its docstring.
        invoiced: Whether an invoice's file can fill in its fields.
    """

    def enter(cls: type[E]) -> type[E]:
        made = _make(cls)
        text = inspect.cleandoc(cls.__doc__ or "")
        first = text.partition("\n")[0]
        _DECLARED[made] = Declared(
            command, made, summary or first, text, examples.strip(), invoiced
        )
        return made

    return enter


def _make(cls: type[E]) -> type[E]:
    """Make a frozen dataclass with the fields of all the classes that one is made of."""
    own = inspect.get_annotations(cls)
    every = [inspect.get_annotations(each) for each in reversed(cls.__mro__)]
    cls.__annotations__ = {name: hint for each in every for name, hint in each.items()}
    made = dataclasses.dataclass(frozen=True, kw_only=True, eq=False)(cls)
    # Each class's own annotations are read in the names of its own module.
    made.__annotations__ = own
    return made


def declaration_of(cls: type[Event]) -> Declared:
    """Return what describes an event."""
    return _DECLARED[cls]


def declared_events() -> dict[str, Declared]:
    """Return every event of the modules imported so far, by the name of its command."""
    return {each.command: each for each in _DECLARED.values()}


def fields_of(cls: type[Event]) -> tuple[Input, ...]:
    """Return an event's fields: those with a place, its own others, then those it shares."""
    if cls not in _FIELDS:
        _FIELDS[cls] = tuple(_inputs(cls))
    return _FIELDS[cls]


def _inputs(cls: type[Event]) -> list[Input]:
    hints: dict[str, object] = {}
    for each in reversed(cls.__mro__):
        hints.update(inspect.get_annotations(each, eval_str=True))
    own = [*inspect.get_annotations(cls)]
    inputs = [_input(each, hints[each.name]) for each in dataclasses.fields(cls)]

    def order(each: Input) -> tuple[bool, int]:
        is_own = each.attribute in own
        return not each.field.place, own.index(each.attribute) if is_own else len(own)

    return sorted(inputs, key=order)


def _input(field: dataclasses.Field[Any], hint: object) -> Input:
    found = _annotated_type(hint)
    value, *extras = typing.get_args(found)
    kind = next(each for each in extras if isinstance(each, Kind))
    described = next((each for each in reversed(extras) if isinstance(each, Field)), Field())
    required = (field.default, field.default_factory) == (dataclasses.MISSING,) * 2
    return Input(
        attribute=field.name,
        name=described.name or field.name.replace("_", "-"),
        kind=kind,
        field=described,
        required=required,
        many=typing.get_origin(value) is tuple,
    )


def _annotated_type(hint: object) -> object:
    """Return the annotated type of a field that may be None, or not."""
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        return next(each for each in typing.get_args(hint) if each is not type(None))
    assert typing.get_origin(hint) is Annotated, hint  # noqa: S101 - a field without a kind
    return hint
