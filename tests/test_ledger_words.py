"""Words compared: when two are one, which is near another, and how it is asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringfence.ledger.words import (
    all_folded,
    did_you_mean,
    fold,
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


#: One of each range of signs that show nothing, its first or its last.
UNSEEN = (
    *"\x00\x08\x0e\x7f\x80\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b\u180f\u200b\u200f\u202a",
    *"\u202e\u2060\u206f\u2800\u3164\ufe00\ufe0f\ufeff\uffa0\ufff0\ufff8\ufff9\ufffb",
    *"\U00016fe4\U0001bca0\U0001bca3\U0001d159\U0001d173\U0001d17a\U000e0000\U000e0fff",
)
HYPHEN = "\u2010"
SEEN = HYPHEN + "\u180a\u205f\u27ff\u2801\ufffc\U0001bca4\U000e1000"


@given(st.text(max_size=6), st.sampled_from(UNSEEN), st.integers(0, 6))
def test_what_nobody_sees_tells_nothing_apart(text: str, sign: str, place: int) -> None:
    assert fold(text[:place] + sign + text[place:]) == fold(text)


@given(st.lists(st.text(max_size=4), max_size=4))
def test_many_are_folded_as_each_is(words: list[str]) -> None:
    assert all_folded(words) == [fold(each) for each in words]


@pytest.mark.parametrize("sign", SEEN)
def test_beside_those_are_signs_that_show_or_part_words(sign: str) -> None:
    between = "" if sign.isspace() else "-" if sign == HYPHEN else sign
    assert fold(f"a{sign}b") == f"a{between}b"
