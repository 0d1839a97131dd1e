"""The fields of what is counted: what was delivered, and what it should come to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from ringfence.bookkeeping.event import Event, Field
from ringfence.bookkeeping.kinds import Count, Day, SpendingPot, Words

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books
    from ringfence.ledger.recording.drafting import DeclarationDraft


class Counted(Event):
    """A count of an action, of a period."""

    action: Annotated[SpendingPot, Field(place=True, shown="POT", ask="Of which action?")]
    name: Annotated[Words, Field(place=True, ask="What is counted?")]
    count: Annotated[Count, Field(place=True, ask="How many?")]
    first: Annotated[Day, Field("The first day counted.", name="from", ask="From which day on?")]
    last: Annotated[Day, Field("The last day counted.", name="to", ask="Up to which day?")]
    source: Annotated[Words, Field("Where the count comes from.")] | None = None
    group: Annotated[Words, Field("Of whom, if it is split.")] | None = None

    def declarations(self, kind: str, books: Books) -> list[DeclarationDraft]:
        """Return the declaration of a count of a kind."""
        from ringfence.bookkeeping import delivery

        return delivery.count(
            books,
            self.request(),
            kind,
            self.action,
            self.name,
            self.count,
            first=self.first,
            last=self.last,
            source=self.source,
            group=self.group,
        )
