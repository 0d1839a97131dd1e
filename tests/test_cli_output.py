"""Printing to streams that are too narrow, and arguments as they are typed."""

import io
import sys
from pathlib import Path

import pytest

from ringfence.cli import output
from tests.conftest import Officer


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
    said = complained.getvalue()
    assert said == {"ascii": b"-GBP 1", "cp1252": b"-\xa31"}.get(encoding, "−£1".encode())


def test_a_stream_of_ones_own_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    own = io.StringIO()
    monkeypatch.setattr(sys, "stdout", own)
    output.accept_every_character()
    output.say("£1")
    assert own.getvalue() == "£1\n"


def test_only_writing_can_be_spelt() -> None:
    with pytest.raises(UnicodeDecodeError):
        b"\xff".decode("ascii", "ringfence.spell")


@pytest.mark.parametrize(
    ("argument", "shown"),
    [
        ("2017-18/Diversionary", "2017-18/Diversionary"),
        (r"C:\Books\csp", r"C:\Books\csp"),
        ("my books", '"my books"'),
        ("A&B", '"A&B"'),
    ],
)
def test_arguments_are_shown_as_they_are_typed(argument: str, shown: str) -> None:
    assert output.typed(argument) == shown


def test_a_folder_that_is_not_there_is_named(officer: Officer, tmp_path: Path) -> None:
    file = tmp_path / "nowhere" / "paper.docx"
    said = officer.is_refused("position", "--output", str(file))
    assert f"{file} can't be written: there is no folder {file.parent}. Make it first" in said


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
    monkeypatch.setattr("ringfence.cli.output._is_terminal", lambda: True)
    args = ("position", "--year", "2017-18", "--format", "docx", "--output", "-")
    said = officer.is_refused(*args, status=2)
    assert "This file is not text, so it can't be shown here: name a file" in said
