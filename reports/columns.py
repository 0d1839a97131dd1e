"""What each figure is called: by one name in every format, page, tag and explanation.

A figure is known by its key, which is its field in the report and its key in the JSON. All
that shows it takes its heading from here, so that a paper, its workbook, the page, a form
and `return why` can't call one thing by two names.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal
from typing import NamedTuple

from ringfence.reports.render.table import Column
from ringfence.reports.render.table import Link

#: What a figure is. ``flag``, ``notes`` and ``words`` are of forms alone.
Kind = Literal["text", "money", "number", "percent", "date", "flag", "notes", "words"]
_CELLS: dict[Kind, Literal["text", "money", "number", "percent", "date"]] = {
    "money": "money",
    "number": "number",
    "percent": "percent",
    "date": "date",
}
#: Money is added up; a percentage of parts is none of the whole.
_SUMMED = ("money",)


class Figure(NamedTuple):
    """A figure: its key, its heading, what it is, and what it means.

    ``is_optional`` is of one that many a sound report has no value for.
    """

    key: str
    title: str
    kind: Kind
    says: str
    is_optional: bool = False

    def column(self, link: Link | None = None) -> Column:
        """Give the column that shows it; money is summed."""
        kind = _CELLS.get(self.kind, "text")
        return Column(self.title, kind, summed=kind in _SUMMED, link=link)


Figures = dict[str, Figure]


def _by_key(*figures: tuple[str, str, Kind, str] | Figure) -> Figures:
    made = (each if isinstance(each, Figure) else Figure(*each) for each in figures)
    return {figure.key: figure for figure in made}


def columns(figures: Figures, keys: Iterable[str]) -> tuple[Column, ...]:
    """Give the columns of some figures, in the order asked for."""
    return tuple(figures[key].column() for key in keys)


#: A line of a return: an action of the Delivery Plan.
LINE = _by_key(
    Figure("year", "Year", "text", "The Delivery Plan's year", is_optional=True),
    Figure("action", "Action", "text", "The action's id in the books", is_optional=True),
    ("title", "Action", "text", "What the action is called"),
    ("original_allocation", "Original allocation", "money", "Allocated by the plan's adoption"),
    (
        "virements",
        "Virements",
        "money",
        "Moved in from other actions or the reserve, less moved out",
    ),
    (
        "carried_forward",
        "Carried forward",
        "money",
        "Carried in from an earlier year, less carried out",
    ),
    ("current_allocation", "Allocated", "money", "Allocated in all"),
    Figure(
        "profile_to_date",
        "Profile to date",
        "money",
        "What was to be spent by the as-at, if the action has a profile",
        is_optional=True,
    ),
    ("actual_in_period", "Spent in period", "money", "Spent since the previous return"),
    ("actual_to_date", "Spent to date", "money", "Spent since 1 April"),
    ("earmarked", "Earmarked", "money", "Set aside for a project or provider, not spent"),
    ("committed", "Committed", "money", "The part of earmarked that has an order or agreement"),
    Figure(
        "variance",
        "Variance from profile",
        "money",
        "Spent to date less profile; over is positive",
        is_optional=True,
    ),
    Figure(
        "variance_percent",
        "Variance from profile, %",
        "percent",
        "The variance as a percentage of the profile",
        is_optional=True,
    ),
    (
        "forecast_outturn",
        "Forecast outturn",
        "money",
        "What will have been spent by the year's end",
    ),
    Figure("forecast_basis", "Basis", "text", "What the forecast rests on", is_optional=True),
    (
        "forecast_variance",
        "Variance from allocation",
        "money",
        "Forecast less allocated; over is positive",
    ),
    Figure(
        "forecast_reason",
        "Reason for the forecast",
        "text",
        "The officer's reason for the forecast",
        is_optional=True,
    ),
    Figure(
        "explanation", "Explanation", "text", "Why spending is off its profile", is_optional=True
    ),
    Figure("rag", "RAG", "text", "Red, amber or green", is_optional=True),
)
#: Once the year is over nothing is forecast any more.
_OVER = {"forecast_outturn": "Outturn"}


def line_figures(*, is_over: bool) -> Figures:
    """Give the figures of a line, as they are called before the year is over and after."""
    called = _OVER if is_over else {}
    return {key: each._replace(title=called.get(key, each.title)) for key, each in LINE.items()}


#: One fund's part of a line; all but the fund are what they are of a line.
FUND_PART = _by_key(
    ("fund", "Fund", "text", "The fund's id in the books"),
    *(
        LINE[key]._replace(says=says)
        for key, says in {
            "current_allocation": "Allocated of this fund",
            "actual_in_period": "Spent of this fund since the previous return",
            "actual_to_date": "Spent of this fund since 1 April",
            "earmarked": "Set aside of this fund, not spent",
        }.items()
    ),
)
#: What is claimed, and what there was to spend.
CLAIM = _by_key(
    ("award", "Award", "money", "The award"),
    ("received_to_date", "Received to date", "money", "Received of it"),
    ("claimed_to_date", "Claimed before", "money", "Claimed of it before this claim"),
    ("this_claim", "This claim", "money", "What is claimed now"),
    ("brought_in", "Opening balance", "money", "Held at 1 April, all funds covered"),
    ("awarded_in_year", "Awarded", "money", "Awarded since, all funds covered"),
    ("lapsed", "Lapsed", "money", "Promised and given up since"),
    ("repaid", "Repaid", "money", "Repaid since"),
    ("spent_at_risk", "Spent at risk", "money", "Spent before the funder approved"),
)
#: What is left in, and was spent on, the actions of other years.
OTHER_YEARS = _by_key(
    ("left", "Left of other years", "money", "Left of other years' actions"),
    ("spent", "Spent on other years", "money", "Spent of them since 1 April"),
)
#: Money that is in no action.
POOLS = _by_key(
    ("reserve", "Reserve", "money", "In the reserve"),
    ("unallocated", "Unallocated", "money", "Not allocated to anything"),
)
#: One amount spent.
SPENT = _by_key(
    ("date", "Date", "date", "The day"),
    ("payee", "Payee", "text", "Who was paid; “withheld” if the entry is private"),
    Figure("invoice", "Invoice", "text", "The invoice's number", is_optional=True),
    Figure("description", "For", "text", "What for", is_optional=True),
    ("action", "Action", "text", "The action's id in the books"),
    ("fund", "Fund", "text", "The fund's id in the books"),
    ("amount", "Amount", "money", "The amount"),
    ("year", "Year", "text", "The Delivery Plan's year"),
    Figure("earmark", "Earmark", "text", "The earmark's id in the books", is_optional=True),
    Figure("adjusts", "Adjusts", "text", "The return that it adjusts", is_optional=True),
    Figure("pending", "Pending", "flag", "“yes” if it awaits a decision", is_optional=True),
)
#: An action in the position, or a whole plan.
POSITION = _by_key(
    ("allocated", "Allocated", "money", "Put into the action, and its earmarks, in all"),
    LINE["earmarked"],
    LINE["committed"],
    ("spent", "Spent", "money", "Spent to date"),
    ("available", "Available", "money", "Left, and not set aside for anything"),
)
#: An earmark in the position: what its action's figures have in them already.
EARMARK = _by_key(
    ("set_aside", "Set aside", "money", "Put into the earmark in all"),
    POSITION["spent"],
    ("left", "Left", "money", "Set aside, and not spent"),
    LINE["committed"],
)
#: A fund as at a day.
FUND = _by_key(
    ("awarded", "Awarded", "money", "Awarded, or held when the books begin, less what lapsed"),
    ("claimed", "Claimed", "money", "Asked of its funder"),
    ("received", "Received", "money", "Received from its funder"),
    ("spent", "Spent", "money", "Spent of it"),
    ("unspent", "Unspent", "money", "What all its pots hold"),
    ("at_risk", "Spent at risk", "money", "Spent while the funder's approval is awaited"),
)
#: A fund's statement: the first six come to what is left, and so do the last four.
STATEMENT = _by_key(
    ("opening", CLAIM["brought_in"].title, "money", "Held when the period began"),
    ("awarded", CLAIM["awarded_in_year"].title, "money", "Awarded in it"),
    CLAIM["lapsed"],
    CLAIM["repaid"],
    FUND["spent"],
    EARMARK["left"],
    POOLS["unallocated"],
    POOLS["reserve"],
    ("available", "Available in actions", "money", "Left in actions, not set aside"),
    LINE["earmarked"],
)
#: A reserve's money of one origin, from one day to another.
RESERVE = _by_key(
    ("opening", CLAIM["brought_in"].title, "money", "Held when the period began"),
    ("paid_in", "Put in", "money", "Moved in since"),
    ("paid_out", "Drawn", "money", "Moved out since"),
    ("closing", "Closing balance", "money", "Held when it ended"),
)
