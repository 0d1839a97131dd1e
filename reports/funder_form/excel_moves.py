"""Everything in a workbook that names rows, moved where rows are put in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lxml import etree

from ringfence.reports.funder_form.archive import Element, number
from ringfence.reports.funder_form.excel_book import WORKBOOK, SheetPart, Workbook
from ringfence.reports.funder_form.excel_rows import Insertions, grow_chart, shift

#: Elements whose text is a formula, by their local names; ``f`` of a cell is one of them.
_FORMULAS = frozenset(
    {
        "f",
        "formula",
        "formula1",
        "formula2",
        "definedName",
        "calculatedColumnFormula",
        "totalsRowFormula",
    }
)
#: Attributes that name what a format or a check is of.
_AREAS = frozenset({"ref", "sqref"})
_CELLS = frozenset({"activeCell", "topLeftCell"})
_OF_ONE_CELL = frozenset({"comment", "threadedComment"})
_LINKS = ("fmlaLink", "fmlaRange", "fmlaTxbx", "fmlaMacro")
_VML_ANCHOR = re.compile(rb"(<x:Anchor>)([^<]*)(</x:Anchor>)")
_VML_ROW = re.compile(rb"(<x:Row>)\s*(\d{1,7})\s*(</x:Row>)")
_CACHES = frozenset({"numCache", "strCache", "multiLvlStrCache"})
_FEW_DIGITS = re.compile(rb"\d{1,7}")
#: Merged cells: column and row of the first and of the last.
MERGED = re.compile(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})", re.ASCII)
_CALC_CHAIN = "calcChain.xml"


class Moves:
    """Makes the moves that rows put in bring with them."""

    def __init__(self, workbook: Workbook, sheets: Mapping[str, Insertions]) -> None:
        self._workbook, self._sheets, self._parts = workbook, sheets, workbook.parts

    def make(self) -> None:
        """Move all of it, sheet by sheet, and what belongs to none."""
        for sheet in self._workbook.sheets:
            added = self._sheets[sheet.name]
            root = self._parts.change(sheet.part)
            if added:
                _merge_again(root, self._workbook.x, added)
            self._move(root, sheet.name)
            for part in self._parts_of_sheet(sheet):
                if part.endswith(".vml"):
                    if added:
                        self._parts.replace(part, _vml(self._parts.raw(part), added))
                elif "/charts/" in part and part.endswith(".xml"):
                    self._move_chart(self._parts.change(part))
                elif part.endswith(".xml"):
                    self._move(self._parts.change(part), sheet.name)
        self._move(self._parts.change(WORKBOOK), "")
        self._forget_order()

    def _move(self, root: Element, name: str) -> None:
        """Move what a part says of rows; ``name`` is the sheet that it is of."""
        added = self._sheets.get(name, Insertions({}))
        rows = {row: number(row, "r") for row in root.iter(f"{self._workbook.x}row")}
        for element in root.iter("*"):
            local = etree.QName(element).localname
            if local in _FORMULAS and element.text:
                within = self._row_of(element, rows)
                element.text = shift(element.text, name, self._sheets, within)
            for link in _LINKS:
                if element.get(link):
                    element.set(link, shift(element.get(link, ""), name, self._sheets))
            if added:
                _move_areas(element, local, added)
                _move_numbers(element, local, added)
        if added:
            for row, at in rows.items():
                _renumber(row, added.start(at))

    def _move_chart(self, root: Element) -> None:
        """Let a chart show all rows made of one; what it showed of the empty form is forgotten."""
        for element in list(root.iter("*")):
            local = etree.QName(element).localname
            if local == "f" and element.text:
                element.text = grow_chart(element.text, "", self._sheets)
            above = element.getparent()
            if local in _CACHES and above is not None:
                above.remove(element)

    def _row_of(self, formula: Element, rows: Mapping[Element, int]) -> int | None:
        """Return the number of the row that a formula is in, if it is one of a cell."""
        cell = formula.getparent()
        row = cell.getparent() if cell is not None else None
        return rows.get(row) if row is not None else None

    def _parts_of_sheet(self, sheet: SheetPart) -> Iterator[str]:
        """Yield the parts of a sheet: drawings and their charts, notes, tables, buttons."""
        waiting = [sheet.part]
        seen = set(waiting)
        while waiting:
            for _key, part in self._workbook.relations(waiting.pop()):
                is_its_own = part.startswith("xl/") and not part.startswith("xl/worksheets/")
                if part in self._parts.names and part not in seen and is_its_own:
                    seen.add(part)
                    waiting.append(part)
                    yield part

    def _forget_order(self) -> None:
        """Leave out the order in which Excel worked formulas out: it names cells that moved."""
        for _key, part in self._workbook.relations(WORKBOOK):
            if part.endswith(_CALC_CHAIN):
                self._parts.drop(part)
                for listing in ("[Content_Types].xml", "xl/_rels/workbook.xml.rels"):
                    root = self._parts.change(listing)
                    for each in list(root):
                        if _CALC_CHAIN in (each.get("PartName") or each.get("Target") or ""):
                            root.remove(each)


def _move_areas(element: Element, local: str, added: Insertions) -> None:
    """Move what formats, checks, links, notes and tables are of."""
    if local == "sqref" and element.text:
        element.text = _areas(element.text, added)
    if local in ("c", "row", "mergeCell"):
        return
    for name in _CELLS & {str(each) for each in element.attrib}:
        element.set(name, added.cell(element.get(name, "")))
    for name in _AREAS & {str(each) for each in element.attrib}:
        is_one = local in _OF_ONE_CELL
        text = element.get(name, "")
        element.set(name, added.cell(text) if is_one else _areas(text, added))


def _areas(text: str, added: Insertions) -> str:
    return " ".join(added.grow(each) for each in text.split())


def _renumber(row: Element, at: int) -> None:
    row.set("r", str(at))
    for cell in row:
        reference = cell.get("r")
        if reference:
            cell.set("r", f"{reference.rstrip('0123456789')}{at}")


def _move_numbers(element: Element, local: str, added: Insertions) -> None:
    """Move what counts rows by numbers: anchors of drawings from 0, page breaks from 1."""
    text = (element.text or "").strip().encode()
    if local == "row" and len(element) == 0 and _FEW_DIGITS.fullmatch(text):
        element.text = str(added.start(int(text) + 1) - 1)
    elif local == "brk" and _is_within(element, "rowBreaks"):
        element.set("id", str(added.end(number(element, "id"))))


def _is_within(element: Element, name: str) -> bool:
    above = element.getparent()
    return above is not None and etree.QName(above).localname == name


def _merge_again(root: Element, x: str, added: Insertions) -> None:
    """Move merged cells; those within a repeated row are merged in each of its rows."""
    for holder in root.findall(f"{x}mergeCells"):
        for each in list(holder):
            found = MERGED.fullmatch(each.get("ref", ""))
            if not found:
                continue
            left, top, right, bottom = found[1], int(found[2]), found[3], int(found[4])
            if top != bottom:
                each.set("ref", f"{left}{added.start(top)}:{right}{added.end(bottom)}")
                continue
            rows = range(added.start(top), added.end(top) + 1)
            each.set("ref", f"{left}{rows[0]}:{right}{rows[0]}")
            for row in rows[1:]:
                etree.SubElement(holder, each.tag, ref=f"{left}{row}:{right}{row}")
        holder.set("count", str(len(holder)))


def _vml(data: bytes, added: Insertions) -> bytes:
    """Move the boxes of notes and buttons, which are in an older language."""

    def anchor(match: re.Match[bytes]) -> bytes:
        numbers = [each.strip() for each in match[2].split(b",")]
        for index in (2, 6):
            if index < len(numbers) and _FEW_DIGITS.fullmatch(numbers[index]):
                numbers[index] = str(added.start(int(numbers[index]) + 1) - 1).encode()
        return match[1] + b", ".join(numbers) + match[3]

    def row(match: re.Match[bytes]) -> bytes:
        return match[1] + str(added.start(int(match[2]) + 1) - 1).encode() + match[3]

    return _VML_ROW.sub(row, _VML_ANCHOR.sub(anchor, data))
