"""What comes back of one thing above that, or is reversed twice: part of the rule `overdrawn`.

Other spending of the pot keeps that above zero, and other entries the accounts: but of one
invoice, link or entry no more can come back than was spent on it.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby

from beancount.core.data import Transaction

from ringfence.ledger.book import Book
from ringfence.ledger.came_back import Origin, doubtful_credits, origins_of, posted_to
from ringfence.ledger.findings import Finding, where
from ringfence.ledger.messages import name_field
from ringfence.ledger.money import ZERO, pounds
from ringfence.ledger.names import Name
from ringfence.ledger.tracks import Track
from ringfence.plugins.wording import block, call, shared

RULE = "overdrawn"


def too_much_back(book: Book) -> Iterator[Finding]:
    """Find what comes back of an invoice, a link or an entry, above what was spent on that."""
    asked: dict[tuple[Name, str], tuple[Origin, set[int]]] = {}
    for account, row in doubtful_credits(book):
        for origin in origins_of(book, account, row.entry):
            _origin, credits_ = asked.setdefault((origin.name, account), (origin, set()))
            credits_.add(id(row.entry))
    found: dict[int, Finding] = {}
    for (_name, account), (origin, credits_) in asked.items():
        for entry, finding in _of_origin(book, account, origin, credits_):
            found.setdefault(id(entry), finding)
    yield from found.values()


def reversed_again(book: Book) -> Iterator[Finding]:
    """Find what spends nothing and reverses an entry whole that was reversed already."""
    for entry in book.marked["corrects"]:
        first = book.reversals.first_reversal(entry)
        if first is not None:
            message = (
                f"{call(entry)} reverses on {entry.date} what was reversed already on "
                f"{first.date} ({where(first.meta)}). Take one of the two out. If this reverses "
                "another entry, name that (`corrects:`); if it replaces what was wrong, leave "
                "`corrects:` out."
            )
            yield block(RULE, message, entry, book)


def _of_origin(
    book: Book, account: str, origin: Origin, credits_: set[int]
) -> Iterator[tuple[Transaction, Finding]]:
    """Yield each day that takes what was spent on something below nothing, at its last credit."""
    posted = [(each, amount) for each in origin.entries if (amount := posted_to(account, each))]
    posted.sort(key=lambda each: each[0].date)
    left = ZERO
    for _day, of_day in groupby(posted, key=lambda each: each[0].date):
        parts = [(entry, -amount) for entry, amount in of_day]
        change = -sum((amount for _entry, amount in parts), ZERO)
        left += change
        lowering = [entry for entry, amount in parts if amount > 0]
        if origin.name[0] == "link":  # what has a surer name is judged by that
            lowering = [entry for entry in lowering if id(entry) in credits_]
        if left < 0 and change < 0 and lowering:
            short = min(-left, -change)
            day = lowering[-1].date
            spent = sum((n for each, n in posted if n > 0 and each.date <= day), ZERO)
            message = _message(book.tracks[account], origin, lowering[-1], spent, left)
            finding = block(RULE, message, lowering[-1], book)
            yield lowering[-1], shared(finding, short, parts)


def _message(
    track: Track, origin: Origin, entry: Transaction, spent: Decimal, left: Decimal
) -> str:
    account = track.account
    assert account is not None  # noqa: S101 - pots alone are spent from
    return (
        f"{call(entry)} brings what came back of {origin.words} to {pounds(spent - left)} on "
        f"{entry.date}, and {pounds(spent) if spent else 'nothing'} was spent on it from "
        f"{account.pot} of {account.fund}. Take out what came back twice, or say of what it is: "
        "another invoice ("
        + name_field("invoice", "REFERENCE")
        + "), or another entry (`corrects:`). A refund goes to the pot that spent it."
    )
