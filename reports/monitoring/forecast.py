"""What an action will have cost by the year's end, and how that is known.

The officer's own figure comes first, then the profile, then a straight line. No forecast
is ever under what is spent and committed. What is computed is not above what is allocated
either: where more is spent than that, a decision is awaited and the spending stands.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP
from decimal import Decimal
from typing import TYPE_CHECKING
from typing import NamedTuple

from ringfence.ledger.money import PENNY
from ringfence.reports.schedule import DAY

if TYPE_CHECKING:
    from ringfence.reports.lines import Figures
    from ringfence.reports.monitoring.scope import Place
    from ringfence.reports.monitoring.scope import Scope

OFFICER = "officer"
PROFILE = "profile"
STRAIGHT_LINE = "straight line"
#: Once the year is over: what was spent, and with it what is committed, if anything is.
ACTUAL = "actual"
COMMITTED = "spent and committed"
ALLOCATION = "allocation"
COMMITMENT = "commitment"


class Outturn(NamedTuple):
    """A forecast: the year's cost, on what basis, with the officer's reason and rating.

    ``held`` says where it would have been more than the ``allocation`` or less than what is
    spent and committed (the ``commitment``), and so is that.
    """

    outturn: Decimal
    basis: str
    reason: str | None = None
    rag: str | None = None
    held: str | None = None


def forecast_of(scope: Scope, place: Place, figures: Figures, profile: Decimal | None) -> Outturn:
    """Forecast a line; once the year is over its outturn is what was spent or is committed."""
    history = scope.book.register.forecasts.get(place)
    said = history.at(scope.as_at) if history else None
    rag = said.rag if said else None
    year = scope.dates.year
    least = figures.spent + figures.committed
    if year is None or scope.as_at >= year.end:
        return Outturn(least, COMMITTED if figures.committed else ACTUAL, rag=rag)
    if said and said.outturn is not None:
        held = COMMITMENT if said.outturn < least else None
        return Outturn(max(said.outturn, least), OFFICER, said.reason, rag, held)
    action = scope.action(place)
    if action and action.profile:
        to_come = action.profile[-1].amount - (profile or 0)
        return _held(figures.spent + to_come, PROFILE, figures)
    elapsed = Decimal(max((scope.as_at - year.start) // DAY + 1, 1))
    days = Decimal((year.end - year.start) // DAY + 1)
    straight = (figures.spent * days / elapsed).quantize(PENNY, ROUND_HALF_UP)
    return _held(straight, STRAIGHT_LINE, figures)


def _held(outturn: Decimal, basis: str, figures: Figures) -> Outturn:
    least = figures.spent + figures.committed
    if min(outturn, figures.allocated) < least:
        return Outturn(least, basis, held=COMMITMENT)
    if outturn > figures.allocated:
        return Outturn(figures.allocated, basis, held=ALLOCATION)
    return Outturn(outturn, basis)
