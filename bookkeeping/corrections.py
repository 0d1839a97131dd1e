"""An entry corrected, whole: it is reversed and recorded as it should be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ringfence.bookkeeping.adjustments import remarks_on_adjusted
from ringfence.bookkeeping.closed_years import (
    Buying,
    closing_of,
    refuse_spending,
    with_credits_moved_on,
)
from ringfence.bookkeeping.entry import Entries, Entry, Named
from ringfence.bookkeeping.errors import BookkeepingError, RequestError
from ringfence.bookkeeping.event import Drafted
from ringfence.bookkeeping.find import find_pot
from ringfence.bookkeeping.redo import (
    Redone,
    Right,
    anew,
    draft_reversal,
    pieces_of,
    says_words_only,
)
from ringfence.bookkeeping.request import Request
from ringfence.bookkeeping.reversals import credits_of, given_back_with, standing_event
from ringfence.ledger.commands import command
from ringfence.ledger.loading import Books
from ringfence.ledger.messages import name_field
from ringfence.ledger.metadata import CREDIT_NOTE
from ringfence.ledger.money import ZERO, pounds
from ringfence.ledger.recording.drafting import Draft, TransactionDraft
from ringfence.ledger.years import unless_today


class CorrectionError(BookkeepingError):
    """An entry that can't be corrected so."""


def correct(books: Books, request: Request, name: str, right: Right) -> Drafted:
    """Return the reversal of what a name names, what it should have been, and what to say of it.

    What was split over funds is reversed whole, and an invoice over several actions too; if
    nothing replaces an invoice, what came back of it is reversed with it, and so is what of an
    accrual was given back when it was paid.

    Raises:
        BookkeepingError: there is no such entry, or several, or nothing to put right.
    """
    named = Entries(books).named(name)
    event = standing_event(named, whole_on=request.day if right.reverse_only else None)
    remarks = [*_remarks_on_corrected(named), *_remarks_on_credits(request, event, right)]
    if right.reverse_only:
        given_back = [
            each for each in given_back_with(event) if not _is_of_closed(books, request, each)
        ]
        remarks += map(_given_back, given_back)
        event = [*event, *given_back]
    return Drafted(
        _draft(books, request, named, event, right),
        remarks,
        remarks_on=lambda recording: remarks_on_adjusted(recording, request, "What it corrects"),
    )


def _draft(
    books: Books, request: Request, named: Named, event: Sequence[Entry], right: Right
) -> list[Draft]:
    says_nothing = right.says_nothing and says_words_only(request) and not request.note
    if says_nothing and not right.reverse_only:
        raise RequestError(
            "Say what is right ("
            + name_field("amount")
            + ", "
            + name_field("pot")
            + ", "
            + name_field("payee")
            + ", "
            + name_field("invoice")
            + ", "
            + name_field("fund")
            + ", "
            + name_field("note")
            + " …), or "
            + name_field("reverse-only")
            + " if nothing replaces it."
        )
    _refuse_antedating(request, named.name, event)
    first = event[0]
    invoice = first.text("invoice") if right.invoice is None else right.invoice
    buying = Buying("spend", ZERO, right.payee or first.transaction.payee or "", invoice)

    def draft(of: Request) -> list[TransactionDraft]:
        if right.reverse_only:
            return [draft_reversal(of, entry) for entry in event]
        pieces = pieces_of(of, event, named, right)
        for piece in pieces:
            _refuse_more_of_closed(books, piece, buying)
        reversals = [draft_reversal(of, each) for piece in pieces for each in piece.entries]
        return [*reversals, *anew(books, of, pieces, right)]

    return [*with_credits_moved_on(books, request, draft, buying)]


def _remarks_on_credits(request: Request, event: Sequence[Entry], right: Right) -> Iterator[str]:
    """Yield what becomes of what came back of an invoice that is put right."""
    first = event[0]
    if first.spent_together <= 0:
        return
    if right.reverse_only:
        for entry in event:
            if entry not in first.recorded_with:
                yield f"{_came_back(entry)}: that is reversed with it."
        return
    for entry in credits_of(event):
        back = command("correct", entry.place, reverse_only=True, date=unless_today(request.day))
        yield (f"{_came_back(entry)}: that stays as it is. If it is wrong too, reverse it: " + back)


def _came_back(entry: Entry) -> str:
    note = entry.text(CREDIT_NOTE)
    by = f" by credit note {note}" if note else ""
    return f"{pounds(-entry.spent)} came back of it{by} on {entry.transaction.date} ({entry.place})"


def _is_of_closed(books: Books, request: Request, entry: Entry) -> bool:
    """Return whether an entry is of a closed year, whose credit has moved on and stays there."""
    pots = (account.pot for account in map(books.book.account, entry.legs) if account)
    return any(closing_of(books.book, pot, request) for pot in pots if pot)


def _given_back(entry: Entry) -> str:
    return (
        f"{pounds(-entry.spent)} was given back with it on {entry.transaction.date} "
        f"({entry.place}): that is reversed with it."
    )


def _remarks_on_corrected(named: Named) -> Iterator[str]:
    """Yield of what a name names that it is itself a correction: whether a second one is meant."""
    if len(named.found) == 1:  # it is itself what is named
        return
    last = next((each for each in reversed(named.found) if each.text("corrects")), None)
    if last is not None and not last.is_reversal:
        yield (
            f"{named.name} was already corrected, on {last.transaction.date}: this corrects the "
            f"later version, {last.place}."
        )


def _refuse_antedating(request: Request, name: str, group: Sequence[Entry]) -> None:
    """Make sure that nothing is reversed before it was there.

    Raises:
        CorrectionError: it would be.
    """
    last = max(group, key=lambda each: each.transaction.date)
    day = last.transaction.date
    if request.day >= day:
        return
    is_second = " (a correction already)" if last.text("corrects") else ""
    raise CorrectionError(
        f"A correction of {request.day} would reverse what {name} says only from {day} "
        f"on{is_second}: {last.place}. Date it {day} or later: "
        + name_field("date", value=day)
        + ". If the day is "
        "what is wrong, reverse it on its own day, and record it again with the right one. "
        "Type: " + command("correct", name, reverse_only=True, date=day) + "\n\nNothing was saved."
    )


def _refuse_more_of_closed(books: Books, piece: Redone, buying: Buying) -> None:
    """Make sure that a correction spends no more of a closed year, before money is looked for."""
    total = sum((each.amount for each in piece.originals), ZERO)
    amount, pot = piece.right.amount or total, piece.originals[0].debit.pot
    if not piece.originals[0].is_spending or pot is None:
        return
    if piece.right.pot:
        other = find_pot(books.book, piece.right.pot)
        pot, more = other, amount if other != pot else amount - total
    else:
        more = amount - total
    if more > 0:
        refuse_spending(books, piece.request, pot, buying._replace(amount=more, total=amount))
