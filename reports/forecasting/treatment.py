"""What becomes of what is unspent, by fund, as papers and the return's JSON tell it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from ringfence.ledger.money import pounds
from ringfence.reports.forecasting.words import list_words
from ringfence.reports.render.table import long_date

#: What becomes of money that is not spent by its last day, by what the terms ask.
TREATMENT = {
    "repay": "returned",
    "carry-forward": "consent sought to carry it forward",
    "keep": "kept and spent on the plan",
}
_LOST = {
    "repay": "It is to be returned, and lapses where it was never received.",
    "carry-forward": "It may be spent later only with the funder's consent.",
    None: "The terms do not say what becomes of it.",
}


class Whose(NamedTuple):
    """What is forecast under allocation of one fund, and what becomes of it; None if not said."""

    fund: str
    title: str
    amount: Decimal
    spend_by: datetime.date | None
    treatment: str | None


class LastDay(NamedTuple):
    """All that is left of a fund whose last day has come; ``unspent`` is what its terms ask."""

    fund: str
    spend_by: datetime.date
    left: Decimal
    unspent: str | None


def treatment_of(found: Iterable[Whose]) -> str | None:
    """Return what becomes of all of it, fund by fund where they differ; None where nothing says."""
    by_treatment: dict[str | None, list[str]] = {}
    for each in found:
        by_treatment.setdefault(each.treatment, []).append(f"{pounds(each.amount)} of {each.fund}")
    if len(by_treatment) < 2:  # noqa: PLR2004 - one way for all
        return next(iter(by_treatment), None)
    told = (
        f"{list_words(amounts)} {treatment or 'not said'}"
        for treatment, amounts in by_treatment.items()
    )
    return "; ".join(told)


def losses(found: Iterable[LastDay], as_at: datetime.date) -> Iterator[str]:
    """Yield, for each fund whose last day has come, what is left of it."""
    for each in found:
        day = "is" if each.spend_by == as_at else "was"
        yield (
            f"The last day of {each.fund} {day} {long_date(each.spend_by)}: "
            f"{pounds(each.left)} of it is not spent, committed or not. {_LOST[each.unspent]}"
        )
