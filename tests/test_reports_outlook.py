"""What the terms of funds ask for next: of the examples, and of small books by hand."""

import datetime
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from ringfence.ledger import loading
from ringfence.ledger.book import Book
from ringfence.reports.outlook import Outlook, outlook
from ringfence.reports.outlook_json import outlook_json
from ringfence.reports.outlook_paper import outlook_blocks, outlook_section
from ringfence.reports.render.table import Sentence, Table

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
Build = Callable[..., Book]


def of(name: str, day: str) -> Outlook:
    book = loading.load(EXAMPLES / name / "main.beancount").book
    return outlook(book, datetime.date.fromisoformat(day))


def money(text: str) -> Decimal:
    return Decimal(text)


def test_the_networks_money_at_risk() -> None:
    (line,) = of("violence-reduction-network", "2020-01-31").spend_by
    assert (line.awarded, line.spent, line.left) == (
        money("880000.00"),
        money("180000.00"),
        money("700000.00"),
    )
    assert line.days == 60  # 29 February 2020 among them
    assert line.per_week == money("81666.67")  # 700,000.00 x 7 / 60 = 81,666.66…
    assert line.per_month == money("354861.12")  # 700,000.00 x 365 / 12 / 60 = 354,861.11…


@pytest.mark.parametrize(
    ("day", "days", "week"),
    [("2020-03-30", 1, "700000.00"), ("2020-03-31", 0, None), ("2020-04-01", -1, None)],
)
def test_the_last_days(day: str, days: int, week: str | None) -> None:
    (line,) = of("violence-reduction-network", day).spend_by
    assert line.days == days
    assert line.per_week == line.per_month == (money(week) if week else None)


def test_after_the_last_day_what_was_received_is_owed_back_and_the_rest_lapses() -> None:
    assert of("violence-reduction-network", "2020-03-31").repayable == ()
    (owed,) = of("violence-reduction-network", "2020-04-01").repayable
    # Nothing was received: 782,000.00 is awarded and 98,000.00 claimed, more than is left.
    assert (owed.total, owed.lapses) == (money("0.00"), money("700000.00"))
    late = {each.fund: each for each in of("charnwood", "2022-04-01").repayable}
    assert late["PLF-2021-22"].to_book == money("21000.00")
    texts = [
        b.text for b in outlook_blocks(of("charnwood", "2022-04-01")) if isinstance(b, Sentence)
    ]
    assert texts[0] == (
        "Partnership Locality Fund 2021/22 (PLF-2021-22), to be spent by 31 March 2022: "
        "£21,000.00 was received and not spent, so it is owed back to OPCC and not yet booked."
    )
    # On the terminal the officer is told what books it.
    blocks = outlook_blocks(of("charnwood", "2022-04-01"), for_officer=True)
    (typed, *_rest) = [block.text for block in blocks if isinstance(block, Sentence)]
    assert typed == f"{texts[0][:-1]}: ringfence repay PLF-2021-22 21000.00."


def test_what_is_booked_as_owed_back_is_stated(book: Build) -> None:
    """
    2017-05-01 * "OPCC" "Received"
      Assets:Council:Grant          10000.00 GBP
      Assets:Awarded:OPCC:Grant    -10000.00 GBP
    2018-04-10 * "OPCC" "Owed back"
      Income:OPCC:Grant                80.00 GBP
      Liabilities:Repayable:OPCC:Grant -80.00 GBP
    """
    (owed,) = outlook(book(), datetime.date(2018, 4, 10)).repayable
    assert (owed.booked, owed.to_book, owed.lapses) == (money("80.00"), money("0"), money("0"))
    assert outlook(book(), datetime.date(2018, 4, 9)).repayable == ()


def test_bids_and_indications_stand_beside_the_plan() -> None:
    report = of("safer-streets-5", "2023-07-31")
    assert [(each.fund, each.stage, each.amount) for each in report.prospects] == [
        ("SS5-Melton", "bid", money("300000.00")),
        ("SS5-OadbyWigston", "bid", money("300000.00")),
        ("Youth-Bid-2023", "refused", money("5000.00")),
    ]
    assert report.prospects[2].since == datetime.date(2023, 6, 1)
    # What was refused is forgotten with the year in which it was.
    assert len(of("safer-streets-5", "2024-03-31").prospects) == 3
    assert len(of("safer-streets-5", "2024-04-01").prospects) == 2
    (letter,) = of("violence-reduction-network", "2020-01-31").prospects
    assert (letter.stage, letter.amount) == ("indicative", None)
    assert of("violence-reduction-network", "2020-01-19").prospects == ()


@pytest.mark.parametrize(
    ("day", "due", "overdue", "since", "coming"),
    [
        ("2021-07-14", "0.00", "0.00", None, "2021-07-15"),
        ("2021-07-15", "12500.00", "0.00", None, "2022-01-15"),
        ("2022-01-15", "25000.00", "12500.00", "2022-01-15", "2022-07-15"),
        ("2023-01-15", "50000.00", "37500.00", "2022-01-15", None),
    ],
)
def test_instalments(
    day: str, due: str, overdue: str, since: str | None, coming: str | None
) -> None:
    (line,) = of("charnwood", day).instalments
    assert (line.due, line.overdue) == (money(due), money(overdue))
    assert line.overdue_since == (datetime.date.fromisoformat(since) if since else None)
    assert line.next_day == (datetime.date.fromisoformat(coming) if coming else None)


def test_conditions_stand_until_the_money_has_come() -> None:
    (line,) = of("charnwood", "2021-09-30").conditions
    assert line.conditions == "Delivery plan and outcomes agreed"
    assert line.awaited == money("37500.00")


@pytest.mark.parametrize(("day", "late"), [("2021-09-30", False), ("2021-10-01", True)])
def test_payments_that_are_owed(day: str, late: bool) -> None:
    (line,) = of("charnwood", day).payments
    assert (line.pot.address, line.left) == ("2021-22/Sentinel/Coordinator", money("4800.00"))
    assert line.is_overdue is late


def test_one_scheme_of_two_funders_shares_its_underspend() -> None:
    (scheme,) = of("charnwood", "2021-09-30").schemes
    assert (scheme.put_in, scheme.spent, scheme.left) == (
        money("13500.00"),
        money("3000.00"),
        money("10500.00"),
    )
    assert [(each.fund, each.left, each.share) for each in scheme.funds] == [
        ("CBC-SSS", money("4200.00"), money("4200.00")),
        ("UNI-SSS", money("6300.00"), money("6300.00")),
    ]


def test_an_underspend_is_shared_though_one_funder_paid_alone(book: Build) -> None:
    """
    2017-04-01 custom "action" "2017-18" "Shared"
      title: "Shared"
      shares: "Grant 2, Older 1"
    2017-04-02 * "Plan"
      Equity:Unallocated:Grant           100.00 GBP
      Equity:Plan:2017-18:Shared:Grant  -100.00 GBP
    2017-04-02 * "Plan"
      Equity:Unallocated:Older            50.00 GBP
      Equity:Plan:2017-18:Shared:Older   -50.00 GBP
    2017-05-02 * "Printer" "Leaflets"
      Expenses:Plan:2017-18:Shared:Grant  50.00 GBP
      Assets:Council:Grant               -50.00 GBP
    """
    (scheme,) = outlook(book(), datetime.date(2017, 5, 2)).schemes
    # 100.00 is left: 66.67 of it Grant's by two to one, the odd penny to the larger.
    assert [(each.fund, each.left, each.share) for each in scheme.funds] == [
        ("Grant", money("50.00"), money("66.67")),
        ("Older", money("50.00"), money("33.33")),
    ]


def test_match_funding(book: Build) -> None:
    """
    2017-04-01 custom "fund" "Matched"
      title: "Matched grant"
      funder: "Home Office"
      stage: "awarded"
      match-percent: 50
    2017-04-01 * "Home Office" "Award"
      Assets:Awarded:HomeOffice:Matched  1000.00 GBP
      Income:HomeOffice:Matched         -1000.00 GBP
    2017-04-02 * "Plan"
      Equity:Unallocated:Matched         1000.00 GBP
      Equity:Plan:2017-18:Bluelight:Matched -1000.00 GBP
    2017-05-02 * "Trainer" "Courses"
      Expenses:Plan:2017-18:Bluelight:Matched 300.01 GBP
      Assets:Council:Matched             -300.01 GBP
    2017-05-02 * "Trainer" "Courses"
      Expenses:Plan:2017-18:Bluelight:Grant 100.00 GBP
      Assets:Council:Grant               -100.00 GBP
    2017-05-02 * "Coach" "Another action does not match"
      Expenses:Plan:2017-18:Diversionary:Grant 40.00 GBP
      Assets:Council:Grant                -40.00 GBP
    """
    (line,) = outlook(book(), datetime.date(2017, 5, 2)).matches
    assert (line.required, line.found, line.short) == (
        money("150.00"),  # half of 300.01 is 150.005, to the even penny
        money("100.00"),
        money("50.00"),
    )
    assert outlook(book(), datetime.date(2017, 5, 1)).matches == ()


def test_advances_not_yet_evidenced() -> None:
    (line,) = of("charnwood", "2021-09-30").advances
    assert line == ("PLF-2021-22", "Youth charity", datetime.date(2021, 7, 1), money("1500.00"))
    assert of("charnwood", "2021-06-30").advances == ()


def test_it_is_laid_out_and_given_as_json() -> None:
    report = of("charnwood", "2021-10-30")
    titles = [block.title for block in outlook_blocks(report) if isinstance(block, Table)]
    assert titles == [
        "To be spent by a day",
        "To spend it in time",
        "Instalments",
        "To be met before the money comes",
        "To be paid by a day",
        "Advanced, not yet evidenced",
        "Student Street Support: who owns what is left",
    ]
    shown = outlook_json(report)
    assert list(shown) == list(Outlook._fields)
    assert shown["payments"] == [
        {
            "pot": "2021-22/Sentinel/Coordinator",
            "title": "Contribution to the shared Sentinel co-ordinator",
            "provider": "Leicestershire Police",
            "pay_by": "2021-09-30",
            "left": "4800.00",
            "is_overdue": True,
        }
    ]
    network = outlook_json(of("violence-reduction-network", "2020-04-01"))
    assert network["repayable"][0]["total"] == "0.00"
    assert network["matches"][0]["percent"] == "10.0"


def test_books_with_nothing_to_say_have_no_section(book: Build) -> None:
    """
    2017-04-01 event "meeting" "CSP"
    """
    assert outlook_section(outlook(book(), datetime.date(2017, 6, 1))) is None
