"""What transactions say in metadata, in its right form: part of the rule `declaration`."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING
from typing import Any

from beancount.core.amount import Amount

from ringfence.ledger.metadata import OVERRIDABLE
from ringfence.ledger.metadata import OVERRIDE
from ringfence.ledger.metadata import REMARKS
from ringfence.ledger.metadata import RULES
from ringfence.ledger.metadata import cited
from ringfence.ledger.money import CURRENCY
from ringfence.ledger.money import is_exact_pence
from ringfence.plugins.references import undecided
from ringfence.plugins.wording import blocked
from ringfence.plugins.wording import called
from ringfence.plugins.wording import listed
from ringfence.plugins.wording import meant

if TYPE_CHECKING:
    from beancount.core.data import Transaction

    from ringfence.ledger.book import Book
    from ringfence.ledger.declarations.register import Register
    from ringfence.ledger.findings import Finding

RULE = "declaration"


def remarks(book: Book) -> Iterator[Finding]:
    """Find every key of a transaction that is in the wrong form or refers to nothing."""
    for entry in book.remarked:
        for key in sorted(REMARKS.intersection(entry.meta)):
            reason = _reason(book.register, key, entry)
            if reason:
                message = f"{called(entry)}: `{key}:` {reason}"
                yield blocked(RULE, message, entry, book)


def _reason(register: Register, key: str, entry: Transaction) -> str | None:
    value = entry.meta[key]
    if key.startswith(OVERRIDE):
        return _override(register, key.removeprefix(OVERRIDE), entry.meta, key)
    if key in _DECISIONS:
        return _decisions(register, entry.meta, key)
    form = _FORMS.get(key)
    if form is None or value is None:
        return None
    right, example = form
    return None if right(value) else f"should be {example}, not “{value}”."


def _decisions(register: Register, meta: Mapping[str, Any], key: str) -> str | None:
    if not cited(meta, key):
        return "should name a decision, in quotes; several separated by commas."
    for decision in cited(meta, key):
        for reason in undecided(register, decision):
            return reason
    return None


def _override(register: Register, rule: str, meta: Mapping[str, Any], key: str) -> str | None:
    if rule in OVERRIDABLE:
        return _decisions(register, meta, key)
    if rule in RULES:
        return f"{rule} can't be overridden; {listed(OVERRIDABLE)} can."
    return f"there is no rule {rule}.{meant(rule, OVERRIDABLE)}"


def _is_money(value: object) -> bool:
    if isinstance(value, Amount):
        number = value.number
        return value.currency == CURRENCY and number is not None and is_exact_pence(number)
    return isinstance(value, Decimal) and is_exact_pence(value)


def _is_return(value: object) -> bool:
    return isinstance(value, str) and "/" in value


_DECISIONS = ("decision", "settled-by")
_FORMS: dict[str, tuple[Callable[[object], bool], str]] = {
    "invoice-total": (_is_money, "an amount such as 1200.00 GBP"),
    "vat": (_is_money, "an amount such as 200.00 GBP"),
    "irrecoverable-vat": (_is_money, "an amount such as 200.00 GBP"),
    "supplied": (
        lambda value: isinstance(value, datetime.date),
        "a date such as 2017-10-02, without quotes",
    ),
    "capital": (lambda value: isinstance(value, bool), "TRUE or FALSE, without quotes"),
    "adjusts": (_is_return, 'a fund and period such as "PLF-2017-18/2017-18-H1"'),
}
