"""What arrives with a listing: which of its lines are ours and new, and how they are kept."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from ringfence.importers.listing.alike import alike
from ringfence.importers.listing.alike import profile_of
from ringfence.ledger.council.codes import codes_in
from ringfence.ledger.council.codes import narrowed
from ringfence.ledger.council.kept import write_kept
from ringfence.ledger.council.listings import FOLDER
from ringfence.ledger.council.listings import kept_lines
from ringfence.ledger.money import ZERO
from ringfence.ledger.recording.drafting import DeclarationDraft
from ringfence.ledger.recording.drafting import FileDraft
from ringfence.ledger.recording.drafting import gbp

if TYPE_CHECKING:
    import datetime

    from ringfence.importers.listing.reading import Listing
    from ringfence.ledger.council.line import CouncilLine
    from ringfence.ledger.loading import Books
    from ringfence.ledger.recording.drafting import Value

_NOT_IN_IDS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Arrival:
    """One file, and what of it is new to the books.

    Attributes:
        name: The file's name.
        listing: The file, read.
        new: The partnership's lines that are not yet kept, in the file's order.
        again: Its lines that are kept already, from this or another listing.
        doubtful: Those of them that may be further payments: identical to a line of
            another listing that this one does not simply repeat, or like one in other words, as
            where the columns of a listing were changed or another profile read it.
        changed: Lines with the number of one that is kept, and another day or amount: the
            line as it was, and as it is now. What is kept stays.
        others: How many lines are of other codes than the partnership's.
    """

    name: str
    listing: Listing
    new: tuple[CouncilLine, ...]
    again: tuple[CouncilLine, ...]
    doubtful: tuple[CouncilLine, ...]
    changed: tuple[tuple[CouncilLine, CouncilLine], ...]
    others: int

    @property
    def total(self) -> Decimal:
        """What the new lines come to, in pounds."""
        return sum((line.amount for line in self.new), ZERO)


def arrivals(
    books: Books, listings: Iterable[tuple[str, Listing]], further: Iterable[str] = ()
) -> Iterator[Arrival]:
    """Say of each file what is new: after the books, and after the files before it.

    Args:
        books: The books as they stand.
        listings: Each file's name with what was read of it.
        further: References of lines that are payments of their own, though identical to
            lines that are kept.

    Raises:
        KeptListingError: a listing that was kept can't be read.
    """
    known = dict(kept_lines(books))
    codes = codes_in(books.book)
    wanted = set(further)
    for name, listing in listings:
        mine, others = narrowed(listing.lines, codes)
        again, doubtful = _repeated(mine, known)
        new = [line for line in mine if line.ref not in again]
        for ref in sorted(wanted.intersection(doubtful)):
            new.append(_renamed(again.pop(ref), known))
            known[new[-1].ref] = new[-1]
        told = tuple(line for ref, line in again.items() if ref in doubtful)
        changed = tuple(
            (known[ref], line)
            for ref, line in again.items()
            if ref in known and _differs(known[ref], line)
        )
        kept = tuple(again.values())
        yield Arrival(name, listing, tuple(new), kept, told, changed, len(others))
        known.update((line.ref, line) for line in new)


def drafts_of(
    books: Books, arrived: Sequence[Arrival], day: datetime.date
) -> list[FileDraft | DeclarationDraft]:
    """Draft the files that keep what is new, and their declarations; nothing where nothing is.

    A file that stands there without its declaration is left as it is: these have another name.
    """
    taken = set(books.book.register.council_listings)
    taken.update(path.stem for path in (books.folder / FOLDER).glob("*.csv"))
    drafts: list[FileDraft | DeclarationDraft] = []
    for each in arrived:
        if each.new:
            name = _free(f"{max(line.day for line in each.new)}.{_slug(each.name)}", taken)
            taken.add(name)
            drafts += _drafts(name, each, day)
    return drafts


def _drafts(
    name: str, arrival: Arrival, day: datetime.date
) -> Iterator[FileDraft | DeclarationDraft]:
    content = write_kept(arrival.new)
    path = f"{FOLDER}/{name}.csv"
    yield FileDraft(path, content)
    fields: dict[str, Value] = {
        "file": path,
        "digest": hashlib.sha256(content).hexdigest(),
        "profile": arrival.listing.profile.id,
        "source": arrival.name,
        "source-digest": arrival.listing.digest,
        "rows": Decimal(arrival.listing.rows),
        "lines": Decimal(len(arrival.new)),
        "total": gbp(arrival.total),
        "from": min(line.day for line in arrival.new),
        "until": max(line.day for line in arrival.new),
    }
    yield DeclarationDraft(day, "council-listing", (name,), fields)


def _repeated(
    mine: Sequence[CouncilLine], known: Mapping[str, CouncilLine]
) -> tuple[dict[str, CouncilLine], set[str]]:
    """Give the lines that are kept already, and the references of those in doubt.

    A file that overlaps another has every line of the days that it shares with it. Where a
    line that is kept is missing, or was read by another profile, one that says the same may be
    that one or another: only a person knows.
    """
    refs = {line.ref for line in mine}
    profiles = set(map(profile_of, mine))
    missing = [line for ref, line in known.items() if ref not in refs]
    partly = {line.day for line in missing if not line.line_no and profile_of(line) in profiles}
    doubtful = alike([line for line in mine if line.ref not in known], missing, mine)
    again = {line.ref: line for line in mine if line.ref in known or line.ref in doubtful}
    doubtful.update(
        ref
        for ref, line in again.items()
        if ref in known and not line.line_no and line.day in partly
    )
    return again, doubtful


def _differs(one: CouncilLine, other: CouncilLine) -> bool:
    return (one.day, one.amount) != (other.day, other.amount)


def _renamed(line: CouncilLine, known: Mapping[str, CouncilLine]) -> CouncilLine:
    """Give a line that is a further payment a reference of its own."""
    if line.ref not in known:
        return line
    stem = line.ref.partition("/")[0]
    number = 2
    while f"{stem}/{number}" in known:
        number += 1
    return replace(line, ref=f"{stem}/{number}")


def _free(name: str, taken: Iterable[str]) -> str:
    number, free = 2, name
    while free in taken:
        free, number = f"{name}-{number}", number + 1
    return free


def _slug(name: str) -> str:
    stem = name.rpartition(".")[0] or name
    return _NOT_IN_IDS.sub("-", stem.casefold())[:40].strip("-") or "listing"
