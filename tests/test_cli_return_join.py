"""Two branches of a return's life: both named, and finance says which of them counts."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from ringfence.ledger.return_lives import life_of
from tests.conftest import Officer
from tests.test_cli_return_life import H1, certified, cfo, submitted

KEEP = re.compile(r"--keep (returns\.beancount:\d+)")


def step_of(officer: Officer, status: str) -> str:
    """The last directive of the return with a status, as text."""
    found = re.findall(
        rf'^[\d-]+ custom "return" "{H1[0]}" "{H1[1]}"\n(?:[ \t]+.*\n)+',
        officer.text("returns"),
        re.MULTILINE,
    )
    return str([each for each in found if f'status: "{status}"' in each][-1])


def told(officer: Officer) -> str:
    found = json.loads(officer("check", "--format", "json").stdout)["findings"]
    return " | ".join(each["message"] for each in found if each["severity"] == "block")


@pytest.fixture
def forked(officer: Officer, tmp_path: Path) -> Officer:
    """Accepted in one copy and queried in the other, and both put together."""
    submitted(officer)
    other = Officer(Path(shutil.copytree(officer.books, tmp_path / "other")))
    officer.does("return", "accept", *H1, "--reference", "OPCC/1", "--date", "2017-10-03")
    other.does("return", "accept", *H1, "--reference", "OPCC/2", "--date", "2017-10-04")
    officer.add("\n" + step_of(other, "accepted"), "returns")
    return officer


def join(officer: Officer, place: str, day: str = "2017-10-05") -> Any:
    more = ("--keep", place, "--reason", "An old copy", "--date", day)
    return cfo(officer, "return", "join", *H1, *more)


def places(officer: Officer) -> list[str]:
    text = officer.text("returns")
    lines = text.splitlines()
    return [
        f"returns.beancount:{number}"
        for number, line in enumerate(lines, start=1)
        if line.startswith("2017-10-0") and 'status: "accepted"' in lines[number]
    ]


@pytest.mark.parametrize(("number", "reference"), [(0, "OPCC/1"), (1, "OPCC/2")])
def test_finance_says_which_branch_counts(forked: Officer, number: int, reference: str) -> None:
    kept = places(forked)[number]
    found = told(forked)
    assert "has two branches: this and returns.beancount:" in found
    assert f"by its last step ({' or '.join(places(forked))})" in found
    assert KEEP.findall(found) == places(forked)[:1]
    result = join(forked, kept)
    assert result.exit_code == 0, result.output
    assert told(forked) == ""
    history = forked.book().register.returns[H1]
    assert history.latest.reference == reference
    assert [each.value.reference for each in life_of(history).submissions] == [None]
    made = json.loads(forked.does("return", "prepare", *H1, "--format", "json"))
    steps = [(e["what"], e["reference"], e["by"]) for e in made["history"][-3:]]
    other = {"OPCC/1": "OPCC/2", "OPCC/2": "OPCC/1"}[reference]
    assert ("accepted, set aside", other, None) in steps
    assert ("accepted", reference, None) in steps
    assert steps[-1] == ("joined", None, "Chief Finance Officer (finance)")
    # Life goes on after it.
    forked.does("return", "reopen", *H1, "--reason", "Late invoice", "--date", "2017-10-06")
    certified(forked, "2017-10-07")
    forked.does("return", "submit", *H1, "--date", "2017-10-08")
    assert told(forked) == ""


def test_who_may_join_and_what(forked: Officer) -> None:
    first, second = places(forked)
    text = forked.is_refused("return", "join", *H1, "--keep", first, "--reason", "So")
    assert "cs-officer is Community Safety Officer (officer), and finance certifies" in text
    result = join(forked, "returns.beancount:1")
    text = " ".join(result.output.split())
    assert f"{first}: accepted on 2017-10-03 {second}: accepted on 2017-10-04" in text
    assert "then or later (--date)" in join(forked, first, day="2017-10-01").output
    assert join(forked, first).exit_code == 0
    result = join(forked, first, day="2017-10-09")
    assert "has no two branches to join." in result.output


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ('joined-by: "cfo"', 'joined-by: "cs-officer"', "is not what was sealed"),
        ("An old copy", "A new copy", "is not what was sealed"),
        ("OPCC/2", "OPCC/3", "is not what was sealed"),
        ("OPCC/1", "OPCC/3", "is not what was sealed"),
    ],
)
def test_what_is_joined_is_held(forked: Officer, old: str, new: str, wanted: str) -> None:
    assert join(forked, places(forked)[0]).exit_code == 0
    path = forked.books / "returns.beancount"
    assert old in forked.text("returns")
    path.write_text(forked.text("returns").replace(old, new, 1), encoding="utf-8")
    assert wanted in told(forked)


def test_the_step_that_joins_is_taken_out(forked: Officer) -> None:
    assert join(forked, places(forked)[0]).exit_code == 0
    path = forked.books / "returns.beancount"
    text = forked.text("returns")
    at = text.index("\n2017-10-05 custom")
    path.write_text(text[: at + 1], encoding="utf-8")
    assert "has two branches" in told(forked)


def test_what_was_submitted_is_not_set_aside(officer: Any, tmp_path: Path) -> None:
    """A branch in which it was never sent does not undo that it was."""
    certified(officer)
    other = Officer(Path(shutil.copytree(officer.books, tmp_path / "other")))
    officer.does("return", "submit", *H1, "--date", "2017-09-21")
    assert (
        cfo(other, "return", "decline", *H1, "--reason", "No", "--date", "2017-09-22").exit_code
        == 0
    )
    officer.add("\n" + step_of(other, "draft"), "returns")
    lines = officer.text("returns").splitlines()
    number = next(n for n, line in enumerate(lines, 1) if line.startswith("2017-09-22 custom"))
    result = join(officer, f"returns.beancount:{number}")
    assert result.exit_code == 1
    assert ("and sets aside what was submitted on 2017-09-21, at returns.beancount:") in " ".join(
        result.output.split()
    )
    number = next(n for n, line in enumerate(lines, 1) if line.startswith("2017-09-21 custom"))
    result = join(officer, f"returns.beancount:{number}")
    assert result.exit_code == 0, result.output
    assert told(officer) == ""
    assert officer.book().register.returns[H1].latest.status == "submitted"


def test_three_branches_are_joined_one_by_one(forked: Officer, tmp_path: Path) -> None:
    text = forked.text("returns")
    third = step_of(forked, "accepted").replace("OPCC/2", "OPCC/4")
    # Sealed as it would be where it was recorded.
    other = Officer(Path(shutil.copytree(forked.books, tmp_path / "third")))
    before = text[: text.index("2017-10-03 custom")]
    (other.books / "returns.beancount").write_text(before, encoding="utf-8")
    other.does("return", "accept", *H1, "--reference", "OPCC/4", "--date", "2017-10-04")
    forked.add("\n" + step_of(other, "accepted"), "returns")
    assert "OPCC/4" in third
    kept = places(forked)[1]
    result = join(forked, kept)
    assert result.exit_code == 0, result.output
    found = told(forked)
    assert "has two branches" in found
    (place,) = KEEP.findall(found)
    again = next(
        f"returns.beancount:{number}"
        for number, line in enumerate(forked.text("returns").splitlines(), start=1)
        if line.startswith("2017-10-05 custom")
    )
    assert again in found
    assert place in (*places(forked), again)
    assert join(forked, again).exit_code == 0
    assert told(forked) == ""
    assert forked.book().register.returns[H1].latest.reference == "OPCC/2"
