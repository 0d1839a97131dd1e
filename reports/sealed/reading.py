"""A file that somebody sent, read with care: its format, the return that it carries, its text.

It may come from anybody, so everything read of it is bounded and no entity is expanded. It needs
no books: what is carried says nothing of who wrote it, which :mod:`ringfence.reports.sealed.verify`
judges.
"""

from __future__ import annotations

import hashlib
import io
import json
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from ringfence.reports.sealed.embedding import ELEMENT, ITEM, NAMESPACE, SCRIPT_ID
from ringfence.reports.sealed.errors import UnreadableFileError

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

Json = Mapping[str, Any]
Kind = Literal["json", "docx", "xlsx", "html", "zip", "other"]
#: More than any return has with all its evidence: what is larger is not read.
MOST_BYTES = 200_000_000
#: More than any part of one has that is looked into, and than a zip unpacks to in all.
_MOST_OF_PART = 20_000_000
_MOST_PARTS = 5_000
_DEEPEST = 20
_TYPES = "[Content_Types].xml"
_OFFICE = {
    "docx": b"wordprocessingml.document.main",
    "xlsx": b"spreadsheetml.sheet.main",
}
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PICTURE = re.compile(r"(?:word|xl)/media/.+")
_NO_ZIP = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError),
    *(NotImplementedError, RuntimeError, ValueError),
)
_HTML = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html)\b", re.IGNORECASE)
_NUMBER = re.compile(r"-?\d{1,18}(?:\.\d{1,40})?(?:E[+-]?\d)?", re.ASCII | re.IGNORECASE)
_SPACES = re.compile(r"\s+")
#: Programs work figures out anew as they save: what differs further behind is no difference.
_PLACES = 6


class SentFile(NamedTuple):
    """A file as it was read.

    Attributes:
        name: What it is called.
        content: Its bytes.
        kind: Its format, whatever its name says.
        carried: The return that a document carries, or that JSON is; None if there is none.
        text: What a document shows, piece by piece; empty where that is not looked into.
        pictures: How many pictures are in it: none is in a document of ours.
    """

    name: str
    content: bytes
    kind: Kind
    carried: Json | None
    text: tuple[str, ...]
    pictures: int = 0

    @property
    def digest(self) -> str:
        """Its SHA-256."""
        return hashlib.sha256(self.content).hexdigest()


def read_file(path: Path) -> SentFile:
    """Read a file that somebody sent.

    Raises:
        UnreadableFileError: it is not there, damaged, or made to do harm.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UnreadableFileError(f"{path} can't be read: {reason}.") from error
    return read_content(str(path), content)


def read_content(name: str, content: bytes) -> SentFile:
    """Read a file that somebody sent, of its bytes.

    Raises:
        UnreadableFileError: it is damaged, or made to do harm.
    """
    if len(content) > MOST_BYTES:
        raise UnreadableFileError(
            f"{name} is larger than {MOST_BYTES:,} bytes, more than any return is, so it was not "
            "read."
        )
    if content.startswith(b"PK\x03\x04"):
        return _read_zip(name, content)
    if _HTML.match(content[:1000]):
        return _read_html(name, content)
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return SentFile(name, content, "json", _read_json(name, content), ())
    return SentFile(name, content, "other", None, ())


def members_of(pack: SentFile) -> dict[str, bytes]:
    """Return the files of a zip, by name.

    Raises:
        UnreadableFileError: one is damaged, or a name is there twice.
    """
    with _opened(pack.name, pack.content) as archive:
        names = [each.filename for each in archive.infolist() if not each.is_dir()]
        if len(set(names)) < len(names):
            raise UnreadableFileError(f"{pack.name} has two files of one name, so it was not read.")
        return {name: _part(pack.name, archive, name, MOST_BYTES) for name in names}


def figures_text(values: Json) -> str:
    """Name a return as it says itself, for a message: `PLF-2017-18 2017-18-H1`."""
    period = values.get("period")
    ref = period.get("ref") if isinstance(period, dict) else None
    return f"{values.get('fund')} {ref}"


def is_return(values: object) -> bool:
    """Return whether JSON is of a return: of a fund, for a period, with lines."""
    if not isinstance(values, dict) or not isinstance(values.get("fund"), str):
        return False
    period = values.get("period")
    return (
        isinstance(period, dict)
        and isinstance(period.get("ref"), str)
        and isinstance(values.get("lines"), list)
    )


def _read_json(name: str, content: bytes) -> Json | None:
    """Read JSON strictly: what one program could take for one thing, another for another, is none.

    Raises:
        UnreadableFileError: it is no JSON, has a key twice, or a number that is not whole.
    """
    try:
        text = content.decode("utf-8-sig")
        values = json.loads(
            text,
            object_pairs_hook=_only_once,
            parse_float=_no_number,
            parse_constant=_no_number,
        )
        _must_be_flat(values)
    except (ValueError, RecursionError) as error:
        raise UnreadableFileError(
            f"{name} can't be read: it is damaged, or JSON that no return is in."
        ) from error
    return values if is_return(values) else None


def _only_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key twice")
    return found


def _must_be_flat(value: object) -> None:
    """Make sure that nothing is nested deeper than in any return."""
    level: list[object] = [value]
    for _depth in range(_DEEPEST):
        inner = (_parts_of(each) for each in level)
        level = [each for some in inner for each in some if isinstance(each, dict | list)]
        if not level:
            return
    raise ValueError("too deep")


def _parts_of(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _no_number(text: str) -> object:
    raise ValueError(text)


# ---------------------------------------------------------------- zips: Word, Excel, packs


def _read_zip(name: str, content: bytes) -> SentFile:
    with _opened(name, content) as archive:
        names = archive.namelist()
        types = _part(name, archive, _TYPES) if _TYPES in names else b""
        for kind, mark in _OFFICE.items():
            if mark in types:
                carried = list(_carried_by(name, archive))
                if len(carried) > 1:
                    raise UnreadableFileError(_several(name, len(carried)))
                text = _word_text if kind == "docx" else _sheet_text
                return SentFile(
                    name,
                    content,
                    "docx" if kind == "docx" else "xlsx",
                    carried[0] if carried else None,
                    tuple(text(name, archive)),
                    sum(bool(_PICTURE.fullmatch(each)) for each in names),
                )
    return SentFile(name, content, "zip", None, ())


def _opened(name: str, content: bytes) -> zipfile.ZipFile:
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


def _part(name: str, archive: zipfile.ZipFile, part: str, most: int = _MOST_OF_PART) -> bytes:
    """Read a part of a zip, and no more of it than any return has."""
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
        root: Element = fromstring(_part(name, archive, part), forbid_dtd=True)
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
            found = _read_json(f"{part} of {name}", (root.text or "").encode())
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
        text = _plain("".join(pieces))
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
        for cell in _tree(name, archive, part).iter(f"{_SHEET}c"):
            value = _plain(_value(cell, shared))
            if value:
                yield f"{sheet.get('name')}!{cell.get('r')} {value}"


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


# ---------------------------------------------------------------- HTML


_UNSEEN = ("script", "style", "title", "template", "noscript")
_PICTURES = ("img", "svg", "object", "iframe", "embed", "canvas")


def _read_html(name: str, content: bytes) -> SentFile:
    from lxml import etree

    if len(content) > _MOST_OF_PART:
        raise UnreadableFileError(f"{name} was not read: it is larger than any return.")
    try:
        content.decode()
        root = etree.fromstring(content, etree.HTMLParser(encoding="utf-8", no_network=True))
    except (ValueError, etree.XMLSyntaxError) as error:
        raise UnreadableFileError(f"{name} is damaged: it is no page in UTF-8.") from error
    scripts = [each for each in root.iter("script") if each.get("id") == SCRIPT_ID]
    if len(scripts) > 1:
        raise UnreadableFileError(_several(name, len(scripts)))
    found = [_read_json(name, (each.text or "").encode()) for each in scripts]
    pictures = sum(1 for _each in root.iter(*_PICTURES))
    for each in list(root.iter(*_UNSEEN)):
        each.text = None
    text = tuple(filter(None, map(_plain, root.itertext(with_tail=True))))
    return SentFile(name, content, "html", found[0] if found else None, text, pictures)


def _several(name: str, number: int) -> str:
    return f"{name} carries {number} returns, and none can be told to be the one that it shows."


def _plain(text: str) -> str:
    return _SPACES.sub(" ", text).strip()
