"""No day falls between two returns: however a life is cut up, each amount is in just one."""

import datetime
import itertools
from collections import Counter
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from ringfence.ledger.book import Book
from ringfence.ledger.money import ZERO
from ringfence.reports.monitoring.build import prepare
from ringfence.reports.monitoring.report import Report
from ringfence.reports.schedule import dates_of, periods
from tests.test_reports_return_properties import (
    EVENTS,
    FIRST_DAY,
    LAST_DAY,
    Event,
    book_of,
    declarations,
    entries_of,
)

CADENCES = st.sampled_from(["annual", "six-monthly", "quarterly", "monthly"])
DAYS = st.dates(FIRST_DAY + datetime.timedelta(days=1), LAST_DAY)
#: By how many days returns may be as at another day than their period's end, in turn.
OFFSETS = st.lists(st.integers(-12, 12), min_size=5, max_size=5)

DECISION = """2017-04-01 custom "decision" "OPCC-1"
  body: "OPCC"
  title: "As agreed"
"""
#: A second fund that makes returns, in which Older is reported from a day on.
OTHER = """2017-04-01 custom "fund" "Other"
  title: "Another"
  funder: "OPCC"
  stage: "awarded"
  returns: "{cadence}"
"""


def everyday() -> str:
    """A penny of each fund spent on every ninth day, so that no gap stays unseen."""
    text = ""
    for number in range((LAST_DAY - FIRST_DAY).days // 9):
        day = FIRST_DAY + datetime.timedelta(days=9 * number)
        year = "2017-18" if day < datetime.date(2018, 4, 1) else "2018-19"
        for fund in ("Main", "Older"):
            text += (
                f'{day} * "Payee" "Daily"\n  Expenses:Plan:{year}:Alpha:{fund}  0.01 GBP\n'
                f"  Assets:Council:{fund}  -0.01 GBP\n"
            )
    return text


def amended(day: datetime.date, fund: str, field: str) -> str:
    return f'{day} custom "fund" "{fund}"\n  {field}\n  decision: "OPCC-1"\n'


def as_ats_of(text: str, fund: str, offsets: list[int]) -> dict[str, datetime.date]:
    """The returns of a fund that begin by the last day, each as at a day of its own."""
    book, found = book_of(text), {}
    for number, period in enumerate(periods(book, fund)):
        if period.start > LAST_DAY:
            break
        days = datetime.timedelta(days=offsets[number % len(offsets)])
        found[str(period)] = dates_of(book, fund, str(period)).end + days
    last = list(found)[-1]
    found[last] = max(found[last], LAST_DAY)
    return found


def declared(fund: str, as_ats: dict[str, datetime.date]) -> str:
    return "".join(
        f'2017-04-01 custom "return" "{fund}" "{ref}"\n  as-at: {day}\n'
        for ref, day in as_ats.items()
    )


def spent_in(book: Book, fund: str, last: datetime.date) -> Counter[tuple[str, int]]:
    """Every entry that spent the fund, by its place in the books."""
    return Counter(
        (str(row.entry.meta["filename"]), int(row.entry.meta["lineno"]))
        for track in book.pots_of_fund(fund)
        if track.spent_track
        for row in track.spent_track.rows(last=last)
    )


def evidence_in(reports: list[Report], fund: str) -> Counter[tuple[str, int]]:
    rows = (row for report in reports for row in report.evidence if row.fund == fund)
    return Counter((row.file, row.line) for row in rows)


def each_line_is_evidenced(report: Report) -> None:
    spent: dict[tuple[str, str, str], Decimal] = {}
    for row in report.evidence:
        key = (row.year, row.action, row.fund)
        spent[key] = spent.get(key, ZERO) + row.amount
    for line in report.lines:
        for fund, part in line.by_fund.items():
            assert part.actual_in_period == spent.get((line.year, line.action, fund), ZERO)


@settings(max_examples=40)
@given(CADENCES, CADENCES, DAYS, OFFSETS, EVENTS)
def test_each_amount_is_in_one_return_though_the_cadence_changes(
    before: str, after: str, day: datetime.date, offsets: list[int], events: list[Event]
) -> None:
    text = declarations(before, {}) + DECISION + amended(day, "Main", f'returns: "{after}"')
    as_ats = as_ats_of(text, "Main", offsets)
    book = book_of(text + declared("Main", as_ats) + entries_of(events) + everyday())
    reports = [prepare(book, "Main", ref) for ref in as_ats]
    for one, other in itertools.pairwise(reports):
        assert other.dates.first == one.dates.as_at + datetime.timedelta(days=1)
    for fund in ("Main", "Older"):
        assert evidence_in(reports, fund) == spent_in(book, fund, reports[-1].dates.as_at)
    for report in reports:
        each_line_is_evidenced(report)


@settings(max_examples=40)
@given(CADENCES, CADENCES, DAYS, OFFSETS, EVENTS)
def test_each_amount_is_in_one_return_though_a_fund_moves_to_another(
    main: str, other: str, day: datetime.date, offsets: list[int], events: list[Event]
) -> None:
    text = declarations(main, {}) + OTHER.format(cadence=other) + DECISION
    as_ats = {fund: as_ats_of(text, fund, offsets) for fund in ("Main", "Other")}
    text += amended(day, "Older", 'reported-in: "Other"')
    text += "".join(declared(fund, refs) for fund, refs in as_ats.items())
    book = book_of(text + entries_of(events) + everyday())
    reports = [prepare(book, fund, ref) for fund, refs in as_ats.items() for ref in refs]
    last = max(as_ats["Other"].values())
    assert evidence_in(reports, "Older") == spent_in(book, "Older", last)
    for report in reports:
        each_line_is_evidenced(report)
