"""The return as JSON, carried in the document that shows it: a funder's tools need not retype it.

Word and Excel files have it as a custom XML part, which Word and Excel keep when they save; HTML
has it as a script of data, which browsers never run and its policy lets be. Nothing of it is
seen or printed. What is carried is the return alone, without the SHA-256 of files and without
seals: the snapshot that is sealed holds the SHA-256 of the document itself.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from xml.sax.saxutils import escape

from ringfence.ledger.canonical import canonical
from ringfence.reports.render.stable import rewrite_zip

#: The element of a custom XML part that holds the JSON as its text.
NAMESPACE = "urn:ringfence:return"
ELEMENT = "return"
#: What the script of data in HTML is called.
SCRIPT_ID = "ringfence-return"
SCRIPT_TYPE = "application/json"
ITEM = re.compile(r"customXml/item(\d+)\.xml")
_TYPES = "[Content_Types].xml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
#: Always the same: a file has one such part, and the same return gives the same bytes.
_STORE = "{6B9C4F52-0E5A-5C37-9D5C-2F1E7A4B8D10}"
#: Where the part that everything belongs to says what belongs to it.
_MAIN = {"docx": "word/_rels/document.xml.rels", "xlsx": "xl/_rels/workbook.xml.rels"}
#: What XML can't hold, and what would end a script or begin a comment in HTML.
_NOT_IN_XML = re.compile("[\ufffe\uffff]")
_NOT_IN_HTML = re.compile("[<\u2028\u2029\ufffe\uffff]")
#: What the snapshot adds to the return; the history, and what is other than in the version before,
#: which are no part of what it says.
NOT_CARRIED = (
    *("snapshot_version", "documents", "sent", "frozen", "history", "redacts"),
    "changed_since_version",
)


def carried_of(values: Mapping[str, object]) -> dict[str, object]:
    """Return what a document carries of a return's JSON, or of its snapshot's."""
    return {key: value for key, value in values.items() if key not in NOT_CARRIED}


def embed(content: bytes, kind: str, values: Mapping[str, object]) -> bytes:
    """Return a document with a return's JSON in it; one of another format as it is.

    So is one that somebody else made and that does not begin with the parts that Word and Excel
    write, for it must open as before.

    Args:
        content: The document, without such JSON.
        kind: Its format.
        values: The return.
    """
    put_in = _EMBED.get(kind)
    return put_in(content, canonical(carried_of(values)).decode()) if put_in else content


def _in_html(content: bytes, text: str) -> bytes:
    script = (
        f'<script type="{SCRIPT_TYPE}" id="{SCRIPT_ID}">{_escaped(_NOT_IN_HTML, text)}</script>\n'
    )
    head, end, rest = content.partition(b"</head>")
    assert end, "a page without a head"  # noqa: S101 - ours have one
    return head + script.encode() + end + rest


def _in_office(main: str) -> Callable[[bytes, str], bytes]:
    def put_in(content: bytes, text: str) -> bytes:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            names = file.namelist()
        number = 1 + max(
            (int(found[1]) for found in map(ITEM.fullmatch, names) if found), default=0
        )
        ends = {
            _TYPES: ("Types", _override(number)),
            main: ("Relationships", _relation(number)),
        }

        def edit(name: str, data: bytes) -> bytes:
            return _before_end(data, *ends[name]) if name in ends else data

        with zipfile.ZipFile(io.BytesIO(content)) as file:
            fits = all(
                name in names and f"</{element}>".encode() in file.read(name)
                for name, (element, _more) in ends.items()
            )
        return rewrite_zip(content, edit, _parts(number, text)) if fits else content

    return put_in


_EMBED: Mapping[str, Callable[[bytes, str], bytes]] = {
    "html": _in_html,
    **{kind: _in_office(main) for kind, main in _MAIN.items()},
}


#: The formats of documents that carry the return.
FORMATS = ("docx", "xlsx", "html")


def _parts(number: int, text: str) -> dict[str, bytes]:
    """Return the parts that hold the JSON, and say what it is."""
    data = escape(_escaped(_NOT_IN_XML, text))
    head = "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
    parts = {
        f"customXml/item{number}.xml": f'<{ELEMENT} xmlns="{NAMESPACE}">{data}</{ELEMENT}>',
        f"customXml/itemProps{number}.xml": (
            f'<ds:datastoreItem xmlns:ds="{_OFFICE}/customXml" ds:itemID="{_STORE}"><ds:schemaRefs>'
            f'<ds:schemaRef ds:uri="{NAMESPACE}"/></ds:schemaRefs></ds:datastoreItem>'
        ),
        f"customXml/_rels/item{number}.xml.rels": (
            f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" '
            f'Type="{_OFFICE}/relationships/customXmlProps" Target="itemProps{number}.xml"/>'
            "</Relationships>"
        ),
    }
    return {name: (head + part).encode() for name, part in parts.items()}


def _override(number: int) -> str:
    return (
        f'<Override PartName="/customXml/itemProps{number}.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.customXmlProperties+xml"/>'
    )


def _relation(number: int) -> str:
    return (
        f'<Relationship Id="rIdRingfence" Type="{_OFFICE}/relationships/customXml" '
        f'Target="../customXml/item{number}.xml"/>'
    )


def _before_end(data: bytes, element: str, more: str) -> bytes:
    head, end, rest = data.rpartition(f"</{element}>".encode())
    return head + more.encode() + end + rest


def _escaped(pattern: re.Pattern[str], text: str) -> str:
    """Write some characters as JSON escapes them: they stand in its texts alone."""
    return pattern.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
