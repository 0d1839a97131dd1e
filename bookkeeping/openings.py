"""What the books take over of a grant: from what was before to the entries that say it."""

from __future__ import annotations

import datetime
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import count

from beancount.core.data import Transaction

from ringfence.bookkeeping.before_books import BroughtForwardError, Figures
from ringfence.bookkeeping.entries import describe
from ringfence.bookkeeping.entry import Entries
from ringfence.bookkeeping.find import find_fund
from ringfence.bookkeeping.grants import Grant, grant_of
from ringfence.bookkeeping.providers import party_of
from ringfence.bookkeeping.redo import draft_reversal
from ringfence.bookkeeping.request import Request, free_link, metadata
from ringfence.ledger.accounts import Kind
from ringfence.ledger.brought_forward import entries_of_before, standing_entries
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.loading import Books
from ringfence.ledger.messages import name_field
from ringfence.ledger.metadata import BROUGHT_FORWARD, CLAIMED_BEFORE, RECEIVED_BEFORE, SPENT_BEFORE
from ringfence.ledger.money import ZERO, plain, pounds
from ringfence.ledger.recording.drafting import Leg, TransactionDraft, Value, gbp, move
from ringfence.ledger.recording.writing import Recording
from ringfence.ledger.sums import sum_of
from ringfence.ledger.words import fold


def first_day_of(
    books: Books, request: Request, name: str, figures: Figures, *, dated: bool
) -> datetime.date:
    """Return the day of what is brought forward: the fund's first in these books, unless told.

    Raises:
        BroughtForwardError: a grant's life before is to be dated otherwise.
    """
    fund = find_fund(books.book, name)
    first = books.book.register.funds[fund].first_day
    if not dated:
        return first
    if figures.is_position and request.day != first:
        raise BroughtForwardError(
            f"What was before is recorded on the first day of {fund} in these books, {first}, and "
            f"not on {request.day}: leave " + name_field("date") + " out. Nothing was saved."
        )
    return request.day


def draft_opening(
    books: Books, request: Request, name: str, figures: Figures, *, anew: bool
) -> list[TransactionDraft]:
    """Draft what is brought forward of a fund.

    Raises:
        BroughtForwardError: it was said already, or is more than the award.
    """
    grant = grant_of(books, request, name)
    old = standing_entries(grant.book, grant.fund) if anew else []
    entries = Entries(books)
    taken_back = [
        draft_reversal(replace(request, day=entry.date, links=(), note=None), entries.of(entry))
        for entry in old
    ]
    if not figures.is_position:
        legs = move(grant.account(Kind.COUNCIL), grant.account(Kind.OPENING), figures.cash)
        words = f"Brought forward: {grant.terms.title}"
        draft = grant.draft(legs, words)
        return [*taken_back, replace(draft, meta={**draft.meta, BROUGHT_FORWARD: True})]
    if not anew:
        _refuse_second(books, grant, figures)
    drafts = list(_position(books, grant, figures, old))
    if not drafts:
        raise BroughtForwardError(
            f"By these figures {grant.fund} has nothing left, owed or promised when the books "
            "begin, so nothing is brought forward. Nothing was saved."
        )
    return [*taken_back, *_with_sums(drafts, figures)]


def _position(
    books: Books, grant: Grant, figures: Figures, old: Sequence[Transaction]
) -> Iterator[TransactionDraft]:
    """Draft an entry for each thing that is there: promised, claimed, held, advanced, owed."""
    promised = _promise_left(grant, figures, old) if figures.tells_life else ZERO
    awarded, opening = grant.account(Kind.AWARDED), grant.account(Kind.OPENING)
    if promised:
        legs = move(awarded, grant.account(Kind.INCOME), promised)
        yield _draft_entry(grant, legs, "Award, not received before", grant.terms.funder)
    if figures.claimed:
        legs = move(grant.account(Kind.RECEIVABLE), awarded, figures.claimed)
        link = _link_of(old, grant, Kind.RECEIVABLE, grant.terms.funder)
        words = "Claimed before, not yet received"
        draft = _draft_entry(grant, legs, words, grant.terms.funder, invoice=figures.invoice)
        yield replace(draft, links=(link or free_link(books, "claim", "before"), *draft.links))
    if figures.cash:
        legs = move(grant.account(Kind.COUNCIL), opening, figures.cash)
        yield _draft_entry(grant, legs, "Brought forward: held", None)
    yield from _debts(books, grant, figures, old)


def _debts(
    books: Books, grant: Grant, figures: Figures, old: Sequence[Transaction]
) -> Iterator[TransactionDraft]:
    """Draft what providers were advanced and suppliers are owed, each on a link of its own."""
    opening = grant.account(Kind.OPENING)
    taken: set[str] = set()
    for kind, debts in ((Kind.PREPAID, figures.advanced), (Kind.ACCRUALS, figures.owed)):
        ahead = kind is Kind.PREPAID
        for debt in debts:
            link = debt.link or _link_of(old, grant, kind, debt.name)
            if link is None or link in taken:
                link = _free(books, taken, debt.name, "advance" if ahead else "before")
            taken.add(link)
            if ahead:
                prepaid = f"{kind.value}:{party_of(debt.name)}:{grant.fund}"
                legs = move(prepaid, opening, debt.amount)
            else:
                legs = move(opening, grant.account(kind), debt.amount)
            narration = f"Brought forward: {'advanced' if ahead else 'owed'}"
            draft = _draft_entry(grant, legs, narration, debt.name, invoice=debt.reference)
            yield replace(draft, links=(link, *draft.links))


def _promise_left(grant: Grant, figures: Figures, old: Sequence[Transaction]) -> Decimal:
    """Return what of the award was not received before, and is not booked yet.

    Raises:
        BroughtForwardError: more was received, claimed or spent than was awarded, or more is booked
            than was left to be received.
    """
    book, fund, award = grant.book, grant.fund, grant.terms.award
    received, claimed = figures.received or ZERO, figures.claimed or ZERO
    kinds = (Kind.INCOME, Kind.IN_ADVANCE)
    booked = -sum((book.total(fund, kind, grant.request.day) for kind in kinds), ZERO)
    booked += sum((sum_of(book, entry, fund, *kinds) for entry in old), ZERO)
    if award is None:
        return max(claimed - booked, ZERO)
    for amount, what in (
        (received + claimed, "received and claimed" if claimed else "received"),
        (figures.spent or ZERO, "spent"),
    ):
        if amount > award:
            raise BroughtForwardError(
                f"{pounds(amount)} {what} is {pounds(amount - award)} more than the award of "
                f"{fund}, {pounds(award)}. Correct the figure, or the award where the fund is "
                f"declared (award: {plain(amount)} GBP). Nothing was saved."
            )
    if booked > award - received:
        over = booked - (award - received)
        raise BroughtForwardError(
            f"{pounds(booked)} of {fund} is booked as awarded already, and {pounds(received)} was "
            f"received before: that is {pounds(over)} above its award of {pounds(award)}. Take out "
            "first what is not to come any more. Type: "
            + command("award", fund, over, reduce=True, date=grant.request.day)
            + "\n\n"
            "Nothing was saved."
        )
    return award - received - booked


def _refuse_second(books: Books, grant: Grant, figures: Figures) -> None:
    """Make sure that nothing is said of before a second time.

    Raises:
        BroughtForwardError: it would be.
    """
    old = entries_of_before(grant.book, grant.fund)
    if not old and figures.tells_life:
        old = standing_entries(grant.book, grant.fund)
    if old:
        raise BroughtForwardError(
            f"What there was of {grant.fund} before is brought forward already:\n\n  "
            + "\n  ".join(describe(books, entry) for entry in old)
            + "\n\nTo replace it, give all of it again and add "
            + name_field("anew")
            + ". Nothing was saved."
        )


def _with_sums(drafts: Sequence[TransactionDraft], figures: Figures) -> Iterator[TransactionDraft]:
    """Let the entry of what is held say the three sums, or the first that there is."""
    held = [each for each in drafts if each.legs[0].account.startswith(Kind.COUNCIL.value)]
    saying = (held or drafts)[0]
    received, claimed = figures.received or ZERO, figures.claimed or ZERO
    sums: dict[str, Value] = {
        RECEIVED_BEFORE: gbp(received),
        CLAIMED_BEFORE: gbp(received + claimed),
        SPENT_BEFORE: gbp(figures.spent or ZERO),
    }
    for draft in drafts:
        if draft is saying and figures.tells_life:
            others = {key: value for key, value in draft.meta.items() if key != BROUGHT_FORWARD}
            yield replace(draft, meta={**others, **sums, BROUGHT_FORWARD: True})
        else:
            yield draft


def _draft_entry(
    grant: Grant,
    legs: Sequence[Leg],
    words: str,
    payee: str | None,
    *,
    invoice: str | None = None,
) -> TransactionDraft:
    """Draft one entry of what is brought forward; what the officer says of it comes in brackets."""
    note = grant.request.note
    return TransactionDraft(
        grant.request.day,
        tuple(legs),
        narration=f"{words} ({note})" if note else words,
        payee=payee,
        links=grant.request.links,
        meta={**metadata(grant.book, grant.request, invoice=invoice), BROUGHT_FORWARD: True},
    )


def _free(books: Books, taken: Container[str], *words: str) -> str:
    """Make a link that neither the books have nor these drafts."""
    numbered = (free_link(books, *words, *([str(n)] if n > 1 else [])) for n in count(1))
    return next(link for link in numbered if link not in taken)


def _link_of(old: Sequence[Transaction], grant: Grant, kind: Kind, payee: str) -> str | None:
    """Return the link that the same debt had, where it is said anew: it may be settled in part."""
    for entry in old:
        same = fold(entry.payee) == fold(payee)
        if same and entry.links and sum_of(grant.book, entry, grant.fund, kind):
            return min(entry.links)
    return None


def next_steps(recording: Recording) -> Iterator[str]:
    """Yield how what is open is settled when its day comes."""
    steps: dict[Kind, tuple[str, str, tuple[object, ...]]] = {
        Kind.RECEIVABLE: ("When it is received", "receive", ()),
        Kind.PREPAID: ("When they show what it bought", "evidence", (Blank.AMOUNT,)),
        Kind.ACCRUALS: ("Pay it with", "pay", ()),
    }
    book = recording.after.book
    for draft in recording.drafts:
        links = getattr(draft, "links", ())
        kinds = {
            account.kind
            for leg in getattr(draft, "legs", ())
            if (account := book.account(leg.account))
        }
        taken_back = "corrects" in getattr(draft, "meta", {})
        yield from (
            f"{when}: " + command(step, links[0], *more)
            for kind, (when, step, more) in steps.items()
            if kind in kinds and links and not taken_back
        )
