"""What must hold of every return of any books, over generated ones."""

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

import pytest
from beancount import loader
from hypothesis import given, settings
from hypothesis import strategies as st

from ringfence.ledger.book import Book
from ringfence.ledger.money import ZERO
from ringfence.reports.monitoring.as_json import as_json
from ringfence.reports.monitoring.build import prepare
from ringfence.reports.monitoring.paper import return_paper
from ringfence.reports.monitoring.report import FundPart, Report
from ringfence.reports.render.docx_ import document
from ringfence.reports.render.markdown import markdown
from ringfence.reports.render.xlsx import workbook
from ringfence.reports.schedule import dates_of, periods

FIRST_DAY = datetime.date(2017, 4, 1)
LAST_DAY = datetime.date(2019, 3, 31)
YEARS = ("2017-18", "2018-19")
ACTIONS = ("Alpha", "Beta")
FUNDS = ("Main", "Older")


class Event(NamedTuple):
    """Something that may happen to the money, as far as there is any."""

    day: int
    kind: str
    fund: str
    year: str
    action: str
    pence: int


KINDS = (
    "award",
    "opening",
    "claim",
    "lapse",
    "repay",
    "take back",
    "allocate",
    "reserve",
    "draw",
    "release",
    "vire",
    "forward",
    "earmark",
    "spend",
    "spend",
    "spend",
    "spend earmark",
    "refund",
    "adjust",
)

#: By how many days a return may be as at another day than its period's end.
OFFSETS = (-30, -1, 0, 1, 20)
QUARTERS = [
    datetime.date(2017 + (month + 2) // 12, (month + 2) % 12 + 1, 1) for month in range(4, 28, 3)
]
#: The last day that a return may count, and the first day of the next one.
EDGES = [
    (day - FIRST_DAY).days + offset + late
    for day in QUARTERS
    for offset in OFFSETS
    for late in (-1, 0)
    if day + datetime.timedelta(days=offset) <= LAST_DAY
]

EVENTS = st.lists(
    st.builds(
        Event,
        st.one_of(st.integers(0, (LAST_DAY - FIRST_DAY).days), st.sampled_from(EDGES)),
        st.sampled_from(KINDS),
        st.sampled_from(FUNDS),
        st.sampled_from(YEARS),
        st.sampled_from(ACTIONS),
        st.integers(1, 30_000),
    ),
    min_size=3,
    max_size=45,
).map(sorted)


class Ledger:
    """Books written an entry at a time, none of which takes what is not there."""

    def __init__(self) -> None:
        self.text: list[str] = []
        self.left: dict[str, int] = {}

    def post(self, day: datetime.date, fund: str, *legs: tuple[str, int], meta: str = "") -> None:
        lines = [f'{day} * "Payee" "Something"', *([f"  {meta}"] if meta else [])]
        for account, pence in legs:
            lines.append(f"  {account}:{fund}  {Decimal(pence) / 100:.2f} GBP")
            self.left[f"{account}:{fund}"] = self.left.get(f"{account}:{fund}", 0) + pence
        self.text.append("\n".join(lines))

    def holds(self, fund: str, *accounts: str) -> int:
        """What is left in a pot, by the accounts that make it up."""
        return -sum(self.left.get(f"{account}:{fund}", 0) for account in accounts)

    def happen(self, event: Event) -> None:
        day = FIRST_DAY + datetime.timedelta(days=event.day)
        fund, plan = event.fund, f"{event.year}:{event.action}"
        source = "Income:OPCC" if fund == "Main" else "Equity:Opening"
        free = self.holds(fund, "Equity:Unallocated", source)
        action = self.holds(fund, f"Equity:Plan:{plan}", f"Expenses:Plan:{plan}")
        earmark = self.holds(fund, f"Equity:Plan:{plan}:One", f"Expenses:Plan:{plan}:One")
        reserve = self.holds(fund, "Equity:Reserve")
        promised = self.left.get(f"Assets:Awarded:OPCC:{fund}", 0)
        spent = self.left.get(f"Expenses:Plan:{plan}:{fund}", 0)
        owed = self.left.get(f"Liabilities:Repayable:OPCC:{fund}", 0)
        other = f"{event.year}:{'Beta' if event.action == 'Alpha' else 'Alpha'}"
        later = f"2018-19:{event.action}"
        moves: dict[str, tuple[int, str, str]] = {
            "claim": (promised, "Assets:Receivable:OPCC", "Assets:Awarded:OPCC"),
            "lapse": (min(free, promised), "Income:OPCC", "Assets:Awarded:OPCC"),
            "repay": (free, source, "Liabilities:Repayable:OPCC"),
            "take back": (-owed, "Liabilities:Repayable:OPCC", source),
            "allocate": (free, "Equity:Unallocated", f"Equity:Plan:{plan}"),
            "reserve": (free, "Equity:Unallocated", "Equity:Reserve"),
            "draw": (reserve, "Equity:Reserve", f"Equity:Plan:{plan}"),
            "release": (action, f"Equity:Plan:{plan}", "Equity:Unallocated"),
            "vire": (action, f"Equity:Plan:{plan}", f"Equity:Plan:{other}"),
            "forward": (action, f"Equity:Plan:{plan}", f"Equity:Plan:{later}"),
            "earmark": (action, f"Equity:Plan:{plan}", f"Equity:Plan:{plan}:One"),
            "spend": (action, f"Expenses:Plan:{plan}", "Assets:Council"),
            "adjust": (action, f"Expenses:Plan:{plan}", "Assets:Council"),
            "spend earmark": (earmark, f"Expenses:Plan:{plan}:One", "Assets:Council"),
            "refund": (spent, "Assets:Council", f"Expenses:Plan:{plan}"),
        }
        if event.kind == "award" and fund == "Main":
            moves["award"] = (event.pence, "Assets:Awarded:OPCC", "Income:OPCC")
        if event.kind == "opening" and fund == "Older":
            moves["opening"] = (event.pence, "Assets:Council", "Equity:Opening")
        most, debit, credit = moves.get(event.kind, (0, "", ""))
        if event.kind == "lapse" and fund == "Older":
            most = 0
        if debit != credit and (amount := min(most, event.pence)) > 0:
            meta = 'adjusts: "Main/2017-18"' if event.kind == "adjust" else ""
            self.post(day, fund, (debit, amount), (credit, -amount), meta=meta)

    def defer(self) -> None:
        """Take what Main has left for not yet earned, over the night of 31 March."""
        pots = ("Income", "Equity:Unallocated", "Equity:Reserve", "Equity:Plan", "Expenses:Plan")
        left = -sum(
            pence
            for account, pence in self.left.items()
            if account.endswith(":Main") and account.startswith(pots)
        )
        legs = (("Income:OPCC", left), ("Liabilities:InAdvance:OPCC", -left))
        self.post(datetime.date(2018, 3, 31), "Main", *legs)
        self.post(datetime.date(2018, 4, 1), "Main", *((name, -n) for name, n in legs))


def declarations(cadence: str, as_ats: dict[str, datetime.date]) -> str:
    common = '  title: "A fund"\n  funder: "OPCC"\n  stage: "awarded"\n'
    text = 'plugin "beancount.plugins.auto_accounts"\n'
    text += f'2017-04-01 custom "fund" "Main"\n{common}  returns: "{cadence}"\n'
    text += '  payment: "arrears"\n  award: 500000.00 GBP\n'
    text += f'2017-04-01 custom "fund" "Older"\n{common}  reported-in: "Main"\n'
    for year in YEARS:
        for action in ACTIONS:
            text += f'2017-04-01 custom "action" "{year}" "{action}"\n  title: "{action}"\n'
            text += '  profile: "2017-09-30 10.00, 2018-06-30 700.00"\n'
    for ref, day in as_ats.items():
        text += f'2017-04-01 custom "return" "Main" "{ref}"\n  as-at: {day}\n'
    return text


def entries_of(events: list[Event]) -> str:
    ledger = Ledger()
    new_year = (datetime.date(2018, 4, 1) - FIRST_DAY).days
    ledger.post(FIRST_DAY, "Older", ("Assets:Council", 90_000), ("Equity:Opening", -90_000))
    ledger.post(FIRST_DAY, "Main", ("Assets:Awarded:OPCC", 900_000), ("Income:OPCC", -900_000))
    for fund, pence in (("Main", 90_000), ("Older", 15_000)):
        for plan in (f"Equity:Plan:{year}:{action}" for year in YEARS for action in ACTIONS):
            ledger.post(FIRST_DAY, fund, ("Equity:Unallocated", pence), (plan, -pence))
            ledger.post(FIRST_DAY, fund, (plan, pence // 3), (f"{plan}:One", -(pence // 3)))
    for event in events:
        if event.day < new_year:
            ledger.happen(event)
    ledger.defer()
    for event in events:
        if event.day >= new_year:
            ledger.happen(event)
    return "\n\n".join(ledger.text) + "\n"


def book_of(text: str) -> Book:
    entries, errors, _options = loader.load_string(text)
    assert errors == []
    book = Book(entries)
    assert book.irregular == []
    return book


def refs_of(cadence: str) -> list[str]:
    book = book_of(declarations(cadence, {}))
    walk = periods(book, "Main")
    found = []
    while (period := next(walk)).start <= LAST_DAY:
        found.append(str(period))
    return found


REFS = {cadence: refs_of(cadence) for cadence in ("annual", "six-monthly", "quarterly", "monthly")}


@st.composite
def returns(draw: st.DrawFn) -> tuple[Book, list[Report]]:
    """Books with all their returns over two years, each as at a day of its own."""
    cadence = draw(st.sampled_from(["annual", "six-monthly", "quarterly"]))
    text = declarations(cadence, {})
    as_ats = {}
    for ref in REFS[cadence]:
        end = dates_of(book_of(text), "Main", ref).end
        as_ats[ref] = end + datetime.timedelta(days=draw(st.sampled_from(OFFSETS)))
    book = book_of(declarations(cadence, as_ats) + entries_of(draw(EVENTS)))
    return book, [prepare(book, "Main", ref) for ref in REFS[cadence]]


def of_pots(report: Report) -> dict[tuple[str, str, str], Decimal]:
    """What the evidence says was spent, by year, action and fund."""
    spent: dict[tuple[str, str, str], Decimal] = {}
    for row in report.evidence:
        key = (row.year, row.action, row.fund)
        spent[key] = spent.get(key, ZERO) + row.amount
    return {key: amount for key, amount in spent.items() if amount}


@given(returns())
def test_the_whole_comes_to_what_there_was(made: tuple[Book, list[Report]]) -> None:
    _book, reports = made
    for report in reports:
        where = (
            report.totals.current_allocation,
            *report.reserve.values(),
            *report.unallocated.values(),
            *report.other_years,
        )
        assert sum(where, ZERO) == report.claim.available


@given(returns())
def test_every_line_adds_up(made: tuple[Book, list[Report]]) -> None:
    _book, reports = made
    for report in reports:
        for line in (*report.lines, report.totals):
            origins = line.original_allocation + line.virements + line.carried_forward
            assert origins == line.current_allocation
            for name in FundPart._fields:
                parts = (getattr(part, name) for part in line.by_fund.values())
                assert sum(parts, ZERO) == getattr(line, name)
            assert line.committed <= line.earmarked
            if line.profile_to_date is not None and line.year:
                assert line.variance == line.actual_to_date - line.profile_to_date
            assert line.forecast_variance == line.forecast_outturn - line.current_allocation
            assert line.forecast_outturn >= line.actual_to_date
            assert line.forecast_outturn <= line.current_allocation


@given(returns())
def test_the_evidence_is_all_that_was_spent(made: tuple[Book, list[Report]]) -> None:
    """For every line, and over all returns for every pot: no day falls between two."""
    book, reports = made
    seen: dict[tuple[str, str, str], Decimal] = {}
    for report in reports:
        spent = of_pots(report)
        for line in report.lines:
            for fund, part in line.by_fund.items():
                key = (line.year, line.action, fund)
                assert spent.get(key, ZERO) == part.actual_in_period
        for key, amount in spent.items():
            seen[key] = seen.get(key, ZERO) + amount
        to_date: dict[tuple[str, str, str], Decimal] = {}
        for (pot, fund), track in book.pots.items():
            if pot.is_planned:
                key = (pot.path[0], pot.path[1], fund)
                to_date[key] = to_date.get(key, ZERO) + track.spent(report.dates.as_at)
        assert {key: n for key, n in seen.items() if n} == {k: n for k, n in to_date.items() if n}


@given(EVENTS)
def test_any_partition_of_a_year_into_returns_adds_up_to_it(events: list[Event]) -> None:
    text = entries_of(events)
    sums = []
    for cadence, refs in REFS.items():
        book = book_of(declarations(cadence, {}) + text)
        made = [prepare(book, "Main", ref) for ref in refs if ref.startswith("2018-19")]
        added: dict[str, Decimal] = {}
        for report in made:
            for line in report.lines:
                added[line.action] = added.get(line.action, ZERO) + line.actual_in_period
        adjusted = sum((sum(row.amount for row in each.adjustments) for each in made), ZERO)
        last = made[-1]
        figures = [
            (line.action, line.current_allocation, line.actual_to_date) for line in last.lines
        ]
        sums.append((added, adjusted, figures, last.claim, last.other_years))
    assert all(each == sums[0] for each in sums[1:])


@given(EVENTS)
def test_the_first_return_and_the_second_add_up_to_the_year(events: list[Event]) -> None:
    refs = {"2017-18-H1": datetime.date(2017, 8, 31)}
    book = book_of(declarations("six-monthly", refs) + entries_of(events))
    first, second = (prepare(book, "Main", ref) for ref in REFS["six-monthly"][:2])
    before = {line.action: line.actual_in_period for line in first.lines}
    for line in second.lines:
        assert before.get(line.action, ZERO) + line.actual_in_period == line.actual_to_date


@given(EVENTS)
def test_a_final_return_is_over_the_whole_life_of_its_fund(events: list[Event]) -> None:
    book = book_of(declarations("annual", {}) + entries_of(events))
    for fund in FUNDS:
        report = prepare(book, fund, "final", as_at=LAST_DAY)
        assert report.funds == (fund,)
        pots = (*report.reserve.values(), *report.unallocated.values())
        assert report.totals.current_allocation + sum(pots, ZERO) == report.claim.available
        assert sum((row.amount for row in report.evidence), ZERO) == report.totals.actual_to_date
        assert report.totals.actual_in_period == report.totals.actual_to_date


FORMATS: dict[str, Callable[[Report], object]] = {
    "json": as_json,
    "md": lambda report: markdown(return_paper(report)),
    "docx": lambda report: document(return_paper(report)),
    "xlsx": lambda report: workbook(return_paper(report)),
}


@pytest.mark.parametrize("kind", FORMATS)
@settings(max_examples=12)
@given(events=EVENTS)
def test_the_same_books_give_the_same_bytes(kind: str, events: list[Event]) -> None:
    text = declarations("six-monthly", {}) + entries_of(events)
    one, other = (
        FORMATS[kind](prepare(book_of(each), "Main", "2017-18-H2")) for each in (text, text)
    )
    assert one == other


@given(EVENTS)
def test_text_that_moves_leaves_the_digest_alone(events: list[Event]) -> None:
    head, entries = declarations("six-monthly", {}), entries_of(events).split("\n\n")
    moved = head + "\n;; a comment\n\n".join(reversed(entries))
    one = prepare(book_of(head + "\n\n".join(entries)), "Main", "2017-18-H1")
    assert prepare(book_of(moved), "Main", "2017-18-H1").digest == one.digest
