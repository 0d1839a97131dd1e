"""What each figure is called: by one name in every format, page, tag and explanation.

A figure is known by its key, which is its field in the report and its key in the JSON. All
that shows it takes its heading from here, so that a paper, its workbook, the page, a form
and `return why` can't call one thing by two names.
"""

from __future__ import annotations

from ringfence.reports.figure import Figure, Figures, by_key, later_figure

#: A line of a return: an action of the Delivery Plan.
LINE = by_key(
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
    Figure("forecast_basis", "Basis", "text", "The rule that gave it", is_optional=True),
    later_figure(
        "forecast_words", "What it rests on", "text", "What the forecast rests on, in words"
    ),
    later_figure("forecast_under", "Under", "money", "What is forecast not to be spent"),
    later_figure("forecast_over", "Over", "money", "What is forecast above the allocation"),
    later_figure(
        "forecast_to_plan", "To plan", "money", "The part of the forecast without an earmark"
    ),
    later_figure(
        "forecast_undated", "Without days", "money", "The part of it in earmarks without days"
    ),
    later_figure(
        "forecast_bills_awaited", "Bills awaited", "money", "The part delivered, not billed"
    ),
    later_figure("forecast_timing", "Timing", "text", "That it is behind its profile, and how far"),
    later_figure(
        "forecast_rest", "Known of the rest", "text", "What is known of what is not spent"
    ),
    later_figure("forecast_said_on", "Said on", "date", "The day of the officer's forecast"),
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
#: Which of them the tables of a return have: what is asked of each action first, on the page too,
FIRST = (
    *("current_allocation", "actual_in_period", "actual_to_date", "committed"),
    *("forecast_outturn", "forecast_variance"),
)
#: what it was allocated, from where,
ALLOCATION = (
    *("original_allocation", "virements", "carried_forward", "current_allocation"),
    *("actual_to_date", "earmarked"),
)
#: how that is to its profile, and what of it is each fund's.
AGAINST_PROFILE = ("profile_to_date", "actual_to_date", "variance", "variance_percent")
OF_FUND = ("current_allocation", "actual_in_period", "actual_to_date", "earmarked")
#: Once the year is over nothing is forecast any more.
_OVER = {"forecast_outturn": "Outturn"}


def line_figures(*, is_over: bool) -> Figures:
    """Return the figures of a line, as they are called before the year is over and after."""
    called = _OVER if is_over else {}
    return {key: each._replace(title=called.get(key, each.title)) for key, each in LINE.items()}


#: One fund's part of a line; all but the fund are what they are of a line.
FUND_PART = by_key(
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
    later_figure("committed", "Committed", "money", "The part of that which is on order or agreed"),
    later_figure(
        "forecast_outturn", "Forecast outturn", "money", "What will have been spent of this fund"
    ),
    later_figure("forecast_to_plan", "To plan", "money", "The part of that without an earmark"),
)
#: What is unspent at the year's end: the number, its parts, what becomes of it, what is beside it.
UNSPENT = by_key(
    *(
        later_figure(key, title, "money", says)
        for key, title, says in (
            ("total", "Unspent at the year's end", "Unspent at the year's end, in all"),
            ("parts.under_allocation", "Forecast under allocation", "The first part of it"),
            ("parts.reserve", "In the reserve", "The part in the reserve"),
            ("parts.unallocated", "Not allocated", "The part not allocated"),
            ("parts.other_years", "Left in other years' plans", "The part in other years' plans"),
            ("parts.spent_above", "Spent above allocations", "Less what actions are over theirs"),
            ("parts.kept", "Kept", "Less what the terms let be kept"),
            ("parts.spent_later", "Spent later by right", "Less what may be spent later by right"),
            ("becomes.by_consent", "Spent later by consent", "What of it needs consent"),
            ("becomes.repaid", "To be repaid", "What of it was received, and is to be repaid"),
            ("becomes.lapsing", "Lapsing", "What of it was never received, and lapses"),
            ("becomes.not_said", "Not said", "What of it the terms say nothing of"),
            ("not_looked_at.total", "Not looked at", "Expected, and looked at by nobody"),
            ("not_looked_at.to_plan", "To plan", "Of that: to plan"),
            ("not_looked_at.earmarks_without_days", "Without days", "Of that: without days"),
            ("over_allocation", "Over", "Forecast above allocations, in all"),
            ("committed", "Committed", "On order or agreed, and not spent"),
        )
    ),
    later_figure("year_end", "Year's end", "date", "The year's end"),
)
#: What of one fund is unspent.
UNSPENT_OF_FUND = by_key(
    *(
        UNSPENT[key]._replace(key=key.rpartition(".")[2])
        for key in UNSPENT
        if key == "total" or key.startswith(("parts.", "becomes."))
        if key != "parts.under_allocation"
    ),
    UNSPENT["not_looked_at.total"]._replace(key="not_looked_at"),
)
#: What one fund had in the year, and where it is: both sides come to the same.
UNSPENT_STATEMENT = by_key(
    later_figure("fund", "Fund", "text", "A fund that the return covers"),
    later_figure("title", "Title", "text", "What it is called"),
    later_figure("funder", "Funder", "text", "Whose money it is"),
    later_figure("spend_by", "Spend by", "date", "Its last day"),
    later_figure("unspent", "Terms", "text", "What its terms ask of what is unspent then"),
    later_figure("may_still", "May still be spent", "flag", "“yes” if that may be after the year"),
    *(
        later_figure(key, title, "money", says)
        for key, title, says in (
            ("brought_in", "Opening balance", "Brought into the year"),
            ("awarded", "Awarded", "Awarded in the year"),
            ("lapsed", "Lapsed", "Lapsed in the year"),
            ("repaid", "Repaid", "Repaid in the year"),
            ("spent", "Spent", "Spent in the year"),
            ("expected", "Still to be spent", "Expected to be spent yet in the year"),
            ("remaining", "Left at the year's end", "What will be left, what is kept included"),
            ("amount", "Forecast under allocation", "Of that: forecast under allocation"),
            ("over", "Over", "Forecast above allocations"),
            ("reserve", "In the reserve", "Of that: in the reserve"),
            ("unallocated", "Not allocated", "Of that: not allocated"),
            ("other_years", "Left in other years' plans", "Of that: in other years' plans"),
            ("kept_or_later", "Kept or later", "Of that: kept, or spent later by right"),
            ("total", "Unspent at the year's end", "Of that: neither kept nor spent later"),
            ("committed", "Committed", "On order or agreed, and not spent"),
            ("to_plan", "To plan", "Expected, without an earmark"),
            ("undated", "Without days", "Expected, in earmarks without days"),
            ("never_received", "Never received", "Awarded or claimed, and not received"),
            ("lost", "Left on its last day", "All that is left once its last day has come"),
            ("set_off", "Spent above allocations", "What of over is taken off the rest"),
        )
    ),
)
#: What is claimed, and what there was to spend.
CLAIM = by_key(
    ("award", "Award", "money", "The award"),
    ("received_to_date", "Received to date", "money", "Received of it"),
    ("claimed_to_date", "Claimed to date", "money", "Claimed of it before this claim"),
    ("this_claim", "This claim", "money", "What is claimed now"),
    Figure(
        "received_before",
        "Of it received before these books began",
        "money",
        "Received of it before the books began, if it was brought forward so",
        is_optional=True,
    ),
    Figure(
        "claimed_before",
        "Of it claimed before these books began",
        "money",
        "Claimed of it before the books began, received or not",
        is_optional=True,
    ),
    Figure(
        "spent_before",
        "Spent before these books began",
        "money",
        "Spent of it before the books began",
        is_optional=True,
    ),
    (
        "this_claim_in_all",
        "This claim, in all",
        "money",
        "What is claimed now of all funds covered, the named fund's included",
    ),
    ("brought_in", "Opening balance", "money", "Held at 1 April, all funds covered"),
    ("awarded_in_year", "Awarded", "money", "Awarded since, all funds covered"),
    ("lapsed", "Lapsed", "money", "Promised and given up since"),
    ("repaid", "Repaid", "money", "Repaid since"),
    ("spent_at_risk", "Spent at risk", "money", "Spent before the funder approved"),
)
#: Of those, what is said where a grant was taken over in the middle of its life.
BEFORE = ("received_before", "claimed_before", "spent_before")
#: What was asked of one fund's funder, and what became of its money.
FUND_CLAIM = by_key(
    *(
        CLAIM[key]._replace(says=f"{CLAIM[key].title}, of each fund covered", is_optional=True)
        for key in ("award", "received_to_date", "claimed_to_date", "this_claim", *BEFORE)
    ),
    later_figure("awarded", "Awarded", "money", "Awarded, or held when the books begin"),
    later_figure("spent", "Spent in all", "money", "Spent of each fund covered, other years' too"),
    later_figure("lapsed", "Lapsed", "money", "Lapsed of each fund covered, in all"),
    later_figure("repaid", "Repaid", "money", "Repaid of each fund covered, in all"),
    later_figure("due", "Due by then", "money", "What may be claimed in all by the as-at"),
    later_figure("basis", "How it is paid", "text", "How it is paid, and what is due by that"),
)
#: What is left in, and was spent on, the actions of other years.
OTHER_YEARS = by_key(
    ("left", "Left of other years", "money", "Left of other years' actions"),
    ("spent", "Spent on other years", "money", "Spent of them since 1 April"),
)
#: Money that is in no action.
POOLS = by_key(
    ("reserve", "Reserve", "money", "In the reserve"),
    ("unallocated", "Unallocated", "money", "Not allocated to anything"),
)
#: One amount spent.
SPENT = by_key(
    ("date", "Date", "date", "The day"),
    ("payee", "Payee", "text", "Who was paid; “withheld” if the entry is private"),
    Figure("invoice", "Invoice", "text", "The invoice's number", is_optional=True),
    Figure("credit_note", "Credit note", "text", "The credit note's own number", is_optional=True),
    Figure("description", "For", "text", "What for", is_optional=True),
    ("action", "Action", "text", "The action's id in the books"),
    ("fund", "Fund", "text", "The fund's id in the books"),
    ("amount", "Amount", "money", "The amount"),
    ("year", "Year", "text", "The Delivery Plan's year"),
    Figure("earmark", "Earmark", "text", "The earmark's id in the books", is_optional=True),
    Figure("adjusts", "Adjusts", "text", "The return that it adjusts", is_optional=True),
    Figure("pending", "Pending", "flag", "“yes” if it awaits a decision", is_optional=True),
    Figure("recorded", "Recorded", "date", "When recorded, if a week late", is_optional=True),
)
#: An action in the position, or a whole plan.
POSITION = by_key(
    ("allocated", "Allocated", "money", "Put into the action, and its earmarks, in all"),
    LINE["earmarked"],
    LINE["committed"],
    ("spent", "Spent", "money", "Spent to date"),
    ("available", "Available", "money", "Left, and not set aside for anything"),
)
#: An earmark in the position: what its action's figures have in them already.
EARMARK = by_key(
    ("set_aside", "Set aside", "money", "Put into the earmark in all"),
    POSITION["spent"],
    ("left", "Left", "money", "Set aside, and not spent"),
    LINE["committed"],
)
#: A fund as at a day.
FUND = by_key(
    ("awarded", "Awarded", "money", "Awarded, or held when the books begin"),
    ("lapsed", "Lapsed", "money", "Awarded, and given up"),
    ("repaid", "Repaid", "money", "Given back to its funder"),
    ("claimed", "Claimed", "money", "Asked of its funder"),
    ("received", "Received", "money", "Received from its funder"),
    ("spent", "Spent", "money", "Spent of it, before these books too"),
    ("unspent", "Left", "money", "What all its pots hold"),
    ("at_risk", "Spent at risk", "money", "Spent while the funder's approval is awaited"),
)
#: A fund's statement: the first six come to what is left, and so do the last four.
STATEMENT = by_key(
    ("opening", CLAIM["brought_in"].title, "money", "Held when the period began"),
    ("awarded", CLAIM["awarded_in_year"].title, "money", "Awarded in it"),
    CLAIM["lapsed"],
    CLAIM["repaid"],
    FUND["spent"]._replace(says="Spent in it"),
    EARMARK["left"],
    POOLS["unallocated"],
    POOLS["reserve"],
    ("available", "Available in actions", "money", "Left in actions, not set aside"),
    LINE["earmarked"],
)
#: Its two tables: what the fund had, and where what is left of it is.
HAD = ("opening", "awarded", "lapsed", "repaid", "spent", "left")
LEFT = ("unallocated", "reserve", "available", "earmarked", "left")
#: A reserve's money of one origin, from one day to another.
RESERVE = by_key(
    ("opening", CLAIM["brought_in"].title, "money", "Held when the period began"),
    ("paid_in", "Put in", "money", "Moved in since"),
    ("paid_out", "Drawn", "money", "Moved out since"),
    ("closing", "Closing balance", "money", "Held when it ended"),
)
