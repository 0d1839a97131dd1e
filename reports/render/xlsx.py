"""A paper as an Excel workbook: a sheet for each section, totals and figures that are formulas.

Text is never a formula, whatever it begins with. openpyxl writes formulas without their
values, which previews and Excel's Protected View would show as empty, so the values are
put in afterwards.
"""

from __future__ import annotations

import io
import math
import re
from decimal import Decimal
from typing import Literal

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties

from ringfence.reports.render.figures import join
from ringfence.reports.render.formulas import finish
from ringfence.reports.render.sheet import Sheet
from ringfence.reports.render.stable import midnight, rewrite_zip
from ringfence.reports.render.table import Paper, clean

Way = Literal["portrait", "landscape"]
#: What a page takes between its margins, in points.
_PAGES: dict[Way, tuple[float, float]] = {
    "portrait": (523.0, 748.0),
    "landscape": (769.0, 502.0),
}
#: A sheet may be made so much smaller to go on one page.
_LEGIBLE = 0.6
#: So much of a page is too little for a page of its own.
_FEW_LINES = 0.25


def workbook(paper: Paper) -> bytes:
    """Return a paper as the bytes of a workbook, always the same for the same paper."""
    book = Workbook()
    book.remove(book.worksheets[0])
    values: dict[str, dict[str, Decimal]] = {}
    tables = []
    for number, section in enumerate(paper.sections, start=1):
        sheet = Sheet(book.create_sheet(_tab(section.name)), section)
        sheet.fill(paper, is_first=number == 1)
        _set_page(sheet, paper)
        values[f"xl/worksheets/sheet{number}.xml"] = sheet.values
        tables += sheet.tables
    join(tables)
    made = midnight(paper.day)
    properties = book.properties
    properties.title, properties.creator = clean(paper.title), clean(paper.owner)
    properties.created = properties.modified = made
    content = io.BytesIO()
    book.save(content)
    return rewrite_zip(content.getvalue(), lambda name, data: finish(data, name, values, made))


def _set_page(written: Sheet, paper: Paper) -> None:
    """Make it print as wide as the page, turned if need be, with page numbers.

    A sheet with one table keeps its header row in sight, and repeats it on every page.
    """
    sheet, head = written.worksheet, written.repeated
    sheet.sheet_view.showGridLines = False
    if head:
        sheet.freeze_panes = f"{get_column_letter(1)}{head + 1}"
        sheet.print_title_rows = f"{head}:{head}"
    sheet.page_margins = PageMargins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    orientation, pages = _fit(*written.size)
    sheet.page_setup.orientation = orientation
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, pages
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    title = " – ".join(clean(text) for text in (paper.owner, paper.title) if text)
    # In a footer an ampersand begins a code.
    sheet.HeaderFooter.oddFooter = HeaderFooterItem(
        left=_HeaderFooterPart(title.replace("&", "&&")), right=_HeaderFooterPart("Page &P of &N")
    )


def _fit(width: float, height: float) -> tuple[Way, int]:
    """Return the way up that suits a sheet, and on how many pages it goes; 0 for any number.

    One page is best, where that leaves it legible. What would end in a few lines on a page of
    their own goes on the pages before.
    """
    whole = {way: min(1, w / width, h / height) for way, (w, h) in _PAGES.items()}
    way = max(whole, key=lambda each: whole[each])
    if whole[way] >= _LEGIBLE:
        return way, 1
    way = "portrait" if width <= _PAGES["portrait"][0] else "landscape"
    across, down = _PAGES[way]
    pages = height * min(1, across / width) / down
    return way, math.floor(pages) if pages % 1 < _FEW_LINES else 0


def _tab(name: str) -> str:
    """Name a sheet: Excel takes 31 characters and none of these."""
    return re.sub(r"[\[\]:*?/\\]", " ", clean(name))[:31]
