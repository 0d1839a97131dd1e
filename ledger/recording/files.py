"""Which file a draft belongs in: where a person would look for it.

That is the file that holds the most recent directives of the same sort: the same kind
of declaration (of the same year, if it is of one), accounts of the same fund,
transactions of the same layer and financial year. Where books are split by year and
there is none yet for this one, a new file is begun beside last year's and named like
it. Books in a single file stay so.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Container, Iterator
from pathlib import Path
from typing import Any

from beancount.core import data

from ringfence.ledger.assembly import is_match
from ringfence.ledger.declarations.models import MODELS
from ringfence.ledger.loading import Books
from ringfence.ledger.recording.drafting import DeclarationDraft, Draft, OpenDraft, TransactionDraft
from ringfence.ledger.recording.errors import NOTHING_SAVED, RecordingError
from ringfence.ledger.recording.sorts import (
    BY_YEAR,
    ENTRIES,
    HEADS,
    LABEL,
    OPEN,
    YEAR_END,
    Sort,
    is_of_layer,
    others_in,
    sort_of,
    year_in,
)
from ringfence.ledger.years import FinancialYear

SUFFIX = ".beancount"


class NotIncludedError(RecordingError):
    """A file beside the books that bears the name of the one to begin."""

    def __init__(self, name: str, main: str) -> None:
        super().__init__(
            f"This belongs in {name}, which is in the folder of your books but is not part of "
            f'them. Add the line include "{name}" to {main}, or rename that file. {NOTHING_SAVED}'
        )


class NotInBooksError(RecordingError):
    """A file of the books that can't be added to, such as an encrypted one."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is encrypted, so nothing can be added to it. {NOTHING_SAVED}")


def file_for(books: Books, draft: Draft, begun: Container[str] = ()) -> str:
    """Name the file that a draft belongs in; it may have to be begun.

    Args:
        books: The books as they stand.
        draft: What is to be recorded.
        begun: Files that the same recording begins already.

    Raises:
        NotIncludedError: the file to begin exists, and is not part of the books.
        NotInBooksError: the file can't be added to.
    """
    sort = sort_of(draft)
    peer = _same_thing(books, draft) or _best(_peers(books, draft, sort), sort)
    name = peer or _from_other_year(books, sort) or _default(books, sort)
    if isinstance(draft, TransactionDraft) and draft.home:
        name = _home(books, draft.home) or name
    if name in books.parsed.contents or name in begun:
        return name
    if peer is not None and name == peer:
        raise NotInBooksError(books.relative(name))
    if Path(name).exists():
        raise NotIncludedError(books.relative(name), books.path.name)
    return name


def includes(books: Books, name: str) -> bool:
    """Return whether the books would find a new file without a further `include`."""
    return any(is_match(name, pattern) for pattern in books.parsed.includes)


def _same_thing(books: Books, draft: Draft) -> str | None:
    """Find what is amended: directives of one day hold in the order of their lines."""
    if not isinstance(draft, DeclarationDraft) or draft.kind not in MODELS:
        return None
    size = len(MODELS[draft.kind].ids)
    for entry in reversed(books.parsed.entries):
        if isinstance(entry, data.Custom) and entry.type == draft.kind:
            ids = tuple(value.value for value in (entry.values or ())[:size])
            if ids == draft.values[:size]:
                return str(entry.meta["filename"])
    return None


def _peers(books: Books, draft: Draft, sort: Sort) -> list[str]:
    """Name the file of every directive of the same sort, oldest first."""
    found: list[Any]
    if isinstance(draft, TransactionDraft):
        found = [each for each in _transactions(books, sort) if not _is_of_year_end(each)]
    elif isinstance(draft, OpenDraft):
        found = [each for each in _opens(books) if _last(each.account) == _last(draft.account)]
    else:
        others = list(others_in(books))
        found = [each for each, peer in others if peer == sort]
        found = found or [each for each, peer in others if _is_akin(peer, sort)]
    return [str(each.meta["filename"]) for each in found]


def _is_of_year_end(entry: Any) -> bool:  # noqa: ANN401 - any directive
    """Return whether it stands in a year end's own file, which nothing else is put into.

    What is dated in the new year stands there too, and would draw all of that year after it.
    """
    return Path(str(entry.meta["filename"])).stem.startswith(YEAR_END)


def _opens(books: Books) -> list[data.Open]:
    return [entry for entry in books.parsed.entries if isinstance(entry, data.Open)]


def _last(account: str) -> str:
    return account.rsplit(":", 1)[-1]


def _is_akin(one: Sort, other: Sort) -> bool:
    return (one.family, one.year) == (other.family, other.year) and one.family in BY_YEAR


def _transactions(books: Books, sort: Sort) -> Iterator[Any]:
    entries = books.parsed.entries
    year = FinancialYear.parse(sort.year)
    first = bisect_left(entries, year.start, key=lambda entry: entry.date)
    last = bisect_right(entries, year.end, key=lambda entry: entry.date)
    for entry in entries[first:last]:
        if is_of_layer(entry, sort.family):
            yield entry


def _best(files: list[str], sort: Sort) -> str | None:
    """Choose the file named after the year or the family, else the one that holds most."""
    if not files:
        return None
    counts = Counter(files)
    last = {name: place for place, name in enumerate(files)}

    def weight(name: str) -> tuple[bool, bool, int, int]:
        stem = Path(name).stem
        return sort.year in stem, stem.startswith(sort.family), counts[name], last[name]

    return max(counts, key=weight)


def _from_other_year(books: Books, sort: Sort) -> str | None:
    """Name this year's file as the latest other year's is named; the same if it names none."""
    found = _latest_of_other_year(books, sort)
    if found is None:
        return None
    entry, year = found
    path = Path(entry.meta["filename"])
    if LABEL.findall(path.stem) == [year]:
        return str(path.with_name(path.name.replace(year, sort.year)))
    return str(path)


def _latest_of_other_year(books: Books, sort: Sort) -> tuple[Any, str] | None:
    if sort.kind == OPEN:
        return next(((each, year_in(each)) for each in reversed(_opens(books))), None)
    if sort.kind == ENTRIES:
        for entry in reversed(books.parsed.entries):
            if is_of_layer(entry, sort.family) and not _is_of_year_end(entry):
                return entry, year_in(entry)
        return None
    others = list(others_in(books))
    of_kind = [(each, peer.year) for each, peer in others if peer.kind == sort.kind]
    of_family = [(each, peer.year) for each, peer in others if peer.family == sort.family]
    return next(reversed(of_kind or of_family), None)


def _home(books: Books, home: str) -> str | None:
    """Find the file asked for, in books that are split by what their files are about."""
    stems = {Path(name).stem: Path(name) for name in books.parsed.contents}
    label = LABEL.search(home)
    for stem, path in stems.items():
        if stem == home or (label and LABEL.sub(label[0], stem) == home):
            return str(path.with_name(home + SUFFIX))
    if any(stem.startswith(family) for stem in stems for family in HEADS):
        return str(books.path.parent / f"{home}{SUFFIX}")
    return None


def _default(books: Books, sort: Sort) -> str:
    """Name the file that books in several files begin with for such a thing."""
    if len(books.parsed.contents) == 1 and books.parsed.entries:
        return str(books.path)
    label = f"-{sort.year}" if sort.family in BY_YEAR else ""
    return str(books.path.parent / f"{sort.family}{label}{SUFFIX}")
