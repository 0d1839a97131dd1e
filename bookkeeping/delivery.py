"""Drafting what is said of delivery: counts and targets, forecasts, and notes for the return."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal

from ringfence.bookkeeping.errors import BookkeepingError, FieldError
from ringfence.bookkeeping.find import find_fund, find_pot
from ringfence.bookkeeping.request import Request, metadata
from ringfence.ledger.accounts import Pot
from ringfence.ledger.declarations.fields import STRAIGHT_LINE
from ringfence.ledger.loading import Books
from ringfence.ledger.recording.drafting import DeclarationDraft, NoteDraft, Value, gbp
from ringfence.ledger.recording.writing import Recording
from ringfence.reports.forecasting.doubts import OF_OFFICER
from ringfence.reports.forecasting.rules import forecast_of


class NoMoneyThereError(BookkeepingError):
    """A fund that pays for nothing of an action."""


def count(
    books: Books,
    request: Request,
    kind: str,
    address: str,
    name: str,
    number: Decimal,
    *,
    first: datetime.date,
    last: datetime.date,
    source: str | None = None,
    group: str | None = None,
) -> list[DeclarationDraft]:
    """Draft a count of what was delivered, or of what is aimed at.

    Args:
        books: The books as they stand.
        request: The options common to all.
        kind: ``measure`` or ``target``.
        address: The action, as typed.
        name: What is counted.
        number: How many.
        first: The first day counted.
        last: The last day counted.
        source: Where the count comes from.
        group: Of whom, if it is split.

    Raises:
        FieldError: it is no action.
    """
    fields: dict[str, Value] = {"from": first, "to": last}
    fields |= {k: v for k, v in (("source", source), ("group", group)) if v is not None}
    values: list[Value] = [*_action_of(books, address).path, name.strip(), number]
    meta = {**fields, **metadata(books.book, request)}
    return [DeclarationDraft(request.day, kind, tuple(values), meta)]


def forecast(
    books: Books,
    request: Request,
    address: str,
    amount: Decimal | None,
    *,
    reason: str | None,
    rag: str | None,
    fund: str | None,
) -> list[DeclarationDraft]:
    """Draft what an action will have spent by the end of the year; None is a straight line.

    Raises:
        FieldError: it is no action.
        NoMoneyThereError: it is of a fund that has no money there.
    """
    pot = _action_of(books, address)
    outturn: Value = STRAIGHT_LINE if amount is None else gbp(amount)
    fields: dict[str, Value | None] = {
        "fund": _fund_of(books, pot, fund) if fund else None,
        "reason": reason or "Spending is expected to go on at the rate so far",
        "rag": rag,
    }
    meta = metadata(books.book, request, **fields)
    return [DeclarationDraft(request.day, "forecast", (*pot.path, outturn), meta)]


def note(books: Books, request: Request, address: str, text: str, kind: str) -> list[NoteDraft]:
    """Draft what the next return is to say of a pot.

    Raises:
        UnknownNameError: there is no such pot.
    """
    account = find_pot(books.book, address).parent_account
    meta = metadata(books.book, request)
    return [NoteDraft(request.day, account, text, tags=(kind,), meta=meta)]


def doubts(recording: Recording) -> Iterator[str]:
    """Yield what makes the figure doubtful that is being recorded."""
    for draft in recording.drafts:
        if isinstance(draft, DeclarationDraft):
            year, action, *_ = draft.values
            found = forecast_of(recording.after.book, (str(year), str(action)), draft.date)
            yield from (doubt.what for doubt in found.doubts if doubt.kind in OF_OFFICER)


def _fund_of(books: Books, pot: Pot, text: str) -> str:
    """Find a fund that pays for an action.

    Raises:
        NoMoneyThereError: it has no money there.
    """
    fund = find_fund(books.book, text)
    paying = sorted({track.fund for track in books.book.pots_of(pot)})
    if fund in paying:
        return fund
    there = f"; {', '.join(paying)} {'has' if len(paying) == 1 else 'have'}" if paying else ""
    raise NoMoneyThereError(f"{fund} has no money in {pot}{there}.\n\nNothing was saved.")


def _action_of(books: Books, text: str) -> Pot:
    """Find an action.

    Raises:
        FieldError: it is another kind of pot.
    """
    pot = find_pot(books.book, text)
    if pot.is_planned and not pot.earmark:
        return pot
    raise FieldError(
        "POT",
        f"{pot} is not an action: name one, such as "
        f"{pot.place if pot.earmark else '2017-18/Prevent'}.",
    )
