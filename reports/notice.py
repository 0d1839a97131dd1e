"""The notice of an underspend: a letter to the funder, ready to be read over and sent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ringfence.ledger.money import ZERO
from ringfence.ledger.money import pounds
from ringfence.reports.forecasting.becoming import lost_of
from ringfence.reports.forecasting.words import listed
from ringfence.reports.render.table import Paper
from ringfence.reports.render.table import Section
from ringfence.reports.render.table import Sentence
from ringfence.reports.render.table import long_date
from ringfence.reports.underspend_paper import funds_table
from ringfence.reports.underspend_paper import underspend_table

if TYPE_CHECKING:
    from ringfence.reports.forecasting.unspent import Unspent
    from ringfence.reports.underspend import Underspend

#: What is proposed for it, by what the terms ask of money that is unspent on its last day.
PROPOSED = {
    "repay": "The terms ask for what is unspent to be repaid. Unless you agree otherwise we shall "
    "repay it after {day}.",
    "carry-forward": "We ask for your consent to carry it forward beyond {day} and to spend "
    "it on the same actions.",
    "keep": "The terms let us keep it, and we propose to spend it on the partnership's plan.",
    None: "The terms do not say what becomes of it. We ask how you wish it to be used.",
}
_MAY_STILL = "The terms let it be spent until {day}, and we propose to spend it by then."


def notice(each: Underspend) -> Paper:
    """Lay the notice out: how much, whose, what is proposed for it, and on which actions."""
    header, dates = each.header, each.dates
    parts = [of for of in each.funds if of.total]
    several = len(parts) > 1
    sentences = []
    if each.total:
        money = f"the money reported in {each.fund}" if several else f"{each.whose}"
        sentences.append(Sentence(_opening(each, money)))
    sentences += [Sentence(told) for told in _proposed(each, parts)]
    sentences += [Sentence(told) for told in lost_of(each.unspent.last_days, dates.as_at)]
    tables = [underspend_table(each)] if each.under else []
    if several:
        tables.append(funds_table(each)._replace(title="Whose money it is"))
    return Paper(
        title="Notice of an underspend" if each.is_over else "Notice of a forecast underspend",
        owner=header.partnership or header.fund,
        facts=(
            ("Fund", f"{header.title} ({header.fund})"),
            ("To", header.funder),
            ("Reference", header.reference),
            ("As at", dates.as_at),
        ),
        sections=(Section("Forecast", (*sentences, *tables)),),
        day=dates.as_at,
    )


def _opening(each: Underspend, money: str) -> str:
    day = long_date(each.dates.as_at)
    if each.is_over:
        return f"On {long_date(each.day)} {pounds(each.total)} of {money} was unspent."
    return (
        f"As at {day} we forecast that {pounds(each.total)} of {money} will not be spent by "
        f"{long_date(each.day)}."
    )


def _proposed(each: Underspend, parts: list[Unspent]) -> Iterator[str]:
    """Say what is proposed, once for all of it or for each part that goes its own way."""
    ways: dict[str, list[Unspent]] = {}
    for of in parts:
        day = long_date(of.spend_by or each.day)
        way = _MAY_STILL if of.may_still else PROPOSED[of.unspent]
        ways.setdefault(way.format(day=day), []).append(of)
    for way, its in ways.items():
        if len(ways) == 1:
            yield way
        else:
            amount = pounds(sum((of.total for of in its), ZERO))
            yield f"Of {listed(of.fund for of in its)}, {amount}: {way}"
