"""One model for each declaration, frozen, knowing no other field.

``ids`` names the values that follow the directive's kind and make up its id;
``keyed`` the metadata that belong to the id too (``keyed_if_named`` where they are
there); ``counted`` the values after them that are fields. Fields are written with
hyphens in the books. Money is in pounds; dates are inclusive.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from ringfence.ledger.declarations import fields as f
from ringfence.ledger.declarations.about_returns import Paper, Question
from ringfence.ledger.declarations.base import Declaration
from ringfence.ledger.declarations.council import CouncilItem, CouncilListing, Reconciliation


class Partnership(Declaration):
    """The partnership that these books are of: the head of every return."""

    kind = "partnership"
    ids = ()
    counted = ("name",)
    name: f.Text
    host: f.Text | None = None
    finance_role: f.Text | None = None
    council_code: f.Text | None = None


class Person(Declaration):
    """A role or mailbox that records, prepares or certifies."""

    kind = "person"
    id: f.Text
    name: f.Text
    role: f.Text
    email: f.Text | None = None
    #: The user of the system or of the council's sign-in that they work as, in any case.
    login: f.Text | None = None
    #: None says nothing: they may what their role says (`ledger/permissions.py`).
    may: f.Rights | None = None


Stage = Literal["bid", "refused", "withdrawn", "indicative", "at-risk", "awarded", "closed"]
Cadence = Literal["none", "monthly", "quarterly", "six-monthly", "annual"]


class Fund(Declaration):
    """One stream of money with one set of terms."""

    kind = "fund"
    needs_decision = True
    id: f.Id
    title: f.Text
    funder: f.Party
    stage: Stage
    award: f.Money | None = None
    instalments: f.Schedule = ()
    spend_from: f.Day | None = None
    spend_by: f.Day | None = None
    unspent: Literal["repay", "carry-forward", "keep"] | None = None
    payment: Literal["advance", "arrears", "instalments", "on-order"] | None = None
    reported_in: f.Id | None = None
    returns: Cadence = "none"
    due_days: f.Term | None = None
    lead_days: f.Term | None = None
    working_days: f.Term | None = None
    #: From this day of every financial year on the funder is told what will not be spent.
    notice_from: f.Day | None = None
    capital: f.Flag | None = None
    purposes: f.Words = ()
    ineligible: f.Words = ()
    categories: f.Words = ()
    virement_percent: f.Number | None = None
    variance_percent: f.Number | None = None
    variance_floor: f.Money | None = None
    match_percent: f.Number | None = None
    evidence_over: f.Money | None = None
    conditions: f.Text | None = None
    records_years: f.Term | None = None
    council_code: f.Text | None = None
    reference: f.Text | None = None
    award_letter: f.Text | None = None
    addressee: f.Text | None = None
    #: Who speaks for the partnership by the grant agreement, and in their absence: ids of persons.
    authorised_person: f.Text | None = None
    deputy: f.Text | None = None
    form: f.Text | None = None
    clauses: f.Clauses = ()


#: The fields of a fund that only its funder can change.
FUNDER_TERMS = frozenset(
    {
        "award",
        "instalments",
        "spend-from",
        "spend-by",
        "unspent",
        "payment",
        "returns",
        "capital",
        "purposes",
        "ineligible",
        "virement-percent",
        "variance-percent",
        "variance-floor",
        "match-percent",
        "evidence-over",
        "notice-from",
    }
)


class Plan(Declaration):
    """A year's Delivery Plan. ``approved`` is shown only: a fund's stage decides."""

    kind = "plan"
    ids = ("year",)
    needs_decision = True
    year: f.Text
    adopted: f.Day
    approved: f.Day | None = None


class Action(Declaration):
    """One line of a year's Delivery Plan."""

    kind = "action"
    ids = ("year", "id")
    needs_decision = True
    year: f.Text
    id: f.Id
    title: f.Text
    priority: f.Text | None = None
    objectives: f.Text | None = None
    purposes: f.Words = ()
    lead: f.Text | None = None
    shares: f.Shares = ()
    profile: f.Schedule = ()
    #: The day on which it is over: what no earmark has is not forecast any more after it.
    until: f.Day | None = None
    council_code: f.Text | None = None


class Earmark(Declaration):
    """Money of an action set aside for one project or provider."""

    kind = "earmark"
    ids = ("year", "action", "id")
    year: f.Text
    action: f.Id
    id: f.Id
    title: f.Text
    provider: f.Party | None = None
    order: f.Text | None = None
    agreement: f.Text | None = None
    purpose: f.Text | None = None
    delivery_from: f.Day | None = None
    delivery_by: f.Day | None = None
    pay_by: f.Day | None = None
    shares: f.Shares = ()


class Decision(Declaration):
    """What the partnership, finance or a funder decided, on the directive's date."""

    kind = "decision"
    needs_decision = True
    id: f.Text
    body: f.Text
    title: f.Text
    amount: f.Money | None = None
    minute: f.Text | None = None
    ratified_by: f.Text | None = None
    #: The minutes as a file, which Fava shows as a link.
    document: f.Text | None = None


class Proposal(Declaration):
    """What a meeting will be asked; it changes no balance. No amount: not yet costed."""

    kind = "proposal"
    id: f.Text
    title: f.Text
    source: f.PotAddress | None = Field(default=None, alias="from")
    to: f.PotAddress | None = None
    amount: f.Money | None = None
    owner: f.Text | None = None
    meeting: f.Day | None = None
    outcome: f.Text | None = None


class Measure(Declaration):
    """A count of what was done in a period, both days inclusive."""

    kind = "measure"
    ids = ("year", "action", "name")
    keyed = ("from", "to", "group")
    counted = ("count",)
    year: f.Text
    action: f.Id
    name: f.Text
    count: f.Number
    start: f.Day = Field(alias="from")
    to: f.Day
    source: f.Text | None = None
    group: f.Text | None = None


class Target(Measure):
    """What that count should be."""

    kind = "target"


class Forecast(Declaration):
    """The officer's own outturn of an action for the year, of all its funds or of one.

    ``outturn`` is None where the books say ``"straight-line"``: spending carried on as so far.
    """

    kind = "forecast"
    ids = ("year", "action")
    keyed_if_named = ("fund",)
    counted = ("outturn",)
    year: f.Text
    action: f.Id
    outturn: f.Outturn
    fund: f.Id | None = None
    reason: f.Text
    rag: Literal["red", "amber", "green"] | None = None


class Return(Declaration):
    """A monitoring return: when it is due, as at which day, and how far it has come."""

    kind = "return"
    ids = ("fund", "period")
    fund: f.Id
    period: f.Text
    due: f.Day | None = None
    as_at: f.Day | None = None
    status: (
        Literal[
            "draft",
            "certified",
            "submitted",
            "queried",
            "answered",
            "accepted",
            "reopened",
            "paid",
        ]
        | None
    ) = None
    prepared_by: f.Text | None = None
    certified_by: f.Text | None = None
    #: Who declined to certify it, or withdrew the certificate: it is a draft since.
    declined_by: f.Text | None = None
    evidence: f.Text | None = None
    #: The SHA-256 of that paper.
    evidence_digest: f.Text | None = None
    submitted_by: f.Text | None = None
    reference: f.Text | None = None
    digest: f.Text | None = None
    #: Of what was certified beside the figures: narrative, counts, explanations.
    narrative_digest: f.Text | None = None
    #: The SHA-256 of the snapshot's file.
    snapshot: f.Text | None = None
    #: The same, as the funder quoted it, whole or by its words.
    quoted: f.Text | None = None
    #: That of it as it was before names were taken out, who says so and why.
    redacts: f.Text | None = None
    redacted_by: f.Text | None = None
    redacted_reason: f.Text | None = None
    #: The question that this step asks or answers, and the seal of its directive.
    question: f.Text | None = None
    question_seal: f.Text | None = None
    #: The last seal of a branch that does not count, who says so and why: it heals a fork.
    joined: f.Text | None = None
    joined_by: f.Text | None = None
    joined_reason: f.Text | None = None
    #: What this directive says and follows, and the seal before it: `ledger/seals.py`.
    seal: f.Text | None = None
    previous: f.Text | None = None
    reason: f.Text | None = None


class Year(Declaration):
    """A financial year, open or closed."""

    kind = "year"
    ids = ("year",)
    year: f.Text
    status: Literal["open", "closed"]
    closed_by: f.Text | None = None
    #: Why it was opened again.
    reason: f.Text | None = None
    digest: f.Text | None = None


MODELS: dict[str, type[Declaration]] = {
    model.kind: model
    for model in (
        Partnership,
        Person,
        Fund,
        Plan,
        Action,
        Earmark,
        Decision,
        Proposal,
        Measure,
        Target,
        Forecast,
        Return,
        Question,
        Paper,
        Year,
        CouncilListing,
        CouncilItem,
        Reconciliation,
    )
}
