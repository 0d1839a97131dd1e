"""A form in Word: its tags wherever they stand, rows of tables repeated, all else untouched.

A row of a table with a tag of a list is made once for each of its items, as is a paragraph
outside tables. Tags are found in the text, headers, footers, notes and text boxes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy

from lxml import etree

from ringfence.reports.funder_form.archive import Element, Parts
from ringfence.reports.funder_form.filling import Filling, fill_empty_row
from ringfence.reports.funder_form.runs import Fill, Piece, drawn_paragraphs, replace, whole
from ringfence.reports.funder_form.tags import Reference, spots
from ringfence.reports.funder_form.values import Bound

_PART = re.compile(r"word/[^/]+\.xml")
_CHART = re.compile(r"word/charts/[^/]+\.xml")
_ROOTS = {
    "document": "",
    "hdr": "header, ",
    "ftr": "footer, ",
    "footnotes": "footnote, ",
    "endnotes": "endnote, ",
}
#: What is in a run and is part of its text.
_TEXTS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
#: What must be in a document once, and so not in the copies of a row.
_ONCE = ("bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd", "sectPr")
_ID = re.compile(r"\{http://schemas\.microsoft\.com/office/word/[^}]*\}(paraId|textId)")
_BRACES = re.compile(rb"[{}]")
_BRACE = re.compile(r"[{}]")
_MOST_WORDS = 40


def fill_word(parts: Parts, filling: Filling) -> None:
    """Read the tags of a document, then fill them in place."""
    for name in parts.names:
        if _PART.fullmatch(name) and _BRACES.search(parts.raw(name)):
            root = parts.tree(name)
            kind = etree.QName(root).localname
            if kind in _ROOTS:
                part = _Part(root, _ROOTS[kind], filling)
                if part.has_tags:
                    part.fill(parts.change(name), {})
        elif _CHART.fullmatch(name):
            for pieces in drawn_paragraphs(parts.tree(name)):
                parts.change(name)
                filling.read(whole(pieces), "chart")
                replace(pieces, filling.fill({}, "chart"))


class _Part:
    """One part of a document: its text, a header, a footer."""

    def __init__(self, root: Element, where: str, filling: Filling) -> None:
        self._filling = filling
        self._w = f"{{{etree.QName(root).namespace}}}"
        self._p, self._row = f"{self._w}p", f"{self._w}tr"
        self._done: set[Element] = set()
        before = len(filling.seen), len(filling.faults)
        texts = {p: text for p in root.iter(self._p) if _BRACE.search(text := self._text(p))}
        self._places = dict(_places_of(root, self._w, where, texts))
        for paragraph, place in self._places.items():
            filling.read(texts[paragraph], place)
        self.has_tags = (len(filling.seen), len(filling.faults)) != before
        # A text box is there twice, for old and for new versions of Word.
        filling.faults[:] = dict.fromkeys(filling.faults)

    def fill(self, element: Element, bound: Bound) -> None:
        """Fill what is within an element, rows and paragraphs repeated."""
        for unit in list(self._units(element)):
            self._fill_unit(unit, bound)

    def _fill_unit(self, unit: Element, bound: Bound) -> None:
        own = [each for each in self._own(unit) if each not in self._done]
        references = [each for paragraph in own for each in self._references(paragraph)]
        loops = [] if not references else self._filling.loops(references, self._place(own))
        if not set(loops) - set(bound):
            self._fill_paragraphs(unit, own, bound)
            return
        rows = self._filling.rows(loops, bound)
        if not rows:
            for paragraph in own:
                fill = self._filling.fill(bound, self._place([paragraph]))
                self._put(paragraph, fill_empty_row(references, fill))
            return
        for copy, row in zip(self._copies(unit, len(rows)), rows, strict=True):
            self._fill_paragraphs(copy, list(self._own(copy)), row)

    def _fill_paragraphs(self, unit: Element, own: list[Element], bound: Bound) -> None:
        for paragraph in own:
            self._put(paragraph, self._filling.fill(bound, self._place([paragraph])))
        self.fill(unit, bound)

    def _copies(self, unit: Element, count: int) -> list[Element]:
        """Put copies after a row or paragraph; what may be there only once stays in the first."""
        blank = deepcopy(unit)
        for element in list(blank.iter("*")):
            for name in [name for name in element.attrib if _ID.fullmatch(str(name))]:
                del element.attrib[name]
            if element.tag in {f"{self._w}{name}" for name in _ONCE}:
                _remove(element)
        copies, last = [unit], unit
        originals = list(unit.iter(self._p))
        for _number in range(count - 1):
            copy = deepcopy(blank)
            for mine, its in zip(originals, copy.iter(self._p), strict=True):
                if mine in self._places:
                    self._places[its] = self._places[mine]
            last.addnext(copy)
            copies.append(copy)
            last = copy
        if count > 1:
            self._move_section_end(unit, last)
        return copies

    def _move_section_end(self, first: Element, last: Element) -> None:
        """Let the end of a section stand after the last of the paragraphs made of its own."""
        for end in first.findall(f"{self._w}pPr/{self._w}sectPr"):
            holder = last.find(f"{self._w}pPr")
            if holder is not None:
                holder.append(end)

    def _units(self, element: Element) -> Iterator[Element]:
        """Yield rows, and paragraphs outside rows, that are in no other one."""
        for child in element.iterchildren("*"):
            if child.tag in (self._p, self._row):
                yield child
            else:
                yield from self._units(child)

    def _own(self, unit: Element) -> Iterator[Element]:
        """Yield the paragraphs of a row that are in no table within it."""
        if unit.tag == self._p:
            yield unit
            return
        for child in unit.iterchildren("*"):
            if child.tag == self._p:
                yield child
            elif child.tag != self._row:
                yield from self._own(child)

    def _references(self, paragraph: Element) -> list[Reference]:
        return [each.reference for each in spots(self._text(paragraph)) if each.reference]

    def _place(self, own: list[Element]) -> str:
        """Return where the first of these paragraphs with a tag is."""
        return next((self._places[each] for each in own if each in self._places), "")

    def _text(self, paragraph: Element) -> str:
        return whole(self._pieces(paragraph))

    def _pieces(self, paragraph: Element) -> list[Piece]:
        """Return a paragraph's text, without that of its text boxes or of what was deleted."""
        found: list[Piece] = []
        for child in paragraph.iterchildren("*"):
            name = etree.QName(child).localname
            if name == "r":
                found += self._of_run(child)
            elif name not in ("pPr", "del", "moveFrom"):
                found += self._pieces(child)
        return found

    def _of_run(self, run: Element) -> Iterator[Piece]:
        for child in run.iterchildren("*"):
            if child.tag == f"{self._w}t":
                yield child, child.text or ""
            else:
                text = _TEXTS.get(etree.QName(child).localname)
                if text:
                    yield child, text

    def _put(self, paragraph: Element, fill: Fill) -> None:
        # What people wrote may look like a tag, so a paragraph is filled once.
        self._done.add(paragraph)
        changed = replace(self._pieces(paragraph), fill)
        if changed:
            _unbind(paragraph)
        for element in changed:
            if element.tag != f"{self._w}t":
                _remove(element)
            elif "\n" in (element.text or ""):
                self._break_lines(element)

    def _break_lines(self, element: Element) -> None:
        first, *rest = (element.text or "").split("\n")
        element.text = first
        for line in reversed(rest):
            text = deepcopy(element)
            text.text = line
            element.addnext(text)
            element.addnext(etree.Element(f"{self._w}br"))


def _unbind(paragraph: Element) -> None:
    """Free the content controls around a text: Word would put back what they are bound to."""
    for control in (*paragraph.iterancestors("{*}sdt"), *paragraph.iterdescendants("{*}sdt")):
        for each in control.findall("./{*}sdtPr/{*}dataBinding"):
            _remove(each)


def _remove(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _places_of(
    root: Element, w: str, where: str, texts: Mapping[Element, str]
) -> Iterator[tuple[Element, str]]:
    """Yield where each of these paragraphs is: tables and paragraphs are counted from the top."""
    tables = {table: n for n, table in enumerate(_outermost(root, f"{w}tbl"), start=1)}
    body = [p for p in root.iter(f"{w}p") if not any(_is_apart(e, w) for e in p.iterancestors())]
    numbers = {paragraph: n for n, paragraph in enumerate(body, start=1)}
    for paragraph, text in texts.items():
        above = list(paragraph.iterancestors())
        table = next((each for each in reversed(above) if each in tables), None)
        box = "text box, " if any(each.tag == f"{w}txbxContent" for each in above) else ""
        if table is None:
            words = " ".join(text.split())
            words = words if len(words) <= _MOST_WORDS else f"{words[:_MOST_WORDS]}…"
            number = "" if box else f"paragraph {numbers[paragraph]}, "
            yield paragraph, f"{where}{box}{number}“{words}”"
            continue
        inside = above[: above.index(table)]
        row = next(each for each in reversed(inside) if each.tag == f"{w}tr")
        cell = next((each for each in reversed(inside) if each.tag == f"{w}tc"), row)
        cells = f"row {_among(row)}, column {_among(cell)}"
        yield paragraph, f"{where}{box}table {tables[table]}, {cells}"


def _is_apart(element: Element, w: str) -> bool:
    return element.tag in (f"{w}tbl", f"{w}txbxContent")


def _outermost(root: Element, tag: str) -> Iterator[Element]:
    for table in root.iter(tag):
        if not any(each.tag == tag for each in table.iterancestors()):
            yield table


def _among(element: Element) -> int:
    """Count an element among its like."""
    return 1 + sum(1 for _each in element.itersiblings(element.tag, preceding=True))
