"""The return as a paper that an officer sends: sections of tables, sentences and signatures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ringfence.ledger.money import ZERO
from ringfence.reports.columns import BEFORE
from ringfence.reports.columns import CLAIM
from ringfence.reports.columns import LINE
from ringfence.reports.columns import OTHER_YEARS
from ringfence.reports.columns import POOLS
from ringfence.reports.findings_said import banner
from ringfence.reports.monitoring import financial_tables as financial
from ringfence.reports.monitoring import paper_tables as tables
from ringfence.reports.monitoring.compare import figures_table
from ringfence.reports.monitoring.exceptions_table import exceptions_table
from ringfence.reports.monitoring.life import last_certified
from ringfence.reports.monitoring.life import steps_table
from ringfence.reports.monitoring.missing import TO_COMPLETE
from ringfence.reports.monitoring.told import retold_table
from ringfence.reports.render.table import Block
from ringfence.reports.render.table import Column
from ringfence.reports.render.table import Fields
from ringfence.reports.render.table import Paper
from ringfence.reports.render.table import Row
from ringfence.reports.render.table import Section
from ringfence.reports.render.table import Sentence
from ringfence.reports.render.table import Table
from ringfence.reports.render.table import long_date
from ringfence.reports.schedule import FINAL
from ringfence.reports.schedule import called

if TYPE_CHECKING:
    from ringfence.reports.monitoring.financial_tables import Names
    from ringfence.reports.monitoring.report import Report
    from ringfence.reports.render.table import Cell
    from ringfence.reports.schedule import Dates

_CERTIFIES = (
    "I certify that to the best of my knowledge this return is accurate and agrees with the "
    "accounts; that the expenditure in it is eligible, was properly incurred and used for the "
    "purposes of the grant; that no other grant has been or will be claimed towards it; and that "
    "the records behind it are kept."
)


def return_paper(report: Report) -> Paper:
    """Lay the return out."""
    names = financial.names_of(report)
    exceptions = (*tables.adjustments(report, names), *exceptions_table(report))
    sections = (
        Section("Summary", tuple(_summary(report))),
        Section("Financial table", tuple(financial.allocation(report, names))),
        Section("Variances and forecast", tuple(_variances(report, names))),
        Section("By fund", (*financial.pots(report), *financial.by_fund(report, names))),
        Section("Delivery", tuple(_delivery(report, names))),
        Section("Evidence", tuple(_evidence(report, names))),
        Section(
            "Exceptions and declaration" if exceptions else "Declaration",
            (*exceptions, *_declaration(report)),
        ),
    )
    header, dates = report.header, report.dates
    return Paper(
        title=title_of(dates),
        owner=header.partnership or header.fund,
        facts=(
            ("Fund", f"{header.title} ({header.fund})"),
            ("Funder", header.funder),
            ("Period", f"{long_date(dates.start)} to {long_date(dates.end)} ({dates.ref})"),
            ("As at", dates.as_at),
            ("Due", dates.due),
            ("Status", report.status),
        ),
        sections=sections,
        day=dates.as_at,
    )


def title_of(dates: Dates) -> str:
    """Name a return as people do: ``Monitoring return 2017/18, half-year 1``."""
    return called(FINAL if dates.is_final else dates.ref)


def _summary(report: Report) -> Iterator[Block]:
    yield from _warnings(report)
    yield from _since_signed(report)
    if report.to_complete:
        yield Sentence("Still to complete", "strong")
        for number, missing in enumerate(report.to_complete, start=1):
            yield Sentence(f"{number}. {missing.what}")
    yield Fields("About this return", tuple(_about(report)))
    yield from _changed(report)
    yield _claim(report)
    yield from _balance(report)


def _warnings(report: Report) -> Iterator[Block]:
    draft = banner(report.findings)
    if draft:
        yield Sentence(draft, "warning")
    if report.claim.spent_at_risk:
        yield Sentence(
            f"£{report.claim.spent_at_risk:,.2f} was spent at the council's risk: the funder's "
            "approval is still awaited.",
            "warning",
        )


def _since_signed(report: Report) -> Iterator[Sentence]:
    """Say what of it nobody certified, before anything else is read of it."""
    by = f" by {report.header.certified_by}" if report.header.certified_by else ""
    if report.uncertified:
        yield Sentence(
            f"The {report.uncertified} have changed since this return was certified{by}: it is to "
            "be certified again. Do not send.",
            "warning",
        )
    if report.retold:
        count = len(report.retold)
        what = "One part" if count == 1 else f"{count} parts"
        verb = "was" if count == 1 else "were"
        yield Sentence(
            f"{what} of the narrative and counts {verb} added or changed since this return was "
            f"submitted, and {verb} not certified{by}: see Delivery.",
            "warning",
        )


def _about(report: Report) -> Iterator[tuple[str, Cell]]:
    header, dates = report.header, report.dates
    if header.host:
        yield "Accountable body", header.host
    yield "Grant reference", header.reference or TO_COMPLETE
    yield "Award letter", header.award_letter or TO_COMPLETE
    yield "Authorised person", header.authorised_person or TO_COMPLETE
    yield "Deputy", header.deputy or TO_COMPLETE
    yield "Actual figures", f"{long_date(dates.first)} to {long_date(dates.as_at)}, accrued"
    if not dates.is_final:
        yield "Forecast", f"to {long_date(dates.year.end)}" if dates.year else None
    yield "Funds covered", ", ".join(report.funds)
    if header.prepared_by:
        yield "Prepared by", header.prepared_by
    if header.certified_by:
        yield "Certified by", header.certified_by
    if header.reason:
        yield f"Why {report.status}", header.reason


def _changed(report: Report) -> Iterator[Block]:
    """Say what changed since the return was sent, where it was reopened."""
    earlier = report.earlier
    if earlier and earlier.figures:
        title = f"Changed since version {earlier.version} was sent"
        yield figures_table(earlier)._replace(title=title)
    elif earlier:
        yield Sentence(f"No figure has changed since version {earlier.version} was sent.")


def _claim(report: Report) -> Table:
    claim = report.claim
    keys = ("award", "received_to_date", "received_before", "claimed_to_date", "claimed_before")
    rows = [
        Row((CLAIM[key].title, getattr(claim, key)))
        for key in (*keys, "spent_before", "this_claim")
        if key not in BEFORE or getattr(claim, key) is not None
    ]
    rows += [
        Row((f"To be claimed of {fund}", part.this_claim))
        for fund, part in claim.by_fund.items()
        if part.this_claim and fund != report.header.fund
    ]
    columns = (Column(f"Claim on {report.header.fund}"), Column("£", "money"))
    return Table("Claim", columns, tuple(rows))


def _balance(report: Report) -> Iterator[Table]:
    """Show both sides of the same sum: what there was, and where it is."""
    claim, other = report.claim, report.other_years
    there = [
        Row((CLAIM["brought_in"].title, claim.brought_in)),
        Row((CLAIM["awarded_in_year"].title, claim.awarded_in_year)),
        Row((CLAIM["lapsed"].title, -claim.lapsed)),
        Row((CLAIM["repaid"].title, -claim.repaid)),
    ]
    where = [
        Row((LINE["current_allocation"].title, report.totals.current_allocation)),
        Row((POOLS["reserve"].title, sum(report.reserve.values(), ZERO))),
        Row((POOLS["unallocated"].title, sum(report.unallocated.values(), ZERO))),
    ]
    if other.left or other.spent:
        where += [Row((each.title, getattr(other, key))) for key, each in OTHER_YEARS.items()]
    money = Column("£", "money", summed=True)
    yield Table("What there was", (Column("All funds covered"), money), tuple(there), "In all")
    yield Table("Where it is", (Column("All funds covered"), money), tuple(where), "In all")


def _variances(report: Report, names: Names) -> Iterator[Block]:
    yield from financial.against_profile(report, names)
    yield from financial.forecast(report, names)
    yield from tables.explanations(report, names)
    yield from tables.asked(report, names)


def _delivery(report: Report, names: Names) -> Iterator[Block]:
    if report.retold:
        yield retold_table(report.retold, "Added or changed since it was submitted")
    blocks: list[Block] = [*tables.measures(report, names), *tables.said(report, names)]
    yield from blocks or [Sentence("Nothing was noted or counted in the period.")]


def _evidence(report: Report, names: Names) -> Iterator[Block]:
    dates = report.dates
    if report.evidence:
        yield tables.evidence(report, names)
    else:
        between = f"{long_date(dates.first)} to {long_date(dates.as_at)}"
        yield Sentence(f"Nothing was spent in the period, {between}.")


def _declaration(report: Report) -> Iterator[Block]:
    role = report.header.finance_role or "Chief finance officer"
    yield Sentence(_CERTIFIES)
    signed = last_certified(report.history)
    name, day = (signed.by, signed.day) if signed and not report.uncertified else (None, None)
    yield Fields(role, (("Name", name), ("Signature", None), ("Date", day)))
    yield Fields(
        "For the partnership",
        (("Name", None), ("Role", None), ("Signature", None), ("Date", None)),
    )
    if report.history:
        yield steps_table(report.history)
    yield Sentence(f"Digest of the figures and evidence: {report.digest}")
