"""Whose money is allocated: where the funds' dates do not say it, the officer does."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from ringfence.cli.prompt import asking
from tests.conftest import Officer

#: Ashes and Birch may be spent from and until the same days; Early ends before them.
BOOKS = """option "operating_currency" "GBP"
plugin "ringfence.plugins.all"
plugin "beancount.plugins.auto_accounts"
2025-04-01 custom "action" "2025-26" "Youth"
  title: "Youth"
2025-04-01 custom "action" "2025-26" "Shared"
  title: "Shared by declaration"
  shares: "Ashes 60, Birch 40"
""" + "".join(
    f"""2025-04-01 custom "fund" "{fund}"
  title: "{fund}"
  funder: "{funder}"
  stage: "awarded"
  spend-from: 2025-04-01
  spend-by: {until}
2025-04-01 * "{funder}" "Award"
  Assets:Awarded:{funder}:{fund}  {amount} GBP
  Income:{funder}:{fund}  -{amount} GBP
"""
    for fund, funder, until, amount in (
        ("Birch", "Trust", "2026-03-31", "200.00"),
        ("Ashes", "OPCC", "2026-03-31", "100.00"),
        ("Early", "OPCC", "2025-12-31", "50.00"),
    )
)
APRIL = ("--date", "1/4/2025")


@pytest.fixture
def desk(tmp_path: Path) -> Officer:
    books = tmp_path / "alike"
    books.mkdir()
    (books / "main.beancount").write_text(BOOKS, encoding="utf-8")
    return Officer(books)


def left(desk: Officer, pot: str) -> dict[str, str]:
    return {fund: desk.left(pot, fund, "2025-04-01") for fund in ("Ashes", "Birch", "Early")}


def test_funds_alike_in_their_dates_are_named_and_none_is_taken(desk: Officer) -> None:
    text = desk.is_refused("allocate", "2025-26/Youth", "80", *APRIL)
    assert text == (
        "Error: £30.00 can come from several funds in Unallocated that may be spent from and until "
        "the same days: Ashes has £100.00 and Birch has £200.00. Say which one, such as --fund "
        "Early=50.00 --fund Ashes=30.00\n\nNothing was saved.\n"
    )
    desk.does(
        "allocate", "2025-26/Youth", "80", *APRIL, *["--fund", "Early=50", "--fund", "Ashes=30"]
    )
    assert left(desk, "2025-26/Youth") == {"Ashes": "30.00", "Birch": "0.00", "Early": "50.00"}


def test_what_is_suggested_is_enough(desk: Officer) -> None:
    desk.does("allocate", "Reserve", "50", *APRIL, "--fund", "Early")
    assert "such as --fund Ashes\n" in desk.is_refused("allocate", "Reserve", "100", *APRIL)
    assert "such as --fund Birch\n" in desk.is_refused("allocate", "Reserve", "100.01", *APRIL)
    text = desk.is_refused("allocate", "Reserve", "200.01", *APRIL)
    assert "£200.01 can come from several" in text
    assert "such as --fund Ashes=100.00 --fund Birch=100.01\n" in text


def test_what_the_dates_say_is_not_asked(desk: Officer) -> None:
    desk.does("allocate", "2025-26/Youth", "50", *APRIL)
    assert left(desk, "2025-26/Youth") == {"Ashes": "0.00", "Birch": "0.00", "Early": "50.00"}
    # All of both: whose comes first decides nothing.
    desk.does("allocate", "2025-26/Youth", "300", *APRIL)
    assert left(desk, "Unallocated") == {"Ashes": "0.00", "Birch": "0.00", "Early": "0.00"}


def test_declared_shares_say_whose_it_is(desk: Officer) -> None:
    desk.does("allocate", "2025-26/Shared", "100.01", *APRIL)
    # 60.006 and 40.004
    assert left(desk, "2025-26/Shared") == {"Ashes": "60.01", "Birch": "40.00", "Early": "0.00"}


def test_a_virement_out_of_unallocated_is_an_allocation_too(desk: Officer) -> None:
    text = desk.is_refused("vire", "Unallocated", "2025-26/Youth", "80", *APRIL)
    assert "Ashes has £100.00 and Birch has £200.00" in text


def test_a_spend_keeps_its_order(desk: Officer) -> None:
    funds = ("--fund", "Ashes=100", "--fund", "Birch=200")
    desk.does("allocate", "2025-26/Youth", "300", *APRIL, *funds)
    paid = ("--payee", "Printer", "--invoice", "P-1")
    desk.does("spend", "2025-26/Youth", "120", *paid, *APRIL)
    assert left(desk, "2025-26/Youth") == {"Ashes": "0.00", "Birch": "180.00", "Early": "0.00"}


@dataclasses.dataclass
class Terminal:
    """Somebody at a terminal, with answers; what was offered is kept."""

    answers: list[str]
    asked: list[tuple[str, list[str]]] = dataclasses.field(default_factory=list)

    def choose(self, message: str, choices: list[asking.Choice]) -> str:
        self.asked.append((message, [each.title for each in choices]))
        return self.answers.pop(0)


def test_at_a_terminal_it_asks_until_it_is_settled(
    desk: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = Terminal(["Birch"])
    monkeypatch.setattr(asking, "on_terminal", lambda: True)
    monkeypatch.setattr(asking, "choose", terminal.choose)
    monkeypatch.setattr(asking, "confirm", lambda _message: True)
    text = desk.does("allocate", "2025-26/Youth", "260", *APRIL)
    assert terminal.asked == [
        ("Of which fund are the £210.00?", ["Ashes: £100.00 free", "Birch: £200.00 free"])
    ]
    assert "Split over 3 funds: £50.00 of Early, £200.00 of Birch, £10.00 of Ashes." in text
    assert left(desk, "2025-26/Youth") == {"Ashes": "10.00", "Birch": "200.00", "Early": "50.00"}


def test_at_a_terminal_a_fund_that_was_said_is_not_asked(
    desk: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = Terminal([])
    monkeypatch.setattr(asking, "on_terminal", lambda: True)
    monkeypatch.setattr(asking, "choose", terminal.choose)
    desk.does("allocate", "2025-26/Youth", "80", *APRIL, "--fund", "Birch")
    assert left(desk, "2025-26/Youth") == {"Ashes": "0.00", "Birch": "80.00", "Early": "0.00"}
