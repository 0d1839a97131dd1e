"""No traceback, whatever the books are: each gets a sentence, with its file and line."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from typing import NamedTuple

import pytest
from click.testing import CliRunner

from ringfence.cli.main import main

GOOD = dedent("""\
    option "operating_currency" "GBP"
    plugin "ringfence.plugins.all"
    2017-04-01 custom "partnership" "Harborough CSP"
    2017-04-01 custom "fund" "PLF"
      title: "Grant – £5"
      funder: "OPCC"
      stage: "awarded"
    2017-04-01 open Income:OPCC:PLF
    2017-04-01 open Assets:Awarded:OPCC:PLF
    2017-04-01 open Equity:Unallocated:PLF
    2017-04-01 open Equity:Plan:2017-18:Lights:PLF
    2017-04-02 * "OPCC" "Award"
      Assets:Awarded:OPCC:PLF  100.00 GBP
      Income:OPCC:PLF         -100.00 GBP
""")
LAST = len(GOOD.splitlines())
TRANSACTION = '2017-05-02 * "x"\n  Assets:Awarded:OPCC:PLF  {0}\n  Income:OPCC:PLF  -{0}\n'


class Ran(NamedTuple):
    code: int
    out: str
    err: str


def ringfence(*args: str, encoding: str = "utf-8") -> Ran:
    """Run the command as its own process, its streams in an encoding."""
    done = subprocess.run(
        [sys.executable, "-c", "from ringfence.cli.main import main; main()", *args],
        check=False,
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": encoding},
    )
    ran = Ran(done.returncode, done.stdout.decode(encoding), done.stderr.decode(encoding))
    assert "Traceback" not in ran.out + ran.err, ran.out + ran.err
    return ran


def append(text: str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        main_file = folder / "main.beancount"
        main_file.write_text(GOOD + text, encoding="utf-8")
        return main_file

    return make


def content(data: bytes) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        (folder / "main.beancount").write_bytes(data)
        return folder

    return make


def included(data: bytes) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        (folder / "other.beancount").write_bytes(data)
        return append('include "other.beancount"\n')(folder)

    return make


def folder_alone(folder: Path) -> Path:
    return folder


def folder_included(folder: Path) -> Path:
    (folder / "other").mkdir()
    return append('include "other"\n')(folder)


#: What is wrong, where it is said to be, and words of what is said.
LISTED = {
    "missing include": (append('include "no.beancount"\n'), LAST + 1, "no.beancount"),
    "missing plugin": (append('plugin "no.such"\n'), LAST + 1, "no.such"),
    "syntax error": (append('2017-05-01 * "x\n'), LAST + 1, "Invalid token"),
    "unknown fund": (
        append(
            "2017-05-01 open Assets:Council:NOPE\n2017-05-01 open Income:OPCC:NOPE\n"
            + TRANSACTION.format("1.00 GBP").replace("PLF", "NOPE")
        ),
        LAST + 4,
        "NOPE, is not a declared fund",
    ),
    "undeclared action": (
        append(
            '2017-05-01 * "x"\n  Equity:Unallocated:PLF  1.00 GBP\n'
            "  Equity:Plan:2017-18:Lights:PLF  -1.00 GBP\n"
        ),
        LAST + 3,
        "2017-18/Lights is not declared",
    ),
    "second declaration": (
        append('2017-04-01 custom "fund" "PLF"\n  title: "G"\n  funder: "O"\n  stage: "awarded"\n'),
        LAST + 1,
        "declared already at main.beancount:4",
    ),
    "another currency": (
        append(TRANSACTION.format("1.00 EUR")),
        LAST + 2,
        "the amount in GBP",
    ),
    "three decimals": (append(TRANSACTION.format("1.005 GBP")), LAST + 2, "in pounds and pence"),
    "before the fund": (
        append(TRANSACTION.format("1.00 GBP").replace("2017-05", "2017-03")),
        LAST + 2,
        "declared from 2017-04-01 on",
    ),
}

#: Books that can't be read at all: the sentence names the file, and says what it is.
UNREADABLE = {
    "folder": (folder_alone, "has no main.beancount"),
    "folder included": (folder_included, "other can't be read: it is a folder"),
    "binary": (content(bytes(range(256))), "main.beancount is a binary file"),
    "BOM": (content(b"\xef\xbb\xbf" + GOOD.encode()), "byte-order mark (BOM)"),
    "UTF-16": (content(GOOD.encode("utf-16")), "main.beancount is UTF-16"),
    "cp1252": (content(GOOD.encode("cp1252")), "main.beancount, line 5, is not UTF-8"),
    "BOM included": (included(b"\xef\xbb\xbf" + GOOD.encode()), "other.beancount is UTF-8 with a"),
    "UTF-16 included": (included(GOOD.encode("utf-16")), "other.beancount is UTF-16"),
    "binary included": (included(bytes(range(256))), "other.beancount is a binary file"),
}


@pytest.mark.parametrize("name", LISTED)
def test_a_fault_is_listed_with_its_file_and_line(name: str, tmp_path: Path) -> None:
    make, line, words = LISTED[name]
    ran = ringfence("--books", str(make(tmp_path)), "check", encoding="ascii")
    assert (ran.code, ran.err) == (1, "")
    assert f"main.beancount:{line}\n" in ran.out
    assert words in " ".join(ran.out.split())
    shown = json.loads(ringfence("--books", str(tmp_path), "check", "--format", "json").out)
    assert not shown["ok"]
    assert ("main.beancount", line) in {(each["file"], each["line"]) for each in shown["findings"]}
    position = ringfence("--books", str(tmp_path), "position", encoding="cp1252")
    assert position.code == 1
    assert "DRAFT" in position.out
    assert "to correct" in position.err


@pytest.mark.parametrize("name", UNREADABLE)
def test_books_that_cannot_be_read_get_a_sentence(name: str, tmp_path: Path) -> None:
    make, words = UNREADABLE[name]
    books = str(make(tmp_path))
    for command in ("check", "position"):
        ran = ringfence("--books", books, command, encoding="ascii")
        assert (ran.code, ran.out) == (1, "")
        assert words in ran.err
    ran = ringfence("--books", books, "check", "--format", "json")
    assert (ran.code, ran.err) == (1, "")
    (finding,) = json.loads(ran.out)["findings"]
    assert (finding["rule"], finding["severity"], finding["line"]) == ("beancount", "block", None)
    assert words in finding["message"]


def test_an_empty_file_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "main.beancount").write_bytes(b"")
    ran = ringfence("--books", str(tmp_path), "check")
    assert (ran.code, ran.err) == (0, "")
    way_out = f"main.beancount is empty: begin books with `ringfence init {tmp_path}`."
    assert way_out in ran.out
    assert ringfence("--books", str(tmp_path), "position").code == 0
    assert way_out in ringfence("--books", str(tmp_path)).out
    refused = ringfence(
        "--books", str(tmp_path), "person", "add", "cfo", "--name", "C", "--role", "f"
    )
    assert (refused.code, refused.out) == (1, "")
    assert f"{way_out} Nothing was saved." in refused.err
    begun = ringfence("init", str(tmp_path), "--partnership", "CSP")
    assert (begun.code, begun.err) == (0, "")
    assert ringfence("--books", str(tmp_path), "check").out.startswith("Nothing is wrong")


def test_an_empty_file_among_others_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "main.beancount").write_bytes(b"\n")
    (tmp_path / "notes.txt").write_bytes(b"mine")
    ran = ringfence("--books", str(tmp_path), "check")
    assert "is empty: begin books with `ringfence init FOLDER`." in ran.out
    refused = ringfence("init", str(tmp_path), "--partnership", "CSP")
    assert (refused.code, refused.out) == (1, "")
    assert (tmp_path / "main.beancount").read_bytes() == b"\n"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads anything")
def test_a_file_without_permission(tmp_path: Path) -> None:
    (tmp_path / "main.beancount").touch(mode=0)
    ran = ringfence("--books", str(tmp_path), "check")
    assert ran.code == 1
    assert "main.beancount can't be read: you have no permission to read it." in ran.err


def test_a_file_that_the_system_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    append("")(tmp_path)

    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    result = CliRunner().invoke(main, ["--books", str(tmp_path), "check"])
    assert (result.exit_code, result.stdout) == (1, "")
    assert "main.beancount can't be read: you have no permission to read it." in result.stderr


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_no_stream_is_too_narrow(encoding: str, tmp_path: Path) -> None:
    emoji = '2017-04-01 custom "action" "2017-18" "Party"\n  title: "Party 🎉 – “fun”"\n'
    books = str(append(emoji)(tmp_path))
    for args in (["check"], ["position"], ["position", "--format", "md"], ["--help"]):
        assert ringfence("--books", books, *args, encoding=encoding).code == 0
    text = ringfence("--books", books, "position", encoding=encoding).out
    assert {
        "ascii": 'Party \\U0001f389 - "fun"',
        "cp1252": "Party \\U0001f389 – “fun”",
        "utf-8": "Party 🎉 – “fun”",
    }[encoding] in text
    assert ("GBP 100.00" if encoding == "ascii" else "£100.00") in text


def test_json_stands_alone_on_standard_output(tmp_path: Path) -> None:
    books = str(append('include "no.beancount"\n')(tmp_path))
    for command in ("check", "position"):
        ran = ringfence("--books", books, command, "--format", "json", encoding="ascii")
        assert ran.code == 1
        assert isinstance(json.loads(ran.out), dict)
