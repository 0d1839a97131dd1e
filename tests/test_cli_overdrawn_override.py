"""Finance may let a pot go short: the commands then leave it to the rule."""

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
