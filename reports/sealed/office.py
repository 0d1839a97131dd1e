"""Word and Excel files that came from elsewhere, and zips: what is read of them is bounded."""

from __future__ import annotations

import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, NamedTuple

from ringfence.reports.sealed.embedding import ELEMENT, ITEM, NAMESPACE
from ringfence.reports.sealed.errors import SeveralReturnsError, UnreadableFileError
from ringfence.reports.sealed.strict_json import Json, read_json

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

#: More than any return has with all its evidence: what is larger is not read.
MOST_BYTES = 200_000_000
#: More than any part of one has that is looked into.
MOST_OF_PART = 20_000_000
_MOST_PARTS = 5_000
_TYPES = "[Content_Types].xml"
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PICTURE = re.compile(r"(?:word|xl)/media/.+")
#: Parts that are shown beside the text that is compared, or say how it is shown.
_TOLD = re.compile(
    r"word/(?:document|header\d*|footer\d*|footnotes|endnotes)\.xml"
    r"|xl/(?:styles|workbook|worksheets/[^/]+)\.xml"
)
_COVERING = frozenset(
    {
        *("drawing", "pict", "object", "sym", "txbxContent", "altChunk", "control"),
        *("vanish", "webHidden", "specVanish", "legacyDrawing", "oleObjects", "controls"),
        *("conditionalFormatting", "dxf"),
        # What was changed and not accepted is shown in more ways than one; so are formulas of Word.
        *("oMath", "del", "ins", "moveFrom", "moveTo", "delText"),
    }
)
_TRUE = ("1", "true")
_HIDDEN = ("hidden", "veryHidden")
#: What of a format of numbers is shown as it stands, a colour or a condition, and all but those.
_LITERAL = re.compile(r'"([^"]*)"|\\(.)')
_CONDITION = re.compile(r"\[[^\]]*\]")
_NOT_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_FIGURE = re.compile(r"[1-9]", re.ASCII)
_NO_ZIP = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError),
    *(NotImplementedError, RuntimeError, ValueError),
)
_NUMBER = re.compile(r"-?\d{1,18}(?:\.\d{1,40})?(?:E[+-]?\d)?", re.ASCII | re.IGNORECASE)
_SPACES = re.compile(r"\s+")
#: What programs write in a formula, or leave out, without another meaning.
_MARKS = re.compile(r"[$']|_XLFN\.")
#: Codes of a head or foot of Excel: places, fonts, sizes, the number of the page.
_CODES = re.compile(r'&"[^"]*"|&K[0-9A-F]{6}|&\d+|&[A-Z]', re.IGNORECASE)
#: Programs work figures out anew as they save: what differs further behind is no difference.
_PLACES = 6


class Office(NamedTuple):
    """What is in a Word or Excel file.

    Attributes:
        kind: Which of the two it is.
        carried: The return that it carries, if it carries one.
        text: What it shows: paragraphs, or cells with their places.
        pictures: How many pictures are in it, and other things that hide text or cover it.
    """

    kind: Literal["docx", "xlsx"]
    carried: Json | None
    text: tuple[str, ...]
    pictures: int


def read_office(name: str, archive: zipfile.ZipFile) -> Office | None:
    """Read a Word or Excel file; None if a zip is neither.

    Raises:
        UnreadableFileError: it is damaged, made to do harm, or carries more than one return.
    """
    names = archive.namelist()
    types = part_of(name, archive, _TYPES) if _TYPES in names else b""
    if b"wordprocessingml.document.main" in types:
        return Office("docx", *_read(name, archive, tuple(_word_text(name, archive))))
    if b"spreadsheetml.sheet.main" in types:
        return Office("xlsx", *_read(name, archive, tuple(_sheet_text(name, archive))))
    return None


def _read(
    name: str, archive: zipfile.ZipFile, text: tuple[str, ...]
) -> tuple[Json | None, tuple[str, ...], int]:
    carried = list(_carried_by(name, archive))
    if len(carried) > 1:
        raise SeveralReturnsError(name, len(carried))
    pictures = sum(bool(_PICTURE.fullmatch(each)) for each in archive.namelist())
    return carried[0] if carried else None, text, pictures + _covers(name, archive)


def _covers(name: str, archive: zipfile.ZipFile) -> int:
    """Count what can show something else than the text that is compared, or hide it.

    That is drawings, symbols and hidden text of Word, in heads and feet too; hidden rows, columns
    and sheets of Excel, and formats of numbers that have figures of their own.
    """
    found = 0
    for part in archive.namelist():
        if _TOLD.fullmatch(part):
            for each in _tree(name, archive, part).iter():
                tag = str(each.tag).rpartition("}")[2]
                found += tag in _COVERING
                found += each.get("hidden") in _TRUE or each.get("state") in _HIDDEN
                found += _is_field_of_words(tag, each)
                found += tag == "numFmt" and _has_figures(each.get("formatCode", ""))
    return found


def _is_field_of_words(tag: str, element: Element) -> bool:
    """Return whether a field of Word shows words of its own, and not the number of a page."""
    if tag not in ("fldSimple", "instrText"):
        return False
    instruction = (element.get(f"{_WORD}instr") or element.text or "").split()
    return bool(instruction) and instruction[0].upper() not in ("PAGE", "NUMPAGES")


def _has_figures(code: str) -> bool:
    """Return whether a format of numbers shows figures that are none of the number's."""
    literal = "".join(map("".join, _LITERAL.findall(_CONDITION.sub("", code))))
    return any(each.isdigit() for each in literal) or bool(
        _FIGURE.search(_NOT_LITERAL.sub("", code))
    )


def plain(text: str) -> str:
    """Return a text in one line, as it is compared."""
    return _SPACES.sub(" ", text).strip()


def open_zip(name: str, content: bytes) -> zipfile.ZipFile:
    """Open a zip, if it unpacks to no more than any return with its evidence has.

    Raises:
        UnreadableFileError: it is damaged, or would unpack to more.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except _NO_ZIP as error:
        raise UnreadableFileError(f"{name} is damaged: it can't be unpacked.") from error
    parts = archive.infolist()
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
        raise UnreadableFileError(
            f"{name} unpacks to more than any return has, so it was not opened."
        )
    return archive


def part_of(name: str, archive: zipfile.ZipFile, part: str, most: int = MOST_OF_PART) -> bytes:
    """Read a part of a zip, and no more of it than any return has.

    Raises:
        UnreadableFileError: it is damaged, or larger than ``most`` bytes.
    """
    try:
        with archive.open(part) as file:
            content = file.read(most + 1)
    except _NO_ZIP as error:
        raise UnreadableFileError(f"{name} is damaged: {part} can't be unpacked.") from error
    if len(content) > most:
        raise UnreadableFileError(f"{name} was not read: its {part} is larger than any return's.")
    return content


def _tree(name: str, archive: zipfile.ZipFile, part: str) -> Element:
    """Parse a part that is XML.

    Raises:
        UnreadableFileError: it is not there, is no XML, or declares entities.
    """
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    if part not in archive.namelist():
        raise UnreadableFileError(f"{name} is damaged: it has no {part}.")
    try:
        root: Element = fromstring(part_of(name, archive, part), forbid_dtd=True)
    except DefusedXmlException as error:
        raise UnreadableFileError(
            f"{name} was not read: {part} declares entities, which no Word or Excel writes."
        ) from error
    except (ParseError, ValueError, LookupError) as error:
        raise UnreadableFileError(f"{name} is damaged: {part} can't be read.") from error
    return root


def _carried_by(name: str, archive: zipfile.ZipFile) -> Iterator[Json]:
    for part in archive.namelist():
        if not ITEM.fullmatch(part):
            continue
        root = _tree(name, archive, part)
        if root.tag == f"{{{NAMESPACE}}}{ELEMENT}":
            found = read_json(f"{part} of {name}", (root.text or "").encode())
            if found is not None:
                yield found


def _word_text(name: str, archive: zipfile.ZipFile) -> Iterator[str]:
    """Yield the text of each paragraph, in tables too, in their order."""
    for paragraph in _tree(name, archive, "word/document.xml").iter(f"{_WORD}p"):
        pieces = (
            each.text or "" if each.tag == f"{_WORD}t" else " "
            for each in paragraph.iter()
            if each.tag in (f"{_WORD}t", f"{_WORD}tab", f"{_WORD}br")
        )
        text = plain("".join(pieces))
        if text:
            yield text


def _sheet_text(name: str, archive: zipfile.ZipFile) -> Iterator[str]:
    """Yield each cell that holds something: its sheet, its place and its value."""
    names = archive.namelist()
    shared: list[str] = []
    if "xl/sharedStrings.xml" in names:
        root = _tree(name, archive, "xl/sharedStrings.xml")
        shared = [_texts(each) for each in root.iter(f"{_SHEET}si")]
    targets = {
        each.get("Id"): each.get("Target", "")
        for each in _tree(name, archive, "xl/_rels/workbook.xml.rels")
    }
    for sheet in _tree(name, archive, "xl/workbook.xml").iter(f"{_SHEET}sheet"):
        target = targets.get(sheet.get(_RELATION), "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        tree = _tree(name, archive, part)
        for line in tree.findall(f"{_SHEET}headerFooter/*"):
            if shown := plain(_CODES.sub(" ", line.text or "")):
                yield f"{sheet.get('name')}, head or foot {shown}"
        for cell in tree.iter(f"{_SHEET}c"):
            value = plain(_value(cell, shared))
            # Excel works it out anew as it opens the file, whatever value stands beside it.
            formula = _formula(cell)
            if value or formula:
                yield f"{sheet.get('name')}!{cell.get('r')} {value}{formula}"


def _formula(cell: Element) -> str:
    """Return a cell's formula as it is compared: programs write the same in more ways than one."""
    found = cell.find(f"{_SHEET}f")
    if found is None:
        return ""
    text = _SPACES.sub("", found.text or found.get("ref") or "shared")
    return f" ={_MARKS.sub('', text.upper()).removeprefix('=')}"


def _value(cell: Element, shared: list[str]) -> str:
    value = cell.findtext(f"{_SHEET}v") or ""
    if cell.get("t") == "s":
        known = value.isascii() and value.isdigit() and int(value[:9]) < len(shared)
        return shared[int(value)] if known else ""
    if cell.get("t") == "inlineStr":
        return _texts(cell)
    if cell.get("t", "n") == "n" and _NUMBER.fullmatch(value):
        return f"{round(Decimal(value), _PLACES):f}".rstrip("0").rstrip(".")
    return value


def _texts(element: Element) -> str:
    return "".join(each.text or "" for each in element.iter(f"{_SHEET}t"))
