"""The reserve and the funds' statements, on figures worked out by hand."""

import datetime
from collections.abc import Callable
from decimal import Decimal

import pytest

from ringfence.ledger.book import Book, balance_of_fund
from ringfence.reports.fund_paper import funds_paper
from ringfence.reports.fund_statement import funds_report
from ringfence.reports.render.markdown import markdown
from ringfence.reports.reserve import reserve_report
from ringfence.reports.reserve_paper import reserve_paper

Books = Callable[..., Book]
DAY = datetime.date


def test_the_reserve_by_origin(book: Books) -> None:
    """
    2017-06-12 * "Reserve to Diversionary"
      decision: "CSP-2"
      Equity:Reserve:Older                             200.00 GBP
      Equity:Plan:2017-18:Diversionary:Older          -200.00 GBP
    2018-04-16 * "Given back"
      decision: "CSP-1"
      Equity:Plan:2017-18:Diversionary:Grant            50.00 GBP
      Equity:Reserve:Grant                             -50.00 GBP
    """
    books = book()
    report = reserve_report(books, DAY(2017, 6, 1), DAY(2018, 3, 31))

    lines = [(each.fund, *map(str, each[3:])) for each in report.lines]
    assert lines == [
        ("Grant", "1000.00", "0.00", "0.00", "1000.00"),
        ("Older", "300.00", "0.00", "200.00", "100.00"),
    ]
    assert tuple(map(str, report.totals[3:])) == ("1300.00", "0.00", "200.00", "1100.00")
    move = report.moves[0]
    assert (str(move.change), str(move.other), move.decisions) == (
        "-200.00",
        "2017-18/Diversionary",
        ("CSP-2",),
    )
    assert [(each.day, str(sum(each.by_fund.values()))) for each in report.history] == [
        (DAY(2017, 4, 1), "1300.00"),
        (DAY(2017, 6, 12), "1100.00"),
    ]
    assert "£1,100.00" in markdown(reserve_paper(report, "Harborough CSP"))


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        # 300.00 of the 500.00 that the books begin with was set into the reserve at once: it is
        # what the reserve opened with. The 1,000.00 of the year's own grant was put in.
        (DAY(2017, 4, 1), [("0.00", "1000.00", "0.00"), ("300.00", "150.00", "200.00")]),
        (DAY(2017, 4, 2), [("1000.00", "0.00", "0.00"), ("300.00", "150.00", "200.00")]),
    ],
)
def test_what_the_books_begin_with_is_the_opening_balance(
    book: Books, first: datetime.date, expected: list[tuple[str, ...]]
) -> None:
    """
    2017-06-12 * "Reserve to Diversionary"
      decision: "CSP-2"
      Equity:Reserve:Older                             200.00 GBP
      Equity:Plan:2017-18:Diversionary:Older          -200.00 GBP
    2017-07-31 * "The rest of the old money, into the reserve"
      decision: "CSP-1"
      Equity:Unallocated:Older                         150.00 GBP
      Equity:Reserve:Older                            -150.00 GBP
    """
    report = reserve_report(book(), first, DAY(2018, 3, 31))
    assert [tuple(map(str, each[3:6])) for each in report.lines] == expected
    moved = sum(move.change for move in report.moves)
    assert moved == report.totals.paid_in - report.totals.paid_out
    assert report.totals.opening + moved == report.totals.closing


def test_a_reserve_without_money(book: Books) -> None:
    report = reserve_report(book(text="", base=False), DAY(2017, 4, 1), DAY(2018, 3, 31))
    assert (report.lines, report.moves, report.history) == ((), (), ())
    assert report.totals.closing == 0
    assert "Nothing came in" in markdown(reserve_paper(report, ""))


def test_a_statement(book: Books) -> None:
    """
    2017-06-30 * "OPCC" "Claimed"
      Assets:Receivable:OPCC:Grant                    4000.00 GBP
      Assets:Awarded:OPCC:Grant                      -4000.00 GBP
    2017-07-30 * "OPCC" "Received"
      Assets:Council:Grant                            3000.00 GBP
      Assets:Receivable:OPCC:Grant                   -3000.00 GBP
    2017-08-01 * "Leicester City FC" "KICKS"
      Expenses:Plan:2017-18:Diversionary:Kicks:Grant   400.00 GBP
      Assets:Council:Grant                            -400.00 GBP
    2018-04-20 * "OPCC" "Never to come"
      Income:OPCC:Grant                                500.00 GBP
      Assets:Awarded:OPCC:Grant                       -500.00 GBP
    2018-04-20 * "OPCC" "Sent back"
      Equity:Opening:Older                             100.00 GBP
      Liabilities:Repayable:OPCC:Older                -100.00 GBP
    """
    books = book()
    grant = {
        each.fund: each for each in funds_report(books, DAY(2017, 4, 1), DAY(2018, 3, 31)).funds
    }["Grant"]
    assert (str(grant.awarded), str(grant.claimed), str(grant.received)) == (
        "10000.00",
        "4000.00",
        "3000.00",
    )
    assert (str(grant.spent), str(grant.unspent)) == ("400.00", "9600.00")
    assert tuple(map(str, grant.statement)) == (
        *("0.00", "10000.00", "0.00", "0.00", "400.00", "9600.00"),
        *("3000.00", "1000.00", "4500.00", "1100.00"),
    )

    later = funds_report(books, DAY(2018, 4, 1), DAY(2019, 3, 31))
    grant, older = later.funds
    assert tuple(map(str, grant.statement[:6])) == (
        *("9600.00", "0.00", "500.00", "0.00", "0.00", "9100.00"),
    )
    assert (str(older.statement.repaid), str(older.unspent)) == ("100.00", "400.00")
    assert "£9,100.00" in markdown(funds_paper(later, "Harborough CSP"))


def test_hoped_for_money_stands_apart(book: Books) -> None:
    """
    2017-05-01 custom "fund" "Bid-1"
      title: "Safer Streets"
      funder: "Home Office"
      stage: "bid"
      award: 50000.00 GBP
    """
    report = funds_report(book(), DAY(2017, 4, 1), DAY(2018, 3, 31))
    assert [fund.fund for fund in report.funds if not fund.is_certain] == ["Bid-1"]
    assert "Bids and indicative" in markdown(funds_paper(report, ""))


@pytest.mark.parametrize("year", range(2016, 2020))
def test_statements_follow_on_one_another(book: Books, year: int) -> None:
    """
    2017-09-01 * "OPCC" "Not earned yet"
      Income:OPCC:Grant                                700.00 GBP
      Liabilities:InAdvance:OPCC:Grant                -700.00 GBP
    2018-06-01 * "Leicester City FC" "KICKS"
      Expenses:Plan:2017-18:Diversionary:Kicks:Grant   400.00 GBP
      Assets:Council:Grant                            -400.00 GBP
    """
    books = book()
    for fund in funds_report(books, DAY(year, 4, 1), DAY(year + 1, 3, 31)).funds:
        statement = fund.statement
        came = statement.opening + statement.awarded - statement.lapsed - statement.repaid
        assert (
            came - statement.spent
            == statement.left
            == balance_of_fund(books, fund.fund, DAY(year + 1, 3, 31))
        )
        parts = (
            statement.unallocated + statement.reserve + statement.available + statement.earmarked
        )
        assert parts == statement.left
        assert isinstance(statement.left, Decimal)
