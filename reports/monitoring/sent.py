"""A submitted return is shown as it was sent: its forecasts and claim are of its snapshot.

What its digest covers can't have changed. Its forecasts are worked out from that, by rules that
may be others by now, so they are read back and never worked out anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, get_type_hints

from ringfence.ledger.money import ZERO
from ringfence.reports.forecasting.as_json import read_value, unspent_of_json, whose_of_json

if TYPE_CHECKING:
    from ringfence.reports.monitoring.asked_for import AskedFor
    from ringfence.reports.monitoring.report import Claim, FundClaim, FundPart, Report, ReturnLine

Json = Mapping[str, Any]
#: Every field of a line, or of one fund in it, that a forecast gives begins so.
FORECAST = "forecast_"
#: What is said of it is told as all narrative is: what changed since stands beside.
_TOLD = "forecast_reason"


def as_sent(report: Report, declared: Json) -> Report:
    """Put the forecasts of a return's JSON in the place of those worked out today."""
    lines = {(line.get("year"), line.get("action")): line for line in declared["lines"]}
    return report._replace(
        lines=tuple(_line(line, lines.get((line.year, line.action), {})) for line in report.lines),
        totals=_line(report.totals, declared["totals"]),
        asked_for=_read_asked(report, declared.get("underspend")),
        claim=_claim(report.claim, declared.get("claim")),
    )


def _claim(claim: Claim, value: object) -> Claim:
    """Put what it claimed in the place of what would be claimed today, by terms as now read."""
    if not isinstance(value, dict):
        return claim
    stated = value.get("by_fund")
    parts = stated if isinstance(stated, dict) else {}
    by_fund = {fund: _read_claim(each, parts.get(fund)) for fund, each in claim.by_fund.items()}
    known = [each.this_claim for each in by_fund.values() if each.this_claim is not None]
    this = _value(Decimal, value.get("this_claim"))
    return claim._replace(
        this_claim=claim.this_claim if this is None else this,
        this_claim_in_all=sum(known, ZERO) if known else None,
        by_fund=by_fund,
    )


def _read_claim(part: FundClaim, value: object) -> FundClaim:
    this = _value(Decimal, value.get("this_claim")) if isinstance(value, dict) else None
    if this is None or this == part.this_claim:
        return part
    return part._replace(this_claim=this, due=part.claimed_to_date + this, basis=None)


def _line(line: ReturnLine, declared: Json) -> ReturnLine:
    if not declared:
        return line
    by_fund = declared.get("by_fund")
    parts = by_fund if isinstance(by_fund, dict) else {}
    return line._replace(
        **_read(line, declared),
        by_fund={fund: _part(part, parts.get(fund)) for fund, part in line.by_fund.items()},
    )


def _part(part: FundPart, value: object) -> FundPart:
    values = _read(part, value if isinstance(value, dict) else {})
    return part._replace(**values)


def _read(shape: ReturnLine | FundPart, declared: Json) -> dict[str, Any]:
    """Read the fields of a forecast; what was not there when it was sent is None."""
    kinds = get_type_hints(type(shape))
    names = (name for name in kinds if name.startswith(FORECAST) and name != _TOLD)
    return {name: _value(kinds[name], declared.get(name)) for name in names}


def _value(kind: object, value: object) -> Any:  # noqa: ANN401 - JSON
    """Read a value; what is none, because somebody altered it, is None."""
    try:
        return read_value(kind, value)
    except (ArithmeticError, TypeError, ValueError):
        return None


def _read_asked(report: Report, value: object) -> AskedFor:
    asked = report.asked_for
    if not isinstance(value, dict):
        return asked
    return asked._replace(
        underspend=_value(Decimal, value.get("forecast")) or asked.underspend,
        treatment=value.get("treatment"),
        whose=whose_of_json(value, report.titles),
        unspent=unspent_of_json(value, report.dates.as_at),
    )
