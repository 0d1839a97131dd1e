"""Drafting what became of a paper that a submitted return cites."""

from __future__ import annotations

from pathlib import Path

from ringfence.bookkeeping.errors import NotSavedError
from ringfence.bookkeeping.find import person
from ringfence.bookkeeping.request import Request, metadata
from ringfence.ledger.commands import command
from ringfence.ledger.gone_papers import REDACTED
from ringfence.ledger.loading import Books
from ringfence.ledger.overlay import content_of
from ringfence.ledger.papers import paper_digest
from ringfence.ledger.recording.drafting import TO_SEAL, DeclarationDraft
from ringfence.ledger.seals import PREVIOUS, SEAL, chain_of, own_seal


def draft(
    books: Books, request: Request, paper: str, fate: str, reason: str, *, actor: str
) -> list[DeclarationDraft]:
    """Draft that a paper was destroyed or redacted; whether it may be the check says.

    Raises:
        NotSavedError: it was redacted, and no file is there; or its seals are no chain.
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
    history = books.book.register.papers.get(name)
    chain = chain_of(history.versions if history else ())
    if not chain.is_whole:
        raise NotSavedError(
            f"The seals of what became of {name} are not one chain, so nothing can follow them. "
            "See what is wrong: " + command("check", rule="submitted") + "\n\nNothing was saved."
        )
    before = {PREVIOUS: own_seal(chain.order[-1])} if chain.order else {}
    meta |= {SEAL: TO_SEAL, **before}
    return [DeclarationDraft(request.day, "paper", (name,), meta)]
