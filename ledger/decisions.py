"""Decisions: of which body they are, and how much of their amount is left."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from ringfence.ledger.money import PENNY

if TYPE_CHECKING:
    from ringfence.ledger.book import Book
    from ringfence.ledger.declarations.history import History, Version
    from ringfence.ledger.declarations.models import Decision
    from ringfence.ledger.declarations.register import Register

#: The body that decides on the partnership's plan and reserve.
CSP = "CSP"
FINANCE = "finance"


def bodies_of(register: Register, decision: str, day: datetime.date) -> set[str]:
    """Name the bodies that stand behind a decision on a day; none if it was not yet taken.

    A decision ratified by another counts as one of that body too, from its own date: the one
    that ratifies lends its own body, as it stood when that was said, and nobody else's. What is
    to be ratified on a day that has not come is not.
    """
    history = register.decisions.get(decision)
    terms = history.at(day) if history else None
    if history is None or terms is None:
        return set()
    saying = _ratification(history, max(day, register.asked_on))
    lent = body_of_ratifier(register, decision, saying) if saying else None
    return {terms.body, lent} if lent else {terms.body}


def body_of_ratifier(register: Register, decision: str, saying: Version[Decision]) -> str | None:
    """Return the body of what a directive says ratifies a decision.

    None if that can't ratify it: it is the decision itself, or is dated after the directive.
    """
    ratifier = saying.value.ratified_by
    if not ratifier or ratifier == decision or ratifier not in register.decisions:
        return None
    terms = register.decisions[ratifier].at(saying.day)
    return terms.body if terms else None


def _ratification(history: History[Decision], until: datetime.date) -> Version[Decision] | None:
    """Return the directive that said last, up to a day, what ratifies a decision, if any does."""
    said = (
        each
        for each in reversed(history.versions)
        if each.day <= until and "ratified-by" in each.changed
    )
    last = next(said, None)
    return last if last and last.value.ratified_by else None


def rests_on(register: Register, decision: str, other: str, day: datetime.date) -> bool:
    """Return whether a decision cites another, directly or round about, up to a day."""
    seen, waiting = {decision}, [decision]
    while waiting:
        history = register.decisions.get(waiting.pop())
        for version in history.versions if history else ():
            if version.day > day:
                break
            cited = {*version.value.decision, version.value.ratified_by or ""} - seen
            if other in cited:
                return True
            seen |= cited
            waiting.extend(cited)
    return False


def is_of_body(register: Register, decision: str, body: str, day: datetime.date) -> bool:
    """Return whether a decision was taken by a body on or before a day, the day included."""
    return body in bodies_of(register, decision, day)


def amount_left(book: Book, decision: str) -> Decimal | None:
    """Return what may still be moved on a decision; None if it has no amount."""
    history = book.register.decisions.get(decision)
    if history is None or history.latest.amount is None:
        return None
    uses = book.movements.uses(decision)
    return history.latest.amount - (uses[-1].total if uses else Decimal(0))


def last_of(
    book: Book, body: str, day: datetime.date, least: Decimal = PENNY, most: int = 3
) -> list[str]:
    """Name the last decisions of a body up to a day with at least so much left, or no limit.

    What adopted a plan decided that plan, and nothing that comes after it.
    """
    adopting = {
        each
        for history in book.register.plans.values()
        for version in history.versions
        for each in version.value.decision
    }
    found = [
        (history.first_day, decision)
        for decision, history in book.register.decisions.items()
        if decision not in adopting and is_of_body(book.register, decision, body, day)
    ]
    usable = []
    for _day, decision in sorted(found, reverse=True):
        left = amount_left(book, decision)
        if left is None or left >= least:
            usable.append(decision)
    return usable[:most]
