"""What is unspent at a year's end laid out: for the position, for a meeting, and for its funder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from ringfence.ledger.money import plain, pounds
from ringfence.reports.columns import LINE, UNSPENT, UNSPENT_STATEMENT, line_figures
from ringfence.reports.figure import columns
from ringfence.reports.forecasting.as_json import unspent_json
from ringfence.reports.forecasting.doubts import TO_PLAN, warning_day
from ringfence.reports.forecasting.treatment import losses
from ringfence.reports.forecasting.unspent import YearUnspent
from ringfence.reports.forecasting.words import list_words
from ringfence.reports.monitoring.line_words import why_of
from ringfence.reports.monitoring.report import ReturnLine
from ringfence.reports.render.table import Block, Column, Row, Section, Sentence, Table, long_date
from ringfence.reports.underspend import Underspend


def underspend_section(found: Iterable[Underspend]) -> Section | None:
    """Lay them out as a section; None if there is nothing to say."""
    found = tuple(found)
    blocks = tuple(underspend_blocks(found))
    return Section(underspend_heading(found), blocks) if blocks else None


def underspend_heading(found: Iterable[Underspend]) -> str:
    """Head what is said of them: once the day of all has come nothing is forecast any more."""
    return "Underspend" if all(each.is_over for each in found) else "Forecast underspend"


def underspend_blocks(found: Iterable[Underspend]) -> Iterator[Block]:
    """Yield, for each return's money, how much is unspent at the year's end, and its parts."""
    for each in found:
        yield Sentence(f"{opening(each)}.", "strong")
        if each.unspent.gross:
            yield parts_table(each.unspent)
        if each.lines:
            yield forecast_table(each)
        if each.unspent.whole:
            yield funds_table(each)._replace(title="Whose money it is")
        late = is_late(each.unspent)
        yield from (Sentence(t, "warning" if late else "plain") for t in beside(each.unspent))
        yield from (Sentence(told, "warning") for told in _warnings(each))
        yield from timing_tables(each)


def opening(each: Underspend) -> str:
    """Return the number in a sentence, without its full stop."""
    found, day = each.unspent, long_date(each.day)
    if not found.total and found.whole > 0:
        whole = f"{pounds(found.whole)} of {_title(each)}"
        return f"{whole} {left_words(found)} {day}: {kept_words(found)}"
    amount = pounds(each.total) if each.total else "Nothing"
    return f"{amount} of {_title(each)} {not_spent(each)} {day}"


def left_words(found: YearUnspent) -> str:
    """Return of what is left, before its day, that it is forecast or has come."""
    return "was left at" if found.is_over else "is forecast to be left at"


def kept_words(found: YearUnspent) -> str:
    """Return of what is not in the number why it is not; empty where all is in it."""
    named = (
        ("is kept by the terms", found.kept),
        ("may still be spent, its last day being later", found.later),
    )
    told = [f"{pounds(amount)} {what}" for what, amount in named if amount]
    return list_words(told) if told else ""


def not_spent(each: Underspend) -> str:
    """Return whether an underspend is forecast or has come, in words to follow a figure."""
    return "was unspent at" if each.is_over else "is forecast to be unspent at"


def parts_table(found: YearUnspent) -> Table:
    """Return the parts of the number, which they come to."""
    columns = (Column("Made of"), Column("£", "money", summed=True))
    rows = tuple(Row(each) for each in named_parts(found))
    return Table("", columns, rows, UNSPENT["total"].title)


def named_parts(found: YearUnspent) -> Iterator[tuple[str, Decimal]]:
    """Name the parts of the number; those that are nil are left out, but for the first."""
    forecast = UNSPENT["parts.under_allocation"].title
    under = "Allocated and not spent" if found.is_over else forecast
    yield under, found.amount
    for name, amount in (
        (UNSPENT["parts.reserve"].title, found.reserve),
        (UNSPENT["parts.unallocated"].title, found.unallocated),
        (UNSPENT["parts.other_years"].title, found.other_years),
        (f"Less what {_tense_words(found)} above allocations", -found.set_off),
        ("Less what the terms let be kept", -found.kept),
        ("Less what may be spent later by right", -found.later),
    ):
        if amount:
            yield name, amount


def is_late(found: YearUnspent) -> bool:
    """Return whether it is so late in the year that what nobody has looked at is warned of."""
    return found.as_at >= warning_day(found.year_end)


def beside(found: YearUnspent) -> Iterator[str]:
    """Yield what stands beside the number and is not in it."""
    if found.not_looked_at:
        named = (
            ("is to plan, not yet forecast by an officer", found.to_plan),
            ("is in earmarks without days", found.undated),
        )
        parts = [(what, amount) for what, amount in named if amount]
        told = [f"{pounds(amount) if len(parts) > 1 else 'it'} {what}" for what, amount in parts]
        yield (
            f"A further {pounds(found.not_looked_at)} is expected to be spent, and nobody has "
            f"looked at it yet: {', and '.join(told)}."
        )
    if found.over:
        yield _over(found)
    if found.is_over and found.committed:
        yield (
            f"{pounds(found.committed)} of it is on order or agreed. What was supplied by then "
            "and is not billed is to be accrued."
        )


def _tense_words(found: YearUnspent) -> str:
    """Return whether spending is forecast or has come, in words to follow a figure."""
    return "was spent" if found.is_over else "is forecast to be spent"


def _over(found: YearUnspent) -> str:
    """Return what actions are over, and that what they take is not left of their funds."""
    told = f"{pounds(found.over)} {_tense_words(found)} above allocations."
    rest = found.over - found.set_off
    if not found.set_off:
        return f"{told} Nothing is left of its fund to pay for it."
    if not rest:
        return f"{told} It is taken off what is unspent."
    return (
        f"{told} {pounds(found.set_off)} of it is taken off what is unspent; nothing is left to "
        f"pay for the other {pounds(rest)}."
    )


def funds_table(each: Underspend | YearUnspent) -> Table:
    """Return whose money it is, until when it may be spent, and what becomes of it."""
    heads = (
        Column("Fund"),
        Column("In all", "money", summed=True),
        *columns(UNSPENT_STATEMENT, ("kept_or_later", "total", "spend_by")),
        Column("What becomes of it"),
    )
    rows = tuple(
        Row((of.fund, of.whole, of.kept_or_later, of.total, of.spend_by, of.proposed))
        for of in each.funds
        if of.whole
    )
    return Table("", heads, rows, "Total" if len(rows) > 1 else None)


def _title(each: Underspend) -> str:
    """Name one fund by its title, several by their ids: their titles stand below."""
    named = [of for of in each.funds if (of.total if each.total else of.whole)]
    if len(named) == 1:
        return f"{named[0].title} ({named[0].fund})"
    return list_words(of.fund for of in named) if named else each.fund


def forecast_table(each: Underspend) -> Table:
    """Return what every action is forecast to cost, and what that rests on."""
    title = f"Spent by {long_date(each.day)}" if each.is_over else "Forecast"
    return _actions(each, each.lines)._replace(title=title)


def _actions(each: Underspend, lines: Sequence[ReturnLine]) -> Table:
    """Return what actions were allocated, spent and are forecast; what is over only where it is."""
    keys = ["current_allocation", "actual_to_date", "forecast_outturn", "forecast_under"]
    if any(line.forecast_over for line in lines):
        keys.append("forecast_over")
    heads = columns(line_figures(is_over=each.is_over), ("title", *keys))
    rows = tuple(
        Row((line.title, *(getattr(line, key) for key in keys), why_of(line))) for line in lines
    )
    return Table("", (*heads, Column("Reason")), rows, "Total")


def _warnings(each: Underspend) -> Iterator[str]:
    yield from losses(each.unspent.last_days, each.dates.as_at)
    for forecast in each.forecasts:
        # What is to plan is told once, for all actions, beside the number.
        yield from (doubt.what for doubt in forecast.doubts if doubt.kind != TO_PLAN)


def timing_tables(each: Underspend) -> Iterator[Block]:
    """Yield the actions that are behind their profiles, which is timing and no underspend."""
    titles = {(line.year, line.action): line.title for line in each.lines}
    rows = tuple(
        Row(
            (
                titles[forecast.year, forecast.action],
                timing.by_now,
                timing.spent,
                timing.behind,
                timing.needed,
                timing.fastest,
            )
        )
        for forecast in each.forecasts
        if (timing := forecast.timing)
    )
    columns = (
        Column("Action"),
        Column("Profile by now", "money"),
        LINE["actual_to_date"].column(),
        Column("Behind", "money"),
        Column("Needed a month", "money"),
        Column("Fastest month so far", "money"),
    )
    if rows:
        yield Table("Behind profile: timing", columns, rows)


def underspends_json(found: Iterable[Underspend]) -> list[dict[str, Any]]:
    """Return them as JSON."""
    return [
        {
            "fund": each.fund,
            "period": each.ref,
            "funder": each.funder,
            "by": each.day.isoformat(),
            "amount": plain(each.amount),
            **unspent_json(each.unspent, each.unspent.whose),
            "actions": [
                {
                    "action": line.action,
                    "title": line.title,
                    "amount": plain(line.forecast_under),
                    "why": why_of(line),
                }
                for line in each.under
                if line.forecast_under
            ],
            "forecasts": [
                {
                    "action": line.action,
                    "title": line.title,
                    "outturn": plain(line.forecast_outturn),
                    "basis": line.forecast_basis,
                    "words": line.forecast_words,
                    "to_plan": plain(forecast.to_plan),
                    "decided": plain(forecast.decided),
                    "bills_awaited": plain(forecast.bills),
                    "committed": plain(forecast.committed),
                    "doubts": [doubt.what for doubt in forecast.doubts],
                    "by_fund": {fund: plain(of.outturn) for fund, of in forecast.by_fund.items()},
                }
                for line, forecast in zip(each.lines, each.forecasts, strict=True)
            ],
        }
        for each in found
    ]
