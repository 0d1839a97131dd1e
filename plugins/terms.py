"""Who may change what was declared: part of the rule `authority`."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from ringfence.ledger.book import Book
from ringfence.ledger.commands import command
from ringfence.ledger.decisions import CSP, bodies_of, body_of_ratifier, is_of_body, rests_on
from ringfence.ledger.declarations.base import Declaration
from ringfence.ledger.declarations.history import History, Version
from ringfence.ledger.declarations.models import FUNDER_TERMS, Action, Decision, Fund
from ringfence.ledger.declarations.reading import subject
from ringfence.ledger.findings import Finding, Severity
from ringfence.ledger.risk import AT_RISK
from ringfence.plugins.needs import main_fund
from ringfence.plugins.wording import list_words

RULE = "authority"
#: The stages at which a fund is money, and those that its funder promised.
_MONEY = ("awarded", AT_RISK)
_PROMISED = (*_MONEY, "indicative")


def check_terms(book: Book) -> Iterator[Finding]:
    """Find every change of terms or purposes without a decision of the right body, in time."""
    for history in book.register.all():
        if not history.first.needs_decision:
            continue
        for before, after in zip((None, *history.versions), history.versions, strict=False):
            reason = _why_not_ratified(book, history.key, after)
            if before is not None:
                reason = reason or _reason(book, history, before, after)
            if reason:
                yield _fault(history, after, reason)


def _fault(history: History[Declaration], version: Version[Any], reason: str) -> Finding:
    kind, entry = history.first.kind, version.entry
    message = f"{subject(kind, history.key)}: " + reason + f" [{RULE}]"
    funds = frozenset(history.key if kind == "fund" else ())
    return Finding(RULE, Severity.BLOCK, entry.meta, message, entry, funds)


def _why_not_ratified(book: Book, key: tuple[str, ...], said: Version[Any]) -> str | None:
    """Return why what a directive says ratifies a decision does not; None if it does."""
    if not isinstance(said.value, Decision) or "ratified-by" not in said.changed:
        return None
    ratifier = said.value.ratified_by
    history = book.register.decisions.get(ratifier or "")
    if history is None or body_of_ratifier(book.register, key[0], said):
        return None
    if ratifier == key[0]:
        return "it can't ratify itself. Name the decision that ratified it (`ratified-by:`)."
    amending = command(
        "decision amend", key[0], ratified_by=ratifier, date=history.first_day, decision=ratifier
    )
    return (
        f"{ratifier}, which ratified it, is dated {history.first_day}, after this. Take "
        "`ratified-by:` out here, and say it from that day on: " + amending
    )


def _reason(
    book: Book, history: History[Any], before: Version[Any], after: Version[Any]
) -> str | None:
    key, decisions = history.key, after.value.decision
    known = [each for each in decisions if each in book.register.decisions]
    if len(known) < len(decisions):
        return None
    in_time = {each: bodies_of(book.register, each, after.day) for each in known}
    named = list_words(known)
    if not any(in_time.values()):
        were = "was" if len(known) == 1 else "were"
        return f"it is changed on {after.day}, before {named} {were} decided. Date it no earlier."
    right, terms = _right_body(book, history, before, after)
    resting: list[str] = []
    if isinstance(after.value, Decision):  # nothing grows on its own word, nor by what has that
        in_time.pop(key[0], None)
        resting = [x for x in in_time if rests_on(book.register, x, key[0], after.day)]
        in_time = {each: found for each, found in in_time.items() if each not in resting}
    bodies = set().union(*in_time.values())
    if right is None or right in bodies:
        return None
    spoken = "the CSP" if right == CSP else right
    if bodies:
        by = f"{named}, decided by {list_words(sorted(bodies))}"
    elif resting:
        rest = "rests" if len(resting) == 1 else "rest"
        by = f"{list_words(resting)}, which {rest} on {key[0]} itself"
    else:
        by = f"{named} itself"
    return (
        f"{list_words(terms)} {'is' if len(terms) == 1 else 'are'} changed on {after.day} by {by}. "
        f"{spoken[:1].upper() + spoken[1:]} decides that: name a decision of its own "
        '(`decision: "ID"`).'
    )


def _right_body(
    book: Book, history: History[Any], before: Version[Any], after: Version[Any]
) -> tuple[str | None, list[str]]:
    """Return who decides the change, None if any body may, and of which fields."""
    changed = {
        name for name in after.changed if _value(before.value, name) != _value(after.value, name)
    }
    was, now = before.value, after.value
    if isinstance(now, Fund):
        terms = changed & {*FUNDER_TERMS, "funder"}
        if "stage" in changed and now.stage in _MONEY:
            standing = _standing(book, history, after)
            if not _may_follow(now.stage, standing, was.stage):
                terms.add("stage")
        if terms:
            return str(was.funder), sorted(terms)
        if "reported-in" in changed:
            return _who_limited(book, history.key[0], after), ["reported-in"]
    if isinstance(now, Decision):
        return _body_for_decision(book, was, after, changed)
    if isinstance(now, Action) and "purposes" in changed:
        return CSP, ["purposes"]
    return None, []


def _body_for_decision(
    book: Book, was: Decision, after: Version[Decision], changed: set[str]
) -> tuple[str | None, list[str]]:
    """Return who decides a change of a decision's body, amount or ratification."""
    now = after.value
    if "body" in changed:
        return now.body, ["body"]
    if "amount" in changed and _is_raised(was.amount, now.amount):
        return was.body, ["amount"]
    if "ratified-by" in changed and now.ratified_by:
        return body_of_ratifier(book.register, now.id, after), ["ratified-by"]
    return None, []


def _standing(book: Book, history: History[Fund], after: Version[Fund]) -> str:
    """Return what a fund rightly was before a directive, seen through `closed`; empty if no money.

    It was declared so at first, or its funder said so, or it followed from what it was.
    """
    before = history.versions[0]
    standing = before.value.stage if before.value.stage in _PROMISED else ""
    for version in history.versions[1:]:
        if version is after:
            break
        stage, was = version.value.stage, before.value
        if stage not in (was.stage, "closed"):
            is_right = _may_follow(stage, standing, was.stage) or any(
                is_of_body(book.register, each, was.funder, version.day)
                for each in version.value.decision
            )
            standing = stage if stage in _PROMISED and is_right else ""
        before = version
    return standing


def _may_follow(stage: str, standing: str, was: str) -> bool:
    """Return whether anybody may bring a fund to a stage: its funder promised as much before."""
    if stage == "awarded":
        return standing == stage and was == "closed"
    if stage == AT_RISK:
        return standing in ("awarded", "indicative") or (standing == stage and was == "closed")
    return stage not in _PROMISED or bool(standing)


def _is_raised(was: Decimal | None, now: Decimal | None) -> bool:
    """Return whether a decision allows more than it did: none is no limit, 0.00 is one."""
    return was is not None and (now is None or now > was)


def _who_limited(book: Book, fund: str, after: Version[Any]) -> str | None:
    """Name the funder whose limit on moves a fund leaves by being reported elsewhere."""
    eve = after.day - datetime.timedelta(days=1)
    terms = book.fund_at(main_fund(book, fund, eve), eve)
    later = book.fund_at(main_fund(book, fund, after.day), after.day)
    if terms is None or terms.virement_percent is None:
        return None
    limit = later.virement_percent if later else None
    return terms.funder if limit is None or limit > terms.virement_percent else None


def _value(model: object, name: str) -> object:
    return getattr(model, name.replace("-", "_"), None)
