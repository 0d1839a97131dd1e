"""A certified return is submitted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ringfence.bookkeeping.event import Drafted, event
from ringfence.bookkeeping.return_step import ReturnStep

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books
    from ringfence.ledger.recording.writing import Recording


@event("return submit", examples="return submit PLF-2017-18 2017-18-H1")
class ReturnSubmit(ReturnStep):
    """Submit a certified return: from now on its figures stand.

    A snapshot of it is kept in the folder `returns` beside the books, and its digest in
    them. Whatever would change what it says is refused from then on.
    """

    def drafts_by(self, who: str, books: Books) -> Drafted:
        """Return the directive that freezes it, and the snapshot of what it says."""
        from ringfence.bookkeeping import return_life

        wanted = return_life.submit(books, self.request(), self.fund, self.period, who)
        return Drafted(wanted, remarks_on=lambda recording: _remarks(recording, who))


def _remarks(recording: Recording, who: str) -> Iterator[str]:
    """Yield where its snapshot is, and whether nobody declares who submitted it."""
    from ringfence.bookkeeping import signatories
    from ringfence.ledger.papers import paper_digest
    from ringfence.ledger.recording.drafting import FileDraft

    for draft in recording.drafts:
        if isinstance(draft, FileDraft):
            yield f"What it says is kept in {draft.path}."
            yield (
                "To quote to the funder, the SHA-256 of that file, as sha256sum works it out: "
                f"{paper_digest(draft.content)}"
            )
    yield from signatories.unknown(recording.before, who)
