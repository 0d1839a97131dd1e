"""A form in Excel: its tags filled, rows repeated, all else untouched.

The parts of the file are changed in place. openpyxl would read it and write it anew, and
lose what it does not know: pictures, charts, buttons, rules of newer Excels.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from copy import deepcopy
from functools import cached_property

from lxml import etree

from ringfence.reports.funder_form.archive import Element, Parts, number
from ringfence.reports.funder_form.excel_book import WORKBOOK, SheetPart, Workbook, column_of
from ringfence.reports.funder_form.excel_cells import Cells
from ringfence.reports.funder_form.excel_lists import Lists
from ringfence.reports.funder_form.excel_moves import MERGED, Moves
from ringfence.reports.funder_form.excel_rows import Insertions, hindrance, translate
from ringfence.reports.funder_form.filling import Filling, fill_empty_row
from ringfence.reports.funder_form.runs import Fill, Piece, drawn_paragraphs, replace, whole
from ringfence.reports.funder_form.tags import Fault, Loop, Reference, Spot
from ringfence.reports.funder_form.values import Bound

_SHARED, _MASTER = "shared", "ref"


def fill_excel(parts: Parts, filling: Filling) -> None:
    """Read the tags of a workbook, then fill them in place."""
    workbook = Workbook(parts)
    sheets = [_Sheet(workbook, each, filling) for each in workbook.sheets]
    for sheet in sheets:
        sheet.read()
    added = {sheet.part.name: sheet.insertions for sheet in sheets}
    if any(each.loops for each in sheets):
        for sheet in sheets:
            sheet.check(added)
        _check_names(workbook, added, filling)
    if filling.values is None:
        return
    if any(added.values()):
        for sheet in sheets:
            sheet.write_formulas_out()
        Moves(workbook, added).make()
    for sheet in sheets:
        sheet.fill()
    if any(sheet.has_formulas for sheet in sheets):
        filling.has_formulas = True
        _work_out_when_opened(workbook)


class _Sheet:
    """One sheet: which of its rows are repeated, and for what."""

    def __init__(self, workbook: Workbook, part: SheetPart, filling: Filling) -> None:
        self.part = part
        self.loops: dict[int, list[Loop]] = {}
        self.has_formulas = False
        self._workbook, self._filling = workbook, filling
        self._cells = Cells(workbook, filling, Lists(workbook, part))
        self._tags: dict[int, list[Reference]] = {}
        self._tagged: list[str] = []
        self._f = f"{workbook.x}f"

    def read(self) -> None:
        """Find the tags of each row, and what it is repeated for."""
        self._workbook.count_rows(self.part)
        for row, cell in self._workbook.cells(self.part):
            place = f"{self.part.name}!{cell.get('r')}"
            formula = cell.find(self._f)
            if formula is not None:
                self.has_formulas = True
                if "{{" in (formula.text or ""):
                    message = "a tag in a formula can't be filled: give it a cell of its own."
                    self._filling.faults.append(Fault(place, message))
                continue
            found = self._filling.read(self._cells.text(cell), place)
            if found:
                self._tags.setdefault(number(row, "r"), []).extend(found)
                self._tagged.append(cell.get("r", ""))
        for at, found in self._tags.items():
            loops = self._filling.loops(found, f"{self.part.name}, row {at}")
            if loops:
                self.loops[at] = loops
        for pieces, place in self._beside():
            self._filling.read(whole(pieces), place)

    @cached_property
    def bound(self) -> dict[int, list[Bound]]:
        """The items of each row that is repeated."""
        return {at: self._filling.rows(each, {}) for at, each in self.loops.items()}

    @cached_property
    def insertions(self) -> Insertions:
        """How many rows are put in after which."""
        return Insertions({at: max(len(rows), 1) - 1 for at, rows in self.bound.items()})

    def check(self, added: dict[str, Insertions]) -> None:
        """Print which formulas and merged cells would no longer be right once rows are put in."""
        for merged in self._workbook.parts.tree(self.part.part).iter(
            f"{self._workbook.x}mergeCell"
        ):
            hidden = _hidden(merged.get("ref", ""), self._tagged, self.loops)
            if hidden:
                message = (
                    f"it is merged over several rows, {merged.get('ref')}, and its row is "
                    "repeated: all but the first would be hidden. Unmerge it."
                )
                self._filling.faults.append(Fault(f"{self.part.name}!{hidden}", message))
        for row, cell in self._workbook.cells(self.part):
            text = cell.findtext(self._f)
            at = number(row, "r")
            within = at if at in self.loops else None
            wrong = hindrance(text, self.part.name, added, within) if text else None
            if wrong:
                place = f"{self.part.name}!{cell.get('r')}"
                self._filling.faults.append(Fault(place, wrong))

    def write_formulas_out(self) -> None:
        """Write each cell's own formula, where Excel wrote down one for many."""
        masters: dict[str, tuple[str, str]] = {}
        for _row, cell in self._workbook.cells(self.part):
            formula = cell.find(self._f)
            if formula is None or formula.get("t") != _SHARED:
                continue
            key, here = formula.get("si", ""), cell.get("r", "")
            if formula.get(_MASTER):
                masters[key] = (formula.text or "", here)
            elif key in masters:
                text, origin = masters[key]
                formula.text = translate(text, origin, here)
            for name in ("t", "si", _MASTER):
                formula.attrib.pop(name, "")

    def fill(self) -> None:
        """Fill every row, and what stands beside the cells."""
        if not (self._tags or self.has_formulas or any(True for _each in self._beside())):
            return
        self._workbook.parts.change(self.part.part)
        before = {self.insertions.start(at): at for at in self._tags}
        for row in list(self._workbook.rows(self.part)):
            at = before.get(number(row, "r"))
            if at is not None:
                self._fill_row(row, at)
        for cell in list(self._workbook.parts.tree(self.part.part).iter(f"{self._workbook.x}c")):
            if cell.find(self._f) is not None:
                self._cells.forget_result(cell)
        for pieces, place in self._beside():
            fill = self._filling.fill({}, place)
            coded = pieces[0][0].tag.startswith(self._workbook.x)
            replace(pieces, _without_codes(fill) if coded else fill)

    def _fill_row(self, row: Element, at: int) -> None:
        if at not in self.loops:
            self._cells.fill(row, {}, f"{self.part.name}!", at)
            return
        rows = self.bound[at]
        if not rows:
            fill = fill_empty_row(self._tags[at], self._filling.fill({}, f"{self.part.name}!"))
            self._cells.fill_with(row, fill)
            return
        copies, last = [row], row
        for offset in range(1, len(rows)):
            copy = deepcopy(row)
            self._cells.move(copy, number(row, "r") + offset)
            last.addnext(copy)
            copies.append(copy)
            last = copy
        for copy, bound in zip(copies, rows, strict=True):
            self._cells.fill(copy, bound, f"{self.part.name}!", at)

    def _beside(self) -> Iterator[tuple[list[Piece], str]]:
        """Yield the texts of a sheet that are in no cell: headers, footers, text boxes."""
        root = self._workbook.parts.tree(self.part.part)
        for holder in root.findall(f"{self._workbook.x}headerFooter"):
            for each in holder:
                if "{{" in (each.text or "") or "}}" in (each.text or ""):
                    kind = "header" if "Header" in etree.QName(each).localname else "footer"
                    place = f"{self.part.name}, {kind}"
                    yield [(each, each.text or "")], place
        for part in self._drawings():
            for pieces in drawn_paragraphs(self._workbook.parts.tree(part)):
                self._workbook.parts.change(part)
                yield pieces, f"{self.part.name}, {'chart' if '/charts/' in part else 'text box'}"

    def _drawings(self) -> Iterator[str]:
        """Yield the drawings of a sheet, and the charts in them."""
        for _key, part in self._workbook.relations(self.part.part):
            if "/drawings/" in part and part.endswith(".xml"):
                charts = (
                    each for _key, each in self._workbook.relations(part) if "/charts/" in each
                )
                yield from (each for each in (part, *charts) if each in self._workbook.parts.names)


def _check_names(workbook: Workbook, added: dict[str, Insertions], filling: Filling) -> None:
    """Print which names of the workbook would no longer be right once rows are put in."""
    for name in workbook.root.iter(f"{workbook.x}definedName"):
        wrong = hindrance(name.text or "", "", added)
        if wrong:
            filling.faults.append(Fault(f"the name {name.get('name')}", wrong))


def _hidden(merged: str, tagged: list[str], repeated: Container[int]) -> str | None:
    """Return the cell with a tag of a repeated row that is merged with another row, if one is."""
    found = MERGED.fullmatch(merged)
    if not found or found[2] == found[4]:
        return None
    columns = range(column_of(f"{found[1]}1"), column_of(f"{found[3]}1") + 1)
    for cell in tagged:
        row = int(cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
        is_in = column_of(cell) in columns and int(found[2]) <= row <= int(found[4])
        if is_in and row in repeated:
            return cell
    return None


def _without_codes(fill: Fill) -> Fill:
    """Fill a header or footer, in which ``&`` begins a code and a number may end one."""

    def replacement(spot: Spot, before: str, after: str) -> str | None:
        value = fill(spot, before, after)
        if value is None:
            return None
        apart = before[-1:].isdigit() and value[:1].isdigit()
        return f"{' ' if apart else ''}{value.replace('&', '&&')}"

    return replacement


def _work_out_when_opened(workbook: Workbook) -> None:
    """Have every formula worked out when the file is opened: their results were taken out."""
    root = workbook.parts.change(WORKBOOK)
    found = root.find(f"{workbook.x}calcPr")
    if found is None:
        found = etree.Element(f"{workbook.x}calcPr")
        before = [f"{workbook.x}{n}" for n in ("definedNames", "externalReferences", "sheets")]
        above = next((each for n in before if (each := root.find(n)) is not None), None)
        if above is not None:
            above.addnext(found)
    found.set("fullCalcOnLoad", "1")
