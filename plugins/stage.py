"""stage: money is used only as far as the fund's stage and award allow.

Nothing may add to a fund that is a bid, refused, withdrawn or indicative: no award,
no money, no plan, no spending. What only gives back (a lapse, a reversal, a
repayment, a release) is allowed, and so is claiming and receiving what was awarded
before. No more may be booked as awarded than the fund's field `award` says, as at
that date, at the end of any day: Income, InAdvance, what was received before the books began
(`received-before`; where nobody said that, the opening money), and opening money that turns
up after that. What is deferred and reversed adds nothing. What is said of before must be
what the books took over. A fund that is `closed` has nothing left: every pot, asset and
liability of it is zero.

    plugin "ringfence.plugins.stage"

Refused:

    2023-05-01 custom "fund" "SSF5"
      title: "Safer Streets 5"
      funder: "Home Office"
      stage: "bid"
    2023-05-02 * "Home Office" "Safer Streets 5"
      Assets:Awarded:HomeOffice:SSF5                300000.00 GBP
      Income:HomeOffice:SSF5                       -300000.00 GBP

Accepted from the day on which it is awarded:

    2023-05-02 custom "fund" "SSF5"
      stage: "awarded"
      decision: "HO-2023-05-02"

It warns, and lets stand, money received above what was claimed (or, for a fund paid by
`instalments`, above what was due), what is spent while a fund is `at-risk`, which is at
the council's risk until the funder approves, and money brought in as held when the books
begin on a later day than their first.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from beancount.core.data import Transaction

from ringfence.ledger.accounts import UNALLOCATED, Kind
from ringfence.ledger.book import Book
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.decisions import FINANCE
from ringfence.ledger.declarations.history import Span
from ringfence.ledger.declarations.models import Fund
from ringfence.ledger.findings import Finding
from ringfence.ledger.messages import name_field
from ringfence.ledger.money import ZERO, pounds
from ringfence.ledger.moves import Move, moves_of
from ringfence.ledger.risk import AT_RISK, approval_day
from ringfence.ledger.sums import entries_of, sum_of
from ringfence.plugins import door
from ringfence.plugins.brought_in import check_late_openings, check_statements
from ringfence.plugins.closed_funds import not_nil
from ringfence.plugins.received import above_award, above_claim
from ringfence.plugins.wording import block, call, list_words, warn, way_to_override

RULE = "stage"
_NOT_MONEY = {
    "bid": "a bid",
    "refused": "a bid that was refused",
    "withdrawn": "withdrawn",
    "indicative": "an indication only",
}
_IN = (Kind.INCOME, Kind.IN_ADVANCE, Kind.OPENING)
_OWED_TO_US = (Kind.AWARDED, Kind.RECEIVABLE)
_OUT = (Kind.COUNCIL, Kind.ACCRUALS)


def check(book: Book) -> Iterator[Finding]:
    """Find what a fund's stage does not allow, and what it only warns of."""
    for fund, history in book.register.funds.items():
        for span in history.spans():
            stage = span.version.value.stage
            if stage in _NOT_MONEY:
                yield from _check_additions(book, fund, span)
            elif stage == AT_RISK:
                yield from _at_risk(book, fund, span)
        yield from not_nil(book, fund, history)
        yield from above_award(book, fund, history)
        yield from above_claim(book, fund)
        yield from check_late_openings(book, fund)
        yield from check_statements(book, fund)


def _check_additions(book: Book, fund: str, span: Span[Fund]) -> Iterator[Finding]:
    rows = (
        row for track in book.tracks_of(fund, *Kind) for row in track.rows(span.first, span.last)
    )
    for entry in entries_of(rows):
        additions = list(_additions(book, entry, fund))
        if additions:
            stage = _NOT_MONEY[span.version.value.stage]
            asks = dict.fromkeys((each.body,) for each in additions)
            what = list_words(each.what for each in additions)
            message = (
                f"{call(entry)} {what}, and on {entry.date} {fund} is {stage}. "
                + _until(fund, span)
                + " "
                + way_to_override(RULE, *asks)
            )
            yield block(RULE, message, entry, book)._replace(asks=tuple(asks))


class _Addition(NamedTuple):
    """What an entry adds to a fund that is no money, and whose risk that is to take."""

    what: str
    body: str


def _additions(book: Book, entry: Transaction, fund: str) -> Iterator[_Addition]:
    """Yield what an entry adds to a fund; nothing if it only reverses or settles.

    What it books as money the funder alone could promise; what is used is at finance's risk.
    """
    funder = book.register.funds[fund].at_or_first(entry.date).funder
    brought = -sum_of(book, entry, fund, *_IN)
    if brought > 0:
        yield _Addition(f"brings {pounds(brought)} into {fund}", funder)
    elif not _is_covered(book, entry, fund):
        cash = sum_of(book, entry, fund, Kind.COUNCIL)
        claimed = sum_of(book, entry, fund, Kind.RECEIVABLE)
        what = f"{'receives' if cash > 0 else 'claims'} {pounds(max(cash, claimed))} of {fund}"
        yield _Addition(what, funder)
    spent = sum_of(book, entry, fund, Kind.SPENT)
    if spent > 0 and sum_of(book, entry, fund, *_OUT) < 0:
        yield _Addition(f"spends {pounds(spent)} of {fund}", FINANCE)
    advanced = sum_of(book, entry, fund, Kind.PREPAID)
    if advanced > 0:
        yield _Addition(f"advances {pounds(advanced)} of {fund}", FINANCE)
    for move in moves_of(book, entry):
        if move.fund == fund and not _is_release(move):
            yield _Addition(f"puts {pounds(move.amount)} of {fund} into {move.to}", FINANCE)


def _is_covered(book: Book, entry: Transaction, fund: str) -> bool:
    """Return whether what is claimed or received was awarded and still owed."""
    if sum_of(book, entry, fund, Kind.RECEIVABLE) <= 0 and (
        sum_of(book, entry, fund, Kind.COUNCIL) <= 0 or sum_of(book, entry, fund, *_OWED_TO_US) >= 0
    ):
        return True
    return all(book.total(fund, kind, entry.date) >= ZERO for kind in _OWED_TO_US)


def _is_release(move: Move) -> bool:
    if move.to == UNALLOCATED:
        return True
    return move.source.earmark is not None and move.to == move.source.place


def _until(fund: str, span: Span[Fund]) -> str:
    funder, stage = span.version.value.funder, span.version.value.stage
    if stage in ("refused", "withdrawn"):
        return (
            "You can only take money out of it: release, lapse or repay it. Use another fund "
            "(" + name_field("fund") + ")."
        )
    return (
        f"It can be used from the day {funder} awards it: "
        + command("fund amend", fund, stage="awarded", date=Blank.DAY, decision=Blank.ID)
        + "."
    )


def _at_risk(book: Book, fund: str, span: Span[Fund]) -> Iterator[Finding]:
    rows = (
        row
        for track in book.tracks_of(fund, Kind.SPENT)
        for row in track.rows(span.first, span.last)
    )
    for entry in entries_of(rows):
        spent: Decimal = sum_of(book, entry, fund, Kind.SPENT)
        if spent > 0:
            message = (
                f"{call(entry)} spends {pounds(spent)} of {fund} on {entry.date} at the "
                "council's risk: " + _approval(book, fund, span, entry.date)
            )
            yield warn(RULE, message, entry, book)


def _approval(book: Book, fund: str, span: Span[Fund], day: datetime.date) -> str:
    funder = span.version.value.funder
    approved = approval_day(book, fund, day)
    if approved:
        return f"{funder} approved it only from {approved} on."
    return f"{funder} has not approved it. When it does: " + command(
        "fund amend", fund, stage="awarded", date=Blank.DAY, decision=Blank.ID
    )


__plugins__ = ("run",)
run = door.plugin(RULE, check)
