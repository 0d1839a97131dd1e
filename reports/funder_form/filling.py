"""What is found while a form is read and filled: its tags, what is wrong, what is lacking."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ringfence.reports.funder_form.errors import EndlessFormError
from ringfence.reports.funder_form.names import LISTS
from ringfence.reports.funder_form.runs import Fill
from ringfence.reports.funder_form.tags import Fault, Loop, Reference, Spot, conflict, spots
from ringfence.reports.funder_form.values import (
    NONE,
    Bound,
    Found,
    Values,
    is_number,
    label,
    spoken,
)
from ringfence.reports.funder_form.words import Unlisted, Words, match_word
from ringfence.reports.monitoring.missing import TO_COMPLETE

_MOST_ROWS = 100_000


class Filling:
    """One form in the course of being filled.

    ``seen`` are its tags with their places, ``faults`` what is wrong in the form,
    ``lacking`` what the books have no value for; ``has_formulas`` that Excel has to work
    something out; ``unlisted`` which values the lists of their cells don't have.
    """

    def __init__(self, values: Values | None, words: Words | None = None) -> None:
        self.values = values
        self.unlisted: list[Unlisted] = []
        self._words = words or {}
        self.seen: list[tuple[str, Reference]] = []
        self.faults: list[Fault] = []
        self.lacking: list[Fault] = []
        self.has_formulas = False
        self._rows = 0

    def read(self, text: str, place: str) -> list[Reference]:
        """Note the tags of a text, and what is wrong with them."""
        found = []
        for spot in spots(text):
            if spot.reference:
                found.append(spot.reference)
                self.seen.append((place, spot.reference))
            elif spot.message:
                self.faults.append(Fault(place, spot.message))
        return found

    def loops(self, references: Sequence[Reference], place: str) -> list[Loop]:
        """Return what a row is repeated for."""
        loops = list(dict.fromkeys(loop for each in references for loop in each.loops))
        wrong = conflict(loops)
        if wrong:
            self.faults.append(Fault(place, wrong))
            return []
        return loops

    def rows(self, loops: Sequence[Loop], bound: Bound) -> list[Bound]:
        """Return the items of the rows that are made of one; none where there is nothing.

        Raises:
            EndlessFormError: the form would have too many.
        """
        found = self.values.rows(loops, bound) if self.values else []
        self._rows += len(found)
        if self._rows > _MOST_ROWS:
            raise EndlessFormError(
                f"The form would have more than {_MOST_ROWS:,} rows, so it was not filled. Look "
                "for tags of lists that stand in it many times."
            )
        return found

    def find(self, reference: Reference, bound: Bound, place: str) -> Found | None:
        """Find what a tag comes to; note it if the books have no value."""
        if self.values is None or any(loop not in bound for loop in reference.loops):
            return None
        found = self.values.find(reference, bound)
        if found.lacking:
            of = label(reference, bound)
            end = "" if "Type: " in found.lacking else "."
            what = f"{reference.written}{f' of {of}' if of else ''}: {found.lacking}{end}"
            self.lacking.append(Fault(place, what))
        return found

    def fill(self, bound: Bound, place: str) -> Fill:
        """Fill the tags of a paragraph; those that can't be read stay as they are."""

        def fill(spot: Spot, before: str, after: str) -> str | None:
            found = self.find(spot.reference, bound, place) if spot.reference else None
            return None if found is None else spoken(found, before, after)

        return fill

    def listed(
        self, fill: Fill, reference: Reference, allowed: tuple[str, ...], place: str
    ) -> Fill:
        """Fill a cell with the word of its own list; note it, and leave it empty, if none is it."""

        def word(spot: Spot, before: str, after: str) -> str | None:
            value = fill(spot, before, after)
            if not value or value == TO_COMPLETE:
                return value
            tag = reference.tag.name
            found = match_word(value, allowed, self._words.get(tag, {}))
            if found is None:
                self.unlisted.append(Unlisted(place, tag, value, allowed))
            return found or ""

        return word

    def too_few(self, name: str) -> Iterator[Fault]:
        """Yield which lists have more items than the form has rows, where it numbers them."""
        for path, chosen in self._picked_items().items():
            most = max((int(each) for each in chosen if is_number(each)), default=0)
            total = self.values.count(path) if self.values else 0
            if 0 < most < total:
                yield Fault(
                    name,
                    f"it has rows for {most} of {path} and this return has {total}, so that "
                    f"{total - most} would be left out. Add rows, or use tags without a number: "
                    "their row is repeated.",
                )

    def items_left_out(self) -> Iterator[str]:
        """Yield which items a form that names some of them does not name."""
        for path, chosen in self._picked_items().items():
            if self.values and LISTS[path] and not any(is_number(each) for each in chosen):
                named = {each.rpartition("/")[2].casefold() for each in chosen}
                missing = [each for each in self.values.ids(path) if each.casefold() not in named]
                if missing:
                    yield f"The form names some of {path}, but not {', '.join(missing)}."

    def _picked_items(self) -> dict[str, set[str]]:
        """Collect the ids and numbers by which the form picks items of a whole list."""
        picked: dict[str, set[str]] = {}
        for _place, reference in self.seen:
            if reference.steps:
                path, chosen = reference.steps[0]
                picked.setdefault(path, set()).add(chosen or "")
        return {path: chosen for path, chosen in picked.items() if "" not in chosen}


def fill_empty_row(references: Sequence[Reference], otherwise: Fill) -> Fill:
    """Fill a row that there is nothing for: “None” in its first tag of a list, the rest blank."""
    first = next((each.written for each in references if any(each.loops)), None)

    def fill(spot: Spot, before: str, after: str) -> str | None:
        if spot.reference is None or not any(spot.reference.loops):
            return otherwise(spot, before, after)
        return NONE if spot.reference.written == first else ""

    return fill
