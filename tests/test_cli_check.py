"""`ringfence check`, on the worked example and on copies of it with something wrong."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ringfence.cli.main import main

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "oadby-wigston"
VIREMENT = '2017-06-12 * "Reserve to Diversionary Activities"\n'


def check(books: Path, *args: str) -> Result:
    return CliRunner().invoke(main, ["--books", str(books), "check", *args])


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXAMPLE, tmp_path / "books"))


def without_the_virement(books: Path) -> Path:
    plan = books / "plan-2017-18.beancount"
    before, after = plan.read_text(encoding="utf-8").split(VIREMENT)
    rest = after.split("\n\n", 1)[1]
    plan.write_text(before + rest, encoding="utf-8")
    return books


def test_the_example_is_right() -> None:
    result = check(EXAMPLE)
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1].startswith("Nothing blocks: 0 blocks, ")
    shown = json.loads(check(EXAMPLE, "--format", "json").stdout)
    assert shown["ok"]


def test_without_the_virement_diversionary_is_overdrawn(copied: Path) -> None:
    result = check(without_the_virement(copied), "--format", "json")
    assert result.exit_code == 1
    shown = json.loads(result.stdout)
    (finding,) = [each for each in shown["findings"] if each["severity"] == "block"]
    assert not shown["ok"]
    assert list(finding) == ["rule", "severity", "file", "line", "message"]
    assert (finding["rule"], finding["file"]) == ("overdrawn", "plan-2017-18.beancount")
    line = (copied / finding["file"]).read_text(encoding="utf-8").splitlines()[finding["line"] - 1]
    assert line.startswith("2017-06-12 * ")
    for text in ("2017-18/Diversionary", "£999.50", "£1,908.55", "£4,408.55", "ringfence vire"):
        assert text in finding["message"]


def test_text_is_grouped_and_ends_in_a_count(copied: Path) -> None:
    result = check(without_the_virement(copied))
    lines = result.stdout.splitlines()
    assert result.exit_code == 1
    assert lines[:3] == ["To correct", "----------", ""]
    assert lines[3].startswith("plan-2017-18.beancount:")
    assert lines[4].startswith("  2017-18/Diversionary is overdrawn by £999.50")
    assert lines[-1].startswith("1 block, ")
    assert "--date 2017-06-12" in result.stdout
    # A command line is never broken, so that it can be copied whole.
    assert max(len(line) for line in lines if "ringfence " not in line) <= 100


def test_findings_of_one_rule_or_fund(copied: Path) -> None:
    without_the_virement(copied)
    assert check(copied, "--rule", "overdrawn").exit_code == 1
    assert check(copied, "--rule", "authority").exit_code == 0
    assert check(copied, "--fund", "PLF-2015-16").exit_code == 1
    assert check(copied, "--fund", "PLF-2016-17").exit_code == 0


def test_a_fund_that_is_not_declared() -> None:
    result = check(EXAMPLE, "--fund", "PLF-2099-00")
    assert (result.exit_code, result.stdout) == (1, "")
    assert (
        "No fund PLF-2099-00 is declared. The funds are PLF-2015-16, PLF-2016-17," in result.stderr
    )


def test_a_fault_of_an_included_file_has_its_path(copied: Path) -> None:
    (copied / "deep").mkdir()
    (copied / "deep" / "more.beancount").write_text("\nnonsense\n", encoding="utf-8")
    with (copied / "main.beancount").open("a", encoding="utf-8") as file:
        file.write('include "deep/more.beancount"\n')
    shown = json.loads(check(copied, "--format", "json").stdout)
    (finding,) = [each for each in shown["findings"] if each["rule"] == "beancount"]
    assert (finding["file"], finding["line"]) == ("deep/more.beancount", 2)
    assert "  [beancount]" not in check(copied).stdout
    assert "[beancount]" in check(copied).stdout


def test_what_awaits_a_decision_does_not_block(copied: Path) -> None:
    spend = copied / "spend-2017-18.beancount"
    with spend.open("a", encoding="utf-8") as file:
        file.write(
            '\n2018-03-30 ! "Printer" "More leaflets than there was money for"\n'
            '  invoice: "P-77"\n'
            "  Expenses:Plan:2017-18:Bluelight:PLF-2017-18   5000.00 GBP\n"
            "  Assets:Council:PLF-2017-18                   -5000.00 GBP\n"
        )
    result = check(copied, "--rule", "overdrawn")
    assert result.exit_code == 0
    assert "Awaiting a decision\n-------------------\n" in result.stdout
    shown = json.loads(check(copied, "--rule", "overdrawn", "--format", "json").stdout)
    assert shown["ok"]
    assert {each["severity"] for each in shown["findings"]} == {"pending"}
    counted = f"Nothing blocks: 0 blocks, {len(shown['findings'])} pending, "
    assert result.stdout.splitlines()[-1].startswith(counted)


def test_a_file_beside_the_books_has_a_relative_path(tmp_path: Path) -> None:
    (tmp_path / "shared.beancount").write_text("nonsense\n", encoding="utf-8")
    (tmp_path / "books").mkdir()
    main_file = tmp_path / "books" / "main.beancount"
    main_file.write_text('include "../shared.beancount"\n', encoding="utf-8")
    (finding,) = json.loads(check(main_file, "--format", "json").stdout)["findings"]
    assert (finding["file"], finding["line"]) == ("../shared.beancount", 1)
