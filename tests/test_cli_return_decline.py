"""Who was to certify a return declines to: it is a draft again, and its history says why."""

import json
from typing import Any

from docx import Document

from tests.test_cli_return_life import H1, certified, cfo, submitted

REASON = ("--reason", "An invoice is missing")


def declined(officer: Any, day: str) -> None:
    result = cfo(officer, "return", "decline", *H1, *REASON, "--date", day)
    assert result.exit_code == 0, result.output


def told(officer: Any) -> Any:
    return json.loads(officer.does("return", "prepare", *H1, "--format", "json"))


def test_a_certificate_is_withdrawn_with_a_reason(officer: Any) -> None:
    certified(officer)
    declined(officer, "2017-09-21")
    values = told(officer)
    assert (values["status"], values["certified_by"]) == ("draft", None)
    assert (values["prepared_by"], values["reason"]) == (
        "Community Safety Officer (officer)",
        "An invoice is missing",
    )
    assert [
        (each["day"], each["what"], each["by"], each["reason"]) for each in values["history"]
    ] == [
        ("2017-09-20", "certified", "Chief Finance Officer (finance)", None),
        ("2017-09-21", "declined", "Chief Finance Officer (finance)", "An invoice is missing"),
    ]
    paper = officer.does("return", "prepare", *H1, "--format", "md", "--output", "-")
    assert "- Why declined: An invoice is missing\n" in paper
    assert "Certified by:" not in paper
    word = officer.books.parent / "return.docx"
    officer.does("return", "prepare", *H1, "--output", str(word))
    rows = [[cell.text for cell in row.cells] for t in Document(str(word)).tables for row in t.rows]
    (row,) = (row for row in rows if "declined" in row)
    assert row[-3:] == ["Chief Finance Officer (finance)", "", "An invoice is missing"]
    text = officer.text("returns")
    for field in ("certified-by", "digest", "narrative-digest"):
        assert f"  {field}:\n" in text
    assert "[submitted]" not in officer.does("check")


def test_it_is_certified_and_submitted_anew(officer: Any) -> None:
    declined(officer, "2017-09-19")
    assert "draft" in officer.is_refused("return", "submit", *H1, "--date", "2017-09-19")
    submitted(officer)
    values = told(officer)
    assert (values["status"], values["reason"]) == ("submitted", None)
    assert [each["what"] for each in values["history"]] == ["declined", "certified", "submitted"]
    assert "declined-by:\n" in officer.text("returns")
    found = cfo(officer, "return", "decline", *H1, *REASON, "--date", "2017-09-22").stderr
    assert found == (
        "Error: PLF-2017-18 2017-18-H1 is submitted, so it can't be declined now.\n  Type: "
        'ringfence return reopen PLF-2017-18 2017-18-H1 --reason "TEXT"\n\nNothing was saved.\n'
    )


def test_finance_declines(officer: Any) -> None:
    found = officer.is_refused("return", "decline", *H1, *REASON, "--date", "2017-09-19")
    assert found == (
        "Error: cs-officer is Community Safety Officer (officer), and finance certifies: the Chief "
        "Finance Officer (cfo).\n  Type: ringfence --as PERSON return decline PLF-2017-18 "
        '2017-18-H1 --reason "TEXT"\n\nNothing was saved.\n'
    )


def test_a_reopened_return_is_declined_and_still_compared(officer: Any) -> None:
    submitted(officer)
    officer.does("return", "reopen", *H1, "--reason", "An invoice", "--date", "2017-09-25")
    before = told(officer)["changed_since_version"]
    declined(officer, "2017-09-26")
    values = told(officer)
    assert before is not None
    assert values["changed_since_version"] == before
    assert [each["what"] for each in values["history"]][-2:] == ["reopened", "declined"]
