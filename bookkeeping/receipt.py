"""What comes of a recording: who pays what, what is left in the pots, what there is to mind."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from ringfence.bookkeeping.affected_returns import returns_touched
from ringfence.ledger.accounts import Kind, Pot
from ringfence.ledger.book import Book
from ringfence.ledger.findings import Finding
from ringfence.ledger.money import ZERO, pounds
from ringfence.ledger.recording.drafting import TransactionDraft
from ringfence.ledger.recording.writing import Recording

_MINDED = {"pending": "Awaiting a decision", "overridden": "Overridden by a decision"}


def split_of(recording: Recording) -> list[str]:
    """Return which fund pays what, if there are several, and from which pot if those are."""
    parts = list(_parts(recording))
    funds = {part.fund for part in parts}
    places = {(part.fund, part.pot) for part in parts}
    pots = {part.pot for part in parts}
    if len(parts) < 2 or len(places) < len(parts):  # noqa: PLR2004
        return []
    if None not in pots and len(pots) > 1:
        over, of_pots = f"{len(pots)} pots", True
    elif len(funds) == len(parts):
        over, of_pots = f"{len(funds)} funds", False
    else:
        return []
    texts = [
        f"{pounds(part.amount)} of {part.fund}{f' from {part.pot}' if of_pots else ''}"
        f"{' (awaiting a decision)' if part.pending else ''}"
        for part in parts
    ]
    return [f"Split over {over}: {', '.join(texts)}."]


def why_later(recording: Recording) -> list[str]:
    """Return why something is dated later than was asked for, if it is."""
    drafts = [each for each in recording.drafts if isinstance(each, TransactionDraft)]
    return list(dict.fromkeys(each.why_later for each in drafts if each.why_later))


def left_in_pots(recording: Recording) -> list[str]:
    """Return what is left in each pot that it moves, by fund."""
    book = recording.after.book
    found = []
    for pot, day in sorted(_pots(recording).items()):
        found.append(f"Left in {pot} on {day}: {_left_words(book, pot, day)}.")
    return found


def warnings_of(recording: Recording) -> list[str]:
    """Return warnings, what awaits a decision, and the returns that it affects."""
    drafted = {id(entry) for entry in recording.entries}
    minded = [_warning_words(each) for each in recording.findings if id(each.entry) in drafted]
    return [*minded, *returns_touched(recording)]


def _left_words(book: Book, pot: Pot, day: datetime.date) -> str:

    of_fund = {
        track.fund: track.left(day)
        for (each, _fund), track in sorted(book.pots.items())
        if each == pot
    }
    held = {fund: left for fund, left in of_fund.items() if left}
    total = pounds(sum(held.values(), ZERO))
    if len(held) < 2:  # noqa: PLR2004
        return f"{total} of {next(iter(held))}" if held else total
    return f"{total} ({', '.join(f'{fund} {pounds(left)}' for fund, left in held.items())})"


def _pots(recording: Recording) -> dict[Pot, datetime.date]:

    book = recording.after.book
    found: dict[Pot, datetime.date] = {}
    for draft in recording.drafts:
        if isinstance(draft, TransactionDraft):
            for leg in draft.legs:
                account = book.account(leg.account)
                if account and account.pot:
                    found[account.pot] = max(draft.date, found.get(account.pot, draft.date))
    return found


class _Bears(NamedTuple):
    """What one entry moves, of which fund; and the pot that it spends from, if it spends."""

    fund: str
    amount: Decimal
    pending: bool
    pot: Pot | None


def _parts(recording: Recording) -> Iterator[_Bears]:

    book = recording.after.book
    for draft in recording.drafts:
        if isinstance(draft, TransactionDraft) and "corrects" not in draft.meta:
            debit = max(draft.legs, key=lambda leg: leg.amount)
            account = book.account(debit.account)
            pot = account.pot if account and account.kind is Kind.SPENT else None
            fund = debit.account.rpartition(":")[2]
            yield _Bears(fund, debit.amount, draft.flag == "!", pot)


def _warning_words(finding: Finding) -> str:
    return f"{_MINDED.get(finding.severity.value, 'Warning')}: " + finding.message
