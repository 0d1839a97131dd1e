"""The return as a paper that an officer sends: sections of tables, sentences and signatures."""

from __future__ import annotations

from collections.abc import Iterator

from ringfence.ledger.frozen import SENT
from ringfence.ledger.money import pounds
from ringfence.reports.columns import BEFORE, CLAIM
from ringfence.reports.forecasting.unspent import YearUnspent
from ringfence.reports.forecasting.words import list_words
from ringfence.reports.monitoring import financial_tables as financial
from ringfence.reports.monitoring import paper_tables as tables
from ringfence.reports.monitoring.compare import figures_table
from ringfence.reports.monitoring.content import retold_table
from ringfence.reports.monitoring.exceptions_table import exceptions_table
from ringfence.reports.monitoring.financial_tables import Names
from ringfence.reports.monitoring.life import DECLINED, last_certified, steps_table
from ringfence.reports.monitoring.missing import TO_COMPLETE
from ringfence.reports.monitoring.report import Claim, Report
from ringfence.reports.reliance import banner
from ringfence.reports.render.table import Block, Cell, Fields, Paper, Section, Sentence, long_date
from ringfence.reports.schedule import FINAL, Dates, return_title
from ringfence.reports.underspend_paper import kept_words, left_words

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
        Section(financial.SUMMARY, tuple(_summary(report, names))),
        Section("About this return", tuple(_about(report))),
        Section("Actions", tuple(_actions(report, names))),
        Section("Unspent and by fund", tuple(_by_fund(report, names))),
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
            ("Period", _period(dates)),
            ("As at", dates.as_at),
            ("Due", dates.due or TO_COMPLETE),
            ("Status", _status_words(report)),
        ),
        sections=sections,
        day=dates.as_at,
    )


def _period(dates: Dates) -> str:
    """Return the period, and from when its spending counts where that is another day."""
    told = f"{long_date(dates.start)} to {long_date(dates.end)} ({dates.ref})"
    if dates.first == dates.start:
        return told
    return f"{told}; spending counts from {long_date(dates.first)}"


def title_of(dates: Dates) -> str:
    """Name a return as people do: ``Monitoring return 2017/18, half-year 1``."""
    return return_title(FINAL if dates.is_final else dates.ref)


def _summary(report: Report, names: Names) -> Iterator[Block]:
    """Answer what a funder asks first, on a page."""
    yield from _warnings(report)
    yield from _since_signed(report)
    yield from _opening(report)
    yield from financial.by_action(report, names)
    yield financial.funds_box(report)
    yield from financial.why_more_was_spent(report)


def _status_words(report: Report) -> str:
    """Return how far the return has come, and whether anything is missing: a list says what.

    Once it is sent it is what it is; what can still be told later is in the officer's own list.
    """
    count = 0 if report.status in SENT else len(report.to_complete)
    if not count:
        return report.status
    return f"{report.status}, {count} thing{'' if count == 1 else 's'} still to complete"


def _opening(report: Report) -> Iterator[Sentence]:
    """Yield what is unspent at the year's end and what is claimed."""
    if report.asked_for.unspent:
        yield Sentence(_unspent_words(report.asked_for.unspent), "strong")
    claims = [
        f"{pounds(part.this_claim)} of {fund}"
        for fund, part in report.claim.by_fund.items()
        if part.this_claim
    ]
    if claims:
        yield Sentence(f"This return claims {list_words(claims)}.", "strong")


def _unspent_words(found: YearUnspent) -> str:
    """Return what is unspent and what becomes of it; what is not in that, beside it."""
    day, beside = long_date(found.day), kept_words(found)
    if not found.total and found.whole > 0:
        return f"{pounds(found.whole)} {left_words(found)} {day}: {beside}."
    amount = pounds(found.total) if found.total else "Nothing"
    verb, lapse = (
        ("was unspent at", "was never received and lapses")
        if found.is_over
        else ("is forecast to be unspent at", "has not been received, and would lapse")
    )
    becomes = [
        f"{pounds(part)} {what}"
        for what, part in (
            ("may be spent later if the funder consents", found.by_consent),
            ("is to be repaid", found.to_repay),
            (lapse, found.lapsing),
            ("is not covered by the terms", found.not_said),
        )
        if part
    ]
    told = [list_words(becomes)] if becomes else []
    told += [f"beside it {beside}"] if beside else []
    return f"{amount} {verb} {day}{': ' if told else ''}{'; '.join(told)}."


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
    """Yield what of it nobody certified, before anything else is read of it."""
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


def _about(report: Report) -> Iterator[Block]:
    if report.to_complete and report.status not in SENT:
        yield Sentence("Still to complete", "strong")
        for number, missing in enumerate(report.to_complete, start=1):
            yield Sentence(f"{number}. {missing.what}", "item")
    yield from _changes(report)
    yield Fields("About this return", tuple(_header_rows(report)))
    if _says_more(report.claim):
        yield Fields(f"Claim on {report.header.fund}", tuple(_claim(report)))
    yield from financial.claim_working(report)
    yield from financial.statements(report)


def _header_rows(report: Report) -> Iterator[tuple[str, Cell]]:
    """Name what the return is of and who stands behind it."""
    header, dates = report.header, report.dates
    if header.host:
        yield "Accountable body", header.host
    yield "Grant reference", header.reference or TO_COMPLETE
    yield "Award letter", header.award_letter or TO_COMPLETE
    yield "Authorised person", header.authorised_person or TO_COMPLETE
    yield "Deputy", header.deputy or TO_COMPLETE
    yield "Actual figures", f"{long_date(dates.first)} to {long_date(dates.as_at)}, accrued"
    if not report.is_over and dates.year:
        unspent = report.asked_for.unspent
        yield "Forecast", f"to {long_date(unspent.last_day if unspent else dates.year.end)}"
    yield "Funds covered", ", ".join(report.funds)
    if header.prepared_by or report.status not in SENT:
        yield "Prepared by", header.prepared_by or TO_COMPLETE
    if header.certified_by:
        yield "Certified by", header.certified_by
    if header.reason:
        declined = report.history[-1:] and report.history[-1].what == DECLINED
        yield f"Why {DECLINED if declined else report.status}", header.reason


def _says_more(claim: Claim) -> bool:
    """Return whether the claim has something that the first page's box of funds has not."""
    before = (getattr(claim, key) for key in BEFORE)
    return claim.award is None or claim.this_claim is None or any(v is not None for v in before)


def _claim(report: Report) -> Iterator[tuple[str, Cell]]:
    """Yield what was asked of the funder and is now; what was before is there where it was said."""
    asked = ("award", "received_to_date", "received_before", "claimed_to_date", "claimed_before")
    for key in (*asked, "spent_before", "this_claim"):
        amount = getattr(report.claim, key)
        if amount is not None or key not in BEFORE:
            yield CLAIM[key].title, TO_COMPLETE if amount is None else amount


def _changes(report: Report) -> Iterator[Block]:
    """Yield what changed since the return was sent, where it was reopened."""
    earlier = report.earlier
    if earlier and earlier.figures:
        title = f"Changed since version {earlier.version} was sent"
        yield figures_table(earlier)._replace(title=title)
    elif earlier:
        yield Sentence(f"No figure has changed since version {earlier.version} was sent.")


def _actions(report: Report, names: Names) -> Iterator[Block]:
    yield from financial.allocation(report, names)
    yield from financial.against_profile(report, names)
    yield from tables.explanations(report, names)


def _by_fund(report: Report, names: Names) -> Iterator[Block]:
    yield from tables.unspent(report)
    yield from financial.by_fund(report, names)
    yield from tables.asked_tables(report, names)


def _delivery(report: Report, names: Names) -> Iterator[Block]:
    if report.retold:
        yield retold_table(report.retold, "Added or changed since it was submitted")
    blocks: list[Block] = [*tables.measures(report, names), *tables.note_tables(report, names)]
    yield from blocks or [Sentence("Nothing was noted or counted in the period.")]


def _evidence(report: Report, names: Names) -> Iterator[Block]:
    dates = report.dates
    if report.evidence:
        yield tables.evidence(report, names)
    else:
        between = f"{long_date(dates.first)} to {long_date(dates.as_at)}"
        yield Sentence(f"Nothing was spent in the period, {between}.")
    slips = report.left_out // 2
    if slips:
        what = (
            "One entry that was wrong, and its reversal"
            if slips == 1
            else (f"{slips} entries that were wrong, and their reversals")
        )
        yield Sentence(f"{what} in the period, are left out: they add up to zero.")


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
