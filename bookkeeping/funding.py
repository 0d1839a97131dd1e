"""Drafting what a funder awards, what is claimed and received of it, and what goes back."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from ringfence.bookkeeping.errors import MissingFieldError
from ringfence.bookkeeping.find import UnknownNameError, find_fund
from ringfence.bookkeeping.grants import BeyondError, Grant, grant_of
from ringfence.bookkeeping.outstanding import NothingOpenError, open_by
from ringfence.bookkeeping.request import Request
from ringfence.ledger.accounts import Kind
from ringfence.ledger.book import Book
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.going_back import unspent_of_received
from ringfence.ledger.loading import Books
from ringfence.ledger.money import pounds
from ringfence.ledger.outstanding import open_items
from ringfence.ledger.recording.drafting import Leg, TransactionDraft, move
from ringfence.ledger.sources import split_lapse, split_repayment
from ringfence.ledger.years import unless_today


def award(
    books: Books, request: Request, fund: str, amount: Decimal, *, reduce: bool
) -> list[TransactionDraft]:
    """Draft what a funder awards, or by how much it awards less.

    Raises:
        BeyondError: it is reduced by more than is promised.
    """
    grant = grant_of(books, request, fund)
    promised, income = grant.account(Kind.AWARDED), grant.account(Kind.INCOME)
    if reduce:
        grant.refuse_beyond(amount, Kind.AWARDED, "promised and not yet claimed or received")
        return [grant.draft(move(income, promised, amount), "Award reduced")]
    return [grant.draft(move(promised, income, amount), f"Award: {grant.terms.title}")]


def claim(
    books: Books, request: Request, fund: str, amount: Decimal, invoice: str
) -> list[TransactionDraft]:
    """Draft what was claimed or invoiced from a funder.

    Raises:
        BeyondError: so much is not promised.
    """
    grant = grant_of(books, request, fund)
    grant.refuse_beyond(amount, Kind.AWARDED, "promised and not yet claimed")
    legs = move(grant.account(Kind.RECEIVABLE), grant.account(Kind.AWARDED), amount)
    return [grant.draft(legs, "Claimed", invoice=invoice)]


def receive(
    books: Books, request: Request, name: str, amount: Decimal | None
) -> list[TransactionDraft]:
    """Draft what came in, of a fund or on the link of a claim; of a claim, all that is open.

    Raises:
        UnknownNameError: there is no such fund or claim.
        MissingFieldError: it is a fund, and how much came was not said.
        BeyondError: so much was not promised.
        NothingOpenError: nothing is open on the claim.
    """
    try:
        fund = find_fund(books.book, name)
    except UnknownNameError:
        link = name.strip().removeprefix("^")
        if link not in open_items(books.book, Kind.RECEIVABLE):
            _refuse_settled(books.book, request, link, amount)
            raise
    else:
        if amount is None:
            raise MissingFieldError("AMOUNT")
        return receive_of(books, request, fund, amount)
    open_claim = open_by(books, name, Kind.RECEIVABLE, request.day)
    fund = next(iter(open_claim.by_account)).rpartition(":")[2]
    links = (open_claim.link, *(each for each in request.links if each != open_claim.link))
    joined = replace(request, links=links)
    # What was received without the link answers the claim too.
    owed = min(open_claim.amount, grant_of(books, joined, fund).balance(Kind.RECEIVABLE))
    if amount is None and not owed:
        raise NothingOpenError(
            f"Nothing of {fund} is claimed and not yet received on {request.day}, so nothing of "
            f"{open_claim.link} is. Nothing was saved."
        )
    return receive_of(books, joined, fund, amount or owed)


def _refuse_settled(book: Book, request: Request, link: str, amount: Decimal | None) -> None:
    """Make sure that a link is not that of a claim of which all was received.

    Raises:
        NothingOpenError: it is.
    """
    rows = [
        (track, row)
        for track in book.tracks.values()
        if track.kind is Kind.RECEIVABLE
        for row in track.rows()
        if link in (row.entry.links or ())
    ]
    if not rows:
        return
    fund = rows[0][0].name.rpartition(":")[2]
    claimed = sum((row.amount for _track, row in rows if row.amount > 0), Decimal(0))
    last = max(row.day for _track, row in rows)
    receive_it = command("receive", fund, amount or Blank.AMOUNT, date=unless_today(request.day))
    raise NothingOpenError(
        f"Nothing is open on {link}: {pounds(claimed)} was claimed, and all of it received by "
        f"{last}. If more came of {fund}, receive that of the fund: " + receive_it + "\n\n"
        "Nothing was saved."
    )


def receive_of(
    books: Books, request: Request, fund: str, amount: Decimal
) -> list[TransactionDraft]:
    """Draft what came in from a fund's funder.

    Raises:
        BeyondError: so much was not promised.
    """
    grant = grant_of(books, request, fund)
    return [grant.draft(_receipt_legs(grant, amount), "Received")]


def _receipt_legs(grant: Grant, amount: Decimal) -> tuple[Leg, ...]:
    """Answer what was claimed first, and for the rest what was promised."""
    claimed = min(amount, grant.balance(Kind.RECEIVABLE))
    rest = amount - claimed
    promised = grant.balance(Kind.AWARDED)
    if rest > promised:
        raise BeyondError(
            f"{pounds(amount)} is {pounds(rest - promised)} more than is still to come of "
            f"{grant.fund} on {grant.request.day}: {pounds(claimed)} of what was claimed, and "
            f"{pounds(promised)} that is promised and not claimed. If {grant.terms.funder} awarded "
            "more, record that first: " + command("award", grant.fund, Blank.AMOUNT) + ". "
            "Nothing was saved."
        )
    legs = [Leg(grant.account(Kind.COUNCIL), amount)]
    if claimed:
        legs.append(Leg(grant.account(Kind.RECEIVABLE), -claimed))
    if rest:
        legs.append(Leg(grant.account(Kind.AWARDED), -rest))
    return tuple(legs)


def lapse(
    books: Books, request: Request, fund: str, amount: Decimal | None
) -> list[TransactionDraft]:
    """Draft what was promised and is given up; without an amount, all that is unallocated of it.

    Raises:
        BeyondError: so much is not promised, or is needed.
    """
    grant = grant_of(books, request, fund)
    lapsing = _all_of(grant) if amount is None else amount
    grant.refuse_beyond(lapsing, Kind.AWARDED, "promised and not yet claimed or received")
    grant.refuse_short(lapsing)
    return [
        grant.draft(
            move(grant.account(part.kind), grant.account(Kind.AWARDED), part.amount),
            "Lapsed: never received",
        )
        for part in split_lapse(grant.book, grant.fund, lapsing, request.day)
    ]


def _all_of(grant: Grant) -> Decimal:
    amount = min(grant.balance(Kind.AWARDED), grant.room_in_unallocated())
    if not amount:
        raise BeyondError(
            f"Nothing of {grant.fund} is both unallocated and not yet received on "
            f"{grant.request.day}, so nothing lapses. What is in the plan has to be released first "
            "(`"
            + command("release")
            + "`); what was received is repaid (`"
            + command("repay")
            + "`)."
        )
    return amount


def repay(
    books: Books, request: Request, fund: str, amount: Decimal, *, paid: bool
) -> list[TransactionDraft]:
    """Draft what becomes owed, and what is paid; what is owed already is paid first.

    Raises:
        BeyondError: so much was not received, or is needed.
    """
    grant = grant_of(books, request, fund)
    owed = min(amount, grant.balance(Kind.REPAYABLE)) if paid else Decimal(0)
    new = amount - owed
    if new:
        grant.refuse_short(new)
    unspent = unspent_of_received(grant.book, grant.fund, grant.request.day)
    if new > unspent:
        raise BeyondError(
            f"{pounds(new)} is {pounds(new - unspent)} more than was received of {grant.fund} and "
            f"is neither spent nor given back on {grant.request.day} and every later day: "
            f"{pounds(unspent)}. What was never received lapses: "
            + command("lapse", grant.fund, Blank.AMOUNT)
            + ". Nothing was saved."
        )
    repayable = grant.account(Kind.REPAYABLE)
    drafts = [
        grant.draft(move(grant.account(part.kind), repayable, part.amount), "To be repaid")
        for part in split_repayment(grant.book, grant.fund, new, grant.request.day)
    ]
    if paid:
        drafts.append(grant.draft(move(repayable, grant.account(Kind.COUNCIL), amount), "Repaid"))
    return drafts
