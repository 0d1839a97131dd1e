"""Who may let it lets a pot go short, or a fund pay late: the commands leave it to the rule."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Officer
from tests.two_grants import left, two_grants

SPENT = ("--payee", "Printer", "--invoice", "PR-1", "--date", "2/6/2025")
DECIDED = ("--title", "As minuted", "--date", "1/6/2025")


@pytest.fixture
def desk(tmp_path: Path) -> Officer:
    """Return books of two grants, of which the action A has £140.00: £70.00 of each."""
    made = two_grants(tmp_path)
    made.does("decision", "add", "FIN-1", "--body", "finance", *DECIDED)
    made.does("decision", "add", "CSP-9", "--body", "CSP", *DECIDED)
    assert left(made, "2025-26/A") == ("70.00", "70.00")
    return made


def test_finance_lets_a_pot_go_short(desk: Officer) -> None:
    spend = ("spend", "2025-26/A", "80", "--fund", "G", *SPENT)
    assert "£80.00 is £10.00 more than is free in 2025-26/A" in desk.is_refused(*spend)
    desk.does(*spend, "--override-overdrawn", "FIN-1")
    assert left(desk, "2025-26/A") == ("-10.00", "70.00")
    assert '! "Printer"' not in desk.text("spend-2025-26")


def test_of_no_fund_in_particular_the_last_goes_short(desk: Officer) -> None:
    desk.does("spend", "2025-26/A", "150", *SPENT, "--override-overdrawn", "FIN-1")
    assert sorted(left(desk, "2025-26/A")) == ["-10.00", "0.00"]


@pytest.mark.parametrize("decision", ["CSP-9", "NOPE"])
def test_another_body_does_not(decision: str, desk: Officer) -> None:
    spend = ("spend", "2025-26/A", "80", "--fund", "G", *SPENT)
    desk.is_refused(*spend, "--override-overdrawn", decision)
    assert left(desk, "2025-26/A") == ("70.00", "70.00")


def test_what_it_says_names_whose_decision_it_takes(desk: Officer) -> None:
    spend = ("spend", "2025-26/A", "80", "--fund", "G", *SPENT)
    text = desk.is_refused(*spend, "--override-overdrawn", "CSP-9")
    assert "To override this takes a decision of finance, which CSP-9 is not. [overdrawn]" in text


def test_a_move_may_leave_it_short_too(desk: Officer) -> None:
    day = ("--date", "2/6/2025")
    vire = ("vire", "2025-26/A", "Reserve", "80", "--fund", "G", "--decision", "CSP-9", *day)
    assert "£80.00 is £10.00 more than is free in 2025-26/A" in desk.is_refused(*vire)
    desk.does(*vire, "--override-overdrawn", "FIN-1")
    assert left(desk, "2025-26/A") == ("-10.00", "70.00")


def ended(desk: Officer, *, both: bool = True) -> Officer:
    """Let the grants be spent by 30 June, or G alone; their funder lets it be later."""
    main = desk.books / "main.beancount"
    text = main.read_text(encoding="utf-8")
    for fund in ("G", "H") if both else ("G",):
        title = f'  title: "{fund}"\n'
        text = text.replace(title, f"{title}  spend-by: 2025-06-30\n")
    main.write_text(text, encoding="utf-8")
    desk.does("decision", "add", "OPCC-1", "--body", "OPCC", *DECIDED)
    return desk


LATE = ("--payee", "Printer", "--invoice", "PR-2", "--date", "2/7/2025")
LETS = ("--override-window", "OPCC-1")


def test_the_funder_lets_it_be_spent_late_of_no_fund_in_particular(desk: Officer) -> None:
    ended(desk)
    spend = ("spend", "2025-26/A", "80", *LATE)
    assert desk.is_refused(*spend).endswith(
        "No fund in 2025-26/A may be spent on 2025-07-02: G until 2025-06-30; H until 2025-06-30. "
        "If it was supplied between these dates, say when (--supplied DAY); otherwise name the "
        "fund (--fund FUND). If its funder lets it, name that decision: --override-window ID\n"
        "\nNothing was saved.\n"
    )
    assert "which CSP-9 is not. [window]" in desk.is_refused(*spend, "--override-window", "CSP-9")
    desk.does(*spend, *LETS)
    assert left(desk, "2025-26/A") == ("0.00", "60.00")
    assert desk.text("spend-2025-26").count('override-window: "OPCC-1"') == 2


def test_what_must_be_spent_first_is_though_its_day_is_past(desk: Officer) -> None:
    ended(desk, both=False)
    desk.does("spend", "2025-26/A", "10", *LATE)
    assert left(desk, "2025-26/A") == ("70.00", "60.00")
    again = (*LATE[:3], "PR-3", *LATE[4:])
    desk.does("spend", "2025-26/A", "10", *again, *LETS)
    assert left(desk, "2025-26/A") == ("60.00", "60.00")


def test_the_funder_lets_it_be_put_into_the_plan_late(desk: Officer) -> None:
    ended(desk)
    day = ("--decision", "CSP-9", "--date", "2/7/2025")
    desk.does("vire", "2025-26/A", "Unallocated", "20", "--fund", "G", *day)
    back = ("vire", "Unallocated", "2025-26/B", "20", *day)
    assert "No fund in Unallocated may be spent on 2025-07-02: " in desk.is_refused(*back)
    desk.does(*back, *LETS)
    assert left(desk, "2025-26/B") == ("50.00", "30.00")
