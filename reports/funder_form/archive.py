"""A Word or Excel file as its parts, read with care: forms come by e-mail.

Only the parts that hold tags are written anew; all else keeps its bytes.
"""

from __future__ import annotations

import io
import re
import zipfile

from lxml import etree

from ringfence.reports.funder_form.errors import DamagedFormError, NotAFormError
from ringfence.reports.render.stable import rewrite_zip

Element = etree._Element  # noqa: SLF001 - lxml names its own type so

#: More than any form has: a file that unpacks to more is made to do harm.
_MOST_BYTES = 200_000_000
_MOST_PARTS = 5_000
_NUMBER = re.compile(r"\d{1,9}", re.ASCII)
_OLD = b"\xd0\xcf\x11\xe0"
_TYPES = "[Content_Types].xml"
_SAVE_AS = {
    ".doc": "docx",
    ".docm": "docx",
    ".dot": "docx",
    ".dotx": "docx",
    ".odt": "docx",
    ".rtf": "docx",
    ".pdf": "docx",
    ".xls": "xlsx",
    ".xlsm": "xlsx",
    ".xlsb": "xlsx",
    ".xltx": "xlsx",
    ".ods": "xlsx",
    ".csv": "xlsx",
}


class Parts:
    """The parts of a file, by name. A tree is read; one that was asked to be changed is written."""

    def __init__(self, content: bytes, name: str) -> None:
        self._content = content
        self._name = name
        self._raw = _unpack(content, name)
        self._trees: dict[str, Element] = {}
        self._changed: set[str] = set()
        self._dropped: set[str] = set()

    @property
    def names(self) -> list[str]:
        """Every part, in the order of the file."""
        return list(self._raw)

    def raw(self, part: str) -> bytes:
        """Return a part as it is in the file."""
        return self._raw[part]

    def tree(self, part: str) -> Element:
        """Parse a part, once.

        Raises:
            DamagedFormError: it is not there, is no XML, or declares entities.
        """
        if part not in self._trees:
            if part not in self._raw:
                raise DamagedFormError(f"{self._name} is damaged: it has no {part}. {_AGAIN}")
            self._trees[part] = _parse(self._raw[part], part, self._name)
        return self._trees[part]

    def change(self, part: str) -> Element:
        """Parse a part that is to be written anew."""
        self._changed.add(part)
        return self.tree(part)

    def replace(self, part: str, data: bytes) -> None:
        """Replace the bytes of a part that is not XML of ours."""
        self._raw[part] = data

    def drop(self, part: str) -> None:
        """Leave a part out."""
        self._dropped.add(part)

    def to_bytes(self) -> bytes:
        """Return the file with what was changed in it; the same form gives the same bytes."""

        def edit(part: str, _data: bytes) -> bytes | None:
            if part in self._dropped:
                return None
            return _serialise(self._trees[part]) if part in self._changed else self._raw[part]

        return rewrite_zip(self._content, edit)


_AGAIN = "Ask whoever sent it for another copy, or open it and save it again."


def number(element: Element, name: str, default: int = 0) -> int:
    """Return a number that an element says; what is none there counts as the default."""
    text = element.get(name, "")
    return int(text) if _NUMBER.fullmatch(text) else default


def kind_of(content: bytes, name: str) -> str:
    """Return whether a file is a ``docx`` or an ``xlsx``, whatever it is called.

    Raises:
        NotAFormError: it is neither.
        DamagedFormError: it can't be read.
    """
    ending = name[name.rfind(".") :].lower() if "." in name else ""
    if content.startswith(_OLD):
        wanted = _SAVE_AS.get(ending, ending.strip(".") or "docx")
        raise NotAFormError(
            f"{name} is protected with a password, or was made by a Word or Excel of before 2007. "
            f"Open it, take the password off, and save it as .{wanted}."
        )
    if ending in _SAVE_AS:
        raise NotAFormError(f"{name} is not a .docx or .xlsx file: {_what_to_do(ending)}")
    types = _unpack(content, name).get(_TYPES, b"")
    if b"macroEnabled" in types:
        raise NotAFormError(f"{name} has macros: {_what_to_do('.docm')}")
    for kind, mark in (("docx", b"wordprocessingml.document"), ("xlsx", b"spreadsheetml.sheet")):
        if mark in types:
            return kind
    raise NotAFormError(f"{name} is not a Word document or an Excel workbook.")


def _what_to_do(ending: str) -> str:
    if ending == ".pdf":
        return "a PDF can't be filled. Ask the funder for the form as Word or Excel."
    program = "Word" if _SAVE_AS[ending] == "docx" else "Excel"
    macros = ", without its macros, which Ringfence never runs" if ending[-1] == "m" else ""
    if ending == ".docm":
        return f"open it and save it as .docx or .xlsx{macros}."
    return f"open it in {program} and save it as .{_SAVE_AS[ending]}{macros}."


def _unpack(content: bytes, name: str) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            parts = file.infolist()
            if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_BYTES:
                raise DamagedFormError(
                    f"{name} unpacks to more than any form has, so it was not opened. {_AGAIN}"
                )
            return {part.filename: file.read(part) for part in parts}
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise DamagedFormError(
            f"{name} is damaged, or is not a Word or Excel file: it can't be unpacked. {_AGAIN}"
        ) from error


def _parse(data: bytes, part: str, name: str) -> Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DamagedFormError(f"{name} is damaged: {part} can't be read. {_AGAIN}") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise DamagedFormError(
            f"{name} was not opened: {part} declares entities, which no Word or Excel writes. "
            f"{_AGAIN}"
        )
    return root


def _serialise(root: Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
