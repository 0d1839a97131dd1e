"""What is said of a grant before the books begin, and money held then: part of the rule `stage`."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from beancount.core.data import Transaction

from ringfence.ledger.accounts import Kind
from ringfence.ledger.book import Book
from ringfence.ledger.brought_forward import (
    Before,
    before_of,
    entries_of_before,
    invoiced_before,
    opening_money_after,
)
from ringfence.ledger.commands import command
from ringfence.ledger.findings import Finding, where
from ringfence.ledger.metadata import is_brought_forward
from ringfence.ledger.money import ZERO, pounds
from ringfence.ledger.sums import sum_of
from ringfence.plugins.wording import block, call, warn

RULE = "stage"


def check_statements(book: Book, fund: str) -> Iterator[Finding]:
    """Find what is said twice of a fund before the books, or is not what the books took over."""
    saying = entries_of_before(book, fund)
    for entry in saying[1:]:
        message = (
            f"{call(entry)} says what was received, claimed or spent of {fund} before these "
            f"books, and so does the entry at {where(saying[0].meta)}. Record it once only: take "
            "one of them back. Type: " + _back(entry)
        )
        yield block(RULE, message, entry, book)
    declared = before_of(book, fund, saying[0].date) if len(saying) == 1 else None
    if declared is None:
        return
    first = declared.entry
    left, opened = declared.received - declared.spent, opening_money_after(book, fund, first)
    if left != opened:
        yield block(RULE, _unlike(fund, declared, left, opened), first, book)
    asked, owed = declared.claimed - declared.received, invoiced_before(book, fund, first)
    if asked != owed:
        message = (
            f"{call(first)} says that {pounds(declared.claimed)} of {fund} was claimed before and "
            f"{pounds(declared.received)} received, so {pounds(asked)} was owed by its funder; "
            f"{pounds(owed)} is brought forward as receivable on {first.date}. Correct the figure "
            "that is wrong, or what is brought forward."
        )
        yield block(RULE, message, first, book)


def _back(entry: Transaction) -> str:
    """Return the command that takes it back on its own day, as if it had not been said."""
    return command("correct", where(entry.meta), reverse_only=True, date=entry.date)


def _unlike(fund: str, declared: Before, left: Decimal, opened: Decimal) -> str:
    return (
        f"{call(declared.entry)} says that {pounds(declared.received)} of {fund} was received "
        "before and "
        f"{pounds(declared.spent)} spent, so {pounds(left)} of it was left; {pounds(opened)} is "
        f"brought forward as opening money by {declared.entry.date}. Correct the figure that is "
        "wrong, "
        "or what is brought forward."
    )


def check_late_openings(book: Book, fund: str) -> Iterator[Finding]:
    """Warn of what raises a fund's opening money after the day of the books' first entry.

    What reverses a deferral or a repayment raises it no further than it was. What says that
    it is brought forward may come on the fund's own first day, which may be a later one. What was
    owed then, and nothing comes for, brings in no money.
    """
    begins = book.transactions[0].date if book.transactions else None
    own = book.register.funds[fund].first_day
    total = most = ZERO
    for row in (row for track in book.tracks_of(fund, Kind.OPENING) for row in track.rows()):
        if sum_of(book, row.entry, fund, Kind.ACCRUALS):
            continue
        total -= row.amount
        if total <= most:
            continue
        if begins and row.day > (own if is_brought_forward(row.entry) else begins):
            message = (
                f"{call(row.entry)} brings in {pounds(total - most)} of {fund} on {row.day} as "
                f"money held when the books begin, but they begin on {begins}. If it was held "
                "then, give it that date. If it came later, it is an award or a contribution: take "
                "this out, and record that instead: "
                + command("award", fund, total - most, date=row.day)
            )
            yield warn(RULE, message, row.entry, book)
        most = total
