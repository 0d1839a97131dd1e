"""What a return tells beside its figures: certified with them, and shown where it changed since."""

from __future__ import annotations

import json
import zipfile
from typing import Any

import pytest
from docx import Document

from ringfence.ledger.years import today
from ringfence.reports.render.table import long_date
from tests.test_cli_return_life import H1, SNAPSHOT, certified, cfo, submitted

CURED = "Everybody was cured at once."
NOTE = ("note", "2017-18/Bluelight", CURED, "--kind", "delivery", "--date", "2017-08-31")
COUNT = (
    *("measure", "add", "2017-18/Diversionary", "young people engaged", "500"),
    *("--from", "1/4/2017", "--to", "31/8/2017", "--date", "31/8/2017"),
)
EXPLAINED = ("note", "2017-18/Prevent", "A late start.", "--kind", "explanation")


@pytest.mark.parametrize("typed", [NOTE, COUNT, (*EXPLAINED, "--date", "2017-08-30")])
def test_what_was_not_certified_is_not_submitted(officer: Any, typed: tuple[str, ...]) -> None:
    certified(officer)
    officer.does(*typed)
    text = " ".join(officer.is_refused("return", "submit", *H1, "--date", "2017-09-21").split())
    assert (
        "The narrative or counts of PLF-2017-18 2017-18-H1 have changed since it was certified by "
        "cfo. Let it be certified again. Type: ringfence --as PERSON return certify PLF-2017-18 "
        "2017-18-H1"
    ) in text
    made = officer.does("return", "prepare", *H1, "--format", "md", "--output", "-")
    assert "The narrative or counts have changed since this return was certified by" in made
    certified(officer, "2017-09-21")
    officer.does("return", "submit", *H1, "--date", "2017-09-21")


def test_a_note_of_another_period_changes_nothing_that_was_certified(officer: Any) -> None:
    certified(officer)
    officer.does(*NOTE[:-1], "2017-09-05")
    officer.does("return", "submit", *H1, "--date", "2017-09-21")


def test_what_is_told_after_it_was_submitted_is_said_everywhere(officer: Any) -> None:
    submitted(officer)
    officer.does(*NOTE)
    officer.does(*COUNT)

    result = officer("return", "compare", *H1)
    assert result.exit_code == 1
    text = " ".join(result.stdout.split())
    assert (
        "The figures of the return PLF-2017-18 2017-18-H1 are what they were when it was "
        "submitted; its narrative or counts are not. Nobody has certified what was added or "
        "changed."
    ) in text
    told = json.loads(officer("return", "compare", *H1, "--format", "json").stdout)["told"]
    assert [each["now"] for each in told if each["then"] is None] == [CURED]
    counts = [each for each in told if each["what"] == "Count of “young people engaged”"]
    assert len(counts) == 1
    assert counts[0]["then"].startswith("64 in the period, 64 to date")
    assert counts[0]["now"].startswith("500 in the period, 500 to date")

    made = officer.does("return", "prepare", *H1, "--format", "md", "--output", "-")
    assert (
        "2 parts of the narrative and counts were added or changed since this return was "
        "submitted, and were not certified by"
    ) in made
    assert "## Added or changed since it was submitted" in made
    form = officer.books.parent / "form.docx"
    document = Document()
    document.add_paragraph("{{ fund }}")
    document.save(str(form))
    filled = officer.books.parent / "filled.docx"
    shown = officer.does("return", "prepare", *H1, "--form", str(form), "--output", str(filled))
    shown = " ".join(shown.split())
    assert "Not what was submitted: this was added or changed since, and nobody" in shown
    assert f"What was delivered, 31 August 2017: was “nothing”, is “{CURED}”." in shown
    pack = officer.books.parent / "pack.zip"
    officer.does("return", "pack", *H1, "--output", str(pack))
    with zipfile.ZipFile(pack) as packed:
        assert "2 parts of the narrative and counts" in packed.read("return.html").decode()
        kept = json.loads(packed.read("return.json"))["told_since_submission"]
    assert kept == told


def test_what_was_told_and_still_is_has_not_changed(officer: Any) -> None:
    submitted(officer)
    found = officer.does("return", "compare", *H1)
    assert "The books still say what the return PLF-2017-18 2017-18-H1 said" in found
    made = json.loads(officer.does("return", "prepare", *H1, "--format", "json"))
    assert (made["told_since_submission"], made["uncertified"]) == ([], None)


def test_an_altered_snapshot_is_compared_as_far_as_it_goes(officer: Any) -> None:
    submitted(officer)
    path = officer.books / SNAPSHOT
    text = json.loads(path.read_text(encoding="utf-8"))
    text["delivery"] = [7, {"year": "2017-18", "action": "X", "narrative": "no list"}]
    path.write_text(json.dumps(text), encoding="utf-8")
    found = json.loads(officer("return", "compare", *H1, "--format", "json").stdout)
    assert found["told"]
    assert all(each["then"] is None for each in found["told"])


def test_a_question_is_something_to_do_until_it_is_answered(officer: Any) -> None:
    submitted(officer)
    asked = ("return", "query", *H1, "--text", "Why is Prevent so late?")
    officer.does(*asked, "--date", "2017-10-02")

    def due(day: str) -> list[str]:
        shown = officer.does("deadlines", "--as-at", day, "--format", "json")
        return [e["text"] for e in json.loads(shown)["deadlines"] if e["kind"] == "query"]

    assert due("2017-10-01") == []
    assert due("2017-10-02") == [
        (
            "OPCC asks about the return PLF-2017-18 2017-18-H1: “Why is Prevent so late?”. Answer "
            'it: ringfence question answer Q-2017-10-02-01 "TEXT", or reopen it to correct it'
        )
    ]
    shown = " ".join(officer.does("deadlines", "--as-at", "2017-10-05").split())
    assert "2017-10-02: OPCC asks about the return" in shown
    officer.does("return", "accept", *H1, "--date", "2017-10-05")
    assert due("2017-10-05") == []


def test_the_return_says_what_became_of_it(officer: Any) -> None:
    """It was sent, asked about, taken back and sent again: all of it stands in the return."""
    submitted(officer)
    for step, day, more in (
        ("query", "2017-10-02", ("--text", "Why so late?")),
        ("reopen", "2017-10-03", ("--reason", "An invoice was left out")),
    ):
        officer.does("return", step, *H1, *more, "--date", day)
    assert "| Date | 20 September 2017 |" not in officer.does(
        "return", "prepare", *H1, "--format", "md", "--output", "-"
    )
    certified(officer, "2017-10-04")
    officer.does("return", "submit", *H1, "--date", "2017-10-05")
    officer.does("return", "accept", *H1, "--reference", "OPCC/7", "--date", "2017-10-06")
    history = json.loads(officer.does("return", "prepare", *H1, "--format", "json"))["history"]
    finance = "Chief Finance Officer (finance)"
    assert [(e["day"][5:], e["what"], e["by"], e["version"], e["reason"]) for e in history] == [
        ("09-20", "certified", finance, 0, None),
        ("09-21", "submitted", history[1]["by"], 1, None),
        ("10-02", "queried", "OPCC", 1, "Why so late?"),
        ("10-03", "reopened", None, 1, "An invoice was left out"),
        ("10-04", "certified", finance, 1, None),
        ("10-05", "submitted", history[1]["by"], 2, None),
        ("10-06", "accepted", None, 2, None),
    ]
    assert history[-1]["reference"] == "OPCC/7"
    made = officer.does("return", "prepare", *H1, "--format", "md", "--output", "-")
    assert "## History of this return" in made
    days = f"5 October 2017 | {long_date(today())}"
    assert f"| {days} | submitted, version 2 | {history[1]['by']} |" in made
    assert f"Name: {finance}" in made
    assert "Date: 4 October 2017" in made


def test_a_reopened_return_is_certified_with_what_it_tells_now(officer: Any) -> None:
    submitted(officer)
    officer.does(*NOTE)
    officer.does("return", "reopen", *H1, "--reason", "More to tell", "--date", "2017-09-22")
    assert cfo(officer, "return", "certify", *H1, "--date", "2017-09-23").exit_code == 0
    officer.does("return", "submit", *H1, "--date", "2017-09-24")
    assert "The books still say" in officer.does("return", "compare", *H1)
