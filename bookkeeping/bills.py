"""Paying what was accrued: to the penny, above it, or below it with the rest not needed."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from beancount.core.data import Transaction

from ringfence.bookkeeping.adjustments import adjust_return, remarks_on_adjusted
from ringfence.bookkeeping.closed_years import (
    Buying,
    closing_of,
    open_pots,
    refuse_spending,
    with_credits_moved_on,
)
from ringfence.bookkeeping.errors import BookkeepingError
from ringfence.bookkeeping.find import find_pot, spendable
from ringfence.bookkeeping.outstanding import NothingOpenError, open_by, open_on, parts_of
from ringfence.bookkeeping.request import Request, metadata
from ringfence.bookkeeping.shares import Piece, drafts_of, payers_of
from ringfence.ledger.accounts import Kind, Pot
from ringfence.ledger.book import Book
from ringfence.ledger.carry_forward import later_pots
from ringfence.ledger.commands import command
from ringfence.ledger.loading import Books
from ringfence.ledger.messages import name_field
from ringfence.ledger.money import ZERO, plain, pounds
from ringfence.ledger.outstanding import Outstanding
from ringfence.ledger.parts import Part
from ringfence.ledger.paying_errors import PayingError
from ringfence.ledger.recording.drafting import Leg, TransactionDraft, Value, gbp, move
from ringfence.ledger.recording.writing import Recording
from ringfence.ledger.refunding import capped_split
from ringfence.ledger.years import unless_today


class WhichPotError(BookkeepingError):
    """An accrual of several actions, or of none, and an invoice above it."""


@dataclass(frozen=True)
class Bill:
    """What came for an accrual.

    Attributes:
        amount: What is paid; None if it is all that is still owed.
        invoice: The reference of the invoice that came; empty if none did.
        pot: The pot that bears what is above the accrual, if it was named.
        pending: Whether that is recorded though it awaits a decision.
        release: Whether nothing more comes, so that what is not paid is not needed.
        part: Whether more is to come, so that it stays accrued.
        memoranda: What is said of its VAT.
    """

    amount: Decimal | None
    invoice: str = ""
    pot: str | None = None
    pending: bool = False
    release: bool = False
    part: bool = False
    memoranda: Mapping[str, Value | None] = field(default_factory=dict)

    def split(self, accrued: Outstanding) -> tuple[Decimal, Decimal, Decimal]:
        """Return what is paid of the accrual, what is above it, and what of it is not needed."""
        owed = accrued.amount
        if self.amount is None:
            return (ZERO, ZERO, owed) if self.release else (owed, ZERO, ZERO)
        paid = min(self.amount, owed)
        is_last = self.release or (bool(self.invoice) and not self.part)
        return paid, self.amount - paid, owed - paid if is_last else ZERO


def draft_payment(books: Books, request: Request, name: str, bill: Bill) -> list[TransactionDraft]:
    """Draft the payment of what was accrued on a link, fund by fund.

    What an invoice comes to above the accrual is spent on the same day; what it comes to below
    it, or what nothing comes for, goes back to where it was accrued, unless more is to come.

    Raises:
        NothingOpenError: so much is not owed, and no invoice says what it is.
        WhichPotError: it is not clear which pot bears what is above it.
        PayingError: that pot has not enough.
    """
    accrued = open_by(books, name, Kind.ACCRUALS, request.day)
    buying = Buying("spend", ZERO, accrued.began.payee or "", bill.invoice)
    return with_credits_moved_on(
        books, request, lambda of: _draft_payment(books, of, name, bill), buying
    )


def _draft_payment(books: Books, request: Request, name: str, bill: Bill) -> list[TransactionDraft]:
    accrued = open_by(books, name, Kind.ACCRUALS, request.day)
    paid, above, rest = bill.split(accrued)
    if above and not bill.invoice:
        raise NothingOpenError(
            f"{pounds(paid + above)} is {pounds(above)} more than is accrued and not yet paid on "
            f"{accrued.link}: {pounds(accrued.amount)}. Name the invoice that came ("
            + name_field("invoice", "REFERENCE")
            + f"), and the {pounds(above)} is spent with it; or record "
            f"{plain(accrued.amount)}. Nothing was saved."
        )
    joined = replace(
        request, links=(accrued.link, *(x for x in request.links if x != accrued.link))
    )
    own: dict[str, Value | None] = {"invoice": bill.invoice or None, **bill.memoranda}
    if above:
        own["invoice_total"] = gbp(paid + above)
    drafts = []
    if paid:
        meta = metadata(books.book, joined, **own)
        pending = bill.pending and not above
        drafts += _payment(books, joined, accrued, paid, meta, pending=pending)
    if above:
        drafts += _above(books, joined, accrued, above, bill)
    if rest:
        drafts += _release(books, joined, accrued, paid)
    return drafts


def remarks_on(recording: Recording, request: Request, name: str, bill: Bill) -> Iterator[str]:
    """Yield what became of the difference between what was accrued and what came."""
    accrued = open_on(recording.before, name, Kind.ACCRUALS)
    paid, above, rest = bill.split(accrued)
    if above:
        yield (
            f"{pounds(accrued.amount)} was still accrued and the invoice is for "
            f"{pounds(paid + above)}: the {pounds(above)} above it is spent now, from "
            f"{_pot_that_bears(recording)}, as supplied on {_supply_day(accrued)}."
        )
    if rest:
        yield (
            f"{_not_needed(accrued, paid)}: it is {_left_where(accrued)}."
            + _way_to_take_back(recording, request)
        )
    stays = accrued.amount - paid - rest
    if stays:
        why = (
            "more is to come (" + name_field("part") + ")" if bill.part else "no invoice was named"
        )
        release = command("pay", accrued.link, release=True, date=unless_today(request.day))
        yield (
            f"{pounds(stays)} of the {pounds(accrued.amount)} stays accrued, for "
            + why
            + ". If nothing "
            "more comes, give it back: " + release
        )
    yield from remarks_on_adjusted(recording, request, "What was accrued")


def _not_needed(accrued: Outstanding, paid: Decimal) -> str:
    """Return how much of what was still accrued nothing comes for."""
    if not paid:
        return f"Nothing comes for the {pounds(accrued.amount)} still accrued, so it is not needed"
    return (
        f"{pounds(paid)} of the {pounds(accrued.amount)} still accrued is paid, and the "
        f"{pounds(accrued.amount - paid)} over is not needed"
    )


def _left_where(accrued: Outstanding) -> str:
    """Return where what is not needed is left again; before the books it was spent from no pot."""
    was_before = all(name.startswith(Kind.OPENING.value) for name in accrued.charged)
    return "unallocated again" if was_before else "left again where it was accrued"


def _pot_that_bears(recording: Recording) -> str:
    """Name the pot that bears what is above an accrual."""
    drafts = [each for each in recording.drafts if isinstance(each, TransactionDraft)]
    accounts = (recording.after.book.account(leg.account) for each in drafts for leg in each.legs)
    return next(str(a.pot) for a in accounts if a and a.kind is Kind.SPENT)


def _way_to_take_back(recording: Recording, request: Request) -> str:
    """Return how to reverse what was released, if more comes after all; a closed year can't."""
    drafts = [each for each in recording.drafts if isinstance(each, TransactionDraft)]
    released = next(n for n, each in enumerate(drafts) if _is_release(each))
    if any(leg.account.startswith("Equity:Plan:") for each in drafts for leg in each.legs):
        return ""
    entries = [each for each in recording.entries if isinstance(each, Transaction)]
    meta = entries[released].meta
    place = f"{recording.after.relative(str(meta['filename']))}:{meta['lineno']}"
    back = command("correct", place, reverse_only=True, date=unless_today(request.day))
    return " If more is to come for it, reverse that: " + back


def _is_release(draft: TransactionDraft) -> bool:
    debit, credit = draft.legs
    return debit.account.startswith(Kind.ACCRUALS.value) and not credit.account.startswith(
        Kind.COUNCIL.value
    )


def _payment(
    books: Books,
    request: Request,
    accrued: Outstanding,
    amount: Decimal,
    meta: Mapping[str, Value],
    *,
    pending: bool,
) -> list[TransactionDraft]:
    def legs(account: str, part: Decimal) -> tuple[Leg, Leg]:
        return move(account, f"{Kind.COUNCIL.value}:{account.rpartition(':')[2]}", part)

    narration = f"{accrued.began.narration}, paid".lstrip(", ")
    piece = Piece(parts_of(accrued, amount, pending=pending), legs, narration)
    return drafts_of(books, request, [piece], payee=accrued.began.payee, meta=meta)


def _above(
    books: Books, request: Request, accrued: Outstanding, amount: Decimal, bill: Bill
) -> list[TransactionDraft]:
    """Draft what an invoice comes to above its accrual: spent now, and supplied when that was."""
    supplied = _supply_day(accrued)
    if supplied != request.day:
        request = replace(request, meta={"supplied": supplied, **request.meta})
    pot, parts = _bearing_parts(books, request, accrued, amount, bill)

    def legs(fund: str, part: Decimal) -> tuple[Leg, Leg]:
        return move(pot.spent_account(fund), f"{Kind.COUNCIL.value}:{fund}", part)

    total = gbp(accrued.amount + amount)
    meta = metadata(books.book, request, invoice=bill.invoice, invoice_total=total)
    narration = f"{accrued.began.narration}: above what was accrued".lstrip(": ")
    drafts = drafts_of(
        books, request, [Piece(parts, legs, narration)], payee=accrued.began.payee, meta=meta
    )
    counted = {name.rpartition(":")[2] for name in (*accrued.by_account, *accrued.charged)}
    return [
        adjust_return(books.book, draft, accrued.began.date)
        if _fund_of(draft) in counted
        else draft
        for draft in drafts
    ]


def _fund_of(draft: TransactionDraft) -> str:
    return draft.legs[0].account.rpartition(":")[2]


def _bearing_parts(
    books: Books, request: Request, accrued: Outstanding, amount: Decimal, bill: Bill
) -> tuple[Pot, list[Part]]:
    """Return the pot that bears what is above an accrual, and which of its funds."""
    if bill.pot:
        named = spendable(find_pot(books.book, bill.pot))
        refuse_spending(books, request, named, _purchase(accrued, amount, bill))
        return named, payers_of(books, request, named, amount, pending=bill.pending)
    pot = _charged_pot(books.book, accrued, amount)
    pots = [pot, *later_pots(books.book, pot)]
    if closing_of(books.book, pot, request):
        pots += [each for each in open_pots(books.book, pot, request.day) if each not in pots]
    able = [each for each in pots if closing_of(books.book, each, request) is None]
    if not able:
        refuse_spending(books, request, pot, _purchase(accrued, amount, bill))
    lacking: PayingError | None = None
    for each in able:
        try:
            return each, payers_of(books, request, each, amount)
        except PayingError as error:
            lacking = error
    if bill.pending:
        return able[-1], payers_of(books, request, able[-1], amount, pending=True)
    assert lacking is not None  # noqa: S101 - one was tried
    raise lacking


def _charged_pot(book: Book, accrued: Outstanding, amount: Decimal) -> Pot:
    """Return the one pot that an accrual was spent from.

    Raises:
        WhichPotError: there are several, or none.
    """
    accounts = [book.account(name) for name in accrued.charged]
    pots = {a.pot for a in accounts if a and a.pot and a.kind is Kind.SPENT}
    if len(pots) == 1:
        return pots.pop()
    where = "from " + ", ".join(sorted(pot.address for pot in pots)) if pots else "before the books"
    raise WhichPotError(
        f"{accrued.link} was spent {where}: say which pot bears the {pounds(amount)} above it "
        "(" + name_field("pot", "POT") + "). Nothing was saved."
    )


def _release(
    books: Books, request: Request, accrued: Outstanding, paid: Decimal
) -> list[TransactionDraft]:
    """Draft what nothing comes for: it goes back to where it was booked, of each fund."""
    paid_of = capped_split(paid, accrued.by_account) if paid else {}
    drafts = []
    for account, owed in accrued.by_account.items():
        over = owed - paid_of.get(account, ZERO)
        fund = account.rpartition(":")[2]
        charged = {n: each for n, each in accrued.charged.items() if n.rpartition(":")[2] == fund}
        split = capped_split(over, charged) if over and charged else {}
        for name, part in split.items():
            if part:
                narration = f"{accrued.began.narration}: not needed".lstrip(": ")
                draft = TransactionDraft(
                    request.day,
                    move(account, name, part),
                    narration=request.note or narration,
                    payee=accrued.began.payee,
                    links=request.links,
                    meta=metadata(books.book, request),
                )
                drafts.append(adjust_return(books.book, draft, accrued.began.date))
    return drafts


def _supply_day(accrued: Outstanding) -> datetime.date:
    day = accrued.began.meta.get("supplied")
    return day if isinstance(day, datetime.date) else accrued.began.date


def _purchase(accrued: Outstanding, amount: Decimal, bill: Bill) -> Buying:
    total = accrued.amount + amount
    return Buying("spend", amount, accrued.began.payee or "", bill.invoice, total)
