"""How large the generated books are in each direction, and the names in them."""

from __future__ import annotations

import math
from typing import NamedTuple

from bench.entries import ordinal

LEAST = 240
LAST_YEAR = 2024  # the last financial year is 2024-25: it is over, so the books never age

POLICE = "OPCC"
BOROUGH = "Riverford Borough Council"
MINISTRY = "Home Office"

ACTIONS = (
    "Diversionary Activities",
    "Domestic Abuse Advocacy",
    "Neighbourhood Wardens",
    "Night Time Economy",
    "Hate Crime Reporting",
    "Knife Crime Workshops",
    "Burglary Target Hardening",
    "Case Management",
    "Youth Mentoring",
    "Community Cohesion",
    "Street Lighting",
    "Rural Crime Watch",
    "Substance Misuse Outreach",
    "Modern Slavery Awareness",
    "Road Safety Days",
    "Scam Prevention",
    "Restorative Justice",
    "Estate Clean Up",
    "Safer Schools",
    "Mobile Cameras",
    "Victim Support Fund",
    "Business Crime Forum",
    "Detached Youth Work",
    "Parenting Courses",
)
PURPOSES = ("prevention", "diversion", "safeguarding", "cohesion", "enforcement")
CATEGORIES = ("staff", "equipment", "venue", "travel", "publicity")

# Each funder has providers of its own: one provider with one purpose in the funds of two
# funders would be reported as money asked for twice.
PROVIDERS = {
    POLICE: (
        "Riverford City FC",
        "Women's Help (Riverford) Ltd",
        "Something to Do CIC",
        "Wardens & Co.",
        "Boxing Futures",
        "Safe Nights Trust",
    ),
    BOROUGH: ("Riverford Leisure", "Oak Street Youth Club", "Town Partnership"),
    MINISTRY: ("Lock and Bolt Ltd", "Watchful Cameras Ltd", "Streetlight Services"),
}
WORK = ("autumn sessions", "weekly session", "training day", "outreach", "materials", "workshop")


class Shape(NamedTuple):
    """What `transactions` come to in years and in actions of a year."""

    transactions: int
    years: int
    actions: int

    def quota(self, index: int) -> int:
        """Return how many transactions the year at `index` has."""
        done = self.transactions * index // self.years
        return self.transactions * (index + 1) // self.years - done


def shape_of(transactions: int) -> Shape:
    """Return the shape of books of so many transactions.

    Large books are longer and also wider: 10,000 are ten years of ten actions, 100,000 twenty
    years of twenty-four. The number of payments to an earmark stays the same.
    """
    if transactions < LEAST:
        message = f"books of {transactions} transactions are too small: {LEAST} is the least"
        raise ValueError(message)
    years = max(3, min(20, transactions // 1000))
    per_year = math.ceil(transactions / years)
    return Shape(transactions, years, max(6, min(len(ACTIONS), per_year // 100)))


class Year(NamedTuple):
    """A financial year of the books, by the calendar year in which it begins."""

    begins: int

    @property
    def label(self) -> str:
        """The year as accounts write it, such as 2017-18."""
        return f"{self.begins}-{(self.begins + 1) % 100:02d}"

    @property
    def first(self) -> int:
        """1 April."""
        return ordinal(self.begins, 4, 1)

    @property
    def adopted(self) -> int:
        """The day on which the partnership adopts the year's plan."""
        return ordinal(self.begins, 4, 24)

    @property
    def last(self) -> int:
        """31 March."""
        return ordinal(self.begins + 1, 3, 31)

    def day(self, month: int, day: int) -> int:
        """Return a day of this year: January to March are in the next calendar year."""
        return ordinal(self.begins + (month < 4), month, day)

    def after(self, month: int, day: int) -> int:
        """Return a day of the year that follows."""
        return Year(self.begins + 1).day(month, day)
