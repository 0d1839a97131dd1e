"""Drafting what a meeting will be asked. It moves no money."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from ringfence.bookkeeping.decide import DecidedError
from ringfence.bookkeeping.errors import BookkeepingError, FieldError, RequestError
from ringfence.bookkeeping.find import find_pot
from ringfence.bookkeeping.request import Request, metadata
from ringfence.ledger.book import Book
from ringfence.ledger.loading import Books
from ringfence.ledger.messages import name_field
from ringfence.ledger.money import pounds
from ringfence.ledger.recording.drafting import DeclarationDraft, Value, gbp
from ringfence.ledger.recording.writing import Recording
from ringfence.ledger.years import FinancialYear
from ringfence.reports.proposals import open_proposals


class Proposed(NamedTuple):
    """What is asked, as typed; None where it was not said."""

    title: str | None
    amount: Decimal | None
    source: str | None
    to: str | None
    meeting: datetime.date | None
    owner: str | None


def propose(
    books: Books, request: Request, name: str, proposed: Proposed
) -> list[DeclarationDraft]:
    """Draft a proposal; of one that is there already, what is said in place of what was.

    Raises:
        BookkeepingError: it makes no sense, or was decided already.
    """
    book = books.book
    fields: dict[str, Value] = {
        key: value
        for key, value in {
            "title": proposed.title,
            "from": _address(book, proposed.source),
            "to": _address(book, proposed.to),
            "amount": None if proposed.amount is None else gbp(proposed.amount),
            "owner": proposed.owner,
            "meeting": proposed.meeting,
        }.items()
        if value is not None
    }
    _must_make_sense(book, name.strip(), request.day, fields)
    meta = {**fields, **metadata(book, request)}
    return [DeclarationDraft(request.day, "proposal", (name.strip(),), meta)]


def _address(book: Book, text: str | None) -> str | None:
    return None if text is None else find_pot(book, text, new_reserve=True).address


def _must_make_sense(book: Book, name: str, day: datetime.date, fields: dict[str, Value]) -> None:
    """Refuse a proposal without words, one that is decided, and one that goes nowhere.

    Raises:
        BookkeepingError: it is one of these.
    """
    history = book.register.proposals.get(name)
    latest = history.latest if history else None
    if latest is None and "title" not in fields:
        raise RequestError(
            f"{name} is new: say in a few words what is asked ("
            + name_field("title", "TEXT")
            + ")."
        )
    if latest and latest.outcome:
        raise DecidedError(
            f"{name} was decided already: {latest.outcome}. Propose it under another ID. Nothing "
            "was saved."
        )
    if latest and not fields:
        raise RequestError(f"{name} is proposed already: say what changes, as an option.")
    if history and day < history.first_day:
        raise BookkeepingError(
            f"{name} was first proposed on {history.first_day}: what changes is dated no earlier "
            "(" + name_field("date") + "). Nothing was saved."
        )
    source = fields.get("from", latest.source if latest else None)
    if source is not None and source == fields.get("to", latest.to if latest else None):
        raise FieldError("to", f"it is from {source} to the same pot.")


def if_agreed(recording: Recording, name: str) -> Iterator[str]:
    """Yield what each side has, if it is agreed."""
    book = recording.after.book
    latest = book.register.proposals[name].latest
    years = [address[:7] for address in (latest.to, latest.source) if address and address[0] == "2"]
    day = book.register.proposals[name].versions[-1].day
    year = FinancialYear.parse(years[0]) if years else FinancialYear.of_day(day)
    for proposal in open_proposals(book, year, day):
        if proposal.id == name and proposal.source and proposal.source_then is not None:
            source = f"{proposal.source}{proposal.of_whom}"
            yield f"If agreed, {source} has {pounds(proposal.source_then)} left."
        if proposal.id == name and proposal.to and proposal.to_then is not None:
            yield f"If agreed, {proposal.to} has {pounds(proposal.to_then)} available."
