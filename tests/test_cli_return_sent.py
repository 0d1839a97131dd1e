"""What is sent of a return: made or given as it is submitted, kept, and held by its seal."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from ringfence.reports.sealed.embedding import carried_of
from ringfence.reports.sealed.reading import read_file
from tests.conftest import Officer
from tests.test_cli_return_life import H1, SNAPSHOT, certified

FOLDER = "returns/PLF-2017-18_2017-18-H1/sent/1"
NAME = "PLF-2017-18_2017-18-H1"
DAY = ("--date", "2017-09-21")


def snapshot(officer: Officer) -> dict[str, Any]:
    return dict(json.loads((officer.books / SNAPSHOT).read_bytes()))


def digests(officer: Officer) -> dict[str, str]:
    """The SHA-256 of every file in the folder of what was sent."""
    return {
        path.relative_to(officer.books).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted((officer.books / FOLDER).iterdir())
    }


def test_a_word_document_is_made_unless_something_else_is_said(officer: Officer) -> None:
    certified(officer)
    said = officer.does("return", "submit", *H1, *DAY)
    assert f"To send: {FOLDER}/{NAME}.docx. It is kept as it is, so send this file." in " ".join(
        said.split()
    )
    assert snapshot(officer)["sent"] == digests(officer)
    sent = read_file(officer.books / FOLDER / f"{NAME}.docx")
    assert sent.carried == carried_of(snapshot(officer))
    shown = " ".join(sent.text)
    assert "Status submitted" in shown
    assert re.search(
        r"21 September 2017 \d+ \w+ \d{4} submitted, version 1 Community Safety Officer", shown
    )
    assert "without a seal" not in shown
    assert officer("check", "--deep").exit_code == 0


def test_what_it_shows_is_what_the_return_shows_later(officer: Officer, tmp_path: Path) -> None:
    certified(officer)
    officer.does("return", "submit", *H1, *DAY, "--format", "xlsx", "--format", "html")
    for kind in ("xlsx", "html"):
        later = tmp_path / f"later.{kind}"
        officer.does("return", "prepare", *H1, "--output", str(later))
        assert read_file(later).text == read_file(officer.books / FOLDER / f"{NAME}.{kind}").text
    assert [*digests(officer)] == [f"{FOLDER}/{NAME}.html", f"{FOLDER}/{NAME}.xlsx"]


def test_a_file_made_elsewhere_is_kept_as_it_is(officer: Officer, tmp_path: Path) -> None:
    certified(officer)
    signed, table = tmp_path / "Signed: return?.pdf", tmp_path / "nul.csv"
    signed.write_bytes(b"%PDF signed")
    table.write_bytes(b"a,b\n")
    again = tmp_path / "again" / signed.name
    again.parent.mkdir()
    again.write_bytes(b"%PDF signed by the other one")
    given = [word for each in (signed, table, again) for word in ("--sent", str(each))]
    officer.does("return", "submit", *H1, *DAY, *given)
    assert {name: (officer.books / FOLDER / name).read_bytes() for name in names(officer)} == {
        "Signed- return-.pdf": b"%PDF signed",
        "Signed- return--2.pdf": b"%PDF signed by the other one",
        "file-nul.csv": b"a,b\n",
    }
    assert snapshot(officer)["sent"] == digests(officer)


def names(officer: Officer) -> list[str]:
    return [name.rpartition("/")[2] for name in digests(officer)]


def test_a_format_and_a_file_are_both_sent(officer: Officer, tmp_path: Path) -> None:
    certified(officer)
    signed = tmp_path / "signed.pdf"
    signed.write_bytes(b"%PDF signed")
    officer.does("return", "submit", *H1, *DAY, "--format", "docx", "--sent", str(signed))
    assert names(officer) == [f"{NAME}.docx", "signed.pdf"]


def test_what_cannot_be_what_is_sent_is_refused(officer: Officer, tmp_path: Path) -> None:
    certified(officer)

    def refused(path: Path, content: bytes | None = None) -> str:
        if content is not None:
            path.write_bytes(content)
        return officer.is_refused("return", "submit", *H1, *DAY, "--sent", str(path))

    pdf = tmp_path / "signed.pdf"
    assert f"{pdf} is empty: nothing is in it." in refused(pdf, b"")
    assert f"{pdf} is called .pdf and is not a file of that format." in refused(pdf, b"Word")
    books = officer.books / "returns.beancount"
    assert "is a file of these books, and no return." in refused(books)
    word = tmp_path / "other.docx"
    officer.does("return", "prepare", "PLF-2017-18", "2017-18-H2", "--output", str(word))
    assert "is the return PLF-2017-18 2017-18-H2, and not PLF-2017-18 2017-18-H1." in refused(word)
    officer.does("return", "prepare", *H1, "--as-at", "2017-08-20", "--output", str(word))
    found = refused(word)
    assert "was made of other figures or evidence than the books have now. Make it anew:" in found
    assert "ringfence return prepare PLF-2017-18 2017-18-H1. Give the file that is sent" in found
    damaged = tmp_path / "damaged.docx"
    assert "can't be unpacked" in refused(damaged, b"PK\x03\x04" + b"?" * 40)
    assert not (officer.books / FOLDER).exists()


def test_a_filled_document_of_the_same_figures_is_taken(officer: Officer, tmp_path: Path) -> None:
    certified(officer)
    word = tmp_path / "edited.docx"
    officer.does("return", "prepare", *H1, "--output", str(word))
    officer.does("return", "submit", *H1, *DAY, "--sent", str(word))
    assert names(officer) == ["edited.docx"]


def test_what_is_sent_anew_stands_beside_what_was_sent_first(officer: Officer) -> None:
    certified(officer)
    officer.does("return", "submit", *H1, *DAY)
    first = digests(officer)
    officer.does("return", "reopen", *H1, "--reason", "Once more", "--date", "2017-09-22")
    certified(officer, "2017-09-23")
    officer.does("return", "submit", *H1, "--date", "2017-09-24")
    assert digests(officer) == first
    second = FOLDER.replace("/sent/1", "/sent/2")
    assert [*snapshot(officer)["sent"]] == [f"{second}/{NAME}.docx"]
    sent = read_file(officer.books / second / f"{NAME}.docx")
    assert "submitted, version 2" in " ".join(sent.text)
    # Both are held: what was sent first is of the books for good.
    for folder in (FOLDER, second):
        path = officer.books / folder / f"{NAME}.docx"
        content = path.read_bytes()
        path.write_bytes(content + b"?")
        assert f"{folder}/{NAME}.docx, which was sent as the return" in " ".join(
            officer("check").stdout.split()
        )
        path.write_bytes(content)
    assert officer("check", "--deep").exit_code == 0


@pytest.mark.parametrize("what", ["changed", "gone"])
def test_check_names_what_was_sent_and_is_not_there_as_it_was(officer: Officer, what: str) -> None:
    certified(officer)
    officer.does("return", "submit", *H1, *DAY)
    path = officer.books / FOLDER / f"{NAME}.docx"
    if what == "gone":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-1] + b"?")
    result = officer("check", "--format", "json")
    assert result.exit_code == 1
    (found,) = [
        each for each in json.loads(result.stdout)["findings"] if each["severity"] == "block"
    ]
    assert found["file"] == "returns.beancount"
    start = (
        f"{FOLDER}/{NAME}.docx, which was sent as the return PLF-2017-18 2017-18-H1 on 2017-09-21, "
    )
    if what == "gone":
        assert found["message"] == f"{start}is gone: put it back from a copy. [submitted]"
    else:
        assert found["message"].startswith(f"{start}was changed: its SHA-256 was ")
        assert "Put it back from a copy. If something in it was redacted" in found["message"]


def test_nothing_is_kept_by_a_dry_run(officer: Officer) -> None:
    certified(officer)
    before = officer.files()
    assert "To send: " in officer.does("return", "submit", *H1, *DAY, "--dry-run")
    assert officer.files() == before


def test_a_line_of_a_file_of_events_names_files_too(officer: Officer, tmp_path: Path) -> None:
    certified(officer)
    (tmp_path / "signed.pdf").write_bytes(b"%PDF signed")
    line = {"event": "return submit", "fund": H1[0], "period": H1[1], "date": "2017-09-21"}
    events = tmp_path / "events.jsonl"
    events.write_text(json.dumps({**line, "sent": ["signed.pdf"], "format": ["html"]}), "utf-8")
    officer.does("record", str(events))
    assert names(officer) == [f"{NAME}.html", "signed.pdf"]
