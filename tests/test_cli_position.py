"""`ringfence position`: the formats, the files, books that have faults."""

import io
import json
import shutil
import time
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from ringfence.cli.commands.position import FORMATS
from ringfence.cli.main import main

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "oadby-wigston"
JUNE = ("--year", "2017-18", "--as-at", "2017-06-12")


def position(*args: str, books: Path = EXAMPLE) -> Result:
    return CliRunner().invoke(main, ["--books", str(books), "position", *args])


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    books = Path(shutil.copytree(EXAMPLE, tmp_path / "books"))
    with (books / "main.beancount").open("a", encoding="utf-8") as file:
        file.write("nonsense\n")
    return books


def test_the_paper_begins_as_the_minutes_do() -> None:
    lines = position(*JUNE).stdout.splitlines()
    assert lines[:2] == ["Oadby & Wigston CSP", "Financial position 2017/18, as at 12 June 2017"]
    text = "£28,724.22 of the 2017/18 budget has been spent, or earmarked, against Delivery Plan "
    assert lines[4] == text + "actions to"
    # A command line is never broken, so that it can be copied whole.
    assert max(len(line) for line in lines if "ringfence " not in line) <= 100
    assert not position(*JUNE).stdout.endswith("\n\n")


def test_the_contracts_json() -> None:
    shown = json.loads(position(*JUNE, "--format", "json").stdout)
    assert {
        "partnership",
        "year",
        "as_at",
        "actions",
        "totals",
        "reserve",
        "unallocated",
        "proposals",
        "findings",
    } <= set(shown)
    figures = {"allocated", "earmarked", "committed", "spent", "available", "spent_or_earmarked"}
    assert set(shown["totals"]) == figures
    for action in shown["actions"]:
        assert {"action", "title", "by_fund", "earmarks"} | figures <= set(action)
        for fund in action["by_fund"].values():
            assert {"allocated", "earmarked", "spent", "available"} <= set(fund)
        for earmark in action["earmarks"]:
            wanted = {"earmark", "title", "provider", "order", "set_aside", "spent", "left"}
            assert wanted <= set(earmark)
    assert set(shown["reserve"]) >= {"total", "by_fund"}
    assert set(shown["unallocated"]) >= {"total", "by_fund"}
    assert list(shown["findings"]) == ["block", "pending", "warn", "overridden"]
    assert shown["totals"]["spent_or_earmarked"] == "28724.22"


def test_the_year_is_that_of_the_last_entry_and_a_past_one_is_as_at_its_end() -> None:
    assert "Financial position 2018/19, as at 31 March 2019" in position().stdout
    assert "2017/18, as at 31 March 2018" in position("--year", "2017-18").stdout
    assert "2017/18, as at 1 May 2017" in position("--as-at", "2017-05-01").stdout


@pytest.mark.parametrize("kind", FORMATS)
def test_the_same_books_give_the_same_bytes(kind: str, tmp_path: Path) -> None:
    def written(name: str) -> bytes:
        path = tmp_path / f"{name}.{kind}"
        result = position(*JUNE, "--since", "2017-05-05", "--output", str(path), "--format", kind)
        assert (result.exit_code, result.stdout) == (0, f"Written to {path}.\n")
        return path.read_bytes()

    first = written("first")
    time.sleep(2.1 if kind == "xlsx" else 0)  # an archive's time stamps count by two seconds
    assert written("second") == first
    assert b"\r\n" in first or kind != "csv"


@pytest.mark.parametrize("kind", ["text", "md", "csv", "json"])
def test_a_file_holds_what_is_printed(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "position"
    position(*JUNE, "--format", kind, "--output", str(path))
    written = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    assert written == position(*JUNE, "--format", kind).stdout
    assert written.endswith("\n")


def test_the_format_is_that_of_the_files_name(tmp_path: Path) -> None:
    position(*JUNE, "--output", str(tmp_path / "p.json"))
    assert json.loads((tmp_path / "p.json").read_text(encoding="utf-8"))["year"] == "2017-18"
    position(*JUNE, "--output", str(tmp_path / "p.txt"))
    assert (tmp_path / "p.txt").read_text(encoding="utf-8").startswith("Oadby & Wigston CSP\n")


def test_the_workbook_has_the_same_figures(tmp_path: Path) -> None:
    path = tmp_path / "position.xlsx"
    assert position(*JUNE, "--output", str(path)).exit_code == 0
    book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()), data_only=True)
    assert book.sheetnames == [
        "Position",
        "Reserve and unallocated",
        "Decisions sought",
        "Forecast underspend",
        "Terms and dates",
    ]
    totals = [list(row) for row in book["Position"].values if row[0] == "All actions"]
    assert totals == [["All actions", 38071.72, 28404.22, 11000, 320, 9347.5]]
    formulas = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))["Position"]
    (row,) = [list(row) for row in formulas.values if row[0] == "All actions"]
    assert all(str(cell).startswith("=SUM(") for cell in row[1:])


def test_books_with_faults_give_a_draft(broken: Path) -> None:
    result = position(*JUNE, books=broken)
    assert result.exit_code == 1
    assert "DRAFT – these books have a fault to correct. Do not send." in result.stdout
    assert "Checks: 1 fault to correct, 3 warnings. To see each, type: ringfence check" in (
        result.stderr
    )
    assert "£28,724.22" in result.stdout
    assert "These books have a fault to correct" in result.stderr
    assert position(*JUNE, "--draft", books=broken).exit_code == 0
    assert "DRAFT" in position(*JUNE, "--draft", books=broken).stdout
    result = position(*JUNE, "--format", "json", books=broken)
    assert (result.exit_code, json.loads(result.stdout)["findings"]["block"]) == (1, 1)


def test_a_document_never_takes_the_place_of_books(broken: Path) -> None:
    before = (broken / "main.beancount").read_bytes()
    result = position(*JUNE, "--output", str(broken / "main.beancount"), books=EXAMPLE)
    assert result.exit_code == 1
    assert "is a file of books; give the document another name." in result.stderr
    assert (broken / "main.beancount").read_bytes() == before


def test_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    result = position(*JUNE, "--output", str(tmp_path / "no" / "p.txt"))
    assert result.exit_code == 1
    assert "p.txt can't be written: there is no folder " in result.stderr
