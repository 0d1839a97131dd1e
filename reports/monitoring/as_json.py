"""The return as JSON, in the shape that the contract fixes, and a little more."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from ringfence.ledger.accounts import Pot
from ringfence.ledger.money import ZERO, plain
from ringfence.reports.monitoring.asked_for import asked_json
from ringfence.reports.monitoring.exceptions import exceptions_json, first_sentence
from ringfence.reports.monitoring.report import (
    Claim,
    Count,
    DatedNote,
    Delivery,
    Earlier,
    EvidenceRow,
    Remark,
    Report,
    ReturnLine,
)
from ringfence.reports.pots import with_titles

Json = dict[str, Any]


def as_json(report: Report, *, for_officer: bool = False) -> Json:
    """Return the return: money as text with two decimals, dates as ISO.

    What the officer is to type is in it only ``for_officer``: a return that is sent, packed or
    submitted is read by others.
    """
    header, dates = report.header, report.dates
    return {
        "fund": header.fund,
        "funds": list(report.funds),
        "fund_titles": dict(report.titles),
        "title": header.title,
        "funder": header.funder,
        "partnership": header.partnership,
        "host": header.host,
        "finance_role": header.finance_role,
        "reference": header.reference,
        "award_letter": header.award_letter,
        "authorised_person": header.authorised_person,
        "deputy": header.deputy,
        "period": {
            "ref": dates.ref,
            "year": str(dates.year) if dates.year else None,
            "start": dates.start.isoformat(),
            "end": dates.end.isoformat(),
            "from": dates.first.isoformat(),
            "as_at": dates.as_at.isoformat(),
            "due": _day(dates.due),
        },
        "status": report.status,
        "prepared_by": header.prepared_by,
        "certified_by": header.certified_by,
        "reason": header.reason,
        "to_complete": [str(each) if for_officer else each.what for each in report.to_complete],
        "demanded": [str(each) if for_officer else each.what for each in report.demanded],
        "claim": _claim(report.claim),
        "other_years": {name: plain(n) for name, n in report.other_years._asdict().items()},
        "lines": [line_json(line) for line in report.lines],
        "reserve": _pool(report.reserve),
        "unallocated": _pool(report.unallocated),
        "statements": [
            {"fund": fund, **{name: plain(amount) for name, amount in each._asdict().items()}}
            for fund, each in report.statements.items()
        ],
        "totals": line_json(report.totals),
        **asked_json(report.asked_for),
        "adjustments": [_evidence(row) for row in report.adjustments],
        "delivery": [_delivery(each) for each in report.delivery],
        "evidence": [_evidence(row) for row in report.evidence],
        "evidence_left_out": report.left_out,
        "standing_out": exceptions_json(report.standing_out),
        "remarks": [
            each._asdict() if for_officer else _remark_json(each, report) for each in report.remarks
        ],
        "findings": dict(report.findings),
        "digest": report.digest,
        "changed_since_version": _earlier(report.earlier),
        "told_since_submission": [each._asdict() for each in report.retold],
        "uncertified": report.uncertified,
        "history": [
            {**each._asdict(), "day": each.day.isoformat(), "recorded": _day(each.recorded)}
            for each in report.history
        ],
    }


def _remark_json(remark: Remark, report: Report) -> Json:
    """Return a remark in words for others: what is found, without what to type about it."""
    titles = {Pot((line.year, line.action)): line.title for line in report.lines}
    told = with_titles(first_sentence(remark.message, remark.rule), titles)
    return {**remark._asdict(), "message": told}


def line_json(line: ReturnLine) -> Json:
    """Return a line of the financial table, or its totals."""
    values: Json = {
        name: _money(value) if isinstance(value, Decimal) else value
        for name, value in line._asdict().items()
    }
    values["forecast_said_on"] = _day(line.forecast_said_on)
    values["variance_percent"] = (
        None if line.variance_percent is None else f"{line.variance_percent:.1f}"
    )
    values["by_fund"] = {
        fund: {name: _money(amount) for name, amount in part._asdict().items()}
        for fund, part in line.by_fund.items()
    }
    return values


def _claim(claim: Claim) -> Json:
    values: Json = {
        name: _money(amount) for name, amount in claim._asdict().items() if name != "by_fund"
    }
    values["by_fund"] = {
        fund: {
            name: _money(value) if isinstance(value, Decimal) else value
            for name, value in part._asdict().items()
        }
        for fund, part in claim.by_fund.items()
    }
    return values


def _evidence(row: EvidenceRow) -> Json:
    return {
        **row._asdict(),
        "date": row.date.isoformat(),
        "amount": plain(row.amount),
        "recorded": _day(row.recorded),
    }


def _delivery(each: Delivery) -> Json:
    return {
        **each._asdict(),
        "measures": [_count(count) for count in each.measures],
        "narrative": [_note_json(note) for note in each.narrative],
        "risks": [_note_json(note) for note in each.risks],
    }


def _count(count: Count) -> Json:
    return {
        "name": count.name,
        "group": count.group,
        "count": _number(count.in_period),
        "to_date": _number(count.to_date),
        "target": _number(count.target),
        "target_from": _day(count.target_from),
        "target_to": _day(count.target_to),
        "sources": list(count.sources),
    }


def _note_json(note: DatedNote) -> Json:
    return {"date": note.date.isoformat(), "text": note.text, "recorded": _day(note.recorded)}


def _pool(by_fund: Mapping[str, Decimal]) -> Json:
    return {
        "total": plain(sum(by_fund.values(), ZERO)),
        "by_fund": {fund: plain(left) for fund, left in by_fund.items()},
    }


def _earlier(earlier: Earlier | None) -> Json | None:
    if earlier is None:
        return None
    figures = [each._asdict() for each in earlier.figures]
    return {"version": earlier.version, "figures": figures}


def _number(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


def _money(amount: Decimal | None) -> str | None:
    return None if amount is None else plain(amount)


def _day(day: datetime.date | None) -> str | None:
    return day.isoformat() if day else None
