"""What rests on a decision: the entries that cite it, with what they use, and declarations."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import NamedTuple

from ringfence.ledger.book import Book
from ringfence.ledger.declarations.forms import forms_of
from ringfence.ledger.declarations.reading import subject
from ringfence.ledger.metadata import decision_names
from ringfence.ledger.rules import OVERRIDE


class Citing(NamedTuple):
    """One entry or declaration; ``amount`` is what an entry uses of the decision's amount."""

    day: datetime.date
    what: str
    amount: Decimal | None
    file: str
    line: int


def citations(book: Book, decision: str, relative: Callable[[str], str]) -> Iterator[Citing]:
    """Yield what names a decision, by day."""
    found = [*_entries(book, decision, relative), *_declarations(book, decision, relative)]
    yield from sorted(found, key=lambda each: (each.day, each.file, each.line))


def _entries(book: Book, decision: str, relative: Callable[[str], str]) -> Iterator[Citing]:
    used = {id(use.entry): use.amount for use in book.movements.uses(decision)}
    for entry in book.remarked:
        named = [key for key in entry.meta if key.startswith(OVERRIDE) or key == "settled-by"]
        others = [key for key in named if decision in decision_names(entry.meta, key)]
        if decision not in decision_names(entry.meta) and not others:
            continue
        words = ", ".join(filter(None, (entry.payee, entry.narration)))
        text = f"{words} ({', '.join(others)})" if others else words
        amount = used.get(id(entry))
        place = relative(str(entry.meta["filename"])), int(entry.meta["lineno"])
        yield Citing(entry.date, text, amount, *place)


def _declarations(book: Book, decision: str, relative: Callable[[str], str]) -> Iterator[Citing]:
    for history in book.register.all():
        for version in history.versions:
            value = version.value
            ratifies = getattr(value, "ratified_by", None) == decision
            if decision not in value.decision and not (
                ratifies and "ratified-by" in version.changed
            ):
                continue
            own = (form.name for form in forms_of(type(value)))
            changed = ", ".join(name for name in own if name in version.changed)
            what = f"{subject(value.kind, history.key)}{f': {changed}' if changed else ''}"
            place = relative(str(version.entry.meta["filename"])), version.entry.meta["lineno"]
            yield Citing(version.day, what, None, *place)
