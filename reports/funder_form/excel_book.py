"""A workbook as its sheets, its texts and what belongs to each sheet."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from lxml import etree
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import column_index_from_string

from ringfence.reports.funder_form.archive import Element, Parts, number
from ringfence.reports.funder_form.excel_styles import Styles
from ringfence.reports.funder_form.runs import Piece

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_CELL = re.compile(r"([A-Z]{1,2}|[A-W][A-Z]{2}|X[A-E][A-Z]|XF[A-D])\d{1,7}", re.ASCII)
_FEW_DIGITS = re.compile(r"\d{1,9}", re.ASCII)
WORKBOOK = "xl/workbook.xml"


class SheetPart(NamedTuple):
    """A sheet: its name, and the part that it is in."""

    name: str
    part: str


class Workbook:
    """The workbook that the parts are of."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.root = parts.tree(WORKBOOK)
        self.x = f"{{{etree.QName(self.root).namespace}}}"

    @cached_property
    def sheets(self) -> list[SheetPart]:
        """Every sheet with cells, in the order of its tabs."""
        targets = dict(self.relations(WORKBOOK))
        found = []
        for sheet in self.root.iter(f"{self.x}sheet"):
            key = sheet.get(f"{{{_OFFICE}}}id") or sheet.get(f"{{{_STRICT}}}id") or ""
            part = targets.get(key, "")
            cells = f"{self.x}sheetData"
            if part in self.parts.names and self.parts.tree(part).find(cells) is not None:
                found.append(SheetPart(sheet.get("name", ""), part))
        return found

    @cached_property
    def texts(self) -> list[Element]:
        """The texts that cells share."""
        part = next((p for p in self._targets() if p.endswith("sharedStrings.xml")), None)
        return list(self.parts.tree(part).iter(f"{self.x}si")) if part else []

    @cached_property
    def styles(self) -> Styles | None:
        """The styles of cells."""
        part = next((p for p in self._targets() if p.endswith("styles.xml")), None)
        return Styles(self.parts.change(part)) if part else None

    @property
    def counts_from_1904(self) -> bool:
        """Whether its dates are days since 1904, as on old Macs."""
        element = self.root.find(f"{self.x}workbookPr")
        return element is not None and element.get("date1904") in ("1", "true")

    def relations(self, part: str) -> Iterator[tuple[str, str]]:
        """Yield what a part refers to: the id that it has there, and the part."""
        folder, name = posixpath.split(part)
        rels = f"{folder}/_rels/{name}.rels"
        if rels not in self.parts.names:
            return
        for each in self.parts.tree(rels).iterchildren("*"):
            target = each.get("Target", "")
            if each.get("TargetMode") != "External":
                path = posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")
                yield each.get("Id", ""), path

    def cells(self, sheet: SheetPart) -> Iterator[tuple[Element, Element]]:
        """Yield the rows and cells of a sheet."""
        for row in self.rows(sheet):
            for cell in row.iter(f"{self.x}c"):
                yield row, cell

    def rows(self, sheet: SheetPart) -> Iterator[Element]:
        """Yield the rows of a sheet."""
        yield from self.parts.tree(sheet.part).iter(f"{self.x}row")

    def count_rows(self, sheet: SheetPart) -> None:
        """Write the numbers of rows and cells where a program left them out."""
        row_number = 0
        for row in self.rows(sheet):
            row_number = number(row, "r", row_number + 1)
            row.set("r", str(row_number))
            column = 0
            for cell in row.iter(f"{self.x}c"):
                match = _CELL.fullmatch(cell.get("r", ""))
                column = column_index_from_string(match[1]) if match else column + 1
                cell.set("r", f"{get_column_letter(column)}{row_number}")

    def text(self, cell: Element) -> Element | None:
        """Return the element that holds the text of a cell."""
        kind = cell.get("t")
        if kind == "inlineStr":
            return cell.find(f"{self.x}is")
        value = cell.findtext(f"{self.x}v")
        if kind == "s" and value and _FEW_DIGITS.fullmatch(value.strip()):
            index = int(value)
            return self.texts[index] if index < len(self.texts) else None
        return None

    def pieces(self, holder: Element) -> list[Piece]:
        """Return the text of such an element, without how it is pronounced."""
        t, r = f"{self.x}t", f"{self.x}r"
        found = []
        for child in holder:
            if child.tag == t:
                found.append((child, child.text or ""))
            elif child.tag == r:
                found += [(text, text.text or "") for text in child.iter(t)]
        return found

    def _targets(self) -> list[str]:
        return [part for _key, part in self.relations(WORKBOOK) if part in self.parts.names]


def column_of(reference: str) -> int:
    """Return the number of the column of a cell such as ``D5``."""
    return column_index_from_string(reference.rstrip("0123456789"))
