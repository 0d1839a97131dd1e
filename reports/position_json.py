"""The position as JSON: money as text with two decimals, dates as ISO."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from ringfence.ledger.money import ZERO, plain
from ringfence.reports.lines import Figures
from ringfence.reports.outlook_json import outlook_json
from ringfence.reports.position import ActionLine, EarmarkLine, Position
from ringfence.reports.proposals import Proposal
from ringfence.reports.since import Since
from ringfence.reports.underspend_paper import underspends_json

Json = dict[str, Any]


def position_json(report: Position) -> Json:
    """Return the position in the shape that the contract fixes, and a little more."""
    return {
        "partnership": report.partnership,
        "year": str(report.year),
        "as_at": report.as_at.isoformat(),
        "actions": [_action(action) for action in report.actions],
        "totals": _figures(report.totals),
        "reserve": {
            **pool(report.reserve),
            "by_reserve": {name: plain(left) for name, left in report.reserves.items()},
        },
        "unallocated": pool(report.unallocated),
        "proposals": [_proposal(proposal) for proposal in report.proposals],
        "findings": dict(report.findings),
        "funds": [
            {
                "fund": fund.fund,
                "title": fund.title,
                "stage": fund.stage,
                "spend_by": _day(fund.spend_by),
                "spent": plain(fund.spent),
                "left": plain(fund.left),
                "left_in_all": plain(fund.left_in_all),
                "spent_at_risk": plain(fund.at_risk),
                "short_before": plain(fund.short_before),
            }
            for fund in report.funds
        ],
        "spent_at_risk": plain(report.spent_at_risk),
        "outlook": outlook_json(report.outlook),
        "underspends": underspends_json(report.underspends),
        "since": _since(report.since) if report.since else None,
    }


def pool(by_fund: Mapping[str, Decimal]) -> Json:
    """Return a reserve, or what is unallocated: the whole and each fund's part."""
    return {
        "total": plain(sum(by_fund.values(), ZERO)),
        "by_fund": {fund: plain(left) for fund, left in by_fund.items()},
    }


def _figures(figures: Figures) -> Json:
    return {
        **{name: plain(amount) for name, amount in figures._asdict().items()},
        "spent_or_earmarked": plain(figures.spent_or_earmarked),
    }


def _action(action: ActionLine) -> Json:
    return {
        "action": action.action,
        "title": action.title,
        **_figures(action.figures),
        "by_fund": {fund: _figures(figures) for fund, figures in action.by_fund.items()},
        "earmarks": [_earmark(earmark) for earmark in action.earmarks],
    }


def _earmark(earmark: EarmarkLine) -> Json:
    return {
        "earmark": earmark.earmark,
        "title": earmark.title,
        "provider": earmark.provider,
        "order": earmark.order,
        "agreement": earmark.agreement,
        "set_aside": plain(earmark.set_aside),
        "spent": plain(earmark.spent),
        "left": plain(earmark.left),
        "committed": plain(earmark.committed),
    }


def _proposal(proposal: Proposal) -> Json:
    return {
        "id": proposal.id,
        "title": proposal.title,
        "from": proposal.source.address if proposal.source else None,
        "to": proposal.to.address if proposal.to else None,
        "amount": _money(proposal.amount),
        "meeting": _day(proposal.meeting),
        "owner": proposal.owner,
        "if_agreed": {
            "from": _money(proposal.source_then),
            "to": _money(proposal.to_then),
        },
        "payers": list(proposal.payers),
    }


def _since(since: Since) -> Json:
    return {
        "date": since.day.isoformat(),
        "moved": [
            {
                "date": moved.day.isoformat(),
                "from": moved.source.address,
                "to": moved.to.address,
                "amount": plain(moved.amount),
                "funds": list(moved.funds),
                "decisions": list(moved.decisions),
                "text": moved.text,
            }
            for moved in since.moved
        ],
        "spent": [{"action": action, "amount": plain(amount)} for action, amount in since.spent],
    }


def _money(amount: Decimal | None) -> str | None:
    return None if amount is None else plain(amount)


def _day(day: datetime.date | None) -> str | None:
    return day.isoformat() if day else None
