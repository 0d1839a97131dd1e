"""What is still open on a link: accrued and not paid, advanced and not evidenced."""

from __future__ import annotations

import datetime
from dataclasses import replace
from decimal import Decimal

from ringfence.bookkeeping.entries import find_entries, place_of
from ringfence.bookkeeping.errors import BookkeepingError
from ringfence.bookkeeping.find import find_pot, spendable, title_of
from ringfence.bookkeeping.request import Request, metadata
from ringfence.bookkeeping.shares import Piece, drafts_of
from ringfence.ledger.accounts import Kind, Pot
from ringfence.ledger.book import Book
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.loading import Books
from ringfence.ledger.messages import name_field
from ringfence.ledger.metadata import text
from ringfence.ledger.money import ZERO, plain, pounds
from ringfence.ledger.outstanding import Outstanding, amounts_posted, open_items
from ringfence.ledger.parts import Part
from ringfence.ledger.recording.drafting import Leg, TransactionDraft, move
from ringfence.ledger.refunding import capped_split
from ringfence.ledger.settling import reversal_of
from ringfence.ledger.words import fold

CALLED = {
    Kind.ACCRUALS: "accrued and not yet paid",
    Kind.PREPAID: "advanced and not evidenced",
    Kind.RECEIVABLE: "claimed and not yet received",
}


class NothingOpenError(BookkeepingError):
    """A link on which nothing is open, or less."""


class LinkTakenError(BookkeepingError):
    """A link on which something else was accrued."""


class WhichPotError(BookkeepingError):
    """An advance whose provider has several earmarks, or none."""


def draft_evidence(
    books: Books,
    request: Request,
    name: str,
    amount: Decimal,
    invoice: str | None,
    address: str | None,
    *,
    pending: bool,
) -> list[TransactionDraft]:
    """Draft what was spent of an advance on a link, fund by fund.

    Raises:
        NothingOpenError: so much is not advanced.
        WhichPotError: it is not clear which earmark it is spent from.
    """
    advanced = open_by(books, name, Kind.PREPAID, request.day)
    if amount > advanced.amount:
        raise NothingOpenError(
            f"{pounds(amount)} is {pounds(amount - advanced.amount)} more than is "
            f"{CALLED[Kind.PREPAID]} on {advanced.link}: {pounds(advanced.amount)}. Record "
            f"{plain(advanced.amount)} here, and the rest as a spend (`" + command("spend") + "`). "
            "Nothing was saved."
        )
    parts = parts_of(advanced, amount, pending=pending)
    accounts = [part.fund for part in parts]
    pot = spendable(find_pot(books.book, address)) if address else _only_pot(books.book, accounts)

    def legs(account: str, part: Decimal) -> tuple[Leg, Leg]:
        return move(pot.spent_account(account.rpartition(":")[2]), account, part)

    meta = metadata(books.book, request, invoice=invoice if invoice and invoice.strip() else None)
    link = advanced.link
    joined = replace(request, links=(link, *(each for each in request.links if each != link)))
    narration = f"{title_of(books, pot)}: advance evidenced"
    piece = Piece(parts, legs, narration)
    return drafts_of(books, joined, [piece], payee=advanced.began.payee, meta=meta)


def open_by(books: Books, name: str, kind: Kind, day: datetime.date) -> Outstanding:
    """Find what is open on a link, where that began by a day.

    Raises:
        NothingOpenError: nothing is open, or it began later.
    """
    found = open_on(books, name, kind)
    if found.began.date > day:
        raise NothingOpenError(
            f"{pounds(found.amount)} is {CALLED[kind]} on {found.link} only from "
            f"{found.began.date} on, and this is dated {day}: date it {found.began.date} or later "
            "("
            + name_field("date", "DAY")
            + "), or correct the day of the other. Nothing was saved."
        )
    return found


def open_on(books: Books, name: str, kind: Kind) -> Outstanding:
    """Find what is open on a link, by its name or that of one of its entries.

    Raises:
        NothingOpenError: nothing is, or it is open on several.
    """
    found = open_items(books.book, kind)
    exact = name.strip().removeprefix("^")
    if exact in found:
        return found[exact]
    named = {link for entry in find_entries(books, name) for link in entry.links or ()}
    candidates = sorted(named & found.keys())
    if len(candidates) != 1:
        there = candidates or sorted(found)
        others = f" There is {', '.join(there)}." if there else ""
        raise NothingOpenError(f"Nothing {CALLED[kind]} is called {name}.{others}")
    return found[candidates[0]]


def refuse_link_of_another(
    books: Books, request: Request, payee: str, invoice: str, free: str
) -> None:
    """Make sure that one payment is not of several payees, nor of two invoices.

    Args:
        books: The books as they stand.
        request: What is accrued, with the links that it was given.
        payee: Who will be paid.
        invoice: The reference of the invoice; empty if it has not come.
        free: A link that nothing has yet.

    Raises:
        LinkTakenError: what stands accrued on one of the links is another's, or of another invoice
            that is not yet paid.
    """
    book = books.book
    open_ = open_items(book, Kind.ACCRUALS) if request.links else {}
    for link in request.links:
        for entry in book.linked.get(link, ()):
            posted = amounts_posted(book, entry)
            owed = (number for _name, kind, number in posted if kind is Kind.ACCRUALS)
            accrued = -sum(owed, ZERO)
            if accrued <= 0 or reversal_of(book, entry):
                continue
            other = text(entry, "invoice").strip()
            is_other = bool(link in open_ and invoice and other and fold(invoice) != fold(other))
            if fold(entry.payee) != fold(payee) or is_other:
                was, this = entry.payee or "another payee", payee
                if fold(entry.payee) == fold(payee):
                    was, this = f"invoice {other}", f"invoice {invoice}"
                raise LinkTakenError(
                    f"On {link}, {pounds(accrued)} was accrued for {was} "
                    f"({place_of(books, entry)}), and this is for {this}: a link is paid as one. "
                    f"Leave the link out, or give one that is free: "
                    + name_field("link", value=free)
                    + ". Nothing was saved."
                )


def parts_of(open_: Outstanding, amount: Decimal, *, pending: bool) -> list[Part]:
    """Split an amount over the accounts, in proportion to what is open in each."""
    split = capped_split(amount, open_.by_account)
    return [Part(account, part, pending) for account, part in split.items() if part]


def _only_pot(book: Book, accounts: list[str]) -> Pot:
    """Return the one earmark of a provider that the funds of an advance have money in."""
    pots: dict[Pot, None] = {}
    for name in accounts:
        account = book.account(name)
        assert account is not None  # noqa: S101 - it was posted to
        earmarks = book.provided.get((account.party or "", account.fund), [])
        pots.update((track.pot, None) for track in earmarks)
    if len(pots) == 1:
        return next(iter(pots))
    if not pots:
        raise WhichPotError(
            "The provider has no earmark that it could be spent from. Set that aside first: "
            + command("earmark", Blank.POT, Blank.AMOUNT, payee=Blank.NAME)
            + ". Nothing was saved."
        )
    names = ", ".join(pot.address for pot in sorted(pots))
    raise WhichPotError(
        "Say which earmark it is spent from ("
        + name_field("pot", "POT")
        + f"); the provider has {names}. Nothing was "
        "saved."
    )
