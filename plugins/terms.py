"""Who may change what was declared: part of the rule `authority`."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from ringfence.ledger.book import Book
from ringfence.ledger.decisions import CSP, bodies_of
from ringfence.ledger.declarations.history import Version
from ringfence.ledger.declarations.models import FUNDER_TERMS, Action, Decision, Fund
from ringfence.ledger.declarations.reading import subject
from ringfence.ledger.findings import Finding, Severity
from ringfence.plugins.needs import main_fund
from ringfence.plugins.wording import list_words

RULE = "authority"


def check_terms(book: Book) -> Iterator[Finding]:
    """Find every change of terms or purposes without a decision of the right body, in time."""
    for history in book.register.all():
        kind = history.first.kind
        if not history.first.needs_decision:
            continue
        for before, after in pairwise(history.versions):
            reason = _reason(book, history.key, before, after)
            if reason:
                message = f"{subject(kind, history.key)}: {reason} [{RULE}]"
                funds = frozenset(history.key if kind == "fund" else ())
                entry = after.entry
                yield Finding(RULE, Severity.BLOCK, entry.meta, message, entry, funds)


def _reason(
    book: Book, key: tuple[str, ...], before: Version[Any], after: Version[Any]
) -> str | None:
    kind, decisions = after.value.kind, after.value.decision
    known = [each for each in decisions if each in book.register.decisions]
    if len(known) < len(decisions):
        return None
    in_time = {each: bodies_of(book.register, each, after.day) for each in known}
    named = list_words(known)
    if not any(in_time.values()):
        were = "was" if len(known) == 1 else "were"
        return f"it is changed on {after.day}, before {named} {were} decided. Date it no earlier."
    right, terms = _right_body(book, key, before, after)
    if kind == "decision":
        in_time.pop(key[0], None)  # nothing grows on its own word
    bodies = set().union(*in_time.values())
    if right is None or right in bodies:
        return None
    spoken = "the CSP" if right == CSP else right
    by = f"{named}, decided by {list_words(sorted(bodies))}" if bodies else f"{named} itself"
    return (
        f"{list_words(terms)} {'is' if len(terms) == 1 else 'are'} changed on {after.day} by {by}. "
        f"{spoken[:1].upper() + spoken[1:]} decides that: name a decision of its own "
        '(`decision: "ID"`).'
    )


def _right_body(
    book: Book, key: tuple[str, ...], before: Version[Any], after: Version[Any]
) -> tuple[str | None, list[str]]:
    """Return who decides the change, None if any body may, and of which fields."""
    changed = {
        name for name in after.changed if _value(before.value, name) != _value(after.value, name)
    }
    was, now = before.value, after.value
    if isinstance(now, Fund):
        terms = changed & {*FUNDER_TERMS, "funder"}
        if "stage" in changed and now.stage == "awarded" and was.stage != "closed":
            terms.add("stage")
        if terms:
            return str(was.funder), sorted(terms)
        if "reported-in" in changed:
            return _who_limited(book, key[0], after), ["reported-in"]
    if isinstance(now, Decision):
        if "body" in changed:
            return str(now.body), ["body"]
        if "amount" in changed and was.amount and (not now.amount or now.amount > was.amount):
            return str(was.body), ["amount"]
    if isinstance(now, Action) and "purposes" in changed:
        return CSP, ["purposes"]
    return None, []


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
