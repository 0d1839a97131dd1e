"""`ringfence check --awards`: earmarks against a funder's own list; and conflict copies."""

import json
import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ringfence.cli.main import main
from ringfence.ledger.book import Book
from ringfence.ledger.funder_awards import Award, AwardsError, read_awards
from ringfence.plugins.funder_awards import like_awards

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
    kicks = [text for text in warnings(awards) if text.startswith("2017-18/Diversionary/Kicks,")]
    (text,) = kicks
    assert text == (
        "2017-18/Diversionary/Kicks, £4,500.00 for Leicester City FC, KICKS Project, 40 weeks "
        "from early September 2017, looks like the award of £4,000.00 by OPCC to Leicester City "
        "FC, KICKS sessions for young people (awards.csv:2). Ask whether both pay for the same "
        "thing before more is spent; if so, release it: ringfence release "
        "2017-18/Diversionary/Kicks [duplicate]"
    )


def test_a_list_without_a_purpose_or_a_figure(awards: Path) -> None:
    texts = [each for each in warnings(awards) if "Women's Aid" in each]
    assert texts
    assert (
        "the award with no amount stated to Women's Aid (Leicestershire) (awards.csv:4). "
        in texts[0]
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


def test_each_line_of_a_list_is_read_as_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "awards.csv"
    path.write_text(
        "\ufeff Recipient ,PROJECT,Amount awarded,Funding Org:Name,Notes\n"
        ' Scouts ,Camp,"£1,234.50", OPCC ,x\n'
        ",no provider,1.00,OPCC,\n"
        "  ,blank,1.00,OPCC,\n"
        "Guides\n"
        "Brownies,Walk,NaN,,\n"
        "Cubs,Swim,about 50,,\n"
        "Rovers,Row,-12,,\n",
        encoding="utf-8",
    )

    assert read_awards(path) == [
        Award("Scouts", "Camp", Decimal("1234.50"), "OPCC", "awards.csv:2"),
        Award("Guides", "", None, "", "awards.csv:5"),
        Award("Brownies", "Walk", None, "", "awards.csv:6"),
        Award("Cubs", "Swim", None, "", "awards.csv:7"),
        Award("Rovers", "Row", Decimal(-12), "", "awards.csv:8"),
    ]


def test_an_empty_list_has_no_column_either(tmp_path: Path) -> None:
    path = tmp_path / "awards.csv"
    path.touch()

    with pytest.raises(AwardsError, match=r"^awards\.csv has no column for who got the award"):
        read_awards(path)


ALIKE = """
2017-06-01 custom "earmark" "2017-18" "Bluelight" "Boxes"
  title: "{title}"
  provider: "{provider}"{more}
2017-06-02 * "Set aside"
  Equity:Plan:2017-18:Bluelight:Grant         {amount} GBP
  Equity:Plan:2017-18:Bluelight:Boxes:Grant  -{amount} GBP
"""


def alike(
    book: Callable[..., Book],
    award: Award,
    *,
    title: str = "Memory boxes",
    provider: str = "Age Care Ltd",
    more: str = "",
    amount: str = "40.00",
) -> list[str]:
    text = ALIKE.format(title=title, provider=provider, more=more, amount=amount)
    return [each.message for each in like_awards(book(text=text), [award])]


def award(provider: str, purpose: str = "", amount: str | None = "40.00") -> Award:
    figure = None if amount is None else Decimal(amount)
    return Award(provider, purpose, figure, "OPCC", "awards.csv:2")


@pytest.mark.parametrize(
    ("provider", "found"),
    [
        ("Age Care Limited", True),
        ("CARE, AGE (CIC)", True),
        ("The Age-Care", True),
        ("Age Carer", True),  # 94 of 100
        ("Age Concern", False),  # 74
        ("Care", False),
    ],
)
def test_a_provider_is_alike_whatever_its_form_and_order(
    book: Callable[..., Book], provider: str, found: bool
) -> None:
    assert bool(alike(book, award(provider))) is found


@pytest.mark.parametrize(
    ("title", "more", "purpose", "found"),
    [
        ("Memory boxes", "", "Boxes of memory", True),
        ("Memory boxes", "", "Football for young people", False),
        ("Project", '\n  purpose: "KICKS sessions"', "Kicks weekends", True),  # one telling word
        ("Mending adults' bicycles", "", "Bicycles, bought in 2016 for a school", True),  # another
        ("Repair of bikes, adults' sessions", "", "Young people's sessions at the pool", False),
        ("Bike repair, adults, Wigston South", "", "Bike lockers behind both leisure pools", False),
    ],
)
def test_a_purpose_is_alike_by_its_words_or_by_one_that_tells(
    book: Callable[..., Book], title: str, more: str, purpose: str, found: bool
) -> None:
    texts = alike(book, award("Age Care", purpose), title=title, more=more)
    assert bool(texts) is found


def test_an_earmark_without_money_or_provider_is_passed_over(book: Callable[..., Book]) -> None:
    never = [
        each.message for each in like_awards(book(), [award("Leicester City FC", "KICKS Project")])
    ]
    assert len(never) == 1
    empty = book(
        text=ALIKE.split("2017-06-02", maxsplit=1)[0].format(
            title="Boxes", provider="Age Care", more=""
        )
    )
    assert list(like_awards(empty, [award("Age Care")])) == []
    unnamed = book(text=ALIKE.format(title="Boxes", provider="", more="", amount="1.00"))
    assert list(like_awards(unnamed, [award("Age Care")])) == []


def test_the_warning_names_the_pot_what_it_got_and_the_way_out(book: Callable[..., Book]) -> None:
    (text,) = alike(book, award("Age Care", "", None))
    assert text == (
        "2017-18/Bluelight/Boxes, £40.00 for Age Care Ltd, Memory boxes, looks like the award with "
        "no amount stated by OPCC to Age Care (awards.csv:2). Ask whether both pay for the same "
        "thing before more is spent; if so, release it: ringfence release 2017-18/Bluelight/Boxes "
        "[duplicate]"
    )


def test_a_list_that_cannot_be_used(tmp_path: Path) -> None:
    missing = check(EXAMPLE, "--awards", str(tmp_path / "none.csv"))
    assert missing.exit_code == 1
    assert "none.csv can't be read: no such file or directory." in missing.output
    path = tmp_path / "odd.csv"
    path.write_text("Who,What\nA,B\n", encoding="utf-8")
    result = check(EXAMPLE, "--awards", str(path))
    assert result.exit_code == 1
    assert "odd.csv has no column for who got the award" in result.output


def test_a_conflict_copy_beside_the_books_is_a_warning(tmp_path: Path) -> None:
    books = Path(shutil.copytree(EXAMPLE, tmp_path / "books"))
    shutil.copy(books / "funds.beancount", books / "funds-DESKTOP-AB12.beancount")
    result = check(books, "--rule", "conflict-copy", "--format", "json")
    (finding,) = json.loads(result.stdout)["findings"]
    assert result.exit_code == 0
    assert (finding["severity"], finding["file"]) == ("warn", "funds-DESKTOP-AB12.beancount")
    assert "looks like a conflict copy of funds.beancount" in finding["message"]
