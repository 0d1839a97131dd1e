"""A fund as money comes into it or goes back: its funder's accounts, and what they hold."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING
from typing import NamedTuple

from ringfence.bookkeeping.errors import BookkeepingError
from ringfence.bookkeeping.find import fund_on
from ringfence.bookkeeping.providers import party_of
from ringfence.bookkeeping.request import metadata
from ringfence.ledger.accounts import UNALLOCATED
from ringfence.ledger.accounts import Kind
from ringfence.ledger.brought_forward import before_of
from ringfence.ledger.commands import Blank
from ringfence.ledger.commands import command
from ringfence.ledger.money import ZERO
from ringfence.ledger.money import pounds
from ringfence.ledger.recording.drafting import TransactionDraft
from ringfence.ledger.recording.drafting import Value
from ringfence.ledger.room import held_in
from ringfence.ledger.room import room_in
from ringfence.ledger.shortages import free_to_spend
from ringfence.ledger.shortages import told_short
from ringfence.ledger.years import FinancialYear

if TYPE_CHECKING:
    from ringfence.bookkeeping.request import Said
    from ringfence.ledger.book import Book
    from ringfence.ledger.declarations.models import Fund
    from ringfence.ledger.loading import Books
    from ringfence.ledger.recording.drafting import Leg

_OF_FUNDER = (Kind.AWARDED, Kind.RECEIVABLE, Kind.INCOME, Kind.REPAYABLE, Kind.IN_ADVANCE)


class BeyondError(BookkeepingError):
    """More than there is to claim, receive, let lapse or repay."""


class Grant(NamedTuple):
    """A fund on a day, with what was said of the entry."""

    book: Book
    said: Said
    fund: str
    terms: Fund

    def account(self, kind: Kind) -> str:
        """Name the fund's account of a kind."""
        if kind in _OF_FUNDER:
            return f"{kind.value}:{party_of(self.terms.funder)}:{self.fund}"
        return f"{kind.value}:{self.fund}"

    def held(self, kind: Kind) -> Decimal:
        """Return what its accounts of a kind hold, on the day and every later one."""
        return held_in(self.book, kind, self.fund, self.said.day)

    def unallocated(self) -> Decimal:
        """Return what can be taken out of Unallocated, and out of the fund as a whole."""
        room = room_in(self.book, UNALLOCATED, self.fund, self.said.day)
        free = free_to_spend(self.book, self.fund, self.said.day)
        return room if free is None else min(room, free)

    def refuse_short(self, amount: Decimal) -> None:
        """Make sure that what earlier years' plans are short of is not given back.

        Raises:
            BeyondError: less is left of the fund.
        """
        day = self.said.day
        free = free_to_spend(self.book, self.fund, day)
        if free is not None and amount > free:
            year = FinancialYear.containing(day)
            raise BeyondError(
                f"{pounds(amount)} is {pounds(amount - free)} more than is left of {self.fund} on "
                f"{day} and every later day: {pounds(free)}. "
                f"{told_short(self.book, self.fund, year, day)} Nothing was saved."
            )

    def received(self) -> Decimal:
        """Return what was received of it and not yet given back, on the day.

        What was received before the books began counts, though it was spent before too.
        """
        kinds = (Kind.INCOME, Kind.OPENING, Kind.IN_ADVANCE, Kind.AWARDED, Kind.RECEIVABLE)
        day = self.said.day
        before = before_of(self.book, self.fund, day)
        spent = before.spent if before else ZERO
        return spent - sum((self.book.total(self.fund, kind, day) for kind in kinds), ZERO)

    def refuse_beyond(self, amount: Decimal, kind: Kind, what: str) -> None:
        """Make sure that an account holds an amount.

        Raises:
            BeyondError: it does not.
        """
        held = self.held(kind)
        if amount > held:
            raise BeyondError(
                f"{pounds(amount)} is {pounds(amount - held)} more than is {what} of {self.fund} "
                f"on {self.said.day}: {pounds(held)}. If {self.terms.funder} awarded more, record "
                f"that first: {command('award', self.fund, Blank.AMOUNT)}. Nothing was saved."
            )

    def draft(self, legs: Sequence[Leg], narration: str, **more: Value | None) -> TransactionDraft:
        """Draft an entry with the funder as its payee."""
        return TransactionDraft(
            self.said.day,
            tuple(legs),
            narration=self.said.note or narration,
            payee=self.terms.funder,
            links=self.said.links,
            meta=metadata(self.book, self.said, **more),
        )


def grant_of(books: Books, said: Said, name: str) -> Grant:
    """Return a fund as its terms stand on the day of an entry."""
    fund, terms = fund_on(books.book, name, said.day)
    return Grant(books.book, said, fund, terms)
