"""What transactions say in metadata, in its right form: part of the rule `declaration`."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from beancount.core.amount import Amount

from ringfence.ledger.book import Book
from ringfence.ledger.brought_forward import SUMS
from ringfence.ledger.declarations.register import Register
from ringfence.ledger.findings import Finding
from ringfence.ledger.metadata import BROUGHT_FORWARD, decision_names
from ringfence.ledger.money import CURRENCY, is_exact_pence, is_within_digits
from ringfence.ledger.rules import OVERRIDABLE, OVERRIDE, RULES
from ringfence.plugins.references import reasons_against_decision
from ringfence.plugins.wording import block, call, list_words, meant

RULE = "declaration"
Check = Callable[["Register", Mapping[str, Any], str], Iterator[str]]


def remarks(book: Book) -> Iterator[Finding]:
    """Find every key of a transaction that is in the wrong form or refers to nothing."""
    decisions = book.register.decisions
    for key, entries in sorted(book.marked.items()):
        check = _override if key.startswith(OVERRIDE) else _CHECKS.get(key)
        if check is None:
            continue
        for entry in entries:
            if key == "decision" and entry.meta[key] in decisions:
                continue
            for reason in check(book.register, entry.meta, key):
                message = f"{call(entry)}: `{key}:` " + reason
                yield block(RULE, message, entry, book)


def _form(right: Callable[[object], bool], example: str) -> Check:
    def check(_register: Register, meta: Mapping[str, Any], key: str) -> Iterator[str]:
        value = meta[key]
        if value is not None and not right(value):
            yield f"should be {example}, not “{value}”."

    return check


def _remarks_on_decision(register: Register, meta: Mapping[str, Any], key: str) -> Iterator[str]:
    if not decision_names(meta, key):
        yield "should name a decision, in quotes; several separated by commas."
    for decision in decision_names(meta, key):
        yield from reasons_against_decision(register, decision)


def _override(register: Register, meta: Mapping[str, Any], key: str) -> Iterator[str]:
    rule = key.removeprefix(OVERRIDE)
    if rule in OVERRIDABLE:
        yield from _remarks_on_decision(register, meta, key)
    elif rule in RULES:
        yield f"{rule} can't be overridden; {list_words(OVERRIDABLE)} can."
    else:
        yield f"there is no rule {rule}.{meant(rule, OVERRIDABLE)}"


def _is_money(value: object) -> bool:
    if isinstance(value, Amount):
        number = value.number
        return value.currency == CURRENCY and number is not None and _is_amount(number)
    return isinstance(value, Decimal) and _is_amount(value)


def _is_amount(number: Decimal) -> bool:
    return is_exact_pence(number) and is_within_digits(number)


def _is_return(value: object) -> bool:
    return isinstance(value, str) and "/" in value


def _is_sum(value: object) -> bool:
    number = getattr(value, "number", value)
    return _is_money(value) and isinstance(number, Decimal) and number >= 0


_MONEY = _form(_is_money, "an amount such as 200.00 GBP")
_SUM = _form(_is_sum, "an amount such as 200.00 GBP, not below zero")
_CHECKS: dict[str, Check] = {
    "decision": _remarks_on_decision,
    "settled-by": _remarks_on_decision,
    "invoice-total": _MONEY,
    "vat": _MONEY,
    "irrecoverable-vat": _MONEY,
    "supplied": _form(
        lambda value: isinstance(value, datetime.date), "a date such as 2017-10-02, without quotes"
    ),
    **dict.fromkeys(SUMS, _SUM),
    BROUGHT_FORWARD: _form(lambda value: value is True, "TRUE, without quotes"),
    "capital": _form(lambda value: isinstance(value, bool), "TRUE or FALSE, without quotes"),
    "adjusts": _form(_is_return, 'a fund and period such as "PLF-2017-18/2017-18-H1"'),
}
