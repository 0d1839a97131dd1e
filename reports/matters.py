"""What a matter is that is due, awaited or at risk, and how it is said in a line."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import NamedTuple

#: How far ahead a return or a day to spend by is of interest.
REACH = datetime.timedelta(days=366)


class Deadline(NamedTuple):
    """One matter.

    Attributes:
        kind: What sort of matter: return, query, finance, preparation, spend-by, pay-by,
            instalment, invoice, claim, accrual, decision, proposal, underspend, condition or
            records.
        key: What it is about, within its kind; the same from day to day.
        day: The day by which, None where nothing says; of an underspend, from which.
        text: What it is, in a sentence for the officer, with the command that it leads to.
        title: What it is called in a calendar, in words for people.
        fund: Whose matter, None if of no one fund.
        amount: The money in question.
        is_overdue: Whether that day is past.
    """

    kind: str
    key: str
    day: datetime.date | None
    text: str
    title: str
    fund: str | None = None
    amount: Decimal | None = None
    is_overdue: bool = False


def line_of(each: Deadline) -> str:
    """Return a matter in a line, its day first."""
    when = str(each.day) if each.day else "no date"
    return f"{when}{', OVERDUE' if each.is_overdue else ''}: " + each.text
