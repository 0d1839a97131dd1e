"""`docs/officer.md`, typed into fresh books, prints what it shows; README's lines work too."""

import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner
from openpyxl import Workbook

from ringfence.cli.main import main
from tests.conftest import EXAMPLE, Officer

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs" / "officer.md"
_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)


class Step(NamedTuple):
    words: list[str]
    shown: list[str]

    @property
    def status(self) -> int:
        """A step that shows an error is to be refused."""
        return int(bool(self.shown) and self.shown[0].startswith("Error:"))


def steps() -> Iterator[Step]:
    for block in _BLOCK.findall(DOCUMENT.read_text(encoding="utf-8")):
        for text in re.split(r"^\$ ", block.replace("\\\n", ""), flags=re.MULTILINE)[1:]:
            command, *shown = text.splitlines()
            yield Step(shlex.split(command), [line.strip() for line in shown])


def keep_a_plan(path: Path) -> None:
    """Make the workbook that the officer of the document has."""
    made = Workbook()
    made.worksheets[0].title = "Plan"
    for row in (
        ("Delivery Plan 2017/18",),
        ("Action", "Budget", "Carried forward", "Spent to date", "Earmarked"),
        ("Big Lunch", 2000, None, "£320.00", 1500),
        ("Reserve", 2500, 1908.55, None, None),
    ):
        made.worksheets[0].append(row)
    made.save(path)


def test_every_step_does_as_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    keep_a_plan(tmp_path / "my-plan.xlsx")
    shutil.copy(EXAMPLE / "forms" / "opcc-monitoring-form.docx", tmp_path / "opcc-form.docx")
    shutil.copy(EXAMPLE / "listings" / "september-2017.csv", tmp_path / "september.csv")
    typed = 0
    for step in steps():
        program, *args = step.words
        if program == "cd":
            monkeypatch.chdir(args[0])
            continue
        if program == "export":
            monkeypatch.setenv(*args[0].split("=", 1))
            continue
        assert program == "ringfence"
        result = CliRunner().invoke(main, args)
        assert result.exit_code == step.status, f"{shlex.join(args)}\n{result.output}"
        place = 0
        for line in step.shown:
            found = result.output.find(line, place)
            assert found >= 0, f"{shlex.join(args)} does not print: {line}\n{result.output}"
            place = found + len(line)
        typed += 1
    assert typed > 40
    made = {path.name for path in tmp_path.rglob("*")}
    assert {"paper.docx", "first-return.docx", "first-return.xlsx", "plan.xlsx"} <= made


def test_every_day_as_the_readme_has_it_works_in_the_books_of_the_demo(
    officer: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    every_day = readme.partition("## Every day")[2].partition("\n## ")[0]
    lines = [
        shlex.split(line, comments=True) for line in every_day.splitlines() if line[:4] == " " * 4
    ]
    commands = ["spend", "import", "position", "check", "return", "review"]
    assert [line[1] for line in lines] == commands
    monkeypatch.chdir(officer.books)
    text = ""
    for program, *args in lines[:-1]:
        assert program == "ringfence"
        result = CliRunner().invoke(main, args)
        assert result.exit_code == 0, f"{shlex.join(args)}\n{result.output}"
        text += result.stdout
    assert "Left in 2018-19/KIDVA/Service on 2018-08-03: £8,250.00 of PLF-2018-19." in text
    assert "3 new lines, £7,995.00." in text
    assert "Nothing blocks: 0 blocks, " in text
    assert "Written to PLF-2017-18_2017-18-H1.docx." in text
