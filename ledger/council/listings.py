"""The lines of the council's that are kept beside the books, listing by listing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from ringfence.ledger.council.kept import KeptFormError, read_kept
from ringfence.ledger.council.line import CouncilLine
from ringfence.ledger.declarations.council import CouncilListing
from ringfence.ledger.errors import UnservedError
from ringfence.ledger.findings import Finding, Severity
from ringfence.ledger.inside import leads_out
from ringfence.ledger.loading import Books

#: The folder beside the books where listings are kept.
FOLDER = "council"
RULE = "kept-listing"


class KeptListingError(UnservedError):
    """A listing that was kept is gone, or is not what was kept."""


def kept_lines(books: Books) -> dict[str, CouncilLine]:
    """Return every imported line, by its reference, in the order of the listings.

    Raises:
        KeptListingError: a file is missing, was changed, or is not such a file.
    """
    found: dict[str, CouncilLine] = {}
    for _name, _listing, lines in listings(books):
        found.update((line.ref, line) for line in lines)
    return found


def listings(books: Books) -> Iterator[tuple[str, CouncilListing, tuple[CouncilLine, ...]]]:
    """Yield the listings in the order of their declarations: id, declaration and lines.

    Raises:
        KeptListingError: a file is missing, was changed, or is not such a file.
    """
    for name, history in books.book.register.council_listings.items():
        declared: CouncilListing = history.latest
        yield name, declared, _lines(books, name, declared)


def find_lost_listings(books: Books) -> list[Finding]:
    """Find the files of lines that are gone, or are not what was imported."""
    found = []
    for name, history in books.book.register.council_listings.items():
        try:
            _content(books, name, history.latest)
        except KeptListingError as error:
            entry = history.versions[-1].entry
            message = f"{error} [{RULE}]"
            found.append(Finding(RULE, Severity.WARN, entry.meta, message, entry))
    return found


def _content(books: Books, name: str, declared: CouncilListing) -> bytes:
    """Return the bytes of a listing's file, if they are what was kept."""
    path = books.folder / declared.file
    way_out = "Restore it from a backup or the council's listing."
    if leads_out(books.folder, path):
        raise KeptListingError(
            f"{declared.file}, the lines of the listing {name}, leads out of the folder of the "
            f"books. {way_out}"
        )
    try:
        content = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise KeptListingError(
            f"{declared.file}, the lines of the listing {name}, can't be read: {reason}. {way_out}"
        ) from error
    digest = hashlib.sha256(content).hexdigest()
    if digest != declared.digest.removeprefix("sha256:"):
        raise KeptListingError(
            f"{declared.file}, the lines of the listing {name}, was changed since it was imported. "
            f"{way_out}"
        )
    return content


def _lines(books: Books, name: str, declared: CouncilListing) -> tuple[CouncilLine, ...]:
    content = _content(books, name, declared)
    try:
        return read_kept(content)
    except KeptFormError as error:
        raise KeptListingError(
            f"{declared.file} is not a listing that was kept: {error}."
        ) from error
