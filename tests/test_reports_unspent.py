"""Whose money an underspend is and what becomes of it, worked out by hand from the examples.

People Zone, two years, has £25,000.00 in the first year's plan and spent 3,200.00 by September.
The network's last day is its year's: 98,000.00 and 82,000.00 are spent of 880,000.00, and
Mentoring's 158,000.00 is agreed and not spent.
"""

import json
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from ringfence.cli.main import main
from ringfence.ledger import loading
from ringfence.reports.monitoring.as_json import as_json
from ringfence.reports.monitoring.build import prepare
from ringfence.reports.schedule import all_dates

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"


@cache
def books(example: str) -> loading.Books:
    return loading.load(EXAMPLES / example / "main.beancount")


def run(example: str, *args: str) -> str:
    result = CliRunner().invoke(main, ["--books", str(EXAMPLES / example), *args])
    assert result.exit_code == 0, result.output
    return result.stdout


def made(example: str, fund: str, ref: str) -> dict[str, Any]:
    return as_json(prepare(books(example).book, fund, ref))


def notice(example: str, fund: str, day: str) -> str:
    args = ("return", "notice", fund, "--as-at", day, "--format", "md", "--output", "-")
    return run(example, *args)


def parts(found: dict[str, Any]) -> list[tuple[str, str, str | None]]:
    of = found["underspend"]["by_fund"]
    return [(fund, each["amount"], each["treatment"]) for fund, each in of.items()]


def test_a_grant_that_runs_on_offers_nothing_back() -> None:
    """21,800.00 of the first year is to plan; the second year's 25,000.00 is not allocated yet."""
    found = made("charnwood", "PZ-2021-23", "2021-22-Q2")["underspend"]
    assert (found["total"], found["forecast"]) == ("0.00", "0.00")
    assert (found["parts"]["unallocated"], found["parts"]["spent_later"]) == (
        "25000.00",
        "25000.00",
    )
    assert found["not_looked_at"]["to_plan"] == "21800.00"
    assert found["by_fund"]["PZ-2021-23"]["treatment"] == "may still be spent, until 31 March 2023"
    assert found["last_day"] == []
    args = ("return", "notice", "PZ-2021-23", "--as-at", "2021-09-30")
    result = CliRunner().invoke(main, ["--books", str(EXAMPLES / "charnwood"), *args])
    assert result.exit_code == 1
    assert "underspend" not in kinds("charnwood", "2021-09-30")


def kinds(example: str, day: str) -> set[str]:
    found = json.loads(run(example, "deadlines", "--as-at", day, "--format", "json"))
    return {each["kind"] for each in found["deadlines"] if each["fund"] != "PLF-2021-22"}


def test_each_fund_has_its_own_part_and_its_own_terms() -> None:
    """Of Diversionary 0.50 is left: of 2015/16, which may be spent longest.

    2017/18: Big Lunch 660.00, and Prevent's 447.00, for 2016/17 is used up before it.
    """
    found = made("oadby-wigston", "PLF-2017-18", "2017-18-H1")
    assert parts(found) == [
        ("PLF-2015-16", "0.50", "kept and spent on the plan"),
        ("PLF-2017-18", "1107.00", "consent sought to carry it forward"),
    ]
    assert found["underspend"]["treatment"] == (
        "£0.50 of PLF-2015-16 kept and spent on the plan; "
        "£1,107.00 of PLF-2017-18 consent sought to carry it forward"
    )
    # With the reserve's 2,500.00 and the 1,275.28 that are not allocated.
    assert found["underspend"]["total"] == "4882.28"
    text = notice("oadby-wigston", "PLF-2017-18", "2017-08-31")
    assert "£4,882.28 of OPCC community safety grant 2017/18 will not be spent" in text


def test_consent_that_was_given_is_not_sought_again() -> None:
    """Since 26 March both may be spent until 31 March 2019; 414.00 is the sunflowers'."""
    found = made("oadby-wigston", "PLF-2017-18", "2017-18-H2")
    assert parts(found) == [
        ("PLF-2015-16", "0.50", "kept and spent on the plan"),
        ("PLF-2016-17", "414.00", "may still be spent, until 31 March 2019"),
        ("PLF-2017-18", "3535.50", "may still be spent, until 31 March 2019"),
    ]
    assert found["underspend"]["total"] == "0.00"
    # 909.05 of 2015/16 is kept.
    assert found["underspend"]["parts"] == {
        "under_allocation": "3950.00",
        "reserve": "2658.55",
        "unallocated": "375.28",
        "other_years": "0.00",
        "spent_above": "0.00",
        "kept": "909.05",
        "spent_later": "6074.78",
    }


def test_without_that_consent_all_that_is_left_needs_one(officer: Any) -> None:
    """Until the year's end nobody consented: 414.00 of 2016/17 and 5,660.78 of 2017/18 are left."""
    for name in ("funds", "decisions", "year-end-2017-18", "plan-2018-19", "spend-2018-19"):
        path = officer.books / f"{name}.beancount"
        text = path.read_text(encoding="utf-8")
        if name == "funds":
            text = text[: text.index("2018-03-26 custom")]
        elif name != "decisions":
            text = ""
        path.write_text(text, encoding="utf-8")
    args = ("position", "--as-at", "2018-03-31", "--format", "json", "--draft")
    shown = json.loads(officer.does(*args))
    (found,) = shown["underspends"]
    assert (found["total"], found["becomes"]["by_consent"]) == ("6074.78", "6074.78")
    assert [(fund, each["total"]) for fund, each in found["by_fund"].items()] == [
        ("PLF-2015-16", "0.00"),
        ("PLF-2016-17", "414.00"),
        ("PLF-2017-18", "5660.78"),
    ]
    asked = ("return", "notice", "PLF-2017-18", "--as-at", "2018-03-31", "--format", "md")
    assert "£6,074.78" in officer.does(*asked, "--output", "-")


def test_what_was_spent_in_all_is_told_where_the_actions_have_less() -> None:
    """Before the books 18,520.00, and 4,150.00 on the actions since: 22,670.00."""
    args = ("return", "prepare", "SSG-2024-26", "2025-26-H1", "--format", "md", "--output", "-")
    paper = run("taken-over", *args)
    assert "| £22,670.00 |" in paper
    assert (
        "Spent in all has what the actions above have not: £18,520.00 of SSG-2024-26 before these "
        "books began." in paper
    )
    # Of 40,000.00 17,330.00 is left, and 12,850.00 of it forecast: a forecast lapses nothing yet.
    assert "£4,480.00 has not been received, and would lapse" in paper


def test_the_period_says_from_when_spending_counts() -> None:
    args = ("return", "prepare", "PLF-2017-18", "2017-18-H2", "--format", "md", "--output", "-")
    assert "(2017-18-H2); spending counts from 1 September 2017" in run("oadby-wigston", *args)


def test_what_it_is_made_up_of_ties_on_the_first_page() -> None:
    """2017/18: 38,000.00 awarded less 32,339.22 spent is 5,660.78, which may still be spent."""
    paper = run(
        "oadby-wigston",
        *("return", "prepare", "PLF-2017-18", "2017-18-H2", "--format", "md", "--output", "-"),
    )
    (row,) = (line for line in paper.splitlines() if "2017/18 (PLF-2017-18) | £38,000.00" in line)
    assert [cell.strip() for cell in row.split("|")[6:11]] == [
        "£32,339.22",
        "£2,350.00",
        "£5,660.78",
        "£0.00",
        "£5,660.78 may still be spent until 31 March 2019",
    ]
    # Of the first half-year nothing is proposed where nothing is unspent.
    paper = run(
        "oadby-wigston",
        *("return", "prepare", "PLF-2017-18", "2017-18-H1", "--format", "md", "--output", "-"),
    )
    (row,) = (line for line in paper.splitlines() if "forward (PLF-2016-17) | £2,847.00" in line)
    assert row.endswith("| £0.00 | £0.00 |  |")


def test_the_day_before_consent_it_is_still_sought() -> None:
    day = ("--as-at", "2018-03-25", "--format", "json")
    shown = json.loads(run("oadby-wigston", "position", *day))
    (under,) = shown["underspends"]
    assert under["by_fund"]["PLF-2017-18"]["treatment"] == "consent sought to carry it forward"


def test_what_is_left_on_the_last_day_is_said_with_what_is_committed() -> None:
    found = made("violence-reduction-network", "VRN-2019-20", "2019-20-Q4")
    lines = [(e["action"], e["forecast_outturn"], e["forecast_basis"]) for e in found["lines"]]
    assert lines == [("Interventions", "82000.00", "actual"), ("Team", "98000.00", "actual")]
    assert found["underspend"]["forecast"] == found["underspend"]["total"] == "700000.00"
    # Nothing was received, so nothing is repaid.
    assert found["underspend"]["becomes"]["lapsing"] == "700000.00"
    assert found["underspend"]["committed"] == "158000.00"
    (last,) = found["underspend"]["last_day"]
    assert (last["fund"], last["left"]) == ("VRN-2019-20", "700000.00")
    text = (
        "The last day of VRN-2019-20 is 31 March 2020: £700,000.00 of it is not spent, committed "
        "or not. It is to be returned, and lapses where it was never received."
    )
    args = ("return", "prepare", "VRN-2019-20", "2019-20-Q4", "--format", "md", "--output", "-")
    paper = run("violence-reduction-network", *args)
    assert text in paper
    assert "The outturn is what was spent, accruals included: the last day has come." in paper
    assert "was to be delivered by 31 March and is not billed. What was supplied by then" in paper
    position = run("violence-reduction-network", "position", "--as-at", "2020-03-31")
    assert "£700,000.00 of it is not spent, committed or not." in " ".join(position.split())


@pytest.mark.parametrize(
    "example", sorted(p.parent.name for p in EXAMPLES.glob("*/main.beancount"))
)
def test_the_parts_of_every_return_come_to_its_underspend(example: str) -> None:
    for dates in all_dates(books(example).book):
        found = made(example, dates.fund, dates.ref)["underspend"]
        parts = sum((Decimal(each["amount"]) for each in found["by_fund"].values()), Decimal(0))
        assert parts == Decimal(found["forecast"])
