"""Workbooks: totals that are formulas, texts that are not, the same bytes always."""

import datetime
import io
import re
import shutil
import subprocess
import time
import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from ringfence.reports.render.stable import EPOCH, rewrite_zip
from ringfence.reports.render.table import (
    Block,
    Cell,
    Column,
    Fields,
    Paper,
    Row,
    Section,
    Sentence,
    Table,
)
from ringfence.reports.render.xlsx import workbook

JUNE = datetime.date(2017, 6, 12)


def paper(*rows: Row, total: str | None = "In all") -> Paper:
    columns = (
        Column("Action"),
        Column("When", "date"),
        Column("Spent", "money", summed=True),
    )
    table = Table("Actions", columns, rows, total)
    blocks = (Sentence("All is well.", "strong"), table, Fields("Declared", (("Name", None),)))
    sections = (Section("Spent: 2017/18", blocks), Section("Bare", (Sentence("No more."),)))
    return Paper("Position 2017/18", "A & B CSP", (("As at", JUNE),), sections, JUNE)


def row(name: Cell, spent: str) -> Row:
    return Row((name, JUNE, Decimal(spent)))


ROWS = (
    row("Youth", "1000.50"),
    row("Lights", "-3.00"),
    row("Other", "2.25"),
)


def sheet_of(content: bytes, *, values: bool = False) -> Worksheet:
    sheet = openpyxl.load_workbook(io.BytesIO(content), data_only=values).worksheets[0]
    assert isinstance(sheet, Worksheet)
    return sheet


def column_of(sheet: Worksheet, letter: str) -> list[object]:
    return [cell.value for cell in sheet[letter]]


def test_a_total_is_a_formula_with_its_value_in_it() -> None:
    content = workbook(paper(*ROWS))
    # Rows 1 to 3 are the head, 5 the sentence, 7 the table's title, 8 its header row.
    assert column_of(sheet_of(content), "C")[7:12] == [
        "Spent",
        1000.5,
        -3,
        2.25,
        "=SUM(C9:C11)",
    ]
    assert column_of(sheet_of(content, values=True), "C")[11] == 999.75


def test_a_wide_sheet_lies_on_its_side() -> None:
    table = Table("", tuple(Column(f"Spent {n}", "money") for n in range(9)), ())
    wide = paper()._replace(sections=(Section("Wide", (table,)),))
    assert sheet_of(workbook(wide)).page_setup.orientation == "landscape"


def test_a_table_without_rows_comes_to_nothing() -> None:
    sheet = sheet_of(workbook(paper()))
    assert column_of(sheet, "C")[8] == "=0"


def test_it_prints_as_a_page_an_officer_could_send() -> None:
    sheet = sheet_of(workbook(paper(*ROWS)))
    assert [sheet[f"A{n}"].value for n in (1, 2, 3, 5, 7)] == [
        "Position 2017/18",
        "A & B CSP",
        "As at: 12 June 2017",
        "All is well.",
        "Actions",
    ]
    assert sheet.title == "Spent  2017 18"
    assert sheet.page_setup.orientation == "portrait"
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 1)
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    footer = sheet.HeaderFooter.oddFooter
    assert footer is not None
    assert footer.left.text == "A && B CSP – Position 2017/18"
    assert footer.right.text == "Page &P of &N"
    assert sheet["C9"].number_format.startswith("£#,##0.00")
    assert sheet["C9"].alignment.horizontal == "right"
    assert sheet["B9"].value == datetime.datetime(2017, 6, 12)  # noqa: DTZ001 - as Excel has it
    assert sheet["A8"].font.bold
    assert sheet["A8"].fill.fgColor.rgb == "001F3864"


def in_sheets(*blocks: Block) -> list[Worksheet]:
    sections = (Section("One", blocks), Section("Two", (Sentence("No more."),)))
    content = workbook(paper()._replace(sections=sections))
    return list(openpyxl.load_workbook(io.BytesIO(content)).worksheets)


def table_of(count: int) -> Table:
    columns = (Column("Action"), Column("When", "date"), Column("Spent", "money", summed=True))
    rows = tuple(row(f"Action {number}", "1.00") for number in range(count))
    return Table("Actions", columns, rows, "In all")


def test_the_one_table_of_a_sheet_has_its_header_on_every_page() -> None:
    sheet, _other = in_sheets(Sentence("All of it."), table_of(200))
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("A9", "$8:$8")
    assert (sheet["A8"].value, sheet["A9"].value) == ("Action", "Action 0")


@pytest.mark.parametrize("after", [table_of(3), Fields("Declared", (("Name", None),))])
def test_no_header_is_repeated_over_what_is_not_of_its_table(after: Block) -> None:
    sheet, _other = in_sheets(table_of(200), after)
    assert (sheet.freeze_panes, sheet.print_title_rows) == (None, None)


@pytest.mark.parametrize(
    ("count", "pages"),
    [
        (30, 1),
        # 71 rows and the head come to 1.6 pages: made smaller they go on one.
        (70, 1),
        # 2.1 pages, at full size: the few lines of the third go on the two before.
        (97, 2),
        # 2.5 pages: as many as they need.
        (117, 0),
    ],
)
def test_no_page_is_for_a_few_lines(count: int, pages: int) -> None:
    sheet, _other = in_sheets(table_of(count))
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, pages)


def test_what_a_paper_is_of_stands_on_its_first_sheet() -> None:
    first, second = in_sheets(table_of(1))
    assert [first[f"A{n}"].value for n in (1, 2, 3)] == [
        "Position 2017/18",
        "A & B CSP",
        "As at: 12 June 2017",
    ]
    assert [second[f"A{n}"].value for n in (1, 2, 4)] == [
        "Position 2017/18: Two",
        "A & B CSP",
        "No more.",
    ]


@pytest.mark.parametrize("text", ["=1+1", "+44", "-5", "@x", '=HYPERLINK("http://x")'])
def test_text_is_never_a_formula(text: str) -> None:
    cell = sheet_of(workbook(paper(row(text, "1.00"))))["A9"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)


def test_peoples_text_of_any_kind_can_be_written() -> None:
    text = "bell \x07 \x1b[1m \ud800 café 🎉 " + "x" * 40_000
    cell = sheet_of(workbook(paper(row(text, "1.00"))))["A9"]
    assert str(cell.value).startswith("bell [1m café 🎉 xxx")


def test_the_same_paper_gives_the_same_bytes() -> None:
    first = workbook(paper(*ROWS))
    time.sleep(2.1)  # a zip archive's time stamps count in steps of two seconds
    assert workbook(paper(*ROWS)) == first
    assert workbook(paper(*ROWS[1:])) != first


def test_its_properties_are_those_of_the_paper() -> None:
    properties = openpyxl.load_workbook(io.BytesIO(workbook(paper()))).properties
    assert (properties.title, properties.creator) == ("Position 2017/18", "A & B CSP")
    assert properties.created == properties.modified
    assert properties.created == datetime.datetime(2017, 6, 12)  # noqa: DTZ001 - as Excel has it


def test_a_fixed_zip_keeps_order_and_content_alone() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("z.txt", "last letter first")
        archive.writestr(zipfile.ZipInfo("a.txt", (2026, 1, 2, 3, 4, 6)), "second")
    fixed = rewrite_zip(
        made.getvalue(), lambda name, data: data.upper() if name == "a.txt" else data
    )
    with zipfile.ZipFile(io.BytesIO(fixed)) as archive:
        assert archive.namelist() == ["z.txt", "a.txt"]
        assert archive.read("a.txt") == b"SECOND"
        assert archive.read("z.txt") == b"last letter first"
        assert {part.date_time for part in archive.infolist()} == {EPOCH}


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("libreoffice"), reason="libreoffice is not installed")
def test_another_program_opens_it_and_adds_up_the_same(tmp_path: Path) -> None:
    (tmp_path / "paper.xlsx").write_bytes(workbook(paper(*ROWS)))
    subprocess.run(
        ["libreoffice", "--headless", "--convert-to", "csv", "--outdir", ".", "paper.xlsx"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        env={"PATH": "/usr/bin:/bin:/usr/local/bin", "HOME": str(tmp_path)},
    )
    text = (tmp_path / "paper.csv").read_text(encoding="utf-8", errors="replace")
    assert re.search(r"In all.*999\.75", text)


def test_a_last_text_goes_on_over_figures_of_another_table() -> None:
    """Else the figures below it would stand in a column as wide as the text."""
    table = Table("Said", (Column("Action"), Column("Why")), (Row(("Youth", "because " * 5)),))
    sheet, _other = in_sheets(table, table_of(3))
    merged = [str(each) for each in sheet.merged_cells.ranges if each.min_col == 2]
    assert merged == ["B6:E6", "B7:E7"]
    assert sheet.column_dimensions["B"].width == 14, "as wide as a date"
    assert sheet.column_dimensions["C"].width == 15, "as wide as money"
    assert sheet["B7"].value == " ".join(["because"] * 5)


def test_figures_at_the_end_of_a_sheet_stay_together() -> None:
    sheet, _other = in_sheets(table_of(3))
    widths = [sheet.column_dimensions[letter].width for letter in "ABCD"]
    assert widths == [12, 14, 15, 12]
    assert sum(sheet.column_dimensions[letter].width for letter in "ABCDE") == 96
