"""What is unspent at a year's end as JSON, and read back from a return that was submitted."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, get_args, get_type_hints

from ringfence.ledger.money import plain
from ringfence.reports.forecasting.treatment import Whose
from ringfence.reports.forecasting.unspent import Unspent, YearUnspent

Json = dict[str, Any]
_PARTS = {
    "under_allocation": "amount",
    "reserve": "reserve",
    "unallocated": "unallocated",
    "other_years": "other_years",
    "spent_above": "set_off",
    "kept": "kept",
    "spent_later": "later",
}
_BECOMES = {
    "by_consent": "by_consent",
    "repaid": "to_repay",
    "lapsing": "lapsing",
    "not_said": "not_said",
}
_BESIDE = {"total": "not_looked_at", "to_plan": "to_plan", "earmarks_without_days": "undated"}


def unspent_json(found: YearUnspent | None, whose: Iterable[Whose]) -> Json:
    """Return the number with its parts, what becomes of it, what stands beside it, and by fund.

    ``by_fund`` has each fund of which anything is unspent, ``statement`` all that each fund had
    in the year and where it is. Of a return that was submitted before there was a number there
    is only what was forecast under allocation.
    """
    amounts = {each.fund: each for each in whose}
    if found is None:
        return {"total": None, "by_fund": {fund: _whose(of) for fund, of in amounts.items()}}
    return {
        "total": plain(found.total),
        "year_end": found.year_end.isoformat(),
        "parts": _named_json(found, _PARTS),
        "becomes": _named_json(found, _BECOMES),
        "not_looked_at": _named_json(found, _BESIDE),
        "over_allocation": plain(found.over),
        "committed": plain(found.committed),
        "by_fund": {of.fund: _fund(of) for of in found.funds if of.gross},
        "statement": [_standing_json(of) for of in found.funds],
    }


def unspent_of_json(declared: Json, as_at: datetime.date) -> YearUnspent | None:
    """Read the number back; None where there was none, or somebody altered it."""
    try:
        funds = tuple(_read(each) for each in declared["statement"])
        return YearUnspent(datetime.date.fromisoformat(declared["year_end"]), as_at, funds)
    except (ArithmeticError, KeyError, TypeError, ValueError):
        return None


def whose_of_json(declared: Json, titles: Mapping[str, str]) -> tuple[Whose, ...]:
    """Read back whose money was forecast under allocation; what was altered is left out."""
    found = []
    by_fund = declared.get("by_fund")
    for fund, of in by_fund.items() if isinstance(by_fund, dict) else ():
        try:
            day = datetime.date.fromisoformat(of["spend_by"]) if of["spend_by"] else None
            amount = Decimal(of["amount"])
            if amount:
                found.append(Whose(fund, titles.get(fund, fund), amount, day, of["treatment"]))
        except (ArithmeticError, KeyError, TypeError, ValueError):
            continue
    return tuple(found)


def _named_json(found: YearUnspent | Unspent, names: Mapping[str, str]) -> Json:
    return {text: plain(getattr(found, name)) for text, name in names.items()}


def _whose(of: Whose) -> Json:
    day = of.spend_by.isoformat() if of.spend_by else None
    return {"amount": plain(of.amount), "spend_by": day, "treatment": of.treatment}


def _fund(of: Unspent) -> Json:
    return {
        **_whose(Whose(of.fund, of.title, of.amount, of.spend_by, of.treatment)),
        "total": plain(of.total),
        **_named_json(of, {k: v for k, v in _PARTS.items() if k != "under_allocation"}),
        **_named_json(of, _BECOMES),
        "not_looked_at": plain(of.not_looked_at),
    }


def _standing_json(of: Unspent) -> Json:
    values: Json = {name: _plain(value) for name, value in of._asdict().items()}
    worked_out = ("remaining", "kept_or_later", "total")
    return {**values, **{name: plain(getattr(of, name)) for name in worked_out}}


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return plain(value)
    return value.isoformat() if isinstance(value, datetime.date) else value


def _read(declared: Json) -> Unspent:
    # What there was no word of yet when it was submitted is what it is by default.
    names = (name for name in _KINDS if name in declared or name not in Unspent._field_defaults)
    return Unspent(**{name: read_value(_KINDS[name], declared[name]) for name in names})


def read_value(kind: object, value: Any) -> Any:  # noqa: ANN401 - JSON
    """Read a value of JSON back as what a field holds: money, a day, or what it is.

    Raises:
        ArithmeticError, TypeError, ValueError: it is no such thing.
    """
    kinds = get_args(kind) or (kind,)
    if value is None:
        return None
    if Decimal in kinds:
        return Decimal(value)
    return datetime.date.fromisoformat(value) if datetime.date in kinds else value


_KINDS = get_type_hints(Unspent)
