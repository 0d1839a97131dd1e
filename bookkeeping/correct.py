"""Putting an entry right, whole: it is reversed and recorded as it should be; and settling."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from beancount.core.data import Transaction

from ringfence.bookkeeping.closed_years import Buying, refuse_spending, with_credits_moved_on
from ringfence.bookkeeping.entries import describe, find_entries, place_of
from ringfence.bookkeeping.errors import BookkeepingError, RequestError
from ringfence.bookkeeping.find import find_decision, find_pot
from ringfence.bookkeeping.record import rules_on
from ringfence.bookkeeping.redo import (
    Redone,
    Right,
    anew,
    draft_reversal,
    pieces_of,
    says_words_only,
)
from ringfence.bookkeeping.request import Request
from ringfence.bookkeeping.reversals import credits_of, is_reversal, standing_event
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.loading import Books
from ringfence.ledger.messages import name_field
from ringfence.ledger.metadata import CREDIT_NOTE, text
from ringfence.ledger.money import ZERO, pounds
from ringfence.ledger.recording.drafting import Draft, Settlement
from ringfence.ledger.recording.writing import Recording
from ringfence.ledger.together import spend_of, spend_together, together
from ringfence.ledger.tracks import PENDING_FLAG
from ringfence.ledger.years import unless_today


class CorrectionError(BookkeepingError):
    """An entry that can't be corrected so."""


def draft_correction(books: Books, request: Request, name: str, right: Right) -> list[Draft]:
    """Draft the reversal of what a name names, and what it should have been.

    What was split over funds is reversed whole, and an invoice over several actions too; if
    nothing replaces an invoice, what came back of it is taken back with it.

    Raises:
        BookkeepingError: there is no such entry, or several, or nothing to put right.
    """
    event = standing_event(books, name, whole_on=request.day if right.reverse_only else None)
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
    _refuse_antedating(books, request, name, event)
    first = event[0]
    invoice = text(first, "invoice") if right.invoice is None else right.invoice
    buying = Buying("spend", ZERO, right.payee or first.payee or "", invoice)
    if right.reverse_only:
        drafts = [draft_reversal(books, request, entry) for entry in event]
    else:
        pieces = pieces_of(books, request, event, name, right)
        drafts = [
            draft_reversal(books, request, each) for piece in pieces for each in piece.entries
        ]
        for piece in pieces:
            _refuse_more_of_closed(books, piece, buying)
        drafts += anew(books, request, pieces, right)
    return [*with_credits_moved_on(books, request, drafts, buying)]


def credits_in(books: Books, request: Request, name: str, right: Right) -> Iterator[str]:
    """Yield what becomes of what came back of an invoice that is put right."""
    event = standing_event(books, name, whole_on=request.day if right.reverse_only else None)
    if spend_together(books.book, event[0]) <= 0:
        return
    if right.reverse_only:
        bought = together(books.book, event[0])
        for entry in event:
            if not any(entry is each for each in bought):
                yield f"{_came_back(books, entry)}: that is reversed with it."
        return
    for entry in credits_of(books, event):
        place, day = place_of(books, entry), unless_today(request.day)
        back = command("correct", place, reverse_only=True, date=day)
        yield (
            f"{_came_back(books, entry)}: that stays as it is. If it is wrong too, reverse it: "
            + back
        )


def _came_back(books: Books, entry: Transaction) -> str:
    note = text(entry, CREDIT_NOTE)
    by = f" by credit note {note}" if note else ""
    came = pounds(-spend_of(books.book, entry))
    return f"{came} came back of it{by} on {entry.date} ({place_of(books, entry)})"


def remarks_on_corrected(books: Books, name: str) -> Iterator[str]:
    """Yield of what a name names that it is itself a correction: whether a second one is meant."""
    found = find_entries(books, name)
    if len(found) == 1:  # it is itself what is named
        return
    last = next((each for each in reversed(found) if text(each, "corrects")), None)
    if last is not None and not is_reversal(books, last):
        yield (
            f"{name} was already corrected, on {last.date}: this corrects the later version, "
            f"{describe(books, last).split()[0]}."
        )


def _refuse_antedating(
    books: Books, request: Request, name: str, group: Sequence[Transaction]
) -> None:
    """Make sure that nothing is taken back before it was there.

    Raises:
        CorrectionError: it would be.
    """
    last = max(group, key=lambda each: each.date)
    if request.day >= last.date:
        return
    place = describe(books, last).split()[0]
    is_second = " (a correction already)" if text(last, "corrects") else ""
    raise CorrectionError(
        f"A correction of {request.day} would reverse what {name} says only from {last.date} "
        f"on{is_second}: {place}. Date it {last.date} or later: "
        + name_field("date", last.date)
        + ". If the day is "
        "what is wrong, reverse it on its own day, and record it again with the right one. "
        "Type: "
        + command("correct", name, reverse_only=True, date=last.date)
        + "\n\nNothing was saved."
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


def draft_settlements(books: Books, name: str, decision: str) -> list[Settlement]:
    """Settle the pending entries that a name names.

    Raises:
        CorrectionError: none of them is pending.
    """
    found = find_entries(books, name)
    whole = {id(each): each for entry in found for each in together(books.book, entry)}
    pending = [entry for entry in whole.values() if entry.flag == PENDING_FLAG]
    if not pending:
        raise CorrectionError(
            f"{name} is not pending, so there is nothing to settle:\n\n  "
            + "\n  ".join(describe(books, entry) for entry in found)
        )
    decided = find_decision(books.book, decision)
    if decided not in books.book.register.decisions:
        raise CorrectionError(
            f"There is no decision {decision}. Record it first: "
            + command("decision add", decision, body="CSP", title=Blank.TEXT)
        )
    waiting = [entry for entry in pending if "settled-by" not in entry.meta] or pending
    _refuse_short(books, name, waiting)
    return [Settlement(entry, decided) for entry in waiting]


def _refuse_short(books: Books, name: str, waiting: Sequence[Transaction]) -> None:
    """Make sure that what is settled awaits a decision, and not only money.

    Raises:
        CorrectionError: its pot is short, and nothing else is amiss.
    """
    named = {id(entry) for entry in waiting}
    awaited = [
        each
        for each in rules_on(books.book, books.options)
        if each.severity.value == "pending" and id(each.entry) in named
    ]
    if awaited and all(each.rule == "overdrawn" for each in awaited):
        told = "\n\n".join(dict.fromkeys(each.message for each in awaited))
        raise CorrectionError(
            f"No decision that is named under {name} settles it: it awaits money, which a decision "
            f"moves. {told}\n\nNothing was saved."
        )


def still_awaited(recording: Recording) -> Iterator[str]:
    """Yield what the entries settled await still."""
    places = {
        (draft.entry.meta["filename"], draft.entry.meta["lineno"])
        for draft in recording.drafts
        if isinstance(draft, Settlement)
    }
    for finding in recording.findings:
        place = (finding.source.get("filename"), finding.source.get("lineno"))
        if finding.severity.value == "pending" and place in places:
            yield "It still awaits something: " + finding.message
