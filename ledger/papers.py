"""Papers beside the books: which are within their folder, and whether a signed one is one.

What a link or a path leads to outside the folder of the books is no paper of theirs: it is never
packed, shown or counted as evidence, whatever its name is.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from beancount.core.data import Custom, Directive, Transaction

from ringfence.ledger.book import Book
from ringfence.ledger.declarations.models import Return
from ringfence.ledger.documents import documents_of
from ringfence.ledger.findings import Finding, Severity
from ringfence.ledger.frozen import Frozen
from ringfence.ledger.gone_papers import record_redacted
from ringfence.ledger.inside import leads_out
from ringfence.ledger.loading import Books
from ringfence.ledger.metadata import decision_names
from ringfence.ledger.overlay import content_of
from ringfence.ledger.return_lives import CERTIFIED, life_of
from ringfence.ledger.seals import Step

RULE = "paper"
_SUBMITTED = "submitted"
#: How a file of each format begins, by how its name ends.
_BEGINS = {
    ".pdf": (b"%PDF",),
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".tif": (b"II*\x00", b"MM\x00*"),
    ".tiff": (b"II*\x00", b"MM\x00*"),
    ".docx": (b"PK\x03\x04",),
    ".odt": (b"PK\x03\x04",),
}
#: A PDF may have some bytes before its head, as its own standard lets readers accept.
_PDF_WITHIN = 1024
BOOKS_FILE = ".beancount"


def wrong_format(name: str, content: bytes) -> str | None:
    """Return in words that a file is not of the format that its name says; None if it may be.

    Args:
        name: How it is called.
        content: What it holds.
    """
    ending = Path(name).suffix.lower()
    if ending == BOOKS_FILE:
        return "is a file of books, and no paper"
    begins = _BEGINS.get(ending)
    if begins is None or content.startswith(begins):
        return None
    if ending == ".pdf" and begins[0] in content[:_PDF_WITHIN]:
        return None
    return f"is called {ending} and is not a file of that format"


def formats() -> list[str]:
    """Name the formats that a signed paper may have, by their endings."""
    return [ending.removeprefix(".") for ending in _BEGINS]


def paper_digest(content: bytes) -> str:
    """Return the SHA-256 of a paper, as the books hold it."""
    return hashlib.sha256(content).hexdigest()


def cited_papers(book: Book, frozen: Frozen, relative: Callable[[str], str]) -> list[str]:
    """Return the documents that a return cites, by their paths from the books, each once.

    They are those of the entries that it counted, and of the decisions that these rest on.
    """
    found: dict[str, None] = {}
    for _counted, entry in frozen.counted:
        cited: list[Transaction | Custom] = [entry]
        for name in (*decision_names(entry.meta), *decision_names(entry.meta, "settled-by")):
            history = book.register.decisions.get(name)
            cited += [version.entry for version in history.versions] if history else []
        found.update((relative(path), None) for each in cited for path in documents_of(book, each))
    return sorted(found)


def find_wrong_papers(books: Books) -> list[Finding]:
    """Find the papers that lead out of the books' folder, and signed ones that were altered."""
    return [*_find_outside(books), *_find_altered(books)]


def _find_outside(books: Books) -> Iterator[Finding]:
    told: set[str] = set()
    for entry, path in _named(books):
        if str(path) in told or not leads_out(books.folder, path):
            continue
        told.add(str(path))
        message = (
            f"{books.relative(str(path))} leads out of the folder of the books, so it is never "
            "packed, shown or counted as evidence. Put the paper itself into the folder, and name "
            f"that. [{RULE}]"
        )
        yield Finding(RULE, Severity.BLOCK, entry.meta, message, entry)


def _named(books: Books) -> Iterator[tuple[Directive, Path]]:
    """Yield every paper that the books name, with what names it."""
    book = books.book
    for document in book.documents:
        yield document, Path(document.filename)
    for key, entries in book.unread.items():
        if key.startswith("document"):
            for entry in entries:
                yield from _by_key(entry, key)
    decided = (each for history in book.register.decisions.values() for each in history.versions)
    for version in decided:
        yield from _by_key(version.entry, "document")
    yield from _files_named(books)
    steps = (each for history in book.register.returns.values() for each in history.versions)
    for step in steps:
        if step.value.evidence and "evidence" in step.changed:
            yield step.entry, books.folder / step.value.evidence


def _files_named(books: Books) -> Iterator[tuple[Directive, Path]]:
    """Yield the forms of funders, and the kept listings of the council's, with what names them."""
    register = books.book.register
    for terms in register.funds.values():
        for version in terms.versions:
            if version.value.form and "form" in version.changed:
                yield version.entry, books.folder / version.value.form
    for listings in register.council_listings.values():
        for listing in listings.versions:
            yield listing.entry, books.folder / listing.value.file


def _by_key(entry: Transaction | Custom, key: str) -> Iterator[tuple[Directive, Path]]:
    name = entry.meta.get(key)
    if isinstance(name, str) and name.strip():
        yield entry, Path(os.path.normpath(Path(str(entry.meta["filename"])).parent / name))


def _find_altered(books: Books) -> Iterator[Finding]:
    """Yield each signed paper that is not what was signed, or is none."""
    for history in books.book.register.returns.values():
        life = life_of(history)
        steps = [*life.submissions]
        if life.status == CERTIFIED:
            steps.append(history.versions[-1])
        for step in steps:
            if step.value.evidence in books.book.register.papers:
                continue  # what became of it is judged with it
            wrong = _wrong(books, step.value)
            if wrong:
                yield _altered(step, wrong)


def _wrong(books: Books, declared: Return) -> str | None:
    """Return what is wrong with the signed paper of a return; None if nothing is, or it is gone."""
    if not declared.evidence:
        return None
    content = content_of(books.folder / declared.evidence)
    if content is None:
        return None
    held, now = declared.evidence_digest, paper_digest(content)
    if held and held != now:
        return (
            f"is not what was signed: its SHA-256 was {held}, and is {now}. Put it back "
            "from a copy. " + record_redacted(declared.evidence)
        )
    misnamed = wrong_format(declared.evidence, content)
    return f"{misnamed}. Put the paper that was signed in its place." if misnamed else None


def _altered(step: Step, wrong: str) -> Finding:
    declared = step.value
    message = (
        f"The signed paper of the return {declared.fund} {declared.period}, {declared.evidence}, "
        f"{wrong} [{_SUBMITTED}]"
    )
    funds = frozenset({declared.fund})
    return Finding(_SUBMITTED, Severity.BLOCK, step.entry.meta, message, step.entry, funds)
