"""`return show`: all that there is of one return, for people and as JSON."""

import hashlib
import json
from pathlib import Path

from ringfence.ledger.seal_words import in_groups, words_of
from ringfence.reports.sealed.reading import read_file
from tests.conftest import Officer
from tests.test_cli_return_life import H1, SNAPSHOT, certified
from tests.test_cli_return_sent import FOLDER, NAME

RELEASE = "documents/2017-18/2017-05-31.pr-0588.txt"


def submitted(officer: Officer) -> str:
    certified(officer)
    officer.does("return", "submit", *H1, "--date", "2017-09-21")
    return hashlib.sha256((officer.books / SNAPSHOT).read_bytes()).hexdigest()


def test_a_draft_has_no_seal(officer: Officer) -> None:
    text = officer.does("return", "show", *H1)
    assert "It was not submitted yet, so it has no seal." in text
    assert "Nothing was recorded yet." in text
    assert "Total                          £38,071.72         £14,497.22" in text
    found = json.loads(officer.does("return", "show", *H1, "--format", "json"))
    assert found["submissions"] == []
    assert found["return"]["totals"]["actual_to_date"] == "14497.22"


def test_what_was_submitted_is_shown_with_each_file_as_it_is(officer: Officer) -> None:
    seal = submitted(officer)
    officer.does("return", "accept", *H1, "--quoting", seal, "--date", "2017-10-09")
    text = officer.does("return", "show", *H1)
    assert "Version 1, submitted on 21 September 2017\n" in text
    assert f"  Seal: {seal}\n  In words: {', '.join(in_groups(seal))}\n" in text
    assert "  Quoted: by the funder, as they accepted it\n" in text
    assert "accepted, quoting" in text
    found = json.loads(officer.does("return", "show", *H1, "--format", "json"))
    (version,) = found["submissions"]
    assert (version["seal"], version["quoted"], version["stands"]) == (seal, True, True)
    assert version["words"] == list(words_of(seal))
    files = {each["file"]: (each["what"], each["state"]) for each in version["files"]}
    assert files[SNAPSHOT] == ("snapshot", "as it was")
    assert files[f"{FOLDER}/{NAME}.docx"] == ("sent", "as it was")
    assert files[RELEASE] == ("cited", "as it was")


def test_what_is_changed_or_gone_is_shown_as_that(officer: Officer) -> None:
    submitted(officer)
    (officer.books / f"{FOLDER}/{NAME}.docx").unlink()
    (officer.books / RELEASE).write_text("rewritten", encoding="utf-8")
    found = json.loads(officer.does("return", "show", *H1, "--format", "json"))
    states = {each["file"]: each["state"] for each in found["submissions"][0]["files"]}
    assert states[f"{FOLDER}/{NAME}.docx"] == "gone"
    assert states[RELEASE] == "changed"


def test_each_version_is_shown(officer: Officer) -> None:
    first = submitted(officer)
    officer.does("return", "reopen", *H1, "--reason", "Wrong", "--date", "2017-09-22")
    certified(officer, "2017-09-23")
    officer.does("return", "submit", *H1, "--date", "2017-09-24")
    text = officer.does("return", "show", *H1)
    assert "Version 1, submitted on 21 September 2017, reopened since\n" in text
    assert "Version 2, submitted on 24 September 2017\n" in text
    assert text.index(first) < text.index("Version 2")


def test_the_covering_e_mail_is_the_same_again(officer: Officer) -> None:
    certified(officer)
    said = officer.does("return", "submit", *H1, "--date", "2017-09-21")
    email = officer.does("return", "show", *H1, "--email")
    assert email.startswith("Subject: Monitoring return 2017/18, half-year 1, ")
    assert email.strip() in said
    officer.does("return", "reopen", *H1, "--reason", "Wrong", "--date", "2017-09-22")
    found = officer.is_refused("return", "show", *H1, "--email")
    assert "has no covering e-mail: nothing of it that was submitted with a seal stands." in found


def test_an_altered_snapshot_has_no_e_mail(officer: Officer) -> None:
    submitted(officer)
    (officer.books / SNAPSHOT).write_bytes(b"{}")
    found = officer.is_refused("return", "show", *H1, "--email")
    assert f"its snapshot {SNAPSHOT} is not what was submitted" in found


def test_the_funder_s_own_form_is_asked_for_and_carries_the_return(
    officer: Officer, tmp_path: Path
) -> None:
    certified(officer)
    said = officer.does("return", "submit", *H1, "--date", "2017-09-21", "--dry-run")
    assert "Warning: The funder has a form of its own, and it is not among what is sent." in (
        " ".join(said.split())
    )
    form = tmp_path / "form.docx"
    officer.does("return", "prepare", *H1, "--format", "form", "--output", str(form))
    carried = read_file(form).carried
    assert carried is not None
    assert carried["totals"]["actual_to_date"] == "14497.22"
    sent = ("return", "submit", *H1, "--date", "2017-09-21", "--sent", str(form))
    assert "form of its own" not in officer.does(*sent)
    assert officer("return", "verify", str(form)).exit_code == 0
