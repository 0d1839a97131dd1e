"""purpose: money is used for what it was given for.

A transaction that plans or spends money may say its `purpose`, `category` and `capital`.
The purpose must be one of the `purposes` of the action and one of those of the fund,
where they name any; the category none of the fund's `ineligible` ones (commas separate
several of either); and `capital:
TRUE` is refused where the fund says `capital: FALSE`. An earmark's purpose counts for
whatever of it says none. Terms are read as they stood on the day of the entry. Nothing
said, nothing judged.

    plugin "ringfence.plugins.purpose"

Refused while the action's purposes are "emergency services days":

    2017-06-11 * "First-aid training provider" "Defibrillator training"
      purpose: "defibrillator training"
      Expenses:Plan:2017-18:Bluelight:PLF-2017-18            580.00 GBP
      Assets:Council:PLF-2017-18                            -580.00 GBP

Accepted from the day on which the partnership widened it:

    2017-06-12 custom "action" "2017-18" "Bluelight"
      purposes: "emergency services days, defibrillator training"
      decision: "CSP-2017-06-12-04"

A spend flagged `!` is pending until `settled-by` names a decision of who decides it (the
partnership for an action, the funder for a fund's terms), or it is reversed.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import NamedTuple

from beancount.core.data import Transaction

from ringfence.ledger.accounts import Kind, Pot
from ringfence.ledger.book import Book
from ringfence.ledger.decisions import CSP
from ringfence.ledger.declarations.history import History
from ringfence.ledger.declarations.models import Action, Fund
from ringfence.ledger.findings import Finding
from ringfence.ledger.messages import name_field
from ringfence.ledger.metadata import text
from ringfence.ledger.moves import moves_of
from ringfence.ledger.sums import entries_of, spend_by_pot, sum_of
from ringfence.ledger.words import fold
from ringfence.plugins import door
from ringfence.plugins.allowed import Allowed, words_of
from ringfence.plugins.pending import refuse_or_await
from ringfence.plugins.wording import amend_command, call, clause, list_words

RULE = "purpose"


class _Fault(NamedTuple):
    """What the terms do not allow, and who could."""

    reason: str
    body: str


def check(book: Book) -> Iterator[Finding]:
    """Find what is used for something that it was not given for."""
    allowed = Allowed(book)
    suspects = (*allowed.suspects(), *_in_earmarks(book, allowed))
    once = {id(entry): entry for entry in suspects}
    for entry in once.values():
        for fund in book.funds_in(entry):
            for fault in _faults(book, entry, fund):
                message = f"{call(entry)} " + fault.reason
                finding = refuse_or_await(RULE, message, entry, book, [fault.body])
                if finding:
                    yield finding


def _in_earmarks(book: Book, allowed: Allowed) -> list[Transaction]:
    """Return the entries without a purpose in earmarks whose own was not always allowed."""
    paths = {
        key
        for key, history in book.register.earmarks.items()
        for version in history.versions
        if version.value.purpose and not allowed.allows_everywhere(version.value.purpose)
    }
    pots = (
        [track for (pot, _fund), track in book.pots.items() if pot.path in paths] if paths else []
    )
    entries = entries_of(row for track in pots for row in track.rows())
    return [entry for entry in entries if "purpose" not in entry.meta]


def _faults(book: Book, entry: Transaction, fund: str) -> Iterator[_Fault]:
    terms = book.register.funds[fund].at_or_first(entry.date)
    pots = _pots_used(book, entry, fund)
    if not pots and sum_of(book, entry, fund, Kind.PREPAID) <= 0:
        return
    yield from dict.fromkeys(_purposes(book, entry, fund, pots))
    barred = {fold(word) for word in terms.ineligible}
    categories = [word for word in words_of(text(entry, "category")) if fold(word) in barred]
    if categories:
        reason = (
            f"is {list_words(categories)}, which {fund} does not pay for on {entry.date}"
            f"{clause(terms, 'ineligible')}: ineligible is {list_words(terms.ineligible, 'or')}. "
            "Charge it to a fund that pays for it (" + name_field("fund") + ")."
        )
        yield _Fault(reason, terms.funder)
    if entry.meta.get("capital") is True and terms.capital is False:
        reason = (
            f"is capital, and on {entry.date} {fund} may not buy capital items"
            f"{clause(terms, 'capital')}. Charge it to a fund that may ("
            + name_field("fund")
            + ")."
        )
        yield _Fault(reason, terms.funder)


def _pots_used(book: Book, entry: Transaction, fund: str) -> list[Pot]:
    """Name the pots that an entry spends from, or plans to: what only reverses uses none."""
    spent = [pot for pot, amount in spend_by_pot(book, entry, fund).items() if amount > 0]
    planned = [
        move.to
        for move in moves_of(book, entry)
        if move.fund == fund and move.to.is_planned and move.to != move.source.place
    ]
    return [*spent, *planned]


def _purposes(book: Book, entry: Transaction, fund: str, pots: list[Pot]) -> Iterator[_Fault]:
    texts = words_of(text(entry, "purpose"))
    terms = book.register.funds[fund]
    for pot in pots:
        action = book.register.actions.get(pot.path[:2])
        for word in texts or _of_earmark(book, pot, entry.date):
            if action:
                yield from _outside(action, pot.place.address, word, entry.date, CSP)
            yield from _outside(terms, fund, word, entry.date, terms.latest.funder)
    if not pots:
        for word in texts:
            yield from _outside(terms, fund, word, entry.date, terms.latest.funder)


def _of_earmark(book: Book, pot: Pot, day: datetime.date) -> list[str]:
    history = book.register.earmarks.get(pot.path) if pot.earmark else None
    return words_of(history.at_or_first(day).purpose) if history else []


def _outside(
    history: History[Action] | History[Fund], name: str, word: str, day: datetime.date, body: str
) -> Iterator[_Fault]:
    terms = history.at_or_first(day)
    if _allows(terms, word):
        return
    later = next((v.day for v in history.versions if v.day > day and _allows(v.value, word)), None)
    kind = "action" if isinstance(terms, Action) else "fund"
    source = "" if isinstance(terms, Action) else clause(terms, "purposes")
    since = f"; it allows that from {later}" if later else ""
    widening = amend_command(history, kind, name, day, purposes=[*terms.purposes, word])
    reason = (
        f"is for {word}, which {name} did not allow on {day}{source}: it allowed "
        f"{list_words(terms.purposes)}{since}. To widen it: " + widening + "."
    )
    yield _Fault(reason, body)


def _allows(terms: Action | Fund, word: str) -> bool:
    return not terms.purposes or fold(word) in {fold(each) for each in terms.purposes}


__plugins__ = ("run",)
run = door.plugin(RULE, check)
