"""What changed of the entries that were signed as reconciled: which, and how."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from beancount.core.data import Transaction

from ringfence.ledger.book import Book
from ringfence.ledger.changes import Changed
from ringfence.ledger.council.ours import ours
from ringfence.ledger.council.signings import Held, held_entry

#: Two that have so much in common are one entry that was changed.
_ALIKE = 3

Present = tuple[Held, "Transaction"]


class Unlike(NamedTuple):
    """One entry that is not what was signed.

    ``then`` is None of one that was added, ``now`` and ``entry`` of one that is gone.
    """

    then: Held | None
    now: Held | None
    entry: Transaction | None

    @property
    def differences(self) -> list[str]:
        """Return how it differs, in words."""
        then, now = self.then, self.now
        if then is None or now is None:
            return []
        found = Changed(then.counted, now.counted, self.entry).differences
        if not set(then.refs) <= set(now.refs):
            was, is_ = ", ".join(then.refs), ", ".join(now.refs) or "none"
            found.append(f"its council-ref was {was}, is {is_}")
        return found


def unlike(book: Book, day: datetime.date, signed: Sequence[Held]) -> Iterator[Unlike]:
    """Yield what changed, went or was added up to the day.

    An entry that was signed as not matched may be matched since: only whom it pays or was
    paid by, and how much, is held of it.
    """
    entries = [(held_entry(each.entry), each.entry) for each in ours(book)]
    later = [each for each in entries if each[1].date > day]
    present = [each for each in entries if each[1].date <= day]
    gone, rest = _drop_unchanged([each for each in signed if each.refs], present)
    for held in gone:
        yield _find_change(held, rest, later)
    spare = Counter(_open(each) for each in signed if not each.refs)
    added = []
    for each in rest:
        if spare[_open(each[0])]:
            spare[_open(each[0])] -= 1
        else:
            added.append(each)
    for held in signed:
        if not held.refs and spare[_open(held)]:
            spare[_open(held)] -= 1
            yield _find_change(held, added, later)
    for held, entry in added:
        yield Unlike(None, held, entry)


def _open(held: Held) -> tuple[object, ...]:
    return held.counted.payee, held.cash


def _drop_unchanged(
    signed: Iterable[Held], present: Iterable[Present]
) -> tuple[list[Held], list[Present]]:
    """Take away what is as it was; a reference more is no change."""
    alike: dict[object, list[Present]] = {}
    for each in present:
        alike.setdefault(each[0].counted, []).append(each)
    gone = []
    for held in signed:
        found = alike.get(held.counted, [])
        place = next((i for i, e in enumerate(found) if set(held.refs) <= set(e[0].refs)), None)
        if place is None:
            gone.append(held)
        else:
            found.pop(place)
    return gone, [each for found in alike.values() for each in found]


def _find_change(held: Held, present: list[Present], later: list[Present]) -> Unlike:
    """Find what an entry has become: one that is there, or one that bears a later day."""
    for among in (present, later):
        best = max(among, key=lambda each: _likeness(held, each[0]), default=None)
        if best is not None and _likeness(held, best[0]) >= _ALIKE:
            among.remove(best)
            return Unlike(held, *best)
    return Unlike(held, None, None)


def _likeness(then: Held, now: Held) -> int:
    one, other = then.counted, now.counted
    return (
        2 * bool(set(then.refs) & set(now.refs))
        + 2 * (one.invoice is not None and one.invoice == other.invoice)
        + (one.payee == other.payee)
        + (one.date == other.date)
        + (one.postings == other.postings)
    )
