"""A paper as a file of any format. Each format's library is imported only when asked for."""

from __future__ import annotations

import json
from collections.abc import Callable

from ringfence.reports.render.table import Paper

#: Makes one file.
Maker = Callable[[], bytes]


def written(paper: Paper, format: str) -> bytes:  # noqa: A002 - as the commands have it
    """Give a paper as a file of one of the formats."""
    return WRITERS[format](paper)


def makers(paper: Paper, wide: Paper | None = None) -> dict[str, Maker]:
    """Give what makes each file of a paper; ``wide`` is for the workbook."""
    return {
        "docx": lambda: written(paper, "docx"),
        "xlsx": lambda: written(wide or paper, "xlsx"),
        "html": lambda: written(paper, "html"),
        "md": lambda: written(paper, "md"),
    }


def as_json(value: object) -> bytes:
    """Give JSON as a file."""
    return (json.dumps(value, indent=2, ensure_ascii=True) + "\n").encode()


def _docx(paper: Paper) -> bytes:
    from ringfence.reports.render.docx_ import document

    return document(paper)


def _xlsx(paper: Paper) -> bytes:
    from ringfence.reports.render.xlsx import workbook

    return workbook(paper)


def _html(paper: Paper) -> bytes:
    from ringfence.reports.render.html_ import html

    return html(paper)


def _markdown(paper: Paper) -> bytes:
    from ringfence.reports.render.markdown import markdown

    return markdown(paper).encode()


def _text(paper: Paper) -> bytes:
    from ringfence.reports.render.text import text

    return text(paper).encode()


WRITERS: dict[str, Callable[[Paper], bytes]] = {
    "docx": _docx,
    "xlsx": _xlsx,
    "html": _html,
    "md": _markdown,
    "text": _text,
}
