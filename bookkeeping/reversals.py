"""What a name names that still says something, as one recording, and what came back of it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal

from ringfence.bookkeeping.entry import Entry, Named
from ringfence.bookkeeping.errors import BookkeepingError
from ringfence.ledger.accounts import Kind
from ringfence.ledger.commands import command
from ringfence.ledger.money import ZERO, pounds
from ringfence.ledger.outstanding import amounts_posted
from ringfence.ledger.words import fold
from ringfence.ledger.years import unless_today


class StandingError(BookkeepingError):
    """A name of nothing that stands, or of more than one thing."""


def standing_event(named: Named, *, whole_on: datetime.date | None = None) -> list[Entry]:
    """Return what was recorded as one and stands, of what a name names of it or of any part.

    Args:
        named: The name, and what it names.
        whole_on: The day on which an invoice is reversed with what came back of it, if it is.

    Raises:
        StandingError: it was reversed already, or the name is that of several.
    """
    standing = [entry for entry in named.found if entry.stands]
    if not standing:
        raise StandingError(f"{named.name} was reversed already, so there is nothing to correct.")
    first, *others = dict.fromkeys(entry.recorded_with for entry in standing)
    if others and whole_on:
        events = [first, *others]
        bought = [event for event in events if event[0].spent_together > 0]
        back = {entry for event in bought for entry in credits_of(event)}
        if len(bought) == 1 and all(event is bought[0] or event[0] in back for event in events):
            first, others = bought[0], []
    if others:
        raise StandingError(
            f"{named.name} is the name of several entries; name one by its file and line:\n\n  "
            + "\n  ".join(entry.line for entry in standing)
        )
    event = [entry for entry in first if entry.stands]
    return [*event, *_credits_with(event, whole_on)] if whole_on else event


def credits_of(event: Sequence[Entry]) -> list[Entry]:
    """Return what came back of an invoice and stands, by what was bought by it; in their order."""
    return [entry for entry in _of_its_invoice(event) if entry.spent < 0]


def given_back_with(event: Sequence[Entry]) -> list[Entry]:
    """Return what of an accrual was given back when an invoice below it was paid, and stands.

    It was recorded with the payment: on its link and day, and at the same time.
    """
    book, found = event[0].among.books.book, dict[Entry, None]()
    for payment in event:
        kinds = _kinds_of(payment)
        if not (kinds.get(Kind.ACCRUALS, ZERO) > 0 > kinds.get(Kind.COUNCIL, ZERO)):
            continue
        for link in payment.transaction.links or ():
            for each in map(event[0].among.of, book.linked[link]):
                given = _kinds_of(each)
                if Kind.COUNCIL in given or given.get(Kind.ACCRUALS, ZERO) <= 0:
                    continue
                is_of_it = each.transaction.date == payment.transaction.date and each.text(
                    "recorded-at"
                ) == payment.text("recorded-at")
                if is_of_it and each not in event and each.stands:
                    found[each] = None
    return [*found]


def _kinds_of(entry: Entry) -> dict[Kind, Decimal]:
    """Return what an entry posts, by the kind of account, in pounds."""
    found = dict[Kind, Decimal]()
    for _name, kind, number in amounts_posted(entry.among.books.book, entry.transaction):
        found[kind] = found.get(kind, ZERO) + number
    return found


def _credits_with(event: Sequence[Entry], day: datetime.date) -> list[Entry]:
    """Return what came back of an invoice, where that goes with what is reversed of it.

    Raises:
        StandingError: other parts of the invoice stand, and less of it than came back.
    """
    if event[0].spent_together <= 0:
        return []
    back = credits_of(event)
    others = [each for each in _of_its_invoice(event) if each.spent > 0]
    if not back or not others:
        return back
    came = -sum((each.spent for each in back), ZERO)
    rest = sum((each.spent for each in others), ZERO)
    if came <= rest:
        return []
    ways = "\n  ".join(
        command("correct", each.place, reverse_only=True, date=unless_today(day))
        for each in (*back, *others)
    )
    raise StandingError(
        f"Of invoice {event[0].text('invoice')} {pounds(came)} came back, and {pounds(rest)} of "
        "it would be left. Reverse first what came back, or else the rest of the invoice:\n\n"
        f"  {ways}\n\nNothing was saved."
    )


def _of_its_invoice(event: Sequence[Entry]) -> list[Entry]:
    """Return what else was recorded of an event's invoice and stands, corrections left out."""
    among = event[0].among
    book = among.books.book
    invoice, payee = fold(event[0].text("invoice")), fold(event[0].transaction.payee)
    if not invoice:
        return []
    alike = (
        among.of(entry)
        for reference, entry in zip(book.references, book.invoiced, strict=True)
        if reference == invoice and fold(entry.payee) == payee
    )
    return [entry for entry in alike if entry not in event and entry.stands]
