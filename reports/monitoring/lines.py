"""The financial table: a line for each action of the year's Delivery Plan."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from ringfence.ledger.money import ZERO, pounds
from ringfence.ledger.moves import Origin
from ringfence.ledger.tracks import PotTrack
from ringfence.reports.forecasting.report import ActionForecast
from ringfence.reports.forecasting.rest import known_parts
from ringfence.reports.forecasting.words import timing_words
from ringfence.reports.lines import add, line_of
from ringfence.reports.monitoring.delivery import notes_of
from ringfence.reports.monitoring.missing import TO_COMPLETE
from ringfence.reports.monitoring.report import FundPart, ReturnLine
from ringfence.reports.monitoring.scope import Place, Scope
from ringfence.reports.schedule import DAY

_TENTH = Decimal("0.1")
_HUNDRED = Decimal(100)


def lines_of(scope: Scope) -> tuple[ReturnLine, ...]:
    """Return every line, by year and action."""
    return tuple(_line(scope, place) for place in scope.places)


def totals_of(lines: Iterable[ReturnLine]) -> ReturnLine:
    """Add the lines up. Profile and variance are of the lines that have a profile."""
    lines = list(lines)
    profiled = [line for line in lines if line.profile_to_date is not None]
    profile = _sum(line.profile_to_date for line in profiled) if profiled else None
    variance = _sum(line.variance for line in profiled) if profiled else None
    by_fund: dict[str, list[FundPart]] = {}
    for line in lines:
        for fund, part in line.by_fund.items():
            by_fund.setdefault(fund, []).append(part)
    return ReturnLine(
        year="",
        action="",
        title="Total",
        original_allocation=_sum(line.original_allocation for line in lines),
        virements=_sum(line.virements for line in lines),
        carried_forward=_sum(line.carried_forward for line in lines),
        current_allocation=_sum(line.current_allocation for line in lines),
        profile_to_date=profile,
        actual_in_period=_sum(line.actual_in_period for line in lines),
        actual_to_date=_sum(line.actual_to_date for line in lines),
        earmarked=_sum(line.earmarked for line in lines),
        committed=_sum(line.committed for line in lines),
        variance=variance,
        variance_percent=percent(variance, profile),
        forecast_outturn=_sum(line.forecast_outturn for line in lines),
        forecast_basis=None,
        forecast_held=None,
        forecast_variance=_sum(line.forecast_variance for line in lines),
        forecast_to_plan=_sum(line.forecast_to_plan for line in lines),
        forecast_undated=_sum(line.forecast_undated for line in lines),
        forecast_bills_awaited=_sum(line.forecast_bills_awaited for line in lines),
        forecast_under=_sum(line.forecast_under for line in lines),
        forecast_over=_sum(line.forecast_over for line in lines),
        forecast_reason=None,
        explanation=None,
        rag=None,
        by_fund={fund: _add_parts(parts) for fund, parts in sorted(by_fund.items())},
    )


def percent(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    """Return a percentage to one decimal, half up; None of nothing."""
    if part is None or not whole:
        return None
    return (part / whole * _HUNDRED).quantize(_TENTH, ROUND_HALF_UP) + 0


def _line(scope: Scope, place: Place) -> ReturnLine:
    year, action = place
    origins = dict.fromkeys(Origin, ZERO)
    for change in scope.changes(place):
        origins[change.origin] += change.amount
    tracks = scope.places[place]
    figures = add(line.figures for t in tracks if (line := line_of(scope.book, t, scope.as_at)))
    profile = profile_to_date(scope, place)
    variance = None if profile is None else figures.spent - profile
    forecast = scope.forecasts[place]
    by_fund = _by_fund(scope, tracks, forecast)
    figure = forecast.said
    return ReturnLine(
        year=year,
        action=action,
        title=scope.title(place),
        original_allocation=origins[Origin.ORIGINAL],
        virements=origins[Origin.VIREMENT],
        carried_forward=origins[Origin.CARRIED_FORWARD],
        current_allocation=figures.allocated,
        profile_to_date=profile,
        actual_in_period=_sum(part.actual_in_period for part in by_fund.values()),
        actual_to_date=figures.spent,
        earmarked=figures.earmarked,
        committed=figures.committed,
        variance=variance,
        variance_percent=percent(variance, profile),
        forecast_outturn=forecast.outturn,
        forecast_basis=forecast.rule.value,
        forecast_held=forecast.held,
        forecast_variance=forecast.variance,
        forecast_reason=figure.reason if figure and forecast.is_by_officer else None,
        explanation=" ".join(figure.text for figure in notes_of(scope, place, "explanation"))
        or None,
        rag=figure.rag if figure else None,
        by_fund=by_fund,
        forecast_words=forecast.words,
        forecast_said_on=figure.day if figure and forecast.is_by_officer else None,
        forecast_to_plan=forecast.to_plan,
        forecast_undated=forecast.undated,
        forecast_bills_awaited=forecast.bills,
        forecast_under=forecast.under,
        forecast_over=forecast.over,
        forecast_timing=timing_words(forecast.timing) if forecast.timing else None,
        forecast_rest=_rest(scope, forecast),
    )


def _rest(scope: Scope, forecast: ActionForecast) -> str:
    """Return what is known of what is under or over the allocation; the rest is to complete."""
    known = known_parts(scope.book, forecast, scope.as_at)
    told = [f"{pounds(amount)} {words}" for words, amount in known.items()]
    unknown = forecast.under - _sum(known.values()) + forecast.over
    if unknown and is_to_explain(scope, unknown, forecast.allocated):
        told.append(f"{pounds(unknown)} {TO_COMPLETE}" if told else TO_COMPLETE)
    elif unknown and not told:
        told.append("less than the terms ask a reason for")
    return "; ".join(told)


def is_past_terms(scope: Scope, off: Decimal | None, of: Decimal | None) -> bool:
    """Return whether a variance is past both the percentage and the floor of the fund's terms."""
    percent, floor = scope.terms.variance_percent, scope.terms.variance_floor
    if off is None or (percent is None and floor is None):
        return False
    allowed = (of or ZERO) * (percent or Decimal(0)) / 100
    return abs(off) > allowed and abs(off) > (floor or ZERO)


def is_to_explain(scope: Scope, off: Decimal, of: Decimal) -> bool:
    """Return whether a variance from the allocation wants a reason: any, or one past terms."""
    says = scope.terms.variance_percent is not None or scope.terms.variance_floor is not None
    return is_past_terms(scope, off, of) if says else bool(off)


def profile_to_date(scope: Scope, place: Place) -> Decimal | None:
    """Return the last step of an action's profile by the as-at; None if there is none yet.

    A final return is of one fund alone, and a profile of all that an action costs.
    """
    action = None if scope.dates.is_final else scope.action(place)
    steps = [step for step in action.profile if step.day <= scope.as_at] if action else []
    return steps[-1].amount if steps else None


def _by_fund(
    scope: Scope, tracks: Iterable[PotTrack], forecast: ActionForecast
) -> dict[str, FundPart]:
    found: dict[str, list[FundPart]] = {}
    for track in tracks:
        line = line_of(scope.book, track, scope.as_at)
        if line is not None:
            in_period = line.spent - track.spent(scope.starts[track.fund] - DAY)
            figures = line.figures
            part = FundPart(
                figures.allocated, in_period, figures.spent, figures.earmarked, figures.committed
            )
            found.setdefault(track.fund, []).append(part)
    return {
        fund: _add_parts(parts)._replace(
            forecast_outturn=forecast.by_fund[fund].outturn,
            forecast_to_plan=forecast.by_fund[fund].to_plan,
        )
        for fund, parts in sorted(found.items())
    }


def _add_parts(parts: Iterable[FundPart]) -> FundPart:
    return FundPart(*(_sum(column) for column in zip(*parts, strict=True)))


def _sum(amounts: Iterable[Decimal | None]) -> Decimal:
    return sum((amount for amount in amounts if amount is not None), ZERO)
