"""A council's listings for beangulp, as anybody's ``import.py`` runs its importers.

    import beangulp
    from ringfence.importers.listing.importer import ListingImporter

    beangulp.Ingest([ListingImporter()])()

Beancount's importers give an entry for each line with its one known leg; which action and fund it
was for is a person's to say. ``ringfence import`` asks her, and knows more of the books: this is
for whoever keeps importers of their own beside it.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from beancount.core import data
from beancount.core.amount import Amount
from beangulp.extract import DUPLICATE
from beangulp.importer import Importer

from ringfence.importers.listing.errors import AmbiguousProfileError, ListingError
from ringfence.importers.listing.headers import find
from ringfence.importers.listing.profiles import Profile, known_profiles
from ringfence.importers.listing.reading import Listing, read_listing
from ringfence.ledger.accounts import Kind
from ringfence.ledger.council.line import CouncilLine
from ringfence.ledger.money import CURRENCY

_REF = "council-ref"


class ListingImporter(Importer):
    """Reads any listing that a profile fits.

    Args:
        books: The folder of the books, if they have profiles of their own.
        account: The account that the council's payments come out of.
    """

    def __init__(self, books: str | Path | None = None, account: str = Kind.COUNCIL.value) -> None:
        self._books = Path(books) if books is not None else None
        self._account = account
        self._last: tuple[tuple[str, int, int], Listing] | None = None

    @property
    def name(self) -> str:
        """What it is called in beangulp's output."""
        return "ringfence.council"

    def identify(self, filepath: str) -> bool:
        """Return whether a profile has a file's headings; if several have, it is refused later."""
        try:
            find(Path(filepath), self._profiles)
        except AmbiguousProfileError:
            return True
        except ListingError:
            return False
        return True

    def account(self, filepath: str) -> data.Account:  # noqa: ARG002 - as beangulp has it
        """Return the account of every listing."""
        return self._account

    def date(self, filepath: str) -> datetime.date | None:
        """Return the last day of a listing."""
        return max((line.day for line in self._read(filepath).lines), default=None)

    def filename(self, filepath: str) -> str | None:
        """Return the name under which beangulp archives it: the profile's."""
        return f"{self._read(filepath).profile.id}{Path(filepath).suffix.lower()}"

    def extract(self, filepath: str, existing: data.Entries) -> data.Entries:  # noqa: ARG002 - as beangulp has it
        """Return an entry for each line, with what leaves the council's cash."""
        return [self._entry(filepath, line) for line in self._read(filepath).lines]

    def deduplicate(self, entries: data.Entries, existing: data.Entries) -> None:
        """Mark the entries whose lines are in the books already, by the council's reference."""
        there = {ref: entry for entry in existing for ref in _refs(entry)}
        for entry in entries:
            known_as = next((there[ref] for ref in _refs(entry) if ref in there), None)
            if known_as is not None:
                entry.meta[DUPLICATE] = known_as

    @property
    def _profiles(self) -> Sequence[Profile]:
        return known_profiles(self._books)

    def _read(self, filepath: str) -> Listing:
        """Read a listing, once for all that beangulp asks of it."""
        status = Path(filepath).stat()
        key = (filepath, status.st_size, status.st_mtime_ns)
        if self._last is None or self._last[0] != key:
            self._last = (key, read_listing(Path(filepath), self._profiles))
        return self._last[1]

    def _entry(self, filepath: str, line: CouncilLine) -> data.Transaction:
        meta = data.new_metadata(filepath, line.row)
        meta[_REF] = line.ref
        for key, value in (
            ("invoice", line.invoice),
            ("cost-centre", line.cost_centre),
            ("council-account", line.account),
            ("council-project", line.project),
        ):
            if value:
                meta[key] = value
        what = line.narrative or line.account_title or line.cost_centre_title
        amount = Amount(-line.amount, CURRENCY)
        posting = data.Posting(self._account, amount, None, None, None, {})
        return data.Transaction(
            *(meta, line.day, "*", line.supplier or None, what),
            *(data.EMPTY_SET, data.EMPTY_SET, [posting]),
        )


def _refs(entry: Any) -> list[str]:  # noqa: ANN401 - any directive
    found = (entry.meta or {}).get(_REF)
    return [ref.strip() for ref in found.split(",")] if isinstance(found, str) else []
