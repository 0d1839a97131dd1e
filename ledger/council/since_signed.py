"""What changed of the entries that were signed as reconciled: which, and how."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from typing import TYPE_CHECKING
from typing import NamedTuple

from ringfence.ledger.changes import Changed
from ringfence.ledger.council.ours import ours
from ringfence.ledger.council.signed import Held
from ringfence.ledger.council.signed import held_of

if TYPE_CHECKING:
    from beancount.core.data import Transaction

    from ringfence.ledger.book import Book

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
        """Say how it differs, in words."""
        then, now = self.then, self.now
        if then is None or now is None:
            return []
        found = Changed(then.counted, now.counted, self.entry).differences
        if not set(then.refs) <= set(now.refs):
            was, is_ = ", ".join(then.refs), ", ".join(now.refs) or "none"
            found.append(f"its council-ref was {was}, is {is_}")
        return found


def unlike(book: Book, day: datetime.date, signed: Sequence[Held]) -> Iterator[Unlike]:
    """Walk the matched entries that changed or went, and what was added up to the day.

    An entry that was signed as not matched may be matched since: only its day and what it
    pays or receives are held.
    """
    entries = ours(book)
    present = [(held_of(each.entry), each.entry) for each in entries if each.day <= day]
    gone, rest = _unmatched([each for each in signed if each.refs], present)
    open_then = Counter((each.day, each.cash) for each in signed if not each.refs)
    added = []
    for held, entry in rest:
        if open_then[held.day, held.cash]:
            open_then[held.day, held.cash] -= 1
        else:
            added.append((held, entry))
    later = [(held_of(each.entry), each.entry) for each in entries if each.day > day]
    for held in gone:
        yield _changed(held, added, rest, later)
    for held, entry in added:
        yield Unlike(None, held, entry)
    for when, cash in (+open_then).elements():
        was = next(h for h in signed if not h.refs and (h.day, h.cash) == (when, cash))
        yield _changed(was, [], [], later)


def _unmatched(
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


def _changed(held: Held, added: list[Present], rest: list[Present], later: list[Present]) -> Unlike:
    """Find what an entry has become: among what was added, or what bears a later day."""
    for among in (added, rest, later):
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
