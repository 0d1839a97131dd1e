"""The illustrative forms of the worked example, as a funder might have laid them out.

`python -m tests.example_forms` makes them anew. No funder issued them.
"""

from __future__ import annotations

import io
from pathlib import Path

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table, _Cell
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from ringfence.reports.render.stable import rewrite_zip

FOLDER = Path(__file__).resolve().parent.parent / "examples" / "oadby-wigston" / "forms"
TEAL = "1B5E63"
PALE = "E3EFF0"
_HAIR = Side(style="thin", color="9FB8BA")
_BOX = Border(left=_HAIR, right=_HAIR, top=_HAIR, bottom=_HAIR)
_MONEY = "£#,##0.00"
_DAY = "dd/mm/yyyy"
_FIGURES = frozenset(
    {
        "{{ lines.current_allocation }}",
        "{{ lines.actual_to_date }}",
        "{{ lines.committed }}",
        "{{ lines.forecast_outturn }}",
        "{{ lines.forecast_variance }}",
        "{{ delivery.measures.count }}",
        "{{ delivery.measures.target }}",
        "{{ evidence.amount }}",
    }
)


def word_form() -> bytes:
    """A form in Word: shaded tables, a header and a footer, rows to be repeated."""
    word = Document()
    word.core_properties.title = "Community safety grant: monitoring form (illustrative)"
    word.core_properties.author = "Illustrative"
    page = word.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(1.8)
    normal = word.styles["Normal"].font
    normal.name, normal.size = "Arial", Pt(10)
    head = page.header.paragraphs[0]
    head.add_run("Police and Crime Commissioner").bold = True
    head.add_run(" – form CS/M2 (illustrative)")
    foot = page.footer.paragraphs[0]
    foot.add_run("{{ partnership }}, {{ period.ref }}").font.size = Pt(8)
    _title(word, "Community safety grant: monitoring form")
    _pairs(
        word,
        ("Organisation", "{{ partnership }}"),
        ("Accountable body", "{{ host }}"),
        ("Grant", "{{ title }} ({{ fund }})"),
        ("Our reference", "{{ reference }}"),
        ("Period", "{{ period.start }} to {{ period.end }}, actuals to {{ period.as_at }}"),
        ("Form due back", "{{ period.due }}"),
    )
    _title(word, "1  Claim")
    _pairs(
        word,
        ("Award", "{{ claim.award }}"),
        ("Received to date", "{{ claim.received_to_date }}"),
        ("Claimed before", "{{ claim.claimed_to_date }}"),
        ("This claim", "£{{ claim.this_claim_in_all }}"),
    )
    _title(word, "2  Spending")
    spending = _table(
        word,
        ("Project", "Budget", "Spent", "Committed", "Forecast", "Difference", "Why"),
        (
            "{{ lines.title }}",
            "{{ lines.current_allocation }}",
            "{{ lines.actual_to_date }}",
            "{{ lines.committed }}",
            "{{ lines.forecast_outturn }}",
            "{{ lines.forecast_variance }}",
            "{{ lines.explanation }}",
        ),
        (3.6, 2.1, 2.1, 2.1, 2.1, 2.0, 3.4),
    )
    total = spending.add_row().cells
    for cell, text in zip(
        total,
        (
            "Total",
            "{{ totals.current_allocation }}",
            "{{ totals.actual_to_date }}",
            "{{ totals.committed }}",
            "{{ totals.forecast_outturn }}",
            "{{ totals.forecast_variance }}",
            "",
        ),
        strict=True,
    ):
        _put(cell, text, bold=True, shade=PALE, right=text.startswith("{{"))
    word.add_paragraph()
    _put_line(
        word,
        "In reserve: {{ reserve.total }}. Not allocated: {{ unallocated.total }}. Unspent at the "
        "year's end: {{ underspend.total }}, of it {{ underspend.becomes.by_consent }} to be spent "
        "later with consent, {{ underspend.becomes.repaid }} to be repaid and "
        "{{ underspend.becomes.lapsing }} to lapse. Beside it: {{ underspend.parts.kept }} kept, "
        "{{ underspend.parts.spent_later }} spent later by right.",
    )
    _title(word, "3  Delivery")
    _table(
        word,
        ("Project", "Led by", "What was delivered in the period"),
        ("{{ delivery.title }}", "{{ delivery.lead }}", "{{ delivery.narrative }}"),
        (4.5, 3.4, 9.5),
    )
    word.add_paragraph()
    _table(
        word,
        ("Project", "Counted", "In period", "Target", "By"),
        (
            "{{ delivery.title }}",
            "{{ delivery.measures.name }}",
            "{{ delivery.measures.count }}",
            "{{ delivery.measures.target }}",
            "{{ delivery.measures.target_to }}",
        ),
        (5.4, 4.5, 2.2, 2.0, 3.3),
    )
    _title(word, "4  Invoices")
    _table(
        word,
        ("Date", "Paid to", "Invoice", "For", "Amount"),
        (
            "{{ evidence.date }}",
            "{{ evidence.payee }}",
            "{{ evidence.invoice }}",
            "{{ evidence.description }}",
            "{{ evidence.amount }}",
        ),
        (3.2, 4.2, 2.6, 5.2, 2.2),
    )
    _title(word, "5  Declaration")
    _put_line(word, "I confirm that the grant was spent for the purposes for which it was given.")
    _pairs(word, ("Prepared by", "{{ prepared_by }}"), ("{{ finance_role }}", ""), ("Signed", ""))
    return _saved(word)


def excel_form() -> bytes:
    """A form in Excel: protected, with sums, a check, a colour rule and a chart."""
    book = Workbook()
    book.properties.creator = "Illustrative"
    claim = book.worksheets[0]
    claim.title = "Claim"
    _sheet_head(claim, "Community safety grant: claim form (illustrative)", 4)
    rows = (
        ("Organisation", "{{ partnership }}", None),
        ("Grant", "{{ title }}", None),
        ("Our reference", "{{ reference }}", None),
        ("Period from", "{{ period.start }}", _DAY),
        ("Period to", "{{ period.end }}", _DAY),
        ("Due", "{{ period.due }}", _DAY),
        ("Award", "{{ claim.award }}", _MONEY),
        ("Received to date", "{{ claim.received_to_date }}", _MONEY),
        ("Claimed before", "{{ claim.claimed_to_date }}", _MONEY),
        ("This claim", "{{ claim.this_claim_in_all }}", _MONEY),
    )
    for number, (name, tag, shown) in enumerate(rows, start=3):
        claim.cell(number, 1, name).font = Font(bold=True)
        cell = claim.cell(number, 2, tag)
        cell.border, cell.alignment = _BOX, Alignment(horizontal="left")
        cell.number_format = shown or "General"
        claim.merge_cells(start_row=number, end_row=number, start_column=2, end_column=4)
    claim["A14"] = "Left of this grant's award"
    claim["B14"] = "=B9-B11-B12"
    claim["B14"].number_format = _MONEY
    claim["A15"] = "Spent to date, all grants (next sheet)"
    claim["B15"] = "=TotalSpent"
    claim["B15"].number_format = _MONEY
    claim["A17"] = "Basis of accounts"
    check = DataValidation(type="list", formula1='"Accruals,Cash"', allow_blank=False)
    check.add("B17")
    claim.add_data_validation(check)
    claim["B17"] = "Accruals"
    claim["B17"].protection = Protection(locked=False)
    claim.column_dimensions["A"].width, claim.column_dimensions["B"].width = 34, 22
    claim.protection.enable()
    _fit(claim)
    _spending(book.create_sheet("Spending"))
    _invoices(book.create_sheet("Invoices"))
    book.defined_names["TotalSpent"] = DefinedName("TotalSpent", attr_text="Spending!$C$8")
    content = io.BytesIO()
    book.save(content)
    return rewrite_zip(content.getvalue())


def _spending(sheet: Worksheet) -> None:
    _sheet_head(sheet, "Spending by project", 7)
    titles = ("Project", "Budget", "Spent", "Forecast", "Difference", "% off profile", "Why")
    _head_row(sheet, 4, titles)
    tags = (
        "{{ lines.title }}",
        "{{ lines.current_allocation }}",
        "{{ lines.actual_to_date }}",
        "{{ lines.forecast_outturn }}",
        "=D5-B5",
        "{{ lines.variance_percent }}",
        "{{ lines.explanation }}",
    )
    for column, tag in enumerate(tags, start=1):
        cell = sheet.cell(5, column, tag)
        cell.border = _BOX
        cell.alignment = Alignment(vertical="top", wrap_text=column in (1, 7))
        cell.number_format = _MONEY if column in (2, 3, 4, 5) else "General"
    sheet["F5"].number_format = "0.0%"
    sheet.row_dimensions[5].height = 30
    sheet["A8"] = "Total"
    for letter in "BCDE":
        sheet[f"{letter}8"] = f"=SUM({letter}5:{letter}6)"
    for column in range(1, 8):
        last = sheet.cell(8, column)
        last.font, last.fill = Font(bold=True), PatternFill("solid", fgColor=PALE)
        last.border = _BOX
        last.number_format = _MONEY
    sheet["A10"] = "Checked against the claim form:"
    sheet["C10"] = '=IF(C8=Claim!B15,"agrees","differs")'
    sheet.merge_cells("A10:B10")
    red = Rule("cellIs", operator="lessThan", formula=["-500"])
    red.dxf = DifferentialStyle(font=Font(color="C00000"))
    sheet.conditional_formatting.add("E5:E6", red)
    for letter, width in zip("ABCDEFG", (36, 14, 14, 14, 14, 12, 40), strict=True):
        sheet.column_dimensions[letter].width = width
    chart = BarChart()
    chart.title, chart.type = "Budget and spent", "bar"
    chart.add_data(
        Reference(sheet, min_col=2, max_col=3, min_row=4, max_row=5), titles_from_data=True
    )
    chart.set_categories(Reference(sheet, min_col=1, min_row=5, max_row=5))
    chart.height, chart.width = 9, 20
    sheet.add_chart(chart, "A12")
    sheet.freeze_panes = "B5"
    sheet.print_title_rows = "4:4"
    sheet.print_area = "A1:G31"
    _fit(sheet)
    sheet.page_setup.fitToHeight = 1
    sheet.protection.enable()


def _invoices(sheet: Worksheet) -> None:
    _sheet_head(sheet, "Invoices in the period", 5)
    _head_row(sheet, 3, ("Date", "Paid to", "Invoice", "For", "Amount"))
    tags = ("date", "payee", "invoice", "description", "amount")
    for column, name in enumerate(tags, start=1):
        cell = sheet.cell(4, column, f"{{{{ evidence.{name} }}}}")
        cell.border = _BOX
    sheet["A4"].number_format = _DAY
    sheet["A4"].alignment = Alignment(horizontal="left", vertical="top")
    for place in ("B4", "C4", "D4"):
        sheet[place].alignment = Alignment(vertical="top", wrap_text=True)
    sheet["E4"].alignment = Alignment(vertical="top")
    sheet["E4"].number_format = _MONEY
    sheet["D5"], sheet["E5"] = "Total", "=SUM(E4:E4)"
    sheet["D5"].font = sheet["E5"].font = Font(bold=True)
    sheet["E5"].number_format = _MONEY
    for letter, width in zip("ABCDE", (14, 34, 16, 44, 14), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.HeaderFooter.oddFooter = HeaderFooterItem(
        left=_HeaderFooterPart("{{ partnership }}, {{ period.ref }}")
    )
    _fit(sheet)


def _fit(sheet: Worksheet) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _sheet_head(sheet: Worksheet, title: str, columns: int) -> None:
    sheet["A1"] = title
    sheet["A1"].font = Font(bold=True, size=14, color="FFFFFF")
    sheet["A1"].fill = PatternFill("solid", fgColor=TEAL)
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=columns)
    sheet.row_dimensions[1].height = 24


def _head_row(sheet: Worksheet, row: int, titles: tuple[str, ...]) -> None:
    for column, title in enumerate(titles, start=1):
        cell = sheet.cell(row, column, title)
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor=PALE)
        cell.border = _BOX


def _title(word: WordDocument, text: str) -> None:
    line = word.add_heading(text, level=2)
    for run in line.runs:
        run.font.color.rgb = RGBColor.from_string(TEAL)
        run.font.name = "Arial"


def _put_line(word: WordDocument, text: str) -> None:
    word.add_paragraph(text)


def _pairs(word: WordDocument, *pairs: tuple[str, str]) -> None:
    table = word.add_table(rows=0, cols=2, style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    table.autofit = False
    table.columns[0].width, table.columns[1].width = Cm(5), Cm(12.4)
    for name, tag in pairs:
        left, right = table.add_row().cells
        left.width, right.width = Cm(5), Cm(12.4)
        _put(left, name, bold=True, shade=PALE)
        _put(right, tag)


def _table(
    word: WordDocument, heads: tuple[str, ...], tags: tuple[str, ...], widths: tuple[float, ...]
) -> Table:
    table: Table = word.add_table(rows=2, cols=len(heads), style="Table Grid")
    table.autofit = False
    for index, (head, tag, width) in enumerate(zip(heads, tags, widths, strict=True)):
        top, cell = table.rows[0].cells[index], table.rows[1].cells[index]
        table.columns[index].width = top.width = cell.width = Cm(width)
        _put(top, head, bold=True, shade=TEAL, white=True)
        _put(cell, tag, right=tag in _FIGURES)
    mark = parse_xml(f"<w:tblHeader {nsdecls('w')}/>")
    table.rows[0]._tr.get_or_add_trPr().append(mark)
    return table


def _put(
    cell: _Cell,
    text: str,
    *,
    bold: bool = False,
    shade: str | None = None,
    white: bool = False,
    right: bool = False,
) -> None:
    line = cell.paragraphs[0]
    run = line.add_run(text)
    run.bold, run.font.size = bold, Pt(9)
    if white:
        run.font.color.rgb = RGBColor(0xFF, 0xFF, 0xFF)
    if right:
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if shade:
        fill = f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{shade}"/>'
        cell._tc.get_or_add_tcPr().append(parse_xml(fill))


def _saved(word: WordDocument) -> bytes:
    content = io.BytesIO()
    word.save(content)
    return rewrite_zip(content.getvalue())


def main() -> None:
    """Make both."""
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / "opcc-monitoring-form.docx").write_bytes(word_form())
    (FOLDER / "opcc-claim-form.xlsx").write_bytes(excel_form())


if __name__ == "__main__":
    main()
