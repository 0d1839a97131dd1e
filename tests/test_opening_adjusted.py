"""What was owed before the books and is not needed, once a return has said what was spent before.

18,520.00 was spent of G before the books, of it 600.00 unpaid; 21,480.00 was brought in. The first
half's return said so. Then the 600.00 is not needed: the pots hold 22,080.00.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from ringfence.reports.flows import flows_of, life_of
from ringfence.reports.monitoring.build import prepare
from ringfence.reports.monitoring.report import Report
from ringfence.reports.monitoring.why import why
from tests.conftest import Officer
from tests.sent_returns import keep
from tests.test_cli_bring_forward import BOOKS, FUND, POSITION

MARCH = datetime.date(2026, 3, 31)
MORE = """  award: 40000.00 GBP
  returns: "six-monthly"
  payment: "arrears"
"""
SENT = """2025-10-20 custom "return" "G" "2025-26-H1"
  as-at: 2025-09-30
  status: "submitted"
  digest: "{digest}"
"""


@pytest.fixture
def desk(tmp_path: Path) -> Officer:
    """An officer at books of one grant, taken over in the middle of its life."""
    (tmp_path / "main.beancount").write_text(BOOKS + FUND + MORE, encoding="utf-8")
    officer = Officer(tmp_path)
    officer.does("bring-forward", "G", *POSITION)
    return officer


def send(desk: Officer) -> None:
    as_at = datetime.date(2025, 9, 30)
    digest = keep(desk.book(), desk.books, "G", "2025-26-H1", as_at)
    desk.add(SENT.format(digest=digest))


def second_half(desk: Officer) -> Report:
    return prepare(desk.book(), "G", "2025-26-H2", as_at=MARCH)


def test_it_is_an_adjustment_of_the_next_return_and_what_was_said_stays(desk: Officer) -> None:
    send(desk)
    text = " ".join(desk.does("pay", "printer-before", "--release", "--date", "22/10/2025").split())
    assert "the next return shows them as an adjustment." in text
    made = second_half(desk)
    assert (made.claim.brought_in, made.claim.spent_before) == (Decimal(21480), Decimal(18520))
    (row,) = made.adjustments
    assert (row.payee, row.adjusts, row.amount) == ("Printer", "G/2025-26-H1", Decimal(-600))
    # 21,480.00 brought in less -600.00 spent is 22,080.00 left.
    assert made.other_years.spent == -600
    (statement,) = made.statements.values()
    assert [statement.opening, statement.spent, statement.left] == [21480, -600, 22080]
    unspent = made.asked_for.unspent
    assert unspent is not None
    # 15,000.00 never came; 25,000.00 received less 17,920.00 spent is 7,080.00.
    assert [unspent.lapsing, unspent.to_repay] == [15000, 7080]
    (of_fund,) = unspent.funds
    assert of_fund.brought_in + of_fund.awarded == of_fund.spent + of_fund.remaining
    life = life_of(desk.book(), "G", flows_of(desk.book(), "G", MARCH), MARCH)
    assert [life.awarded, life.spent] == [40000, 17920]
    # The next year begins with what there is.
    later = prepare(desk.book(), "G", "2026-27-H1", as_at=datetime.date(2026, 9, 30))
    assert [later.claim.brought_in, later.other_years.spent] == [22080, 0]
    assert desk.does("check").endswith("Nothing is wrong: 0 blocks, 0 pending, 0 warnings.\n")


def test_before_any_return_it_lowers_what_was_spent_before(desk: Officer) -> None:
    desk.does("pay", "printer-before", "--release", "--date", "22/4/2025")
    made = second_half(desk)
    assert (made.claim.brought_in, made.claim.spent_before) == (Decimal(22080), Decimal(17920))
    assert made.adjustments == ()
    assert made.other_years.spent == 0
    # What was owed and is not needed is no new money: nothing tells to book it as an award.
    assert desk.does("check").endswith("Nothing is wrong: 0 blocks, 0 pending, 0 warnings.\n")


def test_where_it_is_needed_after_all_the_two_come_to_nothing(desk: Officer) -> None:
    send(desk)
    text = desk.does("pay", "printer-before", "--release", "--date", "22/10/2025")
    back = " ".join(text.split()).partition("reverse that: ringfence ")[2].split()[:3]
    desk.does(*back, "--date", "23/10/2025")
    made = second_half(desk)
    assert (made.claim.brought_in, made.claim.spent_before) == (Decimal(21480), Decimal(18520))
    assert [row.amount for row in made.adjustments] == [-600, 600]
    assert made.other_years.spent == 0
    assert desk.does("check").endswith("Nothing is wrong: 0 blocks, 0 pending, 0 warnings.\n")
    desk.does("pay", "printer-before", "--date", "24/10/2025")


@pytest.mark.parametrize("is_sent", [True, False])
def test_every_figure_has_its_entries(desk: Officer, is_sent: bool) -> None:
    if is_sent:
        send(desk)
    desk.does("pay", "printer-before", "--release", "--date", "22/10/2025")
    claim, *_rest = why(desk.book(), second_half(desk), str)
    for figure in claim.figures:
        if figure.rows:
            assert sum((row.amount for row in figure.rows), Decimal(0)) == figure.amount
