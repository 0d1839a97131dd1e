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
from ringfence.ledger.decisions import bodies_of
from ringfence.ledger.findings import Finding
from ringfence.ledger.loading import Books
from ringfence.ledger.recording.drafting import Settlement
from ringfence.ledger.recording.editing import KEY, AlreadySettledError
from ringfence.ledger.recording.writing import Recording
from ringfence.ledger.settling import last_day_of_word
from ringfence.ledger.together import together
from ringfence.ledger.tracks import PENDING_FLAG
from ringfence.plugins.wording import list_words, speak_of


class SettlementError(BookkeepingError):
    """An entry that no decision settles."""


def draft_settlements(books: Books, name: str, decision: str) -> list[Settlement]:
    """Settle the pending entries that a name names, and that this decision lets stand.

    Raises:
        SettlementError: none of them is pending, or what they await is another body's to decide.
        AlreadySettledError: they are settled, by other decisions.
    """
    pending = _pending(books, name)
    if not pending:
        raise SettlementError(
            f"{name} is not pending, so there is nothing to settle:\n\n  "
            + "\n  ".join(describe(books, entry) for entry in find_entries(books, name))
        )
    awaited = _awaited(books, pending)
    decided = find_decision(books.book, decision)
    bodies = dict.fromkeys(body for each in awaited for group in each.asks for body in group)
    if decided not in books.book.register.decisions:
        body = next(iter(bodies), Blank.BODY)
        raise SettlementError(
            f"There is no decision {decision}. Record it first: "
            + command("decision add", decision, body=body, title=Blank.TEXT)
        )
    _refuse_short(name, awaited)
    last = max(last_day_of_word(books.book, entry) for entry in pending)
    taken = books.book.register.decisions[decided].first_day
    if taken > last:
        raise SettlementError(
            f"{decided} is dated {taken}, which has not come: until then it lets nothing stand. "
            "Nothing was saved."
        )
    of = bodies_of(books.book.register, decided, last)
    fitting = {
        id(each.entry) for each in awaited if any(not of.isdisjoint(group) for group in each.asks)
    }
    waiting = {id(each.entry) for each in awaited}
    unasked = [e for e in pending if id(e) not in waiting and KEY not in e.meta]
    settled = [e for e in pending if id(e) in fitting] + unasked
    if settled:
        return [Settlement(entry, decided) for entry in settled]
    if not awaited:
        raise AlreadySettledError(pending[0])
    groups = dict.fromkeys(group for each in awaited for group in each.asks)
    asked = list_words(list_words(map(speak_of, group), "or") for group in groups)
    told = messages.join("\n\n", dict.fromkeys(each.message for each in awaited))
    raise SettlementError(
        f"{name} awaits a decision of {asked}, and {decided} is one of "
        f"{list_words(map(speak_of, sorted(of)))}. " + told + "\n\nNothing was saved."
    )


def _pending(books: Books, name: str) -> list[Transaction]:
    """Return the pending entries that a name names, with the other parts of what they are of."""
    found = find_entries(books, name)
    whole = {id(each): each for entry in found for each in together(books.book, entry)}
    return [entry for entry in whole.values() if entry.flag == PENDING_FLAG]


def _awaited(books: Books, pending: Sequence[Transaction]) -> list[Finding]:
    """Return what these entries await."""
    named = {id(entry) for entry in pending}
    return [
        each
        for each in rules_on(books.book, books.options)
        if each.severity.value == "pending" and id(each.entry) in named
    ]


def _refuse_short(name: str, awaited: Sequence[Finding]) -> None:
    """Make sure that what is settled awaits a decision, and not only money.

    Raises:
        SettlementError: its pot is short, and nothing else is amiss.
    """
    if awaited and all(each.rule == "overdrawn" for each in awaited):
        told = messages.join("\n\n", dict.fromkeys(each.message for each in awaited))
        raise SettlementError(
            f"No decision that is named under {name} settles it: it awaits money, which a decision "
            "moves. " + told + "\n\nNothing was saved."
        )


def still_awaited(recording: Recording, name: str) -> Iterator[str]:
    """Yield what the entries that a name names await still."""
    places = {
        (entry.meta["filename"], entry.meta["lineno"]) for entry in _pending(recording.before, name)
    }
    for finding in recording.findings:
        place = (finding.source.get("filename"), finding.source.get("lineno"))
        if finding.severity.value == "pending" and place in places:
            yield "It still awaits something: " + finding.message
