"""A file as rows of cells, whatever it is: text in any usual encoding, or a workbook.

What it is, its content says and not its name. Nothing is held whole: rows are read one by one,
and a file beyond the limits is refused before it is unpacked.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from ringfence.importers.listing.errors import (
    NOTHING_WRITTEN,
    ListingError,
    NotAListingError,
    PartError,
    TooLargeError,
)
from ringfence.importers.listing.parts import Part
from ringfence.importers.listing.rows import Row, Sheet, refuse, refuse_too_many
from ringfence.importers.listing.sheets import open_workbook

#: Nobody's listing of a cost centre is larger; the largest council's whole month is not.
MOST_BYTES = 64 * 1024 * 1024
_CHUNK = 1024 * 1024
_SAMPLE_ROWS = 60
_DELIMITERS = ",;\t|"
_OLE, _ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"
_BOMS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_OTHERS = {
    b"%PDF": "a PDF: ask for the listing as CSV or XLSX",
    b"{\\rtf": "a text document: ask for the listing as CSV or XLSX",
    b"\x89PNG": "a picture: ask for the listing as CSV or XLSX",
    b"\xff\xd8\xff": "a picture: ask for the listing as CSV or XLSX",
    b"\x1f\x8b": "compressed: unpack it first",
}


@dataclass(frozen=True)
class Source:
    """A file that can be read: its sheets, its encoding ("" of a workbook), its sha256.

    ``part`` is which of its rows are read, if not all.
    """

    path: Path
    sheets: tuple[Sheet, ...]
    encoding: str
    digest: str
    part: Part | None = None


@contextmanager
def open_source(path: Path) -> Iterator[Source]:
    """Open a listing.

    Raises:
        NotAListingError: it is of another kind, or empty.
        TooLargeError: it is too large.
        ListingError: it can't be read.
    """
    try:
        size = path.stat().st_size
        start = _start(path)
        if size > MOST_BYTES:
            raise TooLargeError(
                f"{path} is too large: {size / 1024 / 1024:,.0f} MB, and a listing has at most "
                f"{MOST_BYTES // 1024 // 1024}. Ask for fewer months, or for your cost centres "
                f"alone. {NOTHING_WRITTEN}"
            )
        _must_be_listing(path, start)
        digest = _digest(path)
        if start.startswith(_ZIP):
            with open_workbook(path) as sheets:
                yield Source(path, sheets, "", digest)
            return
        encoding = _encoding(path, start)
        delimiter = _delimiter(path, encoding)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ListingError(f"{path} can't be read: {reason}. {NOTHING_WRITTEN}") from error
    sheet = Sheet("", lambda: _text_rows(path, encoding, delimiter))
    yield Source(path, (sheet,), encoding, digest)


def part_of(source: Source, part: Part | None) -> Source:
    """Return only some rows of a file; their numbers stay as they are.

    Raises:
        PartError: there is no such sheet, or nothing in these rows.
    """
    if part is None:
        return source
    sheets = [each for each in source.sheets if part.sheet in (None, each.title)]
    if not sheets:
        listed = ", ".join(each.title for each in source.sheets) or "only one, without a name"
        raise PartError(
            f"{source.path} has no sheet {part.sheet}: there is {listed}. {NOTHING_WRITTEN}"
        )
    sheets = [replace(each, rows=partial(_rows_in, each, part)) for each in sheets]
    if not any(row.cells for each in sheets for row in each.rows()):
        raise PartError(f"{source.path} has nothing in the rows {part}. {NOTHING_WRITTEN}")
    return replace(source, sheets=tuple(sheets), part=part)


def _rows_in(sheet: Sheet, part: Part) -> Iterator[Row]:
    for row in sheet.rows():
        if part.last is not None and row.number > part.last:
            return
        if row.number >= part.first:
            yield row


def _start(path: Path) -> bytes:
    if path.is_dir():
        raise NotAListingError(f"{path} is a folder: name a listing in it. {NOTHING_WRITTEN}")
    with path.open("rb") as file:
        return file.read(8192)


def _must_be_listing(path: Path, start: bytes) -> None:
    if not start.strip():
        raise refuse(path, "empty")
    for magic, what in _OTHERS.items():
        if start.startswith(magic):
            raise refuse(path, what)
    if start.startswith(_OLE):
        locked = "EncryptedPackage".encode("utf-16-le") in path.read_bytes()
        if locked:
            raise refuse(path, "locked by a password: take it off in Excel and save it")
        raise refuse(path, "an Excel workbook of the old kind: save it in Excel as .xlsx")
    if start.lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith((b"<html", b"<!doctype", b"<table")):
        raise refuse(path, "a web page by another name: open it in Excel and save it as .xlsx")
    if start.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<?xml"):
        raise refuse(path, "XML: open it in Excel and save it as .xlsx")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _encoding(path: Path, start: bytes) -> str:
    """Find the encoding: by its mark, by its zeros, or the first that reads all of it."""
    marked = next((name for bom, name in _BOMS.items() if start.startswith(bom)), None)
    if marked is None and b"\0" in start:
        even, odd = start[::2].count(0), start[1::2].count(0)
        if max(even, odd) < len(start) // 4:
            raise refuse(path, "no text: ask for the listing as CSV or XLSX")
        marked = "utf-16-be" if even > odd else "utf-16-le"
    for encoding in (marked,) if marked else ("utf-8", "cp1252"):
        if _reads(path, encoding):
            return encoding
    raise refuse(path, "in an encoding that is not known: open it in Excel and save it as .xlsx")


def _reads(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        try:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _delimiter(path: Path, encoding: str) -> str:
    """Find what stands between cells: whatever gives most rows most cells."""
    with path.open(encoding=encoding, newline="") as file:
        first = file.readline(100).strip()
    if first.lower().startswith("sep=") and len(first) == len("sep=,"):
        return first[-1]
    return max(_DELIMITERS, key=lambda each: _count_told_apart(path, encoding, each))


def _count_told_apart(path: Path, encoding: str, delimiter: str) -> int:
    """Count the cells that it tells apart in the rows of the usual width, whatever a banner has."""
    widths: Counter[int] = Counter()
    with path.open(encoding=encoding, newline="") as file:
        try:
            for cells in csv.reader(file, delimiter=delimiter):
                widths[len(cells)] += len(cells) > 1
                if widths.total() == _SAMPLE_ROWS:
                    break
        except csv.Error:
            pass  # said when it is read for good
    return max(((width - 1) * often for width, often in widths.items()), default=0)


def _text_rows(path: Path, encoding: str, delimiter: str) -> Iterator[Row]:
    number = 0
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        try:
            for number, cells in enumerate(reader, start=1):
                refuse_too_many(path, number)
                yield Row(number, tuple(cells))
        except csv.Error as error:
            raise ListingError(
                f"{path}, row {number + 1}: its quotation marks don't fit together, so it is not "
                f"clear where a cell ends ({error}). Open it in Excel, look at that row, and save "
                f"it as .xlsx. {NOTHING_WRITTEN}"
            ) from error
