"""What comes back: once, under its own reference; and one invoice over several actions."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.conftest import Officer
from tests.two_grants import left, two_grants, written

PRINTER = ("--payee", "Printer")
SPENT = (*PRINTER, "--note", "Leaflets", "--date", "2/6/2025")
BACK = ("refund", "2025-26/A", "20", *PRINTER, "--invoice", "INV 7", "--date", "3/6/2025")


@pytest.fixture
def desk(tmp_path: Path) -> Officer:
    """Return books of two grants."""
    return two_grants(tmp_path)


@pytest.fixture
def paid(desk: Officer) -> Officer:
    """Return them with an invoice of £100.00, £70.00 of G and £30.00 of H."""
    desk.does("spend", "2025-26/A", "100", "--invoice", "INV 7", *SPENT)
    return desk


# What comes back.


def test_a_credit_note_has_its_own_reference_beside_the_invoice(paid: Officer) -> None:
    text = paid.does(*BACK, "--credit-note", "CN-1", "--gross", "--vat", "5")
    assert "£20.00 gross, less £5.00 VAT that is recovered: £15.00 comes back.\n" in text
    assert "is spent" not in text
    assert written(paid)[10:15] == [
        '2025-06-03 * "Printer" "Action A: refund" ^cn-1-refund',
        '  invoice: "INV 7"',
        '  credit-note: "CN-1"',
        "  vat: 3.50 GBP",
        "  Assets:Council:G            10.50 GBP",
    ]
    assert left(paid, "2025-26/A") == ("10.50", "44.50")


def test_a_credit_note_entered_twice_is_refused(paid: Officer) -> None:
    paid.does(*BACK, "--credit-note", "CN-1")
    first = len(paid.text("spend-2025-26").splitlines()) - 14
    text = paid.is_refused(*BACK, "--credit-note", "cn-1")
    assert text == (
        "Error: Credit note cn-1 of Printer was recorded already, £20.00:\n\n"
        f"  spend-2025-26.beancount:{first}  2025-06-03  Printer, Action A: refund\n\n"
        "If it is another one, give it its own reference (--credit-note REFERENCE). Nothing was "
        "saved. [duplicate]\n"
    )
    paid.does("correct", "CN-1", "--reverse-only", "--date", "4/6/2025")
    assert left(paid, "2025-26/A") == ("0.00", "40.00")
    paid.does(*BACK[:-1], "5/6/2025", "--credit-note", "CN-1")


@pytest.mark.parametrize(
    ("first", "second", "asked"),
    [
        ((), (), True),
        ((), ("--credit-note", "CN-1"), True),
        (("--credit-note", "CN 1"), ("--credit-note", "CN-1"), True),
        (("--credit-note", "CN-1"), ("--credit-note", "CN-2"), False),
    ],
)
def test_a_refund_that_may_be_the_same_is_asked_about(
    first: tuple[str, ...], second: tuple[str, ...], *, asked: bool, paid: Officer
) -> None:
    """The way out reverses both funds' parts: £14.00 of G and £6.00 of H."""
    paid.does(*BACK, *first)
    assert left(paid, "2025-26/A") == ("14.00", "46.00")
    text = " ".join(paid.does(*BACK, *second).split())
    question = (
        "Warning: This may be recorded already, £20.00 back of invoice INV 7: "
        "spend-2025-26.beancount:19 2025-06-03 Printer, Action A: refund. If it is the same, "
        "reverse this one: ringfence correct"
    )
    assert (question in text) == asked
    if asked:
        (typed,) = re.findall(r"reverse this one: ringfence (correct \S+ --reverse-only)", text)
        paid.does(*shlex.split(typed), "--date", "4/6/2025")
        assert left(paid, "2025-26/A") == ("14.00", "46.00")


def test_a_refund_of_another_amount_is_not_asked_about(paid: Officer) -> None:
    paid.does(*BACK)
    assert "Warning:" not in paid.does("refund", "2025-26/A", "10", *BACK[3:])


def test_a_refund_is_put_right_again_and_again(paid: Officer) -> None:
    """Others of the same amount are let be."""
    for note in ("CN-1", "CN-2"):
        paid.does(*BACK, "--credit-note", note)
    for amount in ("10", "5"):
        paid.does("correct", "CN-2", "--amount", amount, "--date", "4/6/2025")
    assert left(paid, "2025-26/A") == ("17.50", "47.50")
    paid.does("correct", "CN-1", "--reverse-only", "--date", "4/6/2025")
    assert left(paid, "2025-26/A") == ("3.50", "41.50")
    assert paid.does("check").startswith("Nothing is wrong")


# One invoice over several actions.

OVER = ("spend", "2025-26/A", "60", "--also", "2025-26/B=40", *PRINTER)
JUNE = ("--date", "2/6/2025")


def test_one_invoice_over_two_actions_is_recorded_once(desk: Officer) -> None:
    """£60.00 of G from A; of B's £40.00 there are £30.00 of G, so £10.00 is of H."""
    text = desk.does(*OVER, "--invoice", "INV 9", "--vat", "20", *JUNE)
    assert (
        "Split over 2 pots: £60.00 of G from 2025-26/A, £30.00 of G from 2025-26/B, £10.00 of H "
        "from 2025-26/B."
    ) in " ".join(text.split())
    assert text.count('  invoice: "INV 9"\n') == text.count("  invoice-total: 100.00 GBP\n") == 3
    assert re.findall(r"  vat: (\S+) GBP", text) == ["12.00", "6.00", "2.00"]
    assert '"Printer" "Action B" ^inv-9' in text
    assert left(desk, "2025-26/A") == ("10.00", "70.00")
    assert left(desk, "2025-26/B") == ("0.00", "20.00")
    again = desk.is_refused("spend", "2025-26/A", "1", *PRINTER, "--invoice", "inv 9", *JUNE)
    assert "Invoice inv 9 of Printer was recorded already, £100.00:" in again


@pytest.mark.parametrize("name", ["INV 9", "inv-9", "spend-2025-26.beancount:19"])
def test_it_is_reversed_whole(name: str, desk: Officer) -> None:
    desk.does(*OVER, "--invoice", "INV 9", *JUNE)
    desk.does("correct", name, "--reverse-only", "--note", "Not ours", "--date", "3/6/2025")
    assert left(desk, "2025-26/A") == ("70.00", "70.00")
    assert left(desk, "2025-26/B") == ("30.00", "30.00")
    assert desk.text("spend-2025-26").count(": reversed (Not ours)") == 3


def test_one_action_of_it_is_put_right_by_its_line(desk: Officer) -> None:
    """B should bear £20.00, so the invoice came to £80.00: £20.00 of B is £15.00 and £5.00."""
    desk.does(*OVER, "--invoice", "INV 9", *JUNE)
    output = desk.is_refused("correct", "INV 9", "--amount", "80", "--date", "3/6/2025")
    assert output == (
        "Error: INV 9 is over 2 actions. Name the one that is wrong by its file and line:\n\n"
        "  spend-2025-26.beancount:3  2025-06-02  Printer, Action A\n"
        "  spend-2025-26.beancount:11  2025-06-02  Printer, Action B\n"
        "  spend-2025-26.beancount:19  2025-06-02  Printer, Action B\n\nNothing was saved.\n"
    )
    line = "spend-2025-26.beancount:11"
    output = desk.does("correct", line, "--amount", "20", "--date", "3/6/2025")
    assert output.count("  invoice-total: 80.00 GBP\n") == 3
    assert left(desk, "2025-26/A") == ("10.00", "70.00")
    assert left(desk, "2025-26/B") == ("15.00", "25.00")
    desk.does("correct", "INV 9", "--payee", "Press", "--date", "3/6/2025")
    assert left(desk, "2025-26/B") == ("15.00", "25.00")
    moved = next(
        number
        for number, text in enumerate(desk.text("spend-2025-26").splitlines(), start=1)
        if text == '2025-06-03 * "Press" "Action A" ^inv-9'
    )
    place = f"spend-2025-26.beancount:{moved}"
    desk.does("correct", place, "--amount", "10", "--pot", "2025-26/A", "--date", "3/6/2025")
    assert left(desk, "2025-26/A") == ("60.00", "70.00")
    desk.does("correct", "INV 9", "--reverse-only", "--date", "3/6/2025")
    assert left(desk, "2025-26/A") == ("70.00", "70.00")
    assert left(desk, "2025-26/B") == ("30.00", "30.00")
    assert desk.does("check").startswith("Nothing is wrong")


def test_what_it_includes_of_vat_comes_off_each_part(desk: Officer) -> None:
    """£72.00 and £48.00 with £20.00 of VAT are £60.00 and £40.00."""
    desk.does(
        *("spend", "2025-26/A", "72", "--also", "2025-26/B=48", "--gross", "--vat", "20"),
        *(*PRINTER, "--invoice", "INV 9", *JUNE),
    )
    assert left(desk, "2025-26/A") == ("10.00", "70.00")
    assert left(desk, "2025-26/B") == ("0.00", "20.00")


def test_only_what_is_lacking_awaits_a_decision(desk: Officer) -> None:
    """A has £140.00 and B £60.00 of both grants; £65.00 is asked of B."""
    over = ("spend", "2025-26/A", "10", "--also", "b=65", *PRINTER, "--invoice", "I", *JUNE)
    assert "£65.00 is £5.00 more than is free in 2025-26/B" in desk.is_refused(*over)
    text = desk.does(*over, "--pending")
    assert '2025-06-02 * "Printer" "Action A" ^i\n' in text
    assert '2025-06-02 ! "Printer" "Action B" ^i\n' in text
    assert "£35.00 of H from 2025-26/B (awaiting a decision)" in " ".join(text.split())


def test_an_accrual_and_a_credit_note_over_two_actions(desk: Officer) -> None:
    also = ("2025-26/A", "60", "--also", "2025-26/B=40", *PRINTER)
    desk.does("accrue", *also, "--link", "q1", *JUNE)
    assert (
        "q1 was spent from 2025-26/A, 2025-26/B: say which pot bears the £5.00 above it (--pot "
        in (desk.is_refused("pay", "q1", "105", "--invoice", "INV 9", *JUNE))
    )
    desk.does("pay", "q1", "95", "--invoice", "INV 9", *JUNE)
    assert left(desk, "2025-26/A") == ("13.00", "70.00")
    assert left(desk, "2025-26/B") == ("1.50", "20.50")
    desk.does(
        *("refund", "2025-26/A", "6", "--also", "2025-26/B=4", *PRINTER),
        *("--invoice", "INV 9", "--credit-note", "CN-9", *JUNE),
    )
    desk.does("correct", "CN-9", "--reverse-only", *JUNE)
    assert left(desk, "2025-26/A") == ("13.00", "70.00")
    assert left(desk, "2025-26/B") == ("1.50", "20.50")


@pytest.mark.parametrize(
    ("also", "words"),
    [
        ("2025-26/B", "“2025-26/B” is not a pot and what it bears, such as 2025-26/Prevent=40: "),
        ("2025-26/B=x", "“2025-26/B=x” is not a pot and what it bears"),
        ("A=5", "2025-26/A is named twice."),
        ("2025-26/B=5; b=5", "2025-26/B is named twice."),
    ],
)
def test_a_part_that_says_nothing(also: str, words: str, desk: Officer) -> None:
    over = ("spend", "2025-26/A", "60", "--also", also, *PRINTER, "--invoice", "I", *JUNE)
    assert words in desk.is_refused(*over, status=2)


def test_funds_of_several_pots_are_named_without_amounts(desk: Officer) -> None:
    text = desk.is_refused(*OVER, "--invoice", "I", "--fund", "H=100", *JUNE, status=2)
    assert "With several pots name funds without amounts (--fund FUND)" in text
    desk.does(
        "spend", "A", "60", "--also", "B=20", *PRINTER, "--invoice", "I", "--fund", "H", *JUNE
    )
    assert left(desk, "2025-26/A") == ("70.00", "10.00")
    assert left(desk, "2025-26/B") == ("30.00", "10.00")
