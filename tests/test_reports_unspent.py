"""Whose money an underspend is and what becomes of it, worked out by hand from the examples.

People Zone, two years, £25,000.00 in the first year's plan: 3,200.00 in 183 of 365 days is
6,382.51 by a straight line, so 18,617.49 under. The network's last day is its year's: 98,000.00
and 82,000.00 are spent of 880,000.00, and Mentoring's 158,000.00 is agreed and not spent.
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
    found = made("charnwood", "PZ-2021-23", "2021-22-Q2")
    assert parts(found) == [
        ("PZ-2021-23", "18617.49", "may still be spent, until 31 March 2023"),
    ]
    assert found["underspend"]["treatment"] == "may still be spent, until 31 March 2023"
    assert found["underspend"]["last_day"] == []
    said = notice("charnwood", "PZ-2021-23", "2021-09-30")
    assert "£18,617.49 of PZ-2021-23 will not be spent by 31 March 2022." in said
    assert (
        "The terms let it be spent until 31 March 2023, and we propose to spend it by then." in said
    )
    assert "repay" not in said
    due = " ".join(run("charnwood", "deadlines", "--as-at", "2021-09-30").split())
    assert (
        "£18,617.49 of PZ-2021-23 is forecast not to be spent by 2022-03-31, and may be spent later"
        in due
    )


def test_each_fund_has_its_own_part_and_its_own_terms() -> None:
    """Grow Out Crime's 40.59 is 2016/17 alone; 0.50 may be spent for ever, so it is what is left.

    Prevent's 447.00 is of the fund that may be spent longest: 2016/17 is used up before it.
    """
    found = made("oadby-wigston", "PLF-2017-18", "2017-18-H1")
    assert parts(found) == [
        ("PLF-2015-16", "0.50", "kept and spent on the plan"),
        ("PLF-2016-17", "40.59", "consent sought to carry it forward"),
        ("PLF-2017-18", "597.00", "consent sought to carry it forward"),  # 150.00 + 447.00
    ]
    assert found["underspend"]["treatment"] == (
        "£0.50 of PLF-2015-16 kept and spent on the plan; "
        "£40.59 of PLF-2016-17 and £597.00 of PLF-2017-18 consent sought to carry it forward"
    )
    said = notice("oadby-wigston", "PLF-2017-18", "2017-08-31")
    assert "£638.09 of the money reported in PLF-2017-18 will not be spent" in said
    assert (
        "Of PLF-2016-17 and PLF-2017-18, £637.59: We ask for your consent to carry it forward "
        "beyond 31 March 2018" in said
    )
    assert "Of PLF-2015-16, £0.50: The terms let us keep it" in said


def test_consent_that_was_given_is_not_sought_again() -> None:
    """Since 26 March both may be spent until 31 March 2019; 414.00 is the sunflowers'."""
    found = made("oadby-wigston", "PLF-2017-18", "2017-18-H2")
    assert parts(found) == [
        ("PLF-2015-16", "0.50", "kept and spent on the plan"),
        ("PLF-2016-17", "414.00", "may still be spent, until 31 March 2019"),
        ("PLF-2017-18", "1185.50", "may still be spent, until 31 March 2019"),
    ]
    said = notice("oadby-wigston", "PLF-2017-18", "2018-03-31")
    assert "£1,600.00 of the money reported in PLF-2017-18 is neither spent nor committed." in said
    assert "The terms let it be spent until 31 March 2019" in said
    assert "consent" not in said
    assert "forecast" not in said


def test_the_day_before_consent_it_is_still_sought() -> None:
    day = ("--as-at", "2018-03-25", "--format", "json")
    shown = json.loads(run("oadby-wigston", "position", *day))
    (under,) = shown["underspends"]
    assert under["by_fund"]["PLF-2017-18"]["treatment"] == "consent sought to carry it forward"


def test_what_is_left_on_the_last_day_is_said_with_what_is_committed() -> None:
    found = made("violence-reduction-network", "VRN-2019-20", "2019-20-Q4")
    lines = [(e["action"], e["forecast_outturn"], e["forecast_basis"]) for e in found["lines"]]
    assert lines == [
        ("Interventions", "240000.00", "spent and committed"),
        ("Team", "98000.00", "actual"),
    ]
    assert found["underspend"]["forecast"] == "542000.00"
    (last,) = found["underspend"]["last_day"]
    assert (last["fund"], last["left"]) == ("VRN-2019-20", "700000.00")
    said = (
        "The last day of VRN-2019-20 is 31 March 2020: £700,000.00 of it is not spent, committed "
        "or not. It is to be returned, and lapses where it was never received."
    )
    args = ("return", "prepare", "VRN-2019-20", "2019-20-Q4", "--format", "md", "--output", "-")
    paper = run("violence-reduction-network", *args)
    assert said in paper
    assert (
        "Actual is what was spent: the year is over. Spent and committed is what was spent, and "
        "what is ordered or agreed besides and not spent: the year is over." in paper
    )
    assert "put above the allocation" not in paper
    assert said in notice("violence-reduction-network", "VRN-2019-20", "2020-03-31")
    position = run("violence-reduction-network", "position", "--as-at", "2020-03-31")
    assert "£700,000.00 of it is not spent, committed or not." in " ".join(position.split())


def test_a_forecast_without_a_reason_says_what_it_rests_on() -> None:
    said = notice("oadby-wigston", "PLF-2017-18", "2017-08-31")
    assert "No reason given: carried on at the rate spent so far." in said
    assert "by straight line" not in said
    args = ("return", "prepare", "PZ-2021-23", "2021-22-Q2", "--format", "md", "--output", "-")
    paper = run("charnwood", *args)
    assert "It is never put above the allocation" in paper
    assert "Neither" not in paper
    args = ("return", "prepare", "PLF-2017-18", "2017-18-H1", "--format", "md", "--output", "-")
    assert "Neither is put above the allocation" in run("oadby-wigston", *args)


@pytest.mark.parametrize(
    "example", sorted(p.parent.name for p in EXAMPLES.glob("*/main.beancount"))
)
def test_the_parts_of_every_return_come_to_its_underspend(example: str) -> None:
    for dates in all_dates(books(example).book):
        found = made(example, dates.fund, dates.ref)["underspend"]
        parts = sum((Decimal(each["amount"]) for each in found["by_fund"].values()), Decimal(0))
        assert parts == Decimal(found["forecast"])
