"""Who may change what was declared: part of the rule `authority`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING
from typing import Any

from ringfence.ledger.decisions import CSP
from ringfence.ledger.decisions import bodies_of
from ringfence.ledger.declarations.models import FUNDER_TERMS
from ringfence.ledger.declarations.reading import subject
from ringfence.ledger.findings import Finding
from ringfence.ledger.findings import Severity
from ringfence.plugins.wording import listed

if TYPE_CHECKING:
    from ringfence.ledger.book import Book
    from ringfence.ledger.declarations.history import Version

RULE = "authority"


def unauthorised_terms(book: Book) -> Iterator[Finding]:
    """Find every change of terms or purposes without a decision of the right body, in time."""
    for history in book.register.all():
        kind = history.first.kind
        if not history.first.needs_decision:
            continue
        for before, after in pairwise(history.versions):
            reason = _reason(book, kind, before, after)
            if reason:
                message = f"{subject(kind, history.key)}: {reason} [{RULE}]"
                funds = frozenset(history.key if kind == "fund" else ())
                entry = after.entry
                yield Finding(RULE, Severity.BLOCK, entry.meta, message, entry, funds)


def _reason(book: Book, kind: str, before: Version[Any], after: Version[Any]) -> str | None:
    decisions = after.value.decision
    known = [each for each in decisions if each in book.register.decisions]
    if len(known) < len(decisions):
        return None
    in_time = {body for each in known for body in bodies_of(book.register, each, after.day)}
    named = listed(known)
    if not in_time:
        were = "was" if len(known) == 1 else "were"
        return f"it is changed on {after.day}, before {named} {were} decided. Date it no earlier."
    right, terms = _right_body(kind, before, after)
    if right is None or right in in_time:
        return None
    spoken = "the CSP" if right == CSP else right
    return (
        f"{listed(terms)} {'is' if len(terms) == 1 else 'are'} changed on {after.day} by {named}, "
        f"decided by {listed(sorted(in_time))}. {spoken[:1].upper() + spoken[1:]} decides that: "
        f'name a decision of its own (`decision: "ID"`).'
    )


def _right_body(
    kind: str, before: Version[Any], after: Version[Any]
) -> tuple[str | None, list[str]]:
    """Say who decides the change, None if any body may, and of which fields."""
    changed = {
        name for name in after.changed if _value(before.value, name) != _value(after.value, name)
    }
    if kind == "fund" and changed & FUNDER_TERMS:
        return str(before.value.funder), sorted(changed & FUNDER_TERMS)
    if kind == "action" and "purposes" in changed:
        return CSP, ["purposes"]
    return None, []


def _value(model: object, name: str) -> object:
    return getattr(model, name.replace("-", "_"), None)
