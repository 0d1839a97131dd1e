"""The books that Fava has loaded, as a Book, judged: made once for each load.

Fava's filtered entries will not do: its time filter leaves out every declaration and sums
up what came before. The pages ask the Book of all entries, as at their own day.
"""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from beancount.core.data import Directive
from fava.core import FavaLedger

from ringfence.bookkeeping.record import count, rules_on
from ringfence.ledger.book import Book
from ringfence.ledger.collector import leave_alone, look_again
from ringfence.ledger.findings import Finding
from ringfence.ledger.loading import findings_of
from ringfence.ledger.room import balances_by_pot
from ringfence.reports.recent import digests
from ringfence.reports.search import SearchIndex

_MOST = 8
_MOST_KEPT = 32
T = TypeVar("T")

_lock = threading.Lock()
_kept: dict[str, Loaded] = {}


class Loaded(NamedTuple):
    """Books as Fava loaded them. ``entries`` are Fava's own: they tell one load from the next."""

    entries: Sequence[object]
    book: Book
    findings: tuple[Finding, ...]
    folder: Path
    files: frozenset[str]
    search: SearchIndex
    #: What is reckoned once for these books, by what it is and what it is of.
    kept: dict[tuple[str, object], Any]

    @property
    def counted(self) -> Mapping[str, int]:
        """How many findings there are of each severity."""
        return count(self.findings)

    def entry_at(self, place: str) -> Directive | None:
        """Return the entry that stands at a place such as ``spend.beancount:12``, if one does."""
        name, _colon, line = place.rpartition(":")
        if not (line.isascii() and line.isdigit()):
            return None
        number = int(line)
        return next(
            (
                entry
                for entry in self.book.entries
                if entry.meta.get("lineno") == number
                and self.relative(str(entry.meta.get("filename"))) == name
            ),
            None,
        )

    def once(self, what: str, make: Callable[[], T], of: object = None) -> T:
        """Return what is reckoned of these books once for each thing that it is of."""
        key = (what, of)
        if key not in self.kept:
            while len(self.kept) >= _MOST_KEPT:
                self.kept.pop(next(iter(self.kept)), None)
            self.kept[key] = make()
        found: T = self.kept[key]
        return found

    def relative(self, filename: str) -> str:
        """Show a file's name relative to the books, with ``/`` on every system."""
        try:
            return Path(filename).relative_to(self.folder).as_posix()
        except ValueError:
            return filename.replace("\\", "/")


def seen_in(books: Loaded) -> dict[str, list[str]]:
    """Return a digest of each entry, reckoned once: what somebody who looks has seen."""
    return books.once("digests", lambda: digests(books.book))


def load_once(ledger: FavaLedger) -> Loaded:
    """Return the books that Fava holds now, made anew after each load and kept until the next."""
    path = ledger.beancount_file_path
    with _lock:
        kept = _kept.get(path)
        if kept is None or kept.entries is not ledger.all_entries:
            look_again()
            _kept.pop(path, None)
            while len(_kept) >= _MOST:
                _kept.pop(next(iter(_kept)))
            kept = _kept[path] = _load(ledger)
            leave_alone()
        return kept


def _load(ledger: FavaLedger) -> Loaded:
    entries = ledger.all_entries
    book = Book(entries)  # type: ignore[arg-type] # Fava's own names for Beancount's directives
    # Every balance is added up at its first asking: now, so that no page has to wait for it.
    balances_by_pot(book, datetime.date.max)
    files = ledger.options["include"]
    findings = [
        *findings_of(ledger.load_errors, files),
        *rules_on(book, ledger.options),
    ]
    findings.sort(key=lambda finding: finding.severity.rank)
    folder = Path(ledger.beancount_file_path).absolute().parent
    return Loaded(entries, book, tuple(findings), folder, frozenset(files), SearchIndex(book), {})
