"""The tags that a form may have: the names of the return's JSON, and what each means.

A tag of a list (``lines.title``) stands for each of its items, so the row that it is in is
repeated; ``lines.1.title`` is the first, ``lines.Kicks.title`` the one called so. A test
compares these names with the JSON, so that neither has what the other lacks.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ringfence.reports import columns
from ringfence.reports.figure import Figures, Kind


class Tag(NamedTuple):
    """A name that a form may have. An optional one has no value in many a sound return."""

    name: str
    kind: Kind
    says: str
    optional: bool = False


def _of(parent: str, figures: Figures) -> tuple[Tag, ...]:
    """Return the tags of some figures, within what they are of."""
    return tuple(
        Tag(f"{parent}.{key}", each.kind, each.says, each.is_optional)
        for key, each in figures.items()
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
    Tag(
        "evidence_left_out",
        "number",
        "How many rows the evidence leaves out: slips and reversals",
    ),
    *_of("claim", columns.CLAIM),
    *_of("other_years", columns.OTHER_YEARS),
    *(Tag(f"{key}.total", each.kind, each.says) for key, each in columns.POOLS.items()),
    Tag("underspend.forecast", "money", columns.UNSPENT["parts.under_allocation"].title),
    Tag("underspend.treatment", "text", "What is to become of it", optional=True),
    *_of("underspend", columns.UNSPENT),
    *_of("underspend.by_fund", columns.UNSPENT_OF_FUND),
    *_of("underspend.statement", columns.UNSPENT_STATEMENT),
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
    Tag(
        "delivery.narrative.recorded", "date", "When, if it was recorded a week late", optional=True
    ),
    Tag("delivery.risks", "notes", "All that was noted of its risks", optional=True),
    Tag("delivery.risks.date", "date", "When a risk was noted"),
    Tag("delivery.risks.text", "text", "What was noted"),
    Tag("delivery.risks.recorded", "date", "When recorded, if a week late", optional=True),
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
    "statements": "fund",
    "reserve.by_fund": "fund",
    "unallocated.by_fund": "fund",
    "underspend.by_fund": "fund",
    "underspend.last_day": "fund",
    "underspend.statement": "fund",
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
        yield from _of(parent, columns.LINE)
        yield from _of(f"{parent}.by_fund", columns.FUND_PART)
    fund = columns.FUND_PART["fund"]
    yield Tag("claim.by_fund.fund", fund.kind, fund.says, optional=True)
    yield from _of("claim.by_fund", columns.FUND_CLAIM)
    yield Tag("statements.fund", fund.kind, fund.says, optional=True)
    yield from _of("statements", columns.STATEMENT)
    for parent in columns.POOLS:
        yield Tag(f"{parent}.by_fund.fund", fund.kind, fund.says)
        yield Tag(f"{parent}.by_fund.amount", "money", "Of this fund")
    yield from _LISTED
    for parent in ("evidence", "adjustments"):
        yield from _of(parent, columns.SPENT)


#: Every tag, in the order of the return.
TAGS: dict[str, Tag] = {tag.name: tag for tag in _tags()}
