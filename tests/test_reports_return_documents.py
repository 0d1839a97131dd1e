"""The return's documents: what an officer sends, in every format, for every return."""

import io
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from ringfence.ledger import loading
from ringfence.ledger.years import FinancialYear
from ringfence.reports.monitoring.as_json import as_json
from ringfence.reports.monitoring.build import prepare
from ringfence.reports.monitoring.exceptions import Standing
from ringfence.reports.monitoring.missing import Missing
from ringfence.reports.monitoring.paper import return_paper, title_of
from ringfence.reports.monitoring.report import DatedNote, Remark, Report
from ringfence.reports.render.docx_ import document
from ringfence.reports.render.html_ import html
from ringfence.reports.render.markdown import markdown
from ringfence.reports.render.table import Table
from ringfence.reports.render.xlsx import workbook
from ringfence.reports.schedule import all_dates

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
EXAMPLE = EXAMPLES / "oadby-wigston"
OTHERS = ("charnwood", "safer-streets-5", "taken-over", "violence-reduction-network")
FORMATS: dict[str, Callable[[Report], bytes]] = {
    "md": lambda report: markdown(return_paper(report)).encode(),
    "docx": lambda report: document(return_paper(report)),
    "xlsx": lambda report: workbook(return_paper(report)),
    "html": lambda report: html(return_paper(report)),
    "json": lambda report: json.dumps(as_json(report)).encode(),
}
PAPERS = ("md", "docx", "xlsx", "html")


@cache
def books(example: str = "oadby-wigston") -> loading.Books:
    return loading.load(EXAMPLES / example / "main.beancount")


@cache
def first() -> Report:
    return prepare(books().book, "PLF-2017-18", "2017-18-H1")


def refs(example: str = "oadby-wigston") -> list[tuple[str, str]]:
    book = books(example).book
    dated = [(dates.fund, dates.ref) for dates in all_dates(book)]
    return dated + [(fund, "final") for fund in sorted(book.register.funds)]


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


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("example", OTHERS)
def test_every_return_of_the_other_examples_in_every_format(example: str, kind: str) -> None:
    for fund, ref in refs(example):
        report = prepare(books(example).book, fund, ref)
        assert len(FORMATS[kind](report)) > 500, (fund, ref)


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
        "About this return",
        "Actions",
        "Unspent and by fund",
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
    summary = tables[0]
    assert [cell.text for cell in summary.rows[-1].cells] == [
        "Total",
        "£38,071.72",
        "£14,497.22",
        "£14,497.22",
        "£14,250.00",
        "£36,964.22",
        "-£1,107.50",
        "",
        "",
    ]
    for cell in summary.rows[-1].cells[1:7]:
        assert cell.paragraphs[0].alignment is not None
        assert cell.paragraphs[0].alignment.name == "RIGHT"


def test_the_page_is_turned_where_a_table_needs_it() -> None:
    word = Document(io.BytesIO(document(return_paper(first()))))
    turned = [page.orientation is WD_ORIENT.LANDSCAPE for page in word.sections]
    assert turned == [True, False], "page 1 alone, and it is full"
    for page in word.sections:
        assert page.page_width is not None
        assert page.page_height is not None
        wide = page.page_width > page.page_height
        assert wide is (page.orientation is WD_ORIENT.LANDSCAPE)


def test_the_declaration_is_not_signed_by_us() -> None:
    text = everything_in(document(return_paper(first())))
    assert "I certify that to the best of my knowledge this return is accurate" in text
    # Both sign in one table, side by side.
    signed = Document(io.BytesIO(document(return_paper(first())))).tables[-1]
    rows = [[cell.text for cell in row.cells] for row in signed.rows]
    assert rows == [
        ["Chief Finance Officer", "Chief Finance Officer", *["For the partnership"] * 2],
        ["Name", "", "Name", ""],
        ["Signature", "", "Role", ""],
        ["Date", "", "Signature", ""],
        ["", "", "Date", ""],
    ]
    assert "Chief Finance Officer" in text


def test_what_is_missing_is_counted_on_the_first_page_and_listed_next() -> None:
    report = first()._replace(to_complete=(Missing("Say why.", "Type: x"), Missing("Say when.")))
    for kind in PAPERS:
        content = FORMATS[kind](report)
        text = everything_in(content) if kind == "docx" else shown_in(kind, content)
        assert "Type: x" not in text, "commands are for the officer, not for the paper"
        assert text.index("draft, 2 things still to complete") < text.index("14,497.22")
        assert text.index("Say why." if kind == "md" else "1. Say why.") < text.index("Original")
    done = return_paper(first()._replace(to_complete=()))
    assert "to complete" not in markdown(done).replace("\\[to complete\\]", "")


def shown_in(kind: str, content: bytes) -> str:
    if kind in ("md", "html"):
        return content.decode()
    sheets = openpyxl.load_workbook(io.BytesIO(content), data_only=True).worksheets
    rows = (row for sheet in sheets for row in sheet.iter_rows(values_only=True))
    return "\n".join(_shown(cell) for row in rows for cell in row if cell is not None)


def _shown(cell: object) -> str:
    return f"{cell:,.2f}" if isinstance(cell, int | float) else str(cell)


def test_totals_in_the_workbook_are_live_and_right() -> None:
    content = workbook(return_paper(first()))
    live = openpyxl.load_workbook(io.BytesIO(content))
    worth = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    assert live.sheetnames == [
        "Summary",
        "About this return",
        "Actions",
        "Unspent and by fund",
        "Delivery",
        "Evidence",
        "Declaration",
    ]
    for name, table, column, expected in (
        ("Summary", "Summary", "Allocated", "38071.72"),
        ("Summary", "Summary", "Spent in period", "14497.22"),
        ("Actions", "Spending against profile", "Profile to date", "8350.00"),
        ("Actions", "Spending against profile", "Spent to date", "7447.00"),
        ("Actions", "Spending against profile", "Variance from profile", "-903.00"),
        ("Summary", "Summary", "Forecast outturn", "36964.22"),
        ("Evidence", "Spent in the period", "Amount", "14497.22"),
    ):
        head, letter = head_of(live[name], table, column)
        total = next(
            row for row in range(head, head + 20) if live[name][f"A{row}"].value == "Total"
        )
        assert (
            live[name][f"{letter}{total}"].value == f"=SUM({letter}{head + 1}:{letter}{total - 1})"
        )
        assert Decimal(str(worth[name][f"{letter}{total}"].value)) == Decimal(expected)
    head = head_of(live["Evidence"], "Spent in the period", "Action")[0]
    assert live["Evidence"].freeze_panes == f"A{head + 1}"
    assert live["Evidence"].print_title_rows == f"${head}:${head}"
    for name in ("Summary", "Actions", "Unspent and by fund"):
        assert live[name].print_title_rows is None, "a header is never repeated over another table"


def head_of(sheet: Any, table: str, column: str) -> tuple[int, str]:
    """The row of a table's headings, and the letter of one of them."""
    title = next(row for row in range(1, sheet.max_row + 1) if sheet[f"A{row}"].value == table)
    return title + 1, next(c.column_letter for c in sheet[title + 1] if c.value == column)


def test_figures_of_the_workbook_are_the_sums_of_their_evidence() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(return_paper(first()))))
    for name, table in (
        ("Summary", "Summary"),
        ("Unspent and by fund", "Actions by fund"),
    ):
        sheet = book[name]
        head, letter = head_of(sheet, table, "Spent in period")
        rows = len(first().lines) if name == "Summary" else 9
        for row in range(head + 1, head + 1 + rows):
            fund = f"*('Evidence'!$F$6:$F$16=$B{row})" if name == "Unspent and by fund" else ""
            assert sheet[f"{letter}{row}"].value == (
                f"=SUMPRODUCT(('Evidence'!$E$6:$E$16=$A{row}){fund}*'Evidence'!$G$6:$G$16)"
            )


@pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice")
@pytest.mark.parametrize("ref", ["2017-18-H1", "2017-18-H2"])
def test_a_spreadsheet_works_the_same_figures_out(tmp_path: Path, ref: str) -> None:
    content = workbook(return_paper(prepare(books().book, "PLF-2017-18", ref)))
    # Without the values that were put in, so that they must be worked out.
    openpyxl.load_workbook(io.BytesIO(content)).save(tmp_path / "made.xlsx")
    run = ("soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless")
    out = ("--convert-to", "ods", "--outdir", str(tmp_path), str(tmp_path / "made.xlsx"))
    subprocess.run([*run, *out], check=True, capture_output=True, timeout=120)
    back = ("--convert-to", "xlsx", "--outdir", str(tmp_path / "again"), str(tmp_path / "made.ods"))
    subprocess.run([*run, *back], check=True, capture_output=True, timeout=120)
    live = openpyxl.load_workbook(io.BytesIO(content))
    ours = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    theirs = openpyxl.load_workbook(tmp_path / "again" / "made.xlsx", data_only=True)
    compared = 0
    for sheet in live.worksheets:
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            if cell.data_type == "f":
                found = theirs[sheet.title][cell.coordinate].value
                expected = ours[sheet.title][cell.coordinate].value
                assert found == pytest.approx(expected), (sheet.title, cell.coordinate)
                compared += 1
    assert compared > 30


HOSTILE = "=1+1 <script>alert('x')</script> @cmd | **b**\x07\x1b[2J\u202e\r\nmore"
PLAIN = "=1+1 <script>alert('x')</script> @cmd | **b** [2J more"


def hostile() -> Report:
    report = first()
    row = report.evidence[0]._replace(
        payee=HOSTILE, invoice="@SUM(A1)", description="-2+3", adjusts=HOSTILE, pending=True
    )
    line = report.lines[0]._replace(title=HOSTILE, explanation=HOSTILE, rag="=1")
    told = report.delivery[0]._replace(
        title=HOSTILE,
        narrative=(DatedNote(row.date, HOSTILE),),
        risks=(DatedNote(row.date, HOSTILE),),
    )
    stood = Standing(
        "allowed by decision", row.date, HOSTILE, HOSTILE, "authority", (), row.amount, (HOSTILE,)
    )
    return report._replace(
        header=report.header._replace(partnership=HOSTILE, title=HOSTILE, host="+44 116"),
        to_complete=(Missing(HOSTILE),),
        evidence=(row,),
        adjustments=(row,),
        lines=(line,),
        delivery=(told,),
        standing_out=(stood,),
        remarks=(Remark("authority", "overridden", HOSTILE, "main.beancount", 1),),
    )


def test_text_of_people_stays_text_in_word() -> None:
    text = everything_in(document(return_paper(hostile())))
    assert text.count(PLAIN) >= 10
    assert "@SUM(A1)" in text


def test_text_of_people_stays_text_in_a_workbook() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(return_paper(hostile()))))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    texts = [cell.value for cell in cells if isinstance(cell.value, str)]
    assert texts.count(PLAIN) >= 8
    assert {"@SUM(A1)", "-2+3", "+44 116"} <= set(texts)
    assert "=1" in texts, "the rating, beside its reason"
    for cell in cells:
        if cell.data_type == "f":
            assert re.fullmatch(
                r"=(SUM\([A-Z]+\d+(:[A-Z]+\d+)?\)|0|"
                r"SUMPRODUCT\(\('Evidence'![$:A-Z\d]+=\$[A-Z]\d+\)[^<>]*\))",
                str(cell.value),
            )


def test_text_of_people_stays_text_in_markdown() -> None:
    made = markdown(return_paper(hostile()))
    assert "<script>" not in made
    assert "\\<script\\>" in made
    assert "\\*\\*b\\*\\*" in made
    assert not re.search(r"[\x00-\x09\x0b-\x1f\u202e]", made)


def test_text_of_people_stays_text_in_html() -> None:
    made = html(return_paper(hostile())).decode()
    assert "<script" not in made
    assert "&lt;script&gt;alert" in made
    assert "@SUM(A1)" in made


def test_a_draft_of_broken_books_says_so() -> None:
    report = first()._replace(findings={"block": 2, "pending": 0, "warn": 0, "overridden": 0})
    for kind in PAPERS:
        content = FORMATS[kind](report)
        text = everything_in(content) if kind == "docx" else shown_in(kind, content)
        assert "DRAFT – these books have 2 faults to correct. Do not send." in text


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


def test_what_is_sought_and_not_costed_has_no_empty_column() -> None:
    blocks = [block for section in return_paper(first()).sections for block in section.blocks]
    tables = {block.title: block for block in blocks if isinstance(block, Table)}
    assert "Changes sought" not in tables
    sought = tables["Changes sought, not yet costed"]
    assert [column.title for column in sought.columns] == ["Proposal"]
    assert [row.cells for row in sought.rows] == [
        ("CCTV: quotes being sought",),
        ("Celebrate Safely: which pot the costs come from",),
    ]
