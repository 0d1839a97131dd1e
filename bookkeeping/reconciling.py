"""What only one ledger has is marked or matched; finance signs the statement, or reopens it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

from ringfence.bookkeeping.event import Drafted, Event, Field, event
from ringfence.bookkeeping.kinds import Balance, Day, Names, Reference, Words
from ringfence.bookkeeping.request import Request
from ringfence.bookkeeping.shared_fields import Declaration
from ringfence.ledger.years import today

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books
    from ringfence.ledger.recording.writing import Recording

Keys = Annotated[Names, Field(place=True, shown="KEY…")]
Why = Annotated[Words, Field("Why.", form="first")]


class _Marked(Declaration):
    keys: Keys
    reason: Why

    def _mark(self, books: Books, state: str) -> Drafted:
        from ringfence.bookkeeping import match

        return Drafted(match.mark(books, self.request(), self.keys, state, self.reason))


@event("reconcile timing", examples='reconcile timing owbc:20533:1 --reason "Filed in October"')
class ReconcileTiming(_Marked):
    """Say that what only one ledger has will be in the other later.

    KEY is a line's reference, or an entry: what `ringfence reconcile` calls it, its invoice, its
    file and line.
    """

    def drafts(self, books: Books) -> Drafted:
        """Return the marks."""
        return self._mark(books, "timing")


@event(
    "reconcile miscoded",
    examples='reconcile miscoded owbc:20540:1 --reason "Of the leisure centre"',
)
class ReconcileMiscoded(_Marked):
    """Report that the council has it under the wrong code.

    That is a line that is not the partnership's, or an entry of ours that the council booked
    elsewhere.
    """

    def drafts(self, books: Books) -> Drafted:
        """Return the marks."""
        return self._mark(books, "miscoded")


@event("reconcile unmark", examples="reconcile unmark owbc:20533:1")
class ReconcileUnmark(Declaration):
    """Undo that something is timing or miscoded: it waits again.

    What finance signed as miscoded stays so, until that is reopened.
    """

    keys: Keys

    def drafts(self, books: Books) -> Drafted:
        """Return that the marks are taken back."""
        from ringfence.bookkeeping import match

        wanted = match.unmark(books, self.request(), self.keys)
        return Drafted(wanted, remarks_on=match.as_was_signed)


class _Undated(Event):
    def request(self) -> Request:
        """Return what is said of it: a reference under an entry has no day of its own."""
        return Request(today())


@event(
    "reconcile match",
    examples="""
reconcile match owbc:20417:1 LCFC-1093
reconcile match owbc:20610:1 owbc:20431:1
""",
)
class ReconcileMatch(_Undated):
    """Say that a line of the council's is an entry of ours, or several.

    The line's reference is written under each entry (`council-ref`). Of an invoice that was
    split over funds all parts are meant; an entry may be several lines, one after another.
    Lines of the council's that reverse each other, so that they add up to zero, are matched
    with each other.
    """

    ref: Annotated[Reference, Field(place=True)]
    entries: Annotated[Names, Field(place=True, shown="ENTRY…")]

    def drafts(self, books: Books) -> Drafted:
        """Return the references under the entries."""
        from ringfence.bookkeeping import match

        wanted = match.match(books, self.request(), self.ref, self.entries)
        return Drafted(wanted, remarks_on=match.apart)


@event("reconcile unmatch", examples="reconcile unmatch owbc:20417:1")
class ReconcileUnmatch(_Undated):
    """Undo that a line of the council's is an entry of ours: of all entries, or of some.

    Of lines that clear each other all are named by one of them.
    """

    ref: Annotated[Reference, Field(place=True)]
    entries: Annotated[Names, Field(place=True, shown="[ENTRY]…")] = ()

    def drafts(self, books: Books) -> Drafted:
        """Return the entries without the reference."""
        from ringfence.bookkeeping import match

        wanted = match.unmatch(books, self.request(), self.ref, self.entries)
        return Drafted(wanted, remarks_on=lambda recording: [match.taken_words(recording)])


@event(
    "reconcile sign",
    examples="""
--as cfo reconcile sign --to 30/9/2017
reconcile sign --as cfo --difference-reason "A penny of rounding"
""",
)
class ReconcileSign(Declaration):
    """Sign the statement: finance says that the two ledgers agree.

    It is signed by finance, and not by who imported, marked or recorded what it rests on. The
    statement is kept beside the books, and our balance asserted in them; from then on what is
    matched can't be changed.
    """

    to: Annotated[Day, Field("The last line's day if not given.", form="first")] | None = None
    council_balance: (
        Annotated[
            Balance,
            Field("The council's balance, as you know it; else it is carried on.", form="first"),
        ]
        | None
    ) = None
    difference_reason: (
        Annotated[Words, Field("Why it is signed though a difference is left.", form="first")]
        | None
    ) = None

    def drafts_by(self, who: str, books: Books) -> Drafted:
        """Return the signature, the statement as a file, and our balance asserted."""
        from ringfence.bookkeeping import sign

        wanted = sign.sign(
            books,
            self.request(),
            self.to,
            actor=who,
            stated=self.council_balance,
            reason=self.difference_reason,
        )
        return Drafted(wanted, remarks_on=_kept_files)


@event(
    "reconcile reopen",
    examples='reconcile reopen 2017-09-30 --reason "A payment was matched with another line"',
)
class ReconcileReopen(Declaration):
    """Reopen a signed statement, to correct what was wrong in it; the last one first.

    It is kept as a version (`council/reconciliation-2017-09-30.v1.json`), and the assertion
    of our balance is made a comment. Then it is signed anew.
    """

    day: Annotated[Day, Field(place=True)]
    reason: Why

    def drafts(self, books: Books) -> Drafted:
        """Return the statement as a version, and the assertion as a comment."""
        from ringfence.bookkeeping import sign

        return Drafted(sign.reopen(books, self.request(), self.day, self.reason))


def _kept_files(recording: Recording) -> Iterator[str]:
    from ringfence.ledger.recording.drafting import FileDraft

    for draft in recording.drafts:
        if isinstance(draft, FileDraft):
            yield f"What it says is kept in {draft.path}."
