"""Entries that share a link: an advance and its evidence, an accrual and what is paid of it."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from tests.conftest import Officer
from tests.sent_returns import keep
from tests.two_grants import FUNDED, TWO

MORE = """2025-04-01 custom "earmark" "2025-26" "A" "Club"
  title: "Club"
  provider: "Hub"
"""
OPENED = "".join(
    f"2025-04-01 open {name}:{fund} GBP\n"
    for fund in "GH"
    for name in (
        "Assets:Prepaid:Hub",
        "Equity:Plan:2025-26:A:Club",
        "Expenses:Plan:2025-26:A:Club",
        "Liabilities:Accruals",
    )
)
EARMARKED = """2025-04-01 * "Hub" "Club"
  Equity:Plan:2025-26:A:G         60.00 GBP
  Equity:Plan:2025-26:A:Club:G   -60.00 GBP
"""


@pytest.fixture
def desk(tmp_path: Path) -> Officer:
    """Return books of two grants, £60.00 of one set aside for a provider."""
    text = TWO + MORE + OPENED + FUNDED + EARMARKED
    (tmp_path / "main.beancount").write_text(
        text + 'include "spend-2025-26.beancount"\n', encoding="utf-8"
    )
    (tmp_path / "spend-2025-26.beancount").write_text(";; What was spent.\n", encoding="utf-8")
    return Officer(tmp_path)


def submit(desk: Officer) -> None:
    digest = keep(desk.book(), desk.books, "G", "2025-26-H1", datetime.date(2025, 9, 30))
    desk.add(
        '2025-10-04 custom "return" "G" "2025-26-H1"\n  as-at: 2025-09-30\n'
        f'  status: "submitted"\n  digest: "{digest}"\n'
    )


def test_a_correction_of_evidence_names_it_and_not_its_advance(desk: Officer) -> None:
    """£50.00 advanced in June and £20.00 evidenced; of a sent return neither is put right."""
    club = ("2025-26/A/Club", "50", "--payee", "Hub", "--link", "adv1", "--date", "2/6/2025")
    desk.does("advance", *club)
    desk.does("evidence", "adv1", "20", "--invoice", "H-A", "--date", "1/8/2025")
    submit(desk)
    desk.does("evidence", "adv1", "30", "--invoice", "H-B", "--date", "6/12/2025")
    text = desk.does("correct", "H-B", "--amount", "25", "--date", "7/12/2025")
    assert text.count('  corrects: "H-B"\n') == 2
    assert "adjusts" not in text
    assert desk.does("check") == "Nothing is wrong: 0 blocks, 0 pending, 0 warnings.\n"
    text = desk.does("correct", "H-B", "--amount", "24", "--date", "8/12/2025")
    assert text.count('  corrects: "H-B"\n') == 2
    assert desk.left("2025-26/A/Club", "G", "2026-03-31") == "16.00"
    desk.does("correct", "H-B", "--reverse-only", "--date", "9/12/2025")
    again = desk.is_refused("correct", "H-B", "--reverse-only", "--date", "9/12/2025")
    assert again == "Error: H-B was reversed already, so there is nothing to correct.\n"
    # What was counted and is put right still says so.
    text = desk.does("correct", "H-A", "--amount", "19", "--date", "10/12/2025")
    assert text.count('  adjusts: "G/2025-26-H1"\n  corrects: "H-A"\n') == 2


def test_evidence_without_a_reference_is_named_by_its_line(desk: Officer) -> None:
    club = ("2025-26/A/Club", "50", "--payee", "Hub", "--link", "adv1", "--date", "2/6/2025")
    desk.does("advance", *club)
    desk.does("evidence", "adv1", "20", "--date", "6/6/2025")
    lines = desk.text("spend-2025-26").splitlines()
    found = [n for n, line in enumerate(lines, start=1) if "advance evidenced" in line]
    place = f"spend-2025-26.beancount:{found[0]}"
    text = desk.does("correct", place, "--reverse-only", "--date", "7/6/2025")
    assert text.count(f'  corrects: "{place}"\n') == 1
    again = desk.is_refused("correct", place, "--reverse-only", "--date", "7/6/2025")
    assert again == f"Error: {place} was reversed already, so there is nothing to correct.\n"


TENTH = ("--date", "10/6/2025")


def test_a_link_on_which_another_is_owed_is_refused(desk: Officer) -> None:
    """£20.00 is owed to Abel, £10.00 to Baker: a payment of £15.00 would mix them."""
    abel = ("--payee", "Abel", "--note", "x", "--link", "L2")
    desk.does("accrue", "2025-26/A", "20", "--fund", "H", *abel, *TENTH)
    place = "spend-2025-26.beancount:3"
    baker = ("accrue", "2025-26/B", "10", "--fund", "H", "--payee", "Baker", "--note", "z")
    message = desk.is_refused(*baker, "--link", "L2", *TENTH)
    assert " ".join(message.split()) == (
        f"Error: On L2, £20.00 was accrued for Abel ({place}), and this is for Baker: a link is "
        "paid as one. Leave the link out, or give one that is free: --link baker-accrued. "
        "Nothing was saved."
    )
    desk.does("pay", "L2", "15", "--invoice", "A-7", "--date", "11/6/2025")
    assert desk.left("2025-26/A", "H", "2026-03-31") == "55.00"
    # What is paid in full keeps its payee's name too: a payment would be written under it.
    assert "this is for Baker" in desk.is_refused(*baker, "--link", "L2", "--date", "12/6/2025")
    desk.does(*baker, "--link", "baker-accrued", *TENTH)
    assert desk.does("check") == "Nothing is wrong: 0 blocks, 0 pending, 0 warnings.\n"


def test_a_link_of_another_invoice_is_refused_until_that_is_paid(desk: Officer) -> None:
    """One invoice over two actions is recorded as one; £10.00 more of it may join it."""
    abel = ("--fund", "G", "--payee", "Abel", "--link", "L3")
    invoice = ("--also", "2025-26/B=5", "--invoice", "A-1")
    desk.does("accrue", "2025-26/A", "10", *invoice, *abel, *TENTH)
    message = desk.is_refused("accrue", "2025-26/B", "5", "--invoice", "A-2", *abel, *TENTH)
    assert " ".join(message.split()).endswith(
        "and this is for invoice A-2: a link is paid as one. Leave the link out, or give one that "
        "is free: --link a-2-accrued. Nothing was saved."
    )
    assert "On L3, £10.00 was accrued for invoice A-1 (spend-2025-26.beancount:3)" in message
    desk.does("pay", "L3", "15", "--invoice", "A-1", "--date", "11/6/2025")
    desk.does("accrue", "2025-26/B", "5", "--invoice", "A-2", *abel, "--date", "12/6/2025")
    assert desk.does("check") == "Nothing is wrong: 0 blocks, 0 pending, 0 warnings.\n"


def test_a_payment_is_reversed_with_what_was_given_back_by_it(desk: Officer) -> None:
    """£50.00 came for £70.00 over two actions: £11.67 and £8.33 were given back, to the penny."""
    abel = ("--fund", "H", "--payee", "Abel", "--link", "L4", "--invoice", "A-1")
    desk.does("accrue", "2025-26/A", "40", "--also", "2025-26/B=30", *abel, *TENTH)
    desk.does("pay", "L4", "50", "--invoice", "A-8", "--date", "11/6/2025")
    assert desk.left("2025-26/A", "H", "2026-03-31") == "41.43"
    assert desk.left("2025-26/B", "H", "2026-03-31") == "8.57"
    text = desk.does("correct", "A-8", "--reverse-only", "--date", "12/6/2025")
    words = " ".join(text.split())
    assert "£11.43 was given back with it on 2025-06-11 (spend-2025-26.beancount:" in words
    assert words.count("): that is reversed with it.") == 2
    assert desk.left("2025-26/A", "H", "2026-03-31") == "30.00"
    assert desk.left("2025-26/B", "H", "2026-03-31") == "0.00"
    book = desk.book()
    assert str(book.balance("Liabilities:Accruals:H", datetime.date.max)) == "-70.00"
    assert str(book.balance("Assets:Council:H", datetime.date.max)) == "0.00"
    assert desk.does("check") == "Nothing is wrong: 0 blocks, 0 pending, 0 warnings.\n"
    again = desk.is_refused("correct", "A-8", "--reverse-only", "--date", "12/6/2025")
    assert again == "Error: A-8 was reversed already, so there is nothing to correct.\n"
    # It is owed again, and can be paid as it should have been.
    desk.does("pay", "L4", "70", "--invoice", "A-9", "--date", "13/6/2025")
    assert str(desk.book().balance("Assets:Council:H", datetime.date.max)) == "-70.00"


def test_what_was_given_back_alone_can_be_reversed(desk: Officer) -> None:
    abel = ("--fund", "H", "--payee", "Abel", "--link", "L5", "--note", "x")
    desk.does("accrue", "2025-26/A", "40", *abel, *TENTH)
    text = desk.does("pay", "L5", "30", "--invoice", "A-8", "--date", "11/6/2025")
    place = text.partition("correct ")[2].split()[0]
    desk.does("correct", place, "--reverse-only", "--date", "12/6/2025")
    assert desk.left("2025-26/A", "H", "2026-03-31") == "30.00"
    text = desk.does("correct", "A-8", "--reverse-only", "--date", "13/6/2025")
    assert "given back" not in text
    book = desk.book()
    assert str(book.balance("Liabilities:Accruals:H", datetime.date.max)) == "-40.00"
