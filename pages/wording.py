"""What the pages call the fields and steps that messages name: a form, or else a command."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from ringfence.ledger.commands import Blank
from ringfence.ledger.messages import Field, Step, pieces
from ringfence.ledger.money import plain
from ringfence.pages.tasks import PAGE_TITLES, SHOWN_ON

if TYPE_CHECKING:
    from ringfence.pages.forms import Recorder

_INITIALS = ("id", "vat")
#: What a terminal's sentence has before a command, and a page's before a form or a command.
_TYPE = {
    "Type: ": ("Use ", "Type in a terminal: "),
    "type: ": ("use ", "type in a terminal: "),
    "Type:\n\n": ("Use ", "Type in a terminal:\n\n"),
}


class Part(NamedTuple):
    """A part of a message on a page.

    Attributes:
        text: What it says.
        typed: Whether it is a command to type.
        form: The form that it leads to; empty if to none.
        page: The page that it leads to; empty if to none.
        values: What that form is to begin with, by the names of its fields.
    """

    text: str
    typed: bool = False
    form: str = ""
    values: Mapping[str, str] = {}
    page: str = ""


class At(NamedTuple):
    """Where a message is read.

    Attributes:
        titles: What each form is called, by the command that records the same.
        labels: What heads each field of each form, by its name; those with a place come first.
        form: The form that the message is about; empty if about none.
    """

    titles: Mapping[str, str]
    labels: Mapping[str, Mapping[str, str]]
    form: str = ""

    @classmethod
    def recorder(cls, recorder: Recorder | None, form: str = "") -> At:
        """Return a place with the forms that a recorder has; None has none."""
        titles = recorder.titles() if recorder else {}
        return cls(titles, {name: recorder.labels(name) for name in titles if recorder}, form)

    def tell(self, message: str) -> str:
        """Return a message as a page says it, as a text."""
        return "".join(part.text for part in self.parts(message))

    def parts(self, message: str) -> Iterator[Part]:
        """Yield a message as a page says it, part by part."""
        known = list(pieces(message))
        for number, (typed, what) in enumerate(known):
            if isinstance(what, Field):
                yield Part(self._field(what, typed))
                continue
            if isinstance(what, Step):
                yield self._step(what, typed)
                continue
            text = typed
            after = known[number + 1][1] if known[number + 1 :] else None
            if number and isinstance(known[number - 1][1], Step):
                text = text.removeprefix("`")
            if isinstance(after, Step):
                text = self._lead(text.removesuffix("`"), after)
            yield Part(text)

    def _lead(self, text: str, step: Step) -> str:
        """Return what stands before a step: a form is used, and only a command is typed."""
        has_form = self._values(step) is not None or self._page(step) is not None
        for ending, (using, typing) in _TYPE.items():
            if text.endswith(ending):
                return text.removesuffix(ending) + (using if has_form else typing)
        if text.endswith(": ") and not has_form:
            return f"{text.removesuffix(': ')} (type in a terminal): "
        return text

    def _field(self, field: Field, typed: str) -> str:
        head = _head(field.name)
        if self.form and head not in self.labels[self.form].values():
            return f"{typed} in a terminal"
        called = f"the field “{head}”"
        if not self.titles:
            return f"{called}, {typed} in a terminal"
        return f"{called}, {field.value}" if field.value else called

    def _step(self, step: Step, typed: str) -> Part:
        values = self._values(step)
        if values is None:
            page = self._page(step)
            return (
                Part(f"the page “{PAGE_TITLES[page]}”", page=page)
                if page
                else Part(typed, typed=True)
            )
        labels = self.labels[step.name]
        told = "; ".join(f"{labels[name]}: {value}" for name, value in values.items())
        where = "this page" if self.form else "the Record page"
        text = f"“{self.titles[step.name]}” on {where}"
        return Part(f"{text} ({told})" if told else text, form=step.name, values=values)

    def _page(self, step: Step) -> str | None:
        """Return the page that shows what a step shows, where people are not at a terminal."""
        return SHOWN_ON.get(step.name) if self.titles else None

    def _values(self, step: Step) -> dict[str, str] | None:
        """Return what a step says for its form; None if it has none, or none for all of that."""
        labels = self.labels.get(step.name)
        if labels is None or len(step.values) > len(labels):
            return None
        names = {head: name for name, head in labels.items()}
        given = dict(zip(labels, step.values, strict=False))
        for called, value in step.fields:
            if value is None or value is False:
                continue
            name = names.get(_head(called.rstrip("_")))
            if name is None or isinstance(value, list):
                return None
            given[name] = value
        return {
            name: "yes" if value is True else _plain(value)
            for name, value in given.items()
            if not isinstance(value, Blank)
        }


def _plain(value: object) -> str:
    return plain(value) if isinstance(value, Decimal) else str(value)


def _head(name: str) -> str:
    """Head a field that a message names: ``approved-by``, ``invoice_total``, ``POT``."""
    return label(name.lower().replace("-", " ").replace("_", " "))


def label(called: str) -> str:
    """Head a field by what its option is called: ``irrecoverable vat``."""
    words = [word.upper() if word in _INITIALS else word for word in called.split()]
    text = " ".join(words)
    return text[:1].upper() + text[1:]
