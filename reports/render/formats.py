"""The formats of documents: what each is called, which names end in it, and what writes it.

A format is one entry here and one module that writes it. Commands, Fava's pages and the names of
files read this table and none of their own. A writer's library is imported only when it writes.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ringfence.reports.render.table import Paper

#: Writes a paper as a file of a format.
Writer = Callable[["Paper"], bytes]
_OFFICE = "application/vnd.openxmlformats-officedocument"


class Format(NamedTuple):
    """One format of documents.

    Attributes:
        name: What it is called after ``--format``, and in the addresses of pages.
        label: What a link to such a file says.
        what: What such a file is, in a sentence.
        endings: What its files may end in, the first as we name them ourselves.
        mime: Its media type.
        write: Makes such a file of a paper; None where only what is no paper comes so.
        on_terminal: Whether it is text, which a terminal can show.
    """

    name: str
    label: str
    what: str
    endings: tuple[str, ...]
    mime: str
    write: Writer | None = None
    on_terminal: bool = True


def _text(paper: Paper) -> bytes:
    from ringfence.reports.render.text import text

    return text(paper).encode()


def _markdown(paper: Paper) -> bytes:
    from ringfence.reports.render.markdown import markdown

    return markdown(paper).encode()


def _xlsx(paper: Paper) -> bytes:
    from ringfence.reports.render.xlsx import workbook

    return workbook(paper)


def _docx(paper: Paper) -> bytes:
    from ringfence.reports.render.docx_ import document

    return document(paper)


def _html(paper: Paper) -> bytes:
    from ringfence.reports.render.html_ import html

    return html(paper)


#: By name, in the order in which a command that prints offers them.
FORMATS = {
    each.name: each
    for each in (
        Format("text", "Text", "plain text", (".txt", ".text"), "text/plain", _text),
        Format("md", "Markdown", "Markdown", (".md", ".markdown"), "text/markdown", _markdown),
        Format("csv", "CSV", "CSV", (".csv",), "text/csv"),
        Format(
            *("xlsx", "Excel", "an Excel workbook", (".xlsx",)),
            *(f"{_OFFICE}.spreadsheetml.sheet", _xlsx, False),
        ),
        Format(
            *("docx", "Word", "a Word document", (".docx",)),
            *(f"{_OFFICE}.wordprocessingml.document", _docx, False),
        ),
        Format("html", "HTML", "a page for a browser", (".html", ".htm"), "text/html", _html),
        Format("json", "JSON", "JSON", (".json",), "application/json"),
        Format("ics", "Calendar", "a calendar", (".ics",), "text/calendar"),
        Format("zip", "Zip", "a zip", (".zip",), "application/zip", None, on_terminal=False),
    )
}
#: Where a file is wanted, these are offered first; the others follow in their order.
_FIRST = ("docx", "xlsx", "html", "csv")


def of_papers(*more: str) -> tuple[str, ...]:
    """Name the formats that a paper can be had in, as a command that prints offers them.

    Args:
        more: Others that a document can be had in too.
    """
    return tuple(name for name, each in FORMATS.items() if each.write or name in more)


def of_files(*more: str) -> tuple[str, ...]:
    """Name those that a paper can be had in as a file to keep, as a page offers them."""
    named = [name for name in of_papers(*more) if name != "text"]
    return tuple(sorted(named, key=lambda name: _FIRST.index(name) if name in _FIRST else 9))


def file_name(*words: str, format: str) -> Path:  # noqa: A002 - as the commands have it
    """Name a file after what it is of, as Fava's pages do, with no space that needs quotes."""
    return Path("_".join(words) + FORMATS[format].endings[0])


def what_is(format: str) -> str:  # noqa: A002 - as the commands have it
    """Return what a file of a format is: a Word document."""
    return FORMATS[format].what
