"""The two attacks that books can't tell of themselves: the seal that was quoted exposes both.

Who holds all files can make all of them anew, or cut the newest step off with all that it left.
The books are then whole and say another thing. The funder has the seal of what was sent, in the
covering e-mail and read aloud; it is of nothing in such books.
"""

import hashlib
import re
import shutil
from pathlib import Path

import pytest

from tests.conftest import Officer
from tests.test_return_attacks import EXAMPLE, H1, SENT, SNAPSHOT, blocks, life, sent, sent_once

__all__ = ["sent", "sent_once"]
NOT_OURS = "Nothing that is known here has the seal"


def sends(officer: Officer, paper: Path, *days: str) -> str:
    """Certify and submit the return, and return the seal of what was sent."""
    certified, submitted = days
    officer.does(
        *("return", "certify", *H1, "--prepared-by", "cs-officer", "--certified-by", "cfo"),
        *("--evidence", str(paper), "--date", certified),
    )
    officer.does("return", "submit", *H1, "--date", submitted)
    return seal_of(officer)


def seal_of(officer: Officer) -> str:
    return hashlib.sha256((officer.books / SNAPSHOT).read_bytes()).hexdigest()


def test_the_whole_forged_anew_is_exposed_by_the_quoted_seal(sent: Officer, tmp_path: Path) -> None:
    quoted = seal_of(sent)
    forged = Officer(Path(shutil.copytree(EXAMPLE, tmp_path / "forged")))
    spent = forged.books / "spend-2017-18.beancount"
    text = spent.read_text(encoding="utf-8")
    made = text.replace("Bluelight: first-aid course", "Bluelight: dinner")
    assert made != text
    spent.write_text(made, encoding="utf-8")
    paper = tmp_path / "signed.pdf"
    paper.write_bytes(b"%PDF signed by cfo")
    assert sends(forged, paper, "2017-09-20", "2017-09-21") != quoted
    # Nothing in them says so, whatever is read.
    assert blocks(forged, "--deep") == []
    refused = forged.is_refused(
        "return", "accept", *H1, "--quoting", quoted, "--date", "2017-10-09"
    )
    assert "The funder quotes another seal." in refused
    # What was sent is of no return of theirs; nor is what they say they sent of the quoted seal.
    said = forged("return", "verify", str(sent.books / SENT))
    assert said.exit_code == 1
    said = forged("return", "verify", str(forged.books / SENT), "--quoting", quoted)
    assert said.exit_code == 1
    assert NOT_OURS in " ".join(said.stdout.split())
    # The true books know both.
    assert sent("return", "verify", str(sent.books / SENT), "--quoting", quoted).exit_code == 0


@pytest.fixture
def sent_twice(sent: Officer, tmp_path: Path) -> tuple[Officer, str]:
    """Books whose return was reopened and sent again; the seal of what was sent then."""
    sent.does("return", "reopen", *H1, "--reason", "Wrong", "--date", "2017-11-01")
    paper = tmp_path / "again.pdf"
    paper.write_bytes(b"%PDF signed again")
    return sent, sends(sent, paper, "2017-11-02", "2017-11-03")


def test_the_newest_step_cut_off_is_exposed_by_the_quoted_seal(
    sent_twice: tuple[Officer, str], tmp_path: Path
) -> None:
    officer, quoted = sent_twice
    second = officer.books / SENT.replace("/sent/1/", "/sent/2/")
    kept = Path(shutil.copy(second, tmp_path / "kept.docx"))
    for step in life(officer)[-3:]:
        path = officer.books / "returns.beancount"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(step, ""), encoding="utf-8")
    (officer.books / SNAPSHOT.replace(".json", ".v1.json")).replace(officer.books / SNAPSHOT)
    shutil.rmtree(second.parent)
    assert blocks(officer, "--deep") == []
    said = officer("return", "verify", str(kept), "--quoting", quoted)
    assert said.exit_code == 1
    assert NOT_OURS in " ".join(said.stdout.split())


def test_the_step_that_quotes_can_not_be_cut_off_of_two(sent: Officer) -> None:
    """Cutting off more than the newest step leaves what follows it without what it follows."""
    steps = life(sent)
    path = sent.books / "returns.beancount"
    path.write_text(path.read_text(encoding="utf-8").replace(steps[-2], ""), encoding="utf-8")
    assert re.search("that this one follows is gone", str(blocks(sent)))
