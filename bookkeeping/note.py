"""What the next return is to say of an action."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from ringfence.bookkeeping.event import Drafted, Field, event
from ringfence.bookkeeping.kinds import NoteKind, Pot, Story
from ringfence.bookkeeping.shared_fields import Declaration

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books


@event(
    "note",
    summary="Write a note for the next return.",
    examples='note 2017-18/BigLunch "The Big Lunch was held." --kind delivery --date 18/6/2017',
)
class Note(Declaration):
    """Write a note on an action for the next return.

    To reword or remove a note, use the file and line in its receipt:
    `ringfence correct FILE:LINE --note TEXT`, or `--reverse-only`.
    """

    pot: Annotated[Pot, Field(place=True, ask="On which pot?")]
    text: Annotated[Story, Field(place=True, ask="What is to be said?")]
    kind: Annotated[
        NoteKind,
        Field(
            "What was delivered, why figures are as they are, or what may go wrong.",
            ask="Which kind of note?",
        ),
    ]

    def drafts(self, books: Books) -> Drafted:
        """Return the note, and what in it leads to a person."""
        from ringfence.bookkeeping import delivery, notes

        wanted = delivery.note(books, self.request(), self.pot, self.text, self.kind)
        return Drafted(wanted, doubts=notes.personal_in)
