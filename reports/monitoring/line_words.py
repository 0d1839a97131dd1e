"""In what words a line of a return tells what its forecast rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ringfence.reports.forecasting.report import Rule

if TYPE_CHECKING:
    from ringfence.reports.monitoring.report import ReturnLine

_HELD = {
    "allocation": ", held at the allocation",
    "decided": ", held at what is decided",
    "spent": ", held at what is spent",
    # Of returns submitted before.
    "commitment": ", held at what is spent and committed",
}


def forecast_basis(line: ReturnLine) -> str:
    """Return what a forecast rests on, and where it was held, in words."""
    told = line.forecast_words or line.forecast_basis or ""
    if line.forecast_basis == Rule.ACTUAL.value:
        return told
    return f"{told}{_HELD.get(line.forecast_held or '', '')}"


def reason_of(line: ReturnLine) -> str:
    """Return why a forecast, or an outturn, is not the allocation, as its officer explains it.

    Else what is known of it, and what is to complete. Empty where it is the allocation.
    """
    return line.forecast_reason or line.explanation or line.forecast_rest or ""


def why_of(line: ReturnLine) -> str:
    """Return what a forecast rests on, and why it is not the allocation.

    Once nothing is forecast any more it says only that, for what was spent rests on no rule.
    """
    if line.forecast_rest is None:
        # Of a return that was submitted before what is known of the rest was told.
        told, reason = forecast_basis(line), line.forecast_reason or line.explanation
        return f"{told}: {reason}" if reason else told
    told, reason = forecast_basis(line), reason_of(line)
    if line.forecast_basis == Rule.ACTUAL.value:
        return reason or ("spent in full" if line.actual_to_date else "")
    if not reason:
        return told
    if line.forecast_reason or line.explanation:
        return f"{told}: {reason}"
    return f"{told}; {'the rest: ' if line.forecast_under else ''}{reason}"
