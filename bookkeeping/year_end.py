"""The entries of a year's end, as far as the terms and the decisions made so far say them."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator
from dataclasses import replace
from decimal import Decimal

from ringfence.bookkeeping.find import title_of
from ringfence.bookkeeping.providers import party_of
from ringfence.bookkeeping.request import Request, metadata
from ringfence.bookkeeping.transfers import like
from ringfence.ledger.accounts import UNALLOCATED, Kind
from ringfence.ledger.going_back import claims_credited, parts_going_back_on
from ringfence.ledger.loading import Books
from ringfence.ledger.recording.drafting import Draft, Leg, TransactionDraft, move
from ringfence.ledger.recording.sorts import YEAR_END
from ringfence.ledger.remainders import (
    Deferral,
    Remainder,
    Treatment,
    consents,
    deferrals,
    first_day,
    next_pot,
    remainders,
    unallocated_by_fund,
)
from ringfence.ledger.sources import Sourced, split_deferral, split_lapse, split_repayment
from ringfence.ledger.years import FinancialYear


def year_end_drafts(
    books: Books, request: Request, year: FinancialYear, *, held_back: Collection[str] = ()
) -> list[Draft]:
    """Draft what is to be written now; nothing that was written before.

    Of the funds ``held_back`` nothing is given back: a pending spend may need it.
    """
    home = f"{YEAR_END}{year}"
    drafts: list[Draft] = []
    for deferral in deferrals(books.book, year):
        drafts += _draft_deferrals(books, request, year, deferral, home)
    found = [
        each
        for each in remainders(books.book, year, request.day)
        if each.free
        if each.treatment is not Treatment.GIVE_BACK or each.fund not in held_back
    ]
    declared: set[tuple[str, ...]] = set()
    for each in found:
        if each.treatment is Treatment.MOVE_ON:
            new = next_pot(each.pot, year)
            if new.path not in declared:
                declared.add(new.path)
                drafts += like(books, request, each.pot, new)
            drafts.append(_draft_move_on(books, request, each, year, home))
        elif each.treatment is Treatment.GIVE_BACK and each.pot != UNALLOCATED:
            drafts.append(_draft_release(books, request, each, home))
    for fund, amount in unallocated_by_fund(found).items():
        drafts += _draft_repayment(books, request, fund, amount, home)
    return [_joined(each, request) for each in drafts]


def _joined(draft: Draft, request: Request) -> Draft:
    """Return a draft with the links that were asked for."""
    if not isinstance(draft, TransactionDraft):
        return draft
    return replace(draft, links=tuple(dict.fromkeys((*draft.links, *request.links))))


def _draft_deferrals(
    books: Books, request: Request, year: FinancialYear, deferral: Deferral, home: str
) -> Iterator[TransactionDraft]:
    """Defer what is not yet earned, less what is deferred already, and take it back."""
    fund = deferral.fund
    party = party_of(deferral.funder)
    advance = f"{Kind.IN_ADVANCE.value}:{party}:{fund}"
    meta = {key: value for key, value in request.meta.items() if key in ("illustrative", "private")}

    def entry(day: datetime.date, legs: tuple[Leg, Leg], words: str) -> TransactionDraft:
        return TransactionDraft(day, legs, words, deferral.funder, meta=meta, home=home)

    parts = split_deferral(books.book, fund, deferral.amount, year.end)
    for part in parts:
        legs = move(_source(part, party, fund), advance, part.amount)
        yield entry(year.end, legs, f"Left of {fund} at the year's end, not yet earned")
    for part in parts:
        legs = move(_source(part, party, fund), advance, -part.amount)
        yield entry(first_day(year), legs, f"Left of {fund}, back into the new year")


def _source(part: Sourced, party: str, fund: str) -> str:
    """Name the account that a part is taken from."""
    if part.kind is Kind.INCOME:
        return f"{part.kind.value}:{party}:{fund}"
    return f"{part.kind.value}:{fund}"


def _draft_move_on(
    books: Books, request: Request, each: Remainder, year: FinancialYear, home: str
) -> TransactionDraft:
    meta = metadata(books.book, request)
    agreed = consents(books.book, each.fund, request.day)
    if "decision" not in meta and agreed:
        meta["decision"] = ", ".join(agreed)
    new = next_pot(each.pot, year)
    legs = move(each.pot.plan_account(each.fund), new.plan_account(each.fund), each.free)
    words = request.note or f"{title_of(books, each.pot)}, carried forward to {year.next.spoken}"
    return TransactionDraft(request.day, legs, narration=words, meta=meta, home=home)


def _draft_release(books: Books, request: Request, each: Remainder, home: str) -> TransactionDraft:
    legs = move(each.pot.plan_account(each.fund), UNALLOCATED.plan_account(each.fund), each.free)
    words = request.note or f"{title_of(books, each.pot)}, given up at the year's end"
    meta = metadata(books.book, request)
    return TransactionDraft(request.day, legs, narration=words, meta=meta, home=home)


def _draft_repayment(
    books: Books, request: Request, fund: str, amount: Decimal, home: str
) -> Iterator[TransactionDraft]:
    """Let lapse what was never received; what was received is owed from now on.

    What was claimed and not received lapses too: the claim is credited first.
    """
    book = books.book
    terms = book.register.funds[fund].at_or_first(request.day)
    party = party_of(terms.funder)
    split = parts_going_back_on(book, fund, amount, request.day)
    meta = metadata(book, request)
    for credit in claims_credited(book, fund, split.lapsing, request.day):
        yield TransactionDraft(
            request.day,
            move(
                f"{Kind.AWARDED.value}:{party}:{fund}",
                f"{Kind.RECEIVABLE.value}:{party}:{fund}",
                credit.amount,
            ),
            "Claim credited: neither received nor spent",
            terms.funder,
            links=(credit.link,) if credit.link else (),
            meta={**meta, **({"invoice": credit.invoice} if credit.invoice else {})},
            home=home,
        )
    for parts, against, words in (
        (
            split_lapse(book, fund, split.lapsing, request.day),
            Kind.AWARDED,
            "Lapsed: never received",
        ),
        (
            split_repayment(book, fund, split.repaid, request.day),
            Kind.REPAYABLE,
            "To be repaid: received and not spent",
        ),
    ):
        for part in parts:
            source = _source(part, party, fund)
            legs = move(source, f"{against.value}:{party}:{fund}", part.amount)
            yield TransactionDraft(request.day, legs, words, terms.funder, meta=meta, home=home)
