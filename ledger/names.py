"""By which names entries are found: a link, an invoice, or a file and its line.

One entry refers to another by what it says in ``corrects``, else by a link, else by payee and
invoice.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from ringfence.ledger.findings import where
from ringfence.ledger.metadata import text
from ringfence.ledger.words import fold

if TYPE_CHECKING:
    from beancount.core.data import Transaction


#: What an entry is found by: in which way, and the words.
Name = tuple[str, ...]
#: A file and a line.
_PLACE = re.compile(r":\d+$")


class Names:
    """The entries of a set of books, found by their names.

    It knows the entries and not the Book, which keeps it.
    """

    def __init__(
        self,
        transactions: Sequence[Transaction],
        corrections: Sequence[Transaction],
        invoiced: Sequence[Transaction],
        references: Sequence[str],
        order: Mapping[int, int],
    ) -> None:
        """Keep what is asked of.

        Args:
            transactions: All entries, in the books' order.
            corrections: Those of them that say what they correct.
            invoiced: Those of them that have an invoice.
            references: The references of these, folded.
            order: The place of each entry in the books, by its ``id()``.
        """
        self._transactions, self._corrections, self._order = transactions, corrections, order
        self._invoiced, self._references = invoiced, references
        self._found: dict[Name, list[Transaction]] = {}

    def named(self, *names: Name | str) -> list[Transaction]:
        """Return the entries of the surest of some names that any has, in the books' order.

        A text is a name as ``corrects`` has it: a link, an invoice, or a file and its line.
        """
        keys = (("named", each) if isinstance(each, str) else each for each in names)
        return next((found for key in keys if (found := self.called(key))), [])

    def corrections_of(self, name: str) -> list[Transaction]:
        """Return the entries that say that they correct what has a name, in the books' order."""
        return self._by_corrected.get(name, [])

    def corrections_beside(self, entry: Transaction) -> list[Transaction]:
        """Return the entries that say that they correct the same, in the books' order, itself too.

        Nothing if it says that it corrects nothing.
        """
        return self.corrections_of(_without_folder(_corrected(entry)))

    @cached_property
    def linked(self) -> dict[str, list[Transaction]]:
        """The entries of each link, in the books' order."""
        found: dict[str, list[Transaction]] = {}
        for entry in self._transactions:
            for link in entry.links or ():
                found.setdefault(link, []).append(entry)
        return found

    @cached_property
    def _referenced_again(self) -> dict[str, list[Transaction]]:
        """The entries of each reference that is met more than once: few of them are."""
        counts = Counter(self._references)
        found: dict[str, list[Transaction]] = {
            reference: [] for reference, count in counts.items() if count > 1
        }
        for reference, entry in zip(self._references, self._invoiced, strict=True):
            if reference in found:
                found[reference].append(entry)
        return found

    @cached_property
    def _referenced(self) -> dict[str, Transaction]:
        return dict(zip(self._references, self._invoiced, strict=True))

    def _with_reference(self, reference: str) -> list[Transaction]:
        again = self._referenced_again.get(reference)
        once = self._referenced.get(reference)
        return again or ([] if once is None else [once])

    @cached_property
    def _on_line(self) -> dict[str, list[Transaction]]:
        found: dict[str, list[Transaction]] = {}
        for entry in self._transactions:
            found.setdefault(str(entry.meta.get("lineno", "?")), []).append(entry)
        return found

    def called(self, name: Name) -> list[Transaction]:
        """Return the entries that are found by one name, in the books' order."""
        if name not in self._found:
            self._found[name] = self._look_up(name)
        return self._found[name]

    def _look_up(self, name: Name) -> list[Transaction]:
        way, *words = name
        found: list[Transaction] = []
        if way in {"named", "link"}:
            found += self.linked.get(words[0], ())
        if way in {"named", "invoice"}:
            found += self._with_reference(fold(words[-1]))
        if way in {"named", "place"} and is_place(name):
            found += self._on_line.get(words[0].rpartition(":")[2], ())
        of_name = {id(each): each for each in found if name in names_of(each)}
        return sorted(of_name.values(), key=lambda each: self._order[id(each)])

    @cached_property
    def _by_corrected(self) -> dict[str, list[Transaction]]:
        found: dict[str, list[Transaction]] = {}
        for entry in self._corrections:
            name = _without_folder(_corrected(entry))
            if name:
                found.setdefault(name, []).append(entry)
        return found


def names_shared(entry: Transaction) -> list[str]:
    """Return what an entry may be found by together with others: its links, then its invoice."""
    invoice = text(entry, "invoice").strip()
    return [*sorted(entry.links or ()), *([invoice] if invoice else [])]


def names_of_original(entry: Transaction) -> Iterator[Name]:
    """Yield by what the entry that one refers to is found, the surest first."""
    yield from names_corrected(entry)
    for link in sorted(entry.links or ()):
        yield "link", link
    invoice = fold(text(entry, "invoice"))
    if invoice:
        yield "invoice", fold(entry.payee), invoice


def names_of(entry: Transaction, *, invoice: bool = True) -> set[Name]:
    """Return by what an entry is found; by its invoice, if that is asked for."""
    place, reference = where(entry.meta), text(entry, "invoice").strip() if invoice else ""
    names: set[Name] = {("named", place), ("place", place)}
    for link in entry.links or ():
        names |= {("named", link), ("link", link)}
    if reference:
        names |= {("named", reference), ("invoice", fold(entry.payee), fold(reference))}
    return names


def names_corrected(entry: Transaction) -> list[Name]:
    """Return by what the entry is found that one says it `corrects`; nothing if it says none."""
    corrected = _corrected(entry)
    return [("named", corrected), ("place", corrected.rpartition("/")[2])] if corrected else []


def refers(entry: Transaction, original: Transaction) -> int | None:
    """Return how surely one entry refers to another, 0 the surest; None if it does not."""
    known = names_of(original)
    return next((n for n, name in enumerate(names_of_original(entry)) if name in known), None)


def _corrected(entry: Transaction) -> str:
    return text(entry, "corrects").strip().removeprefix("^")


def is_place(name: Name) -> bool:
    """Return whether a name is a file and a line; lines move."""
    return _PLACE.search(name[-1]) is not None


def _without_folder(name: str) -> str:
    """Return a place without its folder, and any other name as it is."""
    return name.rpartition("/")[2] if ":" in name else name
