"""Which decisions an entry of the plan needs: part of the rule `authority`."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import ROUND_FLOOR, Decimal
from typing import NamedTuple

from beancount.core.data import Transaction

from ringfence.ledger.accounts import UNALLOCATED, Pot
from ringfence.ledger.book import Book
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.decisions import CSP, is_of_body
from ringfence.ledger.declarations.models import Fund
from ringfence.ledger.money import PENNY, ZERO, pounds
from ringfence.ledger.moves import Move, Origin
from ringfence.ledger.years import FinancialYear


class Need(NamedTuple):
    """A decision that is needed: of which body, for what, why, and of how much at least."""

    body: str
    what: str
    why: str
    amount: Decimal


def needs(book: Book, entry: Transaction) -> list[Need]:
    """Return the decisions that an entry of the plan needs; none before adoption."""
    moves = [move for move in book.movements.of(entry) if move.crosses]
    found = [need for move in moves for need in (*_of_move(book, move), *_of_cuts(book, move))]
    detours = (_beyond_virement(book, move) for move in book.movements.detours.of(entry))
    return [*found, *filter(None, detours)]


def _of_move(book: Book, move: Move) -> Iterator[Need]:
    if move.source.is_reserve and _is_of_plan(book, move.to.year, move.day):
        return
    year, adopted = _adopted_before(book, move)
    if adopted is None or move.day <= adopted or book.register.is_broken("plan", year):
        return
    if _is_free(book, move):
        return
    why = _why(book, year, adopted)
    amount = f"{pounds(move.amount)} of {move.fund}"
    beyond = _beyond_virement(book, move)
    if beyond:
        yield beyond
    elif move.source.is_reserve:
        yield Need(CSP, f"a draw of {amount} on the reserve", why, move.amount)
    elif move.source.is_planned and not _comes_back(book, move):
        yield Need(
            CSP, f"a cut of {amount} in the allocation of {move.source.place}", why, move.amount
        )
    else:
        yield Need(CSP, f"an allocation of {amount} to {move.to.place}", why, move.amount)


def _adopted_before(book: Book, move: Move) -> tuple[str, datetime.date | None]:
    """Return the year whose adoption counts, and its day; for a draw the first plan's, if earlier.

    None if no plan was adopted that would count.
    """
    year = _year(book, move)
    adopted = book.movements.first_adopted(year)
    first = book.movements.first_plan
    if move.source.is_reserve and first and (adopted is None or first[0] <= adopted):
        return first[1], first[0]
    return year, adopted


def _is_free(book: Book, move: Move) -> bool:
    """Return whether a movement after adoption needs no decision, whatever it moves."""
    if move.source.place == move.to.place or is_moving_on(book, move):
        return True
    if book.movements.is_taken_over(move):
        return True
    return book.movements.detours.onward.is_undone(move) and _comes_back(book, move)


def _of_cuts(book: Book, move: Move) -> Iterator[Need]:
    """Yield what a movement out of a plan still being made cuts of actions that it came from."""
    if is_moving_on(book, move) or _is_of_plan(book, move.source.year, move.day):
        return
    for cut in book.movements.detours.onward.cuts(move):
        year = str(cut.source.year)
        adopted = book.movements.first_adopted(year)
        if adopted is not None and not book.register.is_broken("plan", year):
            what = (
                f"a cut of {pounds(cut.amount)} of {cut.fund} in the allocation of {cut.source}, "
                f"from which it was moved on to {move.source.year}"
            )
            yield Need(CSP, what, _why(book, year, adopted), cut.amount)


def _is_of_plan(book: Book, year: str | None, day: datetime.date) -> bool:
    """Return whether what adopted the plan that money goes to, or leaves, was decided by a day.

    It decided that too, if that plan was not adopted before it.
    """
    plan = book.register.plans.get(year or "")
    adopted = book.movements.first_adopted(year or "")
    if plan is None or (adopted is not None and adopted < day):
        return False
    return any(
        is_of_body(book.register, each, CSP, day)
        for version in plan.versions
        for each in version.value.decision
    )


def _why(book: Book, year: str, adopted: datetime.date) -> str:
    """Return since when a plan needs decisions; that it was adopted only where somebody said so."""
    if year in book.register.plans:
        return f"the plan {year} was adopted on {adopted}"
    ended = FinancialYear.parse(year).end
    if adopted == ended:
        return (
            f"{year} was over on {ended}, and its plan counts as adopted by then (nobody recorded "
            "the day)"
        )
    return (
        f"money was first put into the plan {year} on {adopted}, and what follows changes it (the "
        "day of its adoption is not recorded: " + command("plan adopt", year, date=Blank.DAY) + ")"
    )


def _year(book: Book, move: Move) -> str:
    """Return the year whose adoption counts: of the action that falls, else that gains.

    What comes back out of a later year's plan is judged by the year that it comes back to:
    else anything could go round that year's adoption by way of a plan still being made.
    """
    if _comes_back(book, move):
        return str(move.to.year)
    year = move.source.year or move.to.year
    return year or str(FinancialYear.of_day(move.day))


def _comes_back(book: Book, move: Move) -> bool:
    """Return whether a movement goes to an earlier year from one that is not adopted yet."""
    later, earlier = move.source.year, move.to.year
    if later is None or earlier is None or later <= earlier:
        return False
    adopted = book.movements.first_adopted(later)
    return adopted is None or move.day <= adopted


def is_moving_on(book: Book, move: Move) -> bool:
    """Return whether a movement follows from the terms alone, so that nobody need decide.

    Moving on to a later year inside the award's dates; what `unspent` demands after
    spend-by; moving on a credit that came to a closed year on the same day, to Unallocated or the
    same action of a later year.
    """
    terms = book.fund_at(move.fund, move.day)
    if terms is None:
        return False
    if _goes_to_later_year(move) and _inside_dates(terms, move.day):
        return True
    if terms.unspent == "repay" and terms.spend_by and move.day > terms.spend_by:
        return move.to == UNALLOCATED
    if move.to != UNALLOCATED and not _goes_to_later_year(move):
        return False
    return _is_credit_moved_on(book, move)


def _goes_to_later_year(move: Move) -> bool:
    earlier, later = move.source.year, move.to.year
    return (
        earlier is not None
        and later is not None
        and earlier < later
        and move.source.action == move.to.action
    )


def _inside_dates(terms: Fund, day: datetime.date) -> bool:
    if terms.spend_from and day < terms.spend_from:
        return False
    return terms.spend_by is None or day <= terms.spend_by


def _is_credit_moved_on(book: Book, move: Move) -> bool:
    """Return whether a movement out of a closed year is covered by credits of that day."""
    history = book.register.years.get(move.source.year or "")
    year = history.at(move.day) if history else None
    if year is None or year.status != "closed":
        return False
    track = book.pots[move.source, move.fund]
    spent = track.spent_track
    if spent is None:
        return False
    credited = -sum((row.amount for row in spent.rows(move.day, move.day)), ZERO)
    moved = ZERO
    for entry in {id(row.entry): row.entry for row in track.rows(move.day, move.day)}.values():
        for each in book.movements.of(entry):
            if (each.source, each.fund) == (move.source, move.fund):
                moved += each.amount
    return moved <= credited


def _beyond_virement(book: Book, move: Move) -> Need | None:
    """Return a message that a move is above what the partnership may decide alone."""
    if not (move.source.is_planned and move.to.is_planned and move.source.year == move.to.year):
        return None
    main = main_fund(book, move.fund, move.day)
    terms = book.fund_at(main, move.day)
    if terms is None or terms.virement_percent is None:
        return None
    funds = set(book.funds_covered_by(main, move.day))
    pair = (move.source.place, move.to.place)
    moved = _sum_moved_between(book, funds, pair, move)
    smaller, amount = min(
        (_original_allocation(book, funds, place, move.day), place) for place in pair
    )[::-1]
    limit = (amount * terms.virement_percent / 100).quantize(PENNY, ROUND_FLOOR)
    if abs(moved) <= limit or abs(moved) <= abs(moved - move.amount):
        return None
    by_way = move in book.movements.detours.of(move.entry)
    way = f" through {_midway(book, move)}" if by_way else ""
    return Need(
        terms.funder,
        f"a move of {pounds(move.amount)} from {pair[0]} to {pair[1]}{way}",
        f"it brings the total moved between the two this year to {pounds(abs(moved))}, above "
        f"{pounds(limit)}, {terms.virement_percent.normalize():f}% of {smaller}'s {pounds(amount)} "
        f"(virement-percent of {main})",
        move.amount,
    )


def _midway(book: Book, detour: Move) -> str:
    """Name what a move between two actions was made by way of: Unallocated, or a later year."""
    steps = book.movements.of(detour.entry)
    years = [move.source.year for move in steps if move.source.year != detour.to.year]
    pots = (pot for move in steps for pot in (move.source, move.to))
    reserve = next((pot.address for pot in pots if pot.is_reserve), "")
    return reserve or next(filter(None, years), UNALLOCATED.address)


def main_fund(book: Book, fund: str, day: datetime.date) -> str:
    """Follow `reported-in` to the fund whose return covers this one."""
    seen = {fund}
    while (into := book.reporting_fund(fund, day)) and into not in seen:
        seen.add(into)
        fund = into
    return fund


def _sum_moved_between(book: Book, funds: set[str], pair: tuple[Pot, Pot], last: Move) -> Decimal:
    """Sum what was moved from the first to the second, net, up to and with a move."""
    place = book.movements.place
    return sum(
        (
            move.amount if move.source.place == pair[0] else -move.amount
            for move in (*book.movements.between(*pair), *book.movements.detours.between(*pair))
            if move.fund in funds and place(move.entry) <= place(last.entry)
        ),
        ZERO,
    )


def _original_allocation(book: Book, funds: set[str], place: Pot, day: datetime.date) -> Decimal:
    """Return an action's original and carried-forward allocation, all funds of the return."""
    return sum(
        (
            change.amount
            for change in book.movements.changes_of(place, day)
            if change.fund in funds and change.origin is not Origin.VIREMENT
        ),
        ZERO,
    )
