"""A note after the fact: what leads to a person is said at once, and it can be taken back."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.test_cli_return_life import H1, certified

FILE = "delivery-2017-18.beancount"
RINGING = "Done well.\nRing “Jo” \\ on 0116 257 2894; she knows."


def noted(officer: Any, text: str) -> tuple[str, str]:
    note = ("note", "2017-18/Bluelight", text, "--kind", "delivery", "--date", "2017-08-31")
    found = officer.does(*note)
    place = re.search(rf"Saved in ({re.escape(FILE)}:\d+):", found)
    assert place
    return place[1], " ".join(found.split())


def test_a_note_that_leads_to_a_person_is_told_of_at_once(officer: Any) -> None:
    place, text = noted(officer, RINGING)
    assert (
        "Warning: “0116 257 2894” is a telephone number, which must not go out: no return with it "
        f'can be certified. For other words type: ringfence correct {place} --note "TEXT"; to '
        f"remove it: ringfence correct {place} --reverse-only"
    ) in text
    listed = " ".join(officer.does("return", "list").split())
    assert f"which must not go out. For other words type: ringfence correct {place}" in listed
    assert "Warning:" not in noted(officer, "Eleven people trained.")[1]


def test_words_that_lead_to_a_person_are_erased(officer: Any) -> None:
    before = officer.text("delivery-2017-18")
    place, _said = noted(officer, RINGING)
    output = " ".join(officer.does("correct", place, "--note", "Done well.").split())
    assert (
        "The note of 2017-08-31 is removed: no return shows it, and its words are erased."
    ) in output
    text = officer.text("delivery-2017-18")
    assert "0116" not in text
    assert text.startswith(before)
    assert ";; A note of 2017-08-31 was taken back, and its words erased.\n" in text
    assert '2017-08-31 note Equity:Plan:2017-18:Bluelight "Done well." #delivery\n' in text
    officer.book()
    certified(officer)


def test_a_note_taken_back_stays_to_be_read(officer: Any) -> None:
    place, _said = noted(officer, "900 people cured.")
    output = " ".join(officer.does("correct", place, "--reverse-only").split())
    assert "no return shows it, and it stays in the file as a comment." in output
    text = officer.text("delivery-2017-18")
    assert ';; 2017-08-31 note Equity:Plan:2017-18:Bluelight "900 people cured." #delivery' in text
    assert ';;   recorded-by: "' in text
    assert "900 people" not in officer.does("return", "prepare", *H1, "--format", "json")


def test_several_lines_and_windows_ends_of_lines_are_a_comment_too(officer: Any) -> None:
    path = officer.books / FILE
    before = path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    note = b'2017-08-30 note Equity:Plan:2017-18:Bluelight "One \\"said\\"\r\ntwo" #delivery\r\n'
    after = b'  illustrative: TRUE\r\n\r\n2017-08-30 event "meeting" "Held"\r\n'
    path.write_bytes(before + note + after)
    line = before.count(b"\n") + 1
    officer.does("correct", f"{FILE}:{line + 2}", "--reverse-only")
    commented = b"".join(b";; " + each for each in (note + after).splitlines(keepends=True)[:3])
    assert path.read_bytes() == before + commented + after.split(b"\r\n", 1)[1]


@pytest.mark.parametrize("typed", [(), ("--amount", "5")])
def test_what_is_to_become_of_a_note_is_said(officer: Any, typed: tuple[str, ...]) -> None:
    place, _said = noted(officer, "900 people cured.")
    result = officer("correct", place, *typed)
    assert result.exit_code == 2
    text = " ".join(result.stderr.split())
    assert 'This is a note: say what stands instead (--note "TEXT")' in text
    assert "or remove it (--reverse-only)" in text
