"""What there is to do: twelve tasks, the form of each step, and the page where it arises.

One list: the Record page has its forms from it, every page its links to forms, and the page of
tasks its contents. A test compares it with the events and declarations that there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

#: What a form may be about: pages lead to it with the name of one.
FUND = "fund"
ACTION = "action"
EARMARK = "earmark"
RESERVE = "reserve"
ENTRY = "entry"
PENDING = "pending entry"
ACCRUAL = "accrual"
ADVANCE = "advance"
PROPOSAL = "proposal"
MEETING = "meeting"
DECISION = "decision"
PERSON = "person"
YEAR = "year"
RETURN = "return"
PAPER = "paper"
QUESTION = "question"
LINE = "line"


class Step(NamedTuple):
    """One step, which one command records and one form.

    Attributes:
        command: The command that records the same.
        title: What the form is called.
        page: The page where it arises.
        about: What it may be about: the field that takes the name of that.
        paper: Whether a paper may come with it, to be kept with the entry.
    """

    command: str
    title: str
    page: str
    about: Mapping[str, str] = {}
    paper: bool = False


class Task(NamedTuple):
    """One of the twelve tasks.

    Attributes:
        title: What it is.
        said: What is done, in a sentence.
        pages: The pages where it is done or looked at.
        steps: Its forms.
    """

    title: str
    said: str
    pages: tuple[str, ...]
    steps: tuple[Step, ...]


_POT = {ACTION: "pot", EARMARK: "pot"}
_FUND = {FUND: "fund"}
_CALLED_FUND = {FUND: "called"}
_OF_ACTION = {ACTION: "action"}

TASKS = (
    Task(
        "Start the books",
        "The partnership, the first people and funds, and what was there before.",
        ("Tasks",),
        (
            Step("partnership amend", "Partnership", "Tasks"),
            Step("bring-forward", "Bring forward", "Funds", _FUND),
        ),
    ),
    Task(
        "Funds",
        "Awards and their terms; what is claimed, received, given up and repaid.",
        ("Funds",),
        (
            Step("fund add", "New fund", "Funds"),
            Step("fund amend", "Terms and conditions", "Funds", _CALLED_FUND),
            Step("award", "Award", "Funds", _FUND, paper=True),
            Step("claim", "Claim", "Funds", _FUND, paper=True),
            Step("receive", "Receipt", "Funds", _FUND, paper=True),
            Step("lapse", "Lapse", "Funds", _FUND, paper=True),
            Step("repay", "Repayment", "Funds", _FUND, paper=True),
        ),
    ),
    Task(
        "The Delivery Plan",
        "Actions, what is allocated to them, and what is set aside in them.",
        ("DeliveryPlan", "Reserve"),
        (
            Step("action add", "New action", "DeliveryPlan"),
            Step("action amend", "Action", "DeliveryPlan", {ACTION: "called"}),
            Step("allocate", "Allocation", "DeliveryPlan", {ACTION: "pot", RESERVE: "pot"}),
            Step("plan adopt", "Adoption of the plan", "DeliveryPlan", {YEAR: "year"}),
            Step("plan approve", "Approval of the plan", "DeliveryPlan", {YEAR: "year"}),
            Step("earmark", "Earmark", "DeliveryPlan", _POT),
            Step("earmarks amend", "Terms of an earmark", "DeliveryPlan", {EARMARK: "called"}),
            Step("release", "Release", "DeliveryPlan", _POT),
            Step(
                "vire",
                "Virement",
                "DeliveryPlan",
                {ACTION: "source", EARMARK: "source", RESERVE: "source"},
            ),
        ),
    ),
    Task(
        "Spending",
        "Invoices with their papers, what is accrued and paid up, what comes back, and mistakes.",
        ("DeliveryPlan", "Entries"),
        (
            Step("spend", "Spend", "DeliveryPlan", _POT, paper=True),
            Step("accrue", "Accrual", "DeliveryPlan", _POT, paper=True),
            Step("pay", "Payment of an accrual", "Tasks", {ACCRUAL: "accrual"}, paper=True),
            Step("advance", "Advance", "DeliveryPlan", {EARMARK: "pot"}, paper=True),
            Step("evidence", "Evidence of an advance", "Tasks", {ADVANCE: "advance"}, paper=True),
            Step("refund", "Refund", "DeliveryPlan", _POT, paper=True),
            Step("correct", "Correction", "Entries", {ENTRY: "entry", PENDING: "entry"}),
            Step("settle", "Settlement", "Entries", {PENDING: "entry"}),
        ),
    ),
    Task(
        "The meeting",
        "What is asked of it, the paper for it, and the morning after what it decided.",
        ("DeliveryPlan", "Tasks"),
        (
            Step("meeting add", "New meeting", "Tasks"),
            Step("meeting amend", "Meeting", "Tasks", {MEETING: "day"}),
            Step("meeting cancel", "Cancelled meeting", "Tasks", {MEETING: "day"}),
            Step("propose", "Proposal", "DeliveryPlan", {ACTION: "to", RESERVE: "source"}),
            Step("agree", "Agreed", "DeliveryPlan", {PROPOSAL: "proposal"}),
            Step("decline", "Declined", "DeliveryPlan", {PROPOSAL: "proposal"}),
            Step("decision add", "Decision", "Tasks"),
            Step("decision amend", "What is said of a decision", "Tasks", {DECISION: "called"}),
        ),
    ),
    Task(
        "The council's listing",
        "The lines of the council's ledger, each filed as what it is. There is no page for it yet: "
        "the listing is imported in a terminal.",
        ("Tasks",),
        (),
    ),
    Task(
        "Reconciliation",
        "The two ledgers side by side: matched, marked, and signed by finance.",
        ("Tasks",),
        (
            Step("reconcile match", "Match", "Tasks", {LINE: "ref"}),
            Step("reconcile unmatch", "Match taken back", "Tasks", {LINE: "ref"}),
            Step("reconcile timing", "Timing", "Tasks", {LINE: "keys"}),
            Step("reconcile miscoded", "Miscoding", "Tasks", {LINE: "keys"}),
            Step("reconcile unmark", "Mark taken back", "Tasks", {LINE: "keys"}),
            Step("reconcile sign", "Signature", "Tasks"),
            Step("reconcile reopen", "Signature taken back", "Tasks"),
        ),
    ),
    Task(
        "What the return needs",
        "Notes, counts and forecasts, where the return shows that they are missing.",
        ("Returns",),
        (
            Step("note", "Note", "Returns", {ACTION: "pot", EARMARK: "pot", RESERVE: "pot"}),
            Step("measure add", "Count", "Returns", _OF_ACTION),
            Step("target add", "Target", "Returns", _OF_ACTION),
            Step("forecast", "Forecast", "Returns", {ACTION: "pot"}),
        ),
    ),
    Task(
        "The return",
        "Prepared, certified by finance, submitted, asked about and accepted.",
        ("Returns",),
        (
            Step("return declare", "Days of a return", "Returns", {RETURN: "fund period"}),
            Step("return certify", "Certificate", "Returns", {RETURN: "fund period"}),
            Step("return decline", "Certificate declined", "Returns", {RETURN: "fund period"}),
            Step("return submit", "Submission", "Returns", {RETURN: "fund period"}),
            Step("return query", "Question of the funder", "Returns", {RETURN: "fund period"}),
            Step("return answer", "Answer to the funder", "Returns", {RETURN: "fund period"}),
            Step("return accept", "Acceptance", "Returns", {RETURN: "fund period"}),
            Step("return redact", "Name taken out", "Returns", {RETURN: "fund period"}),
            Step("return join", "Branch that counts", "Returns", {RETURN: "fund period"}),
            Step("return reopen", "Reopening", "Returns", {RETURN: "fund period"}),
            Step("question ask", "Question", "Entries", {ENTRY: "about", RETURN: "about"}),
            Step("question answer", "Answer", "Tasks", {QUESTION: "question"}),
            Step("return paper", "Paper destroyed or redacted", "Returns", {PAPER: "paper"}),
        ),
    ),
    Task(
        "Deadlines",
        "What is due, what is awaited, and what is at risk.",
        ("Tasks",),
        (),
    ),
    Task(
        "The year's end",
        "What is left of a year, what its terms ask for, and closing it.",
        ("Tasks",),
        (
            Step("year-end", "Year end", "Tasks", {YEAR: "year"}),
            Step(
                "carry-forward",
                "Carry-forward",
                "DeliveryPlan",
                {ACTION: "source", EARMARK: "source"},
            ),
        ),
    ),
    Task(
        "People",
        "Who records, prepares, certifies and manages.",
        ("Tasks",),
        (
            Step("person add", "New person", "Tasks"),
            Step("person amend", "Person", "Tasks", {PERSON: "called"}),
        ),
    ),
)
STEPS: Mapping[str, Step] = {step.command: step for task in TASKS for step in task.steps}


#: What each page is called.
PAGE_TITLES: Mapping[str, str] = {
    "DeliveryPlan": "Delivery plan",
    "Entries": "Entries",
    "Findings": "Findings",
    "Funds": "Funds",
    "Reserve": "Reserve",
    "Returns": "Returns",
    "Tasks": "Tasks",
}
#: The page that shows what a command shows.
SHOWN_ON: Mapping[str, str] = {
    "check": "Findings",
    "deadlines": "Tasks",
    "fund list": "Funds",
    "fund show": "Funds",
    "position": "DeliveryPlan",
    "question list": "Tasks",
    "return compare": "Returns",
    "return list": "Returns",
    "return notice": "Returns",
    "return prepare": "Returns",
    "return why": "Returns",
}


class Lead(NamedTuple):
    """A link to a form: what it is called, and what the form begins with."""

    command: str
    title: str
    values: Mapping[str, str]


def leads(about: str, name: str) -> Iterator[Lead]:
    """Yield every form that may be about something, with its name filled in.

    Args:
        about: What kind of thing it is.
        name: Its name; of a return the fund and the period, with a space between.
    """
    for step in STEPS.values():
        if about in step.about:
            fields = step.about[about].split()
            # One field takes a return as FUND/PERIOD.
            parts = name.split(" ") if len(fields) > 1 else [name.replace(" ", "/")]
            values = dict(zip(fields, parts, strict=False))
            yield Lead(step.command, step.title, values)


def leads_of_page(page: str) -> Iterator[Lead]:
    """Yield the forms that arise on a page and are about nothing that is there already."""
    for step in STEPS.values():
        if step.page == page and not step.about:
            yield Lead(step.command, step.title, {})
