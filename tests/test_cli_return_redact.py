"""Names taken out of what was sent: a new version that names the old one, and is held as it was."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from ringfence.ledger.canonical import canonical
from ringfence.ledger.years import today
from tests.test_cli_return_life import H1, SNAPSHOT, certified, cfo, submitted

NAME = "Jo Bloggs"
TOLD = f"{NAME} ran the course, and JO BLOGGS was thanked. Bloggsville came."
NOTE = ("note", "2017-18/Prevent", TOLD, "--kind", "delivery", "--date", "2017-08-30")
REDACT = (
    *("return", "redact", *H1, "--name", NAME, "--reason", "Asked to be forgotten"),
    *("--date", "2017-10-01"),
)
SENT = "returns/PLF-2017-18_2017-18-H1/sent/1/PLF-2017-18_2017-18-H1.docx"


def told(officer: Any, severity: str = "block") -> str:
    found = json.loads(officer("check", "--deep", "--format", "json").stdout)["findings"]
    return " | ".join(each["message"] for each in found if each["severity"] == severity)


def digest(officer: Any, name: str = SNAPSHOT) -> str:
    return hashlib.sha256((officer.books / name).read_bytes()).hexdigest()


@pytest.fixture
def sent(officer: Any) -> Any:
    officer.does(*NOTE)
    submitted(officer)
    return officer


def test_a_name_is_taken_out_of_the_snapshot(sent: Any) -> None:
    before, was = digest(sent), json.loads((sent.books / SNAPSHOT).read_bytes())
    result = cfo(sent, *REDACT)
    assert result.exit_code == 0, result.output
    text = " ".join(result.output.split())
    assert f"{SNAPSHOT} has [redacted] in one text of it now." in text
    assert f"ringfence --as PERSON return paper {SENT} redacted --reason" in text
    content = (sent.books / SNAPSHOT).read_bytes()
    now = json.loads(content)
    assert content == canonical(now)
    assert now["redacts"] == before
    assert b"Jo Bloggs" not in content
    (delivered,) = [each for each in now["delivery"] if each["action"] == "Prevent"]
    texts = [each["text"] for each in delivered["narrative"]]
    assert "[redacted] ran the course, and [redacted] was thanked. Bloggsville came." in texts
    (kept,) = [each for each in now["frozen"].pop("told") if "Bloggsville" in str(each)]
    assert kept["fields"]["text"] == texts[-1]
    del was["frozen"]["told"]
    assert (now["lines"], now["frozen"], now["claim"]) == (
        was["lines"],
        was["frozen"],
        was["claim"],
    )
    assert told(sent) == ""
    assert (
        f"Names were taken out of {SNAPSHOT} on 2017-10-01 (recorded on {today()}) by cfo: Asked "
        f"to be forgotten. What was submitted on 2017-09-21 has the SHA-256 {before}."
    ) in told(sent, "warn")
    # What was sent has not changed by it.
    assert "The books still say what the return" in sent.does("return", "compare", *H1)
    made = json.loads(sent.does("return", "prepare", *H1, "--format", "json"))
    assert [(e["what"], e["by"]) for e in made["history"][-1:]] == [
        ("redacted", "Chief Finance Officer (finance)")
    ]
    assert made["status"] == "submitted"


def test_it_is_redacted_again_and_goes_on(sent: Any) -> None:
    assert cfo(sent, *REDACT).exit_code == 0
    again = cfo(sent, *REDACT[:5], "Bloggsville", *REDACT[6:])
    assert again.exit_code == 0, again.output
    assert told(sent) == ""
    sent.does("return", "reopen", *H1, "--reason", "Late", "--date", "2017-10-02")
    certified(sent, "2017-10-03")
    sent.does("return", "submit", *H1, "--date", "2017-10-04")
    assert told(sent) == ""
    # The note is in the books still, so the second version has the name.
    result = cfo(sent, *REDACT[:-1], "2017-10-05")
    assert result.exit_code == 0, result.output
    assert b"Jo Bloggs" not in (sent.books / SNAPSHOT).read_bytes()
    assert told(sent) == ""


def test_both_versions_are_redacted_at_once(sent: Any) -> None:
    sent.does("return", "reopen", *H1, "--reason", "Late", "--date", "2017-09-22")
    certified(sent, "2017-09-23")
    sent.does("return", "submit", *H1, "--date", "2017-09-24")
    result = cfo(sent, *REDACT)
    assert result.exit_code == 0, result.output
    for name in (SNAPSHOT, SNAPSHOT.replace(".json", ".v1.json")):
        assert b"Jo Bloggs" not in (sent.books / name).read_bytes()
    assert told(sent) == ""
    sent.does("return", "accept", *H1, "--date", "2017-10-06")
    assert told(sent) == ""


def test_the_redacted_snapshot_is_held(sent: Any) -> None:
    assert cfo(sent, *REDACT).exit_code == 0
    path = sent.books / SNAPSHOT
    path.write_bytes(path.read_bytes().replace(b"Bloggsville", b"Bloggstown!"))
    assert f"{SNAPSHOT} is not what it was when names were taken out of it on 2017-10-01" in told(
        sent
    )


def test_the_step_is_held(sent: Any) -> None:
    old = (sent.books / SNAPSHOT).read_bytes()
    assert cfo(sent, *REDACT).exit_code == 0
    path = sent.books / "returns.beancount"
    text = sent.text("returns")
    path.write_text(text.replace("Asked to be", "Wanted to be"), encoding="utf-8")
    assert "is not what was sealed" in told(sent)
    path.write_text(text[: text.index("2017-10-01 custom")], encoding="utf-8")
    assert f"{SNAPSHOT} is not the snapshot that was submitted on 2017-09-21" in told(sent)
    # The old one put back is what was submitted, and no longer what the step says.
    path.write_text(text, encoding="utf-8")
    (sent.books / SNAPSHOT).write_bytes(old)
    assert "is not what it was when names were taken out of it" in told(sent)


def test_a_sent_file_is_redacted_as_papers_are(sent: Any) -> None:
    path = sent.books / SENT
    path.write_bytes(b"PK without names")
    assert f"ringfence --as PERSON return paper {SENT} redacted" in " ".join(told(sent).split())
    typed = ("return", "paper", SENT, "redacted", "--reason", "Forgotten", "--date", "2017-10-01")
    result = cfo(sent, *typed)
    assert result.exit_code == 0, result.output
    assert told(sent) == ""
    day = f"2017-10-01 (recorded on {today()})"
    assert f"{SENT} was redacted on {day} by cfo: Forgotten." in told(sent, "warn")


@pytest.mark.parametrize(
    ("typed", "status", "wanted"),
    [
        (("--name", "Nobody Here"), 1, "as it was sent has that name."),
        (("--name", "47"), 2, "“47” can't be taken out: a name has letters"),
        (("--name", "Jo"), 2, "“Jo” can't be taken out"),
        (("--name", "Seed merchant"), 0, "“Seed merchant” is a payee, or the like, of what"),
    ],
)
def test_what_can_be_taken_out(sent: Any, typed: tuple[str, ...], status: int, wanted: str) -> None:
    result = cfo(sent, *("return", "redact", *H1, *typed, *REDACT[6:]))
    assert result.exit_code == status, result.output
    assert wanted in " ".join(result.output.split())


def test_who_may(sent: Any) -> None:
    text = sent.is_refused(*REDACT)
    assert "cs-officer is Community Safety Officer (officer), and finance certifies" in text
    assert "Or name the decision (--decision ID)." in text
    sent.does(*REDACT, "--decision", "CSP-2017-06-12-03")
    assert told(sent) == ""


def test_a_return_that_was_not_submitted(officer: Any) -> None:
    result = cfo(officer, *REDACT)
    assert "PLF-2017-18 2017-18-H1 was never submitted." in result.output


def test_what_is_said_of_files_afterwards(sent: Any, tmp_path: Any) -> None:
    """The funder's copies are what was submitted; ours is that, without the names."""
    funders = tmp_path / "funders.json"
    funders.write_bytes((sent.books / SNAPSHOT).read_bytes())
    before = digest(sent)
    assert cfo(sent, *REDACT).exit_code == 0

    def verified(name: Any) -> str:
        result = sent("return", "verify", str(name))
        assert result.exit_code == 0, result.output
        return " ".join(result.output.split())

    text = verified(funders)
    assert f"is the snapshot of the return {' '.join(H1)} as submitted on 21 September 2017" in text
    assert f"with the seal {before}." in text
    assert "Names were taken out of the one in the books on 1 October 2017." in text
    text = verified(sent.books / SNAPSHOT)
    assert (
        "but that names were taken out of it on 1 October 2017. What was submitted is whole."
        in text
    )
    assert "is, byte for byte, what was sent with the return" in verified(sent.books / SENT)
    # A copy with the names that was saved again has the words of what was kept, but the names.
    copy = json.loads(funders.read_bytes())
    again = tmp_path / "again.json"
    again.write_text(json.dumps(copy, indent=1), encoding="utf-8")
    assert "says, value for value, the same as the return" in verified(again)
    copy["claim"]["this_claim"] = "9999.00"
    again.write_text(json.dumps(copy, indent=1), encoding="utf-8")
    result = sent("return", "verify", str(again))
    assert result.exit_code == 1
    assert "£9,999.00" in result.output
