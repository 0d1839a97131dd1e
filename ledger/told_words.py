"""What a return tells beside its figures: notes, counts and targets; and whether it still stands.

Its snapshot keeps each of their directives. More may be told later, and a count amended by a later
directive; what was told is neither edited nor taken out while the return stands. Actions that no
fund pays for are told of in the same way.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from beancount.core.data import Custom, Note

from ringfence.ledger.accounts import is_parent
from ringfence.ledger.book import Book
from ringfence.ledger.counted_terms import Said
from ringfence.ledger.frozen import FINAL, Frozen
from ringfence.ledger.metadata import STAMPS
from ringfence.ledger.redaction import MARK, is_same_text
from ringfence.ledger.years import Period

#: The notes that go out in a return, by their tags.
TAGS = frozenset({"delivery", "explanation", "risk"})
_PLANNED = (["Equity", "Plan"], ["Expenses", "Plan"])
_ACTION_PARTS = 4
Place = tuple[str, ...]


class Untold(NamedTuple):
    """What was told and is not there as it was. ``now`` is what stands in its place, if any."""

    then: Said
    now: Custom | Note | None


def told_by(frozen: Frozen) -> list[tuple[Said, Custom | Note]]:
    """Return the notes, counts and targets that a return tells, and the actions without funds."""
    book, as_at = frozen.book, frozen.as_at
    funded = {pot.path[:2] for pot, _fund in book.pots}
    own = {place for fund in frozen.funds for place in book.counted.terms.places(fund, as_at)}
    places = {*own, *(place for place in book.register.actions if place not in funded)}
    first = datetime.date.min
    if frozen.ref != FINAL:
        year = Period.parse(frozen.ref).year
        first, places = year.start, {place for place in places if place[0] == str(year)}
    found: list[Custom | Note] = list(_notes(book, places, first, as_at))
    for key, count in book.register.measures.items():
        if key[:2] in places and count.latest.to <= as_at and not count.latest.private:
            found += (version.entry for version in count.versions)
    for key, target in book.register.targets.items():
        if key[:2] in places and target.latest.start <= as_at and not target.latest.private:
            found += (version.entry for version in target.versions)
    for place, action in book.register.actions.items():
        if place in places and place not in own:
            found += (version.entry for version in action.versions if version.day <= as_at)
    return [(Said.by(entry), entry) for entry in found]


class Telling:
    """What the notes, counts, targets and actions of a Book say now."""

    def __init__(self, book: Book) -> None:
        entries: list[Custom | Note] = [*book.notes]
        register = book.register
        for table in (register.measures, register.targets, register.actions):
            for history in table.values():
                entries += (version.entry for version in history.versions)
        self._said = [(Said.by(entry), entry) for entry in entries]
        self._there = Counter(said for said, _entry in self._said)

    def untold(self, told: Sequence[Said]) -> Iterator[Untold]:
        """Yield what of that which was told is not there as it was."""
        for then in (Counter(told) - self._there).elements():
            if is_redacted(then) and any(is_told(then, said) for said, _entry in self._said):
                continue
            near = (
                entry for said, entry in self._said if said not in told and _is_near(then, said)
            )
            yield Untold(then, next(near, None))


def is_told(kept: Said, now: Said) -> bool:
    """Return whether what was kept is what a directive says.

    Where names were taken out of what was kept, they may be taken out of the books too, at
    another time and by another.
    """
    if (kept.kind, kept.of, kept.date) != (now.kind, now.of, now.date):
        return False
    left = STAMPS if is_redacted(kept) else ()
    was, is_ = ({k: text for k, text in each.fields if k not in left} for each in (kept, now))
    return was.keys() == is_.keys() and all(is_same_text(was[key], is_[key]) for key in was)


def is_redacted(kept: Said) -> bool:
    """Return whether names were taken out of what was kept."""
    return any(MARK in text for _key, text in kept.fields)


def _is_near(then: Said, now: Said) -> bool:
    """Return whether a directive may be what another one has become; of a note much is the same."""
    if (then.kind, then.of) != (now.kind, now.of):
        return False
    same = [then.date == now.date]
    same += (dict(then.fields).get(key) == dict(now.fields).get(key) for key in ("text", "tags"))
    return then.kind != "note" or sum(same) > 1


def _notes(
    book: Book, places: set[Place], first: datetime.date, last: datetime.date
) -> Iterator[Note]:
    for note in book.notes:
        parts = note.account.split(":")
        if (
            first <= note.date <= last
            and parts[:2] in _PLANNED
            and len(parts) >= _ACTION_PARTS
            and (parts[2], parts[3]) in places
            and not TAGS.isdisjoint(note.tags or ())
            and is_parent(note.account, book.register.funds)
            and not note.meta.get("private")
        ):
            yield note
