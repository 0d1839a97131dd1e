"""In what words a line of a return tells what its forecast rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    return f"{told}{_HELD.get(line.forecast_held or '', '')}"


def why_of(line: ReturnLine) -> str:
    """Return what a forecast rests on, with the officer's reason or explanation if any."""
    told = forecast_basis(line)
    reason = line.forecast_reason or line.explanation
    return f"{told}: {reason}" if reason else told
