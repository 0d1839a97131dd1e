"""What is still open on a link: accrued and not paid, advanced and not evidenced."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import click

from ringfence.cli.drafts import Piece
from ringfence.cli.drafts import drafts_of
from ringfence.cli.drafts import title_of
from ringfence.cli.entries import find_entries
from ringfence.cli.names import find_pot
from ringfence.cli.names import spendable
from ringfence.cli.writing import metadata
from ringfence.ledger.accounts import Kind
from ringfence.ledger.money import ZERO
from ringfence.ledger.money import plain
from ringfence.ledger.money import pounds
from ringfence.ledger.parts import Part
from ringfence.ledger.recording.drafting import move
from ringfence.ledger.refunding import capped_split

if TYPE_CHECKING:
    from beancount.core.data import Transaction

    from ringfence.cli.options import Said
    from ringfence.ledger.accounts import Pot
    from ringfence.ledger.book import Book
    from ringfence.ledger.loading import Books
    from ringfence.ledger.recording.drafting import Leg
    from ringfence.ledger.recording.drafting import TransactionDraft

#: What is open, by account.
Open = dict[str, Decimal]
_CALLED = {Kind.ACCRUALS: "accrued and not yet paid", Kind.PREPAID: "advanced and not evidenced"}


class NothingOpenError(click.ClickException):
    """A link on which nothing is open, or less."""


class WhichPotError(click.ClickException):
    """An advance whose provider has several earmarks, or none."""


def paid_up(
    books: Books,
    said: Said,
    name: str,
    amount: Decimal | None,
    invoice: str | None,
    *,
    pending: bool,
) -> list[TransactionDraft]:
    """Draft the payment of what was accrued on a link, fund by fund.

    Raises:
        NothingOpenError: so much is not owed.
    """
    link, first, owed = _open_on(books, name, Kind.ACCRUALS)
    parts = _parts(link, Kind.ACCRUALS, owed, amount, pending=pending)

    def legs(account: str, part: Decimal) -> tuple[Leg, Leg]:
        fund = account.rpartition(":")[2]
        return move(account, f"{Kind.COUNCIL.value}:{fund}", part)

    meta = metadata(books.book, said, invoice=invoice if invoice and invoice.strip() else None)
    narration = f"{first.narration}, paid".lstrip(", ")
    joined = replace(said, links=(link, *(each for each in said.links if each != link)))
    piece = Piece(parts, legs, narration)
    return drafts_of(books, joined, [piece], payee=first.payee, meta=meta)


def evidenced(
    books: Books,
    said: Said,
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
    link, first, advanced = _open_on(books, name, Kind.PREPAID)
    parts = _parts(link, Kind.PREPAID, advanced, amount, pending=pending)
    accounts = [part.fund for part in parts]
    pot = spendable(find_pot(books.book, address)) if address else _only_pot(books.book, accounts)

    def legs(account: str, part: Decimal) -> tuple[Leg, Leg]:
        return move(pot.spent_account(account.rpartition(":")[2]), account, part)

    meta = metadata(books.book, said, invoice=invoice if invoice and invoice.strip() else None)
    joined = replace(said, links=(link, *(each for each in said.links if each != link)))
    narration = f"{title_of(books, pot)}: advance evidenced"
    piece = Piece(parts, legs, narration)
    return drafts_of(books, joined, [piece], payee=first.payee, meta=meta)


def outstanding_links(book: Book, kind: Kind) -> dict[str, Decimal]:
    """Give every link on which something is open, with how much."""
    found: dict[str, Decimal] = {}
    for track in book.tracks.values():
        if track.kind is kind:
            for row in track.rows():
                for link in row.entry.links or ():
                    found[link] = found.get(link, ZERO) + _sign(kind) * row.amount
    return {link: amount for link, amount in sorted(found.items()) if amount > 0}


def _open_on(books: Books, name: str, kind: Kind) -> tuple[str, Transaction, Open]:
    """Find a link, the entry that began it and what is open on it, by account."""
    book = books.book
    links = {link for entry in find_entries(books, name) for link in entry.links or ()}
    candidates = links & set(outstanding_links(book, kind))
    exact = name.strip().removeprefix("^")
    link = exact if exact in candidates else min(candidates, default=None)
    if link is None or (len(candidates) > 1 and link != exact):
        others = sorted(candidates or outstanding_links(book, kind))
        there = f" There is {', '.join(others)}." if others else ""
        raise NothingOpenError(f"Nothing {_CALLED[kind]} is called {name}.{there}")
    found: Open = {}
    began: Transaction | None = None
    for track in book.tracks.values():
        if track.kind is kind:
            for row in track.rows():
                if link in (row.entry.links or ()):
                    began = began or row.entry
                    found[track.name] = found.get(track.name, ZERO) + _sign(kind) * row.amount
    assert began is not None  # noqa: S101 - the link was found on a posting
    return link, began, {name: amount for name, amount in found.items() if amount > 0}


def _parts(
    link: str, kind: Kind, owed: Open, amount: Decimal | None, *, pending: bool
) -> list[Part]:
    """Split an amount over the accounts, in proportion to what is open in each."""
    in_all = sum(owed.values(), ZERO)
    wanted = in_all if amount is None else amount
    if wanted > in_all:
        raise NothingOpenError(
            f"{pounds(wanted)} is {pounds(wanted - in_all)} more than is {_CALLED[kind]} on "
            f"{link}: {pounds(in_all)}. Record {plain(in_all)} here, and the rest as a spend "
            "(`ringfence spend`). Nothing was saved."
        )
    split = capped_split(wanted, owed)
    return [Part(account, part, pending) for account, part in split.items() if part]


def _only_pot(book: Book, accounts: list[str]) -> Pot:
    """Give the one earmark of a provider that the funds of an advance have money in."""
    pots: dict[Pot, None] = {}
    for name in accounts:
        account = book.account(name)
        assert account is not None  # noqa: S101 - it was posted to
        earmarks = book.provided.get((account.party or "", account.fund), [])
        pots.update((track.pot, None) for track in earmarks)
    if len(pots) == 1:
        return next(iter(pots))
    names = ", ".join(pot.address for pot in sorted(pots)) or "none"
    raise WhichPotError(
        f"Say which earmark it is spent from (--pot POT); the provider has {names}. Nothing was "
        "saved."
    )


def _sign(kind: Kind) -> int:
    return -1 if kind is Kind.ACCRUALS else 1
