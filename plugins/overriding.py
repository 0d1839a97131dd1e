"""Whose decision overrides a finding, and how much of it: part of the door.

A rule's override takes the body that the rule asks for, as that stood on the day: of a transfer
dated on or before the entry, of a spend, which is a fact, of any day that has come. It excuses
what its own entry brought about, and no more: of `authority`, no more than the decision's own
amount, beside what was moved on it.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from beancount.core.data import Directive, Transaction

from ringfence.ledger.book import Book
from ringfence.ledger.decisions import CSP, FINANCE, is_of_body
from ringfence.ledger.findings import Finding, Share
from ringfence.ledger.metadata import decision_names
from ringfence.ledger.money import ZERO, pounds
from ringfence.ledger.rules import OVERRIDABLE, OVERRIDE, TABLE
from ringfence.ledger.settling import is_spending, last_day_of_word
from ringfence.plugins.wording import call, list_words, not_yet_taken, speak_of


def is_overridden(finding: Finding, book: Book) -> bool:
    """Return whether the entries at fault carry decisions of the bodies that may override it."""
    if finding.rule not in OVERRIDABLE or not isinstance(finding.entry, Transaction):
        return False
    if not finding.shares:
        return _is_allowed(finding, finding.entry, book)
    return all(_excused(finding, share, book) >= share.amount for share in finding.shares)


def overrides_of(finding: Finding) -> list[str]:
    """Name the decisions that the entries at fault say override the rule, each once."""
    entries = [finding.entry, *(entry for share in finding.shares for entry, _n in share.parts)]
    names = (n for entry in entries if entry for n in _named(finding, entry))
    return list(dict.fromkeys(names))


def why_not_overridden(finding: Finding, book: Book) -> Finding:
    """Say of a finding that blocks why what is named on its entries does not override it.

    It is placed at an entry that nothing excuses.
    """
    if finding.rule not in OVERRIDABLE:
        return finding
    excused: list[str] = []
    for share in finding.shares:
        allowed = [part for part in share.parts if _is_allowed(finding, part[0], book)]
        excused += [f"{pounds(n)} of {call(e)}" for e, n in allowed if isinstance(e, Transaction)]
        others = [entry for entry, _n in share.parts if (entry, _n) not in allowed]
        if others and _is_allowed(finding, finding.entry, book):
            finding = finding._replace(entry=others[-1], source=others[-1].meta)
    told = (
        f" What is overridden excuses {list_words(dict.fromkeys(excused))} alone."
        if excused
        else ""
    )
    if not told and isinstance(finding.entry, Transaction):
        named = [n for n in _named(finding, finding.entry) if n in book.register.decisions]
        told = _wrong_bodies(finding, finding.entry, named, book) if named else ""
    tag = f"[{finding.rule}]"
    message = finding.message.removesuffix(tag).rstrip()
    end = "" if message.endswith((".", "?")) else "."
    return finding._replace(message=message + f"{end}{told} {tag}") if told else finding


def _wrong_bodies(finding: Finding, entry: Transaction, named: list[str], book: Book) -> str:
    exceeded = [_exceeds(finding.rule, each, entry, book) for each in named]
    if any(exceeded):
        return "".join(exceeded)
    groups = (list_words(map(speak_of, group), "or") for group in _asks(finding, entry, book))
    if is_spending(book, entry) and (told := not_yet_taken(book, entry, named)):
        return told
    until = "" if is_spending(book, entry) else f" by {entry.date}"
    are = "is" if len(named) == 1 else "are"
    return (
        f" To override this takes a decision of {list_words(groups)}{until}, which "
        f"{list_words(named)} {are} not."
    )


def _excused(finding: Finding, share: Share, book: Book) -> Decimal:
    return sum((n for entry, n in share.parts if _is_allowed(finding, entry, book)), ZERO)


def _is_allowed(finding: Finding, entry: Directive | None, book: Book) -> bool:
    """Return whether an entry names decisions of every body that may override a finding of it."""
    if not isinstance(entry, Transaction):
        return False
    named = [n for n in _named(finding, entry) if n in book.register.decisions]
    if not named:
        return False
    day = last_day_of_word(book, entry) if is_spending(book, entry) else entry.date
    return all(
        any(
            is_of_body(book.register, each, body, day)
            and not _exceeds(finding.rule, each, entry, book)
            for each in named
            for body in group
        )
        for group in _asks(finding, entry, book)
    )


def _exceeds(rule: str, decision: str, entry: Transaction, book: Book) -> str:
    """Return in words that more is moved on a decision than its amount; empty if it is not.

    Counted is what cites it, and what it overrides `authority` of, up to this entry in order.
    """
    amount = book.register.decisions[decision].at_or_first(entry.date).amount
    if rule != "authority" or amount is None or is_spending(book, entry):
        return ""
    cited = book.movements.uses(decision)
    before = cited[-1].total if cited else ZERO
    overridden = book.movements.uses_in(_overridden_by(rule, decision, book))
    for use, total in (
        *((use, use.total) for use in cited),
        *((use, before + use.total) for use in overridden),
    ):
        if use.entry is entry and total > amount:
            return (
                f" {decision} allows {pounds(amount)}; {pounds(total - use.amount)} of it is used "
                f"beside this, which moves {pounds(use.amount)}."
            )
    return ""


def _overridden_by(rule: str, decision: str, book: Book) -> list[Transaction]:
    """Return the entries that say a decision overrides a rule, and do not cite it besides."""
    return [
        entry
        for entry in book.marked[OVERRIDE + rule]
        if decision in decision_names(entry.meta, OVERRIDE + rule)
        and decision not in decision_names(entry.meta)
    ]


def _named(finding: Finding, entry: Directive) -> tuple[str, ...]:
    return decision_names(entry.meta, OVERRIDE + finding.rule)


def _asks(finding: Finding, entry: Transaction, book: Book) -> tuple[tuple[str, ...], ...]:
    """Return the bodies that may override a finding, one of each group."""
    if finding.asks:
        return finding.asks
    if TABLE[finding.rule].body == FINANCE:
        return ((FINANCE,),)
    if finding.rule == "authority":
        return ((CSP,),)
    beside = (FINANCE,) if finding.rule == "evidence" else ()
    return tuple((funder, *beside) for funder in _funders(finding, entry, book))


def _funders(finding: Finding, entry: Transaction, book: Book) -> Iterator[str]:
    """Yield who funds what an entry is about, as it stood on the day."""
    funds = finding.funds or frozenset(book.funds_in(entry))
    for fund in sorted(funds & book.register.funds.keys()):
        yield book.register.funds[fund].at_or_first(entry.date).funder
