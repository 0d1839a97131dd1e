"""A fund as money comes into it or goes back: its funder's accounts, and what they hold."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from ringfence.bookkeeping.errors import BookkeepingError
from ringfence.bookkeeping.find import fund_on
from ringfence.bookkeeping.providers import party_of
from ringfence.bookkeeping.request import Request, metadata
from ringfence.ledger.accounts import UNALLOCATED, Kind
from ringfence.ledger.book import Book
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.decisions import FINANCE, is_of_body
from ringfence.ledger.declarations.models import Fund
from ringfence.ledger.loading import Books
from ringfence.ledger.messages import name_field
from ringfence.ledger.metadata import decision_names
from ringfence.ledger.money import pounds
from ringfence.ledger.recording.drafting import Leg, TransactionDraft, Value
from ringfence.ledger.room import least_held, room_in
from ringfence.ledger.rules import OVERRIDE
from ringfence.ledger.shortages import all_shortages_words, free_to_give_up

#: The decision by which money goes back though a pot of its fund is short.
_OVERRIDE = f"{OVERRIDE}overdrawn"
_OF_FUNDER = (Kind.AWARDED, Kind.RECEIVABLE, Kind.INCOME, Kind.REPAYABLE, Kind.IN_ADVANCE)


class BeyondError(BookkeepingError):
    """More than there is to claim, receive, let lapse or repay."""


class Grant(NamedTuple):
    """A fund on a day, with what was said of the entry."""

    book: Book
    request: Request
    fund: str
    terms: Fund

    def account(self, kind: Kind) -> str:
        """Name the fund's account of a kind."""
        if kind in _OF_FUNDER:
            return f"{kind.value}:{party_of(self.terms.funder)}:{self.fund}"
        return f"{kind.value}:{self.fund}"

    def balance(self, kind: Kind) -> Decimal:
        """Return what its accounts of a kind hold, on the day and every later one."""
        return least_held(self.book, kind, self.fund, self.request.day)

    def room_in_unallocated(self) -> Decimal:
        """Return what of what is unallocated can go out of the fund: no pot of it needs that."""
        room = room_in(self.book, UNALLOCATED, self.fund, self.request.day)
        free = free_to_give_up(self.book, self.fund, self.request.day)
        return room if free is None else min(room, free)

    def refuse_short(self, amount: Decimal) -> None:
        """Make sure that what pots are short of leaves the fund by a decision of finance alone.

        Raises:
            BeyondError: less is in no plan and not needed so.
        """
        day = self.request.day
        free = free_to_give_up(self.book, self.fund, day)
        if free is None or amount <= free:
            return
        named = decision_names(self.request.meta, _OVERRIDE)
        register = self.book.register
        if any(is_of_body(register, each, FINANCE, day) for each in named):
            return
        raise BeyondError(
            f"{pounds(amount)} is {pounds(amount - free)} more than is in no plan of {self.fund}, "
            f"and not needed, on {day} and every later day: {pounds(free)}. "
            + all_shortages_words(self.book, self.fund, day)
            + (
                f" That this goes before is finance's to decide, by {day}, and {', '.join(named)} "
                f"{'is no decision' if len(named) == 1 else 'are no decisions'} of theirs."
                if named
                else " If finance decided that this goes before, name their decision ("
                + name_field(_OVERRIDE, "ID")
                + ")."
            )
            + " Nothing was saved."
        )

    def refuse_beyond(self, amount: Decimal, kind: Kind, what: str) -> None:
        """Make sure that an account holds an amount.

        Raises:
            BeyondError: it does not.
        """
        held = self.balance(kind)
        if amount > held:
            raise BeyondError(
                f"{pounds(amount)} is {pounds(amount - held)} more than is {what} of {self.fund} "
                f"on {self.request.day}: {pounds(held)}. If {self.terms.funder} awarded more, "
                "record "
                "that first: " + command("award", self.fund, Blank.AMOUNT) + ". Nothing was saved."
            )

    def draft(self, legs: Sequence[Leg], narration: str, **more: Value | None) -> TransactionDraft:
        """Draft an entry with the funder as its payee."""
        return TransactionDraft(
            self.request.day,
            tuple(legs),
            narration=self.request.note or narration,
            payee=self.terms.funder,
            links=self.request.links,
            meta=metadata(self.book, self.request, **more),
        )


def grant_of(books: Books, request: Request, name: str) -> Grant:
    """Return a fund as its terms stand on the day of an entry."""
    fund, terms = fund_on(books.book, name, request.day)
    return Grant(books.book, request, fund, terms)
