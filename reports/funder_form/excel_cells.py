"""Cells of a form: a tag alone becomes a number or a date, one among words becomes text."""

from __future__ import annotations

import datetime
from copy import deepcopy
from decimal import Decimal

from lxml import etree
from openpyxl.utils import get_column_letter

from ringfence.reports.funder_form.archive import Element, number
from ringfence.reports.funder_form.excel_book import Workbook, column_of
from ringfence.reports.funder_form.excel_lists import Lists
from ringfence.reports.funder_form.excel_rows import translate
from ringfence.reports.funder_form.filling import Filling
from ringfence.reports.funder_form.runs import Fill, replace, whole
from ringfence.reports.funder_form.tags import Reference, spots
from ringfence.reports.funder_form.values import Bound, Found, spoken

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_EPOCHS = {False: datetime.date(1899, 12, 30), True: datetime.date(1904, 1, 1)}
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class Cells:
    """Reads and writes the cells of a sheet."""

    def __init__(self, workbook: Workbook, filling: Filling, lists: Lists) -> None:
        self._workbook, self._filling, self._x = workbook, filling, workbook.x
        self._lists = lists

    def text(self, cell: Element) -> str:
        """Return the text of a cell, nothing for a number."""
        holder = self._workbook.text(cell)
        return "" if holder is None else whole(self._workbook.pieces(holder))

    def fill(self, row: Element, bound: Bound, sheet: str, at: int) -> None:
        """Fill the tags of a row, which in the form has the number ``at``."""
        for cell in row.iter(f"{self._x}c"):
            text = self.text(cell)
            if "{{" not in text:
                continue
            column = get_column_letter(column_of(cell.get("r", "A1")))
            place = f"{sheet}{column}{at}"
            alone = _alone(text)
            found = self._filling.find(alone, bound, place) if alone else None
            if found and found.value is not None and not isinstance(found.value, str):
                self._put_value(cell, found)
            else:
                fill = self._filling.fill(bound, place) if not found else _as(found)
                allowed = self._lists.of(f"{column}{at}") if alone and found else None
                if alone and allowed is not None:
                    fill = self._filling.listed(fill, alone, allowed, place)
                self._put_text(cell, fill)

    def fill_with(self, row: Element, fill: Fill) -> None:
        """Fill the tags of a row as text."""
        for cell in row.iter(f"{self._x}c"):
            if "{{" in self.text(cell):
                self._put_text(cell, fill)

    def move(self, row: Element, at: int) -> None:
        """Let a copy of a row be another one: its cells and formulas too."""
        row.set("r", str(at))
        for cell in row.iter(f"{self._x}c"):
            old = cell.get("r", "A1")
            new = f"{get_column_letter(column_of(old))}{at}"
            formula = cell.find(f"{self._x}f")
            if formula is not None and formula.text:
                formula.text = translate(formula.text, old, new)
            cell.set("r", new)

    def forget_result(self, cell: Element) -> None:
        """Take the result of a formula out: it was that of the empty form."""
        value = cell.find(f"{self._x}v")
        if value is not None:
            cell.remove(value)
        cell.attrib.pop("t", "")

    def _put_value(self, cell: Element, found: Found) -> None:
        styles, style = self._workbook.styles, number(cell, "s")
        if styles:
            shown = styles.format_of(style)
            style = styles.style_for(style, found.kind)
        else:
            shown = "General"
        if isinstance(found.value, datetime.date):
            epoch = _EPOCHS[self._workbook.counts_from_1904]
            value = Decimal((found.value - epoch).days)
        else:
            value = Decimal(str(found.value))
            if found.kind == "percent" and "%" in shown.replace('"%"', ""):
                value /= 100
        _empty(cell)
        cell.attrib.pop("t", "")
        if style or cell.get("s"):
            cell.set("s", str(style))
        etree.SubElement(cell, f"{self._x}v").text = f"{value:f}"

    def _put_text(self, cell: Element, fill: Fill) -> None:
        holder = self._workbook.text(cell)
        if holder is None:
            return
        inline = etree.Element(f"{self._x}is")
        inline.extend(deepcopy(child) for child in holder)
        pieces = self._workbook.pieces(inline)
        if not replace(pieces, fill):
            return
        text = whole(self._workbook.pieces(inline))
        _empty(cell)
        cell.attrib.pop("t", "")
        if not text:
            return
        cell.set("t", "inlineStr")
        cell.append(inline)
        if text.startswith(_FORMULA_STARTS) and self._workbook.styles:
            cell.set("s", str(self._workbook.styles.text_style(number(cell, "s"))))
        if "\n" in text:
            for piece, _text in self._workbook.pieces(inline):
                piece.set(_SPACE, "preserve")


def _alone(text: str) -> Reference | None:
    """Return the tag that is all there is in a cell, but for a £ before it."""
    found = list(spots(text))
    if len(found) != 1 or not found[0].reference:
        return None
    rest = text[: found[0].start] + text[found[0].end :]
    return found[0].reference if rest.strip() in ("", "£") else None


def _as(found: Found) -> Fill:

    return lambda _spot, before, after: spoken(found, before, after)


def _empty(cell: Element) -> None:
    for child in list(cell):
        cell.remove(child)
