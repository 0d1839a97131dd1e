"""The return's documents: what an officer sends, in every format, for every return."""

import io
import re
import zipfile
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from ringfence.ledger import loading
from ringfence.ledger.years import FinancialYear
from ringfence.reports.monitoring.build import prepare
from ringfence.reports.monitoring.paper import return_paper
from ringfence.reports.monitoring.paper import title_of
from ringfence.reports.monitoring.report import Remark
from ringfence.reports.monitoring.report import Report
from ringfence.reports.monitoring.report import Said
from ringfence.reports.render.docx_ import document
from ringfence.reports.render.markdown import markdown
from ringfence.reports.render.xlsx import workbook
from ringfence.reports.schedule import all_dates

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "oadby-wigston"
FORMATS: dict[str, Callable[[Report], bytes]] = {
    "md": lambda report: markdown(return_paper(report)).encode(),
    "docx": lambda report: document(return_paper(report)),
    "xlsx": lambda report: workbook(return_paper(report, wide=True)),
}


@cache
def books() -> loading.Books:
    return loading.load(EXAMPLE / "main.beancount")


@cache
def first() -> Report:
    return prepare(books().book, "PLF-2017-18", "2017-18-H1")


def refs() -> list[tuple[str, str]]:
    dated = [(dates.fund, dates.ref) for dates in all_dates(books().book)]
    return dated + [(fund, "final") for fund in sorted(books().book.register.funds)]


def everything_in(content: bytes) -> str:
    """All text of a Word document, paragraph by paragraph, tables included."""
    body = Document(io.BytesIO(content)).element.body
    paragraphs = body.iter(qn("w:p"))
    return "\n".join("".join(text.text or "" for text in p.iter(qn("w:t"))) for p in paragraphs)


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize(("fund", "ref"), refs())
def test_every_return_of_the_example_in_every_format(fund: str, ref: str, kind: str) -> None:
    report = prepare(books().book, fund, ref)
    assert FORMATS[kind](report) == FORMATS[kind](report)


def test_the_word_document_can_be_sent() -> None:
    content = document(return_paper(first()))
    word = Document(io.BytesIO(content))
    properties = word.core_properties
    assert properties.title == "Monitoring return 2017/18, half-year 1"
    assert properties.author == "Oadby & Wigston CSP"
    assert properties.language == "en-GB"
    assert str(properties.created)[:10] == str(properties.modified)[:10] == "2017-08-31"
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        styles = parts.read("word/styles.xml").decode()
        footer = parts.read("word/footer1.xml").decode()
    assert re.findall(r'<w:lang [^>]*w:val="([^"]*)"', styles) == ["en-GB"]
    assert re.findall(r"<w:instrText[^>]*>([^<]*)<", footer) == [" PAGE ", " NUMPAGES "]
    headings = [p.text for p in word.paragraphs if p.style and p.style.name == "Heading 1"]
    assert headings == [
        "Summary",
        "Financial table",
        "By fund",
        "Delivery",
        "Evidence",
        "Declaration",
    ]


def test_tables_have_a_header_that_repeats_and_money_to_the_right() -> None:
    word = Document(io.BytesIO(document(return_paper(first()))))
    tables = [table for table in word.tables if table.cell(0, 0).text == "Action"]
    assert len(tables) >= 4
    for table in tables:
        assert [len(row._tr.xpath("./w:trPr/w:tblHeader")) for row in table.rows][:2] == [1, 0]
    allocation = tables[0]
    assert [cell.text for cell in allocation.rows[-1].cells] == [
        "Total",
        "£34,224.72",
        "£1,000.00",
        "£2,847.00",
        "£38,071.72",
        "£14,497.22",
        "£14,497.22",
        "£15,450.00",
        "£14,250.00",
    ]
    for cell in allocation.rows[-1].cells[1:]:
        assert cell.paragraphs[0].alignment is not None
        assert cell.paragraphs[0].alignment.name == "RIGHT"


def test_the_page_is_turned_where_a_table_needs_it() -> None:
    word = Document(io.BytesIO(document(return_paper(first()))))
    turned = [page.orientation is WD_ORIENT.LANDSCAPE for page in word.sections]
    assert turned == [False, True, False, True, False]
    for page in word.sections:
        assert page.page_width is not None
        assert page.page_height is not None
        wide = page.page_width > page.page_height
        assert wide is (page.orientation is WD_ORIENT.LANDSCAPE)


def test_the_declaration_is_not_signed_by_us() -> None:
    text = everything_in(document(return_paper(first())))
    assert "I certify that to the best of my knowledge this return is accurate" in text
    *_rest, finance, partnership = Document(io.BytesIO(document(return_paper(first())))).tables
    assert [row.cells[0].text for row in finance.rows] == ["Name", "Signature", "Date"]
    assert [row.cells[1].text for row in (*finance.rows, *partnership.rows)] == [""] * 7
    assert "Chief Finance Officer" in text


def test_what_is_missing_stands_on_the_first_page() -> None:
    report = first()._replace(to_complete=("Say why.", "Say when."))
    for kind, make in FORMATS.items():
        content = make(report)
        text = everything_in(content) if kind == "docx" else shown_in(kind, content)
        assert text.index("1. Say why." if kind != "md" else "Say why.") < text.index("38,000.00")
    done = return_paper(first()._replace(to_complete=()))
    assert "To complete" not in markdown(done)


def shown_in(kind: str, content: bytes) -> str:
    if kind == "md":
        return content.decode()
    sheets = openpyxl.load_workbook(io.BytesIO(content), data_only=True).worksheets
    rows = (row for sheet in sheets for row in sheet.iter_rows(values_only=True))
    return "\n".join(_shown(cell) for row in rows for cell in row if cell is not None)


def _shown(cell: object) -> str:
    return f"{cell:,.2f}" if isinstance(cell, int | float) else str(cell)


def test_totals_in_the_workbook_are_live_and_right() -> None:
    content = workbook(return_paper(first(), wide=True))
    live = openpyxl.load_workbook(io.BytesIO(content))
    worth = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    assert live.sheetnames == [
        "Summary",
        "Financial table",
        "Explanations",
        "By fund",
        "Delivery",
        "Evidence",
        "Declaration",
    ]
    sheet = live["Financial table"]
    rows = {str(row[0].value): row for row in sheet.iter_rows()}
    heads, last = rows["Action"], rows["Total"]
    head_row, total_row = heads[0].row or 0, last[0].row or 0
    for name, expected in (
        ("Current allocation", "38071.72"),
        ("Actual in period", "14497.22"),
        ("Variance", "-903.00"),
        ("Forecast outturn", "37433.63"),
    ):
        column = next(cell.column_letter for cell in heads if cell.value == name)
        formula = sheet[f"{column}{total_row}"].value
        assert formula == f"=SUM({column}{head_row + 1}:{column}{total_row - 1})"
        value = worth["Financial table"][f"{column}{total_row}"].value
        assert Decimal(str(value)) == Decimal(expected)
    assert sheet.freeze_panes == f"A{head_row + 1}"
    assert live["Evidence"].freeze_panes is not None
    assert worth["Evidence"].cell(live["Evidence"].max_row, 7).value == pytest.approx(14497.22)


HOSTILE = "=1+1 <script>alert('x')</script> @cmd | **b**\x07\x1b[2J\u202e\r\nmore"
PLAIN = "=1+1 <script>alert('x')</script> @cmd | **b** [2J more"


def hostile() -> Report:
    report = first()
    row = report.evidence[0]._replace(
        payee=HOSTILE, invoice="@SUM(A1)", description="-2+3", adjusts=HOSTILE, pending=True
    )
    line = report.lines[0]._replace(title=HOSTILE, explanation=HOSTILE, rag="=1")
    told = report.delivery[0]._replace(
        title=HOSTILE, narrative=(Said(row.date, HOSTILE),), risks=(Said(row.date, HOSTILE),)
    )
    return report._replace(
        header=report.header._replace(partnership=HOSTILE, title=HOSTILE, host="+44 116"),
        to_complete=(HOSTILE,),
        evidence=(row,),
        adjustments=(row,),
        lines=(line,),
        delivery=(told,),
        remarks=(Remark("authority", "overridden", HOSTILE, "main.beancount", 1),),
    )


def test_text_of_people_stays_text_in_word() -> None:
    text = everything_in(document(return_paper(hostile())))
    assert text.count(PLAIN) >= 10
    assert "@SUM(A1)" in text


def test_text_of_people_stays_text_in_a_workbook() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(return_paper(hostile(), wide=True))))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    texts = [cell.value for cell in cells if isinstance(cell.value, str)]
    assert texts.count(PLAIN) >= 8
    assert {"@SUM(A1)", "-2+3", "+44 116", "=1"} <= set(texts)
    for cell in cells:
        if cell.data_type == "f":
            assert re.fullmatch(r"=(SUM\([A-Z]+\d+(:[A-Z]+\d+)?\)|0)", str(cell.value))


def test_text_of_people_stays_text_in_markdown() -> None:
    made = markdown(return_paper(hostile()))
    assert "<script>" not in made
    assert "\\<script\\>" in made
    assert "\\*\\*b\\*\\*" in made
    assert not re.search(r"[\x00-\x09\x0b-\x1f\u202e]", made)


def test_a_draft_of_broken_books_says_so() -> None:
    report = first()._replace(findings={"block": 2, "pending": 0, "warn": 0, "overridden": 0})
    for kind, make in FORMATS.items():
        content = make(report)
        text = everything_in(content) if kind == "docx" else shown_in(kind, content)
        assert "DRAFT – these books have 2 faults to put right. Do not send." in text


def test_spending_at_risk_is_said_first() -> None:
    claim = first().claim._replace(spent_at_risk=Decimal("1234.50"))
    made = markdown(return_paper(first()._replace(claim=claim)))
    assert "£1,234.50 was spent at the council's risk" in made


@pytest.mark.parametrize(
    ("ref", "title"),
    [
        ("2017-18-H2", "Monitoring return 2017/18, half-year 2"),
        ("2017-18-Q3", "Monitoring return 2017/18, quarter 3"),
        ("2017-18-M07", "Monitoring return 2017/18, month 7"),
        ("2017-18", "Monitoring return 2017/18"),
    ],
)
def test_the_title_names_the_period(ref: str, title: str) -> None:
    dates = first().dates._replace(ref=ref, year=FinancialYear(2017))
    assert title_of(dates) == title
    assert title_of(dates._replace(year=None)) == "Final monitoring return"


def test_nothing_spent_and_nothing_delivered_are_said() -> None:
    report = first()._replace(evidence=(), delivery=(), adjustments=())
    made = markdown(return_paper(report))
    assert "Nothing was spent in the period, 1 April 2017 to 31 August 2017." in made
    assert "Nothing was noted or counted in the period." in made
