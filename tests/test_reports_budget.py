"""The budget: by action and by fund alike, month by month, and each fund's burn."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from ringfence.ledger.book import Book
from ringfence.ledger.loading import load
from ringfence.ledger.years import FinancialYear
from ringfence.reports.budget import Budget, budget_of
from ringfence.reports.position import position

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*/main.beancount"))
D = Decimal
BOOKS = """option "title" "Budget"
plugin "beancount.plugins.auto_accounts"
2017-04-01 custom "fund" "A"
  title: "Grant A"
  funder: "OPCC"
  stage: "awarded"
  spend-by: 2018-03-31
2017-04-01 custom "fund" "B"
  title: "Grant B"
  funder: "Council"
  stage: "awarded"
2017-04-01 custom "action" "2017-18" "Work"
  title: "Work with young people"
  profile: "2017-09-30 365.00, 2018-03-31 600.00"
2017-04-01 custom "action" "2017-18" "Rest"
  title: "The rest"
2017-04-01 * "OPCC" "Award"
  Assets:Awarded:OPCC:A  1000.00 GBP
  Income:OPCC:A         -1000.00 GBP
2017-04-01 * "Council" "Award"
  Assets:Awarded:Council:B   200.00 GBP
  Income:Council:B          -200.00 GBP
2017-04-02 * "Plan"
  Equity:Unallocated:A           800.00 GBP
  Equity:Plan:2017-18:Work:A    -600.00 GBP
  Equity:Plan:2017-18:Rest:A    -200.00 GBP
2017-04-02 * "Plan"
  Equity:Unallocated:B           100.00 GBP
  Equity:Plan:2017-18:Work:B    -100.00 GBP
2017-05-31 * "Charity" "Work"
  Expenses:Plan:2017-18:Work:A   120.00 GBP
  Assets:Council:A              -120.00 GBP
2017-06-01 * "Charity" "Work"
  Expenses:Plan:2017-18:Work:B    30.00 GBP
  Assets:Council:B               -30.00 GBP
2017-07-31 * "Somebody" "Rest"
  Expenses:Plan:2017-18:Rest:A    91.00 GBP
  Assets:Council:A               -91.00 GBP
"""


@pytest.fixture
def book(tmp_path: Path) -> Book:
    main = tmp_path / "main.beancount"
    main.write_text(BOOKS, encoding="utf-8")
    return load(main).book


def july(book: Book) -> Budget:
    return budget_of(book, FinancialYear(2017), datetime.date(2017, 7, 31))


def test_by_action_and_by_fund(book: Book) -> None:
    """Used is actual of the budget: 150.00 of 700.00 is 21.4 %."""
    found = july(book)
    assert [(e.key, e.budget, e.actual, e.used) for e in found.actions] == [
        ("Rest", D("200.00"), D("91.00"), D("45.5")),
        ("Work", D("700.00"), D("150.00"), D("21.4")),
    ]
    assert [(e.key, e.budget, e.actual, e.used) for e in found.funds] == [
        ("A", D("800.00"), D("211.00"), D("26.4")),
        ("B", D("100.00"), D("30.00"), D("30.0")),
    ]
    assert found.total[2:4] == (D("900.00"), D("241.00"))
    assert sum(each.forecast for each in found.funds) == found.total.forecast
    assert sum(each.variance for each in found.actions) == found.total.variance


def test_month_by_month_beside_the_profile(book: Book) -> None:
    """365.00 by 30 September is 183 days from 1 April: 30 of them by 30 April are 59.84."""
    months = july(book).months
    assert [(each.name, each.spent, each.to_date, each.profiled) for each in months] == [
        ("Apr", D(0), D(0), D(0)),
        ("May", D("120.00"), D("120.00"), D("120.00")),
        ("Jun", D("30.00"), D("150.00"), D("150.00")),
        ("Jul", D("91.00"), D("241.00"), D("150.00")),
    ]
    assert months[0].profile == D("59.84")
    assert months[1].profile == D("121.67")
    assert months[1].off == D("-1.67")
    # The last month is up to the day asked about.
    june = budget_of(book, FinancialYear(2017), datetime.date(2017, 6, 15)).months[-1]
    assert (june.last, june.spent) == (datetime.date(2017, 6, 15), D("30.00"))


def test_what_a_fund_burns_to_its_last_day(book: Book) -> None:
    """Of A 789.00 is left on 31 July, 243 days before its last: 98.77 a month.

    In the 91 days to 31 July (from 2 May on) 211.00 were spent, so 789.00 last 340 days more.
    """
    (burn,) = july(book).burns
    assert (burn.fund, burn.spent, burn.left, burn.lately) == (
        "A",
        D("211.00"),
        D("789.00"),
        D("211.00"),
    )
    assert burn.since == datetime.date(2017, 5, 2)
    assert burn.needed == D("98.77")
    assert burn.lasts_until == datetime.date(2018, 7, 6)
    assert burn.is_slow
    assert burn.steps == (
        (datetime.date(2017, 5, 31), D("120.00")),
        (datetime.date(2017, 7, 31), D("211.00")),
    )
    # Once its last day is past nothing is needed a month, and before anything is spent no pace is.
    late = budget_of(book, FinancialYear(2017), datetime.date(2018, 4, 1)).burns[0]
    assert (late.needed, late.lasts_until, late.lately) == (None, None, D(0))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.parent.name)
def test_it_is_the_position_cut_twice(example: Path) -> None:
    book = load(example).book
    for name in {year for year, _action in book.register.actions}:
        year = FinancialYear.parse(name)
        for day in (year.start, datetime.date(year.start_year, 9, 30), year.end):
            found = budget_of(book, year, day)
            totals = position(book, year, day, findings={}).totals
            for lines in (found.actions, found.funds):
                sums = [sum((e[place] for e in lines), D(0)) for place in (2, 3, 4, 5)]
                assert sums == list(found.total[2:6])
            assert found.total[2:5] == (totals.allocated, totals.spent, totals.committed)
            assert found.months[-1].to_date <= totals.spent or not found.months
