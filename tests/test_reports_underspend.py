"""A forecast underspend is one figure wherever it is named, from the first day it is forecast."""

import datetime
import io
import json
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document

from ringfence.ledger.book import Book
from ringfence.reports.underspend import underspends

Build = Callable[..., Book]

EXAMPLE_DAY = "2017-09-04"
# Big Lunch 660.00 and Prevent 447.00, 2,500.00 in the reserve, 1,275.28 not allocated.
TOTAL = "4882.28"
SAID = (
    "£4,882.28 of OPCC community safety grant 2017/18 (PLF-2017-18) is forecast to be unspent at "
    "31 March 2018."
)


def text_of(path: Path) -> str:
    """All that a file shows, on one line."""
    if path.suffix == ".docx":
        return " ".join(each.text for each in Document(str(path)).paragraphs)
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()), data_only=True)
        cells = (cell for sheet in book for row in sheet.iter_rows() for cell in row)
        return " ".join(str(cell.value) for cell in cells if cell.value is not None)
    return " ".join(path.read_text(encoding="utf-8").replace("\\", "").split())


@pytest.mark.parametrize("kind", ["text", "md", "docx", "html", "xlsx"])
def test_the_position_names_it_in_every_format(officer: Any, tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"position.{'txt' if kind == 'text' else kind}"
    args = ("--as-at", EXAMPLE_DAY, "--format", kind, "--output", str(path))
    officer.does("position", *args)
    assert SAID in text_of(path)


def test_it_is_one_figure_in_position_deadlines_notice_and_return(
    officer: Any, tmp_path: Path
) -> None:
    shown = json.loads(officer.does("position", "--as-at", EXAMPLE_DAY, "--format", "json"))
    (found,) = shown["underspends"]
    assert (found["fund"], found["period"], found["by"]) == (
        "PLF-2017-18",
        "2017-18-H1",
        "2018-03-31",
    )
    assert [(each["action"], each["amount"]) for each in found["actions"]] == [
        ("BigLunch", "660.00"),
        ("Diversionary", "0.50"),
        ("Prevent", "447.00"),
    ]
    due = json.loads(officer.does("deadlines", "--as-at", EXAMPLE_DAY, "--format", "json"))
    (matter,) = (each for each in due["deadlines"] if each["kind"] == "underspend")
    notice = tmp_path / "notice.md"
    officer.does(
        *("return", "notice", "PLF-2017-18", "--as-at", EXAMPLE_DAY, "--output", str(notice))
    )
    made = json.loads(
        officer.does(
            *("return", "prepare", "PLF-2017-18", "2017-18-H1", "--as-at", EXAMPLE_DAY),
            *("--format", "json"),
        )
    )
    assert found["total"] == matter["amount"] == made["underspend"]["total"] == TOTAL
    assert found["amount"] == made["underspend"]["forecast"] == "1107.50"
    assert "£4,882.28 of OPCC community safety grant 2017/18 will not be spent" in text_of(notice)


def test_it_is_named_from_the_day_of_the_forecast_on(officer: Any) -> None:
    """Bluelight is by its profile spent whole, until the officer says otherwise."""

    def under(day: str) -> dict[str, str]:
        shown = json.loads(officer.does("position", "--as-at", day, "--format", "json"))
        return {
            each["action"]: each["amount"]
            for found in shown["underspends"]
            for each in found["actions"]
        }

    texts = ("forecast", "2017-18/Bluelight", "2000", "--reason", "Two courses fewer")
    officer.does(*texts, "--date", "2017-09-11")
    assert "Bluelight" not in under("2017-09-10")
    assert under("2017-09-11")["Bluelight"] == "1000.00"


def test_a_past_years_paper_says_what_was_unspent_on_its_last_day(officer: Any) -> None:
    """39,721.72 allocated less 35,771.72 spent is 3,950.00, though 1,750.00 was spent of it since.

    Of another year, which has not begun, nothing is forecast.
    """
    args = ("--year", "2017-18", "--as-at", "2018-06-30")
    (found,) = json.loads(officer.does("position", *args, "--format", "json"))["underspends"]
    assert (found["by"], found["amount"]) == ("2018-03-31", "3950.00")
    assert found["statement"][-1]["spent"] == "32339.22"
    paper = officer.does("position", *args, "--format", "md", "--output", "-")
    # 909.05 of 2015/16, 414.00 of 2016/17 and 5,660.78 of 2017/18.
    assert (
        "£6,983.83 of PLF-2015-16, PLF-2016-17 and PLF-2017-18 was left at 31 March 2018: " in paper
    )
    assert "£909.05 is kept by the terms and £6,074.78 may still be spent" in paper
    assert "## Spent by 31 March 2018" in paper
    early = ("--year", "2018-19", "--as-at", "2018-03-30", "--format", "json")
    assert json.loads(officer.does("position", *early))["underspends"] == []


@pytest.mark.parametrize("year", ["2017-18", "2018-19"])
def test_what_is_left_in_all_is_of_every_year(officer: Any, year: str) -> None:
    """On 25 May 2018 it is one figure, whichever year's paper: 40,159.50 + 909.05.

    Of 2016/17 204.00; of 2017/18 38,000.00 awarded less 375.28 lapsed and 33,669.22 spent, which
    is 3,955.50; of 2018/19 36,000.00; of 2015/16 909.05. Papers of one year's plan said 0.00,
    2,335.50 and 5,200.00.
    """
    args = ("position", "--year", year, "--as-at", "2018-05-25", "--format", "json")
    shown = json.loads(officer.does(*args))
    assert {each["fund"]: each["left_in_all"] for each in shown["funds"]} == {
        "PLF-2015-16": "909.05",
        "PLF-2016-17": "204.00",
        "PLF-2017-18": "3955.50",
        "PLF-2018-19": "36000.00",
    }
    by_day = {each["fund"]: each for each in shown["outlook"]["spend_by"]}
    of = by_day["PLF-2017-18"]
    assert (of["awarded"], of["lapsed"], of["spent"], of["left"]) == (
        "38000.00",
        "375.28",
        "33669.22",
        "3955.50",
    )
    paper = officer.does(*args[:-1], "md", "--output", "-")
    assert "Awarded | Lapsed | Spent | Left" in re.sub(" +", " ", paper)
    assert "£41,068.55" in paper


WARD = """
2017-04-01 custom "fund" "Ward"
  title: "Ward money"
  funder: "Town council"
  stage: "awarded"
  spend-by: 2018-03-31
  unspent: "repay"
  returns: "six-monthly"
2017-04-01 custom "action" "2017-18" "Benches"
  title: "Benches"
  until: 2017-06-30
2017-04-10 custom "plan" "2017-18"
  adopted: 2017-04-10
2017-04-01 * "Town council" "Award"
  Assets:Awarded:Towncouncil:Ward 900.00 GBP
  Income:Towncouncil:Ward -900.00 GBP
2017-04-01 * "Plan"
  Equity:Unallocated:Ward 700.00 GBP
  Equity:Plan:2017-18:Benches:Ward -700.00 GBP
2017-06-01 * "Joiner" "Two benches"
  Expenses:Plan:2017-18:Benches:Ward 450.00 GBP
  Assets:Council:Ward -450.00 GBP
"""


def test_what_becomes_of_it_where_nothing_has_come_yet(book: Build) -> None:
    """250.00 of an action that is over, and 200.00 not allocated; nothing has come: it lapses."""
    made = book(base=False, text=WARD)
    (found,) = underspends(made, datetime.date(2017, 7, 1))
    assert (found.fund, found.ref, found.total) == ("Ward", "2017-18-H1", Decimal("450.00"))
    assert found.unspent.lapsing == Decimal("450.00")
    # While the action is not over its 250.00 is to plan.
    (found,) = underspends(made, datetime.date(2017, 6, 30))
    assert (found.total, found.unspent.to_plan) == (Decimal("200.00"), Decimal("250.00"))


def test_it_is_told_between_a_period_and_the_day_that_its_return_speaks_of(book: Build) -> None:
    """The first half's return is as at 31 October: on 12 October it is not yet over."""
    text = f'{WARD}2017-04-01 custom "return" "Ward" "2017-18-H1"\n  as-at: 2017-10-31\n'
    (found,) = underspends(book(base=False, text=text), datetime.date(2017, 10, 12))
    assert found.total == Decimal("450.00")
