"""A closed year said before anything else: what to type instead, and credits moved on.

Nothing dated in a closed year changes, and nothing more is spent from its pots. What was
supplied in it and invoiced late is spent from an open year's pot; what comes back of it
is moved on the same day, the day after the closing at the earliest.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from ringfence.bookkeeping.errors import NotSavedError
from ringfence.bookkeeping.request import Request
from ringfence.ledger.accounts import UNALLOCATED, Kind, Pot
from ringfence.ledger.book import Book
from ringfence.ledger.closed_years import Closing, closings, sealing
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.loading import Books
from ringfence.ledger.messages import name_field
from ringfence.ledger.money import ZERO
from ringfence.ledger.paying import shares_of, who_pays
from ringfence.ledger.paying_errors import PayingError
from ringfence.ledger.purse import Purse, covers, spending_order
from ringfence.ledger.recording.drafting import TransactionDraft, move
from ringfence.ledger.years import FinancialYear, today, unless_today

_ONE_DAY = datetime.timedelta(days=1)
_OVERRIDE = "override-window"


class ClosedYearError(NotSavedError):
    """A closed year asked to take what it does not."""


class Buying(NamedTuple):
    """Something that is bought: by which command, for how much, of whom, on which invoice."""

    command: str
    amount: Decimal
    payee: str
    invoice: str = ""
    total: Decimal | None = None


def refuse_spending(books: Books, request: Request, pot: Pot, buying: Buying) -> None:
    """Make sure that nothing is spent from a closed year.

    Raises:
        ClosedYearError: it is closed; the message has the command for an open year.
    """
    closing = closing_of(books.book, pot, request)
    if closing is None:
        return
    year = FinancialYear.parse(closing.year)
    way_out = _in_open_year(books, request, pot, buying, closing)
    raise ClosedYearError(
        f"{year.spoken} was closed on {closing.day}, and nothing more is spent from {pot}. What "
        "was supplied in it and is invoiced late is spent from the plan of an open year. "
        + way_out
        + "\n\n"
        + _way_to_reopen(year, closing, request)
        + "\n\nNothing was saved. [window]"
    )


def refuse_moving(books: Books, request: Request, source: Pot, to: Pot) -> None:
    """Make sure that a closed year's plan stays as it is; credits of the day may be moved on.

    Raises:
        ClosedYearError: it is closed.
    """
    for pot in (source, to):
        closing = closing_of(books.book, pot, request)
        if closing is None:
            continue
        is_late = request.day > closing.day
        if is_late and pot == source and _is_credited(books.book, pot, request.day):
            continue
        year = FinancialYear.parse(closing.year)
        what = f"taken out of {pot}" if pot == source else f"put into {pot}"
        decided = (
            "If a decision lets it, name that: " + name_field(_OVERRIDE, "ID")
            if is_late
            else "Date it after that day, and name the decision that lets it: "
            + name_field(_OVERRIDE, "ID")
        )
        raise ClosedYearError(
            f"{year.spoken} was closed on {closing.day}, and nothing is {what} any more: name pots "
            "of an open year. "
            + decided
            + "\n\n"
            + _way_to_reopen(year, closing, request)
            + "\n\nNothing "
            "was "
            "saved. [window]"
        )


def with_credits_moved_on(
    books: Books,
    request: Request,
    draft: Callable[[Request], Sequence[TransactionDraft]],
    buying: Buying,
) -> list[TransactionDraft]:
    """Return what is drafted, with what it credits to a closed year moved on, the same day.

    What comes by the day of the closing, or before it, is dated the day after it.

    Raises:
        ClosedYearError: it spends more of a closed year.
    """
    drafts, why = list(draft(request)), None
    closing = _last_closing(books, request, drafts, buying)
    if closing and request.day <= closing.day:
        asked, request = request.day, replace(request, day=closing.day + _ONE_DAY)
        why = (
            f"Dated {request.day}, not {asked}: {FinancialYear.parse(closing.year).spoken} was "
            f"closed on {closing.day}, and what it is credited with later is dated after that."
        )
        drafts = list(draft(request))
    moved = []
    for (pot, fund), spent in _net_spent(books.book, drafts).items():
        if spent < 0 and closing_of(books.book, pot, request):
            there = max(books.book.left(pot, fund, request.day) - spent, ZERO)
            if there:
                moved.append(_draft_move_on(books, request, pot, fund, min(-spent, there)))
    return [replace(each, why_later=why) for each in (*drafts, *moved)]


def _last_closing(
    books: Books, request: Request, drafts: Sequence[TransactionDraft], buying: Buying
) -> Closing | None:
    """Return the last closing of the years that drafts credit.

    Raises:
        ClosedYearError: they spend of one.
    """
    found: list[Closing] = []
    for (pot, _fund), spent in _net_spent(books.book, drafts).items():
        closing = closing_of(books.book, pot, request)
        if closing and spent > 0:
            refuse_spending(books, request, pot, buying._replace(amount=spent))
        elif closing:
            found.append(closing)
    return max(found, key=lambda each: each.day, default=None)


def closing_of(book: Book, pot: Pot, request: Request) -> Closing | None:
    """Return the closing that bars an entry of a day, if any does and no decision lets it.

    What a year is held to, by a digest, lets nothing in by the day of that, whoever decides.
    """
    history = book.register.years.get(pot.year or "")
    if history is None:
        return None
    sealed = sealing(history)
    if sealed and request.day <= sealed.day:
        return closings(history)[-1]._replace(version=sealed)
    for closing in closings(history):
        if closing.day < request.day <= closing.last:
            return None if _OVERRIDE in request.meta else closing
    return None


def _is_credited(book: Book, pot: Pot, day: datetime.date) -> bool:
    tracks = (track.spent_track for (each, _fund), track in book.pots.items() if each == pot)
    return any(row.amount < 0 for track in tracks if track for row in track.rows(day, day))


def _net_spent(book: Book, drafts: Sequence[TransactionDraft]) -> Mapping[tuple[Pot, str], Decimal]:
    found: dict[tuple[Pot, str], Decimal] = {}
    for leg in (leg for draft in drafts for leg in draft.legs):
        account = book.account(leg.account)
        if account and account.pot and account.kind is Kind.SPENT:
            key = (account.pot, account.fund)
            found[key] = found.get(key, ZERO) + leg.amount
    return found


def _draft_move_on(
    books: Books, request: Request, pot: Pot, fund: str, amount: Decimal
) -> TransactionDraft:
    """Draft a credit's way on: to the same place of the next open year, else to Unallocated."""
    runs_on = covers(books.book.fund_at(fund, request.day), request.day)
    to = next(open_pots(books.book, pot, request.day), UNALLOCATED) if runs_on else UNALLOCATED
    legs = move(pot.plan_account(fund), to.plan_account(fund), amount)
    words = f"{books.book.register.title_of(pot)}: credit moved on to {to}"
    return TransactionDraft(request.day, legs, narration=words, links=request.links)


def open_pots(book: Book, pot: Pot, day: datetime.date) -> Iterator[Pot]:
    """Yield the same earmark and action in each later year that is open, as far as declared."""
    register = book.register
    for year in sorted({path[0] for path in register.actions if path[0] > (pot.year or "")}):
        history = register.years.get(year)
        status = history.at(day) if history else None
        if status and status.status == "closed":
            continue
        here = Pot((year, *pot.path[1:]))
        for each in dict.fromkeys((here, here.place)):
            declared = register.earmarks if each.earmark else register.actions
            if each.path in declared and declared[each.path].first_day <= day:
                yield each


def _in_open_year(
    books: Books, request: Request, pot: Pot, buying: Buying, closing: Closing
) -> str:
    """Return the command that spends it from an open year, as it stands."""
    book, end = books.book, FinancialYear.parse(closing.year).end
    day = request.day if request.day > closing.day else max(today(), closing.day + _ONE_DAY)
    given = request.meta.get("supplied")
    supplied = given if isinstance(given, datetime.date) else min(request.day, end)
    if buying.command == "advance":
        supplied = day
    pots = list(open_pots(book, pot, day))
    dated = {
        "supplied": supplied if supplied != day else None,
        "date": unless_today(day),
    }
    for each in pots:
        purse = Purse(book, each, day, within=supplied, spending=True)
        try:
            who_pays(purse, buying.amount, shares=shares_of(book, each, day))
        except PayingError:
            continue
        return "Type: " + _line(buying, each, note=request.note, **dated)
    fund = _last_fund(book, pot, supplied)
    if not pots or fund is None or buying.command == "advance":
        later = FinancialYear.parse(closing.year).next
        declare = command("action add", f"{later}/{pot.action}", title=Blank.TEXT)
        return (
            f"No open year's plan has money for it yet: declare the action in {later.spoken} "
            "(" + declare + "), allocate to it, and spend from there."
        )
    line = _line(buying, pots[0], note=request.note, fund=fund, pending=True, **dated)
    return (
        "None has enough for it there, so it would await a decision ("
        + name_field("pending")
        + "). Type: "
        + line
    )


def _line(buying: Buying, pot: Pot, **more: object) -> str:
    named = buying.command != "advance" and (buying.invoice or buying.command == "spend")
    return command(
        buying.command,
        pot,
        buying.amount,
        payee=buying.payee,
        invoice=buying.invoice if named else None,
        invoice_total=buying.total,
        **more,
    )


def _last_fund(book: Book, pot: Pot, day: datetime.date) -> str | None:
    """Return the fund of a pot that is spent last, of those that may be spent on a day."""
    funds = [fund for each, fund in book.pots if each == pot]
    able = [fund for fund in funds if covers(book.fund_at(fund, day), day)]
    return max(able, key=lambda fund: spending_order(book, fund, day), default=None)


def _way_to_reopen(year: FinancialYear, closing: Closing, request: Request) -> str:
    # What is dated since it was closed is recorded only if it is open by then.
    day = request.day if request.day > closing.day else max(today(), closing.day)
    return (
        f"To change what {year.spoken} itself says, open it again, record it, and close it again "
        "("
        + command("year-end", year, close=True)
        + "). Type: "
        + command("year-end", year, reopen=True, note=Blank.TEXT, date=unless_today(day))
    )
