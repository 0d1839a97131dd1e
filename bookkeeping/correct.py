"""An entry is corrected, or reversed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from ringfence.bookkeeping.event import Drafted, Field, event
from ringfence.bookkeeping.kinds import Flag, KnownEntry, Payee, Pot, Pounds, ReferenceOrNone
from ringfence.bookkeeping.shared_fields import Pending, SpendingEntry

if TYPE_CHECKING:
    from ringfence.bookkeeping.redo import Right
    from ringfence.ledger.loading import Books


@event(
    "correct",
    summary="Correct an entry by reversing it.",
    examples="""
correct LCFC-1093 --amount 2900
correct spend-2017-18.beancount:45 --pot 2017-18/Prevent
correct PR-0588 --reverse-only --note "Entered twice"
correct delivery-2017-18.beancount:66 --reverse-only
""",
)
class Correct(SpendingEntry):
    """Correct an entry: reverse it, and record what it should have been.

    ENTRY is a link, an invoice reference, or file:line. Nothing in the books is edited. What
    you do not give again stays as it was. An entry split over funds or actions is corrected
    whole, whichever part you name; if nothing replaces an invoice, its refunds are reversed
    with it. --note gives the reason, and the reversal shows it; if nothing else is wrong, it
    replaces the old text. If a submitted return counted the entry, the correction names the
    return that it adjusts.

    A note is named by its file and line too: --note puts other words in its place,
    --reverse-only removes it.
    """

    entry: Annotated[KnownEntry, Field(place=True, ask="Which entry (link, invoice or file:line)?")]
    amount: Annotated[Pounds, Field("What it should have been, in all.")] | None = None
    pot: Annotated[Pot, Field("The pot it should be charged to.")] | None = None
    source: Annotated[Pot, Field("For a transfer: from.", name="from")] | None = None
    to: Annotated[Pot, Field("For a transfer: to.")] | None = None
    payee: Annotated[Payee, Field("Who was really paid.")] | None = None
    invoice: Annotated[ReferenceOrNone, Field("The right reference.")] | None = None
    pending: Pending = False
    reverse_only: Annotated[Flag, Field("Only reverse it: nothing replaces it.")] = False

    @property
    def unclear(self) -> bool:
        """Return that it is shown before it is saved: what is found by a name may be another."""
        return True

    def drafts(self, books: Books) -> Drafted:
        """Return the reversal, and what should have been recorded."""
        from ringfence.bookkeeping import corrections, notes

        request, right = self.request(), self._right()
        noted = notes.note_at(books, self.entry)
        if noted is not None:
            wanted = notes.draft_note_back(books, noted, request, right)
            return Drafted(wanted, remarks_on=notes.withdrawn_in)
        notes.refuse_others(books, self.entry)
        return corrections.correct(books, request, self.entry, right)

    def _right(self) -> Right:
        from ringfence.bookkeeping.redo import Right

        return Right(
            self.amount,
            self.pot,
            self.source,
            self.to,
            self.payee,
            self.invoice,
            self.pending,
            self.reverse_only,
        )
