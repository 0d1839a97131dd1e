"""What arrives with a listing: which of its lines are ours and new, and how they are kept.

What a line is called comes of its profile and of what is read of it. Where another profile reads
the same listing, or the columns of one were changed, the same payment is called otherwise: such
lines are told by their likeness.
"""

from __future__ import annotations

import datetime
import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from ringfence.importers.listing.reading import Listing
from ringfence.ledger.council.codes import codes_in, split_by_codes
from ringfence.ledger.council.kept import write_kept
from ringfence.ledger.council.line import CouncilLine
from ringfence.ledger.council.listings import FOLDER, kept_lines
from ringfence.ledger.loading import Books
from ringfence.ledger.money import ZERO
from ringfence.ledger.recording.drafting import DeclarationDraft, FileDraft, Value, gbp
from ringfence.ledger.words import letters_and_digits

#: Said of lines without a code, it means every one of them.
ALL = "all"
_NOT_IN_IDS = re.compile(r"[^a-z0-9]+")
_Key = tuple[datetime.date, Decimal]
_Test = Callable[[CouncilLine, CouncilLine], bool]


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
        uncoded: The lines without a code where other lines have codes, so that nothing tells whose
            they are: they are left out.
    """

    name: str
    listing: Listing
    new: tuple[CouncilLine, ...]
    again: tuple[CouncilLine, ...]
    doubtful: tuple[CouncilLine, ...]
    changed: tuple[tuple[CouncilLine, CouncilLine], ...]
    others: int
    uncoded: tuple[CouncilLine, ...] = ()

    @property
    def total(self) -> Decimal:
        """What the new lines come to, in pounds."""
        return sum((line.amount for line in self.new), ZERO)


def arrivals(
    books: Books,
    listings: Iterable[tuple[str, Listing]],
    further: Iterable[str] = (),
    uncoded: Collection[str] = (),
) -> Iterator[Arrival]:
    """Yield, for each file, what is new: after the books, and after the files before it.

    Args:
        books: The books as they stand.
        listings: Each file's name with what was read of it.
        further: References of lines that are payments of their own, though identical to
            lines that are kept.
        uncoded: References of lines without a code that are the partnership's though other lines
            of their listing have codes; :data:`ALL` means every one.

    Raises:
        KeptListingError: a listing that was kept can't be read.
    """
    known = dict(kept_lines(books))
    codes = codes_in(books.book)
    wanted = set(further)
    for name, listing in listings:
        by_code = split_by_codes(listing.lines, codes)
        left_out = [line for line in by_code.uncoded if not _is_taken(line, uncoded, known)]
        refs = {line.ref for line in (*left_out, *by_code.others)}
        mine = [line for line in listing.lines if line.ref not in refs]
        again, doubtful = _find_repeats(mine, known)
        new = [line for line in mine if line.ref not in again]
        for ref in sorted(wanted.intersection(doubtful)):
            new.append(_rename(again.pop(ref), known))
            known[new[-1].ref] = new[-1]
        told = tuple(line for ref, line in again.items() if ref in doubtful)
        changed = tuple(
            (known[ref], line)
            for ref, line in again.items()
            if ref in known and _differs(known[ref], line)
        )
        kept = tuple(again.values())
        yield Arrival(
            *(name, listing, tuple(new), kept, told, changed),
            others=len(by_code.others),
            uncoded=tuple(left_out),
        )
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


def _is_taken(line: CouncilLine, told: Collection[str], known: Mapping[str, CouncilLine]) -> bool:
    """Return whether somebody said, now or before, that a line without a code is ours."""
    return ALL in told or line.ref in told or line.ref in known


def _find_repeats(
    mine: Sequence[CouncilLine], known: Mapping[str, CouncilLine]
) -> tuple[dict[str, CouncilLine], set[str]]:
    """Return the lines that are kept already, and the references of those in doubt.

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


def _rename(line: CouncilLine, known: Mapping[str, CouncilLine]) -> CouncilLine:
    """Return a line that is a further payment a reference of its own."""
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


def alike(
    new: Sequence[CouncilLine], kept: Collection[CouncilLine], read: Iterable[CouncilLine]
) -> set[str]:
    """Return the references of lines that may be one that is kept, one for one.

    A line may be one of the same day and amount that has its supplier and one of its
    references; what a profile does not read at all is not asked for. Of one profile, it may
    also be one of the same document, and two with numbers of their own are never the same.

    Args:
        new: The lines that are not kept by their names.
        kept: Lines that are kept, and are not in the file.
        read: All lines of the file.
    """
    likeness = _Likeness.among((*kept, *read))
    free: dict[_Key, list[CouncilLine]] = defaultdict(list)
    for line in kept:
        free[line.day, line.amount].append(line)
    found: set[str] = set()
    # Those that say it in the same words go first, lest another takes their place.
    for test in (likeness.same, likeness.like):
        for line in new:
            there = free.get((line.day, line.amount))
            if there and line.ref not in found and _take(line, there, test):
                found.add(line.ref)
    return found


def profile_of(line: CouncilLine) -> str:
    """Return the id of the profile by which a line was read."""
    return line.ref.partition(":")[0]


def _take(line: CouncilLine, free: list[CouncilLine], test: _Test) -> bool:
    """Take the first that a line may be from those that are still free."""
    for place, other in enumerate(free):
        if test(line, other):
            del free[place]
            return True
    return False


@dataclass(frozen=True)
class _Likeness:
    """Says whether two lines of one day and amount may be the same.

    Attributes:
        suppliers: The profiles that read suppliers.
        references: The profiles that read a document's number or an invoice's.
    """

    suppliers: frozenset[str]
    references: frozenset[str]

    @classmethod
    def among(cls, lines: Sequence[CouncilLine]) -> _Likeness:
        """See by the lines which profile reads what."""
        return cls(
            frozenset(profile_of(line) for line in lines if line.supplier),
            frozenset(profile_of(line) for line in lines if _references(line)),
        )

    def same(self, one: CouncilLine, other: CouncilLine) -> bool:
        """Return whether they may be the same, and say the same of what it was for."""
        return letters_and_digits(one.narrative) == letters_and_digits(
            other.narrative
        ) and self.like(one, other)

    def like(self, one: CouncilLine, other: CouncilLine) -> bool:
        """Return whether they may be the same."""
        if profile_of(one) == profile_of(other):
            if one.line_no and other.line_no:
                return False
            if one.doc_no and one.doc_no == other.doc_no:
                return True
        return self._suppliers(one, other) and self._references(one, other)

    def _suppliers(self, one: CouncilLine, other: CouncilLine) -> bool:
        if not all(profile_of(line) in self.suppliers for line in (one, other)):
            return True
        if _is_filled_in(one, other) or _is_filled_in(other, one):
            return True
        return letters_and_digits(one.supplier) == letters_and_digits(other.supplier)

    def _references(self, one: CouncilLine, other: CouncilLine) -> bool:
        if not all(profile_of(line) in self.references for line in (one, other)):
            return True
        ours, theirs = _references(one), _references(other)
        return bool(ours & theirs) or ours == theirs


def _is_filled_in(one: CouncilLine, other: CouncilLine) -> bool:
    """Return whether one line says all that another says, and names the supplier too.

    So it is where the supplier's cell is merged over several rows, which was not read before.
    """
    return bool(one.supplier) and replace(one, supplier="", ref="", sheet="", row=0) == replace(
        other, ref="", sheet="", row=0
    )


def _references(line: CouncilLine) -> frozenset[str]:
    """Return what a line is known by elsewhere: one profile's invoice may be another's document."""
    return frozenset(filter(None, map(letters_and_digits, (line.invoice, line.doc_no))))
