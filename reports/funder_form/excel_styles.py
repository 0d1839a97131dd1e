"""The looks of a cell in a workbook: a number needs a format that shows it as what it is."""

from __future__ import annotations

from copy import deepcopy

from lxml import etree
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format

from ringfence.reports.figure import Kind
from ringfence.reports.funder_form.archive import Element, number

_FIRST_OF_OWN = 164
#: The format of a value in a cell that has none, or one of another kind.
_FORMATS: dict[Kind, str] = {
    "money": "#,##0.00",
    "date": "d mmm yyyy",
    "percent": '0.0"%"',
    "number": "General",
}
_PLAIN = ("General", "@")


class Styles:
    """The styles of a workbook, to which variants of those there are can be added."""

    def __init__(self, root: Element) -> None:
        self._root = root
        self._x = f"{{{etree.QName(root).namespace}}}"
        self._formats = root.find(f"{self._x}cellXfs")
        self._known: dict[tuple[int, str | None, bool], int] = {}
        self.is_changed = False

    def format_of(self, style: int) -> str:
        """Return the number format of a style."""
        xf = self._xf(style)
        code = number(xf, "numFmtId") if xf is not None else 0
        for each in self._root.iter(f"{self._x}numFmt"):
            if each.get("numFmtId") == str(code):
                return each.get("formatCode", "General")
        return BUILTIN_FORMATS.get(code, "General")

    def style_for(self, style: int, kind: Kind) -> int:
        """Return the style that shows a value of a kind: this one, if it does."""
        code = self.format_of(style)
        is_date = is_date_format(code)
        if code not in _PLAIN and is_date == (kind == "date"):
            return style
        wanted = _FORMATS[kind]
        return style if wanted == code else self._variant(style, wanted, quoted=False)

    def text_style(self, style: int) -> int:
        """Return the style whose text stays text even when somebody edits its cell."""
        return self._variant(style, None, quoted=True)

    def _variant(self, style: int, code: str | None, *, quoted: bool) -> int:
        key = (style, code, quoted)
        xf = self._xf(style)
        if key not in self._known and xf is not None and self._formats is not None:
            made = deepcopy(xf)
            if code is not None:
                made.set("numFmtId", str(self._number(code)))
                made.set("applyNumberFormat", "1")
            if quoted:
                made.set("quotePrefix", "1")
            self._formats.append(made)
            self._known[key] = len(self._formats) - 1
            self._formats.set("count", str(len(self._formats)))
            self.is_changed = True
        return self._known.get(key, style)

    def _number(self, code: str) -> int:
        """Return the number of a format, which Excel knows or the workbook has to say."""
        for built_in, known in BUILTIN_FORMATS.items():
            if known == code:
                return built_in
        formats = self._root.find(f"{self._x}numFmts")
        if formats is None:
            formats = etree.Element(f"{self._x}numFmts")
            self._root.insert(0, formats)
        taken = [number(each, "numFmtId") for each in formats]
        for each in formats:
            if each.get("formatCode") == code:
                return number(each, "numFmtId")
        made = max([_FIRST_OF_OWN - 1, *taken]) + 1
        etree.SubElement(formats, f"{self._x}numFmt", numFmtId=str(made), formatCode=code)
        formats.set("count", str(len(formats)))
        return made

    def _xf(self, style: int) -> Element | None:
        if self._formats is None or style >= len(self._formats):
            return None
        return self._formats[style]
