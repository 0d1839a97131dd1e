"""The return as plain data: one frozen object that every format is made of."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from ringfence.ledger.money import ZERO
from ringfence.reports.fund_statement import Statement
from ringfence.reports.monitoring.asked_for import AskedFor
from ringfence.reports.monitoring.exceptions import Standing
from ringfence.reports.monitoring.missing import Missing
from ringfence.reports.schedule import Dates


class Figure(NamedTuple):
    """A figure that is not what it was; None where there was, or is, no such line."""

    place: str
    name: str
    then: str | None
    now: str | None


class Retold(NamedTuple):
    """Words or a count that are not what they were; None where there were, or are, none."""

    place: str
    what: str
    then: str | None
    now: str | None


class FundClaim(NamedTuple):
    """What was asked of one fund's funder. None is what its terms, or nobody, said.

    ``…_before`` is what of it was before the books began; received and claimed to date have it
    in them, and so have ``awarded`` and ``spent``, which are of all that the fund ever had:
    what was awarded, or there when the books begin, and what was spent. Less ``lapsed`` and
    ``repaid`` too, that is what is left. ``due`` is what may be claimed in all by the as-at,
    ``basis`` how that is known, in words.
    """

    award: Decimal | None
    received_to_date: Decimal
    claimed_to_date: Decimal
    this_claim: Decimal | None
    received_before: Decimal | None
    claimed_before: Decimal | None
    spent_before: Decimal | None
    awarded: Decimal
    spent: Decimal
    lapsed: Decimal
    repaid: Decimal
    due: Decimal | None
    basis: str | None


class Claim(NamedTuple):
    """What is claimed, and what there was to spend.

    What ``FundClaim`` has is of the named fund, ``by_fund`` of each that
    is covered: older money may be paid on order too. ``this_claim_in_all`` is what is claimed of
    all of them. All else is of all funds covered.
    """

    award: Decimal | None
    received_to_date: Decimal
    claimed_to_date: Decimal
    this_claim: Decimal | None
    received_before: Decimal | None
    claimed_before: Decimal | None
    spent_before: Decimal | None
    this_claim_in_all: Decimal | None
    brought_in: Decimal
    awarded_in_year: Decimal
    lapsed: Decimal
    repaid: Decimal
    spent_at_risk: Decimal
    by_fund: Mapping[str, FundClaim]

    @property
    def available(self) -> Decimal:
        """All that there was: the other side of the whole table."""
        return self.brought_in + self.awarded_in_year - self.lapsed - self.repaid


class OtherYears(NamedTuple):
    """What is left in, and was spent since 1 April on, the pots of other years."""

    left: Decimal = ZERO
    spent: Decimal = ZERO


class FundPart(NamedTuple):
    """What one fund is of a line. Returns submitted before there were any have no forecast."""

    current_allocation: Decimal
    actual_in_period: Decimal
    actual_to_date: Decimal
    earmarked: Decimal
    committed: Decimal | None = None
    forecast_outturn: Decimal | None = None
    forecast_to_plan: Decimal | None = None


class ReturnLine(NamedTuple):
    """One action of the Delivery Plan, or the totals of all.

    Profile and variances are None without a profile. ``forecast_basis`` is the rule that gave
    the figure (:class:`ringfence.reports.forecasting.report.Rule`), ``forecast_words`` what it
    rests on in words; ``forecast_held`` is what it was held at: no more than the ``allocation``,
    no less than what is ``spent`` or ``decided``. ``forecast_to_plan`` and ``forecast_undated``
    are what nobody has looked at. ``forecast_under`` and ``forecast_over`` are not set off
    against each other, fund by fund. ``forecast_timing`` says that it is behind its profile.
    ``forecast_rest`` is what is known of a variance from the allocation, and ``[to complete]``
    where the terms ask for a reason and nothing is; empty where there is none. In a return
    submitted before they were there they are None.
    """

    year: str
    action: str
    title: str
    original_allocation: Decimal
    virements: Decimal
    carried_forward: Decimal
    current_allocation: Decimal
    profile_to_date: Decimal | None
    actual_in_period: Decimal
    actual_to_date: Decimal
    earmarked: Decimal
    committed: Decimal
    variance: Decimal | None
    variance_percent: Decimal | None
    forecast_outturn: Decimal
    forecast_basis: str | None
    forecast_held: str | None
    forecast_variance: Decimal
    forecast_reason: str | None
    explanation: str | None
    rag: str | None
    by_fund: Mapping[str, FundPart]
    forecast_words: str | None = None
    forecast_said_on: datetime.date | None = None
    forecast_to_plan: Decimal | None = None
    forecast_undated: Decimal | None = None
    forecast_bills_awaited: Decimal | None = None
    forecast_under: Decimal | None = None
    forecast_over: Decimal | None = None
    forecast_timing: str | None = None
    forecast_rest: str | None = None


class EvidenceRow(NamedTuple):
    """One amount spent. Payee, invoice, credit note and text of a private entry are None.

    ``recorded`` is the day of recording, if that was more than seven days after the date.
    """

    date: datetime.date
    action: str
    fund: str
    payee: str | None
    invoice: str | None
    credit_note: str | None
    amount: Decimal
    year: str
    earmark: str | None
    description: str | None
    adjusts: str | None
    pending: bool
    illustrative: bool
    private: bool
    file: str
    line: int
    recorded: datetime.date | None = None


class Count(NamedTuple):
    """One measure in a period, against its target if there is one."""

    name: str
    group: str | None
    in_period: Decimal | None
    to_date: Decimal
    target: Decimal | None
    target_from: datetime.date | None
    target_to: datetime.date | None
    sources: tuple[str, ...]


class DatedNote(NamedTuple):
    """What an officer noted on a day; ``recorded`` as of an amount spent."""

    date: datetime.date
    text: str
    recorded: datetime.date | None = None


class Delivery(NamedTuple):
    """What an action did in the period."""

    year: str
    action: str
    title: str
    priority: str | None
    objectives: str | None
    lead: str | None
    measures: tuple[Count, ...]
    narrative: tuple[DatedNote, ...]
    risks: tuple[DatedNote, ...]


class Remark(NamedTuple):
    """A finding that stays visible: what awaits a decision, was overridden or is warned of."""

    rule: str
    severity: str
    message: str
    file: str | None
    line: int | None


class Header(NamedTuple):
    """Whose return it is, of what, who speaks for the partnership and who signs it."""

    partnership: str
    host: str | None
    finance_role: str | None
    fund: str
    title: str
    funder: str
    reference: str | None
    award_letter: str | None
    authorised_person: str | None
    deputy: str | None
    prepared_by: str | None
    certified_by: str | None
    reason: str | None


class Step(NamedTuple):
    """One step in the life of a return. ``version`` counts how often it was sent by then.

    ``recorded_by`` is who recorded it in the name of ``by``, if that was somebody else by their
    login; ``recorded`` the day on which it was, if that was more than seven days later. ``seal``
    is the directive's; steps of before there were seals, and those by hand, have none.
    ``question`` is the id of what it asks or answers.
    ``quoted`` is the seal that the funder quoted as they accepted it.
    """

    day: datetime.date
    what: str
    by: str | None
    reference: str | None
    reason: str | None
    version: int
    recorded_by: str | None = None
    recorded: datetime.date | None = None
    seal: str | None = None
    question: str | None = None
    login: str | None = None
    quoted: str | None = None


class Earlier(NamedTuple):
    """A version that was sent before the return was reopened, and the figures changed since."""

    version: int
    figures: tuple[Figure, ...]


class Report(NamedTuple):
    """The return. ``titles`` are what the funds covered are called, ``statements`` of the year.

    ``left_out`` counts what the evidence leaves out: slips, and what took them back in the period.
    ``earlier`` is None of a return that was never reopened, or where no snapshot is to hand.
    ``retold`` is what of its narrative and counts was added or changed since it was submitted.
    ``uncertified`` is what of it, figures or words, is no more what was certified.
    """

    header: Header
    dates: Dates
    funds: tuple[str, ...]
    titles: Mapping[str, str]
    status: str
    to_complete: tuple[Missing, ...]
    claim: Claim
    other_years: OtherYears
    lines: tuple[ReturnLine, ...]
    reserve: Mapping[str, Decimal]
    unallocated: Mapping[str, Decimal]
    statements: Mapping[str, Statement]
    totals: ReturnLine
    asked_for: AskedFor
    adjustments: tuple[EvidenceRow, ...]
    delivery: tuple[Delivery, ...]
    evidence: tuple[EvidenceRow, ...]
    standing_out: tuple[Standing, ...]
    remarks: tuple[Remark, ...]
    findings: Mapping[str, int]
    digest: str
    left_out: int = 0
    earlier: Earlier | None = None
    retold: tuple[Retold, ...] = ()
    uncertified: str | None = None
    history: tuple[Step, ...] = ()

    @property
    def is_over(self) -> bool:
        """Whether the last day of its year has come, so that nothing is forecast any more.

        Where all its funds end earlier, it is the last of their days.
        """
        year, unspent = self.dates.year, self.asked_for.unspent
        if year is None:
            return True
        return self.dates.as_at >= (unspent.last_day if unspent else year.end)

    @property
    def demanded(self) -> tuple[Missing, ...]:
        """What of it there must be before the return is certified."""
        return tuple(each for each in self.to_complete if each.weight == "must")
