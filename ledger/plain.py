"""What Beancount works out for every transaction, and need not for plain ones.

A transaction is plain if every posting has its amount, all in one currency, none at a
cost or a price. Booking has nothing to fill in or match in it, and one that sums to
zero exactly is in balance within any tolerance. Ours all are, and Beancount spends half
a load on finding that out. As soon as one is not, Beancount books them all, as ever;
what does not sum to zero is always left for Beancount to judge.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from beancount.core import data, interpolate
from beancount.core.amount import Amount
from beancount.core.data import Directives
from beancount.ops import validation
from beancount.parser import booking

_Key = tuple[str, frozenset[object]]
_TOLERANCES = interpolate.AUTOMATIC_TOLERANCES
_RESIDUAL = interpolate.AUTOMATIC_RESIDUAL


def book(entries: Directives, options: dict[str, Any]) -> tuple[Directives, list[Any]]:
    """Do what Beancount's booking does, at once where every transaction is plain."""
    booked: list[Any] = []
    tolerances: dict[_Key, Any] = {}
    for entry in entries:
        if type(entry) is not data.Transaction:
            booked.append(entry)
            continue
        key = _plain(entry)
        if key is None:
            return booking.book(entries, options)  # type: ignore[no-untyped-call, no-any-return]
        if key not in tolerances:
            tolerances[key] = interpolate.infer_tolerances(  # type: ignore[no-untyped-call]
                entry.postings, options
            )
        meta = {**entry.meta, _TOLERANCES: tolerances[key]}
        booked.append(entry._replace(postings=list(entry.postings), meta=meta))
    return booked, []


def validate(entries: Directives, options: dict[str, Any]) -> list[Any]:
    """Run Beancount's checks; balance is looked at where it is not evident."""
    checks: list[Callable[..., list[Any]]] = validation.VALIDATIONS
    errors: list[Any] = []
    for check in checks:
        if check is validation.validate_check_transaction_balances:
            errors.extend(check([entry for entry in entries if not _is_nil(entry)], options))
        else:
            errors.extend(check(entries, options))
    return errors


def _plain(entry: data.Transaction) -> _Key | None:
    """Return the currency of a plain transaction, and how finely its amounts are written."""
    currency = None
    exponents = set()
    for _account, units, cost, price, _flag, meta in entry.postings:
        if cost is not None or price is not None or type(units) is not Amount:
            return None
        if type(units.number) is not Decimal or type(units.currency) is not str:
            return None
        if meta and interpolate.AUTOMATIC_META in meta:
            return None
        if currency is None:
            currency = units.currency
        elif units.currency != currency:
            return None
        exponents.add(units.number.as_tuple().exponent)
    return (currency, frozenset(exponents)) if currency is not None else None


def _is_nil(entry: data.Directive) -> bool:
    """Return whether a directive is evidently in balance: its amounts come to nothing exactly."""
    if type(entry) is not data.Transaction:
        return True
    total = Decimal(0)
    currency = None
    for _account, units, cost, price, _flag, meta in entry.postings:
        if units is None or cost is not None or price is not None:
            return False
        if type(units.number) is not Decimal or (meta and _RESIDUAL in meta):
            return False
        if currency is None:
            currency = units.currency
        elif units.currency != currency:
            return False
        total += units.number
    return not total
