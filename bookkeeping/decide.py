"""From a proposal and what was decided of it to drafts: decision, movement and outcome."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from ringfence.bookkeeping.declare import find
from ringfence.bookkeeping.errors import BookkeepingError, FieldError
from ringfence.bookkeeping.find import find_decision, find_pot
from ringfence.bookkeeping.request import MARKS, Request, metadata
from ringfence.bookkeeping.transfers import move_money
from ringfence.ledger.accounts import Pot, parse_pot
from ringfence.ledger.book import Book
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.decisions import CSP
from ringfence.ledger.declarations.models import Proposal
from ringfence.ledger.loading import Books
from ringfence.ledger.messages import name_field
from ringfence.ledger.recording.drafting import (
    DeclarationDraft,
    Draft,
    TransactionDraft,
    Value,
    gbp,
)
from ringfence.ledger.recording.writing import Recording
from ringfence.ledger.typed.dates import spoken
from ringfence.ledger.years import today
from ringfence.reports.meetings import meetings

AGREED, DECLINED = "agreed", "declined"


class Agreement(NamedTuple):
    """What was decided; whatever is None is as it was asked."""

    decision: str
    amount: Decimal | None = None
    source: str | None = None
    to: str | None = None
    title: str | None = None
    minute: str | None = None
    body: str | None = None


class DecidedError(BookkeepingError):
    """A proposal that was decided already."""


def draft_agreement(books: Books, name: str, request: Request, agreement: Agreement) -> list[Draft]:
    """Draft a decision that is not there yet, the movement, and the proposal's outcome.

    Raises:
        BookkeepingError: the proposal is not open.
        PayingError: there is not enough.
    """
    book = books.book
    key, proposal = _open(book, name, request.day)
    settled = _settle(book, proposal, agreement)
    request = request.with_decisions((agreement.decision,))
    drafts: list[Draft] = [*_decision(book, request, proposal, agreement, settled)]
    outcome: dict[str, Value] = {**settled.changed, "outcome": AGREED}
    outcome["decision"] = find_decision(book, agreement.decision)
    drafts.append(DeclarationDraft(request.day, "proposal", (key,), {**outcome, **_marks(request)}))
    if settled.amount and settled.source and settled.to:
        drafts += move_money(books, request, settled.source, settled.to, settled.amount)
    return drafts


def draft_refusal(books: Books, name: str, request: Request, reason: str | None) -> list[Draft]:
    """Draft the outcome of a proposal that was not agreed.

    Raises:
        BookkeepingError: it is not open.
    """
    key, _proposal = _open(books.book, name, request.day)
    outcome = f"{DECLINED}: {reason}" if reason else DECLINED
    meta = {"outcome": outcome, **metadata(books.book, request)}
    return [DeclarationDraft(request.day, "proposal", (key,), meta)]


def draft_postponement(
    books: Books, name: str, request: Request, meeting: datetime.date
) -> list[Draft]:
    """Draft that another meeting will be asked."""
    key, _proposal = _open(books.book, name, request.day)
    meta = {"meeting": meeting, **metadata(books.book, request)}
    return [DeclarationDraft(request.day, "proposal", (key,), meta)]


def remarks_on_unmoved(recording: Recording) -> Iterator[str]:
    """Yield so if nothing was moved, since it is not yet settled what."""
    if any(isinstance(draft, TransactionDraft) for draft in recording.drafts):
        return
    yield (
        "No money was moved, since the proposal does not say how much, from where and to where. "
        "When that is settled: "
        + command("vire", Blank.FROM, Blank.TO, Blank.AMOUNT, decision=Blank.ID)
    )


def day_of(
    book: Book, name: str, day: datetime.date | None, meeting: datetime.date | None = None
) -> datetime.date:
    """Return the day of a decision: as said, else of the meeting asked if past, else today.

    What was asked of no meeting in particular was decided at ``meeting``, if one is given.
    """
    if day:
        return day
    _key, history = find(book, "proposal", name)
    asked: datetime.date | None = history.latest.meeting or meeting
    if asked is None or asked > today():
        return today()
    return max(asked, history.versions[-1].day)


def free_decision(book: Book, day: datetime.date, body: str = CSP) -> str:
    """Make a name for a decision of a day that none has yet."""
    number = 1
    while f"{body}-{day}-{number:02d}" in book.register.decisions:
        number += 1
    return f"{body}-{day}-{number:02d}"


class _Settled(NamedTuple):
    """What is moved, and which fields of the proposal that changes."""

    amount: Decimal | None
    source: Pot | None
    to: Pot | None
    changed: dict[str, Value]


def _open(book: Book, name: str, day: datetime.date) -> tuple[str, Proposal]:
    key, history = find(book, "proposal", name)
    latest: Proposal = history.latest
    if latest.outcome:
        by = f", by {', '.join(latest.decision)}" if latest.decision else ""
        raise DecidedError(
            f"{key[0]} was decided on {history.versions[-1].day}: {latest.outcome}{by}. Nothing "
            "was saved."
        )
    if day < history.versions[-1].day:
        raise DecidedError(
            f"{key[0]} was put to the meeting on {history.versions[-1].day}, so it was not decided "
            f"on {day}: give a later day (" + name_field("date") + "). Nothing was saved."
        )
    return key[0], latest


def _settle(book: Book, proposal: Proposal, agreement: Agreement) -> _Settled:
    changed: dict[str, Value] = {}
    pots: list[Pot | None] = []
    asked = ((proposal.source, agreement.source, "from"), (proposal.to, agreement.to, "to"))
    for before, now, field in asked:
        pot = find_pot(book, now, new_reserve=True) if now else None
        if pot and pot.address != before:
            changed[field] = pot.address
        pots.append(pot or (parse_pot(before) if before else None))
    if agreement.amount and agreement.amount != proposal.amount:
        changed["amount"] = gbp(agreement.amount)
    return _Settled(agreement.amount or proposal.amount, pots[0], pots[1], changed)


def _decision(
    book: Book, request: Request, proposal: Proposal, agreement: Agreement, settled: _Settled
) -> Iterator[DeclarationDraft]:
    """Declare the decision, unless it is there.

    Raises:
        FieldError: it is there, and something else was said of it.
    """
    known = find_decision(book, agreement.decision)
    if book.register.is_known("decision", known):
        for field in ("title", "minute", "body"):
            if getattr(agreement, field) is not None:
                raise FieldError(
                    field, f"the decision {known} is recorded already; this would change it."
                )
        return
    minute = agreement.minute or _meeting_of(book, request.day)
    fields: dict[str, Value] = {
        "body": agreement.body or CSP,
        "title": agreement.title or proposal.title,
    }
    if settled.amount:
        fields["amount"] = gbp(settled.amount)
    if minute:
        fields["minute"] = minute
    yield DeclarationDraft(request.day, "decision", (known,), {**fields, **_marks(request)})


def _meeting_of(book: Book, day: datetime.date) -> str | None:
    """Name the meeting of a day, if there was one."""
    return f"Meeting of {spoken(day)}" if day in meetings(book) else None


def _marks(request: Request) -> dict[str, Value]:
    return {key: value for key, value in request.meta.items() if key in MARKS}
