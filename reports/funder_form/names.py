"""The tags that a form may have: the names of the return's JSON, and what each means.

A tag of a list (``lines.title``) stands for each of its items, so the row that it is in is
repeated; ``lines.1.title`` is the first, ``lines.Kicks.title`` the one called so. A test
compares these names with the JSON, so that neither has what the other lacks.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal
from typing import NamedTuple

#: What a value is: ``notes`` are several texts, each on a line of its own; ``words`` in one line.
Kind = Literal["text", "money", "number", "percent", "date", "flag", "notes", "words"]

Named = tuple[str, Kind, str]


class Tag(NamedTuple):
    """A name that a form may have. An optional one has no value in many a sound return."""

    name: str
    kind: Kind
    says: str
    optional: bool = False


_LINE: tuple[Named, ...] = (
    ("year", "text", "The Delivery Plan's year"),
    ("action", "text", "The action's id in the books"),
    ("title", "text", "What the action is called"),
    ("original_allocation", "money", "Allocated by the plan's adoption"),
    ("virements", "money", "Moved in from other actions or the reserve, less moved out"),
    ("carried_forward", "money", "Carried in from an earlier year, less carried out"),
    ("current_allocation", "money", "Allocated in all"),
    ("profile_to_date", "money", "What was to be spent by the as-at, if the action has a profile"),
    ("actual_in_period", "money", "Spent since the previous return"),
    ("actual_to_date", "money", "Spent since 1 April"),
    ("earmarked", "money", "Set aside for a project or provider, not spent"),
    ("committed", "money", "The part of earmarked that has an order or agreement"),
    ("variance", "money", "Actual to date less profile; over is positive"),
    ("variance_percent", "percent", "The variance as a percentage of the profile"),
    ("forecast_outturn", "money", "What will have been spent by the year's end"),
    ("forecast_basis", "text", "What the forecast rests on"),
    ("forecast_variance", "money", "Forecast less current allocation"),
    ("forecast_reason", "text", "The officer's reason for the forecast"),
    ("explanation", "text", "Why spending is off its profile"),
    ("rag", "text", "Red, amber or green"),
)
_NOT_IN_EVERY_LINE = frozenset(
    {
        "year",
        "action",
        "profile_to_date",
        "variance",
        "variance_percent",
        "forecast_basis",
        "forecast_reason",
        "explanation",
        "rag",
    }
)
_FUND: tuple[Named, ...] = (
    ("fund", "text", "The fund's id in the books"),
    ("current_allocation", "money", "Allocated of this fund"),
    ("actual_in_period", "money", "Spent of this fund since the previous return"),
    ("actual_to_date", "money", "Spent of this fund since 1 April"),
    ("earmarked", "money", "Set aside of this fund, not spent"),
)
_POOL: tuple[Named, ...] = (
    ("fund", "text", "The fund's id in the books"),
    ("amount", "money", "Of this fund"),
)
_SPENT: tuple[Named, ...] = (
    ("date", "date", "The day"),
    ("action", "text", "The action's id in the books"),
    ("fund", "text", "The fund's id in the books"),
    ("payee", "text", "Who was paid; “withheld” if the entry is private"),
    ("amount", "money", "The amount"),
    ("year", "text", "The Delivery Plan's year"),
)
_SPENT_IF_ANY: tuple[Named, ...] = (
    ("invoice", "text", "The invoice's number"),
    ("description", "text", "What for"),
    ("earmark", "text", "The earmark's id in the books"),
    ("adjusts", "text", "The return that it adjusts"),
    ("pending", "flag", "“yes” if it awaits a decision"),
)
_WHOLE = (
    Tag("partnership", "text", "Whose return it is"),
    Tag("host", "text", "The accountable body"),
    Tag("finance_role", "text", "Who signs for finance"),
    Tag("fund", "text", "The fund's id in the books"),
    Tag("funds", "words", "Every fund that the return covers"),
    Tag("title", "text", "What the fund is called"),
    Tag("funder", "text", "Whose money it is"),
    Tag("reference", "text", "The funder's own reference of the grant"),
    Tag("award_letter", "text", "The letter that awards it"),
    Tag("authorised_person", "text", "Who speaks for the partnership by the grant agreement"),
    Tag("deputy", "text", "Who does so in that person's absence"),
    Tag("status", "text", "How far the return has come"),
    Tag("prepared_by", "text", "Who prepared it"),
    Tag("certified_by", "text", "Who certified it"),
    Tag("digest", "text", "What shows later whether a figure was changed"),
    Tag("period.ref", "text", "The period, as in 2017-18-H1"),
    Tag("period.year", "text", "The financial year, as in 2017-18", optional=True),
    Tag("period.start", "date", "The first day of the period"),
    Tag("period.end", "date", "The last day of the period"),
    Tag("period.from", "date", "The first day that is counted: after the previous return"),
    Tag("period.as_at", "date", "The last day that is counted"),
    Tag("period.due", "date", "When the return is due"),
    Tag("claim.award", "money", "The award"),
    Tag("claim.received_to_date", "money", "Received of it"),
    Tag("claim.claimed_to_date", "money", "Claimed of it before this claim"),
    Tag("claim.this_claim", "money", "What is claimed now"),
    Tag("claim.brought_in", "money", "Held at 1 April, all funds covered"),
    Tag("claim.awarded_in_year", "money", "Awarded since, all funds covered"),
    Tag("claim.lapsed", "money", "Promised and given up since"),
    Tag("claim.repaid", "money", "Repaid since"),
    Tag("claim.spent_at_risk", "money", "Spent before the funder approved"),
    Tag("other_years.left", "money", "Left of other years' actions"),
    Tag("other_years.spent", "money", "Spent of them since 1 April"),
    Tag("reserve.total", "money", "In the reserve"),
    Tag("unallocated.total", "money", "Not allocated to anything"),
    Tag("underspend.forecast", "money", "Forecast not to be spent"),
    Tag("underspend.treatment", "text", "What is to become of it", optional=True),
    Tag("underspend.by_fund.fund", "text", "A fund of which something is not spent", optional=True),
    Tag("underspend.by_fund.amount", "money", "How much of it", optional=True),
    Tag("underspend.by_fund.spend_by", "date", "The fund's last day", optional=True),
    Tag("underspend.by_fund.treatment", "text", "What is to become of it", optional=True),
    Tag("underspend.last_day.fund", "text", "A fund whose last day has come", optional=True),
    Tag("underspend.last_day.spend_by", "date", "That day", optional=True),
    Tag("underspend.last_day.left", "money", "What is left of it, committed or not", optional=True),
    Tag("match.percent", "percent", "The share that others must pay", optional=True),
    Tag("match.required", "money", "What they must pay", optional=True),
    Tag("match.found", "money", "What they paid", optional=True),
    Tag("match.short", "money", "What is lacking", optional=True),
)
_LISTED = (
    Tag("categories.category", "text", "A category of cost"),
    Tag("categories.amount", "money", "Spent on it in the period"),
    Tag("assets.date", "date", "When an asset was bought"),
    Tag("assets.what", "text", "What was bought"),
    Tag("assets.amount", "money", "For how much"),
    Tag("other_funding.year", "text", "The Delivery Plan's year"),
    Tag("other_funding.action", "text", "An action that others paid for too"),
    Tag("other_funding.funder", "text", "Whose money it was"),
    Tag("other_funding.fund", "text", "The fund's id in the books"),
    Tag("other_funding.title", "text", "What that fund is called"),
    Tag("other_funding.spent", "money", "Spent of it on the action"),
    Tag("changes_sought.title", "text", "A change that is sought"),
    Tag("changes_sought.amount", "money", "Of how much", optional=True),
    Tag("delivery.year", "text", "The Delivery Plan's year"),
    Tag("delivery.action", "text", "The action's id in the books"),
    Tag("delivery.title", "text", "What the action is called"),
    Tag("delivery.priority", "text", "The priority that it serves", optional=True),
    Tag("delivery.objectives", "text", "What it is to achieve", optional=True),
    Tag("delivery.lead", "text", "Who leads on it", optional=True),
    Tag("delivery.narrative", "notes", "All that was noted of its delivery"),
    Tag("delivery.narrative.date", "date", "When something was noted"),
    Tag("delivery.narrative.text", "text", "What was noted"),
    Tag("delivery.risks", "notes", "All that was noted of its risks", optional=True),
    Tag("delivery.risks.date", "date", "When a risk was noted"),
    Tag("delivery.risks.text", "text", "What was noted"),
    Tag("delivery.measures.name", "text", "What is counted"),
    Tag("delivery.measures.group", "text", "Of which group", optional=True),
    Tag("delivery.measures.count", "number", "How many in the period"),
    Tag("delivery.measures.to_date", "number", "How many to date"),
    Tag("delivery.measures.target", "number", "How many there should be", optional=True),
    Tag("delivery.measures.target_from", "date", "From when the target runs", optional=True),
    Tag("delivery.measures.target_to", "date", "By when it is to be reached", optional=True),
    Tag("delivery.measures.sources", "words", "Where the count comes from", optional=True),
)

#: The lists, and the field by which an item can be asked for; None: only by its number.
LISTS: dict[str, str | None] = {
    "lines": "action",
    "lines.by_fund": "fund",
    "totals.by_fund": "fund",
    "claim.by_fund": "fund",
    "reserve.by_fund": "fund",
    "unallocated.by_fund": "fund",
    "underspend.by_fund": "fund",
    "underspend.last_day": "fund",
    "delivery": "action",
    "delivery.narrative": None,
    "delivery.risks": None,
    "delivery.measures": None,
    "evidence": None,
    "adjustments": None,
    "categories": "category",
    "assets": None,
    "other_funding": None,
    "changes_sought": None,
}
#: Both have an item for each action, so that one row may hold tags of both.
JOINED = frozenset({"lines", "delivery"})


def _tags() -> Iterator[Tag]:
    yield from _WHOLE
    for parent in ("lines", "totals"):
        for name, kind, says in _LINE:
            optional = name in _NOT_IN_EVERY_LINE
            yield Tag(f"{parent}.{name}", kind, says, optional)
        for name, kind, says in _FUND:
            yield Tag(f"{parent}.by_fund.{name}", kind, says)
    for name in ("fund", "award", "received_to_date", "claimed_to_date", "this_claim"):
        says = f"{name.replace('_', ' ').capitalize()}, of each fund covered"
        of = Tag(f"claim.by_fund.{name}", "money", says, optional=True)
        yield of._replace(kind="text") if name == "fund" else of
    for parent in ("reserve", "unallocated"):
        for name, kind, says in _POOL:
            yield Tag(f"{parent}.by_fund.{name}", kind, says)
    yield from _LISTED
    for parent in ("evidence", "adjustments"):
        for name, kind, says in _SPENT:
            yield Tag(f"{parent}.{name}", kind, says)
        for name, kind, says in _SPENT_IF_ANY:
            yield Tag(f"{parent}.{name}", kind, says, optional=True)


#: Every tag, in the order of the return.
TAGS: dict[str, Tag] = {tag.name: tag for tag in _tags()}
