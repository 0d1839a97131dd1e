"""What a stranger's books met: claims of one invoice, names of nothing, files, days and words.

The books are of one grant G: 12,000.00 awarded, 8,000.00 of it in the plan of 2025/26.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from ringfence.reports.flows import claims_of, flows_of
from ringfence.reports.outlook import outlook
from ringfence.reports.underspend import underspends
from tests.conftest import Officer
from tests.test_cli_bring_forward import BOOKS, FUND

MARCH = datetime.date(2026, 3, 31)
NOTHING_WRONG = "Nothing is wrong: 0 blocks, 0 pending, 0 warnings.\n"


@pytest.fixture
def desk(tmp_path: Path) -> Officer:
    """An officer at books of one grant, in several files."""
    (tmp_path / "main.beancount").write_text(
        BOOKS + FUND + '  returns: "six-monthly"\n  award: 12000.00 GBP\n'
        'include "plan-2025-26.beancount"\n',
        encoding="utf-8",
    )
    plan = '2025-04-02 custom "decision" "D1"\n  body: "CSP"\n  title: "Moved"\n'
    (tmp_path / "plan-2025-26.beancount").write_text(plan, encoding="utf-8")
    officer = Officer(tmp_path)
    officer.does("award", "G", "12000", "--date", "1/4/2025")
    officer.does("allocate", "2025-26/Youth", "8000", "--date", "15/4/2025")
    return officer


def claim(desk: Officer, amount: str, invoice: str, day: str) -> str:
    text = desk.does("claim", "G", amount, "--invoice", invoice, "--date", day)
    return " ".join(text.split())


def test_a_second_claim_with_one_invoice_is_warned_of(desk: Officer) -> None:
    assert "[duplicate]" not in claim(desk, "3000", "HBC-1", "1/6/2025")
    assert "[duplicate]" not in claim(desk, "50", "HBC-2", "1/6/2025")
    text = claim(desk, "100", "hbc-1", "2/6/2025")
    assert (
        "“OPCC, Claimed” claims £100.00 of G on 2025-06-02 with the invoice hbc-1, which claims "
        "£3,000.00 of it since 2025-06-01 (" in text
    )
    assert "Unless the invoice is for both, reverse one, or give it its own" in text
    assert "0 blocks, 0 pending, 1 warning." in desk.does("check")


def test_a_claim_anew_after_the_first_was_taken_back_is_not(desk: Officer) -> None:
    claim(desk, "3000", "HBC-1", "1/6/2025")
    desk.does("correct", "HBC-1", "--reverse-only", "--date", "2/6/2025")
    claim(desk, "2900", "HBC-1", "3/6/2025")
    # What is received on a claim is no claim.
    desk.does("receive", "G", "2900", "--date", "4/6/2025")
    assert desk.does("check").endswith(NOTHING_WRONG)


def test_what_came_unclaimed_is_received_anew_after_its_claim_and_asked_for_once(
    desk: Officer,
) -> None:
    """4,050.00 is claimed and 4,300.00 comes: 4,300.00 was asked for, and not 4,550.00."""
    claim(desk, "4050", "HBC-1", "1/6/2025")
    text = " ".join(desk.does("receive", "G", "4300", "--date", "2/6/2025").split())
    assert "to £4,300.00 on 2025-06-02, £250.00 above the £4,050.00 claimed by then." in text
    typed = text.partition("then what came: ")[2].partition(" [stage]")[0].split("; ")
    assert typed[1:] == [
        "ringfence claim G 250.00 --invoice REFERENCE --date 2025-06-02",
        "ringfence receive G 4300.00 --date 2025-06-02",
    ]
    for line in typed:
        desk.does(*line.replace("REFERENCE", "HBC-2").split()[1:])
    assert desk.does("check").endswith(NOTHING_WRONG)
    book = desk.book()
    assert [*claims_of(book, "G", flows_of(book, "G", MARCH), MARCH)] == [4300, 4300]


@pytest.mark.parametrize(
    "typed",
    [
        ("spend", "2025-26/Youth", "10", "--payee", "P", "--invoice", "S1", "--date", "1/6/2025"),
        ("lapse", "G", "10", "--date", "1/6/2025"),
        ("year-end", "2025-26", "--date", "2/4/2026"),
    ],
)
def test_what_corrects_nothing_that_there_is_is_refused(
    desk: Officer, typed: tuple[str, ...]
) -> None:
    refused = desk.is_refused(*typed, "--corrects", "nonsense")
    assert "No entry is called nonsense. Name it by its link, its invoice reference" in refused
    claim(desk, "3000", "HBC-1", "1/5/2025")
    desk.does(*typed, "--corrects", "HBC-1")


def test_nothing_but_the_year_end_is_put_into_its_file(desk: Officer) -> None:
    agreed = ("--body", "OPCC", "--title", "A year more", "--date", "2/4/2025")
    desk.does("decision", "add", "O1", *agreed)
    longer = ("--spend-by", "31/3/2027", "--decision", "O1", "--date", "3/4/2025")
    desk.does("fund", "amend", "G", *longer)
    desk.does("action", "add", "2026-27/Youth", "--title", "Youth", "--date", "1/4/2026")
    desk.does("year-end", "2025-26", "--date", "2/4/2026")
    before = desk.text("year-end-2025-26")
    assert "carried forward to 2026/27" in before
    desk.does("receive", "G", "10", "--date", "13/4/2026")
    desk.does("allocate", "2026-27/Youth", "100", "--decision", "D1", "--date", "12/4/2026")
    assert desk.text("year-end-2025-26") == before
    assert "Received" in desk.text("money-2026-27")
    assert "Allocated: Youth" in desk.text("plan-2026-27")
    # Again the year end: what it writes is put where it was.
    desk.does("release", "2026-27/Youth", "50", "--decision", "D1", "--date", "14/4/2026")
    assert desk.text("year-end-2025-26") == before


@pytest.mark.parametrize(
    ("received", "words", "to_lapse"),
    [
        # 12,000.00 is left and nothing came: all of it lapses.
        ("", "not received, to lapse", "12000.00"),
        ("5000", "£5,000.00 repaid; £7,000.00 not received, to lapse", "7000.00"),
        ("12000", "repaid", "0.00"),
    ],
)
def test_what_the_rest_is_is_what_becomes_of_it(
    desk: Officer, received: str, words: str, to_lapse: str
) -> None:
    if received:
        desk.does("receive", "G", received, "--date", "1/5/2025")
    (line,) = outlook(desk.book(), MARCH).spend_by
    assert line.to_lapse == Decimal(to_lapse)
    text = desk.does("position", "--year", "2025-26", "--as-at", "31/3/2026")
    part = " ".join(text.partition("To be spent by a day")[2].split())
    assert f"£12,000.00 {words}" in part


@pytest.mark.parametrize(
    ("as_at", "told_from"),
    [
        (datetime.date(2026, 1, 15), datetime.date(2026, 1, 1)),
        # Its last day was 31 March 2026: it is not told in 2027.
        (datetime.date(2026, 11, 30), datetime.date(2026, 1, 1)),
    ],
)
def test_what_was_unspent_years_ago_is_told_from_a_day_of_that_year(
    desk: Officer, as_at: datetime.date, told_from: datetime.date
) -> None:
    (found,) = underspends(desk.book(), as_at)
    assert (found.day, found.notice_from) == (MARCH, told_from)
