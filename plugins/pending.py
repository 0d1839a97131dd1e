"""Faults that a spend may have while it awaits a decision: part of `purpose` and `evidence`."""

from __future__ import annotations

from collections.abc import Sequence

from beancount.core.data import Transaction

from ringfence.ledger.book import Book
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.findings import Finding, where
from ringfence.ledger.messages import name_field
from ringfence.ledger.metadata import decision_names, text
from ringfence.ledger.settling import is_settled, is_spending
from ringfence.ledger.tracks import PENDING_FLAG
from ringfence.plugins.overriding import is_overridden
from ringfence.plugins.wording import (
    await_decision,
    block,
    list_words,
    not_yet_taken,
    speak_of,
    way_to_override,
)


def refuse_or_await(
    rule: str, fault: str, entry: Transaction, book: Book, bodies: Sequence[str]
) -> Finding | None:
    """Make the finding of a fault that one of these bodies may let stand; None once it did.

    A spend is a fact: flagged `!` it is pending until it is settled or reversed. A
    transfer is refused, whatever its flag.
    """
    asks = (tuple(bodies),)
    spoken = list_words((speak_of(body) for body in bodies), "or")
    if not is_spending(book, entry):
        found = block(rule, fault + " " + way_to_override(rule, bodies), entry, book)
        return found._replace(asks=asks)
    if entry.flag != PENDING_FLAG:
        message = (
            fault
            + " If it has been spent anyway, record it as pending ("
            + name_field("pending")
            + "), and settle it "
            f"by a decision of {spoken}. " + way_to_override(rule, bodies)
        )
        return block(rule, message, entry, book)._replace(asks=asks)
    if is_settled(book, entry, bodies):
        return None
    message = (
        fault
        + f" It is pending: reverse it, or settle it by a decision of {spoken}: "
        + command("settle", address(entry), decision=Blank.ID)
    )
    told = not_yet_taken(book, entry, decision_names(entry.meta, "settled-by"))
    message += f".{told}" if told else ""
    refused = block(rule, message, entry, book)._replace(asks=asks)
    if is_overridden(refused, book):
        return refused
    return await_decision(rule, message, entry, book)._replace(asks=asks)


def address(entry: Transaction) -> str:
    """Name an entry as commands take it: its link, its invoice, or its file and line."""
    links = sorted(entry.links or ())
    return links[0] if links else text(entry, "invoice").strip() or where(entry.meta)
