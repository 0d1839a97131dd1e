"""The notice of an underspend as a letter: whole letters, and its sums against the other papers."""

import datetime
import io
import re
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from ringfence.cli.main import main
from ringfence.ledger import loading
from ringfence.ledger.book import Book
from ringfence.ledger.money import ZERO
from ringfence.ledger.years import FinancialYear
from ringfence.reports.monitoring.as_json import as_json
from ringfence.reports.monitoring.build import prepare
from ringfence.reports.notice import notice, open_in, to_complete
from ringfence.reports.position import position
from ringfence.reports.position_json import position_json
from ringfence.reports.render.docx_ import document
from ringfence.reports.render.html_ import html
from ringfence.reports.render.markdown import markdown
from ringfence.reports.render.table import Paper, Sentence, Table
from ringfence.reports.underspend import Underspend, underspend_of
from tests.books import entries_of, texts

TESTS = Path(__file__).resolve().parent
EXAMPLES = TESTS.parent / "examples"
Build = Callable[..., Book]


@cache
def example(name: str) -> Book:
    return loading.load(EXAMPLES / name / "main.beancount").book


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def found_in(book: Book, fund: str, as_at: str) -> Underspend:
    found = underspend_of(book, fund, day(as_at))
    assert found is not None
    return found


def letter(book: Book, fund: str, as_at: str, dated: str | None = None) -> str:
    return markdown(notice(book, found_in(book, fund, as_at), day(dated) if dated else None))


def golden(name: str) -> str:
    return (TESTS / "data" / "notices" / f"{name}.md").read_text(encoding="utf-8")


def tables(paper: Paper) -> dict[str, Table]:
    blocks = [block for section in paper.sections for block in section.blocks]
    return {block.title: block for block in blocks if isinstance(block, Table)}


def sentences(paper: Paper) -> str:
    blocks = (block for section in paper.sections for block in section.blocks)
    return " ".join(block.text for block in blocks if isinstance(block, Sentence))


# -- whole letters


def test_a_letter_while_the_money_can_still_be_used() -> None:
    """12 June 2017, worked out by hand.

    1,500.50 of Diversionary is above its profile of 9,500.00. The reserve has 3,408.55 and
    1,275.28 is not allocated; of all that 908.55 in the reserve and 1,000.00 of Diversionary are
    2015/16's, which is kept. Nobody has said when Sentinel's 5,224.22 is due, nor what the
    sunflowers' 1,200.00 and Big Lunch's 500.00 are for.
    """
    assert letter(example("oadby-wigston"), "PLF-2017-18", "2017-06-12") == golden("forecast")


def test_a_letter_after_the_last_day_asks_consent_for_all_that_is_left(officer: Any) -> None:
    """31 March 2018 had nobody consented: 414.00 of 2016/17 and 5,660.78 of 2017/18 are left."""
    for name in ("funds", "decisions", "year-end-2017-18", "plan-2018-19", "spend-2018-19"):
        path = officer.books / f"{name}.beancount"
        text = path.read_text(encoding="utf-8")
        if name == "funds":
            text = text[: text.index("2018-03-26 custom")]
        elif name != "decisions":
            text = ""
        path.write_text(text, encoding="utf-8")
    book = loading.load(officer.books / "main.beancount").book
    output = letter(book, "PLF-2017-18", "2018-03-31", "2018-04-12")
    assert output == golden("after-the-last-day")
    assert "forecast" not in output


TERMS = """
2017-04-02 custom "fund" "Grant"
  spend-by: 2018-03-31
  unspent: "repay"
  payment: "{payment}"
  returns: "six-monthly"
  reference: "OPCC/7"
  award-letter: "27 March 2017"
  addressee: "Grants Officer, Police Headquarters, Enderby"
  authorised-person: "officer"
  decision: "OPCC-1"
2017-04-02 custom "decision" "OPCC-1"
  body: "OPCC"
  title: "The funder agrees"
2017-04-01 custom "partnership" "Oadby & Wigston CSP"
2017-04-01 custom "person" "officer"
  name: "Community Safety Officer"
  role: "officer"
2017-04-02 custom "earmark" "2017-18" "Diversionary" "Kicks"
  agreement: "SLA-1"
  delivery-from: 2017-09-04
  delivery-by: 2018-06-10
2017-04-02 custom "earmark" "2017-18" "Bluelight" "Training"
  title: "Training"
  delivery-by: 2017-12-31
2017-04-02 * "Trainer" "Training"
  Equity:Plan:2017-18:Bluelight:Grant            2000.00 GBP
  Equity:Plan:2017-18:Bluelight:Training:Grant  -2000.00 GBP
2017-09-01 * "OPCC" "First half"
  Assets:Council:Grant  3500.00 GBP
  Assets:Awarded:OPCC:Grant  -3500.00 GBP
2017-10-01 custom "forecast" "2017-18" "Diversionary" 3500.00 GBP
  reason: "A late start"
"""


def test_a_grant_to_be_repaid_keeps_what_goes_on_afterwards(book: Build) -> None:
    """3,000.00 not allocated and 1,000.00 in the reserve; Diversionary 500.00 under its 4,000.00.

    Of KICKS's 1,500.00, 209 of 280 days are by 31 March: 1,119.64, so 380.36 is delivered later.
    6,500.00 of the 10,000.00 never came; so all of the 4,500.00 lapses and nothing is repaid.
    """
    made = book(text=TERMS.format(payment="instalments"))
    assert letter(made, "Grant", "2017-10-31") == golden("repay")
    found = found_in(made, "Grant", "2017-10-31").unspent
    assert [found.total, found.to_repay, found.lapsing] == [4500, 0, 4500]


def test_a_grant_in_arrears_is_not_claimed(book: Build) -> None:
    text = letter(book(text=TERMS.format(payment="arrears")), "Grant", "2017-10-31")
    assert (
        "We have not claimed this £4,500.00, because it is not spent, and will not unless you "
        "agree otherwise." in text
    )
    assert "repay" not in text


def test_what_was_received_is_repaid_and_the_rest_is_not_asked_for(book: Build) -> None:
    """9,000.00 of 10,000.00 came: 1,000.00 of the 4,500.00 lapses, 3,500.00 is repaid."""
    more = (
        '2017-09-02 * "OPCC" "More"\n  Assets:Council:Grant  5500.00 GBP\n'
        "  Assets:Awarded:OPCC:Grant  -5500.00 GBP\n"
    )
    text = letter(book(text=TERMS.format(payment="instalments") + more), "Grant", "2017-10-31")
    assert (
        "We received £3,500.00 of it, and the terms ask for it to be repaid. Unless you agree "
        "otherwise we will repay it after 31 March 2018." in text
    )
    assert (
        "We have not received £1,000.00 of it, and will not ask for it unless you agree "
        "otherwise." in text
    )


def test_each_grant_has_its_own_last_day(book: Build) -> None:
    """The older money's 500.00 was to be spent by 30 September; the grant runs on."""
    more = (
        '2017-04-02 custom "fund" "Older"\n  spend-by: 2017-09-30\n  unspent: "carry-forward"\n'
        '  decision: "OPCC-1"\n'
    )
    made = book(text=TERMS.format(payment="instalments") + more)
    paper = notice(made, found_in(made, "Grant", "2017-10-31"))
    assert sentences(paper).startswith(
        "As at 31 October 2017, £5,000.00 of the grants named below was not spent, or is forecast "
        "not to be, by the last day of each. We ask for your consent to spend £500.00 of Older "
        "money (Older) after 30 September 2017, on the partnership's Delivery Plan. Of this, "
        "£380.36 is set aside for work that goes on after the last day, as listed below. We ask "
        "for your consent to spend it then. We have not received £4,500.00 of Grant of the year "
        "(Grant), and will not ask for it unless you agree otherwise."
    )
    assert [row.cells for row in tables(paper)["By grant"].rows] == [
        ("Grant of the year", Decimal(4500), day("2018-03-31"), "Grant"),
        ("Older money", Decimal(500), day("2017-09-30"), "Older"),
    ]


def test_nobody_is_asked_about_another_funders_money(book: Build) -> None:
    more = (
        '2017-04-02 custom "fund" "Older"\n  funder: "Police"\n  spend-by: 2018-03-31\n'
        '  unspent: "carry-forward"\n  decision: "OPCC-1"\n'
    )
    made = book(text=TERMS.format(payment="advance") + more)
    text = sentences(notice(made, found_in(made, "Grant", "2017-10-31")))
    assert "Of this, £500.00 is of Older money (Older), on which Police decides." in text
    assert "We ask for your consent to spend £500.00" not in text


def test_terms_that_say_nothing_are_asked_about(book: Build) -> None:
    text = TERMS.format(payment="advance").replace('  unspent: "repay"\n', "")
    output = letter(book(text=text), "Grant", "2017-10-31")
    assert (
        "The terms do not say what becomes of this £4,500.00. We ask how you wish it to be used."
        in output
    )


# -- it speaks to its reader


@pytest.mark.parametrize("kind", ["docx", "html", "md"])
@pytest.mark.parametrize(
    ("name", "fund", "as_at"),
    [
        ("oadby-wigston", "PLF-2017-18", "2017-06-12"),
        ("oadby-wigston", "PLF-2017-18", "2018-01-31"),
        ("charnwood", "PLF-2021-22", "2022-01-15"),
        ("violence-reduction-network", "VRN-2019-20", "2020-03-31"),
    ],
)
def test_no_command_no_option_no_internal_word(kind: str, name: str, fund: str, as_at: str) -> None:
    book = example(name)
    paper = notice(book, found_in(book, fund, as_at))
    if kind == "docx":
        word = Document(io.BytesIO(document(paper)))
        cells = [cell.text for t in word.tables for row in t.rows for cell in row.cells]
        text = "\n".join([each.text for each in word.paragraphs] + cells)
    else:
        text = html(paper).decode() if kind == "html" else markdown(paper)
        text = re.sub(r"(?s)<style>.*?</style>", "", text)
    internal = r"ringfence|(?<!\w)--\w|delivery-by|without days|\bpots?\b|to plan|\d-\d\d/[A-Z]"
    assert re.findall(internal, text) == []
    assert paper.letter is not None
    for part in (paper.title, "Yours faithfully,", "Signature", paper.letter.greeting):
        assert part.replace("&", "&amp;" if kind != "docx" else "&") in text


def test_what_nobody_has_looked_at_is_settled_by_a_field() -> None:
    book = example("oadby-wigston")
    found = found_in(book, "PLF-2017-18", "2017-06-12")
    assert [(each.what, each.amount, each.settled_by) for each in open_in(book, found)] == [
        ("Big Lunch, 18 June 2017", 500, "what it will be spent on"),
        ("Grow Out Crime: sunflower competition", 1200, "what it will be spent on"),
        (
            "Sentinel: shared anti-social behaviour case system: Contribution 2017/18",
            Decimal("5224.22"),
            "when it will be delivered",
        ),
    ]


def test_what_it_says_to_type_settles_it(officer: Any) -> None:
    """Each is typed as it stands, but for the day, the reason, the decision and the reference."""
    args = ("return", "notice", "PLF-2017-18", "--as-at", "2017-06-12", "--format", "md")
    out = str(officer.books / "notice.md")
    text = " ".join(officer.does(*args, "--output", out).split())
    types = re.findall(r"Type: ringfence (.*?)(?= - |$)", text)
    assert len(types) == 4
    for typed in types:
        words = typed.replace('"TEXT"', "Settled").replace("DAY", "2017-06-30").split()
        words = ["OPCC-2017-07-24" if word == "ID" else word for word in words]
        dated = "2017-07-25" if words[0] == "fund" else "2017-06-12"
        officer.does(*words, "--date", dated)
    book = officer.book()
    found = found_in(book, "PLF-2017-18", "2017-06-12")
    assert open_in(book, found) == ()
    assert found.total == Decimal("4275.78")
    assert to_complete(book, found_in(book, "PLF-2017-18", "2017-07-25")) == ()


def test_faults_are_said_to_who_writes_it(officer: Any) -> None:
    args = ("return", "notice", "PLF-2017-18", "--as-at", "2017-06-12", "--output")
    out = str(officer.books / "notice.md")
    assert "fault to correct" not in officer.does(*args, out)
    officer.add("nonsense\n")
    assert "The books have a fault to correct before it is sent: ringfence check" in (
        officer.does(*args, out)
    )
    assert "nonsense" not in Path(out).read_text(encoding="utf-8")


def test_there_is_no_letter_where_nothing_is_unspent(officer: Any) -> None:
    """25,000.00 of the second year is not allocated yet, 21,800.00 of the first is to plan."""
    books = ["--books", str(EXAMPLES / "charnwood")]
    asked = ["return", "notice", "PZ-2021-23", "--as-at", "2021-09-30"]
    result = CliRunner().invoke(main, [*books, *asked])
    assert result.exit_code == 1
    assert " ".join(result.stderr.split()) == (
        "Error: No underspend of PZ-2021-23 is forecast as at 2021-09-30. £25,000.00 may be spent "
        "later by its terms. £21,800.00 is expected to be spent, and nobody has looked at it yet "
        "(ringfence position --as-at 2021-09-30). For another day, type: ringfence return notice "
        "PZ-2021-23 --as-at DAY"
    )


# -- its sums


def sums_agree(book: Book, found: Underspend) -> None:
    """The letter's sums are the position's and the return's, and its parts come to them."""
    as_at, paper = found.dates.as_at, notice(book, found)
    shown = tables(paper)
    year = FinancialYear.of_day(as_at)
    text = position_json(position(book, year, as_at, findings={}))["underspends"]
    (of_position,) = (each for each in text if each["fund"] == found.fund)
    made = as_json(prepare(book, found.fund, found.ref, as_at=as_at))["underspend"]
    total = shown["How it is made up"].sum_of(1)
    assert total == Decimal(of_position["total"]) == Decimal(made["total"])
    amount = Decimal(of_position["amount"])
    assert amount == Decimal(made["forecast"])
    by_action = shown.get("By action")
    heads = [column.title for column in by_action.columns] if by_action else []
    under = next((n for n, head in enumerate(heads) if head in ("Under", "Not spent")), None)
    assert (by_action.sum_of(under) if by_action and under else ZERO) == amount
    if "By grant" in shown:
        assert shown["By grant"].sum_of(1) == total
    becomes = sum((Decimal(each) for each in made["becomes"].values()), ZERO)
    assert becomes == total
    beside = sum((each.amount for each in open_in(book, found)), ZERO)
    assert beside == Decimal(made["not_looked_at"]["total"])
    later = shown.get("Of this, for work that goes on afterwards")
    assert (later.sum_of(2) if later else ZERO) <= amount


@pytest.mark.parametrize("name", ["charnwood", "oadby-wigston", "violence-reduction-network"])
def test_its_sums_are_the_positions_and_the_returns(name: str) -> None:
    book, seen = example(name), 0
    assert book.last_day is not None
    first = min(history.first_day for history in book.register.funds.values())
    days = [
        datetime.date(year, month, 28)
        for year in range(first.year, book.last_day.year + 1)
        for month in range(1, 13)
    ]
    for as_at in [*days, day("2017-06-12"), day("2018-03-31"), day("2020-03-31")]:
        for fund in book.register.funds:
            found = underspend_of(book, fund, as_at)
            if found and found.total > 0:
                sums_agree(book, found)
                seen += 1
    assert seen


@settings(max_examples=25)
@given(texts(), st.dates(day("2017-04-10"), day("2018-12-31")))
def test_so_they_are_in_any_books(text: str, as_at: datetime.date) -> None:
    text = text.replace('"The main award"\n', '"The main award"\n  returns: "six-monthly"\n')
    for title in ("Kept", "Paid back unless spent in the year"):
        text = text.replace(f'"{title}"\n', f'"{title}"\n  reported-in: "Fund01"\n')
    book = Book(entries_of(text))
    found = underspend_of(book, "Fund01", as_at)
    if found and found.total > 0:
        sums_agree(book, found)
