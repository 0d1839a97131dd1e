"""A funder's form in Excel: numbers, dates and texts, rows put in, and that all else stays."""

import datetime
import io
import re
import zipfile
from decimal import Decimal
from functools import cache

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from ringfence.ledger import loading
from ringfence.reports.funder_form.excel_rows import Insertions, hindrance, shift
from ringfence.reports.funder_form.fill import Filled, fill_form
from ringfence.reports.monitoring.as_json import as_json
from ringfence.reports.monitoring.build import prepare
from ringfence.reports.monitoring.report import Report
from tests.conftest import EXAMPLE

FORM = EXAMPLE / "forms" / "opcc-claim-form.xlsx"
HOSTILE = "=1+1 <script>alert('x')</script> & @cmd {{ claim.award }}\x07"
PLAIN = "=1+1 <script>alert('x')</script> & @cmd {{ claim.award }}"


@cache
def report(ref: str = "2017-18-H1") -> Report:
    return prepare(loading.load(EXAMPLE / "main.beancount").book, "PLF-2017-18", ref)


def fill(content: bytes | Workbook, of: Report | None = None) -> Filled:
    return fill_form(saved(content), "form.xlsx", of or report())


def saved(content: bytes | Workbook) -> bytes:
    if isinstance(content, bytes):
        return content
    written = io.BytesIO()
    content.save(written)
    return written.getvalue()


def opened(filled: Filled) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(filled.content))


def sheet_of(filled: Filled) -> Worksheet:
    return opened(filled).worksheets[0]


def book_of(**cells: str | int) -> tuple[Workbook, Worksheet]:
    book = Workbook()
    sheet = book.worksheets[0]
    for place, value in cells.items():
        sheet[place] = value
    return book, sheet


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return {name: file.read(name) for name in file.namelist()}


def with_parts(content: bytes, **parts: tuple[str, bytes, bytes]) -> bytes:
    """Put parts in, or in the place of text of them: the name, what was there, what is."""
    held = parts_of(content)
    for name, old, new in parts.values():
        held[name] = held[name].replace(old, new) if old else new
        assert new in held[name]
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as target:
        for name, data in held.items():
            target.writestr(name, data)
    return written.getvalue()


# -- values


def test_what_is_claimed_of_older_money_is_in_the_form() -> None:
    """Of 2018/19 nothing is spent by August; 1,330.00 of 2017/18 is, beyond what was claimed."""
    made = prepare(loading.load(EXAMPLE / "main.beancount").book, "PLF-2018-19", "2018-19-H1")
    assert money(opened(fill(FORM.read_bytes(), made)).worksheets[0]["B12"].value) == 1330


def test_both_returns_of_the_example_say_what_the_json_says() -> None:
    for ref in ("2017-18-H1", "2017-18-H2"):
        made = as_json(report(ref))
        filled = fill(FORM.read_bytes(), report(ref))
        assert filled.faults == ()
        book = opened(filled)
        claim, spending, invoices = book.worksheets
        assert money(claim["B12"].value) == Decimal(made["claim"]["this_claim_in_all"])
        assert claim["B6"].value == datetime.datetime.fromisoformat(made["period"]["start"])
        count = len(made["lines"])
        rows = [[cell.value for cell in row] for row in spending.iter_rows(5, 4 + count)]
        assert [row[0] for row in rows] == [line["title"] for line in made["lines"]]
        for column, name in ((1, "current_allocation"), (2, "actual_to_date")):
            amounts = [money(row[column]) for row in rows]
            assert amounts == [Decimal(line[name]) for line in made["lines"]]
            assert sum(amounts) == Decimal(made["totals"][name])
        total = 7 + count
        assert spending[f"C{total}"].value == f"=SUM(C5:C{total - 2})"
        assert book.defined_names["TotalSpent"].value == f"Spending!$C${total}"
        amounts = [money(row[4].value) for row in invoices.iter_rows(4, 3 + len(made["evidence"]))]
        assert amounts == [Decimal(row["amount"]) for row in made["evidence"]]
        assert sum(amounts) == Decimal(made["totals"]["actual_in_period"])


def money(value: object) -> Decimal:
    assert isinstance(value, int | float)
    return Decimal(str(value))


def test_numbers_dates_and_texts_go_in_as_such() -> None:
    book, sheet = book_of(
        A1="{{ claim.this_claim }}",
        A2="{{ period.start }}",
        A3="{{ totals.variance_percent }}",
        A4="{{ totals.variance_percent }}",
        A5="£{{ claim.award }}",
        A6="From {{ period.start }}: {{ claim.award }}",
        A7="{{ delivery.Diversionary.measures.1.count }}",
        A8="{{ fund }}",
        A9="{{ period.end }}",
        A10="{{ claim.award }}",
        A11="{{ lines.1.rag }}",
        A12="{{ lines.2.title }}{{ lines.99.title }}",
    )
    sheet["A4"].number_format = "0.00%"
    sheet["A9"].number_format = "dd/mm/yy"
    sheet["A10"].number_format = "@"
    filled = fill(book)
    made = sheet_of(filled)
    assert [(made[f"A{row}"].value, made[f"A{row}"].number_format) for row in range(1, 13)] == [
        (7474.22, "#,##0.00"),
        (datetime.datetime(2017, 4, 1), "d mmm yyyy"),  # noqa: DTZ001 - as openpyxl gives it
        (-10.8, '0.0"%"'),
        (-0.108, "0.00%"),
        (38000, "#,##0.00"),
        ("From 1 April 2017: £38,000.00", "General"),
        (64, "General"),
        ("PLF-2017-18", "General"),
        (datetime.datetime(2017, 9, 30), "dd/mm/yy"),  # noqa: DTZ001
        (38000, "#,##0.00"),
        (None, "General"),
        ("Bluelight Project", "General"),
    ]
    assert not filled.has_formulas


def test_dates_since_1904() -> None:
    book, _sheet = book_of(A1="{{ period.start }}")
    book.epoch = CALENDAR_MAC_1904
    made = fill(book)
    assert str(sheet_of(made)["A1"].value)[:10] == "2017-04-01"


def sharing(content: bytes, text: bytes) -> bytes:
    """Let cell A1 have its text as Excel writes it, in a part that cells share."""
    name = "sharedStrings"
    kind = f"application/vnd.openxmlformats-officedocument.spreadsheetml.{name}+xml"
    relation = f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{name}"
    space = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    part = f'<Override PartName="/xl/{name}.xml" ContentType="{kind}"/></Types>'
    link = f'<Relationship Id="rId9" Type="{relation}" Target="{name}.xml"/></Relationships>'
    return with_parts(
        content,
        a=(f"xl/{name}.xml", b"", b"<sst %s>%s</sst>" % (space, text)),
        b=("[Content_Types].xml", b"</Types>", part.encode()),
        c=("xl/_rels/workbook.xml.rels", b"</Relationships>", link.encode()),
        d=(
            "xl/worksheets/sheet1.xml",
            b't="inlineStr"><is><t>Old</t></is>',
            b't="s"><v>1</v>',
        ),
    )


def test_texts_keep_their_runs_and_looks() -> None:
    book, sheet = book_of(A1="Old", B1="{{ lines.Prevent.title }} {{ title }}")
    sheet["B1"].font = Font(bold=True, color="C00000")
    text = (
        b"<si><t>Other</t></si><si><r><t xml:space='preserve'>Due {{ peri</t></r><r><rPr><b/>"
        b"</rPr><t>od.due }}</t></r><r><t xml:space='preserve'> at 12</t></r></si>"
    )
    content = sharing(saved(book), text)
    filled = fill(content)
    made = openpyxl.load_workbook(io.BytesIO(filled.content), rich_text=True).worksheets[0]
    assert str(made["A1"].value) == "Due 29 September 2017 at 12"
    assert made["B1"].value == "Prevent OPCC community safety grant 2017/18"
    assert (made["B1"].font.b, made["B1"].font.color.rgb) == (True, "00C00000")
    shared = "xl/sharedStrings.xml"
    assert parts_of(filled.content)[shared] == parts_of(content)[shared]


def test_text_of_people_stays_text() -> None:
    row = report().evidence[0]._replace(payee=HOSTILE, description="@SUM(A1)", invoice="-2+3")
    of = report()._replace(
        evidence=(row,), header=report().header._replace(partnership="A & B {{ fund }}")
    )
    book, sheet = book_of(
        A1="{{ evidence.payee }}", B1="{{ evidence.description }}", C1="{{ evidence.invoice }}"
    )
    head = _HeaderFooterPart("&8{{ period.start }} {{ partnership }}")
    sheet.HeaderFooter.oddHeader = HeaderFooterItem(center=head)
    filled = fill(book, of)
    made = sheet_of(filled)
    assert [cell.value for cell in made[1]] == [PLAIN, "@SUM(A1)", "-2+3"]
    assert [cell.data_type for cell in made[1]] == ["s", "s", "s"]
    assert [bool(cell.quotePrefix) for cell in made[1]] == [True, True, True]
    header = re.findall(
        rb"<oddHeader>(.*)</oddHeader>", parts_of(filled.content)["xl/worksheets/sheet1.xml"]
    )
    assert header == [b"&amp;C&amp;8 1 April 2017 A &amp;&amp; B {{ fund }}"]


def test_what_is_lacking_and_unknown_is_said_with_its_cell() -> None:
    book, _sheet = book_of(A1="{{ reference }}", B2="{{ claim.awrd }}", C3='="{{ fund }}"&A1')
    filled = fill(book)
    assert [str(each) for each in filled.lacking] == [
        "Sheet!A1: {{ reference }}: the books do not say."
    ]
    assert [str(each) for each in filled.faults] == [
        "Sheet!B2: there is no tag {{ claim.awrd }}. Did you mean {{ claim.award }}?",
        "Sheet!C3: a tag in a formula can't be filled: give it a cell of its own.",
    ]
    made = sheet_of(filled)
    assert made["A1"].value == "[to complete]"
    assert made["B2"].value == "{{ claim.awrd }}"


# -- rows


def full_sheet() -> Workbook:
    """A sheet with whatever names rows, around row 5, which is repeated."""
    book, sheet = book_of(
        A4="Action",
        A5="{{ lines.title }}",
        B5="{{ lines.actual_to_date }}",
        C5="=B5*2",
        D5="=SUM(B$5:B5)",
        E5="=B5/B$9",
        A9="Total",
        B9="=SUM(B5:B5)",
        C9="=SUM(C5:C6)",
        B12="=B9+Sheet!B9",
    )
    other = book.create_sheet("Other one")
    other["A1"] = "=Sheet!B9"
    other["A2"] = "=SUM(Sheet!$B$5:$B$5,'Other one'!A1)"
    other["A9"] = "={1,2}"
    sheet.merge_cells("F5:G5")
    sheet.merge_cells("A10:B11")
    sheet.merge_cells("H4:H6")
    check = DataValidation(type="list", formula1="$J$9:$J$11")
    check.add("F5")
    check.add("A12")
    sheet.add_data_validation(check)
    sheet.conditional_formatting.add("B5:B9", Rule("expression", formula=["$B5>$B$9"]))
    sheet["A12"].comment = Comment("Noted", "Officer")
    sheet["A13"].hyperlink = Hyperlink(ref="A13", location="Sheet!B9")
    sheet.row_breaks.append(Break(id=9))
    sheet.row_dimensions[5].height = 33
    sheet.row_dimensions[9].height = 44
    sheet.print_area = "A1:H13"
    sheet.print_title_rows = "4:4"
    book.defined_names["Total"] = DefinedName("Total", attr_text="Sheet!$B$9")
    book.defined_names["Spent"] = DefinedName("Spent", attr_text="Sheet!$B$5:$B$5")
    return book


def test_everything_that_names_rows_moves_with_them() -> None:
    filled = fill(full_sheet())
    assert filled.faults == ()
    assert filled.has_formulas
    book = opened(filled)
    sheet, other = book.worksheets
    assert [sheet[f"A{row}"].value for row in range(5, 12)] == [
        line.title for line in report().lines
    ]
    assert [sheet[f"C{row}"].value for row in (5, 6, 11)] == ["=B5*2", "=B6*2", "=B11*2"]
    assert [sheet[f"D{row}"].value for row in (5, 11)] == ["=SUM(B$5:B5)", "=SUM(B$5:B11)"]
    assert [sheet[f"E{row}"].value for row in (5, 11)] == ["=B5/B$15", "=B11/B$15"]
    assert (sheet["A15"].value, sheet["B15"].value) == ("Total", "=SUM(B5:B11)")
    assert sheet["C15"].value == "=SUM(C5:C12)"
    assert sheet["B18"].value == "=B15+Sheet!B15"
    assert other["A1"].value == "=Sheet!B15"
    assert other["A2"].value == "=SUM(Sheet!$B$5:$B$11,'Other one'!A1)"
    merged = {str(each) for each in sheet.merged_cells.ranges}
    assert merged == {*(f"F{row}:G{row}" for row in range(5, 12)), "A16:B17", "H4:H12"}
    (check,) = sheet.data_validations.dataValidation
    assert set(str(check.sqref).split()) == {"F5:F11", "A18"}
    assert check.formula1 == "$J$15:$J$17"
    (format_,) = sheet.conditional_formatting
    assert str(format_.sqref) == "B5:B15"
    assert format_.rules[0].formula == ["$B5>$B$15"]
    assert sheet["A18"].comment is not None
    assert sheet["A18"].comment.text == "Noted"
    assert sheet["A19"].hyperlink.location == "Sheet!B9"
    assert [each.id for each in sheet.row_breaks.brk] == [15]
    assert [sheet.row_dimensions[row].height for row in (5, 8, 11, 15)] == [33, 33, 33, 44]
    assert sheet.print_area == "'Sheet'!$A$1:$H$19"
    assert sheet.print_title_rows == "$4:$4"
    assert book.defined_names["Total"].value == "Sheet!$B$15"
    assert book.defined_names["Spent"].value == "Sheet!$B$5:$B$11"


def test_shared_formulas_are_written_out() -> None:
    book, _sheet = book_of(
        A1="{{ lines.title }}", B1="{{ lines.committed }}", C3="=A9", C4="=A10", C5="=A11"
    )
    content = with_parts(
        saved(book),
        a=("xl/worksheets/sheet1.xml", b"<f>A9</f>", b'<f t="shared" ref="C3:C5" si="0">A9</f>'),
        b=("xl/worksheets/sheet1.xml", b"<f>A10</f>", b'<f t="shared" si="0"/>'),
        c=("xl/worksheets/sheet1.xml", b"<f>A11</f>", b'<f t="shared" si="0"/>'),
    )
    made = sheet_of(fill(content))
    assert [made[f"C{row}"].value for row in (9, 10, 11)] == ["=A15", "=A16", "=A17"]


def test_two_repeated_rows_and_a_table_of_excel() -> None:
    book, sheet = book_of(
        A1="Action",
        B1="Spent",
        A2="{{ lines.title }}",
        B2="{{ lines.actual_to_date }}",
        A5="Paid to",
        A6="{{ evidence.payee }}",
        B6="{{ evidence.amount }}",
        B7="=SUM(B6:B6)-SUM(B2:B3)",
    )
    sheet.add_table(Table(displayName="Spending", ref="A1:B2"))
    filled = fill(book)
    made = sheet_of(filled)
    assert made.tables["Spending"].ref == "A1:B8"
    assert made["A11"].value == "Paid to"
    assert made["A12"].value == "Printer"
    assert made["B23"].value == "=SUM(B12:B22)-SUM(B2:B9)"


def test_nothing_to_list_leaves_one_row_that_says_so() -> None:
    book, sheet = book_of(
        A1="{{ adjustments.payee }}", B1="{{ adjustments.amount }}", B2="=SUM(B1:B1)"
    )
    sheet["B1"].number_format = "0.00"
    made = sheet_of(fill(book))
    assert [made["A1"].value, made["B1"].value] == ["None", None]
    assert made["B1"].number_format == "0.00"
    assert made["B2"].value == "=SUM(B1:B1)"


def test_results_of_formulas_are_not_those_of_the_empty_form() -> None:
    book, _sheet = book_of(A1="{{ claim.award }}", A2="=A1*2")
    content = with_parts(saved(book), a=("xl/worksheets/sheet1.xml", b"<v></v>", b"<v>0</v>"))
    filled = fill(content)
    data = parts_of(filled.content)
    assert re.findall(rb"<f>A1\*2</f>(.*?)</c>", data["xl/worksheets/sheet1.xml"]) == [b""]
    assert b'fullCalcOnLoad="1"' in data["xl/workbook.xml"]


def test_the_order_of_working_out_is_left_out_once_cells_moved() -> None:
    book, _sheet = book_of(A1="{{ lines.title }}", A3="=1+1")
    space = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    chain = b'<calcChain xmlns="%s"><c r="A3" i="1"/></calcChain>' % space
    content = with_parts(
        saved(book),
        a=("xl/calcChain.xml", b"", chain),
        b=(
            "[Content_Types].xml",
            b"</Types>",
            (
                b'<Override PartName="/xl/calcChain.xml" ContentType="application/vnd.openxml'
                b'formats-officedocument.spreadsheetml.calcChain+xml"/></Types>'
            ),
        ),
        c=(
            "xl/_rels/workbook.xml.rels",
            b"</Relationships>",
            (
                b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
                b'relationships/calcChain" Target="calcChain.xml"/></Relationships>'
            ),
        ),
    )
    data = parts_of(fill(content).content)
    assert "xl/calcChain.xml" not in data
    assert not any(b"calcChain" in part for part in data.values())


# -- formulas that would be wrong


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        (
            "=B5+B8",
            (
                "the formula =B5+B8 takes one cell, B5, of a row that is repeated, and so only the "
                "first of its rows. Make it a range: B5:B5, as in =SUM(B5:B5)."
            ),
        ),
        (
            "=SUM(INDIRECT(A1))",
            "the formula =SUM(INDIRECT(A1)) can't be followed when rows are put in",
        ),
        ("=OFFSET(A1,1,1)", "the formula =OFFSET(A1,1,1) can't be followed"),
        (
            "=SUM(A5:INDEX(A:A,9))",
            "can't be followed when rows are put in: write it with plain ranges",
        ),
        ("=SUM(Sheet:Other!A1)", "can't be followed"),
    ],
)
def test_a_formula_that_would_be_wrong_is_a_fault(formula: str, message: str) -> None:
    book, _sheet = book_of(A5="{{ lines.title }}", B5="{{ lines.committed }}", A9=formula)
    (fault,) = fill(book).faults
    assert fault.place == "Sheet!A9"
    assert message in fault.message
    plain, _sheet = book_of(A5="{{ fund }}", A9=formula)
    assert fill(plain).faults == ()


def test_cells_merged_over_a_repeated_row_are_a_fault_if_they_have_a_tag() -> None:
    book, sheet = book_of(A5="{{ lines.title }}", B5="{{ lines.committed }}")
    sheet.merge_cells("A5:A6")
    sheet.merge_cells("C4:C6")
    (fault,) = fill(book).faults
    assert str(fault) == (
        "Sheet!A5: it is merged over several rows, A5:A6, and its row is repeated: all but the "
        "first would be hidden. Unmerge it."
    )


def test_a_name_for_one_cell_of_a_repeated_row_is_a_fault() -> None:
    book, _sheet = book_of(A5="{{ lines.title }}", B5="{{ lines.committed }}", B9="=Spent")
    book.defined_names["Spent"] = DefinedName("Spent", attr_text="Sheet!$B$5")
    (fault,) = fill(book).faults
    assert str(fault).startswith("the name Spent: the formula =Sheet!$B$5 takes one cell, $B$5, of")


def test_text_boxes_and_titles_of_charts() -> None:
    title = b"<a:t>Budget and spent</a:t>"
    tagged = b"<a:t>{{ period.ref }}: {{ fu</a:t></a:r><a:r><a:t>nd }}, {{ fnud }}</a:t>"
    content = with_parts(FORM.read_bytes(), a=("xl/charts/chart1.xml", title, tagged))
    filled = fill(content)
    chart = parts_of(filled.content)["xl/charts/chart1.xml"]
    assert b"<a:t>2017-18-H1: PLF-2017-18</a:t></a:r><a:r><a:t>, {{ fnud }}</a:t>" in chart
    assert [str(each) for each in filled.faults] == [
        "Spending, chart: there is no tag {{ fnud }}. Did you mean {{ fund }}?"
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'<row r="1">', b'<row r="none">'),
        (b'r="A1"', b'r="\xd9\xa3"'),
        (b'r="A1"', b'r="ZZZZ99999999"'),
        (b'r="A1"', b'r="A1" s="-4"'),
        (b'r="A1"', b'r="A1" s="' + b"9" * 5000 + b'"'),
        (b"<v>5</v>", b"<v>" + b"9" * 5000 + b"</v>"),
        (b'<c r="B7" t="n">', b'<c r="B7" t="s">'),
    ],
)
def test_what_a_broken_sheet_says_is_passed_over(old: bytes, new: bytes) -> None:
    book, _sheet = book_of(A1="{{ lines.title }}", B7=5)
    content = with_parts(saved(book), a=("xl/worksheets/sheet1.xml", old, new))
    assert b"Big Lunch" in parts_of(fill(content).content)["xl/worksheets/sheet1.xml"]


ROWS = st.dictionaries(st.integers(1, 30), st.integers(0, 9), max_size=4)


@given(ROWS, st.integers(1, 40), st.integers(0, 10))
@settings(max_examples=60)
def test_a_range_keeps_what_was_in_it(added: dict[int, int], first: int, more: int) -> None:
    """Laid out row by row, what a range holds afterwards is what it held, repeated rows and all."""
    laid_out = [row for row in range(1, 60) for _copy in range(1 + added.get(row, 0))]
    moved = Insertions(added).area(f"$B${first}:$B${first + more}")
    start, end = (int(each) for each in re.findall(r"\d+", moved))
    held = laid_out[start - 1 : end]
    assert sorted(set(held)) == list(range(first, first + more + 1))
    assert len(held) == sum(1 + added.get(row, 0) for row in range(first, first + more + 1))
    assert Insertions(added).start(first) == laid_out.index(first) + 1


def test_references_in_formulas() -> None:
    sheets = {"My 'own'": Insertions({5: 6}), "Plain": Insertions({})}
    for formula, own, expected in (
        ("SUM('My ''own'''!A5:A5)+A9", "Plain", "SUM('My ''own'''!A5:A11)+A9"),
        ('A9&"A9"&Table1[A9]', "My 'own'", 'A15&"A9"&Table1[A9]'),
        ("SUM(5:6)+SUM(A:A)+LOG10(9)", "My 'own'", "SUM(5:12)+SUM(A:A)+LOG10(9)"),
        ("[1]Other!A9+$A$9", "My 'own'", "[1]Other!A9+$A$15"),
        ("A1#", "My 'own'", "A1#"),
    ):
        assert shift(formula, own, sheets) == expected
    for unreadable in ("A1#", "SUM)"):
        assert hindrance(unreadable, "Plain", sheets) is not None
        assert shift(unreadable, "Plain", sheets) == unreadable
    assert hindrance("SUM(A5:A5)", "My 'own'", sheets) is None


# -- all else stays


def test_parts_that_openpyxl_would_lose_keep_every_byte() -> None:
    extra = {
        "xl/media/image1.png": b"\x89PNG not looked at {{ fund }}",
        "xl/ctrlProps/ctrlProp1.xml": b'<formControlPr objectType="CheckBox"/>',
        "customXml/item1.xml": b"<any>{{ fund }}</any>",
    }
    content = with_parts(
        FORM.read_bytes(),
        **{str(n): (name, b"", data) for n, (name, data) in enumerate(extra.items())},
    )
    before, after = parts_of(content), parts_of(fill(content).content)
    assert list(before) == list(after)
    assert {name: after[name] for name in extra} == extra
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {
        "xl/workbook.xml",
        "xl/styles.xml",
        "xl/charts/chart1.xml",
        "xl/drawings/drawing1.xml",
        "xl/worksheets/sheet1.xml",
        "xl/worksheets/sheet2.xml",
        "xl/worksheets/sheet3.xml",
    }
    chart = after["xl/charts/chart1.xml"].decode()
    assert "'Spending'!$B$5:$B$11" in chart
    assert "<row>17</row>" in re.sub(r"xdr:", "", after["xl/drawings/drawing1.xml"].decode())


def test_looks_protection_and_printing_stay() -> None:
    form, filled = openpyxl.load_workbook(FORM), opened(fill(FORM.read_bytes()))
    for before, after in zip(form.worksheets, filled.worksheets, strict=True):
        assert before.protection.sheet == after.protection.sheet
        assert before.page_setup.orientation == after.page_setup.orientation
        assert before.freeze_panes == after.freeze_panes
        widths = {name: each.width for name, each in before.column_dimensions.items()}
        assert {name: each.width for name, each in after.column_dimensions.items()} == widths
        for cell in before["A1"], before["A4"]:
            other = after[cell.coordinate]
            assert (other.font.b, other.fill.fgColor.rgb) == (cell.font.b, cell.fill.fgColor.rgb)
    assert filled["Claim"]["B17"].protection.locked is False
    assert filled["Spending"]["B9"].number_format == "£#,##0.00"
    assert filled["Spending"]["C14"].number_format == "£#,##0.00"


def test_a_form_without_repeated_rows_changes_only_in_its_tags() -> None:
    book, _sheet = book_of(A1="{{ claim.award }}", A2="Plain", B7=5)
    content = saved(book)
    before, after = parts_of(content), parts_of(fill(content).content)
    assert {name for name in before if before[name] != after[name]} == {
        "xl/styles.xml",
        "xl/worksheets/sheet1.xml",
    }
    assert fill(content).content == fill(content).content


def test_rows_and_cells_that_say_no_numbers_are_counted() -> None:
    book, _sheet = book_of(A1="Head", A2="{{ lines.title }}", A3="=COUNTA(A2:A2)")
    content = saved(book)
    sheet = "xl/worksheets/sheet1.xml"
    bare = re.sub(rb' r="[A-Z]*\d+"', b"", parts_of(content)[sheet])
    made = sheet_of(fill(with_parts(content, a=(sheet, b"", bare))))
    assert made["A8"].value == "Sentinel: shared anti-social behaviour case system"
    assert made["A9"].value == "=COUNTA(A2:A8)"


def test_the_claim_form_of_the_example_reads_as_one_hand_wrote_it() -> None:
    """Dates are alike, and what is of one grant is not set beside what is of all unsaid."""
    filled = opened(fill(FORM.read_bytes()))
    claim, invoices = filled["Claim"], filled["Invoices"]
    due = [claim[place] for place in ("B6", "B7", "B8")]
    assert [cell.number_format for cell in due] == ["dd/mm/yyyy"] * 3
    assert due[2].value == datetime.datetime(2017, 9, 29)  # noqa: DTZ001 - Excel knows no zone
    assert invoices["A4"].number_format == "dd/mm/yyyy"
    assert invoices["A14"].alignment.horizontal == "left"
    assert (claim["A14"].value, claim["A15"].value) == (
        "Left of this grant's award",
        "Spent to date, all grants (next sheet)",
    )
