"""The labels of an invoice, and the values that stand after, beside or beneath them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Generic, NamedTuple, TypeVar

from ringfence.importers.invoice.layout import Cell, PdfText
from ringfence.importers.invoice.paper import Found, Grade
from ringfence.ledger.words import plain_name

T = TypeVar("T")
#: Where values of others than the supplier's own stand.
_TO = re.compile(
    r"^(bill(ed)? to|invoice(d)? to|to|customer|client|sold to|deliver(y)? (to|address)|ship to"
    r"|for the attention of|fao|attn)\b\s*[:.]?",
    re.IGNORECASE,
)
_TO_LINES = 7
_UNDER_LINES = 2


class Candidate(NamedTuple, Generic[T]):
    """A value that may be a field's, by a label: how strong, from 0, and whether that is sure."""

    value: T
    label: str
    cell: Cell
    strength: int
    sure: bool

    @property
    def where(self) -> str:
        """The place in words."""
        return f"{self.cell.where}, “{self.label}”"


class Page:
    """The cells of an invoice, and what stands beside and beneath each."""

    def __init__(self, pdf: PdfText, own: Collection[str]) -> None:
        self.lines = pdf.lines
        self._own = {plain_name(each) for each in own}
        self.others = frozenset(self._addressed())

    def labelled(
        self,
        labels: Sequence[tuple[str, bool]],
        reader: Callable[[str], T | None],
        forbidden: Callable[[str, str], bool],
    ) -> Iterator[Candidate[T]]:
        """Yield what may be a field's: what stands after a label, right of it, or beneath it.

        Args:
            labels: What labels it, the strongest first, and whether it is sure by that alone.
            reader: Reads the beginning of a text as a value.
            forbidden: From what stands before and after a label, whether it is another's.
        """
        for number, line in enumerate(self.lines):
            for place, cell in enumerate(line):
                for strength, (label, sure) in enumerate(labels):
                    found = re.search(rf"(?<![A-Za-z]){label}", cell.text, re.IGNORECASE)
                    if found is None:
                        continue
                    before, after = cell.text[: found.start()], cell.text[found.end() :]
                    if forbidden(before, after):
                        break
                    value = self._value(number, place, after, reader)
                    if value is not None:
                        yield Candidate(value, found[0].strip(" :"), cell, strength, sure)
                    break

    def _value(
        self, number: int, place: int, after: str, reader: Callable[[str], T | None]
    ) -> T | None:
        line = self.lines[number]
        rest = after.lstrip(" :.#-–=")
        if rest:
            # Words between a label and its value make another label of it.
            return reader(rest)
        if place + 1 < len(line):
            beside = reader(line[place + 1].text)
            if beside is not None:
                return beside
        cell = line[place]
        for below in self.lines[number + 1 : number + 1 + _UNDER_LINES]:
            for other in below:
                if other.page == cell.page and other.left < cell.right and cell.left < other.right:
                    value = reader(other.text)
                    if value is not None:
                        return value
                    break
        return None

    def _begins_address(self, cell: Cell) -> bool:
        """Return whether a cell begins what says to whom the invoice is sent."""
        if plain_name(cell.text) in self._own:
            return True
        found = _TO.match(cell.text)
        if found is None:
            return False
        return found[0].rstrip(" :.").casefold() != "to" or ":" in cell.text

    def _addressed(self) -> Iterator[Cell]:
        """Yield the cells that say to whom the invoice is sent."""
        for number, line in enumerate(self.lines):
            for cell in line:
                if not self._begins_address(cell):
                    continue
                yield cell
                for below in self.lines[number + 1 : number + 1 + _TO_LINES]:
                    for other in below:
                        near = abs(other.left - cell.left) < 4 * cell.size
                        if other.page == cell.page and near:
                            yield other


def best(candidates: Iterable[Candidate[T]]) -> Found[T] | None:
    """Return the value with the strongest label; sure where no other of its strength differs."""
    found = sorted(candidates, key=lambda each: each.strength)
    if not found:
        return None
    first = found[0]
    alike = {each.value for each in found if each.sure == first.sure and first.sure}
    sure = first.sure and len(alike) == 1
    return Found(first.value, first.where, Grade.SURE if sure else Grade.LIKELY)
