"""Drafting what became of a paper that a submitted return cites."""

from __future__ import annotations

from pathlib import Path

from ringfence.bookkeeping.errors import NotSavedError
from ringfence.bookkeeping.find import person
from ringfence.bookkeeping.request import Request, metadata
from ringfence.ledger.gone_papers import REDACTED
from ringfence.ledger.loading import Books
from ringfence.ledger.overlay import content_of
from ringfence.ledger.papers import paper_digest
from ringfence.ledger.recording.drafting import DeclarationDraft


def draft(
    books: Books, request: Request, paper: str, fate: str, reason: str, *, actor: str
) -> list[DeclarationDraft]:
    """Draft that a paper was destroyed or redacted; whether it may be the check says.

    Raises:
        NotSavedError: it was redacted, and no file is there.
    """
    name = books.relative(Path(paper).as_posix())
    digest = None
    if fate == REDACTED:
        content = content_of(books.folder / name)
        if content is None:
            raise NotSavedError(
                f"There is no file {name} in the folder of the books: put the redacted one in its "
                "place first.\n\nNothing was saved."
            )
        digest = paper_digest(content)
    by = person(books, actor)
    meta = metadata(books.book, request, status=fate, reason=reason, by=by, digest=digest)
    return [DeclarationDraft(request.day, "paper", (name,), meta)]
