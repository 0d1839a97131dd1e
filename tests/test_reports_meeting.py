"""The Financial Position paper of a meeting, on the minutes' figures and on small ledgers."""

import datetime
import io
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from textwrap import dedent

import docx
import pytest

from ringfence.ledger import loading
from ringfence.ledger.findings import Finding
from ringfence.ledger.years import FinancialYear
from ringfence.plugins import all as rules
from ringfence.reports.meeting import Meeting, meeting
from ringfence.reports.meeting_paper import meeting_paper
from ringfence.reports.meetings import last_meeting, meetings, next_meeting
from ringfence.reports.position import position
from ringfence.reports.position_json import position_json
from ringfence.reports.render.docx_ import document
from ringfence.reports.render.html_ import html
from ringfence.reports.render.table import Column, Paper, Row, Section, Sentence, Table
from ringfence.reports.render.text import text

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "oadby-wigston"
YEAR = FinancialYear(2017)
CLEAN = {"block": 0, "pending": 0, "warn": 0, "overridden": 0}

SMALL = """
    option "operating_currency" "GBP"
    plugin "beancount.plugins.auto_accounts"
    2017-04-01 custom "partnership" "Harborough CSP"
    2017-04-01 custom "fund" "Grant"
      title: "The grant"
      funder: "OPCC"
      stage: "awarded"
      spend-by: 2018-03-31
      unspent: "repay"
    2017-04-01 custom "fund" "Old"
      title: "The old grant"
      funder: "OPCC"
      stage: "awarded"
      spend-by: 2017-06-30
      reported-in: "Grant"
    2017-04-01 custom "fund" "Bid"
      title: "A bid"
      funder: "OPCC"
      stage: "bid"
      spend-by: 2017-06-30
    2017-04-10 custom "plan" "2017-18"
      adopted: 2017-04-10
    2017-04-01 custom "action" "2017-18" "Youth"
      title: "Youth work"
    2017-04-01 * "Award"
      Assets:Awarded:OPCC:Grant                  1000.00 GBP
      Income:OPCC:Grant                         -1000.00 GBP
    2017-04-01 * "Held"
      Assets:Council:Old                           50.00 GBP
      Equity:Opening:Old                          -50.00 GBP
    2017-04-01 * "Plan"
      Equity:Unallocated:Grant                    600.00 GBP
      Equity:Plan:2017-18:Youth:Grant            -600.00 GBP
    2017-04-01 * "Plan"
      Equity:Unallocated:Grant                    300.00 GBP
      Equity:Reserve:Grant                       -300.00 GBP
"""
TWO_ASK = """
    2017-06-01 custom "proposal" "P1"
      title: "Lights"
      from: "Reserve"
      to: "2017-18/Youth"
      amount: 200.00 GBP
      owner: "The chair"
      meeting: 2017-06-12
    2017-06-01 custom "proposal" "P2"
      title: "Banners"
      from: "Reserve"
      amount: {amount} GBP
      meeting: 2017-07-31
"""


def day(words: str) -> datetime.date:
    return datetime.date.fromisoformat(words)


def reported(main: Path, as_at: str, since: str | None = None) -> Meeting:
    books = loading.load(main)
    assert books.errors == []
    found: list[Finding] = rules.judge(books.book, books.options)
    after = day(since) if since else None
    report = position(books.book, YEAR, day(as_at), findings=CLEAN, since=after)
    return meeting(books.book, report, found)


@pytest.fixture
def small(tmp_path: Path) -> Callable[..., Meeting]:
    def of(more: str, as_at: str, since: str | None = None) -> Meeting:
        main = tmp_path / "main.beancount"
        main.write_text(dedent(SMALL) + dedent(more), encoding="utf-8")
        return reported(main, as_at, since)

    return of


Small = Callable[..., Meeting]


def in_example(as_at: str, since: str | None = None) -> Meeting:
    return reported(EXAMPLE / "main.beancount", as_at, since)


def sections(report: Meeting) -> dict[str, Section]:
    return {section.name: section for section in meeting_paper(report).sections}


def sentences(section: Section) -> list[str]:
    return [block.text for block in section.blocks if isinstance(block, Sentence)]


def tables(section: Section) -> dict[str, Table]:
    return {block.title: block for block in section.blocks if isinstance(block, Table)}


def rows(table: Table) -> list[tuple[object, ...]]:
    return [row.cells for row in table.rows]


def money(words: str) -> Decimal:
    return Decimal(words)


def test_the_paper_for_12_june_printed_on_5_june() -> None:
    report = in_example("2017-06-05")
    paper = meeting_paper(report)
    assert (paper.title, paper.owner) == ("Financial position 2017/18", "Oadby & Wigston CSP")
    assert paper.facts == (("For the meeting of", day("2017-06-12")), ("As at", day("2017-06-05")))
    names = [section.name for section in paper.sections]
    assert names[:5] == [
        "Position",
        "Decisions sought",
        "Reserve",
        "Since the meeting of 10 April 2017",
        "At risk",
    ]
    parts = sections(report)
    # Kicks and the summer's activities are set aside at the meeting: 28,724.22 - 11,000.00.
    assert sentences(parts["Position"])[:2] == [
        (
            "£17,724.22 of the 2017/18 budget has been spent, or earmarked, against Delivery Plan "
            "actions to date."
        ),
        (
            "£19,347.50 is available within the actions, £4,408.55 is in the reserve and £1,275.28 "
            "is not yet allocated."
        ),
    ]
    assert rows(tables(parts["Decisions sought"])["Decisions sought"]) == [
        (
            "£1,000 more for Diversionary Activities – Community Safety Officer",
            money("1000.00"),
            "Reserve",
            money("3408.55"),
            "Diversionary Activities",
            money("11000.50"),
        )
    ]
    assert sentences(parts["Reserve"]) == [
        (
            "The reserve holds £4,408.55: £1,908.55 of “OPCC community safety grant 2015/16, "
            "carried forward” and £2,500.00 of “OPCC community safety grant 2017/18”."
        )
    ]
    assert rows(tables(parts["Reserve"])["By origin since 1 April"]) == [
        (
            "OPCC community safety grant 2015/16, carried forward",
            *map(money, ("1908.55", "0.00", "0.00", "1908.55")),
        ),
        (
            "OPCC community safety grant 2017/18",
            *map(money, ("0.00", "2500.00", "0.00", "2500.00")),
        ),
    ]
    assert sentences(parts["At risk"])[0] == (
        "£320.00 was spent at the council's risk, before the funder's approval, which is still "
        "awaited."
    )


def test_on_the_day_of_the_meeting_the_minutes_own_sentence() -> None:
    report = in_example("2017-06-12")
    parts = sections(report)
    assert report.day == day("2017-06-12")
    assert sentences(parts["Position"])[0].startswith("£28,724.22 of the 2017/18 budget has been ")
    assert sentences(parts["Reserve"])[0].startswith("The reserve holds £3,408.55: £908.55 of ")
    sought = rows(tables(parts["Decisions sought"])["Decisions sought"])
    settled = "not yet settled"
    assert sought == [
        ("CCTV: quotes being sought (not yet costed)", None, settled, None, settled, None),
        (
            "Celebrate Safely: which pot the costs come from (not yet costed)",
            None,
            settled,
            None,
            settled,
            None,
        ),
    ]


def test_the_next_paper_tells_what_the_last_meeting_decided() -> None:
    report = in_example("2017-07-24")
    assert (report.last, report.day) == (day("2017-06-12"), day("2017-07-31"))
    moved = tables(sections(report)["Since the meeting of 12 June 2017"])["Moved"]
    draw = (
        day("2017-06-12"),
        "Reserve",
        "Diversionary Activities",
        "CSP-2017-06-12-03",
        money("1000.00"),
    )
    assert draw in rows(moved)
    assert sum(amount for *_rest, amount in rows(moved)) == money("12000.00")  # type: ignore[misc]
    spent = tables(sections(report)["Since the meeting of 12 June 2017"])["Spent"]
    # 640 + 440 - 60 for the Big Lunch, 486 for the sunflowers.
    assert rows(spent) == [
        ("Big Lunch, 18 June 2017", money("1020.00")),
        ("Grow Out Crime: sunflower competition", money("486.00")),
    ]
    # Of 2017/18 alone, which was at risk until that day: 320 + 640 + 440 - 60.
    assert sentences(sections(report)["At risk"])[0] == (
        "£1,340.00 was spent at the council's risk, before the funder's approval, which has come "
        "since."
    )


def test_a_day_that_was_asked_for_goes_before_the_last_meeting() -> None:
    report = in_example("2017-07-24", since="2017-06-12")
    assert report.last is None
    section = sections(report)["Since 12 June 2017"]
    assert list(tables(section)) == ["Spent"]
    quiet = sections(in_example("2017-07-24", since="2017-07-20"))["Since 20 July 2017"]
    assert sentences(quiet) == ["Nothing moved and nothing was spent."]


def test_books_with_faults_say_so_first(small: Small) -> None:
    report = small("", "2017-05-01")
    faulty = report.position._replace(findings={**CLEAN, "block": 2})
    first = sections(report._replace(position=faulty))["Position"].blocks[0]
    output = "DRAFT – these books have 2 faults to correct. Do not send."
    assert first == Sentence(output, "warning")


def test_a_reserve_of_another_name_is_named(small: Small) -> None:
    winter = """
    2017-04-01 * "Plan"
      Equity:Unallocated:Grant                     40.00 GBP
      Equity:Reserve:Winter:Grant                 -40.00 GBP
    """
    origins = tables(sections(small(winter, "2017-05-01"))["Reserve"])["By origin since 1 April"]
    assert [cells[0] for cells in rows(origins)] == ["The grant", "The grant (Winter reserve)"]


def test_without_any_meeting(small: Small) -> None:
    report = small("", "2017-05-01")
    assert (report.day, report.last, report.position.since) == (None, None, None)
    paper = meeting_paper(report)
    assert paper.facts == (("As at", day("2017-05-01")),)
    assert not any(section.name.startswith("Since") for section in paper.sections)
    assert sentences(sections(report)["Decisions sought"]) == ["No decision on money is sought."]


def test_a_meeting_may_be_known_from_what_it_is_asked_alone(small: Small) -> None:
    report = small(TWO_ASK.format(amount="50.00"), "2017-06-05")
    assert report.day == day("2017-06-12")
    sought = sections(report)["Decisions sought"]
    assert [cells[0] for cells in rows(tables(sought)["Decisions sought"])] == [
        "Lights – The chair",
        "Banners (for the meeting of 31 July 2017)",
    ]
    assert sentences(sought) == [
        "Together these ask £250.00 of the reserve; if all are agreed it has £50.00."
    ]


def test_what_can_not_be_agreed_is_said(small: Small) -> None:
    sought = sections(small(TWO_ASK.format(amount="300.01"), "2017-06-05"))["Decisions sought"]
    assert sentences(sought) == [
        "Together these ask £500.01 of the reserve, which has £200.01 less.",
        "“Banners” is £0.01 more than is in the reserve.",
    ]


def test_meetings_are_events_in_order(small: Small) -> None:
    book = loading.load(EXAMPLE / "main.beancount").book
    assert list(meetings(book))[:2] == [day("2017-04-10"), day("2017-06-12")]
    assert last_meeting(book, day("2017-06-12")) == day("2017-04-10")
    assert last_meeting(book, day("2017-04-10")) is None
    assert next_meeting(book, day("2017-06-13")) == day("2017-07-31")
    assert next_meeting(book, day("2019-01-01")) is None


def test_what_awaits_a_decision_is_listed_with_its_payee(small: Small) -> None:
    pending = """
    2017-05-20 ! "Printer" "Posters"
      Expenses:Plan:2017-18:Youth:Grant           650.00 GBP
      Assets:Council:Grant                       -650.00 GBP
    """
    report = small(pending, "2017-06-05")
    (awaiting,) = report.awaiting
    assert (awaiting.payee, awaiting.amount, awaiting.funds) == (
        "Printer",
        money("650"),
        ("Grant",),
    )
    assert len(awaiting.reasons) == 1
    listed = tables(sections(report)["At risk"])["Spent, awaiting a decision"]
    assert rows(listed) == [
        (day("2017-05-20"), "Printer", "Posters", "Youth work", money("650.00"))
    ]
    assert small(pending, "2017-05-19").awaiting == ()


def test_money_to_be_spent_soon(small: Small) -> None:
    """Old is to be spent by 30 June, Grant by 31 March, 122 days after 29 November."""

    def said(as_at: str) -> list[str]:
        return sentences(sections(small("", as_at))["At risk"])

    old = "£50.00 of “The old grant” (Old) "
    assert said("2017-02-01") == ["Nothing is at risk."]
    assert said("2017-05-01") == [f"{old}is to be spent by 30 June 2017, within 60 days."]
    assert said("2017-06-29") == [f"{old}is to be spent by 30 June 2017, within 1 day."]
    past = f"{old}was to be spent by 30 June 2017, and is left."
    assert said("2017-11-28") == [past]
    grant = "£1,000.00 of “The grant” (Grant) is to be spent by 31 March 2018, within 122 days."
    assert said("2017-11-29") == [past, grant]


def test_nothing_at_risk(small: Small) -> None:
    spent = """
    2017-05-02 * "Back"
      Equity:Opening:Old                           50.00 GBP
      Liabilities:Repayable:OPCC:Old              -50.00 GBP
    """
    assert sentences(sections(small(spent, "2017-05-03"))["At risk"]) == ["Nothing is at risk."]


def test_as_a_word_document_and_as_html_it_says_the_same() -> None:
    paper = meeting_paper(in_example("2017-06-05"))
    assert document(paper) == document(paper)
    word = docx.Document(io.BytesIO(document(paper)))
    written = [paragraph.text for paragraph in word.paragraphs]
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    page = html(paper).decode()
    plain = text(paper)
    for output in ("Since the meeting of 10 April 2017", "Decisions sought"):
        assert output in written
        assert f"<h2>{output}</h2>" in page
    for figure in ("£4,408.55", "£3,408.55", "£11,000.50"):
        assert figure in cells
        assert f">{figure}<" in page
        assert figure in plain


def test_another_grants_money_is_not_there_for_an_action() -> None:
    """Not allocated are 25,000.00 of People Zone and 4,200.00 of the Locality fund.

    The Locality action is the Locality fund's: 4,200.00 - 2,500.00 = 1,700.00; and 6,000.00
    available + 2,500.00. With 2,000.00 more asked, 4,500.00 of 4,200.00.
    """
    books = loading.load(EXAMPLE.parent / "charnwood" / "main.beancount")
    day = datetime.date(2021, 10, 21)
    report = position(books.book, FinancialYear(2021), day, findings=CLEAN)
    (proposal,) = report.proposals
    assert (proposal.source_then, proposal.to_then) == (Decimal("1700.00"), Decimal("8500.00"))
    assert proposal.payers == ("PLF-2021-22",)
    (shown,) = position_json(report)["proposals"]
    assert shown["if_agreed"] == {"from": "1700.00", "to": "8500.00"}
    assert shown["payers"] == ["PLF-2021-22"]
    assert sum(report.unallocated.values()) == Decimal("29200.00")
    more = proposal._replace(id="More", amount=Decimal("2000.00"))
    both = meeting(books.book, report._replace(proposals=(proposal, more)), ())
    output = " ".join(text(meeting_paper(both)).split())
    assert (
        "Together these ask £4,500.00 of what is not allocated (PLF-2021-22), which has £300.00 "
        "less." in output
    )


def test_a_short_table_stands_on_one_page_and_of_a_long_one_no_row_alone() -> None:
    """Of 8 rows with the total all but the last are kept with the next; of 31 three are.

    Those are the heading, the first row, and the one above the total.
    """

    def kept(count: int) -> list[int]:
        rows = tuple(Row((f"row {n}", Decimal(n))) for n in range(count))
        columns = (Column("What"), Column("£", "money", summed=True))
        section = Section("Rows", (Table("Rows", columns, rows, "Total"),))
        paper = Paper("A paper", "CSP", (), (section,), day=datetime.date(2017, 6, 12))
        made = docx.Document(io.BytesIO(document(paper)))
        return [
            number
            for number, row in enumerate(made.tables[-1].rows)
            if row.cells[0].paragraphs[0].paragraph_format.keep_with_next
        ]

    assert kept(7) == [0, 1, 2, 3, 4, 5, 6, 7]
    assert kept(30) == [0, 1, 30]
