"""A submitted return is shown as it was sent, though forecasts are worked out otherwise by now."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from ringfence.cli.main import main
from tests.sent_returns import before_seals

H1 = ("PLF-2017-18", "2017-18-H1")
SNAPSHOT = "returns/PLF-2017-18_2017-18-H1.json"
NEW = ("forecast_words", "forecast_said_on", "forecast_to_plan", "forecast_undated")
NEWER = ("forecast_bills_awaited", "forecast_under", "forecast_over", "forecast_timing")


def prepared(officer: Any) -> Any:
    return json.loads(officer.does("return", "prepare", *H1, "--format", "json"))


@pytest.fixture
def sent(officer: Any) -> Any:
    """Submit the first return, and give its snapshot what one of before the rules of today had.

    The Big Lunch was then 2,000.00 by a straight line; nothing was said of what is unspent.
    """
    args = [
        "--books",
        str(officer.books),
        "--as",
        "cfo",
        "return",
        "certify",
        *H1,
        "--prepared-by",
        "cs-officer",
    ]
    assert CliRunner().invoke(main, [*args, "--date", "2017-09-20"]).exit_code == 0
    officer.does("return", "submit", *H1, "--date", "2017-09-21")
    path: Path = officer.books / SNAPSHOT
    found = json.loads(path.read_text(encoding="utf-8"))
    for line in (*found["lines"], found["totals"]):
        for name in (*NEW, *NEWER):
            del line[name]
        for part in line["by_fund"].values():
            for name in ("committed", "forecast_outturn", "forecast_to_plan"):
                del part[name]
        if line["action"] == "BigLunch":
            line |= {"forecast_outturn": "2000.00", "forecast_basis": "straight line"}
            line |= {"forecast_variance": "0.00"}
    found["totals"] |= {"forecast_outturn": "37624.22", "forecast_variance": "-447.50"}
    under = found["underspend"]
    found["underspend"] = {
        "forecast": "447.50",
        "treatment": "as then",
        "by_fund": {
            "PLF-2017-18": {
                "amount": "447.50",
                "spend_by": "2018-03-31",
                "treatment": "as then",
            }
        },
        "last_day": under["last_day"],
    }
    claim = found["claim"]
    del claim["this_claim_in_all"]
    # As if it had claimed 1.00 more, by terms that are read otherwise now.
    claim["this_claim"] = claim["by_fund"]["PLF-2017-18"]["this_claim"] = "7475.22"
    path.write_text(json.dumps(found, indent=2), encoding="utf-8")
    before_seals(officer.books, SNAPSHOT)
    return officer


def test_its_forecasts_are_those_of_its_snapshot(sent: Any) -> None:
    found = prepared(sent)
    lunch = next(line for line in found["lines"] if line["action"] == "BigLunch")
    assert (lunch["forecast_outturn"], lunch["forecast_basis"]) == ("2000.00", "straight line")
    assert (lunch["forecast_variance"], lunch["forecast_words"]) == ("0.00", None)
    assert lunch["by_fund"]["PLF-2017-18"]["forecast_outturn"] is None
    assert found["totals"]["forecast_outturn"] == "37624.22"
    assert (found["underspend"]["forecast"], found["underspend"]["total"]) == ("447.50", None)
    assert found["underspend"]["by_fund"] == {
        "PLF-2017-18": {"amount": "447.50", "spend_by": "2018-03-31", "treatment": "as then"}
    }


def test_its_claim_is_that_of_its_snapshot(sent: Any) -> None:
    """7,474.22 by the terms of today: 13,564.22 spent, less 6,090.00 claimed."""
    claim = prepared(sent)["claim"]
    part = claim["by_fund"]["PLF-2017-18"]
    assert (claim["this_claim"], claim["this_claim_in_all"]) == ("7475.22", "7475.22")
    assert (part["this_claim"], part["due"], part["basis"]) == ("7475.22", "13565.22", None)


@pytest.mark.parametrize("kind", ["md", "html", "docx", "xlsx"])
def test_every_format_shows_it(sent: Any, tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"made.{kind}"
    sent.does("return", "prepare", *H1, "--output", str(path))
    assert path.stat().st_size
    if kind == "md":
        paper = path.read_text(encoding="utf-8")
        assert "A straight line is what is spent, carried on at the same rate" in paper
        assert "£37,624.22" in paper
        assert "Unspent at the year's end" not in paper


def test_the_rules_of_today_are_no_change_of_the_books(sent: Any) -> None:
    assert sent.does("return", "compare", *H1) == (
        "The books still say what the return PLF-2017-18 2017-18-H1 said when it was submitted.\n"
    )
    assert "submitted" not in sent.does("check")


def test_what_is_altered_in_it_is_not_shown_as_a_figure(sent: Any) -> None:
    path = sent.books / SNAPSHOT
    found = json.loads(path.read_text(encoding="utf-8"))
    found["totals"]["forecast_outturn"] = "much"
    found["underspend"]["by_fund"]["PLF-2017-18"]["amount"] = []
    path.write_text(json.dumps(found), encoding="utf-8")
    assert prepared(sent)["totals"]["forecast_outturn"] is None
    assert prepared(sent)["underspend"]["by_fund"] == {}
    sent.does("return", "prepare", *H1, "--format", "md", "--output", "-")


def test_a_return_sent_from_now_on_comes_back_whole(officer: Any) -> None:
    before = prepared(officer)
    args = [
        "--books",
        str(officer.books),
        "--as",
        "cfo",
        "return",
        "certify",
        *H1,
        "--prepared-by",
        "cs-officer",
    ]
    assert CliRunner().invoke(main, [*args, "--date", "2017-09-20"]).exit_code == 0
    officer.does("return", "submit", *H1, "--date", "2017-09-21")
    after = prepared(officer)
    assert after["underspend"] == before["underspend"]
    assert after["underspend"]["total"] == "4882.28"
    assert after["lines"] == before["lines"]
    assert after["totals"] == before["totals"]
    assert after["claim"] == before["claim"]
