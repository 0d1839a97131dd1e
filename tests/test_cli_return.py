"""`ringfence return`: the list, the documents and where they go, what is refused."""

import json
import re
import shutil
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from docx import Document

from ringfence.cli.main import main

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "oadby-wigston"
FIRST = ("prepare", "PLF-2017-18", "2017-18-H1")


def run(*args: str, books: Path = EXAMPLE) -> Result:
    return CliRunner().invoke(main, ["--books", str(books), "return", *args])


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    books = Path(shutil.copytree(EXAMPLE, tmp_path / "books"))
    with (books / "main.beancount").open("a", encoding="utf-8") as file:
        file.write("nonsense\n")
    return books


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_list() -> None:
    lines = run("list").stdout.splitlines()
    assert lines[0].split() == ["Fund", "Period", "As", "at", "Due", "Status", "To", "complete"]
    assert lines[2].split()[:2] == ["PLF-2017-18", "2017-18-H1"]
    assert "31 August 2017" in lines[2]
    assert "29 September 2017" in lines[2]
    # A command stands on a line of its own, whole, so that it can be copied.
    assert max(len(line) for line in lines if "ringfence " not in line) <= 100
    assert (
        "To complete in PLF-2017-18 2017-18-H1, which finance needs by 19 September 2017:" in lines
    )


def test_the_list_as_json() -> None:
    found = json.loads(run("list", "--format", "json").stdout)["returns"]
    assert [(each["fund"], each["period"]) for each in found][:3] == [
        ("PLF-2017-18", "2017-18-H1"),
        ("PLF-2017-18", "2017-18-H2"),
        ("PLF-2018-19", "2018-19-H1"),
    ]
    first = found[0]
    assert (first["from"], first["as_at"], first["due"]) == (
        "2017-04-01",
        "2017-08-31",
        "2017-09-29",
    )
    assert first["status"] == "draft"
    assert isinstance(first["to_complete"], list)


def test_books_without_returns_say_so(tmp_path: Path) -> None:
    (tmp_path / "main.beancount").write_text('option "title" "None"\n', encoding="utf-8")
    shown = run("list", books=tmp_path)
    assert shown.exit_code == 0
    assert "No fund of these books makes returns. Say how often one does: ringfence" in shown.stdout


def test_the_contracts_json_goes_to_standard_output() -> None:
    result = run(*FIRST, "--format", "json")
    made = json.loads(result.stdout)
    assert result.stderr == ""
    assert {
        "fund",
        "funds",
        "funder",
        "partnership",
        "period",
        "status",
        "to_complete",
        "claim",
        "other_years",
        "lines",
        "reserve",
        "unallocated",
        "totals",
        "adjustments",
        "delivery",
        "evidence",
        "digest",
    } <= set(made)
    assert {"ref", "start", "end", "from", "as_at", "due"} <= set(made["period"])
    assert {
        "award",
        "received_to_date",
        "claimed_to_date",
        "this_claim",
        "brought_in",
        "awarded_in_year",
        "lapsed",
        "repaid",
    } <= set(made["claim"])
    line = {
        "action",
        "title",
        "original_allocation",
        "virements",
        "carried_forward",
        "current_allocation",
        "profile_to_date",
        "actual_in_period",
        "actual_to_date",
        "earmarked",
        "committed",
        "variance",
        "variance_percent",
        "forecast_outturn",
        "forecast_basis",
        "forecast_variance",
        "explanation",
        "rag",
        "by_fund",
    }
    for each in (*made["lines"], made["totals"]):
        assert line <= set(each)
    part = made["lines"][0]["by_fund"]["PLF-2017-18"]
    assert set(part) == {
        "current_allocation",
        "actual_in_period",
        "actual_to_date",
        "earmarked",
        "committed",
        "forecast_outturn",
        "forecast_to_plan",
    }
    evidence = {"date", "payee", "invoice", "action", "fund", "amount", "file", "line"}
    for row in made["evidence"]:
        assert evidence <= set(row)
    assert made["evidence"][0]["file"] == "spend-2017-18.beancount"
    assert re.fullmatch("2-[0-9a-f]{64}", made["digest"])


@pytest.mark.parametrize("kind", ["docx", "xlsx", "md", "json"])
def test_a_document_is_the_same_every_time(tmp_path: Path, kind: str) -> None:
    one, other = tmp_path / f"one.{kind}", tmp_path / f"other.{kind}"
    for path in (one, other):
        result = run(*FIRST, "--format", kind, "--output", str(path))
        assert result.exit_code == 0
        assert result.stdout.startswith(f"Written to {path}.")
    assert one.read_bytes() == other.read_bytes()


def test_the_format_follows_the_name_of_the_file(tmp_path: Path) -> None:
    for name in ("a.docx", "a.xlsx", "a.md", "a.json", "odd"):
        assert run(*FIRST, "--output", str(tmp_path / name)).exit_code == 0
    assert Document(str(tmp_path / "a.docx")).paragraphs[0].text.startswith("Monitoring return")
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames[0] == "Summary"
    assert (tmp_path / "a.md").read_text(encoding="utf-8").startswith("# Monitoring return")
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["fund"] == "PLF-2017-18"
    assert Document(str(tmp_path / "odd")).paragraphs[0].text.startswith("Monitoring return")


def test_a_file_without_a_name_is_named_after_the_return(here: Path) -> None:
    result = run(*FIRST)
    assert result.stdout.startswith("Written to PLF-2017-18_2017-18-H1.docx.")
    again = run(*FIRST)
    assert again.stdout.startswith("Replaced PLF-2017-18_2017-18-H1.docx.")
    assert [path.name for path in here.iterdir()] == ["PLF-2017-18_2017-18-H1.docx"]


def test_what_is_to_complete_is_said_when_it_is_made(here: Path) -> None:
    result = run("prepare", "PLF-2018-19", "2018-19-H2")
    assert (
        "\nTo complete before it is certified:\n- The books do not say who prepared it. Type:\n"
        "  ringfence return prepare PLF-2018-19 2018-19-H2 --prepared-by PERSON\n"
        "\nStill to complete, though it can be certified without:\n- The books do not"
        in result.stdout
    )


def test_another_as_at() -> None:
    made = json.loads(run(*FIRST, "--as-at", "2017-06-12", "--format", "json").stdout)
    assert made["period"]["as_at"] == "2017-06-12"
    assert made["totals"]["actual_to_date"] == "320.00"


@pytest.mark.parametrize(
    ("args", "status", "text"),
    [
        (("PLF-17-18", "2017-18-H1"), 1, "There is no fund PLF-17-18. Did you mean PLF-2017-18?"),
        (
            ("PLF-2017-18", "2017-18-H3"),
            2,
            "“2017-18-H3” is not a period: write a half (2017-18-H1)",
        ),
        (("PLF-2017-18", "2017-18-Q1"), 1, "Those near it are 2017-18-H1 and 2017-18-H2."),
        (("PLF-2016-17", "2017-18-H1"), 1, "is reported in PLF-2017-18: prepare PLF-2017-18"),
        (("PLF-2017-18",), 2, "Missing argument 'PERIOD'"),
        (("PLF-2017-18", "2017-18-H2", "--as-at", "2017-05-01"), 1, "nothing to report"),
        (("PLF-2017-18", "2017-18-H2", "--as-at", "soon"), 2, "“soon” is not a date; type it as"),
    ],
)
def test_what_can_not_be_prepared(
    here: Path, args: tuple[str, ...], status: int, text: str
) -> None:
    result = run("prepare", *args)
    assert result.exit_code == status
    assert text in result.stderr
    assert result.stdout == ""
    assert list(here.iterdir()) == []


@pytest.mark.parametrize("kind", ["docx", "json"])
def test_broken_books_are_prepared_only_as_a_draft(broken: Path, here: Path, kind: str) -> None:
    path = here / f"first.{kind}"
    refused = run(*FIRST, "--output", str(path), books=broken)
    assert refused.exit_code == 1
    assert "These books have a fault to correct" in refused.stderr
    assert not path.exists()
    made = run(*FIRST, "--output", str(path), "--draft", books=broken)
    assert made.exit_code == 0
    assert "The books have a fault to correct. Type: ringfence check" in made.stdout
    assert path.exists()


def test_nothing_is_written_over_books(tmp_path: Path) -> None:
    result = run(*FIRST, "--output", str(tmp_path / "main.beancount"))
    assert result.exit_code == 1
    assert not (tmp_path / "main.beancount").exists()


@pytest.mark.parametrize("command", [(), ("list",), ("prepare",)])
def test_help_shows_an_example(command: tuple[str, ...]) -> None:
    result = CliRunner().invoke(main, ["return", *command, "--help"])
    assert result.exit_code == 0
    assert "  ringfence return " in result.stdout
