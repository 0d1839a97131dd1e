"""What was submitted and is not what it was goes no further, and is handed to nobody."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.test_cli_return_life import H1, PREPARED, SNAPSHOT, cfo, submitted

SENT = "returns/PLF-2017-18_2017-18-H1/sent/1/PLF-2017-18_2017-18-H1.docx"
PAPER = "documents/2017-18/2017-05-31.pr-0588.txt"
DAY = ("--date", "2017-10-02")
STEPS = {
    "query": ("return", "query", *H1, "--text", "Why?", *DAY),
    "answer": ("return", "answer", *H1, "--answer", "So.", *DAY),
    "accept": ("return", "accept", *H1, *DAY),
    "reopen": ("return", "reopen", *H1, "--reason", "Late", *DAY),
    "submit": ("return", "submit", *H1, *DAY),
    "certify": ("return", "certify", *H1, *PREPARED, *DAY),
    "decline": ("return", "decline", *H1, "--reason", "No", *DAY),
    "redact": ("return", "redact", *H1, "--name", "Printer", "--reason", "So", *DAY),
}
OPENING = "What was submitted as PLF-2017-18 2017-18-H1 is not what it was, so it goes no further:"


def spoil(officer: Any, name: str, how: str) -> None:
    path = officer.books / name
    if how == "gone":
        path.unlink()
    else:
        content = path.read_bytes()
        path.write_bytes(content[:-9] + bytes([content[-9] ^ 1]) + content[-8:])


@pytest.mark.parametrize("step", STEPS)
def test_each_step_is_refused_with_an_altered_snapshot(officer: Any, step: str) -> None:
    submitted(officer)
    spoil(officer, SNAPSHOT, "altered")
    before = officer.files()
    result = cfo(officer, *STEPS[step])
    text = " ".join(result.output.split())
    assert result.exit_code == 1
    assert f"{OPENING} - {SNAPSHOT} is not the snapshot that was submitted on 2017-09-21" in text
    assert "Put it back from a copy. Nothing was saved." in text
    assert officer.files() == before


@pytest.mark.parametrize(
    ("name", "how", "wanted"),
    [
        (SNAPSHOT, "gone", f"- The snapshot {SNAPSHOT}, of what was submitted on 2017-09-21, is"),
        (SENT, "altered", f"- {SENT}, which was sent as the return {' '.join(H1)} on 2017-09-21"),
        (SENT, "gone", f"- {SENT}, which was sent as the return {' '.join(H1)} on 2017-09-21"),
        (PAPER, "altered", f"- {PAPER} is not what the return {' '.join(H1)} cites"),
        (PAPER, "gone", f"- {PAPER}, which the return {' '.join(H1)} cites"),
    ],
)
def test_whatever_was_submitted(officer: Any, name: str, how: str, wanted: str) -> None:
    submitted(officer)
    spoil(officer, name, how)
    text = " ".join(officer.is_refused(*STEPS["accept"]).split())
    assert f"{OPENING} {wanted}" in text
    assert "from a copy" in text


def test_nothing_is_packed_and_why_says_so_first(officer: Any, tmp_path: Path) -> None:
    submitted(officer)
    pack, page = tmp_path / "pack.zip", tmp_path / "why.html"
    typed = ("return", "pack", *H1, "--output", str(pack))
    officer.does(*typed)
    assert zipfile.is_zipfile(pack)
    pack.unlink()
    officer.does("return", "why", *H1, "--output", str(page))
    assert 'id="altered"' not in page.read_text(encoding="utf-8")
    spoil(officer, SNAPSHOT, "altered")
    text = " ".join(officer.is_refused(*typed).split())
    assert OPENING in text
    assert text.endswith("Nothing was packed.")
    assert not pack.exists()
    result = officer("return", "why", *H1, "--output", str(page))
    assert result.exit_code == 0
    assert (
        f"Warning: what was submitted is not what it was. {SNAPSHOT} is not the snapshot that was"
    ) in " ".join(result.output.split())
    html = page.read_text(encoding="utf-8")
    told = html[html.index('<div id="altered" role="alert">') : html.index('<p class="screen">')]
    assert "What was submitted of this return is not what it was." in told
    assert f"{SNAPSHOT} is not the snapshot that was submitted on 2017-09-21" in told


def test_an_older_version_counts_too(officer: Any) -> None:
    submitted(officer)
    officer.does(*STEPS["reopen"])
    spoil(officer, SNAPSHOT.replace(".json", ".v1.json"), "altered")
    result = cfo(officer, "return", "certify", *H1, *PREPARED, "--date", "2017-10-03")
    assert result.exit_code == 1
    assert f"{SNAPSHOT.replace('.json', '.v1.json')} is not the snapshot" in result.output


def test_the_way_out_is_to_put_it_back(officer: Any) -> None:
    content = submitted(officer)
    spoil(officer, SNAPSHOT, "altered")
    officer.is_refused(*STEPS["accept"])
    (officer.books / SNAPSHOT).write_bytes(content)
    officer.does(*STEPS["accept"])
