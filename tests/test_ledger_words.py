"""Words compared: when two are one, which is near another, and how it is asked."""

import pytest

from ringfence.ledger.words import (
    did_you_mean,
    letters_and_digits,
    near,
    plain,
    plain_name,
    slip_of,
)

COMMANDS = ("allocate", "award", "carry-forward", "fund", "import", "lapse", "release", "spend")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("spnd", ["spend"]),
        ("SPEND", ["spend"]),
        ("fnud", ["fund"]),
        ("carryforward", ["carry-forward"]),
        ("foo", []),
        ("re", []),
        ("help", []),
        ("", []),
    ],
)
def test_what_was_perhaps_meant(typed: str, meant: list[str]) -> None:
    assert near(typed, COMMANDS) == meant


def test_a_part_of_a_name_is_enough_where_people_leave_out_the_rest() -> None:
    pots = ("2017-18/Diversionary/Kicks", "2017-18/Prevent", "Reserve")
    assert near("Kicks", pots) == []
    assert near("Kicks", pots, most=2, in_part=True)[0] == "2017-18/Diversionary/Kicks"


def test_it_is_asked_in_one_way() -> None:
    assert did_you_mean([]) == ""
    assert did_you_mean(["Kicks"]) == " Did you mean Kicks?"
    assert did_you_mean(f"`{each}`" for each in ("a", "b")) == " Did you mean `a` or `b`?"


@pytest.mark.parametrize(
    ("typed", "ours"),
    [
        ("fnud", "fund"),
        ("funds", "fund"),
        ("fud", "fund"),
        ("foundry", None),
        ("relase", "release"),
    ],
)
def test_a_slip_is_a_letter_or_two(typed: str, ours: str | None) -> None:
    assert slip_of(typed, COMMANDS) == ours


@pytest.mark.parametrize(
    ("text", "words", "letters"),
    [
        ("LCFC-1093", "lcfc 1093", "lcfc1093"),
        ("Voucher_No.", "voucher no", "voucherno"),
        ("  The  Net Amount (£)", "the net amount", "thenetamount"),
        ("–", "", ""),
    ],
)
def test_words_and_letters_without_case_and_signs(text: str, words: str, letters: str) -> None:
    assert plain(text) == words
    assert letters_and_digits(text) == letters


def test_words_are_left_out_but_never_all_of_a_name() -> None:
    assert plain("The Net Amount", {"the"}) == "net amount"
    assert plain_name("Women’s Aid Leicestershire Ltd") == "womens aid leicestershire"
    assert plain_name("The Company Ltd") == "the company ltd"
