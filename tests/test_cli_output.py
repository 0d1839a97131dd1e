"""Printing to streams that are too narrow, and arguments as they are typed."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ringfence.cli.show import output
from ringfence.reports.render.extensions import format_of
from tests.conftest import EXAMPLE, Officer


def stream(encoding: str) -> tuple[io.TextIOWrapper, io.BytesIO]:
    held = io.BytesIO()
    return io.TextIOWrapper(held, encoding=encoding), held


@pytest.mark.parametrize(
    ("encoding", "written"),
    [
        ("ascii", rb'GBP 5 - 3 x "a"... * \xe9 \u4e2d \U0001f389'),
        ("cp1252", "£5 – 3 × “a”… • é ".encode("cp1252") + rb"\u4e2d \U0001f389"),
        ("utf-8", "£5 – 3 × “a”… • é 中 🎉".encode()),
    ],
)
def test_what_a_stream_cannot_take_is_spelt(
    encoding: str, written: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    (out, printed), (err, complained) = stream(encoding), stream(encoding)
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    output.accept_every_character()
    output.say("£5 – 3 × “a”… • é 中 🎉")
    assert printed.getvalue().rstrip() == written
    assert output.spell("£1") == ("GBP 1" if encoding == "ascii" else "£1")
    err.write("−£1")
    err.flush()
    # cp1252 has a pound sign and no minus sign but the hyphen.
    content = complained.getvalue()
    assert content == {"ascii": b"-GBP 1", "cp1252": b"-\xa31"}.get(encoding, "−£1".encode())


def test_a_stream_of_ones_own_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    own = io.StringIO()
    monkeypatch.setattr(sys, "stdout", own)
    output.accept_every_character()
    output.say("£1")
    assert own.getvalue() == "£1\n"


def test_only_writing_can_be_spelt() -> None:
    with pytest.raises(UnicodeDecodeError):
        b"\xff".decode("ascii", "ringfence.spell")


def test_a_folder_that_is_not_there_is_named(officer: Officer, tmp_path: Path) -> None:
    file = tmp_path / "nowhere" / "paper.docx"
    text = officer.is_refused("position", "--output", str(file))
    assert f"{file} can't be written: there is no folder {file.parent}. Make it first" in text


@pytest.mark.parametrize(
    ("args", "begins"),
    [
        (("position", "--year", "2017-18", "--format", "md", "--output", "-"), b"# Financial"),
        (("position", "--year", "2017-18", "--format", "csv", "--output", "-"), b""),
        (("return", "prepare", "PLF-2017-18", "2017-18-H1", "--output", "-"), b"PK"),
        (("return", "why", "PLF-2017-18", "2017-18-H1", "--output", "-"), b"<!doctype html>"),
        (("return", "pack", "PLF-2017-18", "2017-18-H1", "--output", "-"), b"PK"),
        (("deadlines", "--format", "ics", "--as-at", "1/6/2017", "--output", "-"), b"BEGIN:"),
        (("init", "--template", "-", "--year", "2018-19"), b"PK"),
    ],
)
def test_a_dash_is_standard_output(
    args: tuple[str, ...], begins: bytes, officer: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(officer.books)
    before = officer.files()
    result = officer(*args)
    assert result.exit_code == 0, result.stderr
    assert result.stdout_bytes.lower().startswith(begins.lower())
    assert b"Written to" not in result.stdout_bytes
    assert officer.files() == before


def test_a_dash_is_no_place_for_a_word_file_on_a_terminal(
    officer: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ringfence.cli.show.output._is_terminal", lambda: True)
    args = ("position", "--year", "2017-18", "--format", "docx", "--output", "-")
    text = officer.is_refused(*args, status=2)
    assert "This file is not text, so it can't be shown here: name a file" in text


RETURN = ("PLF-2017-18", "2017-18-H1")


@pytest.mark.parametrize(
    ("args", "name", "text"),
    [
        (("return", "prepare", *RETURN), "x.pdf", "or JSON (.json), and no .pdf file. Name it so:"),
        (("return", "prepare", *RETURN), "x.doc", "--output {folder}/x.docx."),
        (("return", "prepare", *RETURN), "x.pdf", "x.docx. It is made a PDF in Word"),
        (
            ("return", "prepare", *RETURN, "--format", "docx"),
            "x.html",
            "is named as a page for a browser, but --format docx makes a Word document.",
        ),
        (("position", "--year", "2017-18"), "p.pdf", "plain text (.txt), Markdown (.md), CSV"),
        (("position", "--year", "2017-18"), "p.xls", "--output {folder}/p.xlsx."),
        (("position", "--format", "json"), "p.docx", "--format json makes JSON"),
        (("reconcile",), "r.pdf", "and no .pdf file. Name it so: --output {folder}/r.docx."),
        (("deadlines",), "d.docx", "this is plain text (.txt), JSON (.json) or a calendar (.ics)"),
        (("return", "notice", "PLF-2017-18"), "n.odt", "this is a Word document (.docx), Markdown"),
        (("return", "why", *RETURN), "w.pdf", "this is a page for a browser (.html), and no .pdf"),
        (("return", "pack", *RETURN), "w.docx", "this is a zip (.zip), and no .docx file."),
    ],
)
def test_a_name_that_ends_as_another_format_is_refused(
    args: tuple[str, ...], name: str, text: str, officer: Officer, tmp_path: Path
) -> None:
    file = tmp_path / name
    refusal = officer.is_refused(*args, "--output", str(file), status=2)
    assert text.format(folder=tmp_path) in " ".join(refusal.split())
    assert not file.exists()


def test_a_template_is_a_workbook_by_its_name_too(officer: Officer, tmp_path: Path) -> None:
    text = officer.is_refused("init", "--template", str(tmp_path / "plan.csv"), status=2)
    assert "this is an Excel workbook (.xlsx), and no .csv file" in " ".join(text.split())


@pytest.mark.parametrize(
    ("name", "asked", "found"),
    [
        ("a.JSON", None, "json"),
        ("a.htm", None, "html"),
        ("a.markdown", None, "md"),
        ("a", "json", "json"),
        ("as at 12.06", None, "html"),
        ("St. Peter", None, "html"),
        ("-", "md", "md"),
        (".hidden", None, "html"),
    ],
)
def test_a_format_is_taken_from_the_name(name: str, asked: str | None, found: str) -> None:
    assert format_of(Path(name), asked, ("md", "json", "html"), "html") == found


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full disk to write to")
def test_a_full_disk_and_a_closed_pipe_are_said_in_a_sentence() -> None:
    typed = [sys.executable, "-m", "ringfence", "--books", str(EXAMPLE), "position"]
    tail = "What was to be recorded before that is saved: see `ringfence check`.\n"
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        run = subprocess.run(typed, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert run.returncode == 1
    assert run.stderr == (
        f"Error: Not all could be printed: the disk that it goes to is full. {tail}"
    )
    reading, writing = os.pipe()
    os.close(reading)
    run = subprocess.run(typed, stdout=writing, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writing)
    assert run.returncode == 1
    assert run.stderr == (
        f"Error: Not all could be printed: the program that reads it has ended. {tail}"
    )


def test_what_is_said_beside_a_paper_stands_after_it_in_one_pipe() -> None:
    typed = [sys.executable, "-m", "ringfence", "--books", str(EXAMPLE), "position"]
    run = subprocess.run(
        typed, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    lines = run.stdout.splitlines()
    assert lines[0] == "Oadby & Wigston CSP"
    assert lines[-1] == "Checks: 3 warnings. To see each, type: ringfence check"
