"""An entry read back as what it does: between which accounts of a fund, and how much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from ringfence.bookkeeping.entry import Entry
from ringfence.bookkeeping.errors import BookkeepingError, RequestError
from ringfence.bookkeeping.find import find_told, spendable
from ringfence.bookkeeping.request import Request
from ringfence.bookkeeping.shares import movers_of, payers_of
from ringfence.ledger.accounts import PLAN_KINDS, Account, Kind, Pot
from ringfence.ledger.loading import Books
from ringfence.ledger.messages import name_field
from ringfence.ledger.money import ZERO
from ringfence.ledger.parts import Part
from ringfence.ledger.recording.drafting import Leg, move
from ringfence.ledger.refunding import capped_split


class NotSimpleError(BookkeepingError):
    """An entry of more than two postings, or that does not fit the model."""


class Original(NamedTuple):
    """An entry of two postings: what it debits and credits, and how much."""

    entry: Entry
    debit: Account
    credit: Account
    amount: Decimal

    @property
    def fund(self) -> str:
        """The fund that it is of."""
        return self.debit.fund

    @property
    def is_spending(self) -> bool:
        """Whether it spends from a pot."""
        return self.debit.kind is Kind.SPENT

    @property
    def moves_spending(self) -> bool:
        """Whether it spends, or is what came back of spending."""
        return Kind.SPENT in (self.debit.kind, self.credit.kind)

    @property
    def is_transfer(self) -> bool:
        """Whether it moves money of the plan."""
        return self.debit.kind in PLAN_KINDS

    def in_pots(self, *, pot: Pot | None, source: Pot | None, to: Pot | None) -> Original:
        """Return the same with other pots.

        Raises:
            RequestError: it has no such pot.
        """
        if (pot and Kind.SPENT not in (self.debit.kind, self.credit.kind)) or (
            (source or to) and not self.is_transfer
        ):
            raise RequestError(
                name_field("pot")
                + " is for spending, "
                + name_field("from")
                + " and "
                + name_field("to")
                + " are for transfers between pots."
            )
        debit, credit = self.debit, self.credit
        if pot and debit.kind is Kind.SPENT:
            debit = debit._replace(pot=spendable(pot))
        elif pot:
            credit = credit._replace(pot=spendable(pot))
        return self._replace(
            debit=debit._replace(pot=source) if source else debit,
            credit=credit._replace(pot=to) if to else credit,
        )

    def legs(self, fund: str, amount: Decimal) -> tuple[Leg, Leg]:
        """Return the postings of the same event for another fund or amount."""
        return move(_account_name(self.debit, fund), _account_name(self.credit, fund), amount)


def read_original(entry: Entry) -> Original:
    """Read an entry back.

    Raises:
        NotSimpleError: it has not two postings of the model.
    """
    debited: list[tuple[Account, Decimal]] = []
    credited: list[tuple[Account, Decimal]] = []
    book = entry.among.books.book
    for posting in entry.transaction.postings:
        account = book.account(posting.account)
        number = posting.units.number if posting.units else None
        if account is not None and number:
            (debited if number > 0 else credited).append((account, abs(number)))
    if len(debited) != 1 or len(credited) != 1:
        raise NotSimpleError(
            "An entry of more than two lines is reversed ("
            + name_field("reverse-only")
            + ") and then recorded anew. "
            f"It is the one of {entry.transaction.date}, "
            f"{entry.transaction.payee or entry.transaction.narration}."
        )
    return Original(entry, debited[0][0], credited[0][0], debited[0][1])


def right_parts(
    books: Books,
    request: Request,
    originals: Sequence[Original],
    renamed: Sequence[Original],
    amount: Decimal,
    *,
    pending: bool,
) -> list[Part]:
    """Return which funds bear an event as it should have been.

    They stay as they were, as far as they can: less is taken off them in proportion, more
    is found as ever. In another pot, or if funds are named, it is worked out anew.
    """
    first = renamed[0]
    old = {each.fund: each.amount for each in originals}
    is_moved = _place(first) != _place(originals[0])
    if not request.funds and not is_moved:
        total = sum(old.values(), ZERO)
        if amount <= total:
            split = capped_split(amount, old)
            return [
                Part(fund, split[fund], pending or _was_pending(originals, fund))
                for fund in old
                if split[fund]
            ]
        more = _find_parts(books, request, first, amount - total, {}, pending=pending)
        return _merge(old, more)
    returning = {} if is_moved else old
    return _find_parts(books, request, first, amount, returning, pending=pending)


def _find_parts(
    books: Books,
    request: Request,
    event: Original,
    amount: Decimal,
    returning: Mapping[str, Decimal],
    *,
    pending: bool,
) -> list[Part]:
    """Find the funds for an amount, as for a new entry of the kind."""
    if event.is_spending and event.debit.pot:
        return payers_of(
            books, request, event.debit.pot, amount, pending=pending, returning=returning
        )
    if event.is_transfer and event.debit.pot and event.credit.pot:
        source, to = event.debit.pot, event.credit.pot
        return movers_of(books, request, source, to, amount, returning=returning)
    told = find_told(books.book, request.funds)
    if len(told) > 1:
        raise NotSimpleError(f"Name one fund only: {event.entry.line}")
    return [Part(told[0].fund if told else event.fund, amount)]


def _merge(old: Mapping[str, Decimal], more: Sequence[Part]) -> list[Part]:
    sums = {fund: Part(fund, amount) for fund, amount in old.items()}
    for part in more:
        before = sums.get(part.fund, Part(part.fund, ZERO))
        sums[part.fund] = Part(part.fund, before.amount + part.amount, part.pending)
    return list(sums.values())


def _was_pending(originals: Sequence[Original], fund: str) -> bool:
    return any(each.entry.transaction.flag == "!" for each in originals if each.fund == fund)


def _place(event: Original) -> tuple[object, ...]:
    return (event.debit.kind, event.debit.pot, event.credit.kind, event.credit.pot)


def _account_name(account: Account, fund: str) -> str:
    """Name the account of another fund that does what this one does."""
    if account.pot and account.kind is Kind.SPENT:
        return account.pot.spent_account(fund)
    if account.pot and account.kind in PLAN_KINDS:
        return account.pot.plan_account(fund)
    return ":".join(part for part in (account.kind.value, account.party, fund) if part)
