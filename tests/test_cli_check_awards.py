"""`ringfence check --awards`: earmarks against a funder's own list; and conflict copies."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from click.testing import Result

from ringfence.cli.main import main

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "oadby-wigston"
LIST = """\
Provider,Purpose,Amount,Funder
Leicester City FC,KICKS sessions for young people,"£4,000.00",OPCC
LEICESTER CITY F.C. LIMITED,Ticket office refurbishment,100.00,Sport fund
Women's Aid (Leicestershire),,no figure,
Somebody Else,KICKS Project,1.00,OPCC
"""


def check(books: Path, *args: str) -> Result:
    return CliRunner().invoke(main, ["--books", str(books), "check", *args])


def warnings(path: Path, *args: str) -> list[str]:
    result = check(EXAMPLE, "--awards", str(path), "--format", "json", *args)
    assert result.exit_code == 0, result.output
    return [
        each["message"]
        for each in json.loads(result.stdout)["findings"]
        if "looks like the award" in each["message"]
    ]


@pytest.fixture
def awards(tmp_path: Path) -> Path:
    path = tmp_path / "awards.csv"
    path.write_text(LIST, encoding="utf-8")
    return path


def test_likeness_of_provider_and_purpose_warns(awards: Path) -> None:
    kicks = [said for said in warnings(awards) if said.startswith("2017-18/Diversionary/Kicks,")]
    (said,) = kicks
    assert said == (
        "2017-18/Diversionary/Kicks, £4,500.00 for Leicester City FC, KICKS Project, 40 weeks "
        "from early September 2017, looks like the award of £4,000.00 by OPCC to Leicester City "
        "FC, KICKS sessions for young people (awards.csv:2). Ask whether both pay for the same "
        "thing before more is spent; if so, release it: ringfence release "
        "2017-18/Diversionary/Kicks [duplicate]"
    )


def test_a_list_without_a_purpose_or_a_figure(awards: Path) -> None:
    said = [each for each in warnings(awards) if "Women's Aid" in each]
    assert said
    assert (
        "the award of no stated amount to Women's Aid (Leicestershire) (awards.csv:4). " in said[0]
    )


def test_it_can_be_asked_of_one_fund(awards: Path) -> None:
    assert warnings(awards, "--fund", "PLF-2016-17") == []
    assert warnings(awards, "--rule", "overdrawn") == []


def test_the_columns_of_360giving_in_an_old_encoding(tmp_path: Path) -> None:
    path = tmp_path / "grants.csv"
    text = "Recipient Org:Name,Title,Amount Awarded\nLeicester City FC,Kicks – football,£500\n"
    path.write_bytes(text.encode("cp1252"))
    assert any(
        "award of £500.00 to Leicester City FC, Kicks – football" in s for s in warnings(path)
    )


def test_a_list_that_cannot_be_used(tmp_path: Path) -> None:
    missing = check(EXAMPLE, "--awards", str(tmp_path / "none.csv"))
    assert missing.exit_code == 1
    assert "none.csv can't be read: no such file or directory." in missing.output
    path = tmp_path / "odd.csv"
    path.write_text("Who,What\nA,B\n", encoding="utf-8")
    result = check(EXAMPLE, "--awards", str(path))
    assert result.exit_code == 1
    assert "odd.csv has no column that says who was awarded" in result.output


def test_a_conflict_copy_beside_the_books_is_a_warning(tmp_path: Path) -> None:
    books = Path(shutil.copytree(EXAMPLE, tmp_path / "books"))
    shutil.copy(books / "funds.beancount", books / "funds-DESKTOP-AB12.beancount")
    result = check(books, "--rule", "conflict-copy", "--format", "json")
    (finding,) = json.loads(result.stdout)["findings"]
    assert result.exit_code == 0
    assert (finding["severity"], finding["file"]) == ("warn", "funds-DESKTOP-AB12.beancount")
    assert "looks like a conflict copy of funds.beancount" in finding["message"]
