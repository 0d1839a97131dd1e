"""A seal in words, what the funder quotes of it, and the covering e-mail that has both."""

import hashlib
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringfence.ledger import seal_words
from ringfence.ledger.seal_words import NotQuotedError, in_groups, quotes, words_of
from tests.conftest import Officer
from tests.test_cli_return_life import H1, SNAPSHOT, certified

#: Of the words as their standard publishes them, a line each.
PUBLISHED = "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda"
SEALS = st.binary(min_size=32, max_size=32).map(bytes.hex)


def test_the_words_are_those_of_the_standard() -> None:
    words = seal_words._words()
    assert hashlib.sha256("".join(f"{each}\n" for each in words).encode()).hexdigest() == PUBLISHED
    assert len(words) == len({each[:4] for each in words}) == 2048


def test_the_words_are_the_first_132_bits() -> None:
    assert words_of("0" * 64) == ("abandon",) * 12
    assert words_of("f" * 64) == ("zoo",) * 12
    # 2^131: the first bit of the first word; what is behind bit 132 says nothing.
    assert words_of("8" + "0" * 63) == ("length", *("abandon",) * 11)
    assert words_of("0" * 32 + "1" + "f" * 31) == (*("abandon",) * 11, "ability")
    assert [*in_groups("f" * 64)] == ["zoo zoo zoo zoo"] * 3


@given(SEALS, SEALS)
def test_a_seal_is_quoted_whole_or_by_its_words(seal: str, other: str) -> None:
    one, two, three = in_groups(seal)
    for text in (
        *(seal, seal.upper(), f" {seal[:32]} {seal[32:]}\n"),
        *(f"{one} {two} {three}", f"{one}, {two}, {three}.".title(), f"{one}\n{two} / {three}"),
    ):
        assert quotes(text, seal)
        assert quotes(text, other) is (other == seal)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "is neither a seal"),
        ("0" * 63, "is neither a seal"),
        ("zoo " * 11, "is neither a seal"),
        ("zoo " * 13, "is neither a seal"),
        ("zöo " * 12, "is neither a seal"),
        ("zoo " * 11 + "abilty", "“abilty” is no word that a seal can have. Did you mean ability?"),
    ],
)
def test_what_is_neither_is_said_so(text: str, reason: str) -> None:
    with pytest.raises(NotQuotedError) as refused:
        quotes(text, "0" * 64)
    assert reason in str(refused.value)


def seal_in(officer: Officer) -> str:
    return hashlib.sha256((officer.books / SNAPSHOT).read_bytes()).hexdigest()


def test_the_covering_e_mail_has_the_seal_whole_and_in_words(officer: Officer) -> None:
    certified(officer)
    said = officer.does("return", "submit", *H1, "--date", "2017-09-21")
    email = said[said.index("Subject: ") :]
    seal = seal_in(officer)
    assert f"The seal of this return:\n  {seal}\n" in email
    words = "".join(f"  {group}\n" for group in in_groups(seal))
    assert f"The same in twelve words, to be read aloud:\n{words}" in email
    (sent,) = json.loads((officer.books / SNAPSHOT).read_bytes())["sent"].items()
    assert f"Attached:\n  PLF-2017-18_2017-18-H1.docx\n  SHA-256 {sent[1]}\n" in email
    assert email.startswith(
        "Subject: Monitoring return 2017/18, half-year 1, Oadby & Wigston CSP, "
        "OPCC community safety grant 2017/18 (PLF-2017-18)\n\nDear Grants Officer,\n\n"
        "This is our monitoring return 2017/18, half-year 1, for OPCC community safety\n"
        "grant 2017/18 (PLF-2017-18), as at 31 August 2017, certified by Chief Finance\n"
        "Officer (finance).\n"
    )


@pytest.mark.parametrize("how", ["seal", "words"])
def test_what_the_funder_quotes_is_kept(officer: Officer, how: str) -> None:
    certified(officer)
    officer.does("return", "submit", *H1, "--date", "2017-09-21")
    seal = seal_in(officer)
    text = seal.upper() if how == "seal" else " / ".join(in_groups(seal)).title()
    officer.does("return", "accept", *H1, "--quoting", text, "--date", "2017-10-09")
    assert f'  status: "accepted"\n  quoted: "{seal}"\n' in officer.text("returns")
    assert officer("check", "--deep").exit_code == 0
    shown = officer.does("return", "prepare", *H1, "--format", "md", "--output", "-")
    assert "accepted, quoting the seal" in shown
    path = officer.books / "returns.beancount"
    path.write_text(officer.text("returns").replace(f'quoted: "{seal}"', f'quoted: "{"1" * 64}"'))
    found = " ".join(officer("check").stdout.split())
    assert f"the funder quoted the seal {'1' * 64} of the return PLF-2017-18 2017-18-H1" in found


def test_another_seal_is_refused_and_what_was_submitted_is_said(officer: Officer) -> None:
    certified(officer)
    officer.does("return", "submit", *H1, "--date", "2017-09-21")
    first = seal_in(officer)
    accept = ("return", "accept", *H1, "--date", "2017-10-09", "--quoting")
    stands = (
        f"What stands of PLF-2017-18 2017-18-H1 was submitted on 2017-09-21 with the seal {first}, "
        f"in words: {', '.join(in_groups(first))}."
    )
    assert f"The funder quotes another seal. {stands}" in officer.is_refused(*accept, "1" * 64)
    assert stands in officer.is_refused(*accept, "zoo zoo")
    officer.does("return", "reopen", *H1, "--reason", "Wrong", "--date", "2017-10-10")
    certified(officer, "2017-10-11")
    officer.does("return", "submit", *H1, "--date", "2017-10-12")
    found = officer.is_refused(
        "return", "accept", *H1, "--date", "2017-10-13", "--quoting", " ".join(in_groups(first))
    )
    assert (
        "The funder quotes the seal of what was submitted on 2017-09-21, and that was reopened "
        "since: send them what stands."
    ) in found
    assert seal_in(officer) in found


def test_what_was_quoted_is_no_more_once_it_is_reopened(officer: Officer) -> None:
    certified(officer)
    officer.does("return", "submit", *H1, "--date", "2017-09-21")
    accept = ("return", "accept", *H1, "--quoting", seal_in(officer), "--date", "2017-10-09")
    officer.does(*accept)
    officer.does("return", "reopen", *H1, "--reason", "Wrong", "--date", "2017-10-10")
    reopened = officer.text("returns").rpartition("custom")[2]
    assert re.search(r"\n  quoted:\n", reopened)


def test_a_return_of_before_seals_can_not_be_quoted(officer: Officer) -> None:
    from tests.sent_returns import before_seals

    certified(officer)
    officer.does("return", "submit", *H1, "--date", "2017-09-21")
    before_seals(officer.books, SNAPSHOT)
    found = officer.is_refused(
        "return", "accept", *H1, "--quoting", "1" * 64, "--date", "2017-10-09"
    )
    assert "was submitted on 2017-09-21 without a seal, before returns had them" in found
