"""A file that somebody sent, read with care: its format, the return that it carries, its text.

It may come from anybody, so everything read of it is bounded and no entity is expanded. It needs
no books: what is carried says nothing of who wrote it, which :mod:`ringfence.reports.sealed.verify`
judges.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from ringfence.reports.sealed.embedding import SCRIPT_ID
from ringfence.reports.sealed.errors import SeveralReturnsError, UnreadableFileError
from ringfence.reports.sealed.office import (
    MOST_BYTES,
    MOST_OF_PART,
    open_zip,
    part_of,
    plain,
    read_office,
)
from ringfence.reports.sealed.strict_json import Json, read_json

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

Kind = Literal["json", "docx", "xlsx", "html", "zip", "other"]
_HTML = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html)\b", re.IGNORECASE)
_UNSEEN = ("script", "style", "template", "noscript")
#: What of a style puts text there, hides it, or lays something over it.
_COVERS = re.compile(
    r"content\s*:|display\s*:\s*none|visibility|opacity|position\s*:|url\(", re.IGNORECASE
)
_PICTURES = (
    *("img", "svg", "object", "iframe", "embed", "canvas", "video", "audio", "math"),
    # What brings text, styles or pages of its own, turns text round, or shows it as withdrawn.
    *("link", "base", "input", "textarea", "select", "button", "bdo", "del", "s", "strike"),
    *("script", "frame", "frameset", "portal", "dialog", "details", "marquee"),
)
#: What of an element acts, or shows text that is none of the page's.
_ACTS = re.compile(r"on\w+|dir|placeholder|srcdoc|popover", re.IGNORECASE)


class SentFile(NamedTuple):
    """A file as it was read.

    Attributes:
        name: What it is called.
        content: Its bytes.
        kind: Its format, whatever its name says.
        carried: The return that a document carries, or that JSON is; None if there is none.
        text: What a document shows, piece by piece; empty where that is not looked into.
        pictures: How many pictures are in it, and other things that hide text or cover it.
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
        return SentFile(name, content, "json", read_json(name, content), ())
    return SentFile(name, content, "other", None, ())


def members_of(pack: SentFile) -> dict[str, bytes]:
    """Return the files of a zip, by name.

    Raises:
        UnreadableFileError: one is damaged, or a name is there twice.
    """
    with open_zip(pack.name, pack.content) as archive:
        names = [each.filename for each in archive.infolist() if not each.is_dir()]
        if len(set(names)) < len(names):
            raise UnreadableFileError(f"{pack.name} has two files of one name, so it was not read.")
        return {name: part_of(pack.name, archive, name, MOST_BYTES) for name in names}


def _read_zip(name: str, content: bytes) -> SentFile:
    with open_zip(name, content) as archive:
        office = read_office(name, archive)
    if office is None:
        return SentFile(name, content, "zip", None, ())
    return SentFile(name, content, *office)


def _read_html(name: str, content: bytes) -> SentFile:
    from lxml import etree

    if len(content) > MOST_OF_PART:
        raise UnreadableFileError(f"{name} was not read: it is larger than any return.")
    try:
        content.decode()
        root = etree.fromstring(content, etree.HTMLParser(encoding="utf-8", no_network=True))
    except (ValueError, etree.XMLSyntaxError) as error:
        raise UnreadableFileError(f"{name} is damaged: it is no page in UTF-8.") from error
    scripts = [each for each in root.iter("script") if each.get("id") == SCRIPT_ID]
    if len(scripts) > 1:
        raise SeveralReturnsError(name, len(scripts))
    found = [read_json(name, (each.text or "").encode()) for each in scripts]
    pictures = sum(1 for _each in root.iter(*_PICTURES))
    pictures += sum(len(_COVERS.findall(each)) for each in _styles(root))
    pictures += sum(1 for each in root.iter("meta") if each.get("http-equiv"))
    pictures += sum(
        bool(_ACTS.fullmatch(str(key))) for each in root.iter("*") for key in each.attrib
    )
    for each in list(root.iter(*_UNSEEN)):
        each.text = None
    text = tuple(filter(None, map(plain, root.itertext(with_tail=True))))
    return SentFile(name, content, "html", found[0] if found else None, text, pictures)


def _styles(root: Element) -> Iterator[str]:
    """Yield every style of a page."""
    for each in root.iter():
        if each.tag == "style":
            yield each.text or ""
        yield each.get("style") or ""  # an attribute may have no value
        yield "display:none" if each.get("hidden") is not None else ""
