"""The position, on figures worked out by hand and on those of the minutes."""

import datetime
import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from ringfence.ledger.loading import load
from ringfence.ledger.years import FinancialYear
from ringfence.reports.position import Position, default_day, default_year, position
from ringfence.reports.position_json import position_json
from ringfence.reports.position_paper import position_paper
from ringfence.reports.position_rows import pot_lines
from ringfence.reports.render.text import text

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "oadby-wigston"
YEAR = FinancialYear(2017)
CLEAN = {"block": 0, "pending": 0, "warn": 0, "overridden": 0}

BOOKS = """
    option "operating_currency" "GBP"
    2017-04-01 custom "partnership" "Harborough CSP"
    2017-04-01 custom "fund" "NEW"
      title: "Grant 2017/18"
      funder: "OPCC"
      stage: "at-risk"
      spend-by: 2018-03-31
    2017-04-01 custom "fund" "OLD"
      title: "Grant 2016/17"
      funder: "OPCC"
      stage: "awarded"
      reported-in: "NEW"
    2017-04-01 custom "action" "2017-18" "Youth"
      title: "Youth work"
    2017-04-01 custom "action" "2017-18" "Lights"
      title: "Street lights"
    2017-09-01 custom "action" "2017-18" "Later"
      title: "Thought of in autumn"
    2016-04-01 custom "action" "2016-17" "Youth"
      title: "Youth work, a year before"
    2017-05-01 custom "earmark" "2017-18" "Youth" "Club"
      title: "Youth club"
      provider: "The Hut"
    2017-06-10 custom "earmark" "2017-18" "Youth" "Club"
      order: "PO 7"

    2017-04-01 * "Award"
      Assets:Awarded:OPCC:NEW                   1000.00 GBP
      Income:OPCC:NEW                          -1000.00 GBP
    2017-04-01 * "Brought in"
      Assets:Council:OLD                         300.00 GBP
      Equity:Opening:OLD                        -300.00 GBP
    2017-04-01 * "Plan"
      Equity:Unallocated:NEW                     600.00 GBP
      Equity:Plan:2017-18:Youth:NEW             -600.00 GBP
    2017-04-01 * "Plan"
      Equity:Unallocated:OLD                     100.00 GBP
      Equity:Plan:2017-18:Youth:OLD             -100.00 GBP
    2017-04-01 * "Plan"
      Equity:Unallocated:OLD                     150.00 GBP
      Equity:Reserve:OLD                        -150.00 GBP
    2017-04-01 * "Plan"
      Equity:Unallocated:NEW                      40.00 GBP
      Equity:Reserve:Winter:NEW                  -40.00 GBP
    2017-05-01 * "The Hut" "Youth club" ^club
      Equity:Plan:2017-18:Youth:NEW              400.00 GBP
      Equity:Plan:2017-18:Youth:Club:NEW        -400.00 GBP
    2017-05-01 * "The Hut" "Youth club" ^club
      Equity:Plan:2017-18:Youth:OLD              100.00 GBP
      Equity:Plan:2017-18:Youth:Club:OLD        -100.00 GBP
    2017-05-20 * "The Hut" "Rent"
      Expenses:Plan:2017-18:Youth:Club:NEW       120.00 GBP
      Assets:Council:NEW                        -120.00 GBP
    2017-05-21 * "Printer" "Leaflets"
      Expenses:Plan:2017-18:Youth:NEW             30.00 GBP
      Assets:Council:NEW                         -30.00 GBP
    2017-06-20 * "Reserve to lights"
      decision: "D1"
      Equity:Reserve:OLD                          50.00 GBP
      Equity:Plan:2017-18:Lights:OLD             -50.00 GBP
    2017-06-20 * "Undeclared"
      Equity:Unallocated:NEW                       5.00 GBP
      Equity:Plan:2017-18:Nameless:NEW            -5.00 GBP

    2017-06-01 custom "proposal" "P1"
      title: "More for the club"
      from: "Reserve"
      to: "2017-18/Youth"
      amount: 25.00 GBP
      meeting: 2017-06-20
    2017-06-01 custom "proposal" "P2"
      title: "CCTV"
    2017-06-21 custom "proposal" "P2"
      outcome: "Withdrawn"
    2017-06-01 custom "proposal" "P3"
      title: "Of another year"
      to: "2016-17/Youth"
      amount: 1.00 GBP
"""


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def money(text: str) -> Decimal:
    return Decimal(text)


@pytest.fixture
def reported(tmp_path: Path) -> Callable[..., Position]:
    def of(ledger: str, as_at: str, since: str | None = None) -> Position:
        main = tmp_path / "main.beancount"
        main.write_text(dedent(ledger), encoding="utf-8")
        after = day(since) if since else None
        return position(load(main).book, YEAR, day(as_at), findings=CLEAN, since=after)

    return of


Reported = Callable[..., Position]


def example(as_at: str, folder: Path = EXAMPLE) -> dict[str, Any]:
    book = load(folder / "main.beancount").book
    return position_json(position(book, YEAR, day(as_at), findings=CLEAN))


def action(shown: dict[str, Any], name: str) -> dict[str, Any]:
    (found,) = [each for each in shown["actions"] if each["action"] == name]
    return dict(found)


def test_the_minutes_figures_of_12_june_2017() -> None:
    shown = example("2017-06-12")
    assert shown["partnership"] == "Oadby & Wigston CSP"
    assert (shown["year"], shown["as_at"]) == ("2017-18", "2017-06-12")
    assert shown["totals"]["spent_or_earmarked"] == "28724.22"
    diversionary = action(shown, "Diversionary")
    assert (diversionary["allocated"], diversionary["available"]) == ("11000.50", "0.50")
    assert diversionary["spent_or_earmarked"] == "11000.00"
    assert {each["earmark"]: each["set_aside"] for each in diversionary["earmarks"]} == {
        "Kicks": "6000.00",
        "SummerActivities": "5000.00",
    }
    assert shown["reserve"]["total"] == "3408.55"
    prevent = action(shown, "Prevent")
    assert prevent["allocated"] == "4647.00"
    assert list(prevent["by_fund"]) == ["PLF-2016-17", "PLF-2017-18"]
    assert action(shown, "Bluelight")["allocated"] == "3000.00"
    assert action(shown, "KIDVA")["spent_or_earmarked"] == "11000.00"
    assert action(shown, "Sentinel")["spent_or_earmarked"] == "5224.22"
    assert action(shown, "BigLunch")["spent_or_earmarked"] == "1500.00"
    assert shown["proposals"][0]["id"].startswith("CCTV")


def test_the_day_before_the_decision() -> None:
    shown = example("2017-06-11")
    assert shown["reserve"]["total"] == "4408.55"
    assert action(shown, "Diversionary")["allocated"] == "10000.50"


def test_a_past_year_stays_what_it_was_at_its_31_march(tmp_path: Path) -> None:
    folder = tmp_path / "books"
    shutil.copytree(EXAMPLE, folder)
    before = example("2018-03-31", folder)
    main = folder / "main.beancount"
    after = [
        line
        for line in main.read_text(encoding="utf-8").splitlines()
        if not ("year-end" in line or "2018-19" in line)
    ]
    assert len(after) < len(main.read_text(encoding="utf-8").splitlines())
    main.write_text("\n".join(after), encoding="utf-8")
    for name in ("actions", "totals", "reserve", "unallocated"):
        assert example("2018-03-31", folder)[name] == before[name]


def test_an_action_is_added_up_from_its_pots_and_funds(reported: Reported) -> None:
    report = reported(BOOKS, "2017-06-12")
    (lights, youth) = report.actions
    assert youth.title == "Youth work"
    # 600 + 100 put in; 400 + 100 set aside, of which 120 is spent; 30 spent outside.
    assert youth.figures == (
        money("700.00"),
        money("380.00"),
        money("380.00"),
        money("150.00"),
        money("170.00"),
    )
    assert youth.by_fund["NEW"][:2] == (money("600.00"), money("280.00"))
    assert youth.by_fund["OLD"] == (
        money("100.00"),
        money("100.00"),
        money("100.00"),
        money("0.00"),
        money("0.00"),
    )
    (club,) = youth.earmarks
    assert (club.set_aside, club.spent, club.left) == (
        money("500.00"),
        money("120.00"),
        money("380.00"),
    )
    assert lights.figures.allocated == 0
    assert report.totals == youth.figures


def test_it_is_committed_from_the_day_of_its_order(reported: Reported) -> None:
    before = reported(BOOKS, "2017-06-09").totals
    on_the_day = reported(BOOKS, "2017-06-10").totals
    assert (before.earmarked, before.committed) == (money("380.00"), money("0.00"))
    assert (on_the_day.earmarked, on_the_day.committed) == (money("380.00"), money("380.00"))


@pytest.mark.parametrize("as_at", ["2017-03-31", "2017-04-01", "2017-05-20", "2017-12-31"])
def test_allocated_is_earmarked_and_spent_and_available(as_at: str, reported: Reported) -> None:
    report = reported(BOOKS, as_at)
    every = [report.totals, *(action.figures for action in report.actions)]
    every += [figures for action in report.actions for figures in action.by_fund.values()]
    for figures in every:
        assert figures.allocated == figures.earmarked + figures.spent + figures.available
        assert figures.spent_or_earmarked == figures.spent + figures.earmarked


def test_actions_are_those_declared_by_then_and_those_with_money(reported: Reported) -> None:
    def names(as_at: str) -> list[str]:
        return [action.action for action in reported(BOOKS, as_at).actions]

    assert names("2017-03-31") == []
    assert names("2017-06-12") == ["Lights", "Youth"]
    assert names("2017-06-20") == ["Lights", "Nameless", "Youth"]
    assert names("2017-09-01") == ["Later", "Lights", "Nameless", "Youth"]


def test_reserve_and_unallocated_are_by_fund(reported: Reported) -> None:
    shown = position_json(reported(BOOKS, "2017-06-20"))
    assert shown["reserve"] == {
        "total": "140.00",
        "by_fund": {"NEW": "40.00", "OLD": "100.00"},
        "by_reserve": {"Reserve": "100.00", "Reserve/Winter": "40.00"},
    }
    assert shown["unallocated"] == {"total": "405.00", "by_fund": {"NEW": "355.00", "OLD": "50.00"}}


def test_proposals_say_what_each_side_would_then_have(reported: Reported) -> None:
    shown = position_json(reported(BOOKS, "2017-06-12"))
    assert shown["proposals"] == [
        {
            "id": "P1",
            "title": "More for the club",
            "from": "Reserve",
            "to": "2017-18/Youth",
            "amount": "25.00",
            "meeting": "2017-06-20",
            "owner": None,
            "if_agreed": {"from": "125.00", "to": "195.00"},
            "payers": [],
        },
        {
            "id": "P2",
            "title": "CCTV",
            "from": None,
            "to": None,
            "amount": None,
            "meeting": None,
            "owner": None,
            "if_agreed": {"from": None, "to": None},
            "payers": [],
        },
    ]
    assert [each.id for each in reported(BOOKS, "2017-06-21").proposals] == ["P1"]
    assert reported(BOOKS, "2017-05-31").proposals == ()


def test_what_is_spent_before_approval_is_at_the_councils_risk(reported: Reported) -> None:
    report = reported(BOOKS, "2017-06-12")
    assert report.spent_at_risk == 150
    awaited = "£150.00 was spent at the council's risk: the funder's approval is still awaited."
    assert awaited in text(position_paper(report))
    approved = BOOKS + '\n    2017-06-01 custom "fund" "NEW"\n      stage: "awarded"\n'
    approved += '      decision: "OPCC-1"\n'
    report = reported(approved, "2017-06-12")
    assert report.spent_at_risk == 150
    output = "£150.00 was spent at the council's risk, before the funder's approval."
    assert output in text(position_paper(report))


def test_since_tells_what_moved_after_a_day(reported: Reported) -> None:
    since = reported(BOOKS, "2017-06-20", since="2017-04-01").since
    assert since is not None
    moved = [(str(m.source), str(m.to), m.amount, m.funds, m.decisions) for m in since.moved]
    assert moved == [
        ("2017-18/Youth", "2017-18/Youth/Club", money("500.00"), ("NEW", "OLD"), ()),
        ("Reserve", "2017-18/Lights", money("50.00"), ("OLD",), ("D1",)),
        ("Unallocated", "2017-18/Nameless", money("5.00"), ("NEW",), ()),
    ]
    assert since.spent == (("Youth", money("150.00")),)
    quiet = reported(BOOKS, "2017-06-12", since="2017-06-12")
    assert quiet.since == (day("2017-06-12"), (), ())
    assert "Nothing moved after 12 June 2017." in text(position_paper(quiet))


def test_the_lines_of_the_csv_add_up_to_the_position(reported: Reported) -> None:
    report = reported(BOOKS, "2017-06-20")
    table = pot_lines(report)
    heads = [column.title for column in table.columns]
    for head, figure in zip(
        ("Allocated", "Earmarked", "Committed", "Spent", "Available"), report.totals, strict=True
    ):
        cells = [row.cells[heads.index(head)] for row in table.rows]
        assert sum(cell for cell in cells if isinstance(cell, Decimal)) == figure
    kinds = {row.cells[heads.index("Kind")] for row in table.rows}
    assert kinds == {"action", "earmark", "reserve", "unallocated"}


def test_empty_books_have_a_position(reported: Reported) -> None:
    report = reported("", "2017-06-12")
    assert (report.partnership, report.actions) == ("", ())
    assert report.totals.allocated == 0
    assert "The plan of 2017/18 has no actions yet." in text(position_paper(report))


def test_the_year_and_day_unless_told(tmp_path: Path) -> None:
    main = tmp_path / "main.beancount"
    main.write_text(dedent(BOOKS), encoding="utf-8")
    book = load(main).book
    assert default_year(book, day("2026-01-01")) == YEAR
    assert default_year(book, day("2016-01-01")) == FinancialYear(2015)
    assert default_day(YEAR, day("2017-06-12")) == day("2017-06-12")
    assert default_day(YEAR, day("2020-06-12")) == day("2018-03-31")


PAPER = """\
Harborough CSP
Financial position 2017/18, as at 12 June 2017
==============================================

£530.00 of the 2017/18 budget has been spent, or earmarked, against Delivery Plan actions to date.

£150.00 was spent at the council's risk: the funder's approval is still awaited.

Action           Allocated    Earmarked    Committed    Spent    Available
-------------  -----------  -----------  -----------  -------  -----------
Street lights        £0.00        £0.00        £0.00    £0.00        £0.00
Youth work         £700.00      £380.00      £380.00  £150.00      £170.00
-------------  -----------  -----------  -----------  -------  -----------
All actions        £700.00      £380.00      £380.00  £150.00      £170.00

Committed is part of earmarked: what has an order or an agreement.

Set aside within the actions

Action         Set aside for                       Set aside    Spent     Left    Committed
-------------  --------------------------------  -----------  -------  -------  -----------
Youth work     Youth club (The Hut, order PO 7)      £500.00  £120.00  £380.00      £380.00
-------------  --------------------------------  -----------  -------  -------  -----------
All set aside                                        £500.00  £120.00  £380.00      £380.00

What is set aside is part of the figures of the actions above: do not add it to them.

By fund

Fund                   Reserve    Unallocated    Left in all  Spend by
-------------------  ---------  -------------  -------------  -------------
Grant 2017/18 (NEW)     £40.00        £360.00        £850.00  31 March 2018
Grant 2016/17 (OLD)    £150.00         £50.00        £300.00
-------------------  ---------  -------------  -------------  -------------
All funds              £190.00        £410.00      £1,150.00

Reserves

Reserve           Holds
--------------  -------
Reserve         £150.00
Winter reserve   £40.00
--------------  -------
All reserves    £190.00

Decisions sought

Sought                   Amount  From               if agreed  To            if agreed
---------------------  --------  ---------------  -----------  ----------  -----------
More for the club        £25.00  Reserve              £125.00  Youth work      £195.00
CCTV (not yet costed)            not yet settled

To be spent by a day

Fund    Spend by         Awarded    Spent     Left  The rest is
------  -------------  ---------  -------  -------  -------------
NEW     31 March 2018  £1,000.00  £150.00  £850.00  not said

To spend it in time

Fund    Days left      A week    A month
------  -----------  --------  ---------
NEW     292            £20.38     £88.55
"""


def test_the_paper_as_text(reported: Reported) -> None:
    assert text(position_paper(reported(BOOKS, "2017-06-12"))) == PAPER
