"""Each draft goes into the file where a person would look for it."""

import datetime
import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from ringfence.ledger import loading
from ringfence.ledger.recording import drafting as d
from ringfence.ledger.recording.files import NotIncludedError, file_for
from ringfence.ledger.recording.opening import BeforeFundError, opens_for
from ringfence.ledger.recording.sorts import head_of

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "examples" / "oadby-wigston"
MAY_2018 = datetime.date(2018, 5, 20)
ONE = Decimal("1.00")


def books_in(folder: Path) -> loading.Books:
    return loading.load(folder / "main.beancount")


def moved(day: datetime.date, debit: str, credit: str, home: str | None = None) -> d.Draft:
    return d.TransactionDraft(day, (d.Leg(debit, ONE), d.Leg(credit, -ONE)), home=home)


def spent(day: datetime.date, home: str | None = None) -> d.Draft:
    account = "Expenses:Plan:2017-18:Diversionary:PLF-2017-18"
    return moved(day, account, "Assets:Council:PLF-2017-18", home)


def planned(day: datetime.date) -> d.Draft:
    account = "Equity:Plan:2017-18:Diversionary:PLF-2017-18"
    return moved(day, "Equity:Reserve:PLF-2017-18", account)


def received(day: datetime.date) -> d.Draft:
    return moved(day, "Assets:Council:PLF-2017-18", "Assets:Awarded:OPCC:PLF-2017-18")


def declared(kind: str, *ids: d.Value) -> d.Draft:
    return d.DeclarationDraft(MAY_2018, kind, ids)


def noted(account: str) -> d.Draft:
    return d.NoteDraft(MAY_2018, account, "text")


IN_THE_EXAMPLE = [
    (spent(datetime.date(2017, 6, 20)), "spend-2017-18"),
    (spent(MAY_2018), "spend-2018-19"),
    (spent(datetime.date(2019, 4, 1)), "spend-2019-20"),
    (spent(datetime.date(2017, 3, 31)), "spend-2016-17"),
    (planned(datetime.date(2017, 6, 20)), "plan-2017-18"),
    (planned(MAY_2018), "plan-2018-19"),
    (planned(datetime.date(2019, 4, 1)), "plan-2019-20"),
    (received(datetime.date(2017, 6, 20)), "money-2017-18"),
    (spent(datetime.date(2018, 4, 16), "year-end-2017-18"), "year-end-2017-18"),
    (spent(datetime.date(2019, 4, 16), "year-end-2018-19"), "year-end-2018-19"),
    (declared("fund", "PLF-2019-20"), "funds"),
    (declared("fund", "PLF-2017-18"), "funds"),
    (declared("person", "cs-officer"), "partnership"),
    (declared("decision", "CSP-2019"), "decisions"),
    (declared("proposal", "CCTV"), "decisions"),
    (declared("action", "2017-18", "Diversionary"), "plan-2017-18"),
    (declared("action", "2018-19", "New"), "plan-2018-19"),
    (declared("action", "2019-20", "New"), "plan-2019-20"),
    (declared("earmark", "2018-19", "Diversionary", "Kicks"), "plan-2018-19"),
    (
        declared("measure", "2017-18", "Diversionary", "young people", Decimal(4)),
        "delivery-2017-18",
    ),
    (declared("forecast", "2018-19", "Diversionary", d.gbp(ONE)), "delivery-2018-19"),
    (declared("return", "PLF-2018-19", "2018-19-H2"), "returns"),
    (noted("Equity:Plan:2017-18:Diversionary"), "delivery-2017-18"),
    (d.OpenDraft(MAY_2018, "Expenses:Plan:2018-19:Kicks:PLF-2017-18"), "accounts"),
    (d.OpenDraft(MAY_2018, "Assets:Council:PLF-2020-21"), "accounts"),
    (d.EventDraft(MAY_2018, "meeting", "CSP"), "partnership"),  # where the others are
]


@pytest.mark.parametrize(("draft", "stem"), IN_THE_EXAMPLE)
def test_in_books_split_by_what_they_are_about(draft: d.Draft, stem: str) -> None:
    assert Path(file_for(books_in(EXAMPLE), draft)).name == f"{stem}.beancount"


@pytest.mark.parametrize("draft", [draft for draft, _stem in IN_THE_EXAMPLE])
def test_books_in_one_file_stay_in_one_file(draft: d.Draft, tmp_path: Path) -> None:
    main = tmp_path / "main.beancount"
    texts = [path.read_text(encoding="utf-8") for path in EXAMPLE.glob("*.beancount")]
    lines = [line for text in texts for line in text.splitlines() if "include " not in line]
    main.write_text("\n".join(lines) + "\n", encoding="utf-8")

    assert file_for(books_in(tmp_path), draft) == str(main)


@pytest.mark.parametrize(
    ("draft", "name"),
    [
        (spent(datetime.date(2017, 6, 20)), "2017-18"),
        (spent(datetime.date(2018, 6, 20)), "2018-19"),
        (spent(datetime.date(2018, 6, 20), "year-end-2017-18"), "2018-19"),
        (declared("action", "2018-19", "New"), "2018-19"),
        (declared("decision", "CSP-9"), "2018-19"),
        (d.OpenDraft(datetime.date(2017, 4, 1), "Assets:Council:A"), "2017-18"),
        (d.OpenDraft(MAY_2018, "Assets:Council:B"), "2018-19"),
    ],
)
def test_in_books_with_a_file_a_year(draft: d.Draft, name: str, tmp_path: Path) -> None:
    (tmp_path / "years").mkdir()
    (tmp_path / "main.beancount").write_text('include "years/*.beancount"\n', encoding="utf-8")
    (tmp_path / "years" / "2017-18.beancount").write_text(
        '2017-04-01 custom "fund" "A"\n2017-04-01 open Assets:Council:A\n'
        '2017-04-01 custom "action" "2017-18" "X"\n2017-04-01 open Expenses:Plan:2017-18:X:A\n'
        '2017-05-01 custom "decision" "D"\n'
        '2017-05-01 * "x"\n  Assets:Council:A  1 GBP\n  Expenses:Plan:2017-18:X:A  -1 GBP\n',
        encoding="utf-8",
    )

    file = file_for(books_in(tmp_path), draft)

    assert file == str(tmp_path / "years" / f"{name}.beancount")


def test_a_file_that_is_not_part_of_the_books_is_left_alone(tmp_path: Path) -> None:
    books = tmp_path / "books"
    shutil.copytree(EXAMPLE, books)
    (books / "spend-2019-20.beancount").write_text("", encoding="utf-8")

    with pytest.raises(NotIncludedError, match="is in the folder of your books but is not part"):
        file_for(books_in(books), spent(datetime.date(2019, 4, 1)))


def test_a_new_file_says_what_it_is_for() -> None:
    assert head_of(spent(MAY_2018)) == ";; What was spent in 2018/19."
    assert head_of(spent(MAY_2018, "year-end-2017-18")) == ";; The year end of 2017/18."


def test_accounts_are_opened_on_their_funds_first_day() -> None:
    books = books_in(EXAMPLE)
    new = moved(MAY_2018, "Expenses:Plan:2018-19:New:PLF-2018-19", "Assets:Council:PLF-2017-18")

    opens = opens_for(books, [new, new])

    first = datetime.date(2018, 4, 1)
    assert opens == [d.OpenDraft(first, "Expenses:Plan:2018-19:New:PLF-2018-19")]


def test_a_fund_declared_in_the_same_breath_counts() -> None:
    draft = moved(MAY_2018, "Assets:Awarded:OPCC:New", "Income:OPCC:New")

    opens = opens_for(books_in(EXAMPLE), [declared("fund", "New"), draft])

    assert {(each.account, each.date) for each in opens} == {
        ("Assets:Awarded:OPCC:New", MAY_2018),
        ("Income:OPCC:New", MAY_2018),
    }


def test_a_parent_is_opened_for_its_note_on_its_years_first_day() -> None:
    opens = opens_for(books_in(EXAMPLE), [noted("Equity:Plan:2018-19:Diversionary")])

    assert opens == [d.OpenDraft(datetime.date(2018, 4, 1), "Equity:Plan:2018-19:Diversionary")]


def test_an_account_of_no_fund_is_left_to_the_rules() -> None:
    draft = moved(MAY_2018, "Assets:Council:Nobody", "Income:OPCC:Nobody")

    assert opens_for(books_in(EXAMPLE), [draft]) == []


def test_an_entry_before_its_fund_gets_a_sentence() -> None:
    with pytest.raises(BeforeFundError, match=r"PLF-2017-18 begins on 2017-04-01, and this is"):
        opens_for(books_in(EXAMPLE), [spent(datetime.date(2017, 3, 31))])
