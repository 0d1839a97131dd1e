"""Settling what is pending by a decision that was taken after the fact."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from beancount.core.data import Transaction

from ringfence.bookkeeping.entries import describe, find_entries
from ringfence.bookkeeping.errors import BookkeepingError
from ringfence.bookkeeping.find import find_decision
from ringfence.bookkeeping.record import rules_on
from ringfence.ledger import messages
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.loading import Books
from ringfence.ledger.recording.drafting import Settlement
from ringfence.ledger.recording.writing import Recording
from ringfence.ledger.together import together
from ringfence.ledger.tracks import PENDING_FLAG


class SettlementError(BookkeepingError):
    """An entry that no decision settles."""


def draft_settlements(books: Books, name: str, decision: str) -> list[Settlement]:
    """Settle the pending entries that a name names.

    Raises:
        SettlementError: none of them is pending.
    """
    found = find_entries(books, name)
    whole = {id(each): each for entry in found for each in together(books.book, entry)}
    pending = [entry for entry in whole.values() if entry.flag == PENDING_FLAG]
    if not pending:
        raise SettlementError(
            f"{name} is not pending, so there is nothing to settle:\n\n  "
            + "\n  ".join(describe(books, entry) for entry in found)
        )
    decided = find_decision(books.book, decision)
    if decided not in books.book.register.decisions:
        raise SettlementError(
            f"There is no decision {decision}. Record it first: "
            + command("decision add", decision, body="CSP", title=Blank.TEXT)
        )
    waiting = [entry for entry in pending if "settled-by" not in entry.meta] or pending
    _refuse_short(books, name, waiting)
    return [Settlement(entry, decided) for entry in waiting]


def _refuse_short(books: Books, name: str, waiting: Sequence[Transaction]) -> None:
    """Make sure that what is settled awaits a decision, and not only money.

    Raises:
        SettlementError: its pot is short, and nothing else is amiss.
    """
    named = {id(entry) for entry in waiting}
    awaited = [
        each
        for each in rules_on(books.book, books.options)
        if each.severity.value == "pending" and id(each.entry) in named
    ]
    if awaited and all(each.rule == "overdrawn" for each in awaited):
        told = messages.join("\n\n", dict.fromkeys(each.message for each in awaited))
        raise SettlementError(
            f"No decision that is named under {name} settles it: it awaits money, which a decision "
            "moves. " + told + "\n\nNothing was saved."
        )


def still_awaited(recording: Recording) -> Iterator[str]:
    """Yield what the entries settled await still."""
    places = {
        (draft.entry.meta["filename"], draft.entry.meta["lineno"])
        for draft in recording.drafts
        if isinstance(draft, Settlement)
    }
    for finding in recording.findings:
        place = (finding.source.get("filename"), finding.source.get("lineno"))
        if finding.severity.value == "pending" and place in places:
            yield "It still awaits something: " + finding.message
