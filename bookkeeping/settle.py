"""A pending entry is settled by a decision that was taken after the fact."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

from ringfence.bookkeeping.event import Drafted, Event, Field, event
from ringfence.bookkeeping.kinds import Day, Decision, KnownEntry
from ringfence.bookkeeping.request import Request
from ringfence.ledger.years import today

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books
    from ringfence.ledger.recording.writing import Recording


@event(
    "settle",
    summary="Settle a pending entry by a decision.",
    examples="settle DE-1802 --decision CSP-2018-02-12-02",
)
class Settle(Event):
    """Settle a pending entry by a decision.

    This names the decision under the entry and changes nothing else. Where several bodies are
    asked, settle it by a decision of each. To settle a pending spend whose pot is short, move
    money to the pot instead.
    """

    entry: Annotated[KnownEntry, Field(place=True, ask="Which entry (link, invoice or file:line)?")]
    decision: Annotated[
        Decision, Field("The decision that lets it stand.", ask="By which decision?")
    ]
    #: Whoever adds a day to every command may do so here; a line of an entry has none.
    date: Annotated[Day, Field(hidden=True, form="never")] | None = None

    def request(self) -> Request:
        """Return the day on which it is settled."""
        return Request(day=self.date or today())

    def drafts(self, books: Books) -> Drafted:
        """Return a line for each entry that the decision settles."""
        from ringfence.bookkeeping import settlements

        def remarks(recording: Recording) -> Iterator[str]:
            yield f"It now says that it was settled by {self.decision}."
            yield from settlements.still_awaited(recording, self.entry)

        wanted = settlements.draft_settlements(books, self.entry, self.decision)
        return Drafted(wanted, remarks_on=remarks)
