"""The notice of an underspend: a letter to the funder, ready to be read over and sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ringfence.ledger.money import pounds
from ringfence.reports.render.table import Paper
from ringfence.reports.render.table import Section
from ringfence.reports.render.table import Sentence
from ringfence.reports.render.table import long_date
from ringfence.reports.underspend_paper import underspend_table

if TYPE_CHECKING:
    from ringfence.reports.underspend import Underspend

#: What is proposed for it, by what the terms ask of unspent money.
PROPOSED = {
    "repay": "The terms ask for what is unspent to be repaid. Unless you agree otherwise we shall "
    "repay it after the year's end.",
    "carry-forward": "We ask for your consent to carry it forward into the next year and to spend "
    "it on the same actions.",
    "keep": "The terms let us keep it, and we propose to spend it on the partnership's plan.",
    None: "The terms do not say what becomes of it. We ask how you wish it to be used.",
}


def notice(each: Underspend, unspent: str | None) -> Paper:
    """Lay the notice out."""
    header, dates = each.header, each.dates
    sentences = [
        Sentence(
            f"As at {long_date(dates.as_at)} we forecast that {pounds(each.amount)} of this money "
            f"will not be spent by {long_date(each.year_end)}."
        ),
        Sentence(PROPOSED[unspent]),
    ]
    if each.free > 0:
        sentences.append(
            Sentence(f"A further {pounds(each.free)} is in the reserve or not yet allocated.")
        )
    return Paper(
        title="Notice of a forecast underspend",
        owner=header.partnership or header.fund,
        facts=(
            ("Fund", f"{header.title} ({header.fund})"),
            ("To", header.funder),
            ("Reference", header.reference),
            ("As at", dates.as_at),
        ),
        sections=(Section("Forecast", (*sentences, underspend_table(each))),),
        day=dates.as_at,
    )
